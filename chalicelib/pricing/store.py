"""Coupons and how often each was used.

Table `pricing`. Questions and keys:
- all coupons, by code: `pk = coupon`, `sk = <CODE>`; the counter `used` stands beside the definition
- how often one customer used one: `pk = coupon#<CODE>`, `sk = <hash of account or e-mail address>`
Both counters move under a condition, in the transaction of the checkout or the cancellation.
"""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from chalicelib.kit.tables import DocumentAttribute, IntegerAttribute, Table, get, meta, page
from chalicelib.pricing.domain import Coupon

_COUPONS = "coupon"
MAX_CODE = 40


class CouponItem(Table):
    """A coupon and its overall counter."""

    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    used = IntegerAttribute(default=0)
    document = DocumentAttribute(Coupon)


class CouponUseItem(Table):
    """How often one customer used one coupon."""

    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    used = IntegerAttribute(default=0)


def key_of(code: str) -> CouponItem:
    """An item that stands for the coupon's key, for updates."""
    return CouponItem(_COUPONS, code)


def use_of(code: str, customer: str) -> CouponUseItem:
    """An item that stands for the key of a customer's counter."""
    return CouponUseItem(f"{_COUPONS}#{code}", customer)


def find(code: str) -> CouponItem | None:
    """The coupon, or None. One strongly consistent read."""
    return get(CouponItem, _COUPONS, code) if 0 < len(code) <= MAX_CODE else None


def find_use(code: str, customer: str) -> CouponUseItem | None:
    """How often a customer used a coupon, if ever. One strongly consistent read."""
    return get(CouponUseItem, f"{_COUPONS}#{code}", customer)


def listed(limit: int, after: str | None) -> tuple[list[CouponItem], str | None]:
    """A page of coupons by code, and the code to go on from."""
    cursor = {"pk": {"S": _COUPONS}, "sk": {"S": after}} if after else None
    items, last = page(CouponItem, _COUPONS, limit=limit, cursor=cursor, newest_first=False)
    return items, last["sk"]["S"] if last else None
