"""What pricing says over HTTP; carts and orders show the same shapes."""

from __future__ import annotations

from typing import Literal

import msgspec

from chalicelib.kit.money import Money


class AdjustmentView(msgspec.Struct, frozen=True):
    """A change of the price, with its reason. Negative: a discount."""

    kind: Literal["coupon", "promotion"]
    code: str
    reason: str
    amount: Money


class TaxView(msgspec.Struct, frozen=True):
    """Tax of one rate. `rate_basis_points`: 2000 is 20 %."""

    name: str
    rate_basis_points: int
    amount: Money


class Totals(msgspec.Struct, frozen=True):
    """`subtotal + adjustments + delivery (+ tax where it is not included) = total`, exactly."""

    subtotal: Money
    discount: Money
    """The sum of the adjustments: zero or negative."""
    delivery: Money
    tax: Money
    tax_included: bool
    """Prices contain the tax already; `tax` says how much."""
    total: Money
    taxes: list[TaxView]
