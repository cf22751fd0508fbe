"""What becomes of an item: on the ledger, in its sales, in the outbox, in one transaction.

An item holds its amount from the member's approved account to the system's payouts under its own id. Paid: the hold is settled.
Failed: it is voided. Came back: a transfer the other way.

An item with many sales has them in parts. Those are moved first, a transaction each, and the item last: whoever is killed in between
finds the item as it was, and moves what is left to move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from chalicelib.affiliates import accounts, payout_store, store
from chalicelib.affiliates.domain import payouts as life
from chalicelib.affiliates.domain.payouts import Batch, Item, PaidSale
from chalicelib.affiliates.domain.sale import Sale, Stage
from chalicelib.affiliates.payout_events import PayoutFailed, PayoutPaid
from chalicelib.affiliates.payout_store import PayoutItem
from chalicelib.affiliates.store import SaleItem
from chalicelib.kit.ledger import Posting, Transfer
from chalicelib.kit.tx import Tx

_RECORDS, _EXCHANGED = 7, 6
"""What ending an item writes beside its sales: four on the ledger, the item, a fact, the payout's check; and what two more transfers do."""


def records_of(batch: Batch) -> int:
    """The records that ending an item of a batch writes beside its sales."""
    return _RECORDS + (_EXCHANGED if batch.rate else 0)


def hold(posting: Posting, item: Item) -> None:
    """Set an item's amount aside."""
    way = (accounts.approved(item.member_id), accounts.PAYOUTS)
    posting.hold(Transfer(item.id, *way, item.currency, item.amount, "payout", item.batch_id))


def settled(tx: Tx, posting: Posting, known: PayoutItem, after: Item) -> Item:
    """An item was paid, as `after` says. Its sales are moved by `move_sales`."""
    item = replace(after, state="paid", ended_at=tx.at)
    payout_store.save_item(tx, known, item)
    posting.settle(item.id)
    if item.is_exchanged:
        _exchange(posting, item, "out", item.amount, item.pay_amount)
    tx.publish(PayoutPaid(*_told(item), item.amount, item.pay_currency, item.pay_amount))
    return item


def given_up(tx: Tx, posting: Posting, known: PayoutItem, reason: str, *, cancelled: bool = False) -> Item:
    """An item was not paid: its amount is available again. Its sales are moved by `move_sales`."""
    item = replace(known.document, state="cancelled" if cancelled else "failed", reason=reason, ended_at=tx.at)
    payout_store.save_item(tx, known, item)
    if item.amount:
        posting.void(item.id)
    if not cancelled:
        tx.publish(PayoutFailed(*_told(item), item.amount, reason))
    return item


def fail(tx: Tx, known: PayoutItem, reason: str) -> Item:
    """One item failed, whole: with its sales."""
    posting = Posting()
    item = given_up(tx, posting, known, reason)
    posting.write(tx)
    release_all(tx, item, "in_payout")
    return item


def take_back(tx: Tx, known: PayoutItem, returned: int, reason: str) -> Item:
    """Of what was paid `returned` (in the paid currency) has come back so far: a reversing entry, once for each sum. Its commissions
    are payable again; what did not come back stays off, since the balance has only what did."""
    before = known.document
    reversed_now = life.reversed_part(before, returned)
    if before.state not in ("paid", "reversed") or reversed_now <= before.reversed:
        return before
    returned_now = min(returned, before.pay_amount)
    item = replace(
        before, state="reversed", reversed=reversed_now, returned=returned_now, reason=reason, ended_at=tx.at
    )
    payout_store.save_item(tx, known, item)
    posting = Posting()
    way = (accounts.PAYOUTS, accounts.approved(item.member_id))
    amount = reversed_now - before.reversed
    posting.post(Transfer(f"{item.id}#back#{reversed_now}", *way, item.currency, amount, "payout_back", item.batch_id))
    if item.is_exchanged:
        _exchange(posting, item, f"back#{reversed_now}", amount, returned_now - before.returned)
    posting.write(tx)
    tx.publish(PayoutFailed(*_told(item), amount, reason))
    release_all(tx, item, "paid")
    return item


def _exchange(posting: Posting, item: Item, step: str, amount: int, pay_amount: int) -> None:
    """Give an amount of the earned currency for one of the paid currency; the other way where it comes back."""
    to, back = (accounts.PAYOUTS, accounts.EXCHANGE), (accounts.EXCHANGE, accounts.PAYOUTS)
    given, taken = (to, back) if step == "out" else (back, to)
    about = ("payout_exchange", item.batch_id)
    posting.post(Transfer(f"{item.id}#{step}#given", *given, item.currency, amount, *about))
    posting.post(Transfer(f"{item.id}#{step}#taken", *taken, item.pay_currency, pay_amount, *about))


def release_all(tx: Tx, item: Item, stage: Stage) -> None:
    """Make an item's sales payable again: its parts now, its own with `tx`."""
    if item.parts:
        for part in payout_store.parts(item.batch_id, item.member_id)[item.member_id]:
            move_part(tx, item.batch_id, part, stage, life.payable_again)
    move_sales(tx, item.batch_id, item.sales, stage, life.payable_again)


def move_part(tx: Tx, batch_id: str, sales: Iterable[PaidSale], stage: Stage, change: Callable[[Sale], Sale]) -> None:
    """Move a part's sales, in a transaction of their own."""
    own = Tx(tx.at)
    own.run(lambda: move_sales(own, batch_id, sales, stage, change))


def move_sales(tx: Tx, batch_id: str, sales: Iterable[PaidSale], stage: Stage, change: Callable[[Sale], Sale]) -> None:
    """Move those sales of a payout that are still in `stage`."""
    known = payout_store.sales_by_id(sale.order_id for sale in sales)
    for found in known.values():
        if found.document.payout_id == batch_id and found.document.stage == stage:
            store.save_sale(tx, found, change(found.document))


def take_sales(tx: Tx, batch: Batch, found: Iterable[SaleItem]) -> None:
    """Put sales into a payout."""
    for one in found:
        store.save_sale(tx, one, life.in_payout(one.document, batch.id))


def _told(item: Item) -> tuple[str, str, str, str]:
    return item.member_id, item.account_id, item.batch_id, item.currency
