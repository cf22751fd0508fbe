"""The price of a cart: guarantees of docs/pricing.md."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.kit.money import Money, charge_step
from chalicelib.pricing.domain import (
    AmountOff,
    AmountOutOfRange,
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
    rate_text,
)
from tests.pricing.domain.carts import (
    CURRENCIES,
    NOW,
    UNTAXED,
    carts,
    coupons,
    discounts,
    line,
    priced,
    promotion,
    promotions,
    tax_rules,
)

Cart = tuple[list[PriceLine], Money]


def price(
    cart: Cart, offers: list[Promotion] | None = None, coupon: Coupon | None = None, tax: TaxRules = UNTAXED
) -> PricedCart:
    lines, delivery = cart
    return price_cart(lines, promotions=offers or (), coupon=coupon, delivery=delivery, tax=tax, now=NOW)


def adds_up(cart: PricedCart) -> bool:
    tax_on_top = 0 if cart.tax_included else cart.tax_minor
    return cart.total_minor == cart.subtotal_minor + cart.discount_minor + cart.delivery.total_minor + tax_on_top


@given(carts(), promotions(), coupons, tax_rules)
def test_every_total_is_the_exact_sum_of_its_parts(
    cart: Cart, offers: list[Promotion], coupon: Coupon | None, tax: TaxRules
) -> None:
    result = price(cart, offers, coupon, tax)
    parts = [*result.lines, result.delivery]
    assert adds_up(result)
    assert result.subtotal_minor == sum(one.unit.minor * one.quantity for one in cart[0])
    assert result.total_minor == sum(part.payable_minor for part in parts)
    assert -result.discount_minor == sum(part.discount_minor for part in parts)
    assert result.tax_minor == sum(part.tax_minor for part in parts) == sum(tax.minor for tax in result.taxes)


@given(carts(), promotions(), coupons, tax_rules)
def test_nothing_falls_below_zero(cart: Cart, offers: list[Promotion], coupon: Coupon | None, tax: TaxRules) -> None:
    result = price(cart, offers, coupon, tax)
    for part in [*result.lines, result.delivery]:
        assert 0 <= part.discount_minor <= part.total_minor
        assert 0 <= part.tax_minor <= part.payable_minor
    assert all(adjustment.minor < 0 for adjustment in result.adjustments)


@given(carts(), promotions(), coupons, tax_rules)
def test_every_discount_is_the_sum_of_the_lines_shares_of_it(
    cart: Cart, offers: list[Promotion], coupon: Coupon | None, tax: TaxRules
) -> None:
    result = price(cart, offers, coupon, tax)
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for part in [*result.lines, result.delivery]:
        assert part.discount_minor == -sum(share.minor for share in part.shares)
        for share in part.shares:
            sums[share.kind, share.code] += share.minor
    assert sums == {(adjustment.kind, adjustment.code): adjustment.minor for adjustment in result.adjustments}


@given(carts(), promotions(), coupons, tax_rules)
def test_what_is_due_can_be_charged_and_the_buyer_has_the_difference(
    cart: Cart, offers: list[Promotion], coupon: Coupon | None, tax: TaxRules
) -> None:
    result = price(cart, offers, coupon, tax)
    step = charge_step(cart[1].currency)
    assert all(part.payable_minor % step == 0 for part in [*result.lines, result.delivery])
    rounded = [adjustment.minor for adjustment in result.adjustments if adjustment.kind == "rounding"]
    assert all(-(len(cart[0]) + 1) * step < minor < 0 for minor in rounded)
    assert step > 1 or not rounded


@given(carts(), promotions(), coupons, tax_rules, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_of_promotions_never_matters(
    cart: Cart, offers: list[Promotion], coupon: Coupon | None, tax: TaxRules, random: Random
) -> None:
    lines, delivery = cart
    shuffled, reordered = random.sample(lines, len(lines)), random.sample(offers, len(offers))
    first, second = price(cart, offers, coupon, tax), price((shuffled, delivery), reordered, coupon, tax)
    assert {part.id: part for part in first.lines} == {part.id: part for part in second.lines}
    assert replace(first, lines=()) == replace(second, lines=())


@given(carts(), promotions(), coupons)
def test_frozen_lines_keep_their_price_and_change_nobody_elses(
    cart: Cart, offers: list[Promotion], coupon: Coupon | None
) -> None:
    lines, delivery = cart
    result = price(cart, offers, coupon)
    without = price(([one for one in lines if not one.frozen], delivery), offers, coupon)
    for one, done in zip(lines, result.lines, strict=True):
        if one.frozen:
            assert {share.kind for share in done.shares} <= {"quote", "rounding"}
            assert done.discount_minor - one.agreed_discount_minor < charge_step(delivery.currency)
    assert [done for one, done in zip(lines, result.lines, strict=True) if not one.frozen] == list(without.lines)
    assert result.delivery == without.delivery


@given(carts(frozen=False), promotions(), tax_rules)
def test_a_coupon_of_100_percent_leaves_exactly_nothing(cart: Cart, offers: list[Promotion], tax: TaxRules) -> None:
    lines, delivery = cart
    everything = Coupon("FREE", rate=100_000, applies_to_delivery=True)
    result = price((lines or [PriceLine("a", 1, Money(1, delivery.currency))], delivery), offers, everything, tax)
    assert (result.total_minor, result.tax_minor, result.taxes) == (0, 0, ())
    assert all(part.payable_minor == part.tax_minor == 0 for part in [*result.lines, result.delivery])


@given(carts(frozen=False), promotions(), st.integers(1, 10**12), tax_rules)
def test_a_fixed_coupon_takes_its_amount_or_all_there_is(
    cart: Cart, offers: list[Promotion], amount: int, tax: TaxRules
) -> None:
    result = price(cart, offers, Coupon("FIVE", currency=cart[1].currency, amount_minor=amount), tax)
    off = {"coupon": 0, "promotion": 0}
    for adjustment in result.adjustments:
        if adjustment.kind in off and adjustment.level != "delivery":
            off[adjustment.kind] -= adjustment.minor
    assert off["coupon"] == min(amount, result.subtotal_minor - off["promotion"])


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("rate", [1, 333, 33_333, 12_345, 66_667, 99_999])
def test_rates_with_three_decimals_of_a_percent_leave_no_dust(currency: str, rate: int) -> None:
    lines = [line(f"l{n}", 1, minor, currency) for n, minor in enumerate((1, 10, 999, 3333, 100_000))]
    tax = TaxRules(False, {"standard": TaxRate("Sales tax", 8_875)})
    cart = priced(lines, coupon=Coupon("ODD", rate=rate), tax=tax)
    assert adds_up(cart)
    assert -cart.discount_minor == sum(one.discount_minor for one in cart.lines)


# (unit, quantity, delivery, coupon rate, tax rate, included) -> discount, tax, total
EXACT = [
    ("USD", 1999, 3, 595, None, 8_875, False, 0, 585, 7177),
    ("EUR", 1999, 3, 495, 10_000, 19_000, True, 600, 941, 5892),
    ("JPY", 1980, 1, 0, 33_333, 10_000, True, 660, 120, 1320),
    ("KWD", 12_345, 2, 1_500, 12_500, 5_000, False, 3095, 1155, 24_250),
]


@pytest.mark.parametrize("case", EXACT, ids=lambda case: case[0])
def test_totals_are_exact_in_every_currency(case: tuple[Any, ...]) -> None:
    currency, unit, quantity, delivery, coupon, tax, included, off, taxed, total = case
    rules = TaxRules(included, {"standard": TaxRate("VAT", tax)})
    code = Coupon("C", rate=coupon) if coupon else None
    cart = priced([line("a", quantity, unit, currency)], coupon=code, delivery=delivery, tax=rules)
    assert (-cart.discount_minor, cart.tax_minor, cart.total_minor) == (off, taxed, total)


def test_a_cart_with_everything_in_dollars() -> None:
    """59.97 and 250.00. A tenth off b: 25.00. A twentieth of 284.97 is 14.2485, so 14.25: 2.9988 and 11.2512 of it. 10.00 by coupon,
    over 56.97 and 213.75: 2.1044 and 7.8956. Half of 12.00 delivery. 7.25 % of 260.72 is 18.9022."""
    cart = priced(
        [line("a", 3, 1999), line("b", 1, 25_000)],
        promotion(Percentage(10_000), "item", "pro_1", products=Products(("B",))),
        promotion(Percentage(5_000), "order", "pro_2"),
        promotion(Percentage(50_000), "delivery", "pro_3"),
        coupon=Coupon("TENNER", currency="USD", amount_minor=1000),
        delivery=1200,
        tax=TaxRules(False, {"standard": TaxRate("Sales tax", 7_250), "shipping": TaxRate("Sales tax", 0)}),
    )
    assert discounts(cart) == {"a": 300 + 210, "b": 2500 + 1125 + 790}
    assert [adjustment.minor for adjustment in cart.adjustments] == [-2500, -1425, -1000, -600]
    assert (cart.subtotal_minor, cart.tax_minor, cart.total_minor) == (30_997, 1890, 28_562)


def test_a_cart_with_everything_in_yen() -> None:
    """One of three at 980 is free: 1,960 and 5,000. 500 off: 140.8 and 359.2. A tenth is in 6,460 and 600 delivery: 641.8."""
    cart = priced(
        [line("a", 3, 980, "JPY"), line("b", 1, 5000, "JPY")],
        promotion(BuyXGetY(2, 1), "item", "pro_1", products=Products(("A",))),
        promotion(AmountOff(500), "order", "pro_2", currency="JPY"),
        delivery=600,
        tax=TaxRules(True, {"standard": TaxRate("消費税", 10_000)}),
    )
    assert discounts(cart) == {"a": 980 + 141, "b": 359}
    assert (cart.tax_minor, cart.total_minor) == (642, 7060)


def test_amounts_beyond_what_can_be_charged_are_refused() -> None:
    with pytest.raises(AmountOutOfRange):
        priced([line("a", 9999, 10**14)])


@pytest.mark.parametrize(
    ("lines", "mistake"),
    [
        ([line("a", 1, 5), line("b", 1, 5, "EUR")], "cannot price EUR in USD"),
        ([line("a", 1, 5), line("a", 2, 5)], "two lines have one id"),
        ([line("a", 0, 5)], "at least one piece"),
        ([line("a", 1, -5)], "no less than nothing"),
        ([line("a", 1, 5, agreed_discount_minor=1)], "agreed for frozen lines"),
        ([line("a", 1, 5, frozen=True, agreed_discount_minor=6)], "no more than they cost"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_cart_that_cannot_be_priced_is_our_mistake(lines: list[PriceLine], mistake: str) -> None:
    with pytest.raises(ValueError, match=mistake):
        priced(lines)


@pytest.mark.parametrize(("rate", "text"), [(8_875, "8.875"), (10_000, "10"), (12_500, "12.5"), (1, "0.001"), (0, "0")])
def test_rates_are_written_as_people_write_them(rate: int, text: str) -> None:
    assert rate_text(rate) == text
