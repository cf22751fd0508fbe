"""Products, categories, stock, feeds, releases and search.

This is the face: what other contexts may use. Products come from the live release and cost no call; stock is reserved in the
caller's transaction.
"""

from __future__ import annotations

from chalicelib.catalog.domain import (
    Attribute,
    Category,
    OutOfStock,
    Product,
    ProductNotFound,
    Sale,
    StockNotHeld,
)
from chalicelib.catalog.importing import Outcome, import_feed
from chalicelib.catalog.service import (
    active_release,
    all_products,
    categories,
    find_product,
    find_products,
    product_page,
    reserve,
    search_products,
    shortages,
    stock_of,
)
from chalicelib.catalog.store import release, restock, ship

__all__ = [
    "Attribute",
    "Category",
    "OutOfStock",
    "Outcome",
    "Product",
    "ProductNotFound",
    "Sale",
    "StockNotHeld",
    "active_release",
    "all_products",
    "categories",
    "find_product",
    "find_products",
    "import_feed",
    "product_page",
    "release",
    "reserve",
    "restock",
    "search_products",
    "ship",
    "shortages",
    "stock_of",
]
