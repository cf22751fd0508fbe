"""A cart as the catalogue and the tax table see it right now: its products, offers of delivery, and exact price.

Prices come from the active release, which is in memory: assessing a cart makes no DynamoDB request, but for a coupon's
definition of this moment.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from chalicelib.catalog import Product, find_product
from chalicelib.kit.money import Money
from chalicelib.orders.domain.cart import Cart, CartLine
from chalicelib.orders.domain.delivery import Load, Offer, offers
from chalicelib.pricing import (
    Coupon,
    CouponNotFound,
    CouponNotUsable,
    PricedCart,
    PriceLine,
    check_coupon,
    find_coupon,
    price_cart,
    tax_table,
)

CartKind = Literal["payment", "pre_acceptance"]
Problem = Literal["unavailable", "price_changed"]
Missing = Literal["lines", "address", "delivery", "line_problem"]

_SERVICES = "services"
"""The tax category of what is done for the buyer rather than sent to them."""


class Entry(msgspec.Struct, frozen=True):
    """A line with its product (None: no longer in the catalogue) and its price now."""

    line: CartLine
    product: Product | None
    unit: Money
    list_price: Money | None
    problem: Problem | None

    @property
    def buyable(self) -> bool:
        return self.product is not None and self.problem != "unavailable"

    @property
    def total(self) -> Money:
        return self.unit * self.line.quantity


class Basket(msgspec.Struct, frozen=True):
    """Everything that a cart's page shows and a checkout needs."""

    cart: Cart
    entries: tuple[Entry, ...]
    offers: tuple[Offer, ...]
    offer: Offer | None
    """The chosen delivery, where it serves this cart."""
    needs_delivery: bool
    kind: CartKind
    priced: PricedCart
    coupon_problem: CouponNotUsable | None
    missing: tuple[Missing, ...]


def assess_afresh(cart: Cart, language: str, now: datetime) -> Basket:
    """The cart at this moment, its coupon as staff keep it now. One read where there is a coupon."""
    if cart.coupon is None:
        return assess(cart, language, now)
    try:
        coupon = find_coupon(cart.coupon.code)
    except CouponNotFound:
        gone = CouponNotUsable("This coupon no longer exists; take it off.", reason="removed")
        return assess(cart, language, now, gone)
    except CouponNotUsable as used_up:
        return assess(cart, language, now, used_up)
    return assess(replace(cart, coupon=coupon), language, now)


def assess(cart: Cart, language: str, now: datetime, refused: CouponNotUsable | None = None) -> Basket:
    """The cart at this moment. A coupon that does not hold, or is `refused`, is left out of the price; `coupon_problem`
    says why."""
    entries = tuple(entry_of(line, cart.currency, now) for line in cart.lines)
    good = [entry for entry in entries if entry.buyable]
    products = [entry.product for entry in good if entry.product]
    needs_delivery = any(_is_sent(product) for product in products)
    country = cart.shipping.country if cart.shipping else tax_table().home.country
    available = tuple(offers(_load(good, cart.currency), country, language)) if needs_delivery else ()
    offer = next((known for known in available if known.id == cart.delivery), None)
    subtotal = sum(entry.total.minor for entry in good)
    coupon, problem = (None, refused) if refused else _usable(cart, subtotal, now)
    return Basket(
        cart=cart,
        entries=entries,
        offers=available,
        offer=offer,
        needs_delivery=needs_delivery,
        kind="pre_acceptance" if any(product.pre_acceptance for product in products) else "payment",
        priced=_price(cart, good, offer, coupon, now),
        coupon_problem=problem,
        missing=_missing(cart, entries, offer, needs_delivery=needs_delivery),
    )


def entry_of(line: CartLine, currency: str, now: datetime) -> Entry:
    """A line beside its product. One whose product is gone, or sold in another currency by now, cannot be bought."""
    product = find_product(line.sku)
    seen = Money(line.seen, currency)
    if product is None or not product.sellable or product.currency != currency:
        return Entry(line, product, seen, None, "unavailable")
    unit = product.price_at(now)
    return Entry(line, product, unit, product.list_price_at(now), None if unit == seen else "price_changed")


def with_seen_prices(cart: Cart, now: datetime) -> Cart:
    """The cart after its buyer changed something: the prices shown to them are the ones they know."""
    entries = [entry_of(line, cart.currency, now) for line in cart.lines]
    return replace(cart, lines=tuple(replace(entry.line, seen=entry.unit.minor) for entry in entries))


def _is_sent(product: Product) -> bool:
    """Plans, numbers and services are not parcels."""
    return not product.pre_acceptance and product.tax_category != _SERVICES


def _load(entries: list[Entry], currency: str) -> Load:
    sent = [(entry, entry.product) for entry in entries if entry.product and _is_sent(entry.product)]
    return Load(
        subtotal=sum(entry.total.minor for entry, _ in sent),
        currency=currency,
        grams=sum((product.weight_grams or 0) * entry.line.quantity for entry, product in sent),
    )


def _usable(cart: Cart, subtotal: int, now: datetime) -> tuple[Coupon | None, CouponNotUsable | None]:
    if cart.coupon is None:
        return None, None
    try:
        check_coupon(cart.coupon, cart.currency, subtotal, now)
    except CouponNotUsable as problem:
        return None, problem
    return cart.coupon, None


def _price(cart: Cart, entries: list[Entry], offer: Offer | None, coupon: Coupon | None, now: datetime) -> PricedCart:
    lines = [
        PriceLine(entry.line.id, entry.line.quantity, entry.unit, entry.product.tax_category or "standard")
        for entry in entries
        if entry.product
    ]
    where = cart.shipping
    rules = tax_table().rules(where.country if where else None, where.region if where else "")
    return price_cart(
        lines, coupon=coupon, delivery=offer.price if offer else Money(0, cart.currency), tax=rules, now=now
    )


def _missing(
    cart: Cart, entries: tuple[Entry, ...], offer: Offer | None, *, needs_delivery: bool
) -> tuple[Missing, ...]:
    checks: dict[Missing, bool] = {
        "lines": not entries,
        "address": cart.shipping is None or cart.email is None,
        "delivery": needs_delivery and offer is None,
        "line_problem": any(entry.problem for entry in entries),
    }
    return tuple(name for name, missing in checks.items() if missing)
