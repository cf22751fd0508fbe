"""A cart as the catalogue, the price lists and the tax table see it right now: its products, offers of delivery, exact price.

The catalogue, promotions and everybody's price lists are in memory: assessing a guest's cart makes no DynamoDB request, but for a
coupon's definition of this moment and for the configurations of configured lines (one BatchGet). Members of an organisation or
a customer group cost the reads of their own prices.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from chalicelib.catalog import Product, find_product
from chalicelib.configurator import Configuration, find_configurations
from chalicelib.kit.config import config
from chalicelib.kit.money import Money
from chalicelib.orders.configured import products_of
from chalicelib.orders.domain.cart import Cart, CartLine
from chalicelib.orders.domain.delivery import Load, Offer, is_priced_in, offers
from chalicelib.pricing import (
    Buyer,
    Coupon,
    CouponNotFound,
    CouponNotUsable,
    PricedCart,
    PriceLine,
    Source,
    UnitPrice,
    Wanted,
    find_coupon,
    price_cart,
    running_promotions,
    tax_table,
    unit_prices,
)

CartKind = Literal["payment", "pre_acceptance"]
Problem = Literal["unavailable", "price_changed"]
Missing = Literal["lines", "address", "delivery", "line_problem"]

_SERVICES = "services"
"""The tax category of what is done for the buyer rather than sent to them."""


class Entry(msgspec.Struct, frozen=True):
    """A line with its product (None: no longer in the catalogue), what it is built like, and its price now."""

    line: CartLine
    product: Product | None
    products: tuple[Product, ...]
    """The product and those built into it, as far as the catalogue has them."""
    configuration: Configuration | None
    price: UnitPrice
    problem: Problem | None

    @property
    def buyable(self) -> bool:
        return self.product is not None and self.problem != "unavailable"

    @property
    def total(self) -> Money:
        return self.price.unit * self.line.quantity

    @property
    def available_from(self) -> str | None:
        """For presale: when the last of its parts can be had."""
        return max((product.available_from for product in self.products), default="") or None


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


def assess(cart: Cart, buyer: Buyer, language: str, now: datetime, *, accept: bool = False) -> Basket:
    """The cart at this moment, its coupon as staff keep it now. A coupon that does not hold is left out of the price;
    `coupon_problem` says why. `accept`: the prices of now become the ones that the buyer knows, as after their own change."""
    coupon, refused = _coupon(cart)
    cart = replace(cart, coupon=coupon or cart.coupon)
    buyer = buyer if cart.owner is not None else Buyer()  # a guest's cart has a guest's prices, whoever holds its link
    entries = _entries(cart, buyer, now)
    if accept:
        cart, entries = _accepted(cart, entries)
    good = [entry for entry in entries if entry.buyable]
    products = [entry.product for entry in good if entry.product]
    needs_delivery = any(_is_sent(product) for product in products)
    country = cart.shipping.country if cart.shipping else tax_table().home.country
    carried = needs_delivery and (cart.currency == config().currency or is_priced_in(cart.currency))
    available = tuple(offers(_load(good, cart.currency), country, language)) if carried else ()
    offer = next((known for known in available if known.id == cart.delivery), None)
    priced, problem = _price(cart, good, offer, coupon, buyer=buyer, now=now)
    return Basket(
        cart=cart,
        entries=entries,
        offers=available,
        offer=offer,
        needs_delivery=needs_delivery,
        kind="pre_acceptance" if any(product.pre_acceptance for product in products) else "payment",
        priced=priced,
        coupon_problem=refused or problem,
        missing=_missing(cart, entries, offer, needs_delivery=needs_delivery),
    )


def customers(cart: Cart) -> list[str]:
    """The names under which the buyer's uses of coupons and promotions are counted."""
    return [name for name in (cart.owner, cart.email) if name]


def held_skus(basket: Basket) -> set[str]:
    """The SKUs whose pieces an order of this basket would hold."""
    return {product.sku for entry in basket.entries for product in entry.products if product.tracked}


def _coupon(cart: Cart) -> tuple[Coupon | None, CouponNotUsable | None]:
    """The cart's coupon as staff keep it now. One read where there is one."""
    if cart.coupon is None:
        return None, None
    try:
        return find_coupon(cart.coupon.code), None
    except CouponNotFound:
        return None, CouponNotUsable("This coupon no longer exists; take it off.", reason="removed")
    except CouponNotUsable as used_up:
        return None, used_up


