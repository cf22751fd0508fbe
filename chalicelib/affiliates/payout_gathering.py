"""Gathering a payout's members: who gets what, and why others are left out. It may be killed anywhere and run again, also beside itself.

A member's item, hold and sales are written together. One with more sales than a transaction takes gets the item first, in `gathering`:
from then on it is decided that they are paid. Parts with their sales follow, a transaction each, and the hold comes with the last of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec
from msgspec.structs import replace

from chalicelib.affiliates import accounts, onboarding, payout_booking, payout_store
from chalicelib.affiliates.domain import payouts as life
from chalicelib.affiliates.domain.payouts import MAX_SALES, Batch, Item, PaidSale
from chalicelib.affiliates.payout_store import BatchItem, PayoutItem
from chalicelib.affiliates.store import MemberItem, SaleItem
from chalicelib.kit import clock
from chalicelib.kit.ledger import Balance, Posting, balances_of
from chalicelib.kit.tx import MAX_ITEMS, Tx

_MAX_MEMBERS = 20
"""So many members at most go through together: their transfers are sent at once."""


class Waiting(msgspec.Struct, frozen=True):
    """A member with the orders that a batch may take, or that their item names."""

    member_id: str
    orders: list[str]
    carries: bool = False
    """Something is carried over to or from their item."""


def gather(known: BatchItem) -> None:
    """Make an item of each member for whom something waits."""
    batch = known.document
    made = {found.document.member_id: found.document for found in payout_store.items_of(batch.id)}
    for item in made.values():
        if item.unmoved:
            payout_booking.sweep(item)
    waiting = _waiting(batch, made)
    for group in groups((one for one in waiting if one.member_id not in made), payout_booking.records_of(batch)):
        tx = Tx(clock.now())
        tx.run(partial(_take, tx, known, group))
    for one in waiting:
        if one.member_id in made or len(one.orders) > MAX_SALES:
            _take_in_parts(known, one)


def groups(waiting: Iterable[Waiting], each: int) -> Iterator[list[Waiting]]:
    """Members whose records (`each` beside their orders) fit into one transaction together; one with many orders goes alone."""
    group: list[Waiting] = []
    records = 0
    for one in waiting:
        more = each + min(len(one.orders), MAX_SALES) + one.carries
        if group and (records + more > MAX_ITEMS or len(group) == _MAX_MEMBERS):
            yield group
            group, records = [], 0
        group.append(one)
        records += more
    if group:
        yield group


def _waiting(batch: Batch, made: Mapping[str, Item]) -> list[Waiting]:
    """The members whom a batch may pay and is not done with, with their orders; in order of their ids."""
    done = {member for member, item in made.items() if item.state != "gathering"}
    orders: dict[str, list[str]] = {}
    for sale in payout_store.approved_sales():
        if life.takes(batch, sale) and sale.attribution and sale.attribution.member_id not in done:
            orders.setdefault(sale.attribution.member_id, []).append(sale.order_id)
    carrying = payout_store.carrying(batch.programme_id, batch.currency)
    members = {*orders, *carrying, *made} - done
    return [Waiting(member, sorted(orders.get(member, [])), member in carrying) for member in sorted(members)]


def _take(tx: Tx, known: BatchItem, group: Sequence[Waiting]) -> None:
    """Make the items of some members: sums, holds and sales, all or none."""
    batch = known.document
    ids = [one.member_id for one in group]
    made = payout_store.items_by_id(batch.id, ids)
    left = [one for one in group if one.member_id not in made]
    sales = _payable(batch, [order for one in left for order in one.orders])
    balances = _balances(batch, ids)
    members = payout_store.members_by_id(ids)
    carried = payout_store.carried(batch.programme_id, batch.currency, [one.member_id for one in left if one.carries])
    posting = Posting()
    payout_store.check_batch(tx, known)
    for one in left:
        own = [sales[order] for order in one.orders if order in sales]
        balance, more = balances[one.member_id], carried.get(one.member_id, 0)
        item = _item(batch, members[one.member_id], own, more, balance)
        payout_store.add_item(tx, item)
        if item.state == "held":
            _hold(tx, posting, batch, item, own)
    posting.write(tx)


def _item(batch: Batch, found: MemberItem, sales: Sequence[SaleItem], carried: int, balance: Balance) -> Item:
    """What a member gets. Of one who is left out nothing personal is kept."""
    member, now = found.document, clock.now()
    gross = carried + sum(sale.document.earned for sale in sales)
    amount, rest = life.amounts(gross, balance.available, life.step_of(member.payout, batch.currency))
    skipped = life.skip_reason(member, amount, batch.minimum, now)
    if skipped == "not_connected":
        member = onboarding.look_again(found)
        skipped = life.skip_reason(member, amount, batch.minimum, now)
    item = Item(
        id=life.item_id(batch.id, member.id),
        batch_id=batch.id,
        programme_id=batch.programme_id,
        member_id=member.id,
        account_id=member.account_id,
        name="" if skipped else member.display_name,
        language=member.language,
        currency=batch.currency,
        gross=gross,
        amount=amount,
        state="skipped" if skipped else "held",
        made_at=now,
        payee=None if skipped else member.payout,
        tax=None if skipped else member.tax,
        reason=skipped or "",
    )
    if skipped:
        return item
    if len(sales) > MAX_SALES:
        return replace(item, state="gathering", gross=0, amount=0)
    return replace(item, rest=rest, carried=carried, sales=_paid_sales(sales))


def _take_in_parts(known: BatchItem, waiting: Waiting) -> None:
    """Take the sales of a member whose item is in `gathering`, and then set the amount aside."""
    left = waiting.orders
    while True:
        some, left = left[:MAX_SALES], left[MAX_SALES:]
        tx = Tx(clock.now())
        item = tx.run(partial(_take_part, tx, known, waiting.member_id, some, is_last=not left))
        if item.state != "gathering":
            break
    if item.unmoved:
        payout_booking.sweep(item)


def _take_part(tx: Tx, known: BatchItem, member_id: str, orders: Sequence[str], *, is_last: bool) -> Item:
    batch = known.document
    found = payout_store.items_by_id(batch.id, [member_id])[member_id]
    before = found.document
    if before.state != "gathering":
        return before
    sales = list(_payable(batch, orders).values())
    gross = before.gross + sum(sale.document.earned for sale in sales)
    payout_store.check_batch(tx, known)
    if is_last:
        return _complete(tx, batch, found, gross, sales)
    after = replace(before, gross=gross, parts=before.parts + 1)
    payout_store.add_part(tx, batch.id, member_id, before.parts, _paid_sales(sales))
    payout_store.save_item(tx, found, after)
    payout_booking.take_sales(tx, batch, sales)
    return after


def _complete(tx: Tx, batch: Batch, found: PayoutItem, sold: int, sales: Sequence[SaleItem]) -> Item:
    """All of a member's sales are known: set their sum aside, or leave them out where nothing is left of it meanwhile."""
    before = found.document
    member = before.member_id
    carried = payout_store.carried(batch.programme_id, batch.currency, [member]).get(member, 0)
    available = _balances(batch, [member])[member].available
    amount, rest = life.amounts(sold + carried, available, life.step_of(before.payee, batch.currency))
    summed = replace(before, gross=sold + carried, amount=amount)
    if not amount:
        nameless = replace(summed, name="", payee=None, tax=None)
        after = replace(nameless, state="skipped", reason="below_minimum", unmoved=before.parts > 0)
        payout_store.save_item(tx, found, after)
        return after
    after = replace(summed, state="held", rest=rest, carried=carried, sales=_paid_sales(sales))
    payout_store.save_item(tx, found, after)
    posting = Posting()
    _hold(tx, posting, batch, after, sales)
    posting.write(tx)
    return after


def _hold(tx: Tx, posting: Posting, batch: Batch, item: Item, sales: Sequence[SaleItem]) -> None:
    """Take what an item pays: the money, its sales, and what was carried over."""
    payout_booking.hold(posting, item)
    payout_booking.take_sales(tx, batch, sales)
    payout_booking.carry(tx, item, -item.carried)


def _paid_sales(sales: Sequence[SaleItem]) -> tuple[PaidSale, ...]:
    return tuple(life.paid_sale(found.document) for found in sales)


def _payable(batch: Batch, orders: Sequence[str]) -> dict[str, SaleItem]:
    found = payout_store.sales_by_id(orders)
    return {order: found[order] for order in orders if order in found and life.takes(batch, found[order].document)}


def _balances(batch: Batch, members: Sequence[str]) -> dict[str, Balance]:
    found = balances_of([accounts.approved(member) for member in members], batch.currency)
    return {member: found.get(accounts.approved(member), Balance()) for member in members}
