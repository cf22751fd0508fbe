"""The job of a payout: gather its members, pay them, or give it up; whatever its state asks for.

It may be killed anywhere and run again, also beside itself: every id is made from batch and member, every write has a condition, and
Stripe gets the item's id as its idempotency key. Members go through in groups that fit into one transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from chalicelib.affiliates import accounts, connect, payout_booking, payout_store, payouts
from chalicelib.affiliates.connect import Outcome
from chalicelib.affiliates.domain import payouts as life
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.domain.payouts import MAX_SALES, Batch, BatchState, Item, PaidSale
from chalicelib.affiliates.payout_store import BatchItem, PayoutItem
from chalicelib.affiliates.store import SaleItem
from chalicelib.kit import clock, jobs
from chalicelib.kit.errors import Superseded
from chalicelib.kit.jobs import Job
from chalicelib.kit.ledger import Balance, Posting, balances_of
from chalicelib.kit.tx import MAX_ITEMS, Tx

log = logging.getLogger(__name__)

JOB = "affiliates.payout"
WORKING: tuple[BatchState, ...] = ("building", "paying", "cancelling")
_MAX_LOOKS = 10
_MAX_MEMBERS = 20
"""So many members at most go through together: their transfers are sent at once."""


class _Waiting(msgspec.Struct, frozen=True):
    """A member with the orders that a batch may take, and what it took of them in parts before."""

    member_id: str
    orders: list[str]
    gross_in_parts: int = 0
    parts: int = 0


def start(payout_id: str) -> None:
    """Have the work done soon, outside this request."""
    jobs.start(Job(JOB, payout_id))


def resume(now: datetime) -> None:
    """The schedule: go on with what was broken off, or waits for a service that did not answer."""
    for state in WORKING:
        for payout_id in payout_store.batches_in(state):
            start(payout_id)


def run(payout_id: str) -> None:
    """The job. Safe to run twice. Where another worker is at the same, it looks again at what is left; after that the schedule does."""
    for _ in range(_MAX_LOOKS):
        try:
            return _work(payouts.must_find(payout_id))
        except Superseded:
            log.info("another worker is at payout %s", payout_id)


def _work(known: BatchItem) -> None:
    if known.document.state == "building":
        _build(known)
    elif known.document.state == "paying":
        _pay(known.document)
    elif known.document.state == "cancelling":
        _cancel(known.document)


# -- gathering ----------------------------------------------------------------------------------------------------------


def _build(known: BatchItem) -> None:
    for group in _groups(_waiting(known.document), payout_booking.records_of(known.document)):
        rest = [_take_parts(known, one) if len(one.orders) > MAX_SALES else one for one in group]
        tx = Tx(clock.now())
        tx.run(lambda tx=tx, rest=rest: _take(tx, known, rest))  # type: ignore[misc]
    _end(known.sk, "building", "draft")


def _waiting(batch: Batch) -> list[_Waiting]:
    """The members that a batch has no item of yet, with their orders; in order of their ids."""
    done = {found.document.member_id for found in payout_store.items_of(batch.id)}
    orders: dict[str, list[str]] = {}
    for sale in payout_store.approved_sales():
        if life.takes(batch, sale) and sale.attribution and sale.attribution.member_id not in done:
            orders.setdefault(sale.attribution.member_id, []).append(sale.order_id)
    parts = {member: taken for member, taken in payout_store.parts(batch.id).items() if member not in done}
    return [
        _Waiting(
            member,
            sorted(orders.get(member, [])),
            sum(sale.amount for part in parts.get(member, ()) for sale in part),
            len(parts.get(member, ())),
        )
        for member in sorted({*orders, *parts})
    ]


def _groups(waiting: Iterable[_Waiting], each: int) -> Iterator[list[_Waiting]]:
    """Members whose records (`each` beside their orders) fit into one transaction together; one with many orders goes alone."""
    group: list[_Waiting] = []
    records = 0
    for one in waiting:
        more = each + min(len(one.orders), MAX_SALES)
        if group and (records + more > MAX_ITEMS or len(group) == _MAX_MEMBERS):
            yield group
            group, records = [], 0
        group.append(one)
        records += more
    if group:
        yield group


def _take_parts(known: BatchItem, waiting: _Waiting) -> _Waiting:
    """Take a member's orders in parts until what is left fits in the item's own transaction; nothing of one who is left out."""
    batch = known.document
    sales = _payable(batch, waiting.orders)
    member = payout_store.members_by_id([waiting.member_id])[waiting.member_id].document
    gross = waiting.gross_in_parts + sum(found.document.earned for found in sales.values())
    balance = _balances(batch, [waiting.member_id])[waiting.member_id]
    if waiting.parts == 0 and life.skip_reason(member, min(gross, balance.available), batch.minimum, clock.now()):
        return replace(waiting, orders=waiting.orders[:MAX_SALES])
    while len(waiting.orders) > MAX_SALES:
        tx = Tx(clock.now())
        waiting = tx.run(lambda tx=tx, waiting=waiting: _take_part(tx, known, waiting))  # type: ignore[misc]
    return waiting


def _take_part(tx: Tx, known: BatchItem, waiting: _Waiting) -> _Waiting:
    batch = known.document
    payout_store.check_batch(tx, known)
    sales = _payable(batch, waiting.orders[:MAX_SALES]).values()
    paid = [life.paid_sale(found.document) for found in sales]
    payout_booking.take_sales(tx, batch, sales)
    payout_store.add_part(tx, batch.id, waiting.member_id, waiting.parts, paid)
    return _Waiting(
        waiting.member_id,
        waiting.orders[MAX_SALES:],
        waiting.gross_in_parts + sum(sale.amount for sale in paid),
        waiting.parts + 1,
    )


def _take(tx: Tx, known: BatchItem, group: Sequence[_Waiting]) -> None:
    """Make the items of some members: sums, holds and sales, all or none."""
    batch = known.document
    ids = [one.member_id for one in group]
    made = payout_store.items_by_id(batch.id, ids)
    left = [one for one in group if one.member_id not in made]
    sales = _payable(batch, [order for one in left for order in one.orders])
    balances = _balances(batch, ids)
    members = payout_store.members_by_id(ids)
    posting = Posting()
    payout_store.check_batch(tx, known)
    for one in left:
        own = [sales[order] for order in one.orders if order in sales]
        item = _item(batch, one, members[one.member_id].document, own, balances[one.member_id])
        payout_store.add_item(tx, item)
        if item.state == "held":
            payout_booking.hold(posting, item)
            payout_booking.take_sales(tx, batch, own)
    posting.write(tx)


def _item(batch: Batch, waiting: _Waiting, member: Member, sales: Sequence[SaleItem], balance: Balance) -> Item:
    """What a member gets: their commissions, but no more than the balance has. A balance has less where something was taken back after
    it was paid, and more where other commissions are in it: those are not for this batch. Of one who is left out nothing personal is kept."""
    gross = waiting.gross_in_parts + sum(found.document.earned for found in sales)
    amount = max(0, min(gross, balance.available))
    now = clock.now()
    skipped = life.skip_reason(member, amount, 1 if waiting.parts else batch.minimum, now)
    return Item(
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
        sales=() if skipped else tuple(life.paid_sale(found.document) for found in sales),
        parts=waiting.parts,
        reason=skipped or "",
    )


def _payable(batch: Batch, orders: Sequence[str]) -> dict[str, SaleItem]:
    found = payout_store.sales_by_id(orders)
    return {order: found[order] for order in orders if order in found and life.takes(batch, found[order].document)}


def _balances(batch: Batch, members: Sequence[str]) -> dict[str, Balance]:
    found = balances_of([accounts.approved(member) for member in members], batch.currency)
    return {member: found.get(accounts.approved(member), Balance()) for member in members}


# -- paying -------------------------------------------------------------------------------------------------------------


def _pay(batch: Batch) -> None:
    """Send what goes by Stripe; settle what goes by bank once its reference is known. The batch is paid when nothing is open."""
    open_items = [found for found in payout_store.items_of(batch.id) if found.document.state in ("held", "sending")]
    for group in _open_groups(batch, [found for found in open_items if found.document.is_by_stripe]):
        _send(batch, group)
    if batch.reference:
        for group in _open_groups(batch, [found for found in open_items if not found.document.is_by_stripe]):
            _finish(batch, group, {item.member_id: _by_bank(batch, item) for item in group})
    left = any(found.document.state not in life.ENDED for found in payout_store.items_of(batch.id))
    if not left:
        _end(batch.id, "paying", "paid")


def _by_bank(batch: Batch, item: Item) -> Outcome:
    """The bank's file paid it, unless there was nothing of the other currency to pay."""
    if not batch.pays(item.amount):
        return Outcome("failed", reason=f"It comes to nothing in {batch.pay_currency}.")
    return Outcome("paid", reference=batch.reference)


