"""What others' tools take, or how long, is nobody's concern but theirs."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import bootstrap
from chalicelib.affiliates import courier, courier_store
from chalicelib.affiliates.events import CommissionAccrued
from chalicelib.kit import clock as kit_clock
from chalicelib.kit import config, events
from chalicelib.kit.facts import EventItem
from chalicelib.kit.tx import Tx
from tests.affiliates.promoting import Promoter, promoter
from tests.affiliates.tools import listening

HOOKS = "/v1/affiliates/me/webhooks"
KEYS = "/v1/affiliates/me/api-keys"


@pytest.fixture(autouse=True)
def on_one_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTICO_PRIVATE_WEBHOOKS", "1")
    config.config.cache_clear()


@pytest.fixture
def closed_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = int(held.getsockname()[1])
    return port


def hook(who: Promoter, port: int, path: str = "/hook") -> str:
    """A new webhook there; its path."""
    made = who.http.post(HOOKS, {"url": f"http://127.0.0.1:{port}{path}"})
    assert made.status == 201, made.body
    return f"{HOOKS}/{made.json['id']}"


def accrue(who: Promoter, at: datetime, *orders: str) -> None:
    """Facts about a member's orders, delivered as the stream's function does."""
    for order in orders:
        tx = Tx(at)
        tx.publish(CommissionAccrued(who.member_id, order, who.programme_id, "USD", 348, False))
        tx.commit()
    for item in EventItem.scan(consistent_read=True):
        events.deliver(item, bootstrap.SUBSCRIPTIONS, at)


def log(who: Promoter, path: str) -> list[tuple[str, int]]:
    """State and attempts of the messages, oldest first."""
    items = who.http.get(f"{path}/messages").json["items"]
    return [(item["state"], item["attempts"]) for item in items[::-1]]


def orders(server: Any) -> list[str]:
    return [json.loads(body)["data"]["order_id"] for _, body in server.got]


def test_facts_are_done_with_before_anything_is_sent(store, clock, client):
    ana = promoter(client)
    with listening() as tool:
        path = hook(ana, tool.server_port)
        accrue(ana, clock.now, "ord_1")
        assert tool.got == []
        assert log(ana, path) == [("waiting", 0)]
        assert courier.send_due("webhooks_quick", 1) == 1
        assert orders(tool) == ["ord_1"]
        assert courier.send_due("webhooks_quick", 1) == 0


def test_nobody_waits_behind_all_of_somebody_elses_messages(store, clock, client):
    ana, bob = promoter(client), promoter(client, "acc_bob")
    with listening() as tool:
        hook(ana, tool.server_port)
        accrue(ana, clock.now, *(f"ord_a{number}" for number in range(21)))
        clock.advance(seconds=1)
        hook(bob, tool.server_port)
        accrue(bob, clock.now, "ord_b")
        clock.advance(seconds=1)
        assert courier.send_due("webhooks_quick", 1) == 22
        assert orders(tool).index("ord_b") <= courier.SHARE_MESSAGES
        assert sorted(orders(tool)) == sorted([*(f"ord_a{number}" for number in range(21)), "ord_b"])


def test_while_one_tool_takes_its_time_the_others_are_told(engine, client):
    slow, quick = promoter(client, "acc_slow"), promoter(client, "acc_quick")
    let_go = threading.Event()
    with listening(hold=let_go) as holding, listening() as tool, ThreadPoolExecutor(1) as couriers:
        hook(slow, holding.server_port)
        hook(quick, tool.server_port)
        accrue(slow, kit_clock.now(), "ord_s")
        sending = couriers.submit(courier.send_due, "webhooks_quick")
        assert holding.came.wait(3)
        accrue(quick, kit_clock.now(), "ord_q")
        assert tool.came.wait(3)
        let_go.set()
        assert sending.result() == 2


def test_who_takes_nothing_is_served_in_a_lane_of_its_own(store, clock, client):
    ana = promoter(client)
    with listening() as tool:
        path = hook(ana, tool.server_port)
        tool.answers = 500
        accrue(ana, clock.now, "ord_1")
        assert courier.send_due("webhooks_quick", 1) == 1
        clock.advance(minutes=1)
        accrue(ana, clock.now, "ord_2")
        assert courier.send_due("webhooks_quick", 1) == 0
        tool.answers = 204
        assert courier.send_due("webhooks_slow", 1) == 2
        assert log(ana, path) == [("taken", 2), ("taken", 1)]


def test_a_host_that_gives_no_answer_is_left_alone_with_all_that_lead_to_it(store, clock, client, closed_port):
    members = [promoter(client, f"acc_{number}") for number in range(6)]
    paths = [hook(member, closed_port) for member in members]
    for member in members:
        accrue(member, clock.now, "ord_1")
    assert courier.send_due("webhooks_quick", 1) == 3
    clock.advance(minutes=1)
    assert courier.send_due("webhooks_slow", 1) == 1
    with listening(closed_port) as tool:
        assert sum(courier.send_due(lane, 1) for lane in courier.THREADS) == 0
        for _ in range(3):
            clock.advance(minutes=2)
            courier.send_due("webhooks_slow", 1)
        assert len(tool.got) == 6
    assert {log(member, path)[0][0] for member, path in zip(members, paths, strict=True)} == {"taken"}


def test_addresses_that_give_no_answer_close_their_host_to_nobody_else(store, clock, client):
    bad, ana = promoter(client, "acc_bad"), promoter(client)
    with listening() as tool:
        tool.mute = "/mute"
        for _ in range(5):
            hook(bad, tool.server_port, tool.mute)
        path = hook(ana, tool.server_port)
        accrue(bad, clock.now, "ord_b")
        assert courier.send_due("webhooks_quick", 1) == 5
        accrue(ana, clock.now, "ord_1")
        assert courier.send_due("webhooks_quick", 1) == 1
        assert log(ana, path) == [("taken", 1)]
        assert ana.http.get(HOOKS).json["items"][0]["failing_since"] is None


def test_what_waits_for_a_host_that_stays_away_is_given_up_with_its_webhook(store, clock, client, closed_port):
    ana = promoter(client)
    path = hook(ana, closed_port)
    accrue(ana, clock.now, *(f"ord_{number}" for number in range(10)))
    for _ in range(14):
        courier.send_due("webhooks_quick", 1)
        courier.send_due("webhooks_slow", 1)
        clock.advance(hours=6)
    assert {state for state, _ in log(ana, path)} == {"given_up"}
    assert sum(attempts for _, attempts in log(ana, path)) < 20
    assert ana.http.get(HOOKS).json["items"][0]["disabled_at"] is not None


def test_a_message_that_is_tried_by_hand_goes_at_once(store, clock, client):
    ana = promoter(client)
    with listening() as tool:
        path = hook(ana, tool.server_port)
        tool.answers = 500
        accrue(ana, clock.now, "ord_1")
        courier.send_due("webhooks_quick", 1)
        tool.answers = 204
        ana.http.post(f"{path}/test")
        assert courier.send_due("webhooks_quick", 1) == 1
        assert json.loads(tool.got[-1][1])["type"] == "test"


def test_a_queue_is_served_by_one_at_a_time_and_again_after_a_crash(store, clock, client):
    ana = promoter(client)
    with listening() as tool:
        hook(ana, tool.server_port)
        accrue(ana, clock.now, "ord_1")
        (queue,) = courier_store.due("webhooks_quick", clock.now, 10)
        assert courier_store.take(queue, clock.now) is not None
        assert courier.send_due("webhooks_quick", 1) == 0
        clock.advance(seconds=courier_store.SERVED_SECONDS)
        assert courier.send_due("webhooks_quick", 1) == 1


def test_what_comes_while_a_queue_is_served_is_sent_too(store, clock, client):
    ana = promoter(client)
    with listening() as tool:
        hook(ana, tool.server_port)
        accrue(ana, clock.now, "ord_1")
        (queue,) = courier_store.due("webhooks_quick", clock.now, 10)
        taken = courier_store.take(queue, clock.now)
        accrue(ana, clock.now, "ord_2")
        courier_store.release(taken, "webhooks_quick", None, clock.now)
        assert courier.send_due("webhooks_quick", 1) == 2


def test_side_by_side_every_message_is_sent_once(engine, client):
    members = [promoter(client, f"acc_{number}") for number in range(4)]
    now = kit_clock.now()
    with listening() as tool:
        for member in members:
            hook(member, tool.server_port)
        for member in members:
            accrue(member, now, *(f"ord_{member.account_id}_{number}" for number in range(10)))
        with ThreadPoolExecutor(3) as couriers:
            sent = list(couriers.map(courier.send_due, ["webhooks_quick"] * 3))
        while courier.send_due("webhooks_quick"):
            pass
        assert sum(sent) <= 40
        assert sorted(orders(tool)) == sorted(set(orders(tool)))
        assert len(tool.got) == 40


@pytest.mark.parametrize("decision", ["suspend", "ban"])
def test_only_who_takes_part_has_things_sent(store, clock, client, decision):
    ana = promoter(client)
    with listening() as tool:
        path = hook(ana, tool.server_port)
        key = ana.http.post(KEYS, {"name": "tool"}).json["secret"]
        staff = client.signed_in("acc_admin", "admin")
        body = {"reason": "why", "for_good": decision == "ban"}
        assert staff.post(f"/v1/affiliates/{ana.member_id}/suspend", body).status == 200
        for refused in (
            ana.http.post(HOOKS, {"url": "https://tools.example/"}),
            ana.http.post(KEYS, {"name": "tool"}),
            ana.http.post(f"{path}/test"),
            client.with_headers(Api_Key=key).post("/v1/affiliates/me/links", {"target": "/"}),
        ):
            assert (refused.status, refused.code) == (403, "member_not_active")


def test_who_waits_to_be_let_in_has_nothing_sent(store, clock, client):
    ana = promoter(client, approval="manual")
    assert ana.http.post(HOOKS, {"url": "https://tools.example/"}).code == "member_not_active"
    assert ana.http.post(KEYS, {"name": "tool"}).code == "member_not_active"


@pytest.mark.parametrize(("path", "most"), [(KEYS, 10), (HOOKS, 5)])
def test_those_who_ask_at_once_get_no_more_than_they_may(engine, client, path, most):
    ana = promoter(client)
    body = {"name": "tool"} if path == KEYS else {"url": "https://tools.example/"}
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: ana.http.post(path, body).status, range(16)))
    assert set(answers) <= {201, 409}
    assert len(ana.http.get(path).json["items"]) == answers.count(201) <= most


def test_pauses_grow_to_an_hour():
    assert [courier_store.pause(failures) for failures in (1, 2, 12)] == [
        timedelta(seconds=10),
        timedelta(seconds=20),
        timedelta(hours=1),
    ]
