"""Programmes, members and sales. Links, clicks and what counts them: `click_store.py`.

Table `affiliates`. Questions and keys:
- a programme, and all of them: `pk = programmes`, `sk = prg_…`; guarded by `version`
- what a programme has paid: `budgets.py`; how many take part in it: `membership_counts.py`
- a member: `pk = aff_…`, `sk = member`; guarded by `version`. Members by state, newest first: index `by_state` (`member#<state>`)
- an account's member: `pk = account#<account>`, `sk = account`; written once
- a sale: `pk = ord_…`, `sk = sale`; guarded by `version`. Sales in a stage, newest first: index `by_state` (`sale#<stage>`; of the
  payable ones those of which something is left); a member's sales: index `by_member`; those that become payable: index `by_due`
- what a member sold and earned: `sales_store.py`; customers, who may come again: `customers_store.py`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.affiliates import membership_counts
from chalicelib.affiliates.domain.member import AlreadyJoined, Member
from chalicelib.affiliates.domain.programme import Programme, ProgrammeTooLarge
from chalicelib.affiliates.domain.sale import Sale, awaits_its_day
from chalicelib.kit import clock
from chalicelib.kit.errors import Conflict, Invalid, Superseded
from chalicelib.kit.tables import (
    DocumentAttribute,
    IntegerAttribute,
    MomentAttribute,
    PackedAttribute,
    Table,
    get,
    get_many,
    meta,
    page,
)
from chalicelib.kit.tx import Tx

_PROGRAMMES = "programmes"
_MEMBER = "member"
_SALE = "sale"
_DUE = "hold"
_MAX_PROGRAMME = 300_000
"""Bytes as stored: an item has 400 KB at most, and what is read with each order should be far from that."""
_MAX_ID = 60
_UNPAID_DAYS = 400
"""How long it is kept what was heard of an order that nobody paid: one on account may be sent long before."""


class CursorUnknown(Invalid):
    title = "The cursor is not one that this list gave; start again without it"


class ProgrammeChanged(Conflict):
    title = "The programme has changed since you looked at it; load it again"


class _ByState(GlobalSecondaryIndex["MemberItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class _ByMember(GlobalSecondaryIndex["SaleItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_member"
        projection = AllProjection()

    member = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class _ByDue(GlobalSecondaryIndex["SaleItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = MomentAttribute(range_key=True)


class ProgrammeItem(Table):
    """A programme with its rules; `version` counts its writes."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True, default=_PROGRAMMES)
    sk = UnicodeAttribute(range_key=True)
    version = IntegerAttribute()
    document = PackedAttribute(Programme)


class MemberItem(Table):
    """A member; `version` counts the writes."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default=_MEMBER)
    state = UnicodeAttribute()
    version = IntegerAttribute()
    document = DocumentAttribute(Member)
    by_state = _ByState()


class AccountItem(Table):
    """Which member an account is."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="account")
    member_id = UnicodeAttribute()


class SaleItem(Table):
    """A sale; `version` counts its writes. `due` is there while it waits for the end of its hold period."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default=_SALE)
    state = UnicodeAttribute(null=True)
    member = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    due_at = MomentAttribute(null=True)
    version = IntegerAttribute()
    document = PackedAttribute(Sale)
    expires_at = IntegerAttribute(null=True)
    by_state = _ByState()
    by_member = _ByMember()
    by_due = _ByDue()


def programme(programme_id: str) -> ProgrammeItem | None:
    """The programme, or None. One strongly consistent read."""
    return get(ProgrammeItem, _PROGRAMMES, programme_id) if _may_be("prg_", programme_id) else None


def programmes() -> list[ProgrammeItem]:
    """All programmes, oldest first. One query."""
    return list(ProgrammeItem.query(_PROGRAMMES, consistent_read=True))


def add_programme(tx: Tx, document: Programme) -> ProgrammeItem:
    """Write a new programme. Raises ProgrammeTooLarge."""
    _check_size(document)
    item = ProgrammeItem(sk=document.id, version=1, document=document)
    tx.put(item, ProgrammeItem.pk.does_not_exist())
    return item


def save_programme(tx: Tx, known_version: int, document: Programme) -> ProgrammeItem:
    """Write a changed programme over the version that was looked at. Raises ProgrammeTooLarge; ProgrammeChanged at commit."""
    _check_size(document)
    item = ProgrammeItem(sk=document.id, version=known_version + 1, document=document)
    tx.put(item, ProgrammeItem.version == known_version, ProgrammeChanged())
    return item


def member(member_id: str) -> MemberItem | None:
    """The member, or None. One strongly consistent read."""
    return get(MemberItem, member_id, _MEMBER) if _may_be("aff_", member_id) else None


def display_names(member_ids: Iterable[str]) -> dict[str, str]:
    """What members are called, by id. One read for a hundred."""
    found = get_many(MemberItem, [(name, _MEMBER) for name in member_ids])
    return {str(item.pk): item.document.display_name for item in found}


def member_of_account(account_id: str) -> MemberItem | None:
    """The member that an account is, or None. Two reads."""
    known = get(AccountItem, f"account#{account_id}", "account")
    return member(known.member_id) if known else None


def add_member(tx: Tx, document: Member) -> MemberItem:
    """Write a new member. Raises AlreadyJoined at commit where the account is one."""
    pointer = AccountItem(f"account#{document.account_id}", member_id=document.id)
    tx.put(pointer, AccountItem.pk.does_not_exist(), AlreadyJoined())
    membership_counts.count(tx, None, document)
    item = _member_item(document, 1)
    tx.put(item, MemberItem.pk.does_not_exist())
    return item


def save_member(tx: Tx, known: MemberItem, document: Member) -> MemberItem:
    """Write a changed member over the version that was read; Superseded at commit when somebody else wrote first."""
    item = _member_item(document, known.version + 1)
    membership_counts.count(tx, known.document, document)
    tx.put(item, MemberItem.version == known.version, Superseded())
    return item


def forget_account(tx: Tx, account_id: str) -> None:
    """An account is no member any more."""
    tx.delete(AccountItem(f"account#{account_id}"))


def members_in(state: str, limit: int, cursor: str | None) -> tuple[list[MemberItem], str | None]:
    """A page of the members in a state (`waiting`: about whom staff decide), newest first; the cursor is the last one's id."""
    return _page_in(MemberItem.by_state, f"member#{state}", ("state", _MEMBER, "aff_"), limit, cursor)


