"""Facts travel one way: each subscriber acts once, whatever is delivered twice, fails, crashes or disappears."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import pytest

from chalicelib.kit import events
from chalicelib.kit.errors import NotFound
from chalicelib.kit.events import MAX_ATTEMPTS, BatchSubscriber, Delivery, DeliveryItem, Subscriber
from chalicelib.kit.facts import EventItem
from chalicelib.kit.tables import get
from chalicelib.kit.tx import Tx
from tests.kit.parts import NOON, Jar, SweetEaten, SweetSeen, new_jar, sweets_in
from tests.support.faults import answer_lost, faults


def published(*facts: SweetEaten | SweetSeen) -> list[EventItem]:
    tx = Tx(NOON)
    ids = [tx.publish(fact) for fact in facts]
    tx.commit()
    return [EventItem.get(event_id) for event_id in ids]


def count_up(jar: str) -> Subscriber:
    """Adds one to a jar: acting twice would show."""

    def effect(delivery: Delivery, tx: Tx) -> None:
        tx.update(new_jar(jar), [Jar.sweets.set((Jar.sweets | 0) + 1)])

    return Subscriber(f"kit.count_in_{jar}", effect)


class Post:
    """Another system: it takes letters, and fails or crashes on order."""

    def __init__(self, *troubles: BaseException | None) -> None:
        self.letters: list[str] = []
        self.troubles = list(troubles)

    def subscriber(self) -> Subscriber:
        return Subscriber("kit.post", self.send, outside=True)

    def send(self, delivery: Delivery, tx: Tx) -> None:
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble:
            raise trouble
        self.letters.append(delivery.event_id)


class Killed(BaseException):
    """The process dies in the middle: nothing after it runs."""


def fail(delivery: Delivery, tx: Tx) -> None:
    raise RuntimeError("out of order")


BROKEN = Subscriber("kit.broken", fail)


def states() -> dict[str, str | None]:
    return {item.subscriber: item.state for item in DeliveryItem.scan()}


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def retry_for_hours(subscriptions: events.Subscriptions) -> None:
    for minute in range(0, 600, 15):
        events.retry_parked(subscriptions, later(minute))


def test_a_fact_delivered_twice_acts_once(store):
    (item,) = published(SweetEaten("a"))
    for _ in range(2):
        events.deliver(item, {SweetEaten: [count_up("a")]}, NOON)
    assert sweets_in("a") == 1


def test_a_fact_delivered_by_many_at_once_acts_once(engine):
    (item,) = published(SweetEaten("a"))
    subscriptions = {SweetEaten: [count_up("a"), count_up("b")]}
    with ThreadPoolExecutor(8) as streams:
        list(streams.map(lambda _: events.deliver(item, subscriptions, NOON), range(16)))
    assert (sweets_in("a"), sweets_in("b")) == (1, 1)
    assert set(states().values()) == {None}


def test_an_effect_whose_answer_was_lost_acts_once(engine):
    (item,) = published(SweetEaten("a"))
    with faults(None, answer_lost):
        events.deliver(item, {SweetEaten: [count_up("a")]}, NOON)
    events.deliver(item, {SweetEaten: [count_up("a")]}, NOON)
    assert sweets_in("a") == 1


def test_every_subscriber_of_a_fact_acts_and_nobody_else(store):
    (item,) = published(SweetEaten("x"))
    events.deliver(item, {SweetEaten: [count_up("a"), count_up("b")], SweetSeen: [count_up("c")]}, NOON)
    assert (sweets_in("a"), sweets_in("b"), sweets_in("c")) == (1, 1, None)


def test_a_fact_that_nobody_knows_is_passed_over(store):
    (item,) = published(SweetSeen("x"))
    events.deliver(item, {SweetEaten: [count_up("a")]}, NOON)
    assert states() == {}


def test_a_failing_subscriber_hinders_no_other(store):
    items = published(SweetEaten("1"), SweetEaten("2"))
    for item in items:
        events.deliver(item, {SweetEaten: [BROKEN, count_up("a")]}, NOON)
    assert sweets_in("a") == 2
    assert states()["kit.broken"] == "parked"


def test_a_fact_that_cannot_be_read_is_parked(store):
    (item,) = published(SweetEaten("x"))
    item.payload = '{"jar": 7}'
    events.deliver(item, {SweetEaten: [count_up("a"), Post().subscriber()]}, NOON)
    assert states() == {"kit.count_in_a": "parked", "kit.post": "parked"}


def test_what_failed_is_tried_again_when_it_is_due(store):
    (item,) = published(SweetEaten("x"))
    events.deliver(item, {SweetEaten: [BROKEN]}, NOON)
    mended = {SweetEaten: [Subscriber(BROKEN.name, count_up("a").effect)]}
    assert events.retry_parked(mended, NOON + timedelta(seconds=9)) == 0
    assert events.retry_parked(mended, NOON + timedelta(seconds=10)) == 1
    assert sweets_in("a") == 1
    assert events.retry_parked(mended, later(60)) == 0


def test_waits_grow_to_an_hour_at_most_and_end_after_the_last_try(store):
    (item,) = published(SweetEaten("x"))
    events.deliver(item, {SweetEaten: [BROKEN]}, NOON)
    tried = [NOON]
    while not events.failed():
        (parked,) = DeliveryItem.by_state.query("parked")
        tried.append(parked.next_attempt_at)
        events.retry_parked({SweetEaten: [BROKEN]}, tried[-1])
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(tried)]
    assert len(tried) == MAX_ATTEMPTS
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (10, 3600)


def test_what_failed_for_good_tells_why_and_can_be_replayed(store):
    (item,) = published(SweetEaten("x"))
    events.deliver(item, {SweetEaten: [BROKEN]}, NOON)
    retry_for_hours({SweetEaten: [BROKEN]})
    (failed,) = events.failed()
    assert (failed.event_id, failed.error) == (item.event_id, "RuntimeError: out of order")
    mended = {SweetEaten: [Subscriber(BROKEN.name, count_up("a").effect)]}
    events.replay(item.event_id, BROKEN.name, mended, later(700))
    assert (sweets_in("a"), events.failed()) == (1, [])
    events.replay(item.event_id, BROKEN.name, mended, later(701))
    assert sweets_in("a") == 1


def test_a_replay_that_fails_stays_failed(store):
    (item,) = published(SweetEaten("x"))
    events.deliver(item, {SweetEaten: [BROKEN]}, NOON)
    retry_for_hours({SweetEaten: [BROKEN]})
    with pytest.raises(events.StillFailing, match="out of order"):
        events.replay(item.event_id, BROKEN.name, {SweetEaten: [BROKEN]}, later(700))
    assert len(events.failed()) == 1


def test_a_replay_of_nothing_says_so(store):
    with pytest.raises(NotFound):
        events.replay("evt_unknown", BROKEN.name, {SweetEaten: [BROKEN]}, NOON)


def test_another_system_is_asked_once(store):
    (item,) = published(SweetEaten("x"))
    post = Post()
    for _ in range(2):
        events.deliver(item, {SweetEaten: [post.subscriber()]}, NOON)
    assert post.letters == [item.event_id]


def test_another_system_is_asked_once_by_many_at_once(engine):
    (item,) = published(SweetEaten("x"))
    post = Post()
    with ThreadPoolExecutor(8) as streams:
        list(streams.map(lambda _: events.deliver(item, {SweetEaten: [post.subscriber()]}, NOON), range(16)))
    assert post.letters == [item.event_id]


def test_a_process_that_died_while_it_acted_is_followed_by_another_after_its_lease(store):
    (item,) = published(SweetEaten("x"))
    post = Post(Killed())
    subscriptions = {SweetEaten: [post.subscriber()]}
    with pytest.raises(Killed):
        events.deliver(item, subscriptions, NOON)
    events.deliver(item, subscriptions, later(1))
    events.retry_parked(subscriptions, later(1))
    assert post.letters == []
    events.retry_parked(subscriptions, later(2))
    assert post.letters == [item.event_id]


def test_what_kills_every_process_ends_as_failed(store):
    (item,) = published(SweetEaten("x"))
    post = Post(*[Killed()] * 100)
    subscriptions = {SweetEaten: [post.subscriber()]}
    deaths = 0
    for minute in range(0, 60, 2):
        try:
            if minute == 0:
                events.deliver(item, subscriptions, NOON)
            events.retry_parked(subscriptions, later(minute))
        except Killed:
            deaths += 1
    assert deaths == MAX_ATTEMPTS
    assert [failed.event_id for failed in events.failed()] == [item.event_id]


def test_a_retry_whose_fact_or_subscriber_is_gone_leaves_the_queue(store):
    gone, orphan = published(SweetEaten("1"), SweetEaten("2"))
    for item in (gone, orphan):
        events.deliver(item, {SweetEaten: [BROKEN]}, NOON)
    gone.delete()
    assert events.retry_parked({}, later(5)) == 0
    assert len(events.failed()) == 2


def test_a_full_queue_of_failures_does_not_hold_up_what_can_succeed(store):
    stuck = published(*(SweetEaten(f"{number}") for number in range(5)))
    for item in stuck:
        events.deliver(item, {SweetEaten: [BROKEN]}, NOON)
    (late,) = published(SweetSeen("late"))
    events.deliver(late, {SweetSeen: [Subscriber("kit.late", fail)]}, later(1))
    subscriptions = {SweetEaten: [BROKEN], SweetSeen: [Subscriber("kit.late", count_up("late").effect)]}
    for _ in range(3):
        events.retry_parked(subscriptions, later(3), limit=5)
    assert sweets_in("late") == 1


def test_retries_end_in_time_and_what_is_left_comes_first_at_the_next(store):
    for number, item in enumerate(published(*(SweetEaten(f"{number}") for number in range(3)))):
        events.deliver(item, {SweetEaten: [BROKEN]}, NOON + timedelta(seconds=number))
    reached = []

    def dawdle(delivery: Delivery, tx: Tx) -> None:
        reached.append(delivery.fact)
        time.sleep(0.02)

    subscriptions = {SweetEaten: [Subscriber(BROKEN.name, dawdle)]}
    assert events.retry_parked(subscriptions, later(5), within_seconds=0.01) == 1
    assert events.retry_parked(subscriptions, later(5), within_seconds=0.01) == 1
    assert len({msgspec.json.encode(fact) for fact in reached}) == 2


def record(item: EventItem, number: str, name: str = "INSERT") -> dict[str, object]:
    return {"eventName": name, "dynamodb": {"NewImage": item.to_dynamodb_dict(), "SequenceNumber": number}}


def test_the_stream_handler_delivers_new_facts_only(store):
    first, second = published(SweetEaten("1"), SweetEaten("2"))
    records = [record(first, "1"), record(second, "2", "MODIFY"), {"eventName": "REMOVE", "dynamodb": {}}]
    assert events.deliver_records(records, {SweetEaten: [count_up("a")]}, NOON) == []
    assert sweets_in("a") == 1


def test_the_stream_begins_again_at_a_fact_that_could_not_even_be_parked(store):
    items = published(SweetEaten("1"), SweetEaten("2"))
    records = [record(item, f"{number}") for number, item in enumerate(items)]
    records[1]["dynamodb"]["NewImage"] = {"event_id": {"S": "evt"}, "occurred_at": {"S": "not a moment"}}
    assert events.deliver_records(records, {SweetEaten: [count_up("a")]}, NOON) == ["1"]
    assert sweets_in("a") == 1


def test_a_done_delivery_keeps_no_place_in_the_queue(store):
    (item,) = published(SweetEaten("x"))
    events.deliver(item, {SweetEaten: [count_up("a")]}, NOON)
    done = get(DeliveryItem, item.event_id, "kit.count_in_a")
    assert done is not None
    assert (done.state, done.next_attempt_at) == (None, None)


class Tally:
    """A reaction that takes many facts at once and notes which came together; it refuses what it is told to."""

    def __init__(self, refused: str = "", dies: BaseException | None = None) -> None:
        self.batches: list[list[str]] = []
        self.refused = refused
        self.dies = dies

    def subscriber(self) -> BatchSubscriber:
        return BatchSubscriber("kit.tally", self.take)

    def take(self, deliveries: Sequence[Delivery]) -> None:
        if self.dies:
            raise self.dies
        sweets = [delivery.fact.jar for delivery in deliveries]
        if self.refused in sweets:
            raise ValueError(self.refused)
        self.batches.append(sweets)


def test_facts_of_a_type_are_taken_together(store):
    items = published(SweetEaten("1"), SweetSeen("other"), SweetEaten("2"), SweetEaten("3"))
    tally = Tally()
    records = [record(item, f"{number}") for number, item in enumerate(items)]
    subscriptions = {SweetEaten: [tally.subscriber(), count_up("a")]}
    assert events.deliver_records(records, subscriptions, NOON) == []
    assert tally.batches == [["1", "2", "3"]]
    assert sweets_in("a") == 3


def test_what_fails_together_is_tried_alone_and_only_the_bad_one_is_parked(store):
    items = published(SweetEaten("1"), SweetEaten("bad"), SweetEaten("3"))
    tally = Tally(refused="bad")
    records = [record(item, f"{number}") for number, item in enumerate(items)]
    assert events.deliver_records(records, {SweetEaten: [tally.subscriber()]}, NOON) == []
    assert tally.batches == [["1"], ["3"]]
    tally.refused = ""
    assert events.retry_parked({SweetEaten: [tally.subscriber()]}, later(5)) == 1
    assert tally.batches[-1] == ["bad"]
    assert events.retry_parked({SweetEaten: [tally.subscriber()]}, later(50)) == 0


def test_one_bad_fact_of_many_leaves_the_others_in_few_batches(store):
    items = published(*(SweetEaten(f"{number}") for number in range(100)))
    tally = Tally(refused="37")
    records = [record(item, f"{number}") for number, item in enumerate(items)]
    assert events.deliver_records(records, {SweetEaten: [tally.subscriber()]}, NOON) == []
    assert sum(map(len, tally.batches)) == 99
    assert len(tally.batches) < 10


def test_a_batch_that_could_not_even_be_parked_comes_again_whole(store):
    items = published(SweetEaten("1"), SweetEaten("2"))
    records = [record(item, f"{number}") for number, item in enumerate(items, 7)]
    with pytest.raises(Killed):
        events.deliver_records(records, {SweetEaten: [Tally(dies=Killed()).subscriber()]}, NOON)
    tally = Tally()
    assert events.deliver_records(records, {SweetEaten: [tally.subscriber()]}, NOON) == []
    assert tally.batches == [["1", "2"]]
