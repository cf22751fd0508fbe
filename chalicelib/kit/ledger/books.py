"""Looking at the ledger: balances, journals, the audit; and holds that run out."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import cast

import msgspec

from chalicelib.kit.ledger.posting import Posting
from chalicelib.kit.ledger.store import (
    AUDIT_SHARDS,
    DUE_SHARDS,
    SYSTEM_SHARDS,
    Account,
    AuditItem,
    Balance,
    BalanceItem,
    Entry,
    EntryItem,
    HoldExpired,
    State,
    TransferItem,
    balance_items,
    balance_key,
    key_of,
)
from chalicelib.kit.schedules import Schedule
from chalicelib.kit.tables import get, get_many, page
from chalicelib.kit.tx import Tx

log = logging.getLogger(__name__)

_EXPIRED_IN_A_RUN = 500
"""Of one shard; the next run goes on."""
AUDIT_SECONDS = 30
"""How long one run of the audit goes on; the next goes on from there."""
_ROUND = timedelta(days=1)
_OWNERS_AT_ONCE = 20


def balances(owner: str, asset: str) -> dict[str, Balance]:
    """An owner's balances by lot, in order of the lots' names. One strongly consistent query."""
    return {item.account.lot: item.balance for item in balance_items(owner, asset)}


def balance(account: Account, asset: str) -> Balance:
    """What an owner's account holds. One strongly consistent read."""
    item = get(BalanceItem, *balance_key(account, asset))
    return item.balance if item else Balance()


def balances_of(accounts: Iterable[Account], asset: str) -> dict[Account, Balance]:
    """What many accounts hold; one that holds nothing is left out. Strongly consistent, a read for a hundred."""
    return {item.account: item.balance for item in get_many(BalanceItem, [balance_key(one, asset) for one in accounts])}


def journal(owner: str, asset: str, limit: int, after: str | None = None) -> tuple[list[Entry], str | None]:
    """A page of an owner's journal, newest first, and where to go on from."""
    key = f"journal#{owner}#{asset}"
    cursor = {"pk": {"S": key}, "sk": {"S": after}} if after else None
    items, last = page(EntryItem, key, limit=limit, cursor=cursor)
    return [item.document for item in items], last["sk"]["S"] if last else None


def state_of(transfer_id: str) -> tuple[State, int] | None:
    """What became of a transfer, and how much of it was posted; None where there is none. One read."""
    item = get(TransferItem, key_of(transfer_id), "transfer")
    return (cast(State, item.state), item.posted) if item else None


class Difference(msgspec.Struct, frozen=True):
    """An account whose balances are not the sum of its journal: a mistake of ours, or a hand in the data."""

    account: Account
    asset: str
    kept: Balance
    summed: Balance


def audit(owner: str, asset: str) -> list[Difference]:
    """Compare an owner's balances with their journal; an empty list: they agree. Where it is written to meanwhile it looks again."""
    while True:
        before = {item.account: item for item in balance_items(owner, asset)}
        sums = _summed(EntryItem.query(f"journal#{owner}#{asset}", consistent_read=True))
        after = {item.account: item.version for item in balance_items(owner, asset)}
        if {account: item.version for account, item in before.items()} == after:
            kept = {account: item.balance for account, item in before.items()}
            accounts = sorted({*kept, *sums})
            pairs = ((one, kept.get(one, Balance()), sums.get(one, Balance())) for one in accounts)
            return [Difference(one, asset, known, summed) for one, known, summed in pairs if known != summed]


def system_balance(owner: str, asset: str) -> Balance:
    """The sum of a system account's journal, over all its partitions. For audits and reports: it reads every entry."""
    partitions = (f"journal#{owner}#{asset}#{shard}" for shard in range(SYSTEM_SHARDS))
    entries = (item for key in partitions for item in EntryItem.query(key, consistent_read=True))
    return sum(_summed(entries).values(), Balance())


def audit_all() -> Iterator[Difference]:
    """Every account that disagrees with its journal."""
    for shard in range(AUDIT_SHARDS):
        keys = {(item.pk, item.asset) for item in BalanceItem.by_audit.query(str(shard))}
        yield from _audited(keys)


def _audited(keys: Iterable[tuple[str, str]]) -> Iterator[Difference]:
    for key, asset in sorted(keys):
        yield from audit(key.removeprefix("account#"), asset)


def expire_due(now: datetime) -> int:
    """Release the holds whose time is over; how many there were. Safe to run twice, and beside itself."""
    released = 0
    for shard in range(DUE_SHARDS):
        due = TransferItem.by_due.query(str(shard), TransferItem.expires_at <= now, limit=_EXPIRED_IN_A_RUN)
        for item in list(due):
            tx = Tx(now)
            released += tx.run(partial(_expire, tx, str(item.pk)))
    return released


def _expire(tx: Tx, key: str) -> int:
    """Release one hold, unless somebody settled it meanwhile. The index that named it may lag behind."""
    item = get(TransferItem, key, "transfer")
    if item is None or item.state != "held":
        return 0
    posting = Posting()
    posting.expire(item.document.id)
    posting.write(tx)
    tx.publish(HoldExpired(item.document.id, item.document.kind, item.document.cause))
    return 1


def _summed(entries: Iterable[EntryItem]) -> dict[Account, Balance]:
    sums: dict[Account, Balance] = defaultdict(Balance)
    for item in entries:
        sums[item.document.account] += item.document.change
    return dict(sums)


def report_differences(now: datetime, within_seconds: float = AUDIT_SECONDS) -> int:
    """Log the accounts that disagree with their journals, as errors: an alarm watches those. How many there are. Goes on where the run
    before ended, and ends with the round or after `within_seconds`; a round begins a day after the last one did."""
    until, found = time.monotonic() + within_seconds, 0
    place = get(AuditItem, "audit", "place") or AuditItem(began_at=now)
    if place.shard >= AUDIT_SHARDS:
        if now < place.began_at + _ROUND:
            return 0
        place = AuditItem(began_at=now)
    while place.shard < AUDIT_SHARDS:
        keys = _next_owners(place)
        for difference in _audited(keys):
            found += 1
            log.error("ledger: %s in %s keeps %s, its journal says %s", *msgspec.structs.astuple(difference))
        if not keys:
            place.shard, place.after = place.shard + 1, None
        place.save()
        if time.monotonic() >= until:
            break
    return found


def _next_owners(place: AuditItem) -> set[tuple[str, str]]:
    """The next owners of a shard and their assets; `place` is then behind them. Empty: the shard has no more."""
    key = BalanceItem.pk > place.after if place.after else None
    owners: dict[str, set[tuple[str, str]]] = {}
    for item in BalanceItem.by_audit.query(str(place.shard), key):
        if item.pk not in owners and len(owners) == _OWNERS_AT_ONCE:
            break
        owners.setdefault(item.pk, set()).add((item.pk, item.asset))
    place.after = next(reversed(owners), None)
    return set().union(*owners.values())


SCHEDULES: tuple[Schedule, ...] = (
    Schedule("ledger_expire_holds", 5, expire_due),
    Schedule("ledger_audit", 5, report_differences),
)
