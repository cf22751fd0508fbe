"""`POST /v1/prices`: what a cart would cost somebody, and why, without anybody keeping it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec

from chalicelib.catalog import Product, find_product
from chalicelib.configurator import Configuration, find_configurations
from chalicelib.identity import find_organisation
from chalicelib.kit.config import config
from chalicelib.kit.errors import Forbidden, Invalid
from chalicelib.kit.http import Principal
from chalicelib.kit.money import Money
from chalicelib.pricing import book, price_lists, store
from chalicelib.pricing.domain import (
    Buyer,
    Coupon,
    CouponNotUsable,
    PriceLine,
    TaxRules,
    UnitPrice,
    price_cart,
)
from chalicelib.pricing.price_views import prices_view
from chalicelib.pricing.promotions import running_promotions
from chalicelib.pricing.resolution import Wanted, unit_prices
from chalicelib.pricing.schemas import LineProblem, PricesRequest, PricesView, TermsList, TermsView, WantedLine
from chalicelib.pricing.service import CouponNotFound, find_coupon
from chalicelib.pricing.tax import tax_table
from chalicelib.pricing.views import aware

_TRY_OUT_ROLES = ("support", "catalogue", "finance")


class Line(msgspec.Struct, frozen=True):
    """A line that can be priced: what was asked, its product, its price."""

    wanted: Wanted
    product: Product
    price: UnitPrice


def buyer_of(principal: Principal) -> Buyer:
    """Who asks, as price lists know them."""
    return Buyer(principal.account_id, principal.organisation_id, principal.group)


def price(request: PricesRequest, principal: Principal, now: datetime) -> PricesView:
    """Price a cart for whoever asks, or, for staff, for somebody else or at another moment.

    Lines that cannot be priced are named as problems and left out. Raises Forbidden for a try-out by others than
    staff, Invalid for two lines of one id, AmountOutOfRange.
    """
    buyer, at, owner = _asked_for(request, principal, now)
    currency = request.currency or config().currency
    rules = _tax(request)
    lines, problems = _lines(request, buyer, currency, at)
    coupon, coupon_problem = _coupon(request)
    promotions = running_promotions(at, buyer, [name for name in (buyer.account_id,) if name])
    price_of = partial(
        price_cart,
        [_price_line(line) for line in lines],
        promotions=promotions,
        delivery=_delivery(request, currency),
        tax=rules,
        now=at,
    )
    try:
        priced = price_of(coupon=coupon)
    except CouponNotUsable as problem:
        coupon_problem = problem.detail
        priced = price_of(coupon=None)
    if coupon_problem:
        problems.append(LineProblem("coupon", "coupon", coupon_problem))
    return prices_view(lines, priced, problems, promotions, request.lang, owner=owner)


def terms(principal: Principal, now: datetime) -> TermsView:
    """Whether somebody has other prices than the catalogue's, in the shop's currency. One read for people of an organisation or a group, none for others."""
    buyer = buyer_of(principal)
    known = [*book.current().lists, *store.find_scopes(price_lists.scopes_of(buyer))]
    lists = [head.list for head in known if head.list.serves(buyer, head.list.currency, now)]
    return TermsView(
        personal=any(one.currency == config().currency for one in lists),
        organisation=buyer.organisation_id,
        group=buyer.group,
        lists=[TermsList(one.kind, one.name, one.currency) for one in lists if one.kind != "cost"],
    )


def _asked_for(request: PricesRequest, principal: Principal, now: datetime) -> tuple[Buyer, datetime, str]:
    """Who asks and for when; and the name of the organisation that staff ask for."""
    if request.as_organisation is None and request.as_group is None and request.at is None:
        return buyer_of(principal), now, ""
    if not principal.is_staff(*_TRY_OUT_ROLES):
        raise Forbidden("Only staff can ask for somebody else's prices, or for another moment.")
    group, owner = request.as_group, ""
    if request.as_organisation is not None:
        organisation = find_organisation(request.as_organisation)
        if organisation is None:
            raise Invalid(fields={"as_organisation": "is no organisation"})
        group, owner = group or organisation.group, organisation.name
    return Buyer(None, request.as_organisation, group), aware("at", request.at) or now, owner


def _tax(request: PricesRequest) -> TaxRules:
    table = tax_table()
    region = table.region(request.country, request.region) if request.country and request.region else ""
    if region is None:
        raise Invalid(fields={"region": "must be a state or province of this country: its code or name"})
    return table.rules(request.country, region)


def _delivery(request: PricesRequest, currency: str) -> Money:
    delivery = request.delivery or Money(0, currency)
    if delivery.currency != currency:
        raise Invalid(fields={"delivery.currency": f"must be {currency}, as the prices are"})
    if delivery.minor < 0:
        raise Invalid(fields={"delivery.amount": "cannot be negative"})
    return delivery


def _coupon(request: PricesRequest) -> tuple[Coupon | None, str]:
    """The coupon, or why there is none."""
    if not request.coupon or not request.coupon.strip():
        return None, ""
    try:
        return find_coupon(request.coupon), ""
    except (CouponNotFound, CouponNotUsable) as problem:
        return None, problem.detail


def _lines(request: PricesRequest, buyer: Buyer, currency: str, now: datetime) -> tuple[list[Line], list[LineProblem]]:
    configurations = _configurations(request.lines)
    problems: list[LineProblem] = []
    wanted: list[tuple[Wanted, Product]] = []
    for asked in request.lines:
        line_id = asked.id or asked.configuration_id or asked.sku
        product = find_product(asked.sku)
        configuration = configurations.get(asked.configuration_id or "")
        if product is None:
            problems.append(_problem(line_id, "unknown_sku", request.lang, sku=asked.sku))
        elif asked.configuration_id and (configuration is None or configuration.sku != asked.sku):
            problems.append(_problem(line_id, "unknown_configuration", request.lang, sku=asked.sku))
        else:
            wanted.append((Wanted(line_id, asked.sku, asked.quantity, configuration), product))
    if len({line.id for line, _ in wanted}) < len(wanted):
        raise Invalid(fields={"lines": "give each line an id of its own, or each SKU once"})
    products = {line.sku: product for line, product in wanted}
    prices = unit_prices([line for line, _ in wanted], buyer, currency, now, products)
    missing = [line for line, _ in wanted if line.id not in prices]
    problems += [_problem(line.id, "other_currency", request.lang, sku=line.sku, currency=currency) for line in missing]
    return [Line(line, product, prices[line.id]) for line, product in wanted if line.id in prices], problems


def _configurations(lines: Sequence[WantedLine]) -> Mapping[str, Configuration]:
    return find_configurations([line.configuration_id for line in lines if line.configuration_id])


def _price_line(line: Line) -> PriceLine:
    return PriceLine(
        line.wanted.id,
        line.wanted.quantity,
        line.price.unit,
        tax_category=line.product.tax_category or "standard",
        sku=line.product.sku,
        categories=tuple(category.id for category in line.product.categories),
        brand=line.product.brand,
        configured=line.wanted.configuration is not None,
    )


_PROBLEMS = {
    "unknown_sku": {"en": "There is no product {sku}.", "zh": "没有货号为 {sku} 的商品。"},
    "unknown_configuration": {
        "en": "There is no such configuration of {sku}.",
        "zh": "没有 {sku} 的这个配置单。",
    },
    "other_currency": {"en": "{sku} has no price in {currency}.", "zh": "{sku} 没有 {currency} 价格。"},
}


def _problem(line: str, code: str, language: str, **words: str) -> LineProblem:
    return msgspec.convert(
        {"line": line, "code": code, "reason": _PROBLEMS[code][language].format(**words)}, LineProblem
    )
