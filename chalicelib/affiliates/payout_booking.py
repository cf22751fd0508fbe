"""What becomes of an item: on the ledger, in its sales, in the outbox, in one transaction.

An item holds its amount from the member's approved account to the system's payouts under its own id. Paid: the hold is settled.
Failed: it is voided. Came back: a transfer the other way, and the sum is carried over to the next payout.

The item comes first, and its state decides. The sales that it names itself follow in the same transaction; those in its parts in a sweep
afterwards, which may be repeated, and whoever is killed before it leaves the item `unmoved`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace

from chalicelib.affiliates import accounts, payout_store, store
from chalicelib.affiliates.domain import payouts as life
from chalicelib.affiliates.domain.payouts import Batch, Item, PaidSale, Reason
from chalicelib.affiliates.payout_events import PayoutFailed, PayoutPaid
from chalicelib.affiliates.payout_store import PayoutItem
from chalicelib.affiliates.store import SaleItem
from chalicelib.kit import clock
from chalicelib.kit.ledger import Posting, Transfer
from chalicelib.kit.tx import Tx

_RECORDS, _EXCHANGED = 7, 6
"""What ending an item writes beside its sales: four on the ledger, the item, a fact, the payout's check; and what two more transfers do."""


def records_of(batch: Batch) -> int:
    """The records that ending an item of a batch writes beside its sales and what is carried over."""
    return _RECORDS + (_EXCHANGED if batch.rate else 0)


def hold(posting: Posting, item: Item) -> None:
    """Set an item's amount aside: it must be there."""
    way = (accounts.approved(item.member_id), accounts.PAYOUTS)
    posting.hold(Transfer(item.id, *way, item.currency, item.amount, "payout", item.batch_id), covered=True)


def settled(tx: Tx, posting: Posting, known: PayoutItem, after: Item) -> Item:
    """An item was paid, as `after` says. Its sales are moved by `move_sales`."""
    item = replace(after, state="paid", reason="", note="", unmoved=after.parts > 0, ended_at=tx.at)
    payout_store.save_item(tx, known, item)
    posting.settle(item.id)
    if item.is_exchanged:
        _exchange(posting, item, "out", item.amount, item.pay_amount)
    tx.publish(PayoutPaid(*_told(item), item.amount, item.pay_currency, item.pay_amount))
    return item


def given_up(
    tx: Tx, posting: Posting, known: PayoutItem, reason: Reason, note: str = "", *, cancelled: bool = False
) -> Item:
    """An item was not paid: its amount is available again. Its sales are moved by `move_sales`."""
    before = known.document
    state: life.ItemState = "cancelled" if cancelled else "failed"
    item = replace(before, state=state, reason=reason, note=note, unmoved=before.parts > 0, ended_at=tx.at)
    payout_store.save_item(tx, known, item)
    posting.void(item.id)
    if not cancelled:
        tx.publish(PayoutFailed(*_told(item), item.amount, reason))
    return item


def give_up(tx: Tx, known: PayoutItem, reason: Reason, note: str, *, cancelled: bool = False) -> Item:
    """One item is not paid: with its sales, of which those in parts follow in a sweep."""
    posting = Posting()
    item = given_up(tx, posting, known, reason, note, cancelled=cancelled)
    posting.write(tx)
    move_sales(tx, [item])
    return item


