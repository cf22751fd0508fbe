"""What staff do with payouts. The work that follows is done by a job: `payout_work.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from chalicelib.affiliates import members, payout_booking, payout_store, store
from chalicelib.affiliates.domain import payouts as life
from chalicelib.affiliates.domain.banking import is_bic, is_iban
from chalicelib.affiliates.domain.payouts import (
    Batch,
    BatchState,
    Debtor,
    Item,
    PaidSale,
    PayoutNotFound,
    Reason,
    Totals,
)
from chalicelib.affiliates.payout_events import PayoutMoved, ReversalRequested
from chalicelib.affiliates.payout_schemas import DebtorAccount, PayoutRequest, PayoutReview
from chalicelib.affiliates.payout_store import BatchItem, PayoutItem
from chalicelib.affiliates.programmes import must_find as must_find_programme
from chalicelib.kit import ids
from chalicelib.kit.errors import Invalid
from chalicelib.kit.tx import Tx


def must_find(payout_id: str) -> BatchItem:
    """The payout. Raises PayoutNotFound."""
    found = payout_store.batch(payout_id)
    if found is None:
        raise PayoutNotFound()
    return found


def must_find_item(payout_id: str, member_id: str) -> PayoutItem:
    """What a member gets in a payout. Raises PayoutNotFound."""
    found = payout_store.item(payout_id, member_id)
    if found is None:
        raise PayoutNotFound()
    return found


def begin(asked: PayoutRequest, staff_id: str, tx: Tx) -> BatchItem:
    """Begin a payout; a job gathers its members. Raises ProgrammeNotFound."""
    programme = must_find_programme(asked.programme_id).document
    currency = asked.currency or programme.currency
    own_minimum = programme.minimum_payout if currency == programme.currency else 0
    until = asked.until or tx.at
    if until.tzinfo is None or until > tx.at:
        raise Invalid(fields={"until": "a moment with its zone, not after now"})
    batch = Batch(
        id=ids.new_id("pay", tx.at),
        programme_id=programme.id,
        currency=currency,
        minimum=own_minimum if asked.minimum is None else asked.minimum,
        until=until,
        created_at=tx.at,
        created_by=staff_id,
    )
    tx.publish(PayoutMoved(batch.id, batch.state))
    return payout_store.add_batch(tx, batch)


def review(payout_id: str, asked: PayoutReview, staff_id: str, tx: Tx) -> BatchItem:
    """Staff found a draft right, and say how it is to be paid. Raises PayoutStateWrong, RateWrong."""
    known = must_find(payout_id)
    batch = known.document
    life.require_state(batch, "draft")
    pay_currency = asked.pay_currency or batch.currency
    life.check_rate(batch.currency, pay_currency, asked.rate)
    if batch.totals.by_bank and asked.debtor is None:
        raise life.DebtorMissing()
    if asked.execute_on is not None and asked.execute_on < tx.at.date():
        raise Invalid(fields={"execute_on": "is over"})
    reviewed = replace(
        batch,
        state="reviewed",
        pay_currency=pay_currency,
        rate=asked.rate,
        execute_on=asked.execute_on,
        debtor=_debtor(asked.debtor) if asked.debtor else None,
        note=asked.note,
        reviewed_at=tx.at,
        reviewed_by=staff_id,
    )
    sums = replace(batch.totals, pay_amount=_pay_total(reviewed))
    return payout_store.save_batch(tx, known, replace(reviewed, totals=sums))


def pay(payout_id: str, staff_id: str, tx: Tx) -> BatchItem:
    """Send what goes by Stripe; what goes by bank waits for its file to be carried out. Nobody reviews and pays a payout that pays
    themselves. Raises OwnPayout, PayoutStateWrong."""
    if must_find(payout_id).document.reviewed_by == staff_id and _gets_something(payout_id, staff_id):
        raise life.OwnPayout()
    return _move(
        payout_id,
        ("reviewed",),
        tx,
        lambda batch: replace(
            batch,
            state="paying",
            pay_begun_at=tx.at,
            pay_begun_by=staff_id,
            execute_on=batch.execute_on or tx.at.date(),
        ),
    )


def mark_paid(payout_id: str, reference: str, tx: Tx) -> BatchItem:
    """The bank carried its file out. Raises PayoutStateWrong."""
    return _move(payout_id, ("paying",), tx, lambda batch: _with_reference(batch, reference))


def cancel(payout_id: str, tx: Tx) -> BatchItem:
    """Give a payout up before anything is paid: all of it is payable again. Raises PayoutStateWrong."""
    return _move(payout_id, ("draft", "reviewed"), tx, lambda batch: replace(batch, state="cancelling"))


def bring_back(payout_id: str, member_id: str, reason: str, staff_id: str, tx: Tx) -> Item:
    """A member's money did not arrive, or is to come back: it is payable again. What went by Stripe is fetched from there first; what Stripe
    has not answered about is stopped, and the job ends it when it is sure that nothing was sent. Raises OwnMembership,
    PayoutCannotBeReturned."""
    batch, known = must_find(payout_id).document, must_find_item(payout_id, member_id)
    members.must_be_anothers(members.must_find(member_id), staff_id)
    item = known.document
    if batch.state == "paying" and item.state == "sending":
        stopped = replace(item, stopped_at=item.stopped_at or tx.at, reason="returned", note=reason)
        payout_store.save_item(tx, known, stopped)
        return stopped
    if batch.state == "paying" and item.state == "held":
        return _given_up(batch, known, "returned", reason, tx)
    if batch.state not in ("paying", "paid") or not item.may_come_back:
        raise life.PayoutCannotBeReturned()
    if item.is_by_stripe:
        noted = replace(item, reason="returned", note=reason)
        payout_store.save_item(tx, known, noted)
        tx.publish(ReversalRequested(payout_id, member_id, reason))
        return noted
    return payout_booking.take_back(tx, known, item.pay_amount, reason)


def leave_out(payout_id: str, member_id: str, reason: str, tx: Tx) -> Item:
    """Staff take one member out of a payout before it is paid, also themselves: theirs is payable again. Raises PayoutStateWrong,
    PayoutCannotBeReturned."""
    batch, known = must_find(payout_id), must_find_item(payout_id, member_id)
    life.require_state(batch.document, "draft", "reviewed")
    if known.document.state != "held":
        raise life.PayoutCannotBeReturned()
    item = _given_up(batch.document, known, "left_out", reason, tx)
    others = (found.document for found in payout_store.items_of(payout_id))
    items = [item if one.member_id == member_id else one for one in others]
    payout_store.save_batch(tx, batch, replace(batch.document, totals=life.totals(items, batch.document)))
    return item


def _gets_something(payout_id: str, account_id: str) -> bool:
    member = store.member_of_account(account_id)
    item = payout_store.item(payout_id, member.document.id) if member else None
    return item is not None and item.document.state == "held"


def _given_up(batch: Batch, known: PayoutItem, reason: Reason, note: str, tx: Tx) -> Item:
    item = payout_booking.give_up(tx, known, reason, note, cancelled=reason == "left_out")
    if item.unmoved:
        tx.publish(PayoutMoved(batch.id, batch.state))
    return item


def named(items: Sequence[Item]) -> list[Item]:
    """Items with the names of those who are left out: the payout itself keeps none of them."""
    known = payout_store.members_by_id(item.member_id for item in items if item.state == "skipped")
    return [
        replace(item, name=known[item.member_id].document.display_name) if item.member_id in known else item
        for item in items
    ]


def sales_of(item: Item) -> list[PaidSale]:
    """All that an item pays, in the order in which it was sold."""
    parts = payout_store.parts(item.batch_id, item.member_id).get(item.member_id, []) if item.parts else []
    return sorted((*(sale for part in parts for sale in part), *item.sales), key=lambda sale: sale.order_id)


def with_totals(batch: Batch) -> Batch:
    """The batch with what its items come to now."""
    return replace(batch, totals=totals_of(batch))


def totals_of(batch: Batch) -> Totals:
    """What a batch's items come to now."""
    return life.totals([found.document for found in payout_store.items_of(batch.id)], batch)


def _pay_total(batch: Batch) -> int:
    """What is paid in all: each item is converted by itself, as it is paid."""
    if not batch.rate:
        return batch.totals.amount
    return totals_of(batch).pay_amount


def _move(payout_id: str, states: tuple[BatchState, ...], tx: Tx, change: Callable[[Batch], Batch]) -> BatchItem:
    known = must_find(payout_id)
    life.require_state(known.document, *states)
    batch = change(known.document)
    tx.publish(PayoutMoved(batch.id, batch.state))
    return payout_store.save_batch(tx, known, batch)


def _with_reference(batch: Batch, reference: str) -> Batch:
    if batch.reference:
        raise life.PayoutStateWrong("The bank's part of this payout is marked as paid already.")
    return replace(batch, reference=reference)


def _debtor(asked: DebtorAccount) -> Debtor:
    iban = asked.iban.replace(" ", "").upper()
    if not is_iban(iban):
        raise Invalid(fields={"debtor.iban": "is not an IBAN; look for a mistyped character"})
    bic = asked.bic.upper()
    if bic and not is_bic(bic):
        raise Invalid(fields={"debtor.bic": "is not a BIC: eight or eleven letters and digits"})
    return Debtor(asked.name.strip(), iban, bic)
