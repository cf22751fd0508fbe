"""Moving assets: what one transaction does on the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Literal

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.kit.errors import Superseded
from chalicelib.kit.ledger.store import (
    DUE_SHARDS,
    Account,
    Balance,
    BalanceItem,
    Entry,
    EntryItem,
    HoldSettled,
    InsufficientBalance,
    PartOutOfRange,
    Phase,
    State,
    Transfer,
    TransferDiffers,
    TransferItem,
    TransferNotFound,
    audited,
    balance_item,
    journal_of,
    key_of,
    shard_of,
)
from chalicelib.kit.tables import MomentAttribute, get_many
from chalicelib.kit.tx import Tx

_PHASE_OF: dict[State, Phase] = {"voided": "void", "expired": "expire"}


class Posting:
    """Gathers what one transaction does on the ledger: DynamoDB takes one change an item a transaction, so changes of one
    account are summed. Call `write` once, at the end; every step is idempotent by the transfer's id and content."""

    def __init__(self) -> None:
        self._steps: list[tuple[str, Callable[[Tx, TransferItem | None], None]]] = []
        self._changes: dict[tuple[Account, str], Balance] = defaultdict(Balance)
        self._covered: set[tuple[Account, str]] = set()

    def post(self, transfer: Transfer) -> None:
        """Move it at once."""
        self._steps.append((transfer.id, lambda tx, known: self._begin(tx, transfer, known, is_held=False)))

    def hold(self, transfer: Transfer, *, covered: bool = False) -> None:
        """Set it aside: it leaves `available` of the debit account, and is `pending` on the credit account. `covered`: it must be there,
        also on an account that may be negative."""
        if covered:
            self._covered.add((transfer.debit, transfer.asset))
        self._steps.append((transfer.id, lambda tx, known: self._begin(tx, transfer, known, is_held=True)))

    def settle(self, transfer_id: str, amount: int | None = None) -> None:
        """Post what is held, whole or `amount` of it; the rest is available again."""
        self._steps.append((transfer_id, lambda tx, known: self._settle(tx, _existing(known), amount)))

    def void(self, transfer_id: str) -> None:
        """Give up a hold; one that was voided or expired already stays so."""
        self._steps.append((transfer_id, lambda tx, known: self._release(tx, _existing(known), "voided")))

    def expire(self, transfer_id: str) -> None:
        """Release a hold whose time is over, as voiding does."""
        self._steps.append((transfer_id, lambda tx, known: self._release(tx, _existing(known), "expired")))

    def write(self, tx: Tx) -> None:
        """Add it all to `tx`. One read for a hundred transfers.

        Raises TransferDiffers, TransferNotFound, HoldSettled, PartOutOfRange; at commit InsufficientBalance, and Superseded where
        another one was faster: decide anew then.
        """
        self._changes.clear()
        wanted = {transfer_id for transfer_id, _ in self._steps}
        if len(wanted) < len(self._steps):
            raise ValueError("one step a transfer in one transaction")
        known = {
            item.pk: item for item in get_many(TransferItem, [(key_of(name), "transfer") for name in sorted(wanted)])
        }
        for transfer_id, step in self._steps:
            step(tx, known.get(key_of(transfer_id)))
        for (account, asset), change in sorted(self._changes.items()):
            if not account.is_system:
                _change_balance(tx, account, asset, change, covered=(account, asset) in self._covered)

    def _begin(self, tx: Tx, transfer: Transfer, known: TransferItem | None, *, is_held: bool) -> None:
        if known is not None:
            if known.document != transfer or known.began_held != is_held:
                raise TransferDiffers(transfer_id=transfer.id)
            return
        item = TransferItem(
            key_of(transfer.id),
            document=transfer,
            state="held" if is_held else "posted",
            posted=0 if is_held else transfer.amount,
            began_held=is_held,
        )
        if is_held and transfer.expires_at is not None:
            item.due_shard, item.expires_at = str(shard_of(transfer.id, DUE_SHARDS)), transfer.expires_at
        tx.put(item, TransferItem.pk.does_not_exist(), Superseded())
        amount = transfer.amount
        if is_held:
            self._enter(tx, transfer, "hold", Balance(-amount, held=amount), Balance(pending=amount))
        else:
            self._enter(tx, transfer, "post", Balance(-amount), Balance(amount))

    def _settle(self, tx: Tx, known: TransferItem, part: int | None) -> None:
        transfer = known.document
        amount = transfer.amount if part is None else part
        if not 1 <= amount <= transfer.amount:
            raise PartOutOfRange()
        if known.state == "posted" and known.posted == amount and known.began_held:
            return
        _close(tx, known, "posted", amount)
        given = Balance(transfer.amount - amount, held=-transfer.amount)
        self._enter(tx, transfer, "settle", given, Balance(amount, pending=-transfer.amount))

    def _release(self, tx: Tx, known: TransferItem, state: Literal["voided", "expired"]) -> None:
        if known.state in ("voided", "expired"):
            return
        _close(tx, known, state, 0)
        transfer, phase = known.document, _PHASE_OF[state]
        given = Balance(transfer.amount, held=-transfer.amount)
        self._enter(tx, transfer, phase, given, Balance(pending=-transfer.amount))

    def _enter(self, tx: Tx, transfer: Transfer, phase: Phase, given: Balance, taken: Balance) -> None:
        sides = ((transfer.debit, transfer.credit, given), (transfer.credit, transfer.debit, taken))
        for account, other, change in sides:
            entry = Entry(tx.at, transfer.id, phase, account, other, change, transfer.kind, transfer.cause)
            moment = MomentAttribute().serialize(tx.at)
            range_key = f"{moment}#{transfer.id}#{phase}#{account.lot}"
            item = EntryItem(journal_of(account, transfer.asset, transfer.id), range_key, document=entry)
            tx.put(item, EntryItem.pk.does_not_exist(), Superseded())
            self._changes[account, transfer.asset] += change