def _entries(cart: Cart, buyer: Buyer, now: datetime) -> tuple[Entry, ...]:
    """Each line beside its product and its price."""
    ids = [line.configuration_id for line in cart.lines if line.configuration_id]
    configurations = find_configurations(ids) if ids else {}
    built = {line.id: configurations.get(line.configuration_id or "") for line in cart.lines}
    products = {line.id: _sold(line, built[line.id]) for line in cart.lines}
    wanted = [Wanted(line.id, line.sku, line.quantity, built[line.id]) for line in cart.lines if products[line.id]]
    prices = unit_prices(wanted, buyer, cart.currency, now)
    return tuple(
        _entry(line, cart.currency, built[line.id], products[line.id], prices.get(line.id)) for line in cart.lines
    )


def _sold(line: CartLine, configuration: Configuration | None) -> tuple[Product, ...]:
    """The line's product and those built into it, where it can be bought with all of them; else nothing."""
    product = find_product(line.sku)
    if product is None or (line.configuration_id and configuration is None):
        return ()
    products = products_of(product, configuration)
    return products if all(part.sellable for part in products) else ()


def _entry(
    line: CartLine,
    currency: str,
    configuration: Configuration | None,
    sold: tuple[Product, ...],
    price: UnitPrice | None,
) -> Entry:
    """One that cannot be had, or has no price in the cart's currency by now, cannot be bought; it is shown as it was seen."""
    if not sold or price is None:
        seen = UnitPrice(Money(line.seen, currency), None, Source("catalogue"))
        return Entry(line, find_product(line.sku), (), configuration, seen, "unavailable")
    return Entry(line, sold[0], sold, configuration, price, None if price.unit.minor == line.seen else "price_changed")


def _accepted(cart: Cart, entries: Sequence[Entry]) -> tuple[Cart, tuple[Entry, ...]]:
    """The prices shown now are the ones that the buyer knows."""
    known = tuple(
        replace(
            entry,
            line=replace(entry.line, seen=entry.price.unit.minor),
            problem=None if entry.buyable else entry.problem,
        )
        for entry in entries
    )
    return replace(cart, lines=tuple(entry.line for entry in known)), known


def _is_sent(product: Product) -> bool:
    """Plans, numbers and services are not parcels."""
    return not product.pre_acceptance and product.tax_category != _SERVICES


def _load(entries: list[Entry], currency: str) -> Load:
    sent = [entry for entry in entries if entry.product and _is_sent(entry.product)]
    return Load(
        subtotal=sum(entry.total.minor for entry in sent),
        currency=currency,
        grams=sum(_grams(entry) * entry.line.quantity for entry in sent),
    )


def _grams(entry: Entry) -> int:
    """What one piece weighs, with all that is built into it."""
    own, *built_in = entry.products
    weights = {product.sku: product.weight_grams or 0 for product in built_in}
    parts = entry.configuration.components if entry.configuration else ()
    return (own.weight_grams or 0) + sum(weights.get(part.sku or "", 0) * part.quantity for part in parts)


def _price(
    cart: Cart, entries: list[Entry], offer: Offer | None, coupon: Coupon | None, *, buyer: Buyer, now: datetime
) -> tuple[PricedCart, CouponNotUsable | None]:
    where = cart.shipping
    rules = tax_table().rules(where.country if where else None, where.region if where else "")
    lines = [_price_line(entry, entry.product) for entry in entries if entry.product]
    delivery = offer.price if offer else Money(0, cart.currency)
    promotions = running_promotions(now, buyer, customers(cart))
    try:
        return price_cart(lines, promotions=promotions, coupon=coupon, delivery=delivery, tax=rules, now=now), None
    except CouponNotUsable as problem:
        return price_cart(lines, promotions=promotions, delivery=delivery, tax=rules, now=now), problem


def _price_line(entry: Entry, product: Product) -> PriceLine:
    return PriceLine(
        entry.line.id,
        entry.line.quantity,
        entry.price.unit,
        product.tax_category or "standard",
        sku=product.sku,
        categories=tuple(step.id for step in product.categories),
        brand=product.brand,
        configured=entry.configuration is not None,
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
