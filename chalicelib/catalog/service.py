"""Use cases of the catalogue beyond imports: products and search from the live release, stock, releases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from chalicelib.catalog import releases, search, store, suggest
from chalicelib.catalog.domain import Language, Product, ProductNotFound
from chalicelib.catalog.events import ReleaseActivated, StockCounted
from chalicelib.catalog.schemas import (
    CategoryTree,
    ReleaseView,
    SearchAnswer,
    SearchQuery,
    StaffStockView,
    StockView,
    SuggestAnswer,
)
from chalicelib.catalog.store import StockItem
from chalicelib.kit.errors import Conflict, Invalid
from chalicelib.kit.tx import Tx

_NOTHING_FOUND = msgspec.json.encode(SearchAnswer([], 0, [], None))


class StockNotCounted(Conflict):
    title = "This product's pieces are not counted; its feed has to give a quantity first"


def active_release() -> str | None:
    """The id of the live release."""
    live = releases.live()
    return live.id if live else None


def find_product(sku: str) -> Product | None:
    """The product of the live release called exactly `sku`."""
    live = releases.live()
    return live.find(sku) if live else None


def find_products(skus: Iterable[str]) -> dict[str, Product]:
    """Those of `skus` that are in the live release."""
    return {sku: product for sku in skus if (product := find_product(sku)) is not None}


def all_products() -> Iterable[Product]:
    """Every product of the live release, for sitemaps and the like."""
    live = releases.live()
    return live.products() if live else ()


def search_json(query: SearchQuery, now: datetime) -> bytes:
    """`SearchAnswer` as JSON."""
    live = releases.live()
    return search.search_json(live, query, now) if live else _NOTHING_FOUND


def search_products(query: SearchQuery, now: datetime) -> SearchAnswer:
    """Search the live release."""
    return msgspec.json.decode(search_json(query, now), type=SearchAnswer)


def product_json(sku: str, language: Language, now: datetime) -> bytes:
    """`ProductView` as JSON. Raises ProductNotFound."""
    live = releases.live()
    page = live.page_json(sku, language, now) if live else None
    if page is None:
        raise ProductNotFound()
    return page


def categories_json(language: Language, parent: str = "", depth: int = 0) -> bytes:
    """`CategoryTree` below `parent`, `depth` levels of it (0: all), as JSON. Raises CategoryNotFound."""
    live = releases.live()
    return live.tree_json(language, parent, depth) if live else b'{"items":[]}'


def categories(language: Language) -> CategoryTree:
    """The category tree of the live release."""
    return msgspec.json.decode(categories_json(language), type=CategoryTree)


def suggestions(text: str, language: Language, now: datetime) -> SuggestAnswer:
    """What somebody who has typed `text` may be after."""
    live = releases.live()
    return suggest.suggestions(live, text, language, now) if live else SuggestAnswer([])


def existing_product(sku: str) -> Product:
    """Raises ProductNotFound where the live release has no such product."""
    product = find_product(sku)
    if product is None:
        raise ProductNotFound()
    return product


def stock_view(sku: str) -> StockView:
    """How many pieces can be had right now. Raises ProductNotFound."""
    product = existing_product(sku)
    if not product.tracked:
        return StockView(product.sku, product.availability, None, product.max_quantity)
    available = _available(store.find_stock(product.sku))
    shown = "out_of_stock" if available == 0 and product.availability == "in_stock" else product.availability
    return StockView(product.sku, shown, available, min(available, product.max_quantity))


def _available(item: StockItem | None) -> int:
    return max(item.available, 0) if item else 0


def reserve(tx: Tx, sku: str, quantity: int) -> bool:
    """Hold pieces for an order, in its transaction (which fails with OutOfStock where there are fewer).

    False, and nothing is added, where the product's pieces are not counted: only what was held may be given back
    (`release`) or shipped (`ship`), so the order keeps this answer. Raises ProductNotFound.
    """
    product = existing_product(sku)
    if product.tracked:
        store.reserve(tx, sku, quantity)
    return product.tracked


def staff_stock(sku: str) -> StaffStockView:
    """Shelf, reserved and available pieces. Raises ProductNotFound."""
    product = existing_product(sku)
    return _staff_view(product, store.find_stock(product.sku))


def staff_stock_search(query: SearchQuery, now: datetime) -> tuple[list[StaffStockView], str | None]:
    """Stock of the products that a search finds, and the cursor to the next ones."""
    found = search_products(query, now)
    products = find_products(hit.sku for hit in found.items)
    items = store.find_stocks(products)
    return [_staff_view(product, items.get(sku)) for sku, product in products.items()], found.next_cursor


def _staff_view(product: Product, item: StockItem | None) -> StaffStockView:
    on_hand, reserved, available = (item.on_hand, item.reserved, item.available) if item else (0, 0, 0)
    return StaffStockView(product.sku, product.title, product.tracked, on_hand, reserved, available)


def count_stock(tx: Tx, sku: str, on_hand: int, reason: str, by: str) -> StaffStockView:
    """Set what lies on the shelf. Raises ProductNotFound, StockNotCounted; Conflict where an order came in between."""
    product = existing_product(sku)
    if not product.tracked:
        raise StockNotCounted()
    known = store.find_stock(product.sku)
    store.count_stock(tx, product.sku, on_hand, known)
    tx.publish(StockCounted(product.sku, known.on_hand if known else None, on_hand, reason, by))
    reserved = known.reserved if known else 0
    return StaffStockView(product.sku, product.title, True, on_hand, reserved, on_hand - reserved)


def list_releases(limit: int, after: str | None) -> tuple[list[ReleaseView], str | None]:
    """Releases that are kept, newest first, and the id to go on from. Raises Invalid where `after` is not one of them."""
    known = releases.history()
    ids = [entry.id for entry in known.releases]
    if after is not None and after not in ids:
        raise Invalid("Start from the first page again.", fields={"cursor": "is not a release that is kept"})
    start = ids.index(after) + 1 if after is not None else 0
    page = known.releases[start : start + limit]
    views = [_release_view(entry, entry.id == known.active) for entry in page]
    return views, page[-1].id if start + limit < len(ids) else None


def activate_release(tx: Tx, release: str, by: str) -> ReleaseView:
    """Make an earlier release live again. Raises ReleaseNotFound."""
    entry = releases.activate(release, tx.at)
    tx.publish(ReleaseActivated(release, by))
    return _release_view(entry, True)


def _release_view(entry: releases.ReleaseEntry, active: bool) -> ReleaseView:
    return ReleaseView(entry.id, active, entry.products, entry.created_at, entry.activated_at, entry.source)