def open_account(tx: Tx, account: Account, asset: str, *, may_be_negative: bool) -> None:
    """Say of an account whether it may go below zero. One that was never opened may not."""
    tx.update(balance_item(account, asset), [BalanceItem.may_be_negative.set(may_be_negative), audited(account)])


def _close(tx: Tx, item: TransferItem, state: State, posted: int) -> None:
    """A hold's one and only end."""
    if item.state != "held":
        raise HoldSettled(f"This hold is {item.state} already.", state=item.state, posted=item.posted)
    if state == "posted" and item.document.expires_at is not None and item.document.expires_at <= tx.at:
        raise HoldSettled("This hold has run out.", state="expired", posted=0)
    actions: list[Action] = [
        TransferItem.state.set(state),
        TransferItem.posted.set(posted),
        TransferItem.due_shard.remove(),
    ]
    tx.update(item, actions, TransferItem.state == "held", Superseded())


def _change_balance(tx: Tx, account: Account, asset: str, change: Balance, *, covered: bool) -> None:
    """Add to the balances. What is taken must be there, unless the account may be negative and it need not be `covered`."""
    item = BalanceItem
    actions = [
        item.available.set((item.available | 0) + change.available),
        item.held.set((item.held | 0) + change.held),
        item.pending.set((item.pending | 0) + change.pending),
        item.version.set((item.version | 0) + 1),
        audited(account),
    ]
    enough: Condition | None = None if change.available >= 0 else item.available >= -change.available
    if enough is not None and not covered:
        enough |= item.may_be_negative == True  # noqa: E712
    tx.update(balance_item(account, asset), actions, enough, InsufficientBalance(account=account.owner, asset=asset))


def _existing(known: TransferItem | None) -> TransferItem:
    if known is None:
        raise TransferNotFound()
    return known
