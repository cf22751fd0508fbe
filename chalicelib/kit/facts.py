"""Facts and their outbox: what happened, written in the transaction that makes it true."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.kit import clock
from chalicelib.kit.tables import IntegerAttribute, MomentAttribute, Table, meta

KEEP_DAYS = 30
"""How long a fact and its deliveries stay for a replay."""


class Fact(msgspec.Struct, frozen=True):
    """Something that happened, in the past tense. A subclass sets `TYPE = "orders.order_paid.v1"`; a changed shape is a new version."""

    TYPE: ClassVar[str]


class EventItem(Table):
    """A fact in the outbox."""

    Meta = meta("events")

    event_id = UnicodeAttribute(hash_key=True)
    type = UnicodeAttribute()
    occurred_at = MomentAttribute()
    payload = UnicodeAttribute()
    expires_at = IntegerAttribute()

    @classmethod
    def of(cls, fact: Fact, event_id: str, at: datetime) -> EventItem:
        return cls(
            event_id=event_id,
            type=fact.TYPE,
            occurred_at=at,
            payload=msgspec.json.encode(fact).decode(),
            expires_at=clock.epoch_seconds(at + timedelta(days=KEEP_DAYS)),
        )
