"""What pricing says over HTTP; carts and orders show the same shapes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from chalicelib.kit.money import Money


class AdjustmentView(msgspec.Struct, frozen=True):
    """A change of the price, with its reason. Negative: a discount."""

    kind: Literal["coupon", "rounding"]
    """`rounding`: in currencies of three decimals, down to the tens that cards can be charged."""
    code: str
    reason: str
    amount: Money


class TaxView(msgspec.Struct, frozen=True):
    """Tax of one rate. `rate_basis_points`: 2000 is 20 %."""

    name: str
    rate_basis_points: int
    amount: Money
    rate_percent: str = ""
    """The rate exactly: `8.875`."""


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


Limit = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class CouponDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Either `percent` (at most three decimals: `"12.5"`) or `amount`. What is left out is not limited."""

    percent: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,3})?$")] | None = None
    amount: Money | None = None
    minimum_subtotal: Money | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    usage_limit: Limit | None = None
    """How often it may be used in all."""
    per_customer_limit: Limit | None = None
    applies_to_delivery: bool = False
    active: bool = True


class CouponView(msgspec.Struct, frozen=True):
    """A coupon as staff see it, with how often it was used."""

    code: str
    percent: str | None
    amount: Money | None
    minimum_subtotal: Money | None
    starts_at: str | None
    ends_at: str | None
    usage_limit: int | None
    per_customer_limit: int | None
    applies_to_delivery: bool
    active: bool
    used: int


class CouponList(msgspec.Struct, frozen=True):
    items: list[CouponView]
    next_cursor: str | None


class CouponListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    cursor: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
