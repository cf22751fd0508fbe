"""What a piece costs somebody: from the catalogue, the price lists that serve them, and what was built in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from chalicelib.catalog import Product, find_product
from chalicelib.configurator import Configuration
from chalicelib.kit.money import Money
from chalicelib.pricing import book, list_prices, price_lists
from chalicelib.pricing.book import ListHead
from chalicelib.pricing.domain import (
    Buyer,
    CataloguePrice,
    PriceEntry,
    PriceList,
    UnitPrice,
    configured,
    resolve,
    unit_cost,
)
from chalicelib.pricing.domain.windows import is_open
from chalicelib.pricing.pages import MAX_PAGES

Known = Mapping[str, Sequence[tuple[PriceList, PriceEntry]]]
"""What lists have for each SKU."""

_PERSONAL = ("contract", "company", "group")
"""Kinds whose prices hold before everyone's, the most specific first."""


class Wanted(msgspec.Struct, frozen=True):
    """A line that needs a price: so many pieces of a SKU, plain or built."""

    id: str
    sku: str
    quantity: int
    configuration: Configuration | None = None


def unit_prices(
    wanted: Sequence[Wanted],
    buyer: Buyer,
    currency: str,
    now: datetime,
    products: Mapping[str, Product] | None = None,
) -> dict[str, UnitPrice]:
    """The unit price of each line, by its id; a line is left out that has no price in `currency`. `products`: those of the live
    release, where the caller has found them already.

    A tier is reached by all pieces of a SKU in `wanted` together, built in or not. A built product costs its own price and
    that of each part: at the buyer's contract, company or group price where there is one, else at its model's.
    For guests without price lists there is no call; else one read finds the lists, and only pages of their prices that these
    lines need are read, one BatchGet for every hundred.
    """
    pieces = _pieces(wanted)
    heads = price_lists.heads_of(buyer, currency, now)
    known = _known(heads, list(pieces), now) if heads else {}
    found = {}
    for line in wanted:
        product = find_product(line.sku) if products is None else products.get(line.sku)
        catalogue = _catalogue_price(product, currency, now) if product else None
        price = resolve(known.get(line.sku, ()), pieces[line.sku], catalogue, currency, now)
        if price is not None:
            price = _built(price, line, known, pieces, now)
        if price is not None:
            found[line.id] = price
    return found


def unit_costs(skus: Iterable[str], currency: str, now: datetime) -> dict[str, Money]:
    """What a piece of each SKU costs us, where lists of costs say it. For staff's eyes only."""
    heads = [
        head
        for head in book.current().lists
        if head.list.kind == "cost"
        and head.list.active
        and head.list.currency == currency
        and is_open(head.list.starts_at, head.list.ends_at, now)
    ]
    wanted = list(dict.fromkeys(skus))
    known = list_prices.found_prices(heads, wanted) if heads else {}
    costs = {sku: unit_cost(entries, 1, currency, now) for sku, entries in known.items()}
    return {sku: Money(cost, currency) for sku, cost in costs.items() if cost is not None}


def _pieces(wanted: Iterable[Wanted]) -> Counter[str]:
    """All pieces of each SKU, those that are built into something too."""
    pieces: Counter[str] = Counter()
    for line in wanted:
        pieces[line.sku] += line.quantity
        for part in line.configuration.components if line.configuration else ():
            if part.sku is not None:
                pieces[part.sku] += part.quantity * line.quantity
    return pieces


def _known(heads: Sequence[ListHead], skus: Sequence[str], now: datetime) -> Known:
    """What the lists have for the SKUs. Where all of it lies in a hundred pages, it is read at once; else kind by kind, and a
    SKU that a more specific kind has a price for at any quantity is not looked up in the others."""
    if list_prices.pages_needed(heads, skus) <= MAX_PAGES:
        return list_prices.found_prices(heads, skus)
    found: dict[str, list[tuple[PriceList, PriceEntry]]] = {}
    open_skus = list(skus)
    for kind in ("list", *_PERSONAL):
        of_kind = [head for head in heads if head.list.kind == kind]
        for sku, entries in list_prices.found_prices(of_kind, open_skus).items():
            found.setdefault(sku, []).extend(entries)
        if kind != "list":  # everyone's prices are needed in any case: they are what is struck through
            open_skus = [sku for sku in open_skus if not _settled(found.get(sku, ()), kind, now)]
    return found


def _settled(entries: Iterable[tuple[PriceList, PriceEntry]], kind: str, now: datetime) -> bool:
    """Whether lists of this kind have a price for any quantity now."""
    return any(
        price_list.kind == kind and entry.tiers[0][0] <= 1 and is_open(entry.starts_at, entry.ends_at, now)
        for price_list, entry in entries
    )


def _catalogue_price(product: Product, currency: str, now: datetime) -> CataloguePrice | None:
    """The release's own price of a product, where it is in `currency`."""
    if product.currency != currency:
        return None
    sale = product.sale.minor if product.sale is not None and product.sale.holds(now) else None
    return CataloguePrice(product.price_minor, sale)


def _built(base: UnitPrice, line: Wanted, known: Known, pieces: Mapping[str, int], now: datetime) -> UnitPrice | None:
    """A built product's price; None where its model's prices are in another currency."""
    currency, configuration = base.unit.currency, line.configuration
    if configuration is None:
        return base
    if configuration.currency != currency:
        return None
    parts = []
    for part in configuration.components:
        own = [pair for pair in known.get(part.sku or "", ()) if pair[0].kind in _PERSONAL]
        together = pieces[part.sku] if part.sku else part.quantity
        price = resolve(own, together, CataloguePrice(part.unit_minor), currency, now)
        if price is not None:
            parts.append((part.quantity, price))
    return configured(base, parts)