def _open_groups(batch: Batch, items: Iterable[PayoutItem]) -> Iterator[list[Item]]:
    """Items that fit into one transaction together."""
    by_member = {found.document.member_id: found.document for found in items}
    waiting = (_Waiting(item.member_id, [sale.order_id for sale in item.sales]) for item in by_member.values())
    return ([by_member[one.member_id] for one in group] for group in _groups(waiting, payout_booking.records_of(batch)))


def _send(batch: Batch, group: Sequence[Item]) -> None:
    """Have Stripe pay a group. What was begun before is looked for at Stripe first: its idempotency keys do not live for ever."""
    tx = Tx(clock.now())
    begun_before, items = tx.run(lambda: _begin_sending(tx, batch, group))
    _finish(batch, items, connect.transfer_all(items, begun_before))


def _begin_sending(tx: Tx, batch: Batch, group: Sequence[Item]) -> tuple[set[str], list[Item]]:
    """Write down what is sent, and at which rate, before it is."""
    known = payout_store.items_by_id(batch.id, [item.member_id for item in group])
    begun = {member for member, found in known.items() if found.document.state == "sending"}
    for found in known.values():
        if found.document.state == "held":
            payout_store.save_item(tx, found, replace(_priced(batch, found.document), state="sending"))
    items = [_priced(batch, found.document) for found in known.values() if found.document.state in ("held", "sending")]
    return begun, items


