"""Facts that travel one way: outbox, delivery, exactly-once effects, parking and replay.

A fact is written to the `events` table in the transaction that makes it true. The stream hands each one to `deliver`,
which runs every subscriber once: an effect inside DynamoDB commits in one transaction with its claim; an effect
outside (mail, another system) holds a lease while it runs and is marked done after. A subscriber that fails is parked and retried by a
schedule; after the last try it stays visible as failed until somebody replays it.

Tables: `events` (hash `event_id`; the only one with a stream; kept 30 days by TTL).
`deliveries` (hash `event_id`, range `subscriber`; index `by_state`: `state`, `next_attempt_at` of what is parked,
failed or running). Questions: one delivery by key; those parked and due; those failed; those whose lease ran out.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.kit import clock
from chalicelib.kit.errors import Conflict, NotFound
from chalicelib.kit.facts import KEEP_DAYS, EventItem, Fact
from chalicelib.kit.tables import IntegerAttribute, MomentAttribute, Table, get, meta
from chalicelib.kit.tx import Tx

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
"""With the waits of `_wait` about three hours pass before a delivery counts as failed."""
LEASE_SECONDS = 120
RETRY_SECONDS = 60
"""How long one run of retries goes on; what is left comes first at the next."""


class _ByState(GlobalSecondaryIndex["DeliveryItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    next_attempt_at = MomentAttribute(range_key=True)


class DeliveryItem(Table):
    """One subscriber's reaction to one fact. Done ones leave the index (their `state` is removed)."""

    Meta = meta("deliveries")

    event_id = UnicodeAttribute(hash_key=True)
    subscriber = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute(null=True)
    """`parked`, `failed`, `running`; absent: done."""
    attempts = IntegerAttribute(default=0)
    next_attempt_at = MomentAttribute(null=True)
    error = UnicodeAttribute(null=True)
    expires_at = IntegerAttribute()
    by_state = _ByState()


class Delivery(msgspec.Struct, frozen=True):
    """What a subscriber gets: the fact, which one it is, when it happened, and the present moment."""

    event_id: str
    occurred_at: datetime
    fact: Any
    now: datetime


class Subscriber(msgspec.Struct, frozen=True):
    """A named reaction. `effect(delivery, tx)` adds to the transaction; with `outside`, it acts on another system
    (under `delivery.event_id` as that system's idempotency key) and may still add to the transaction."""

    name: str
    effect: Callable[[Delivery, Tx], None]
    outside: bool = False


class BatchSubscriber(msgspec.Struct, frozen=True):
    """A named reaction that takes many facts of a type at once: for what is counted. `effect(deliveries)` commits by itself, and sees to
    it that each fact counts once however often it comes: by an item of its own for each, written in the transaction of what it
    does. It may have done a part when it fails; then the halves are tried, down to single facts."""

    name: str
    effect: Callable[[Sequence[Delivery]], None]


Subscriptions = Mapping[type[Fact], Sequence[Subscriber | BatchSubscriber]]


def deliver_records(records: Sequence[Mapping[str, Any]], subscriptions: Subscriptions, now: datetime) -> list[str]:
    """Hand over what the events table's stream brought. Returns the sequence number of the first record that could not even be
    parked (the stream then begins again there), or nothing."""
    together: list[EventItem] = []
    lost: list[str] = []
    for record in records:
        change = record["dynamodb"]
        if record["eventName"] == "INSERT" and "NewImage" in change:
            try:
                item = EventItem.from_raw_data(change["NewImage"])
                _deliver_alone(item, subscriptions, now)
            except Exception:
                log.exception("record %s is not delivered", change.get("SequenceNumber"))
                lost = [change["SequenceNumber"]]
                break
            together.append(item)
    try:
        _deliver_together(together, subscriptions, now)
    except Exception:
        log.exception("%s records are not delivered", len(together))
        lost = [records[0]["dynamodb"]["SequenceNumber"]]
    return lost


