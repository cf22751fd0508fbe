"""The job of a payout: gather its members, pay them, or give it up; whatever its state asks for.

It may be killed anywhere and run again, also beside itself: every id is made from batch and member, every write has a condition, and
Stripe gets the item's id as its idempotency key. Members go through in groups that fit into one transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from chalicelib.affiliates import connect, payout_booking, payout_store, payouts
from chalicelib.affiliates.connect import Outcome
from chalicelib.affiliates.domain import payouts as life
from chalicelib.affiliates.domain.payouts import Batch, BatchState, Item, ItemState
from chalicelib.affiliates.payout_gathering import Waiting, gather, groups
from chalicelib.affiliates.payout_store import BatchItem, PayoutItem
from chalicelib.kit import clock, jobs
from chalicelib.kit.errors import Superseded
from chalicelib.kit.jobs import Job
from chalicelib.kit.ledger import InsufficientBalance, Posting
from chalicelib.kit.tx import Tx

log = logging.getLogger(__name__)

JOB = "affiliates.payout"
WORKING: tuple[BatchState, ...] = ("building", "paying", "cancelling")
_MAX_LOOKS = 10
_READ_AT_ONCE = 100


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
        except (Superseded, InsufficientBalance):
            log.info("another worker is at payout %s", payout_id)


def _work(known: BatchItem) -> None:
    if known.document.state == "building":
        gather(known)
        _end(known.sk, "building", "draft")
    elif known.document.state == "paying":
        _pay(known)
    elif known.document.state == "cancelling":
        _cancel(known.document)
    else:
        _sweep(known.document)


# -- paying -------------------------------------------------------------------------------------------------------------


def _pay(known: BatchItem) -> None:
    """Send what goes by Stripe; settle what goes by bank once its reference is known. The batch is paid when nothing is open."""
    batch = known.document
    open_items = [item for item in _items(batch) if item.state in ("held", "sending")]
    by_bank = [item for item in open_items if not item.is_by_stripe]
    _leave_out(known, [item for item in open_items if item.state == "held" and item.is_by_stripe])
    if batch.checked_at is None:
        _leave_out(known, by_bank)
        _open_exports(batch)
    for group in _open_groups(batch, [item for item in open_items if item.is_by_stripe]):
        _send(batch, group)
    if batch.reference:
        for group in _open_groups(batch, by_bank):
            outcome = Outcome("paid", reference=batch.reference)
            _finish(batch, {item.member_id: outcome for item in group})
    left = _sweep(batch)
    if all(item.state in life.ENDED for item in left):
        _end(batch.id, "paying", "paid")


def _leave_out(known: BatchItem, items: Sequence[Item]) -> None:
    """Give up what is not to be paid after all, unless another worker has begun to send it or opened the bank's files meanwhile: it may be
    paid then."""
    batch = known.document
    for begin in range(0, len(items), _READ_AT_ONCE):
        some = items[begin : begin + _READ_AT_ONCE]
        outcomes = _left_out(batch, some)
        for group in _open_groups(batch, [item for item in some if item.member_id in outcomes]):
            _finish(batch, {item.member_id: outcomes[item.member_id] for item in group}, unless_begun=known)


def _open_exports(batch: Batch) -> None:
    tx = Tx(clock.now())

    def note() -> None:
        known = payouts.must_find(batch.id)
        if known.document.checked_at is None:
            payout_store.save_batch(tx, known, replace(known.document, checked_at=tx.at))

    tx.run(note)


def _left_out(batch: Batch, items: Sequence[Item]) -> dict[str, Outcome]:
    """Who is not paid after all, by a strongly consistent read of the members."""
    members = payout_store.members_by_id(item.member_id for item in items)
    found: dict[str, Outcome] = {}
    for item in items:
        known = members.get(item.member_id)
        reason = life.left_out(batch, item, known.document if known else None)
        if reason is not None:
            found[item.member_id] = Outcome("failed" if reason == "too_small" else "cancelled", reason=reason)
    return found


def _open_groups(batch: Batch, items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items that fit into one transaction together."""
    by_member = {item.member_id: item for item in items}
    waiting = (
        Waiting(item.member_id, [sale.order_id for sale in item.sales], carries=True) for item in by_member.values()
    )
    return ([by_member[one.member_id] for one in group] for group in groups(waiting, payout_booking.records_of(batch)))


