"""Idempotency-Key: the same request twice acts once and gets the same answer.

A request first claims its key (one conditional put), then stores its answer in the transaction of its effect, so that
the two cannot come apart. A request that ends without an answer gives its claim back: whatever it had begun to write can then not be
applied any more, since its transaction insists on the claim. A claim whose holder died is free again after its lease.

Table `requests`: hash `key` (scope, path and client's key, hashed). Question: one record by key. TTL `expires_at`.
"""

from __future__ import annotations

import hashlib
import logging
import zlib
from datetime import datetime, timedelta
from typing import Any

import msgspec
from pynamodb.attributes import BinaryAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException

from chalicelib.kit import clock, ids
from chalicelib.kit.errors import Conflict, Invalid, PorticoError
from chalicelib.kit.tables import IntegerAttribute, MomentAttribute, Table, get, meta
from chalicelib.kit.tx import Tx

log = logging.getLogger(__name__)

KEEP_HOURS = 48
LEASE_SECONDS = 45
"""Longer than any request may run (API Gateway ends it after 29 s)."""


class RequestItem(Table):
    """A claimed request; with an answer, an answered one."""

    Meta = meta("requests")

    key = UnicodeAttribute(hash_key=True)
    content = UnicodeAttribute()
    claim = UnicodeAttribute()
    leased_until = MomentAttribute()
    answer = BinaryAttribute(null=True, legacy_encoding=False)
    expires_at = IntegerAttribute()


class IdempotencyKeyReused(Invalid):
    title = "This Idempotency-Key was used for another request"


class RequestStillRunning(Conflict):
    title = "The same request is still running; ask again in a moment"


class StoredAnswer(msgspec.Struct, frozen=True):
    """An answer as it was given."""

    status: int
    body: bytes
    headers: dict[str, Any]
    content_type: str


class Claim(msgspec.Struct, frozen=True):
    """The right to run a request once."""

    item: RequestItem

    def store(self, tx: Tx, answer: StoredAnswer) -> None:
        """Keep the answer, in the transaction of the effect."""
        done = RequestItem(
            self.item.key,
            content=self.item.content,
            claim=self.item.claim,
            leased_until=self.item.leased_until,
            answer=zlib.compress(msgspec.msgpack.encode(answer)),
            expires_at=self.item.expires_at,
        )
        tx.put(done, RequestItem.claim == self.item.claim, RequestStillRunning(retry_after_seconds=1))

    def release(self) -> None:
        """Give the key back after a request without an answer, so that the same or a corrected one can use it. It never
        raises, and never takes back an answer that was stored; failing that, the lease runs out."""
        tx = Tx(self.item.leased_until)
        tx.delete(self.item, (RequestItem.claim == self.item.claim) & RequestItem.answer.does_not_exist())
        try:
            tx.commit()
        except (PorticoError, PynamoDBException) as error:
            log.info("claim %s is not released: %s", self.item.key, error)


def claim(scope: str, key: str, content: bytes, now: datetime) -> Claim | StoredAnswer:
    """Claim `key` within `scope` (who asks, method and path) for a request with `content`.

    Raises IdempotencyKeyReused for other content, RequestStillRunning while an equal one runs.
    """
    if not 1 <= len(key) <= 255 or not key.isprintable():
        raise Invalid(fields={"Idempotency-Key": "must be 1 to 255 printable characters"})
    item = RequestItem(
        hashlib.sha256(f"{scope}\n{key}".encode()).hexdigest(),
        content=hashlib.sha256(content).hexdigest(),
        claim=ids.new_id("req", now),
        leased_until=now + timedelta(seconds=LEASE_SECONDS),
        expires_at=clock.epoch_seconds(now + timedelta(hours=KEEP_HOURS)),
    )
    free = (
        RequestItem.key.does_not_exist()
        | (RequestItem.answer.does_not_exist() & (RequestItem.leased_until <= now))
        | (RequestItem.expires_at <= clock.epoch_seconds(now))
    )
    tx = Tx(now)
    tx.put(item, free, _Taken())
    try:
        tx.commit()
    except _Taken:
        return _earlier(item)
    return Claim(item)


class _Taken(Conflict):
    pass


def _earlier(wanted: RequestItem) -> StoredAnswer:
    known = get(RequestItem, wanted.key)
    if known is None:  # given back this moment
        raise RequestStillRunning(retry_after_seconds=1)
    if known.content != wanted.content:
        raise IdempotencyKeyReused()
    if known.answer is None:
        raise RequestStillRunning(retry_after_seconds=1)
    return msgspec.msgpack.decode(zlib.decompress(known.answer), type=StoredAnswer)
