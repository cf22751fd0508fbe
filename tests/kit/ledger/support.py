"""Shorthand for tests of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime

from chalicelib.kit import ledger
from chalicelib.kit.ledger import Account, Posting, Transfer
from chalicelib.kit.ledger.store import EntryItem, TransferItem
from chalicelib.kit.tx import Tx

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BANK = Account("system:bank")
ANA, BEN = Account("member:ana"), Account("member:ben")


def transfer(
    transfer_id: str,
    amount: int,
    debit: Account = BANK,
    credit: Account = ANA,
    *,
    asset: str = "USD",
    expires_at: datetime | None = None,
) -> Transfer:
    return Transfer(transfer_id, debit, credit, asset, amount, "test", "cause_1", expires_at)


def write(step: Callable[[Posting], None], at: datetime = NOW) -> None:
    """One transaction with what `step` does."""
    tx = Tx(at)

    def decide() -> None:
        posting = Posting()
        step(posting)
        posting.write(tx)

    tx.run(decide)


def post(*given: object, at: datetime = NOW, **more: object) -> None:
    write(lambda posting: posting.post(transfer(*given, **more)), at)  # type: ignore[arg-type]


def hold(*given: object, at: datetime = NOW, **more: object) -> None:
    write(lambda posting: posting.hold(transfer(*given, **more)), at)  # type: ignore[arg-type]


def settle(transfer_id: str, amount: int | None = None, at: datetime = NOW) -> None:
    write(lambda posting: posting.settle(transfer_id, amount), at)


def void(transfer_id: str, at: datetime = NOW) -> None:
    write(lambda posting: posting.void(transfer_id), at)


def available(account: Account, asset: str = "USD") -> int:
    return ledger.balance(account, asset).available


def totals() -> dict[str, int]:
    """Everything that all journals say of each asset: it must be zero."""
    sums: dict[str, int] = defaultdict(int)
    for item in EntryItem.scan(EntryItem.pk.startswith("journal#"), consistent_read=True):
        change = item.document.change
        sums[str(item.pk).split("#")[2]] += change.available + change.held
    return dict(sums)


def transfers() -> int:
    return sum(1 for _ in TransferItem.scan(TransferItem.sk == "transfer", consistent_read=True))
