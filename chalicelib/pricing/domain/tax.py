"""How a destination taxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from chalicelib.kit.money import Rounding

STANDARD = "standard"
SHIPPING = "shipping"
"""The tax category of delivery."""

TaxPer = Literal["order", "line"]
"""Where tax is rounded: once a rate over the whole order (then split over its lines), or on each line."""


class TaxRate(msgspec.Struct, frozen=True):
    """`rate` in parts per 100,000."""

    name: str
    rate: int


class TaxRules(msgspec.Struct, frozen=True):
    """How one destination taxes: by category, inside the prices or on top of them, rounded where and how."""

    included: bool
    rates: Mapping[str, TaxRate]
    per: TaxPer = "order"
    rounding: Rounding = Rounding.HALF_UP
    """Of tax and of discounts."""

    def rate_of(self, category: str) -> TaxRate:
        """The rate of `category`; one that the destination does not know is taxed as standard."""
        return self.rates.get(category) or self.rates.get(STANDARD) or TaxRate("", 0)


class Tax(msgspec.Struct, frozen=True):
    """Tax of one name and rate over the whole cart."""

    name: str
    rate: int
    minor: int
