"""Products, categories, stock, feeds, releases and search."""
