"""Clicks are counted once, and only a person's."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib import bootstrap
from chalicelib.affiliates.counters import MAX_TOGETHER, ClickTotals, click_totals
from chalicelib.affiliates.figures_store import MAX_NAMES, OTHERS, add, of_period
from chalicelib.kit import events, ids
from chalicelib.kit.facts import EventItem
from chalicelib.kit.tx import Tx
from tests.affiliates.promoting import CHROME, Promoter, click_of, follow, promoter

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def ana(store, clock, client) -> Promoter:
    return promoter(client)


def clicked() -> list[EventItem]:
    """The facts of clicks, in their order."""
    found = [item for item in EventItem.scan(consistent_read=True) if item.type == "affiliates.clicked.v1"]
    return sorted(found, key=lambda item: item.event_id)


def record(item: EventItem, number: int) -> dict[str, object]:
    return {"eventName": "INSERT", "dynamodb": {"NewImage": item.to_dynamodb_dict(), "SequenceNumber": str(number)}}


def take(items: list[EventItem], now) -> list[str]:
    """Hand facts over as the stream does, together."""
    records = [record(item, number) for number, item in enumerate(items)]
    return events.deliver_records(records, bootstrap.SUBSCRIPTIONS, now)


def totals_today(ana: Promoter, clock) -> ClickTotals:
    today = clock.now.date()
    return click_totals(of_period(ana.member_id, today, today)[0])


def test_a_persons_click_counts_by_day_link_and_sub_id(ana, client, drain, clock):
    first, second = ana.link(), ana.link(sub_id="letter")
    follow(client, first, "?sub=blog")
    follow(client, second)
    clock.advance(days=1)
    follow(client, first)
    drain()
    summary = ana.http.get("/v1/affiliates/me/summary").json
    assert summary["totals"]["clicks"] == 3
    assert {day["key"]: day["clicks"] for day in summary["by_day"] if day["clicks"]} == {
        "2026-03-02": 2,
        "2026-03-03": 1,
    }
    assert {link["key"]: link["clicks"] for link in summary["by_link"]} == {first: 2, second: 1}
    assert {sub["key"]: sub["clicks"] for sub in summary["by_sub_id"]} == {"blog": 1, "letter": 1}


def test_the_same_visitor_counts_again_only_after_an_hour(ana, client, drain, clock):
    code = ana.link()
    for minutes in (0, 30, 29, 2):
        clock.advance(minutes=minutes)
        follow(client, code)
    drain()
    assert ana.kinds() == ["human", "duplicate", "duplicate", "human"]
    assert ana.counted() == 2


def test_an_hour_is_kept_apart_by_link_and_by_visitor(ana, client, drain):
    one, two = ana.link(), ana.link()
    follow(client, one)
    follow(client, two)
    follow(client, one, user_agent=CHROME + " Edg/140.0.0.0")
    follow(client, one, accept_language="zh-CN")
    drain()
    assert ana.counted() == 4


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("bot", {"user_agent": "Googlebot/2.1"}),
        ("bot", {"user_agent": ""}),
        ("bot", {"method": "HEAD"}),
        ("prefetch", {"sec_purpose": "prefetch;prerender"}),
        ("prefetch", {"x_moz": "prefetch"}),
    ],
)
def test_what_is_no_visit_is_kept_apart(ana, client, drain, kind, asked):
    reply = follow(client, ana.link(), **asked)
    assert reply.status == 302
    assert (click_of(reply) is None) == (kind == "bot")
    drain()
    assert ana.kinds() == ([] if kind == "bot" else [kind])
    assert ana.counted() == 0
    assert click_totals(of_period(ana.member_id, NOON.date(), NOON.date())[0]).apart == {kind: 1}


@pytest.mark.parametrize("page", ["/v1/affiliates/me", "/v1/affiliates/me/links"])
def test_a_member_who_tries_a_link_does_not_count_and_hinders_nobody(ana, client, drain, page):
    """A browser that follows a link sends its cookies, and no sign-in: the members' pages say whose it is when they are opened."""
    code = ana.link()
    own = ana.http.get(page).headers["set-cookie"].partition(";")[0]
    follow(client, code, cookie=own)
    follow(client, code)
    drain()
    assert sorted(ana.kinds()) == ["human", "self"]


def test_a_tools_answer_marks_no_browser(ana, client):
    key = ana.http.post("/v1/affiliates/me/api-keys", {"name": "blog"}).json["secret"]
    tool = client.with_headers(Api_Key=key)
    for page in ("/v1/affiliates/me", "/v1/affiliates/me/links"):
        assert "set-cookie" not in tool.get(page).headers