def deliver(item: EventItem, subscriptions: Subscriptions, now: datetime) -> None:
    """Hand one fact to each of its subscribers. Never raises for a subscriber's failure: that is parked."""
    _deliver_alone(item, subscriptions, now)
    _deliver_together([item], subscriptions, now)


def _deliver_alone(item: EventItem, subscriptions: Subscriptions, now: datetime) -> None:
    for fact_type, subscribers in subscriptions.items():
        if item.type == fact_type.TYPE:
            for subscriber in subscribers:
                if isinstance(subscriber, Subscriber):
                    _attempt(item, fact_type, subscriber, now)


def _deliver_together(items: Sequence[EventItem], subscriptions: Subscriptions, now: datetime) -> None:
    for fact_type, subscribers in subscriptions.items():
        wanted = [item for item in items if item.type == fact_type.TYPE]
        for subscriber in subscribers:
            if wanted and isinstance(subscriber, BatchSubscriber):
                _attempt_together(wanted, fact_type, subscriber, now)


def retry_parked(
    subscriptions: Subscriptions, now: datetime, limit: int = 100, within_seconds: float = RETRY_SECONDS
) -> int:
    """Try again what is parked and due, and what was left running by a crash; no attempt is begun after `within_seconds`. Returns how
    many were tried."""
    until, tried = time.monotonic() + within_seconds, 0
    for state in ("parked", "running"):
        for delivery in list(DeliveryItem.by_state.query(state, DeliveryItem.next_attempt_at <= now, limit=limit)):
            if time.monotonic() >= until:
                return tried
            if state == "running" and delivery.attempts >= MAX_ATTEMPTS:
                _give_up(delivery, "It never came to an end.")
            elif _retry_one(delivery.event_id, delivery.subscriber, subscriptions, now):
                tried += 1
            else:
                _give_up(delivery, "The fact is no longer kept, or nobody of that name reacts to it any more.")
    return tried


def failed(limit: int = 100) -> list[DeliveryItem]:
    """Deliveries that used up their attempts, oldest first."""
    return list(DeliveryItem.by_state.query("failed", limit=limit))


def replay(event_id: str, subscriber: str, subscriptions: Subscriptions, now: datetime) -> None:
    """Try a failed delivery again now. Raises NotFound for one that is not there, StillFailing for one that fails again."""
    known = get(DeliveryItem, event_id, subscriber)
    if known is None or not _retry_one(event_id, subscriber, subscriptions, now):
        raise NotFound("That delivery is no longer kept.")
    tried = get(DeliveryItem, event_id, subscriber)
    if tried is not None and tried.state is not None:
        raise StillFailing(tried.error or "")


class StillFailing(Conflict):
    title = "It failed again"


class AlreadyDelivered(Conflict):
    """Another delivery of the same fact got there first."""


def _retry_one(event_id: str, name: str, subscriptions: Subscriptions, now: datetime) -> int:
    item = get(EventItem, event_id)
    for fact_type, subscribers in subscriptions.items():
        for subscriber in subscribers:
            if item is not None and item.type == fact_type.TYPE and subscriber.name == name:
                one = _alone(subscriber) if isinstance(subscriber, BatchSubscriber) else subscriber
                _attempt(item, fact_type, one, now)
                return 1
    return 0


def _attempt(item: EventItem, fact_type: type[Fact], subscriber: Subscriber, now: datetime) -> None:
    try:
        if subscriber.outside:
            _take_lease(item, subscriber, now)
        _act(_delivery(item, fact_type, now), item, subscriber)
    except AlreadyDelivered:
        return
    except Exception as error:
        log.warning("delivery of %s %s to %s failed", item.type, item.event_id, subscriber.name, exc_info=True)
        _park(item, subscriber, now, error)


def _attempt_together(
    items: Sequence[EventItem], fact_type: type[Fact], subscriber: BatchSubscriber, now: datetime
) -> None:
    """All at once; where that fails, by halves, so that what cannot succeed is parked alone and hardly delays the others."""
    try:
        subscriber.effect([_delivery(item, fact_type, now) for item in items])
    except Exception:
        log.warning("%s facts for %s failed together", len(items), subscriber.name, exc_info=True)
        if len(items) == 1:
            _attempt(items[0], fact_type, _alone(subscriber), now)
        else:
            middle = len(items) // 2
            for half in (items[:middle], items[middle:]):
                _attempt_together(half, fact_type, subscriber, now)


