"""What the ledger keeps: double entry for any asset (`USD`, `POINTS`). docs/ledger.md states what it guarantees.

A transfer moves a whole amount from its debit account to its credit account: at once (post), or held first and then posted,
whole or in part, voided or expired. An owner's account keeps its balances beside its journal; an account of the system (`system:…`)
keeps none, since one hot item would cap the whole portal. A negative balance is refused, but where the account was opened for it.

Table `ledger`, hash `pk`, range `sk`. Questions and keys:
- a transfer by id: `transfer#<id>`, `transfer`
- the balances of an owner, by asset and lot: `account#<owner>`, `balance#<asset>#<lot>`
- an owner's journal in order of time: `journal#<owner>#<asset>`, `<moment>#<transfer>#<phase>#<lot>`; the system's
  is spread over 64 partitions by the transfer's id: `journal#<owner>#<asset>#<shard>`
- how far the audit has come: `audit`, `place`
- holds that are due: index `by_due`, `due_shard`, `expires_at`; all owners, for the audit: index `by_audit`, `audit_shard`, `pk`
"""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.kit.errors import Conflict, Invalid, NotFound
from chalicelib.kit.facts import Fact
from chalicelib.kit.money import MAX_MINOR
from chalicelib.kit.tables import DocumentAttribute, IntegerAttribute, MomentAttribute, Table, meta

SYSTEM = "system:"
SYSTEM_SHARDS = 64
DUE_SHARDS = 8
AUDIT_SHARDS = 16

State = Literal["posted", "held", "voided", "expired"]
Phase = Literal["post", "hold", "settle", "void", "expire"]


class TransferDiffers(Conflict):
    title = "A transfer with this id was made with another content"


class TransferNotFound(NotFound):
    title = "There is no such transfer"


class InsufficientBalance(Conflict):
    title = "There is not enough on this account"


class HoldSettled(Conflict):
    title = "This hold was settled otherwise already"


class PartOutOfRange(Invalid):
    title = "A hold is posted whole or in part: above zero, at most what is held"


class Account(msgspec.Struct, frozen=True, order=True):
    """Where an asset lies. `lot` is a part of it that is kept apart, such as points of one expiry (`2027-03-31`)."""

    owner: str
    lot: str = ""

    def __post_init__(self) -> None:
        if not self.owner or "#" in self.owner + self.lot:
            raise ValueError(f"{self.owner!r} {self.lot!r} is no name of an account")

    @property
    def is_system(self) -> bool:
        return self.owner.startswith(SYSTEM)


class Transfer(msgspec.Struct, frozen=True):
    """`amount` whole units of `asset` from `debit` to `credit`. `kind` says what it is, `cause` the id of what caused it; `expires_at`
    is for holds. All of it is its content: under one id there is one content."""

    id: str
    debit: Account
    credit: Account
    asset: str
    amount: Annotated[int, msgspec.Meta(ge=1, le=MAX_MINOR)]
    kind: str
    cause: str
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= MAX_MINOR:
            raise ValueError(f"{self.amount} is no amount of a transfer")
        if self.debit == self.credit:
            raise ValueError("a transfer has two accounts")


class Balance(msgspec.Struct, frozen=True):
    """What an account holds. `held`: set aside by holds on it; `pending`: promised to it by holds on others. What it owns
    is `available + held`."""

    available: int = 0
    held: int = 0
    pending: int = 0

    def __add__(self, other: Balance) -> Balance:
        return Balance(self.available + other.available, self.held + other.held, self.pending + other.pending)


class HoldExpired(Fact, frozen=True):
    """A hold ran out; what it held is available again."""

    TYPE = "ledger.hold_expired.v1"
    transfer_id: str
    kind: str
    cause: str


class _ByDue(GlobalSecondaryIndex["TransferItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    expires_at = MomentAttribute(range_key=True)


class TransferItem(Table):
    """A transfer and what became of it. `due_shard` is there while it is held and can expire."""

    Meta = meta("ledger")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="transfer")
    document = DocumentAttribute(Transfer)
    state = UnicodeAttribute()
    posted = IntegerAttribute(default=0)
    began_held = BooleanAttribute(default=False)
    due_shard = UnicodeAttribute(null=True)
    expires_at = MomentAttribute(null=True)
    by_due = _ByDue()


class _ByAudit(GlobalSecondaryIndex["BalanceItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_audit"
        projection = KeysOnlyProjection()

    audit_shard = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class BalanceItem(Table):
    """An owner's balances of one asset and lot. `version` counts its changes."""

    Meta = meta("ledger")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    available = IntegerAttribute(default=0)
    held = IntegerAttribute(default=0)
    pending = IntegerAttribute(default=0)
    may_be_negative = BooleanAttribute(default=False)
    audit_shard = UnicodeAttribute(null=True)
    version = IntegerAttribute(default=0)
    by_audit = _ByAudit()

    @property
    def balance(self) -> Balance:
        return Balance(self.available, self.held, self.pending)

    @property
    def asset(self) -> str:
        return str(self.sk).split("#")[1]

    @property
    def account(self) -> Account:
        return Account(str(self.pk).removeprefix("account#"), str(self.sk).split("#", 2)[2])


class AuditItem(Table):
    """How far a round of the audit has come: the shard, and the key of its last account that was checked. All shards: the round ended."""

    Meta = meta("ledger")

    pk = UnicodeAttribute(hash_key=True, default="audit")
    sk = UnicodeAttribute(range_key=True, default="place")
    began_at = MomentAttribute()
    shard = IntegerAttribute(default=0)
    after = UnicodeAttribute(null=True)


class Entry(msgspec.Struct, frozen=True):
    """A line of a journal: how the balances of `account` changed, by which transfer, against which other account."""

    at: datetime
    transfer_id: str
    phase: Phase
    account: Account
    other: Account
    change: Balance
    kind: str
    cause: str


class EntryItem(Table):
    """A line of a journal; never changed."""

    Meta = meta("ledger")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    document = DocumentAttribute(Entry)


def balance_items(owner: str, asset: str) -> list[BalanceItem]:
    prefix = f"balance#{asset}#"
    return list(BalanceItem.query(f"account#{owner}", BalanceItem.sk.startswith(prefix), consistent_read=True))


def balance_key(account: Account, asset: str) -> tuple[str, str]:
    return f"account#{account.owner}", f"balance#{asset}#{account.lot}"


def balance_item(account: Account, asset: str) -> BalanceItem:
    """An item that stands for the key of an account's balances."""
    if account.is_system:
        raise ValueError("an account of the system keeps no balances")
    return BalanceItem(*balance_key(account, asset))


def audited(account: Account) -> Action:
    return BalanceItem.audit_shard.set(str(shard_of(account.owner, AUDIT_SHARDS)))


def journal_of(account: Account, asset: str, transfer_id: str) -> str:
    shard = f"#{shard_of(transfer_id, SYSTEM_SHARDS)}" if account.is_system else ""
    return f"journal#{account.owner}#{asset}{shard}"


def key_of(transfer_id: str) -> str:
    return f"transfer#{transfer_id}"


def shard_of(name: str, shards: int) -> int:
    return zlib.crc32(name.encode()) % shards