def _send(batch: Batch, group: Sequence[Item]) -> None:
    """Have Stripe pay a group. What was begun before is looked for at Stripe first: its idempotency keys do not live for ever."""
    tx = Tx(clock.now())
    begun_before, items = tx.run(lambda: _begin_sending(tx, batch, group))
    _finish(batch, connect.transfer_all(items, begun_before))


def _begin_sending(tx: Tx, batch: Batch, group: Sequence[Item]) -> tuple[set[str], list[Item]]:
    """Write down what is sent, and at which rate, before it is."""
    known = payout_store.items_by_id(batch.id, [item.member_id for item in group])
    begun = {member for member, found in known.items() if found.document.state == "sending"}
    for found in known.values():
        if found.document.state == "held":
            payout_store.save_item(tx, found, replace(life.priced(batch, found.document), state="sending"))
    items = [
        life.priced(batch, found.document) for found in known.values() if found.document.state in ("held", "sending")
    ]
    return begun, items


def _finish(batch: Batch, outcomes: dict[str, Outcome], unless_begun: BatchItem | None = None) -> None:
    """Write down how payments ended, by member; one that got no answer stays open for the next run. `unless_begun`: the batch as it was read;
    only what is held still, and only while the batch is so."""
    if not outcomes:
        return
    states: tuple[ItemState, ...] = ("held",) if unless_begun else ("held", "sending")
    tx = Tx(clock.now())

    def write() -> None:
        if unless_begun:
            payout_store.check_batch(tx, unless_begun)
        _write_outcomes(tx, batch, outcomes, states)

    tx.run(write)


def _write_outcomes(tx: Tx, batch: Batch, outcomes: dict[str, Outcome], states: tuple[ItemState, ...]) -> None:
    posting = Posting()
    ended: list[Item] = []
    for member, found in payout_store.items_by_id(batch.id, outcomes).items():
        if found.document.state not in states:
            continue
        outcome = outcomes[member]
        if outcome.state == "open":
            _note_why(tx, found, outcome)
        elif outcome.state == "paid":
            paid = replace(life.priced(batch, found.document), transfer=outcome.transfer, reference=outcome.reference)
            ended.append(payout_booking.settled(tx, posting, found, paid))
        else:
            is_quiet = outcome.state == "cancelled"
            ended.append(payout_booking.given_up(tx, posting, found, outcome.reason, outcome.note, cancelled=is_quiet))
    posting.write(tx)
    payout_booking.move_sales(tx, ended)


def _note_why(tx: Tx, found: PayoutItem, outcome: Outcome) -> None:
    """What a payment waits for, for staff; where they stopped it, their own words stay."""
    if found.document.stopped_at is None and found.document.note != outcome.note:
        payout_store.save_item(tx, found, replace(found.document, reason=outcome.reason, note=outcome.note))


# -- ending -------------------------------------------------------------------------------------------------------------


def _cancel(batch: Batch) -> None:
    """Give up every hold; then the batch is over."""
    outcome = Outcome("cancelled", reason="cancelled")
    for group in _open_groups(batch, [item for item in _items(batch) if item.state == "held"]):
        _finish(batch, {item.member_id: outcome for item in group})
    _sweep(batch)
    _end(batch.id, "cancelling", "cancelled")


def _sweep(batch: Batch) -> list[Item]:
    """Have sales in parts follow the items that have ended; all of the batch's items."""
    items = _items(batch)
    for item in items:
        if item.unmoved:
            payout_booking.sweep(item)
    return items


def _items(batch: Batch) -> list[Item]:
    return [found.document for found in payout_store.items_of(batch.id)]


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