def _priced(batch: Batch, item: Item) -> Item:
    currency = batch.pay_currency or batch.currency
    return replace(item, pay_currency=currency, pay_amount=batch.pays(item.amount), rate=batch.rate)


def _finish(batch: Batch, group: Sequence[Item], outcomes: dict[str, Outcome]) -> None:
    """Write down how a group's payments ended, by member; one that got no answer stays open for the next run."""
    for item in group:
        if item.parts and item.member_id in outcomes:
            change = life.paid if outcomes[item.member_id].state == "paid" else life.payable_again
            for part in payout_store.parts(batch.id, item.member_id)[item.member_id]:
                payout_booking.move_part(Tx(clock.now()), batch.id, part, "in_payout", change)
    if outcomes:
        tx = Tx(clock.now())
        tx.run(lambda: _write_outcomes(tx, batch, outcomes))


def _write_outcomes(tx: Tx, batch: Batch, outcomes: dict[str, Outcome]) -> None:
    posting = Posting()
    paid: list[PaidSale] = []
    back: list[PaidSale] = []
    for member, found in payout_store.items_by_id(batch.id, outcomes).items():
        if found.document.state not in ("held", "sending"):
            continue
        outcome = outcomes[member]
        if outcome.state == "paid":
            priced = replace(_priced(batch, found.document), transfer=outcome.transfer, reference=outcome.reference)
            payout_booking.settled(tx, posting, found, priced)
            paid += found.document.sales
        else:
            payout_booking.given_up(tx, posting, found, outcome.reason, cancelled=outcome.state == "cancelled")
            back += found.document.sales
    posting.write(tx)
    payout_booking.move_sales(tx, batch.id, paid, "in_payout", life.paid)
    payout_booking.move_sales(tx, batch.id, back, "in_payout", life.payable_again)


# -- ending -------------------------------------------------------------------------------------------------------------


def _cancel(batch: Batch) -> None:
    """Give up every hold; then the batch is over."""
    items = [found for found in payout_store.items_of(batch.id) if found.document.state == "held"]
    for group in _open_groups(batch, items):
        _finish(
            batch,
            group,
            dict.fromkeys([item.member_id for item in group], Outcome("cancelled", reason="The payout was cancelled.")),
        )
    _end(batch.id, "cancelling", "cancelled")


def _end(payout_id: str, state: BatchState, after: BatchState) -> None:
    """Lead a batch on, with what its items come to; unless another worker did."""
    tx = Tx(clock.now())

    def decide() -> None:
        known = payouts.must_find(payout_id)
        if known.document.state == state:
            ended_at = tx.at if after in ("paid", "cancelled") else None
            moved = replace(payouts.with_totals(known.document), state=after, ended_at=ended_at)
            payout_store.save_batch(tx, known, moved)

    tx.run(decide)