def take_back(tx: Tx, known: PayoutItem, returned: int, note: str) -> Item:
    """Of what was paid `returned` (in the paid currency) has come back so far: a reversing entry, once for each sum, and the same sum is
    carried over. Its commissions stay paid: what came back is payable as the money that it is, and no cent more."""
    before = known.document
    reversed_now = life.reversed_part(before, returned)
    if before.state not in ("paid", "reversed") or reversed_now <= before.reversed:
        return before
    returned_now = min(returned, before.pay_amount)
    item = replace(
        before,
        state="reversed",
        reversed=reversed_now,
        returned=returned_now,
        reason="returned",
        note=note,
        ended_at=tx.at,
    )
    payout_store.save_item(tx, known, item)
    posting = Posting()
    way = (accounts.PAYOUTS, accounts.approved(item.member_id))
    amount = reversed_now - before.reversed
    posting.post(Transfer(f"{item.id}#back#{reversed_now}", *way, item.currency, amount, "payout_back", item.batch_id))
    if item.is_exchanged:
        _exchange(posting, item, f"back#{reversed_now}", amount, returned_now - before.returned)
    posting.write(tx)
    carry(tx, item, amount)
    tx.publish(PayoutFailed(*_told(item), amount, item.reason))
    return item


def carry(tx: Tx, item: Item, amount: int) -> None:
    """Have something of an item wait for its member's next payout; below zero: take it from there."""
    if amount:
        payout_store.add_carried(tx, item.programme_id, item.currency, item.member_id, amount)


def _exchange(posting: Posting, item: Item, step: str, amount: int, pay_amount: int) -> None:
    """Give an amount of the earned currency for one of the paid currency; the other way where it comes back."""
    to, back = (accounts.PAYOUTS, accounts.EXCHANGE), (accounts.EXCHANGE, accounts.PAYOUTS)
    given, taken = (to, back) if step == "out" else (back, to)
    about = ("payout_exchange", item.batch_id)
    posting.post(Transfer(f"{item.id}#{step}#given", *given, item.currency, amount, *about))
    posting.post(Transfer(f"{item.id}#{step}#taken", *taken, item.pay_currency, pay_amount, *about))


def move_sales(tx: Tx, items: Iterable[Item]) -> None:
    """Have the sales that items name themselves follow them. What an item leaves unpaid beside commissions waits for the next payout."""
    ended = list(items)
    more = _move(tx, {sale.order_id: (item, sale) for item in ended for sale in item.sales})
    for item in ended:
        carry(tx, item, (item.rest if item.state == "paid" else item.carried) + more[item.member_id])


def sweep(item: Item) -> None:
    """Have the sales in an item's parts follow it, a transaction each, and then note that they did. May be broken off and repeated."""
    for part in payout_store.parts(item.batch_id, item.member_id).get(item.member_id, ()):
        tx = Tx(clock.now())
        tx.run(partial(_move_part, tx, item, part))
    tx = Tx(clock.now())
    tx.run(partial(_note_moved, tx, item))


def _move_part(tx: Tx, item: Item, part: Iterable[PaidSale]) -> None:
    more = _move(tx, {sale.order_id: (item, sale) for sale in part})
    carry(tx, item, more[item.member_id])


def _note_moved(tx: Tx, item: Item) -> None:
    known = payout_store.item(item.batch_id, item.member_id)
    if known is not None and known.document.unmoved:
        payout_store.save_item(tx, known, replace(known.document, unmoved=False))


def _move(tx: Tx, sales: dict[str, tuple[Item, PaidSale]]) -> Counter[str]:
    """Have sales follow their items; by member what the payout leaves on the balance though no payable commission says so: what was
    given back to them while they were in it, or taken back of them where it paid nothing."""
    more: Counter[str] = Counter()
    for order_id, found in payout_store.sales_by_id(sales).items():
        item, taken = sales[order_id]
        after = life.following(item, found.document)
        if after == found.document:
            continue
        store.save_sale(tx, found, after)
        if after.stage == "paid":
            more[item.member_id] += max(0, after.earned - taken.amount)
        else:  # what was taken back of it meanwhile is a debt, and another payout may have settled that
            more[item.member_id] += max(0, taken.amount - after.earned)
    return more


def take_sales(tx: Tx, batch: Batch, found: Iterable[SaleItem]) -> None:
    """Put sales into a payout."""
    for one in found:
        store.save_sale(tx, one, life.in_payout(one.document, batch.id))


def _told(item: Item) -> tuple[str, str, str, str]:
    return item.member_id, item.account_id, item.batch_id, item.currency
