"""One use case, one transaction.

What takes part adds puts, conditional updates, deletes, checks and facts; `commit` writes them all or none. A failed
condition comes back as the domain error that was given with it. Transaction conflicts and throttling are retried
with jitter (PynamoDB retries neither).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pynamodb.exceptions import DeleteError, PutError, PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.kit import ids
from chalicelib.kit.errors import Busy, Conflict, PorticoError, Superseded
from chalicelib.kit.facts import EventItem, Fact
from chalicelib.kit.tables import Table, connection

T = TypeVar("T")

MAX_ITEMS = 100
"""DynamoDB's bound on one transaction."""
MAX_ATTEMPTS = 8
MAX_DECISIONS = 6
"""How often a use case is decided anew when somebody else wrote first."""
_FIRST_BACKOFF_SECONDS = 0.01
_RETRIED = frozenset(
    "TransactionConflict TransactionConflictException ThrottlingError ThrottlingException "
    "ProvisionedThroughputExceeded ProvisionedThroughputExceededException RequestLimitExceeded "
    "TransactionInProgressException InternalServerError".split()
)


@dataclass
class _Operation:
    model: Any
    kind: str
    condition: Condition | None
    otherwise: PorticoError
    key: tuple[str, ...] = ()
    actions: list[Action] = field(default_factory=list)


class Tx:
    """Gathers writes. Nothing is written before `commit`; one commit a transaction."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._operations: list[_Operation] = []

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

    def commit(self) -> None:
        """Write everything or nothing. Raises the error of the first condition that failed; Busy when the store stays contended."""
        operations, self._operations = self._operations, []
        if not operations:
            return
        token = ids.secret_token()[:36]  # the same on every attempt: DynamoDB then applies it once
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                if len(operations) == 1 and operations[0].kind != "check":
                    return _write_alone(operations[0])
                return _write_together(operations, token)
            except _Retry:
                if attempt == MAX_ATTEMPTS:
                    raise Busy(retry_after_seconds=1) from None
                time.sleep(random.uniform(0, _FIRST_BACKOFF_SECONDS * 2**attempt))

    def run(self, decide: Callable[[], T]) -> T:
        """Decide, then commit; decide anew, on what is stored then, when somebody else wrote first (Superseded)."""
        for _ in range(MAX_DECISIONS - 1):
            try:
                return self._decide_and_commit(decide)
            except Superseded:
                continue
        return self._decide_and_commit(decide)

    def _decide_and_commit(self, decide: Callable[[], T]) -> T:
        self._operations = []
        result = decide()
        self.commit()
        return result

    def _add(self, operation: _Operation) -> None:
        if len(self._operations) >= MAX_ITEMS:
            raise Conflict(f"This touches more than {MAX_ITEMS} records at once; do it in smaller parts.")
        self._operations.append(operation)


class _Retry(Exception):
    """The store asked for another attempt; nothing was written."""


def _write_alone(operation: _Operation) -> None:
    """A single conditional write needs no transaction and costs half."""
    item, condition = operation.model, operation.condition
    try:
        if operation.kind == "put":
            item.save(condition)
        elif operation.kind == "update":
            item.update(operation.actions, condition)
        else:
            item.delete(condition)
    except (PutError, UpdateError, DeleteError) as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            raise operation.otherwise from None
        _raise_retry_or(error)


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
    for reason, operation in zip(error.cancellation_reasons, ordered, strict=False):
        if reason is not None and reason.code == "ConditionalCheckFailed":
            raise operation.otherwise from None
    if any(reason is not None and reason.code in _RETRIED for reason in error.cancellation_reasons):
        raise _Retry from None
    _raise_retry_or(error)


def _raise_retry_or(error: PynamoDBException) -> None:
    if error.cause_response_code in _RETRIED:
        raise _Retry from None
    raise error
