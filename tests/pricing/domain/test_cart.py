"""The price of a cart: guarantees of docs/pricing.md."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kit.money import Money, charge_step
from chalicelib.pricing import Coupon, CouponNotUsable, PricedCart, PriceLine, TaxRules, price_cart, tax_table
from chalicelib.pricing.domain import AmountOutOfRange, TaxRate, rate_text

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CURRENCIES = ("USD", "EUR", "JPY", "KWD")

currencies = st.sampled_from(CURRENCIES)
categories = st.sampled_from(["standard", "reduced", "zero", "unheard of"])
rates = st.integers(0, 40_000)
tax_rules = st.builds(
    lambda included, standard, reduced, shipping: TaxRules(
        included,
        {
            "standard": TaxRate("VAT", standard),
            "reduced": TaxRate("VAT", reduced),
            "zero": TaxRate("VAT", 0),
            "shipping": TaxRate("VAT", shipping),
        },
    ),
    st.booleans(),
    rates,
    rates,
    rates,
)


@st.composite
def carts(draw: st.DrawFn) -> tuple[list[PriceLine], Money]:
    currency = draw(currencies)
    minors = st.integers(0, 5_000_000)
    count = draw(st.integers(0, 12))
    lines = [
        PriceLine(f"line-{index}", draw(st.integers(1, 999)), Money(draw(minors), currency), draw(categories))
        for index in range(count)
    ]
    return lines, Money(draw(minors), currency)


coupons = st.one_of(
    st.none(),
    st.builds(
        lambda rate, delivery: Coupon("SPRING", rate=rate, applies_to_delivery=delivery),
        st.integers(1, 100_000),
        st.booleans(),
    ),
)


def adds_up(cart: PricedCart) -> bool:
    tax_on_top = 0 if cart.tax_included else cart.tax_minor
    return cart.total_minor == cart.subtotal_minor + cart.discount_minor + cart.delivery.total_minor + tax_on_top


@given(carts(), coupons, tax_rules)
def test_every_total_is_the_exact_sum_of_its_parts(
    cart: tuple[list[PriceLine], Money], coupon: Coupon | None, tax: TaxRules
) -> None:
    lines, delivery = cart
    priced = price_cart(lines, coupon=coupon, delivery=delivery, tax=tax, now=NOW)
    parts = [*priced.lines, priced.delivery]
    assert adds_up(priced)
    assert priced.total_minor == sum(part.payable_minor for part in parts)
    assert -priced.discount_minor == sum(part.discount_minor for part in parts)
    assert priced.tax_minor == sum(part.tax_minor for part in parts) == sum(tax.minor for tax in priced.taxes)
    assert all(0 <= part.discount_minor <= part.total_minor for part in parts)
    assert all(part.payable_minor >= 0 and part.tax_minor >= 0 for part in parts)
    assert all(part.tax_minor <= part.payable_minor for part in parts)


@given(carts(), coupons, tax_rules)
def test_what_is_due_can_be_charged_and_the_buyer_has_the_difference(
    cart: tuple[list[PriceLine], Money], coupon: Coupon | None, tax: TaxRules
) -> None:
    lines, delivery = cart
    priced = price_cart(lines, coupon=coupon, delivery=delivery, tax=tax, now=NOW)
    step = charge_step(delivery.currency)
    assert all(part.payable_minor % step == 0 for part in [*priced.lines, priced.delivery])
    rounded = [adjustment.minor for adjustment in priced.adjustments if adjustment.kind == "rounding"]
    assert all(-(len(lines) + 1) * step < minor < 0 for minor in rounded)
    assert step > 1 or not rounded


@given(carts(), coupons, tax_rules, st.randoms())
def test_the_order_of_lines_never_matters(
    cart: tuple[list[PriceLine], Money], coupon: Coupon | None, tax: TaxRules, random: st.DataObject
) -> None:
    lines, delivery = cart
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = (
        price_cart(given, coupon=coupon, delivery=delivery, tax=tax, now=NOW) for given in (lines, shuffled)
    )
    assert {line.id: line for line in first.lines} == {line.id: line for line in second.lines}
    assert (first.delivery, first.adjustments, first.taxes) == (second.delivery, second.adjustments, second.taxes)
    assert (first.tax_minor, first.total_minor) == (second.tax_minor, second.total_minor)


@given(carts(), tax_rules)
def test_a_coupon_of_100_percent_leaves_exactly_nothing(cart: tuple[list[PriceLine], Money], tax: TaxRules) -> None:
    lines, delivery = cart
    everything = Coupon("FREE", rate=100_000, applies_to_delivery=True)
    priced = price_cart(
        lines or [PriceLine("a", 1, Money(1, delivery.currency))],
        coupon=everything,
        delivery=delivery,
        tax=tax,
        now=NOW,
    )
    assert (priced.total_minor, priced.tax_minor, priced.taxes) == (0, 0, ())
    assert all(part.payable_minor == part.tax_minor == 0 for part in [*priced.lines, priced.delivery])


@given(carts(), st.integers(1, 10**12), tax_rules)
def test_a_fixed_coupon_takes_its_amount_or_all_there_is(
    cart: tuple[list[PriceLine], Money], amount: int, tax: TaxRules
) -> None:
    lines, delivery = cart
    coupon = Coupon("FIVE", currency=delivery.currency, amount_minor=amount)
    priced = price_cart(lines, coupon=coupon, delivery=delivery, tax=tax, now=NOW)
    off = -sum(adjustment.minor for adjustment in priced.adjustments if adjustment.kind == "coupon")
    assert off == min(amount, priced.subtotal_minor)
    assert priced.delivery.discount_minor < charge_step(delivery.currency)


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("rate", [1, 333, 33_333, 12_345, 66_667, 99_999])
def test_rates_with_three_decimals_of_a_percent_leave_no_dust(currency: str, rate: int) -> None:
    lines = [PriceLine(f"l{n}", 1, Money(minor, currency)) for n, minor in enumerate((1, 10, 999, 3333, 100_000))]
    tax = TaxRules(False, {"standard": TaxRate("Sales tax", 8_875)})
    priced = price_cart(lines, coupon=Coupon("ODD", rate=rate), delivery=Money(0, currency), tax=tax, now=NOW)
    assert adds_up(priced)
    assert -priced.discount_minor == sum(line.discount_minor for line in priced.lines)


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
    priced = price_cart(
        [PriceLine("a", quantity, Money(unit, currency))],
        coupon=code,
        delivery=Money(delivery, currency),
        tax=rules,
        now=NOW,
    )
    assert (-priced.discount_minor, priced.tax_minor, priced.total_minor) == (off, taxed, total)


@pytest.mark.parametrize(
    ("coupon", "reason"),
    [
        (Coupon("C", rate=1, active=False), "ended"),
        (Coupon("C", rate=1, ends_at=NOW), "ended"),
        (Coupon("C", rate=1, starts_at=NOW + timedelta(seconds=1)), "not_started"),
        (Coupon("C", currency="EUR", amount_minor=5), "currency"),
        (Coupon("C", currency="USD", rate=1, minimum_subtotal_minor=1001), "minimum_subtotal"),
    ],
)
def test_a_coupon_that_does_not_hold_says_why(coupon: Coupon, reason: str) -> None:
    with pytest.raises(CouponNotUsable) as refused:
        price_cart(
            [PriceLine("a", 1, Money(1000, "USD"))],
            coupon=coupon,
            delivery=Money(0, "USD"),
            tax=TaxRules(False, {}),
            now=NOW,
        )
    assert refused.value.context["reason"] == reason


def test_a_coupon_holds_from_its_start_up_to_its_end() -> None:
    coupon = Coupon("C", rate=50_000, starts_at=NOW, ends_at=NOW + timedelta(seconds=1))
    priced = price_cart(
        [PriceLine("a", 1, Money(1000, "USD"))],
        coupon=coupon,
        delivery=Money(0, "USD"),
        tax=TaxRules(False, {}),
        now=NOW,
    )
    assert priced.total_minor == 500
    assert priced.adjustments[0].reason == "−50 %"


def test_amounts_beyond_what_can_be_charged_are_refused() -> None:
    line = PriceLine("a", 9999, Money(10**14, "USD"))
    with pytest.raises(AmountOutOfRange):
        price_cart([line], delivery=Money(0, "USD"), tax=TaxRules(False, {}), now=NOW)


@pytest.mark.parametrize(("rate", "text"), [(8_875, "8.875"), (10_000, "10"), (12_500, "12.5"), (1, "0.001"), (0, "0")])
def test_rates_are_written_as_people_write_them(rate: int, text: str) -> None:
    assert rate_text(rate) == text


@pytest.mark.parametrize(
    ("destination", "category", "included", "expected"),
    [
        (("DE", ""), "standard", True, TaxRate("MwSt", 19_000)),
        (("DE", "Bayern"), "reduced", True, TaxRate("MwSt", 7_000)),
        (("CN", ""), "standard", True, TaxRate("增值税", 13_000)),
        (("CN", ""), "services", True, TaxRate("增值税", 6_000)),
        (("JP", ""), "reduced", True, TaxRate("消費税", 8_000)),
        (("US", "CA"), "standard", False, TaxRate("Sales tax", 7_250)),
        (("US", " california "), "standard", False, TaxRate("Sales tax", 7_250)),
        (("US", "nowhere"), "standard", False, TaxRate("Sales tax", 0)),
        (("US", "CA"), "shipping", False, TaxRate("Sales tax", 0)),
        (("US", "TX"), "shipping", False, TaxRate("Sales tax", 6_250)),
        (("CA", "QC"), "standard", False, TaxRate("GST + QST", 14_975)),
        (("DE", ""), "something new", True, TaxRate("MwSt", 19_000)),
        (("ZZ", ""), "standard", False, TaxRate("", 0)),
    ],
)
def test_each_destination_taxes_by_its_own_rule(
    destination: tuple[str, str], category: str, included: bool, expected: TaxRate
) -> None:
    rules = tax_table().rules(*destination)
    assert (rules.included, rules.rate_of(category)) == (included, expected)


def test_a_cart_without_an_address_is_priced_at_the_shops_own_place() -> None:
    assert tax_table().rules(None) == tax_table().rules("US", "")
