"""One use case, one transaction.

What takes part adds puts, conditional updates, deletes, checks and facts; `commit` writes them all or none. A failed
condition comes back as the domain error that was given with it. Transaction conflicts and throttling are retried
with jitter (PynamoDB retries neither). An answer that got lost on its way does not turn a success into a failure: a
transaction is repeated under its token, and a single put is looked up.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from pynamodb.exceptions import PutError, PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.kit import ids
from chalicelib.kit.errors import Busy, Conflict, PorticoError, Superseded
from chalicelib.kit.facts import EventItem, Fact
from chalicelib.kit.tables import Table, connection, is_passing, refusal_code

T = TypeVar("T")

MAX_ITEMS = 100
"""DynamoDB's bound on one transaction."""
MAX_ATTEMPTS = 8
MAX_COMMIT_SECONDS = 8
"""No further attempt begins after this: the request has an answer to give."""
MAX_DECISIONS = 6
"""How often a use case is decided anew when somebody else wrote first."""
_FIRST_BACKOFF_SECONDS = 0.01
_NOTHING_WRITTEN = frozenset(
    "TransactionConflict TransactionConflictException TransactionInProgressException ThrottlingError ThrottlingException "
    "ProvisionedThroughputExceeded ProvisionedThroughputExceededException RequestLimitExceeded".split()
)
"""Codes after which the same call is sent again: it was refused as a whole. (TransactionInProgress: an earlier attempt under
the same token still runs, and asking again gives its outcome.)"""


class _Operation(msgspec.Struct):
    model: Any
    kind: str
    condition: Condition | None
    otherwise: PorticoError
    key: tuple[str, ...] = ()
    position: int = 0
    """Which one it was of the calls that made the transaction."""
    actions: list[Action] = []


