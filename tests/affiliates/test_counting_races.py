"""Clicks are counted once, also where counters race, die and begin again."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from pynamodb.exceptions import PynamoDBException

from chalicelib.affiliates.click_events import Clicked
from chalicelib.affiliates.click_store import BatchItem
from chalicelib.affiliates.counters import click_totals, count_clicks
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.figures_store import of_period
from chalicelib.affiliates.store import add_member
from chalicelib.kit import ids
from chalicelib.kit.events import Delivery
from chalicelib.kit.tx import Tx
from tests.support.faults import answer_lost, faults, refused

pytestmark = pytest.mark.engine
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Killed(BaseException):
    """The process died here."""


def dies(request: object) -> None:
    raise Killed


@pytest.fixture
def member_id(engine: str) -> str:
    member = Member(ids.new_id("aff", NOON), "acc_1", "Ana", "active", NOON)
    tx = Tx(NOON)
    add_member(tx, member)
    tx.commit()
    return member.id


def clicks(member_id: str, number: int, visitors: int) -> list[Delivery]:
    """Clicks a second apart on three links."""
    made = []
    for each in range(number):
        at = NOON + timedelta(seconds=each)
        fact = Clicked(
            click_id=ids.new_id("clk", at),
            link=f"link000{each % 3}",
            member_id=member_id,
            programme_id="prg_1",
            keep_days=60,
            visitor=f"v{each % visitors}",
            sub_id=f"s{each % 5}",
        )
        made.append(Delivery(f"evt_{each}", at, fact, NOON + timedelta(hours=1)))
    return made


def assert_counted(member_id: str, deliveries: list[Delivery], humans: int) -> None:
    totals = click_totals(of_period(member_id, NOON.date(), NOON.date())[0])
    assert totals.total == humans == sum(totals.by_link.values()) == sum(totals.by_sub_id.values())
    assert totals.total + totals.apart.get("duplicate", 0) == len(deliveries)
    listed = Counter(click.id for batch in BatchItem.query(f"{member_id}#clicks") for click in batch.clicks)
    assert listed == Counter(delivery.fact.click_id for delivery in deliveries)


def test_counters_that_race_for_the_same_clicks_count_each_once(member_id):
    deliveries = clicks(member_id, 120, visitors=1000)

    def take(seed: int) -> None:
        mine = list(deliveries)
        random.Random(seed).shuffle(mine)
        for first in range(0, len(mine), 30):
            count_until_done(mine[first : first + 30])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(take, range(4)))
    assert_counted(member_id, deliveries, humans=120)


def count_until_done(deliveries: list[Delivery]) -> None:
    """As the stream: again until it is taken."""
    for _ in range(20):
        with suppress(Exception):
            return count_clicks(deliveries)
    count_clicks(deliveries)


def test_racing_counters_agree_on_who_came_twice(member_id):
    deliveries = clicks(member_id, 90, visitors=6)
    parts = [deliveries[part::3] for part in range(3)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(count_until_done, parts))
    assert_counted(member_id, deliveries, humans=6)


@pytest.mark.parametrize("requests_before", range(12))
@pytest.mark.parametrize(
    "fault", [dies, answer_lost, refused("TransactionConflictException")], ids=["dies", "lost", "refused"]
)
def test_whatever_happens_at_any_request_each_click_counts_once(member_id, fault, requests_before):
    deliveries = clicks(member_id, 100, visitors=1000)
    with faults(*[None] * requests_before, fault), suppress(Killed, PynamoDBException):
        count_clicks(deliveries)
    count_clicks(deliveries)
    assert_counted(member_id, deliveries, humans=100)
