"""What waits to be sent to webhooks: a queue for each, so that one that takes much, long or nothing holds up no other.

Table `affiliates`. Questions and keys:
- the queues in which something is due: index `by_due`, `due` = the queue's lane; a queue: `pk = aff_…`, `sk = queue#web_…`
- what waits in a queue, the longest due first: `pk = queue#web_…`, `sk = <when it is due>#evt_…`; TTL
- a host that could not be reached: `pk = host#<name and port>`, `sk = host`; TTL
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.kit import clock
from chalicelib.kit.errors import Superseded
from chalicelib.kit.facts import KEEP_DAYS
from chalicelib.kit.tables import IntegerAttribute, MomentAttribute, Table, get, meta
from chalicelib.kit.tx import Tx

Lane = Literal["webhooks_quick", "webhooks_slow"]
SERVED_SECONDS = 60
"""How long a queue is left to who serves it; longer than a share of it takes."""
PROBE_SECONDS = 10
"""How long others leave a closed host to who tries it again."""
CLOSED_AFTER = 3
"""So many attempts in a row to reach a host close it: one that failed by chance does not."""
_QUEUE = "queue#"
_HOST = "host#"
_HOST_KEPT = timedelta(days=7)


class _ByDue(GlobalSecondaryIndex["QueueItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = MomentAttribute(range_key=True)


class QueueItem(Table):
    """A webhook's queue. `due`, the lane that it is served in, and `due_at` are there while something waits in it; `added` counts what was
    ever put into it; until `served_until` somebody serves it."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    due = UnicodeAttribute(null=True)
    due_at = MomentAttribute(null=True)
    added = IntegerAttribute(default=0)
    served_until = MomentAttribute(null=True)
    by_due = _ByDue()

    @property
    def webhook_id(self) -> str:
        return self.sk.removeprefix(_QUEUE)


class WaitingItem(Table):
    """A message's place in a queue."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    expires_at = IntegerAttribute()

    @property
    def message_id(self) -> str:
        return self.sk.partition("#")[2]


class HostItem(Table):
    """A host: how many times in a row it could not be reached, and until when it is left alone."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="host")
    failures = IntegerAttribute()
    closed_until = MomentAttribute()
    expires_at = IntegerAttribute()


def add(tx: Tx, member_id: str, webhook_id: str, message_id: str, *, by_hand: bool) -> None:
    """Have a message sent as soon as its queue's turn comes; by hand also where the queue's turns are few."""
    put_off(tx, webhook_id, message_id, tx.at)
    lane = QueueItem.due.set("webhooks_quick" if by_hand else QueueItem.due | "webhooks_quick")
    added = QueueItem.added.set((QueueItem.added | 0) + 1)
    tx.update(QueueItem(member_id, _QUEUE + webhook_id), [lane, QueueItem.due_at.set(tx.at), added])


def put_off(tx: Tx, webhook_id: str, message_id: str, until: datetime) -> None:
    """Let a message wait in its queue until then."""
    moment = MomentAttribute().serialize(until)
    expires_at = clock.epoch_seconds(until + timedelta(days=KEEP_DAYS))
    tx.put(WaitingItem(_QUEUE + webhook_id, f"{moment}#{message_id}", expires_at=expires_at))


def take_out(tx: Tx, place: WaitingItem) -> None:
    """A message waits there no more."""
    tx.delete(place)


def waiting(webhook_id: str, until: datetime, limit: int) -> list[WaitingItem]:
    """What waits in a queue and is due by then, the longest due first."""
    last = MomentAttribute().serialize(until) + "~"
    return list(WaitingItem.query(_QUEUE + webhook_id, WaitingItem.sk <= last, limit=limit, consistent_read=True))


def next_due_at(webhook_id: str) -> datetime | None:
    """When the next message of a queue is due; None where none waits."""
    for first in WaitingItem.query(_QUEUE + webhook_id, limit=1, consistent_read=True):
        return MomentAttribute().deserialize(first.sk.partition("#")[0])
    return None


def due(lane: Lane, now: datetime, limit: int) -> Iterable[QueueItem]:
    """The queues of a lane in which something is due, the longest due first; by their keys alone."""
    return QueueItem.by_due.query(lane, QueueItem.due_at <= now, limit=limit)


def take(queue: QueueItem, now: datetime) -> QueueItem | None:
    """The right to serve a queue for a while; None where somebody else does, or nothing in it is due."""
    known = get(QueueItem, queue.pk, queue.sk)
    if known is None or known.due_at is None or known.due_at > now:
        return None
    free = QueueItem.served_until.does_not_exist() | (QueueItem.served_until <= now)
    until = QueueItem.served_until.set(now + timedelta(seconds=SERVED_SECONDS))
    return known if _updated(known, [until], QueueItem.pk.exists() & free, now) else None


def release(taken: QueueItem, lane: Lane, due_at: datetime | None, now: datetime) -> None:
    """Give a queue back, to be served again at `due_at`. Where something was put into it meanwhile, it is due already, and stays so."""
    state: list[Action] = [QueueItem.due.remove(), QueueItem.due_at.remove()]
    if due_at is not None:
        state = [QueueItem.due.set(lane), QueueItem.due_at.set(due_at)]
    served = QueueItem.served_until.remove()
    if not _updated(taken, [served, *state], QueueItem.added == taken.added, now):
        _updated(taken, [served], QueueItem.pk.exists(), now)


def remove(tx: Tx, member_id: str, webhook_id: str) -> None:
    """End a queue. What waits in it goes when its time is over."""
    tx.delete(QueueItem(member_id, _QUEUE + webhook_id))


def closed_until(host: str, now: datetime) -> datetime | None:
    """Until when a host is left alone; None where it may be asked. Of those who come when that time is over, one may: whether it answers
    again is tried once, not by each of its webhooks."""
    known = get(HostItem, _HOST + host, "host")
    if known is None or known.failures < CLOSED_AFTER:
        return None
    if known.closed_until > now:
        return known.closed_until
    tried_until = now + timedelta(seconds=PROBE_SECONDS)
    mine = _updated(known, [HostItem.closed_until.set(tried_until)], HostItem.closed_until == known.closed_until, now)
    return None if mine else tried_until


def note_not_reached(host: str, now: datetime) -> None:
    """A host could not be reached: it is left alone twice as long as the last time, up to an hour."""
    known = get(HostItem, _HOST + host, "host")
    failures = (known.failures if known else 0) + 1
    item = HostItem(_HOST + host, failures=failures, closed_until=now + pause(failures))
    item.expires_at = clock.epoch_seconds(now + _HOST_KEPT)
    tx = Tx(now)
    tx.put(item)
    tx.commit()


def note_reached(host: str, now: datetime) -> None:
    """A host was reached."""
    if get(HostItem, _HOST + host, "host") is not None:
        tx = Tx(now)
        tx.delete(HostItem(_HOST + host))
        tx.commit()


def pause(failures: int) -> timedelta:
    """How long to wait after so many failures: twice as long each time, up to an hour."""
    return timedelta(seconds=min(3600, 5 * 2**failures))


def _updated(item: Table, actions: list[Action], condition: Condition, now: datetime) -> bool:
    tx = Tx(now)
    tx.update(item, actions, condition, Superseded())
    with suppress(Superseded):
        tx.commit()
        return True
    return False