class Tx:
    """Gathers writes. Nothing is written before `commit`; one commit a transaction."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._operations: list[_Operation] = []
        self._afterwards: list[Callable[[], object]] = []

    def __bool__(self) -> bool:
        return bool(self._operations)

    def put(self, item: Table, condition: Condition | None = None, otherwise: PorticoError | None = None) -> None:
        """Write a whole item; raise `otherwise` where `condition` does not hold."""
        self._add(_Operation(item, "put", condition, otherwise or Conflict()))

    def update(
        self,
        item: Table,
        actions: list[Action],
        condition: Condition | None = None,
        otherwise: PorticoError | None = None,
    ) -> None:
        """Change attributes of the item with the key of `item` (a model made from its key is enough)."""
        self._add(_Operation(item, "update", condition, otherwise or Conflict(), actions=actions))

    def delete(self, item: Table, condition: Condition | None = None, otherwise: PorticoError | None = None) -> None:
        """Remove the item with the key of `item`."""
        self._add(_Operation(item, "delete", condition, otherwise or Conflict()))

    def check(
        self, model: type[Table], key: tuple[str, ...], condition: Condition, otherwise: PorticoError | None = None
    ) -> None:
        """Write only if `condition` holds on an item that this transaction does not change."""
        self._add(_Operation(model, "check", condition, otherwise or Conflict(), key=key))

    def publish(self, fact: Fact) -> str:
        """Add a fact to the outbox; it reaches its subscribers if and only if this transaction commits. Returns its id."""
        item = EventItem.of(fact, ids.new_id("evt", self.at), self.at)
        self.put(item, EventItem.event_id.does_not_exist())
        return item.event_id

    def afterwards(self, follow: Callable[[], object]) -> None:
        """Do something outside the tables once this is committed. A crash in between leaves it undone: what is done here must be
        found out, and can be done again, by other means."""
        self._afterwards.append(follow)

    def commit(self) -> None:
        """Write everything or nothing. Of several failed conditions, the error of the one added first is raised.

        Raises Busy when the store stays contended or out of reach. In the second case the writes may have happened; a
        request under an Idempotency-Key then learns it by asking again.
        """
        operations, self._operations = self._operations, []
        afterwards, self._afterwards = self._afterwards, []
        if operations:
            _write_until_done(operations)
        for follow in afterwards:
            follow()

    def run(self, decide: Callable[[], T]) -> T:
        """Decide, then commit; decide anew, on what is stored then, when somebody else wrote first (Superseded)."""
        for attempt in range(1, MAX_DECISIONS):
            try:
                return self._decide_and_commit(decide)
            except Superseded:
                _pause(attempt)
        return self._decide_and_commit(decide)

    def _decide_and_commit(self, decide: Callable[[], T]) -> T:
        self._operations, self._afterwards = [], []
        result = decide()
        self.commit()
        return result

    def _add(self, operation: _Operation) -> None:
        if len(self._operations) >= MAX_ITEMS:
            raise Conflict(f"This touches more than {MAX_ITEMS} records at once; do it in smaller parts.")
        operation.position = len(self._operations)
        self._operations.append(operation)


class _Retry(Exception):
    """The store asked for another attempt; nothing was written."""


def _pause(attempt: int) -> None:
    time.sleep(random.uniform(0, _FIRST_BACKOFF_SECONDS * 2**attempt))


def _write_until_done(operations: list[_Operation]) -> None:
    token = ids.secret_token()[:36]  # the same on every attempt: DynamoDB then applies it once
    started = time.monotonic()
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            return _write(operations, token)
        except _Retry:
            if attempt == MAX_ATTEMPTS or time.monotonic() - started > MAX_COMMIT_SECONDS:
                break
            _pause(attempt)
    raise Busy(retry_after_seconds=1)


def _write(operations: list[_Operation], token: str) -> None:
    """A single put goes alone, for half the price of a transaction. Everything else needs the token: an update or a
    delete whose answer got lost cannot be told from one that was refused."""
    if len(operations) == 1 and operations[0].kind == "put":
        _put_alone(operations[0])
    else:
        _write_together(operations, token)


def _put_alone(put: _Operation) -> None:
    try:
        put.model.save(put.condition)
    except PutError as error:
        if refusal_code(error) == "ConditionalCheckFailedException":
            if _was_sent_again(error) and _is_stored(put.model):
                return
            raise put.otherwise from None
        _raise_what_it_means(error)


def _was_sent_again(error: PynamoDBException) -> bool:
    """Whether botocore repeated the call: its first attempt may have been applied, and its answer lost."""
    answer: dict[str, Any] = getattr(error.cause and error.cause.__cause__, "response", None) or {}
    return bool(answer.get("ResponseMetadata", {}).get("RetryAttempts"))


def _is_stored(item: Table) -> bool:
    """Whether exactly `item` is what the table holds: a condition that failed on our own write. It relies on an item having
    something of its own (an id, a moment, a token, a version)."""
    stored = type(item)(**item.attribute_values)
    try:
        stored.refresh(consistent_read=True)
    except stored.DoesNotExist:
        return False
    return stored.serialize() == item.serialize()


_CONDITION_FAILED = "ConditionalCheckFailed"
_ORDER = ("check", "delete", "put", "update")  # PynamoDB sends, and DynamoDB explains, in this order


def _write_together(operations: list[_Operation], token: str) -> None:
    ordered = sorted(operations, key=lambda operation: _ORDER.index(operation.kind))
    try:
        with TransactWrite(connection=connection(), client_request_token=token) as transaction:
            for operation in ordered:
                _include(transaction, operation)
    except TransactWriteError as error:
        _explain(error, ordered)


def _include(transaction: TransactWrite, operation: _Operation) -> None:
    model, condition = operation.model, operation.condition
    if operation.kind == "check":
        hash_key, range_key = (*operation.key, None)[:2]
        transaction.condition_check(model, hash_key, range_key, condition)
    elif operation.kind == "delete":
        transaction.delete(model, condition)
    elif operation.kind == "put":
        transaction.save(model, condition)
    else:
        transaction.update(model, operation.actions, condition)


def _explain(error: TransactWriteError, ordered: list[_Operation]) -> None:
    reasons = [reason.code if reason else None for reason in error.cancellation_reasons]
    failed = [operation for reason, operation in zip(reasons, ordered, strict=False) if reason == _CONDITION_FAILED]
    if failed:
        raise min(failed, key=lambda operation: operation.position).otherwise from None
    if not _NOTHING_WRITTEN.isdisjoint(reasons):
        raise _Retry from None
    _raise_what_it_means(error)


def _raise_what_it_means(error: PynamoDBException) -> None:
    if refusal_code(error) in _NOTHING_WRITTEN:
        raise _Retry from None
    if is_passing(error):
        raise Busy(retry_after_seconds=1) from error
    raise error
