"""A line while it is being priced: what is left of it, and which of its pieces a rule has used already."""

from __future__ import annotations

import msgspec

from chalicelib.kit.money import Rounding, divide
from chalicelib.pricing.domain.lines import AdjustmentKind, PricedLine, PriceLine, Share
from chalicelib.pricing.domain.tax import TaxRate

DELIVERY = "\x00delivery"
"""Delivery's id among the lines while it is priced like one; no line of a cart can have it."""


class Working(msgspec.Struct, eq=False):
    """`base` is what is left of `total`. Pieces that a rule counted (bought, given, bundled) are `used`: no other such rule
    counts them again; `used_base` is what is left of them."""

    line: PriceLine
    rate: TaxRate
    total: int
    base: int
    used: int = 0
    used_base: int = 0
    tax: int = 0
    shares: list[Share] = msgspec.field(default_factory=list)

    @property
    def unused(self) -> int:
        return self.line.quantity - self.used

    @property
    def unused_base(self) -> int:
        return self.base - self.used_base

    def take_off(self, kind: AdjustmentKind, code: str, minor: int) -> None:
        """Take `minor` off the line as a whole: off its used and its unused pieces alike."""
        if self.used_base:
            self.used_base -= divide(minor * self.used_base, self.base, Rounding.DOWN)
        self._note(kind, code, minor, 0)

    def take_off_pieces(self, code: str, minor: int, *, reduced: int, used: int) -> None:
        """A promotion used `used` unused pieces, and took `minor` off `reduced` of them."""
        value = divide(self.unused_base * used, self.unused, Rounding.DOWN)
        self.used += used
        self.used_base += max(value - minor, 0)
        self._note("promotion", code, minor, reduced)

    def payable(self, *, included: bool) -> int:
        return self.base if included else self.base + self.tax

    def priced(self, *, included: bool) -> PricedLine:
        return PricedLine(
            id=self.line.id,
            quantity=self.line.quantity,
            unit_minor=self.line.unit.minor,
            total_minor=self.total,
            discount_minor=self.total - self.base,
            tax_minor=self.tax,
            payable_minor=self.payable(included=included),
            shares=tuple(self.shares),
        )

    def _note(self, kind: AdjustmentKind, code: str, minor: int, pieces: int) -> None:
        if minor:
            self.base -= minor
            self.shares.append(Share(kind, code, -minor, pieces))
