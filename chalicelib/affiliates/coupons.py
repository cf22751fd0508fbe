"""Coupon codes that are bound to members: who uses one was sent by them.

Table `affiliates`: a binding by code: `pk = coupon#<CODE>`, `sk = coupon`; a member's: `pk = aff_…`, `sk = coupon#<CODE>`, the same document.
What a coupon takes off is pricing's business: a code that it does not know is on no order, and so earns nothing.
"""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from chalicelib.affiliates.domain.click import CouponBinding
from chalicelib.affiliates.domain.member import Member, MemberNotActive
from chalicelib.kit.errors import Conflict, NotFound
from chalicelib.kit.tables import DocumentAttribute, Table, get, meta
from chalicelib.kit.tx import Tx

_PREFIX = "coupon#"


class CouponTaken(Conflict):
    title = "This coupon is another member's; release it there first"


class CouponNotBound(NotFound):
    title = "This coupon is not this member's"


class CouponItem(Table):
    """Whose a coupon is, by code or by member."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="coupon")
    document = DocumentAttribute(CouponBinding)


def find_binding(code: str) -> CouponBinding | None:
    """Whose coupon it is, or None. One read."""
    item = get(CouponItem, _PREFIX + _normal(code), "coupon")
    return item.document if item else None


def bindings_of(member_id: str) -> list[CouponBinding]:
    """A member's coupons, by code. One query."""
    found = CouponItem.query(member_id, CouponItem.sk.startswith(_PREFIX), consistent_read=True)
    return [item.document for item in found]


def bind(member: Member, programme_id: str, code: str, tx: Tx) -> CouponBinding:
    """Make a coupon a member's, for a programme of theirs. Raises MemberNotActive; CouponTaken at commit."""
    membership = member.membership(programme_id)
    if membership is None or membership.state != "active":
        raise MemberNotActive("They take no part in that programme.")
    made = CouponBinding(_normal(code), member.id, programme_id, tx.at)
    item = CouponItem(_PREFIX + made.code, document=made)
    tx.put(item, CouponItem.pk.does_not_exist(), CouponTaken())
    tx.put(CouponItem(member.id, _PREFIX + made.code, document=made))
    return made


def release(member_id: str, code: str, tx: Tx) -> None:
    """Take a coupon from a member; what it earned stays. Raises CouponNotBound."""
    known = find_binding(code)
    if known is None or known.member_id != member_id:
        raise CouponNotBound()
    tx.delete(CouponItem(_PREFIX + known.code), CouponItem.pk.exists(), CouponNotBound())
    tx.delete(CouponItem(member_id, _PREFIX + known.code))


def _normal(code: str) -> str:
    return code.strip().upper()
