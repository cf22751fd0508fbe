"""Writes the demo's price lists and promotions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from infra.demo import prices
from infra.demo.prices import DemoList, DemoPromotion, Shares

if TYPE_CHECKING:
    from chalicelib.catalog import Product
    from chalicelib.pricing.domain import PriceEntry
    from chalicelib.pricing.promotion_schemas import PromotionDefinition

_LARGE = 20_00
"""Cents from which prices are whole dollars."""


def write(now: datetime) -> tuple[int, int]:
    """Write what is not there yet; how many prices and promotions that were."""
    return sum(_write_list(each, now) for each in prices.LISTS), sum(_write_promotions(now))


def prices_of(demo: DemoList) -> dict[str, tuple[PriceEntry, ...]]:
    """The list's prices, from those of the live release."""
    from chalicelib.catalog import all_products
    from chalicelib.pricing.domain import PriceEntry

    found = ((product, _shares(demo, product)) for product in all_products())
    return {
        product.sku: (PriceEntry(tuple((start, _share(product.price_minor, percent)) for start, percent in shares)),)
        for product, shares in found
        if shares
    }


def definition(demo: DemoPromotion) -> PromotionDefinition:
    """A promotion as staff would send it."""
    import msgspec

    from chalicelib.pricing.promotion_schemas import PromotionDefinition

    given = {"name": {"en": demo.name.en, "zh": demo.name.zh}, "level": demo.level, "effect": demo.effect, **demo.more}
    return msgspec.convert(given, PromotionDefinition)


def _write_list(demo: DemoList, now: datetime) -> int:
    from chalicelib.identity import find_account_by_email
    from chalicelib.kit.tx import Tx
    from chalicelib.pricing import list_prices, price_lists
    from chalicelib.pricing.book import scope_of
    from chalicelib.pricing.domain import PriceList

    scope: str | None = demo.owner or None
    if demo.kind in ("contract", "company"):
        member = find_account_by_email(demo.owner)
        if member is None or member.organisation is None:
            return 0
        scope = member.organisation.id
    wanted = PriceList("", demo.name, demo.kind, demo.currency, scope)
    known, _ = price_lists.listed(scope_of(wanted), demo.kind, price_lists.MOST_LISTS, None)
    found = next((one for one in known if one.head.list.name == demo.name), None)
    if found is None:
        tx = Tx(now)
        found = tx.run(lambda: price_lists.make(tx, wanted))
    list_id = found.head.list.id
    tx = Tx(now)
    return tx.run(lambda: list_prices.replace_all(tx, list_id, prices_of(demo))).prices


def _write_promotions(now: datetime) -> Iterator[int]:
    from chalicelib.pricing import promotion_views, promotions

    known = {one.promotion.name["en"] for one in promotions.listed()}
    for demo in prices.PROMOTIONS:
        if demo.name.en not in known:
            promotions.make(promotion_views.promotion_of(definition(demo)), now)
            yield 1


def _shares(demo: DemoList, product: Product) -> Shares:
    path = {category.id for category in product.categories}
    return next((shares for category, shares in demo.shares if category in path), ())


def _share(cents: int, percent: int) -> int:
    """A share of a price, rounded down: to whole dollars where it is large."""
    part = cents * percent // 100
    return part - part % 100 if part >= _LARGE else part
