"""Payouts in table `affiliates`. Questions and keys:

- a payout, and all of them, newest first: `pk = payouts`, `sk = pay_…`; guarded by `version`. Those with work to be done: index
  `by_state` (`payout#<state>`)
- a payout's items: `pk = pay_…`, `sk = item#aff_…`; guarded by `version`. A member's items, newest first: index `by_member`
  (`payouts#aff_…`); those that were left out are not in it
- what an item pays beside what it says itself: `pk = pay_…`, `sk = part#aff_…#<number>`; written once
- what came back to a member and waits for the next payout: `pk = aff_…`, `sk = carried#prg_…#<currency>`; guarded by `version`. The members
  who have something there: index `by_state` (`carried#prg_…#<currency>`)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.affiliates.domain.payouts import Batch, Item, PaidSale
from chalicelib.affiliates.domain.sale import Sale
from chalicelib.affiliates.store import CursorUnknown, MemberItem, SaleItem
from chalicelib.kit.errors import Superseded
from chalicelib.kit.tables import IntegerAttribute, PackedAttribute, Table, get, get_many, meta, page
from chalicelib.kit.tx import Tx

_PAYOUTS = "payouts"
_MAX_ID = 60


class _ByState(GlobalSecondaryIndex["BatchItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class _ByMember(GlobalSecondaryIndex["PayoutItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_member"
        projection = AllProjection()

    member = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class BatchItem(Table):
    """A payout; `version` counts its writes."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True, default=_PAYOUTS)
    sk = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute()
    version = IntegerAttribute()
    document = PackedAttribute(Batch)
    by_state = _ByState()


class PayoutItem(Table):
    """What one member gets; `version` counts its writes."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    member = UnicodeAttribute(null=True)
    version = IntegerAttribute()
    document = PackedAttribute(Item)
    by_member = _ByMember()


class PartItem(Table):
    """Sales of an item that have no room in it."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    document = PackedAttribute(tuple[PaidSale, ...])


