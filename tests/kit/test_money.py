"""Money is whole minor units; every division says how it rounds; a split loses nothing."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kit.errors import Invalid
from chalicelib.kit.money import (
    MAX_MINOR,
    AmountOutOfRange,
    Money,
    Rounding,
    divide,
    exponent,
    parse_decimal,
    split,
    total,
)

UP, EVEN, DOWN = Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.DOWN


@pytest.mark.parametrize(
    ("numerator", "denominator", "half_up", "half_even", "down"),
    [
        (0, 3, 0, 0, 0),
        (1, 3, 0, 0, 0),
        (2, 3, 1, 1, 0),
        (1, 2, 1, 0, 0),
        (3, 2, 2, 2, 1),
        (5, 2, 3, 2, 2),
        (7, 2, 4, 4, 3),
        (-1, 2, -1, 0, 0),
        (-3, 2, -2, -2, -1),
        (-5, 2, -3, -2, -2),
        (-2, 3, -1, -1, 0),
        (1, -2, -1, 0, 0),
        (-5, -2, 3, 2, 2),
        (10**30 + 1, 2, 5 * 10**29 + 1, 5 * 10**29, 5 * 10**29),
    ],
)
def test_division_rounds_as_its_mode_says(numerator, denominator, half_up, half_even, down):
    rounded = [divide(numerator, denominator, mode) for mode in (UP, EVEN, DOWN)]
    assert rounded == [half_up, half_even, down]


@pytest.mark.parametrize(
    ("minor", "basis_points", "expected"),
    [
        (1000, 10_000, 1000),
        (1000, 825, 83),
        (999, 1_000, 100),
        (995, 1_000, 100),
        (994, 1_000, 99),
        (-995, 1_000, -100),
        (1, 1, 0),
    ],
)
def test_a_rate_is_multiplied_first_and_divided_once(minor, basis_points, expected):
    assert Money(minor, "USD").rate(basis_points).minor == expected


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (1299, "USD", "12.99"),
        (5, "USD", "0.05"),
        (-5, "EUR", "-0.05"),
        (1299, "JPY", "1299"),
        (1299, "KWD", "1.299"),
        (MAX_MINOR, "USD", "10000000000000.00"),
    ],
)
def test_amounts_are_written_and_read_with_their_currencys_decimals(minor, currency, text):
    money = Money(minor, currency)
    assert money.decimal_text() == text
    assert parse_decimal(text, currency) == money


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1.",
        ".5",
        "1,5",
        "1e3",
        "1_000",
        "0x1",
        "NaN",
        "Infinity",
        "١",
        "1.999",
        "1.0000000000000000000000001",
        "9" * 20,
        "9" * 400,
        "1e999999999",
        "0.01000000000000000000000000000001",
    ],
)
def test_what_is_not_an_exact_amount_is_refused(text):
    with pytest.raises(Invalid):
        parse_decimal(text, "USD")


def test_amounts_of_one_currency_add_and_compare():
    small, large = Money(1, "USD"), Money(2, "USD")
    assert (small + large, large - small, large * 3, -small) == tuple(Money(n, "USD") for n in (3, 1, 6, -1))
    assert small < large
    assert small <= Money(1, "USD")
    assert large > small
    assert large >= Money(2, "USD")
    assert total([small, large], "USD") == Money(3, "USD")
    assert total([], "JPY") == Money(0, "JPY")


@pytest.mark.parametrize("mix", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b])
def test_two_currencies_never_mix(mix):
    with pytest.raises(ValueError, match="cannot combine"):
        mix(Money(1, "USD"), Money(1, "EUR"))


def test_no_amount_leaves_the_range():
    with pytest.raises(AmountOutOfRange):
        Money(MAX_MINOR, "USD") + Money(1, "USD")
    with pytest.raises(AmountOutOfRange):
        Money(-MAX_MINOR, "USD") * 2


def test_on_the_wire_it_is_amount_and_currency():
    assert msgspec.json.encode(Money(1299, "USD")) == b'{"amount":1299,"currency":"USD"}'
    for wrong in (
        b'{"amount":12.5,"currency":"USD"}',
        b'{"amount":1,"currency":"usd"}',
        b'{"amount":1,"currency":"USD\\n"}',
    ):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(wrong, type=Money)


def test_currencies_have_their_iso_decimals():
    assert [exponent(currency) for currency in ("USD", "JPY", "KWD", "CNY", "KRW")] == [2, 0, 3, 2, 0]


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (10, [3, 3, 1], [4, 4, 2]),
        (5, [0, 1], [0, 5]),
        (3, [0, 0], [2, 1]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (0, [1, 2], [0, 0]),
        (0, [], []),
    ],
)
def test_a_split_gives_what_is_left_to_the_largest_fractions(amount, weights, parts):
    assert split(amount, weights) == parts


def test_a_split_over_nothing_or_by_less_than_nothing_is_a_mistake():
    for amount, weights in ((1, []), (1, [1, -1])):
        with pytest.raises(ValueError, match=r"nothing to split|negative"):
            split(amount, weights)


weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=20)


@given(st.integers(-(10**12), 10**12), weights)
def test_a_split_always_sums_exactly_and_is_fair(amount, weights):
    parts = split(amount, weights)
    shares = weights if any(weights) else [1] * len(weights)
    assert sum(parts) == amount
    for part, share in zip(parts, shares, strict=True):
        assert abs(part * sum(shares) - amount * share) < sum(shares)
        assert part == 0 or (part > 0) == (amount > 0)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_rounding_is_never_off_by_more_than_half(numerator, denominator):
    for mode in (UP, EVEN):
        assert abs(2 * (divide(numerator, denominator, mode) * denominator - numerator)) <= denominator
    assert abs(divide(numerator, denominator, DOWN) * denominator) <= abs(numerator)
