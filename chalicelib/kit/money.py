"""Money: whole minor units with a currency; rates in basis points; every division rounds by name.

Rule of the house: multiply first, divide once, and say the rounding mode where the division stands.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated

import msgspec

from chalicelib.kit.errors import Invalid
from chalicelib.kit.patterns import END

MAX_MINOR = 10**15
"""Bound on any amount: 10 trillion in a two-decimal currency. It keeps sums inside DynamoDB's and JavaScript's range."""

# ISO 4217, table A.1: the exponents of circulating currencies that differ from two.
_ZERO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
_PLAIN = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?")
_THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


class Rounding(enum.Enum):
    """How a division lands on a whole minor unit."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"


def exponent(currency: str) -> int:
    """Digits after the decimal point of `currency` (ISO 4217)."""
    if currency in _ZERO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def charge_step(currency: str) -> int:
    """Amounts that cards are charged or paid back are multiples of so many minor units: ten where there are three decimals
    (https://docs.stripe.com/currencies#three-decimal)."""
    return 10 if exponent(currency) == 3 else 1


def divide(numerator: int, denominator: int, rounding: Rounding) -> int:
    """`numerator / denominator` as a whole number; halves go away from zero under HALF_UP."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    quotient, rest = divmod(abs(numerator), abs(denominator))
    twice = 2 * rest
    exact_half_up = rounding is Rounding.HALF_EVEN and quotient % 2 == 1
    if rounding is not Rounding.DOWN and (
        twice > abs(denominator) or (twice == abs(denominator) and (rounding is Rounding.HALF_UP or exact_half_up))
    ):
        quotient += 1
    return sign * quotient


class AmountOutOfRange(Invalid):
    title = "This amount is larger than we can calculate with; order less at once"


class Money(msgspec.Struct, frozen=True, rename={"minor": "amount"}):
    """An amount in minor units, within ±MAX_MINOR. On the wire: `{"amount": 1299, "currency": "USD"}`.

    Amounts of one currency add and compare; mixing currencies raises ValueError, since it is a mistake of ours.
    """

    minor: Annotated[int, msgspec.Meta(ge=-MAX_MINOR, le=MAX_MINOR)]
    currency: Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{3}}{END}", min_length=3, max_length=3)]

    def __post_init__(self) -> None:
        if not -MAX_MINOR <= self.minor <= MAX_MINOR:
            raise AmountOutOfRange()

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, quantity: int) -> Money:
        return Money(self.minor * quantity, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")
        return other.minor

    def rate(self, basis_points: int, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """This amount times a rate: 10,000 basis points are 100 %."""
        return Money(divide(self.minor * basis_points, 10_000, rounding), self.currency)

    def decimal_text(self) -> str:
        """The amount as people write it without a symbol: `12.99`, `1299`, `1.299`."""
        digits = exponent(self.currency)
        return f"{Decimal(self.minor).scaleb(-digits):.{digits}f}"


def zero(currency: str) -> Money:
    """Nothing, in `currency`."""
    return Money(0, currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum of `amounts`, all in `currency`; of none, zero."""
    result = zero(currency)
    for amount in amounts:
        result = result + amount
    return result


def parse_decimal(text: str, currency: str) -> Money:
    """`"12.99", "USD"` → Money. Raises Invalid for anything that is not an exact amount of minor units."""
    if not _PLAIN.fullmatch(text):
        raise Invalid(f"'{text[:40]}' is not a number")
    whole, _, decimals = text.partition(".")
    digits = exponent(currency)
    if decimals[digits:].strip("0"):
        raise Invalid(f"'{text}' has more decimals than {currency} allows")
    return Money(int(whole + decimals[:digits].ljust(digits, "0")), currency)


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Split whole `amount` by non-negative `weights`, exactly: the parts always sum to `amount`.

    Largest remainder (Hamilton): each part gets its floor, what is left goes one by one to the largest
    fractions; ties to the earlier part. All weights zero: equal weights.
    """
    if not weights:
        if amount:
            raise ValueError("nothing to split over")
        return []
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    sign, whole = (-1, -amount) if amount < 0 else (1, amount)
    shares = list(weights) if any(weights) else [1] * len(weights)
    total_shares = sum(shares)
    divided = [divmod(whole * share, total_shares) for share in shares]
    parts = [part for part, _ in divided]
    left = whole - sum(parts)
    if left:
        by_remainder = sorted(
            range(len(parts)), key=lambda i: -divided[i][1]
        )  # a stable sort: ties stay in their order
        for index in by_remainder[:left]:
            parts[index] += 1
    return [sign * part for part in parts]