def test_clicks_together_count_as_one_by_one(ana, client, clock):
    codes = [ana.link(), ana.link()]
    chance = random.Random(7)
    for number in range(150):
        follow(client, chance.choice(codes), f"?sub=s{number % 3}", accept_language=f"x-{number % 130}")
        clock.advance(seconds=3)
    facts = clicked()
    assert take(facts, clock.now) == []
    totals = totals_today(ana, clock)
    listed = ana.http.get("/v1/affiliates/me/clicks?limit=100").json
    assert totals.total + totals.apart["duplicate"] == 150
    assert sum(totals.by_link.values()) == sum(totals.by_sub_id.values()) == totals.total
    assert len(listed["items"]) == 100
    assert [click["at"] for click in listed["items"]] == sorted(
        (click["at"] for click in listed["items"]), reverse=True
    )


def test_a_batch_that_comes_again_in_other_parts_counts_once(ana, client, clock):
    code = ana.link()
    for number in range(MAX_TOGETHER + 20):
        follow(client, code, accept_language=f"x-{number}")
    facts = clicked()
    chance = random.Random(3)
    for _ in range(6):
        chance.shuffle(facts)
        assert take(facts[: chance.randrange(5, len(facts))], clock.now) == []
    assert take(facts + facts[:10], clock.now) == []
    assert ana.counted() == len(facts)
    assert len(list_all(ana)) == len(facts)


def list_all(ana: Promoter) -> list[str]:
    """The ids of all clicks, page by page."""
    found, cursor = [], ""
    while cursor is not None:
        page = ana.http.get(f"/v1/affiliates/me/clicks?limit=7{cursor}").json
        found += [click["id"] for click in page["items"]]
        cursor = page["next_cursor"] and "&cursor=" + page["next_cursor"].replace("+", "%2B").replace("#", "%23")
    assert len(set(found)) == len(found)
    return found


def test_one_bad_fact_among_many_hinders_none(ana, client, clock):
    code = ana.link()
    for number in range(5):
        follow(client, code, accept_language=f"x-{number}")
    facts = clicked()
    facts[2].payload = '{"click_id": 5}'
    assert take(facts, clock.now) == []
    assert ana.counted() == 4
    (parked,) = [item for item in events.DeliveryItem.scan() if item.state is not None]
    assert (parked.event_id, parked.state) == (facts[2].event_id, "parked")


def test_a_parked_click_is_counted_when_it_can_be(ana, client, clock):
    follow(client, ana.link())
    (fact,) = clicked()
    whole, fact.payload = fact.payload, "{}"
    take([fact], clock.now)
    fact.payload = whole
    fact.save()
    clock.advance(minutes=5)
    assert events.retry_parked(bootstrap.SUBSCRIPTIONS, clock.now) == 1
    assert ana.counted() == 1
    assert events.retry_parked(bootstrap.SUBSCRIPTIONS, clock.now + timedelta(hours=2)) == 0


def test_a_flood_of_sub_ids_stays_small(ana, client, clock):
    code = ana.link()
    for number in range(MAX_NAMES + 30):
        follow(client, code, f"?sub=s{number}", accept_language=f"x-{number}")
        if number % 40 == 39:
            take(clicked(), clock.now)
    take(clicked(), clock.now)
    totals = totals_today(ana, clock)
    assert totals.total == MAX_NAMES + 30
    assert len(totals.by_sub_id) == MAX_NAMES + 1
    assert totals.by_sub_id[OTHERS] == 30


def test_whatever_is_written_as_a_sub_id_is_counted_by_it(store):
    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(
        st.sets(
            st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64), min_size=1, max_size=9
        )
    )
    @example({"[0]", "utm[1]", "a[0].b", "%5B0%5D", "][", "a:b:human", "100%"})
    def holds(sub_ids):
        member_id, tx = ids.new_id("aff", NOON), Tx(NOON)
        add(tx, member_id, "clicks", NOON.date(), {("sub", each, "human"): 2 for each in sub_ids})
        tx.commit()
        counted = of_period(member_id, NOON.date(), NOON.date())[0]
        assert click_totals(counted).by_sub_id == dict.fromkeys(sub_ids, 2)

    holds()


def test_a_click_with_brackets_in_its_sub_id_counts_with_the_others(ana, client, clock):
    code = ana.link()
    for sub in ("blog", "%5B0%5D", "blog"):
        follow(client, code, f"?sub={sub}", accept_language=f"x-{len(clicked())}")
    assert take(clicked(), clock.now) == []
    assert totals_today(ana, clock).by_sub_id == {"blog": 2, "[0]": 1}
    assert list(events.DeliveryItem.scan()) == []  # none was counted alone
