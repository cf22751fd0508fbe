"""Coupons: what a code takes off, and when."""

from __future__ import annotations

from datetime import datetime

import msgspec

from chalicelib.kit.errors import Conflict
from chalicelib.kit.money import Money


class CouponNotUsable(Conflict):
    title = "This coupon cannot be used here"


class Coupon(msgspec.Struct, frozen=True):
    """What a code takes off: either `rate` (parts per 100,000) or `amount_minor` of `currency`."""

    code: str
    currency: str | None = None
    """Needed by a fixed amount and by a minimum; None: any currency."""
    rate: int | None = None
    amount_minor: int | None = None
    minimum_subtotal_minor: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    usage_limit: int | None = None
    per_customer_limit: int | None = None
    applies_to_delivery: bool = False
    active: bool = True


def check_coupon(coupon: Coupon, currency: str, subtotal_minor: int, now: datetime) -> None:
    """Raise CouponNotUsable, saying why, unless the coupon holds for this subtotal at this moment."""
    if not coupon.active or (coupon.ends_at is not None and now >= coupon.ends_at):
        raise CouponNotUsable("This coupon has ended.", reason="ended")
    if coupon.starts_at is not None and now < coupon.starts_at:
        raise CouponNotUsable("This coupon is not valid yet.", reason="not_started")
    if coupon.currency is not None and coupon.currency != currency:
        raise CouponNotUsable(f"This coupon is for prices in {coupon.currency}.", reason="currency")
    if subtotal_minor < coupon.minimum_subtotal_minor:
        least = Money(coupon.minimum_subtotal_minor, currency)
        raise CouponNotUsable(
            f"This coupon needs goods for at least {least.decimal_text()} {currency}.",
            reason="minimum_subtotal",
            minimum_subtotal=least,
        )
