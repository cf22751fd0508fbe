"""Product feeds in Google Merchant's format: bytes in, products and a report of bad rows out. See docs/feeds.md."""
