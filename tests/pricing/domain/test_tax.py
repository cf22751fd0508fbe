"""Tax on the order or on each line, inside prices or on top, rounded as the shop is set: examples worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given

from chalicelib.kit.money import Money, Rounding
from chalicelib.pricing.domain import PriceLine, Tax, TaxPer, TaxRate, TaxRules, price_cart
from tests.pricing.domain.carts import NOW, carts, line, priced, tax_rules

UP, EVEN, DOWN = Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.DOWN


@pytest.mark.parametrize(
    ("per", "mode", "taxes"),
    [
        ("order", UP, [1, 1, 0]),  # 5 % of 30 is 1.5 ...
        ("order", EVEN, [1, 1, 0]),
        ("order", DOWN, [1, 0, 0]),
        ("line", UP, [1, 1, 1]),  # ... and of 10, each time, 0.5
        ("line", EVEN, [0, 0, 0]),
        ("line", DOWN, [0, 0, 0]),
    ],
)
def test_tax_on_top(per: TaxPer, mode: Rounding, taxes: list[int]) -> None:
    rules = TaxRules(False, {"standard": TaxRate("Tax", 5_000)}, per, mode)
    cart = priced([line("a", 1, 10), line("b", 1, 10), line("c", 1, 10)], tax=rules)
    assert [one.tax_minor for one in cart.lines] == taxes
    assert cart.total_minor == 30 + sum(taxes)


@pytest.mark.parametrize(
    ("per", "mode", "taxes"),
    [
        ("order", UP, [17, 16]),  # a sixth of 198 is 33 ...
        ("order", EVEN, [17, 16]),
        ("order", DOWN, [17, 16]),
        ("line", UP, [17, 17]),  # ... and of 99, each time, 16.5
        ("line", EVEN, [16, 16]),
        ("line", DOWN, [16, 16]),
    ],
)
def test_tax_inside_prices(per: TaxPer, mode: Rounding, taxes: list[int]) -> None:
    rules = TaxRules(True, {"standard": TaxRate("VAT", 20_000)}, per, mode)
    cart = priced([line("a", 1, 99), line("b", 1, 99)], tax=rules)
    assert [one.tax_minor for one in cart.lines] == taxes
    assert (cart.total_minor, cart.taxes) == (198, (Tax("VAT", 20_000, sum(taxes)),))


@pytest.mark.parametrize(("mode", "reduced", "standard"), [(UP, 1, 2), (EVEN, 0, 2), (DOWN, 0, 1)])
def test_every_rate_is_rounded_by_itself(mode: Rounding, reduced: int, standard: int) -> None:
    rates = {"standard": TaxRate("VAT", 15_000), "reduced": TaxRate("VAT", 5_000)}
    lines = [line("a", 1, 10), line("b", 1, 10, tax_category="reduced")]
    cart = priced(lines, tax=TaxRules(False, rates, rounding=mode))
    assert [one.tax_minor for one in cart.lines] == [standard, reduced]


def test_delivery_is_taxed_by_its_own_category() -> None:
    rates = {"standard": TaxRate("VAT", 20_000), "shipping": TaxRate("VAT", 10_000)}
    cart = priced([line("a", 1, 1000)], delivery=500, tax=TaxRules(False, rates))
    assert (cart.delivery.tax_minor, cart.delivery.payable_minor, cart.total_minor) == (50, 550, 1750)


@pytest.mark.parametrize(("per", "payables"), [("order", [100, 100]), ("line", [100, 100])])
def test_three_decimals_are_rounded_to_what_can_be_charged(per: TaxPer, payables: list[int]) -> None:
    """0.100 and 5 % are 0.105: 0.100 is charged, and the price pays for it."""
    rules = TaxRules(False, {"standard": TaxRate("VAT", 5_000)}, per)
    cart = priced([line("a", 1, 100, "KWD"), line("b", 1, 100, "KWD")], tax=rules)
    assert [one.payable_minor for one in cart.lines] == payables
    assert (cart.tax_minor, cart.discount_minor) == (10, -10)


@given(carts(), tax_rules)
def test_on_each_line_tax_does_not_depend_on_the_other_lines(
    cart: tuple[list[PriceLine], Money], tax: TaxRules
) -> None:
    lines, delivery = cart
    each = TaxRules(tax.included, tax.rates, "line", tax.rounding)
    together = price_cart(lines, delivery=delivery, tax=each, now=NOW)
    alone = [price_cart([one], delivery=delivery, tax=each, now=NOW).lines[0] for one in lines]
    assert list(together.lines) == alone