class _ByCarried(GlobalSecondaryIndex["CarriedItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class CarriedItem(Table):
    """Minor units that came back to a member; `version` counts its writes."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute(null=True)
    version = IntegerAttribute()
    amount = IntegerAttribute()
    by_state = _ByCarried()


def batch(batch_id: str) -> BatchItem | None:
    """The payout, or None. One strongly consistent read."""
    return get(BatchItem, _PAYOUTS, batch_id) if _may_be("pay_", batch_id) else None


def batches(limit: int, cursor: str | None) -> tuple[list[BatchItem], str | None]:
    """A page of payouts, newest first; the cursor is the last one's id."""
    if cursor and not _may_be("pay_", cursor):
        raise CursorUnknown()
    start = {"pk": {"S": _PAYOUTS}, "sk": {"S": cursor}} if cursor else None
    items, last = page(BatchItem, _PAYOUTS, limit=limit, cursor=start, consistent_read=True)
    return items, last["sk"]["S"] if last else None


def batches_in(state: str) -> list[str]:
    """The payouts in a state. The index may lag behind: read them again."""
    return [item.sk for item in BatchItem.by_state.query(f"payout#{state}")]


def add_batch(tx: Tx, document: Batch) -> BatchItem:
    """Write a new payout."""
    made = _batch_item(document, 1)
    tx.put(made, BatchItem.pk.does_not_exist())
    return made


def save_batch(tx: Tx, known: BatchItem, document: Batch) -> BatchItem:
    """Write a changed payout over the version that was read; Superseded at commit when somebody else wrote first."""
    made = _batch_item(document, known.version + 1)
    tx.put(made, BatchItem.version == known.version, Superseded())
    return made


def check_batch(tx: Tx, known: BatchItem) -> None:
    """Write only while the payout is as it was read."""
    tx.check(BatchItem, (_PAYOUTS, known.sk), BatchItem.version == known.version, Superseded())


def item(batch_id: str, member_id: str) -> PayoutItem | None:
    """What a member gets in a payout, or None. One strongly consistent read."""
    fits = _may_be("pay_", batch_id) and _may_be("aff_", member_id)
    return get(PayoutItem, batch_id, _item_key(member_id)) if fits else None


def items_of(batch_id: str) -> Iterator[PayoutItem]:
    """All items of a payout, in order of their members' ids."""
    return iter(PayoutItem.query(batch_id, PayoutItem.sk.startswith("item#"), consistent_read=True))


def items_by_id(batch_id: str, member_ids: Iterable[str]) -> dict[str, PayoutItem]:
    """Some members' items."""
    keys = [(batch_id, _item_key(one)) for one in member_ids]
    return {found.document.member_id: found for found in get_many(PayoutItem, keys)}


def page_of(batch_id: str, limit: int, cursor: str | None) -> tuple[list[Item], str | None]:
    """A page of a payout's items, in order of their members' ids; the cursor is the last one's member."""
    if cursor and not _may_be("aff_", cursor):
        raise CursorUnknown()
    start = {"pk": {"S": batch_id}, "sk": {"S": _item_key(cursor)}} if cursor else None
    only = PayoutItem.sk.startswith("item#")
    found, last = page(
        PayoutItem,
        batch_id,
        limit=limit,
        cursor=start,
        newest_first=False,
        range_key_condition=only,
        consistent_read=True,
    )
    return [one.document for one in found], found[-1].document.member_id if last else None


def items_of_member(member_id: str, limit: int, cursor: str | None) -> tuple[list[Item], str | None]:
    """A page of a member's items, newest first; the cursor is the last one's payout."""
    if cursor and not _may_be("pay_", cursor):
        raise CursorUnknown()
    key = f"payouts#{member_id}"
    start = {"member": {"S": key}, "pk": {"S": cursor}, "sk": {"S": _item_key(member_id)}} if cursor else None
    found, last = page(PayoutItem.by_member, key, limit=limit, cursor=start)
    return [one.document for one in found], last["pk"]["S"] if last else None


def every_item_of_member(member_id: str) -> Iterator[Item]:
    """A member's items, newest first, read as they are asked for. The index may lag behind."""
    return (one.document for one in PayoutItem.by_member.query(f"payouts#{member_id}", scan_index_forward=False))


def add_item(tx: Tx, document: Item) -> None:
    """Write a new item; Superseded at commit where there is one."""
    tx.put(_item(document, 1), PayoutItem.pk.does_not_exist(), Superseded())


def save_item(tx: Tx, known: PayoutItem, document: Item) -> None:
    """Write a changed item over the version that was read; Superseded at commit when somebody else wrote first."""
    tx.put(_item(document, known.version + 1), PayoutItem.version == known.version, Superseded())


def add_part(tx: Tx, batch_id: str, member_id: str, number: int, sales: Sequence[PaidSale]) -> None:
    """Write a part of an item; Superseded at commit where there is one."""
    made = PartItem(batch_id, f"{_part_key(member_id)}{number:05d}", document=tuple(sales))
    tx.put(made, PartItem.pk.does_not_exist(), Superseded())


def parts(batch_id: str, member_id: str = "") -> dict[str, list[tuple[PaidSale, ...]]]:
    """What a payout's items pay beside what they say themselves, by member; of one member or of all."""
    prefix = _part_key(member_id) if member_id else "part#"
    found: dict[str, list[tuple[PaidSale, ...]]] = {}
    for one in PartItem.query(batch_id, PartItem.sk.startswith(prefix), consistent_read=True):
        found.setdefault(str(one.sk).split("#")[1], []).append(one.document)
    return found


def carried(programme_id: str, currency: str, member_ids: Iterable[str]) -> dict[str, int]:
    """What waits for some members beside their commissions."""
    key = _carried_key(programme_id, currency)
    return {found.pk: found.amount for found in get_many(CarriedItem, [(one, key) for one in member_ids])}


def carrying(programme_id: str, currency: str) -> set[str]:
    """The members for whom something waits beside their commissions. The index may lag behind: read them again."""
    return {str(found.pk) for found in CarriedItem.by_state.query(_carried_key(programme_id, currency))}


def add_carried(tx: Tx, programme_id: str, currency: str, member_id: str, amount: int) -> None:
    """Add to what waits for a member, or take from it. One read; Superseded at commit when somebody else wrote first."""
    key = _carried_key(programme_id, currency)
    known = get(CarriedItem, member_id, key)
    after = amount + (known.amount if known else 0)
    if after < 0:
        raise Superseded  # another payout took it
    made = CarriedItem(
        member_id, key, state=key if after else None, version=known.version + 1 if known else 1, amount=after
    )
    same = CarriedItem.version == known.version if known else CarriedItem.pk.does_not_exist()
    tx.put(made, same, Superseded())


def approved_sales() -> Iterator[Sale]:
    """Every sale whose commissions are payable. The index may lag behind: read them again."""
    index: Any = SaleItem.by_state
    return (found.document for found in index.query("sale#approved"))


def sales_by_id(order_ids: Iterable[str]) -> dict[str, SaleItem]:
    """Sales by their order."""
    return {found.pk: found for found in get_many(SaleItem, [(one, "sale") for one in order_ids])}


def members_by_id(member_ids: Iterable[str]) -> dict[str, MemberItem]:
    """Members by their id."""
    return {found.pk: found for found in get_many(MemberItem, [(one, "member") for one in member_ids])}


def _batch_item(document: Batch, version: int) -> BatchItem:
    return BatchItem(sk=document.id, state=f"payout#{document.state}", version=version, document=document)


def _item(document: Item, version: int) -> PayoutItem:
    is_seen = document.state not in ("gathering", "skipped")
    return PayoutItem(
        document.batch_id,
        _item_key(document.member_id),
        member=f"payouts#{document.member_id}" if is_seen else None,
        version=version,
        document=document,
    )


def _item_key(member_id: str) -> str:
    return f"item#{member_id}"


def _carried_key(programme_id: str, currency: str) -> str:
    return f"carried#{programme_id}#{currency}"


def _part_key(member_id: str) -> str:
    return f"part#{member_id}#"


def _may_be(prefix: str, name: str) -> bool:
    return name.startswith(prefix) and len(name) <= _MAX_ID
