"""Building blocks without a business word in them; every context may use every module here."""
