"""Coupon codes that are bound to members."""

from __future__ import annotations

from chalicelib.affiliates.domain.click import CouponBinding


def find_binding(code: str) -> CouponBinding | None:
    """Whose coupon it is, or None."""
    return None
