"""Writing a sale: with what it means on the ledger and for its member's figures, in one transaction."""

from __future__ import annotations

from chalicelib.affiliates import accounts, budgets, payout_store, sales_store, store
from chalicelib.affiliates.domain.sale import Sale
from chalicelib.affiliates.events import (
    CommissionAccrued,
    CommissionApproved,
    CommissionRefused,
    CommissionRestored,
    CommissionReversed,
)
from chalicelib.affiliates.store import SaleItem
from chalicelib.kit.ledger import Account, Posting, Transfer, open_account
from chalicelib.kit.tx import Tx

_PAYABLE = ("approved", "in_payout", "paid")


def save(tx: Tx, known: SaleItem | None, after: Sale, cause: str) -> None:
    """Write what became of a sale. `cause`: what changed it, once: a refund's id, `cancel`, `paid`, `review`, `due`."""
    before = known.document if known else Sale(after.order_id, after.number, after.currency)
    if after == before:
        return
    store.save_sale(tx, known, after)
    found = after.attribution
    if found is None:
        return
    _count(tx, before, after)
    posting = Posting()
    _post(posting, before, after, cause)
    posting.write(tx)
    if before.stage == "paid" and after.earned > before.earned:  # no payout takes the sale itself once more
        payout_store.add_carried(tx, found.programme_id, after.currency, found.member_id, after.earned - before.earned)
    if before.attribution is None and not after.refused:
        open_account(tx, accounts.approved(found.member_id), after.currency, may_be_negative=True)
    _tell(tx, before, after, cause)


def _count(tx: Tx, before: Sale, after: Sale) -> None:
    found = after.attribution
    programme = store.programme(found.programme_id) if found else None
    if found is None or programme is None or after.paid_at is None:
        return
    sales_store.count(tx, before, after)
    if after.currency == programme.document.currency:
        is_new = before.attribution is None
        budgets.spend(tx, programme.document, after, after.earned - before.earned, is_new=is_new)


def _post(posting: Posting, before: Sale, after: Sale, cause: str) -> None:
    """The transfers between two states of a sale: what was accrued, taken back, and made payable."""
    found = after.attribution
    assert found is not None
    pending, approved = accounts.pending(found.member_id), accounts.approved(found.member_id)
    whole = sum(one.amount for one in after.commissions)
    if before.attribution is None:
        _move(posting, after, "accrue", (accounts.COMMISSIONS, pending), whole)
    owned = before.earned if before.attribution else whole
    source = approved if before.stage in _PAYABLE else pending
    _move(posting, after, f"claw#{cause}", (source, accounts.COMMISSIONS), owned - after.earned)
    _move(posting, after, f"restore#{cause}", (accounts.COMMISSIONS, source), after.earned - owned)
    if after.stage == "approved" and before.stage == "pending":
        _move(posting, after, "approve", (pending, approved), after.earned)


def _move(posting: Posting, sale: Sale, step: str, way: tuple[Account, Account], amount: int) -> None:
    if amount > 0:
        debit, credit = way
        kind = f"commission_{step.partition('#')[0]}"
        posting.post(Transfer(f"{sale.order_id}#{step}", debit, credit, sale.currency, amount, kind, sale.order_id))


def _tell(tx: Tx, before: Sale, after: Sale, cause: str) -> None:
    found = after.attribution
    assert found is not None
    told = (found.member_id, after.order_id, found.programme_id, after.currency)
    if before.attribution is None:
        if after.refused:
            tx.publish(CommissionRefused(*told, 0, after.refused))
        else:
            tx.publish(CommissionAccrued(*told, after.earned, after.stage == "held"))
    elif after.earned > before.earned:
        tx.publish(CommissionRestored(*told, after.earned, after.earned - before.earned, cause))
    elif after.earned < before.earned:
        tx.publish(CommissionReversed(*told, after.earned, before.earned - after.earned, cause))
    if after.stage == "approved" and before.stage == "pending":
        tx.publish(CommissionApproved(*told, after.earned))
