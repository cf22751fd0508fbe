"""Rates as whole numbers."""

from __future__ import annotations

RATE_WHOLE = 100_000
"""Rates are parts per 100,000: 1 is a thousandth of a percent, 8,875 is 8.875 %, 100,000 is all of it."""


def rate_text(rate: int) -> str:
    """A rate as people write it, without the sign: 8,875 → `8.875`, 10,000 → `10`."""
    whole, rest = divmod(rate, RATE_WHOLE // 100)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)
