"""Products, categories, stock, feeds, releases and search.

This is the face: what other contexts may use. Products come from the live release and cost no call; stock is reserved in the
caller's transaction.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.catalog.domain import (
    Attribute,
    Category,
    OutOfStock,
    Product,
    Sale,
    StockNotHeld,
)
from chalicelib.catalog.service import (
    active_release,
    all_products,
    categories,
    find_product,
    reserve,
)
from chalicelib.catalog.store import release, restock, ship

if TYPE_CHECKING:
    from chalicelib.catalog.importing import Outcome as Outcome
    from chalicelib.catalog.importing import Progress


def import_feed(
    feed_file: Path | bytes,
    file_name: str,
    now: datetime,
    max_bad_percent: int = 10,
    progress: Progress = lambda percent, doing: None,
) -> Outcome:
    """Import a feed (TSV or XML, plain or gzip) and make it the live release; see `importing.import_feed`."""
    from chalicelib.catalog import importing  # what reads feeds is not needed on a cold start

    return importing.import_feed(feed_file, file_name, now, max_bad_percent, progress)


__all__ = [
    "Attribute",
    "Category",
    "OutOfStock",
    "Product",
    "Sale",
    "StockNotHeld",
    "active_release",
    "all_products",
    "categories",
    "find_product",
    "import_feed",
    "release",
    "reserve",
    "restock",
    "ship",
]
