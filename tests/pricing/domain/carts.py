"""Random carts, promotions, coupons and tax rules, and short words for examples."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from chalicelib.kit.money import Money, Rounding
from chalicelib.pricing.domain import (
    AmountOff,
    Bundle,
    BuyXGetY,
    Coupon,
    Percentage,
    PricedCart,
    PriceLine,
    Products,
    Promotion,
    TaxRate,
    TaxRules,
    price_cart,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CURRENCIES = ("USD", "EUR", "JPY", "KWD")
UNTAXED = TaxRules(False, {})
SKUS = ("S1", "S2", "S3", "S4")
CATEGORIES = ("net", "net.switch", "net.router", "power")
BRANDS = ("Acme", "Borealis")

rates = st.integers(1, 100_000)
tax_rules = st.builds(
    lambda included, standard, reduced, shipping, per, rounding: TaxRules(
        included,
        {
            "standard": TaxRate("VAT", standard),
            "reduced": TaxRate("VAT", reduced),
            "zero": TaxRate("VAT", 0),
            "shipping": TaxRate("VAT", shipping),
        },
        per,
        rounding,
    ),
    st.booleans(),
    *[st.integers(0, 40_000)] * 3,
    st.sampled_from(["order", "line"]),
    st.sampled_from(Rounding),
)
coupons = st.none() | st.builds(
    lambda rate, delivery: Coupon("SPRING", rate=rate, applies_to_delivery=delivery), rates, st.booleans()
)


@st.composite
def carts(draw: st.DrawFn, *, frozen: bool = True) -> tuple[list[PriceLine], Money]:
    """Lines and their delivery, in one currency; with `frozen`, some lines are a quote's."""
    currency = draw(st.sampled_from(CURRENCIES))
    minors = st.integers(0, 5_000_000) | st.sampled_from([0, 1, 5, 99, 100, 1000])
    lines = []
    for index in range(draw(st.integers(0, 8))):
        quantity, minor = draw(st.integers(1, 99)), draw(minors)
        held = frozen and draw(st.integers(0, 3)) == 0
        lines.append(
            PriceLine(
                id=f"line-{index}",
                quantity=quantity,
                unit=Money(minor, currency),
                tax_category=draw(st.sampled_from(["standard", "reduced", "zero", "unheard of"])),
                sku=draw(st.sampled_from(SKUS)),
                categories=draw(st.sampled_from([(), ("net",), ("net", "net.switch"), ("power",)])),
                brand=draw(st.sampled_from(BRANDS)),
                configured=draw(st.booleans()),
                frozen=held,
                agreed_discount_minor=draw(st.integers(0, minor * quantity)) if held else 0,
            )
        )
    return lines, Money(draw(minors), currency)


few = st.integers(1, 4)
products = st.just(Products()) | st.builds(
    Products,
    st.lists(st.sampled_from(SKUS), max_size=2).map(tuple),
    st.lists(st.sampled_from(CATEGORIES), max_size=2).map(tuple),
    st.lists(st.sampled_from(BRANDS), max_size=1).map(tuple),
)
reductions = st.builds(Percentage, rates) | st.builds(AmountOff, st.integers(1, 10**7))
buy_x_get_y = st.builds(BuyXGetY, few, few, rates | st.just(100_000), st.none() | products)
bundles = st.dictionaries(st.sampled_from(SKUS), few, min_size=1, max_size=3).flatmap(
    lambda pieces: (
        st.builds(Bundle, st.just(pieces), price_minor=st.integers(0, 10**7))
        | st.builds(Bundle, st.just(pieces), rate=rates)
    )
)


@st.composite
def promotions(draw: st.DrawFn, most: int = 5) -> list[Promotion]:
    """Promotions of any kind, in any order, for whatever currency the cart is in."""
    found = []
    for index in range(draw(st.integers(0, most))):
        level = draw(st.sampled_from(["item", "item", "order", "delivery"]))
        found.append(
            Promotion(
                id=f"pro_{index}",
                name={"en": "Offer", "zh": "优惠"},
                level=level,
                effect=draw(reductions | buy_x_get_y | bundles if level == "item" else reductions),
                products=draw(products),
                minimum_subtotal_minor=draw(st.sampled_from([0, 0, 1000, 10**6])),
                minimum_quantity=draw(st.sampled_from([0, 0, 5, 50])),
                priority=draw(st.integers(-2, 2)),
                stacking=draw(st.sampled_from(["stacks", "stacks", "exclusive"])),
            )
        )
    return found


def line(id: str, quantity: int, minor: int, currency: str = "USD", **more: Any) -> PriceLine:
    """`quantity` pieces at `minor` each, of the SKU that is called like the line in capitals."""
    return PriceLine(id, quantity, Money(minor, currency), **{"sku": id.upper(), **more})


def promotion(effect: Any, level: Any = "item", id: str = "pro_1", **more: Any) -> Promotion:
    return Promotion(id, {"en": "Offer", "zh": "优惠"}, level, effect, **more)


def priced(
    lines: Sequence[PriceLine],
    *offers: Promotion,
    coupon: Coupon | None = None,
    delivery: int = 0,
    tax: TaxRules = UNTAXED,
) -> PricedCart:
    """The price of a cart that has a line."""
    carried = Money(delivery, lines[0].unit.currency)
    return price_cart(lines, promotions=offers, coupon=coupon, delivery=carried, tax=tax, now=NOW)


def discounts(cart: PricedCart) -> dict[str, int]:
    """What was taken off each line that something was taken off."""
    return {line.id: line.discount_minor for line in cart.lines if line.discount_minor}


def applied(cart: PricedCart) -> list[str]:
    """The promotions and the coupon that took something off, in their order."""
    return [adjustment.code for adjustment in cart.adjustments if adjustment.code]