def members_who_left() -> Iterator[str]:
    """The members whose account is deleted and who are kept until they are paid."""
    return (item.pk for item in MemberItem.by_state.query("member#left"))


def sale(order_id: str) -> SaleItem | None:
    """What is known of an order. One strongly consistent read."""
    return get(SaleItem, order_id, _SALE) if _may_be("ord_", order_id) else None


def save_sale(tx: Tx, known: SaleItem | None, document: Sale, *, not_before: datetime | None = None) -> SaleItem:
    """Write a sale over the version that was read; Superseded at commit when somebody else wrote first. `not_before`: it is not looked at
    as due until then."""
    waits = awaits_its_day(document)
    item = SaleItem(
        document.order_id,
        state=_listed_under(document),
        member=document.attribution.member_id if document.attribution else None,
        due=_DUE if waits else None,
        due_at=(not_before or document.due_at) if waits else None,
        version=(known.version if known else 0) + 1,
        document=document,
        expires_at=None if document.paid_at else clock.epoch_seconds(tx.at + timedelta(days=_UNPAID_DAYS)),
    )
    condition = SaleItem.version == known.version if known else SaleItem.pk.does_not_exist()
    tx.put(item, condition, Superseded())
    return item


def sales_of(member_id: str, limit: int, before: str | None) -> tuple[list[Sale], str | None]:
    """A page of a member's sales, newest first; the cursor is the last one's order."""
    items, last = _page_in(SaleItem.by_member, member_id, ("member", _SALE, "ord_"), limit, before)
    return [item.document for item in items], last


def sales_in(stage: str, limit: int, before: str | None) -> tuple[list[Sale], str | None]:
    """A page of the sales in a stage, newest first; the cursor is the last one's order."""
    items, last = _page_in(SaleItem.by_state, f"sale#{stage}", ("state", _SALE, "ord_"), limit, before)
    return [item.document for item in items], last


def ripe(until: datetime) -> Iterator[str]:
    """The orders whose commissions become payable by `until`, the longest due first."""
    return (item.pk for item in SaleItem.by_due.query(_DUE, SaleItem.due_at <= until))


def _listed_under(sale: Sale) -> str | None:
    """Nothing of a payable order that earns nothing any more is ever paid: payouts look at all that is listed."""
    nothing_left = sale.stage == "approved" and sale.earned == 0
    return f"sale#{sale.stage}" if sale.attribution and not nothing_left else None


def _check_size(document: Programme) -> None:
    if len(ProgrammeItem.document.serialize(document)) > _MAX_PROGRAMME:
        raise ProgrammeTooLarge()


def _member_item(document: Member, version: int) -> MemberItem:
    state = "left" if document.left_at else "waiting" if document.waits else document.state
    return MemberItem(document.id, state=f"member#{state}", version=version, document=document)


def _page_in(
    index: Any, hash_key: str, kind: tuple[str, str, str], limit: int, cursor: str | None
) -> tuple[list[Any], str | None]:
    """`kind`: the index's attribute, the items' range key, and how their ids begin."""
    attribute, sk, prefix = kind
    if cursor and not _may_be(prefix, cursor):
        raise CursorUnknown()
    start = {attribute: {"S": hash_key}, "pk": {"S": cursor}, "sk": {"S": sk}} if cursor else None
    items, last = page(index, hash_key, limit=limit, cursor=start, range_key_condition=SaleItem.pk.startswith(prefix))
    return items, last["pk"]["S"] if last else None


def _may_be(prefix: str, name: str) -> bool:
    return name.startswith(prefix) and len(name) <= _MAX_ID
