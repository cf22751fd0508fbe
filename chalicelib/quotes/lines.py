"""Lines of a quote: products and configurations looked up, with what they would cost their customer without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count

import msgspec
from msgspec.structs import replace

from chalicelib import pricing
from chalicelib.catalog import Product, find_product
from chalicelib.configurator import Configuration, find_configurations, is_current
from chalicelib.kit.errors import Invalid
from chalicelib.kit.money import Money
from chalicelib.orders import configured_in, products_of
from chalicelib.pricing import Buyer, UnitPrice, unit_costs, unit_prices
from chalicelib.quotes.domain.quote import Customer, Line, Offer, Source


class Wanted(msgspec.Struct, frozen=True):
    """A line that somebody asks for. `id`: that of the line that it replaces."""

    sku: str
    quantity: int
    configuration_id: str | None = None
    note: str = ""
    id: str | None = None


class Asked(msgspec.Struct, frozen=True):
    """The same with its product, as it is in the catalogue at this moment, and its configuration."""

    ask: Wanted
    product: Product | None
    configuration: Configuration | None


class Terms(msgspec.Struct, frozen=True):
    """For whom lines are looked up, and how they are told. `pinned`: configurations that the quote has already: they stay what
    they were, whatever became of their model."""

    customer: Customer
    currency: str
    language: str
    pinned: frozenset[str] = frozenset()


def look_up(wanted: Sequence[Wanted], terms: Terms, now: datetime) -> tuple[Line, ...]:
    """The lines as their customer would buy them now, at their own prices. Raises Invalid that names each that cannot be sold."""
    found = find_configurations([ask.configuration_id for ask in wanted if ask.configuration_id])
    asked = [Asked(ask, find_product(ask.sku), found.get(ask.configuration_id or "")) for ask in wanted]
    _refuse({place: _problem(each, terms, now) for place, each in enumerate(asked)})
    named = dict(zip(_line_ids(wanted), asked, strict=True))
    prices = unit_prices(
        [
            pricing.Wanted(line_id, each.ask.sku, each.ask.quantity, each.configuration)
            for line_id, each in named.items()
        ],
        buyer_of(terms.customer),
        terms.currency,
        now,
    )
    no_price = ("sku", f"has no price in {terms.currency}")
    _refuse({place: None if line_id in prices else no_price for place, line_id in enumerate(named)})
    lines = (_line(line_id, each, prices[line_id], terms.language) for line_id, each in named.items())
    return tuple(line for line in lines if line)


def with_costs(offer: Offer, currency: str, now: datetime) -> Offer:
    """The offer with what its lines cost us, as far as the cost lists know: of a built product, all its parts."""
    skus = {sku for line in offer.lines for sku, _ in _pieces(line)}
    costs = unit_costs(skus, currency, now)
    return replace(offer, lines=tuple(replace(line, cost=_cost(line, costs)) for line in offer.lines))


def buyer_of(customer: Customer) -> Buyer:
    """Whose prices a quote begins with."""
    organisation = customer.organisation
    return Buyer(customer.account_id, organisation.id if organisation else None, customer.group)


def _problem(asked: Asked, terms: Terms, now: datetime) -> tuple[str, str] | None:
    """What is wrong with a line: the field and why."""
    product, configuration = asked.product, asked.configuration
    if product is None or not product.sellable:
        return "sku", "is not sold now"
    if asked.ask.configuration_id is None:
        return None
    if configuration is None or configuration.sku != product.sku:
        return "configuration_id", "is no configuration of this product"
    if not configuration.complete:
        return "configuration_id", "is not complete; finish it first"
    if configuration.currency != terms.currency:
        return "configuration_id", f"is priced in {configuration.currency}, this quote is in {terms.currency}"
    if not all(part.sellable for part in products_of(product, configuration)):
        return "configuration_id", "has a part that is not sold now"
    if configuration.id not in terms.pinned and not is_current(configuration, now):
        return "configuration_id", "is of an earlier version of its options; look at it again"
    return None


def _refuse(problems: Mapping[int, tuple[str, str] | None]) -> None:
    fields = {f"lines.{place}.{found[0]}": found[1] for place, found in problems.items() if found}
    if fields:
        raise Invalid("Some of these cannot be quoted.", fields=fields)


def _line_ids(wanted: Sequence[Wanted]) -> list[str]:
    """The id of each line; a new one gets the next number."""
    last = max((int(ask.id) for ask in wanted if ask.id and ask.id.isdecimal()), default=0)
    fresh = count(last + 1)
    return [ask.id or str(next(fresh)) for ask in wanted]


def _line(line_id: str, asked: Asked, price: UnitPrice, language: str) -> Line | None:
    ask, product, configuration = asked.ask, asked.product, asked.configuration
    if product is None:
        return None
    return Line(
        id=line_id,
        sku=product.sku,
        title=product.title_in(language),
        picture=product.picture,
        quantity=ask.quantity,
        list_unit=price.unit.minor,
        source=Source(price.source.kind, price.source.list_name or ""),
        unit=price.unit.minor,
        tax_category=product.tax_category or "standard",
        note=ask.note,
        configuration=configured_in(configuration, language) if configuration else None,
        available_from=max(each.available_from for each in products_of(product, configuration)) or None,
        pre_acceptance=product.pre_acceptance,
    )


def _pieces(line: Line) -> list[tuple[str, int]]:
    """The SKUs of one piece of a line, and how many of each."""
    parts = line.configuration.components if line.configuration else ()
    return [(line.sku, 1), *((part.sku, part.quantity) for part in parts if part.sku)]


def _cost(line: Line, costs: Mapping[str, Money]) -> int | None:
    pieces = _pieces(line)
    if any(sku not in costs for sku, _ in pieces):
        return None
    return sum(costs[sku].minor * quantity for sku, quantity in pieces)