def _alone(subscriber: BatchSubscriber) -> Subscriber:
    """The same reaction for one fact, with a delivery of its own to be parked and retried by."""
    return Subscriber(subscriber.name, lambda delivery, _: subscriber.effect([delivery]))


def _delivery(item: EventItem, fact_type: type[Fact], now: datetime) -> Delivery:
    return Delivery(item.event_id, item.occurred_at, msgspec.json.decode(item.payload, type=fact_type), now)


def _act(delivery: Delivery, item: EventItem, subscriber: Subscriber) -> None:
    tx = Tx(delivery.now)

    def decide() -> None:
        _claim(tx, item, subscriber)
        subscriber.effect(delivery, tx)

    tx.run(decide)


def _claim(tx: Tx, item: EventItem, subscriber: Subscriber) -> None:
    """In the effect's own transaction: done, unless it was done already."""
    done = DeliveryItem(item.event_id, subscriber.name, expires_at=_kept_until(tx.at))
    not_done = DeliveryItem.event_id.does_not_exist() | DeliveryItem.state.exists()
    tx.put(done, not_done, AlreadyDelivered())


def _take_lease(item: EventItem, subscriber: Subscriber, now: datetime) -> None:
    """The right to act outside, for a while. It counts as an attempt: one that kills its process must end some time too."""
    free = (
        DeliveryItem.event_id.does_not_exist()
        | DeliveryItem.state.is_in("parked", "failed")
        | ((DeliveryItem.state == "running") & (DeliveryItem.next_attempt_at <= now))
    )
    tx = Tx(now)
    tx.update(
        DeliveryItem(item.event_id, subscriber.name),
        [
            DeliveryItem.state.set("running"),
            DeliveryItem.attempts.set((DeliveryItem.attempts | 0) + 1),
            DeliveryItem.next_attempt_at.set(now + timedelta(seconds=LEASE_SECONDS)),
            DeliveryItem.expires_at.set(_kept_until(now)),
        ],
        free,
        AlreadyDelivered(),
    )
    tx.commit()


def _park(item: EventItem, subscriber: Subscriber, now: datetime, error: Exception) -> None:
    known = get(DeliveryItem, item.event_id, subscriber.name)
    attempts = max(1, (known.attempts if known else 0) + (0 if subscriber.outside else 1))
    tx = Tx(now)
    tx.update(
        DeliveryItem(item.event_id, subscriber.name),
        [
            DeliveryItem.state.set("failed" if attempts >= MAX_ATTEMPTS else "parked"),
            DeliveryItem.attempts.set(attempts),
            DeliveryItem.next_attempt_at.set(now + _wait(attempts)),
            DeliveryItem.error.set(f"{type(error).__name__}: {error}"[:500]),
            DeliveryItem.expires_at.set(_kept_until(now)),
        ],
        DeliveryItem.event_id.does_not_exist() | DeliveryItem.state.exists(),
        AlreadyDelivered(),
    )
    with suppress(AlreadyDelivered):
        tx.commit()


def _wait(attempts: int) -> timedelta:
    return timedelta(seconds=min(3600, 5 * 2**attempts))


def _give_up(delivery: DeliveryItem, reason: str) -> None:
    """Show it as failed: left where it is, it would come first at every retry, before what can succeed."""
    tx = Tx(clock.now())
    tx.update(
        delivery,
        [DeliveryItem.state.set("failed"), DeliveryItem.error.set(reason)],
        DeliveryItem.state == delivery.state,
        AlreadyDelivered(),
    )
    with suppress(AlreadyDelivered):
        tx.commit()


def _kept_until(now: datetime) -> int:
    return clock.epoch_seconds(now + timedelta(days=KEEP_DAYS))
