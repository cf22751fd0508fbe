"""Members' own tools are told of commissions and payouts, signed; and nobody is led into our own network."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from chalicelib import bootstrap
from chalicelib.affiliates import courier
from chalicelib.affiliates.events import CommissionAccrued, CommissionApproved, CommissionRestored, CommissionReversed
from chalicelib.affiliates.payout_events import PayoutFailed, PayoutPaid
from chalicelib.kit import config, events, outgoing
from chalicelib.kit.facts import Fact
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import RefundFailed
from tests.affiliates.facts import HOUR, about, click, member, order, programme, refund, tell
from tests.affiliates.promoting import Promoter, promoter
from tests.affiliates.tools import listening

HOOKS = "/v1/affiliates/me/webhooks"


@pytest.fixture
def on_one_machine(monkeypatch) -> None:
    monkeypatch.setenv("PORTICO_PRIVATE_WEBHOOKS", "1")
    config.config.cache_clear()


@pytest.fixture
def tool(on_one_machine) -> Iterator[http.server.HTTPServer]:
    with listening() as server:
        yield server


@pytest.fixture
def ana(store, clock, client) -> Promoter:
    return promoter(client)


def hook(ana: Promoter, tool: http.server.HTTPServer, *chosen: str) -> dict[str, Any]:
    """A new webhook at the tool, with its secret."""
    made = ana.http.post(HOOKS, {"url": f"http://127.0.0.1:{tool.server_port}/hook?x=1", "events": list(chosen)})
    assert made.status == 201, made.body
    return dict(made.json)


def accrue(ana: Promoter, at: datetime) -> None:
    happens(at, CommissionAccrued(ana.member_id, "ord_1", ana.programme_id, "USD", 348, False))


def happens(at: datetime, *facts: Fact) -> None:
    tx = Tx(at)
    for fact in facts:
        tx.publish(fact)
    tx.commit()


def log(ana: Promoter, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    """What the member sees of the webhook's messages, newest first."""
    return list(ana.http.get(f"{HOOKS}/{webhook['id']}/messages").json["items"])


def signatures(headers: dict[str, str]) -> tuple[str, list[str]]:
    """A signature's moment and its codes."""
    moment, *codes = headers["Portico-Signature"].split(",")
    return moment.removeprefix("t="), [code.removeprefix("v1=") for code in codes]


def signed(secret: str, moment: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def test_a_commission_is_told_signed_and_once(ana, tool, drain, clock):
    made = hook(ana, tool)
    accrue(ana, clock.now)
    drain()
    ((headers, body),) = tool.got
    told = json.loads(body)
    assert (told["type"], told["data"]["order_id"]) == ("commission.accrued", "ord_1")
    assert told["data"]["amount"] == {"amount": 348, "currency": "USD"}
    moment, codes = signatures(headers)
    assert codes == [signed(made["secret"], moment, body)]
    assert abs(int(moment) - clock.now.timestamp()) < 1


def test_every_message_is_as_the_interfaces_document_says(ana, tool, drain, clock):
    made = hook(ana, tool)
    order = (ana.member_id, "ord_1", ana.programme_id, "USD")
    payout = (ana.member_id, ana.account_id, "pay_1", "USD", 5_000)
    happens(
        clock.now,
        CommissionAccrued(*order, 348, True),
        CommissionApproved(*order, 348),
        CommissionReversed(*order, 300, 48, "refund#ref_1"),
        CommissionRestored(*order, 348, 48, "refund_failed#ref_1"),
        PayoutPaid(*payout, "EUR", 4_600),
        PayoutFailed(*payout, "account closed"),
    )
    assert ana.http.post(f"{HOOKS}/{made['id']}/test").status == 202
    drain()
    told = [json.loads(body) for _, body in tool.got]
    document = msgspec.json.decode(msgspec.json.encode(bootstrap.openapi_document()))
    assert {message["type"] for message in told} == set(document["webhooks"])
    for message in told:
        content = document["webhooks"][message["type"]]["post"]["requestBody"]["content"]
        schema = content["application/json"]["schema"] | {"components": document["components"]}
        Draft202012Validator(schema).validate(message)
        assert set(message) == {"id", "type", "created_at", "data"}


def test_what_is_earned_again_is_told_as_given_back(tool, store, client, drain, clock):
    of = programme(clock.now)
    eve = member(clock.now, of)
    hook(Promoter(client, eve.account_id, eve.id, of.id), tool)
    paid = order(clock.now, click(eve, clock.now - HOUR).id)
    back = refund(paid, 1, {"a": 400})
    for fact in (paid, back, about(paid, RefundFailed, refund_id=back.refund_id)):
        tell(fact, clock.now)
    drain()
    told = {message["type"]: message["data"] for message in (json.loads(body) for _, body in tool.got)}
    assert told["commission.accrued"]["amount"]["amount"] == 100
    assert told["commission.reversed"]["taken_back"]["amount"] == 40
    restored = told["commission.restored"]
    assert (restored["given_back"]["amount"], restored["amount"]["amount"]) == (40, 100)
    assert len(tool.got) == 3


def test_only_what_was_asked_for_is_told(ana, tool, drain, clock):
    hook(ana, tool, "commission.reversed")
    accrue(ana, clock.now)
    drain()
    assert tool.got == []


@pytest.mark.parametrize("answer", [500, 404, 302])
def test_what_is_not_taken_comes_again_with_the_same_id(ana, tool, drain, clock, answer):
    made = hook(ana, tool)
    tool.answers = answer
    accrue(ana, clock.now)
    drain()
    ((seen),) = log(ana, made)
    assert (seen["state"], seen["status"], seen["answer"]) == ("failing", answer, "sorry")
    assert seen["attempts"] == len(tool.got)
    tool.answers = 200
    clock.advance(minutes=1)
    assert courier.send_due("webhooks_slow", 1) == 1
    assert len({body for _, body in tool.got}) == 1
    assert len(tool.got) > 1
    ((seen),) = log(ana, made)
    assert (seen["state"], seen["attempts"], seen["status"]) == ("taken", len(tool.got), 200)
    assert seen["body"].encode() == tool.got[0][1]
    assert [item for item in events.DeliveryItem.scan() if item.state is not None] == []


def test_what_is_never_taken_is_given_up_and_can_be_sent_again(ana, tool, drain, clock):
    made = hook(ana, tool)
    tool.answers = 500
    accrue(ana, clock.now)
    drain()
    for _ in range(20):
        clock.advance(minutes=61)
        courier.send_due("webhooks_slow", 1)
    assert len(tool.got) == 11
    assert events.failed() == []
    ((given_up),) = log(ana, made)
    assert (given_up["state"], given_up["attempts"]) == ("given_up", 11)
    tool.answers = 200
    again = ana.http.post(f"{HOOKS}/{made['id']}/messages/{given_up['id']}/again")
    assert (again.status, again.json["state"]) == (202, "waiting")
    drain()
    assert json.loads(tool.got[-1][1])["id"] == given_up["id"]
    assert [message["state"] for message in log(ana, made)] == ["taken"]
    assert ana.http.post(f"{HOOKS}/{made['id']}/messages/evt_none/again").code == "message_not_found"


def test_what_takes_nothing_for_days_is_switched_off_until_its_member_switches_it_on(ana, tool, drain, clock):
    made = hook(ana, tool)
    path = f"{HOOKS}/{made['id']}"
    tool.answers = 500
    for _ in range(4):
        accrue(ana, clock.now)
        drain()
        clock.advance(days=1)
    (seen,) = ana.http.get(HOOKS).json["items"]
    assert seen["failing_since"] < seen["disabled_at"]
    tried = len(tool.got)
    accrue(ana, clock.now)
    drain()
    assert len(tool.got) == tried
    assert ana.http.post(f"{path}/test").code == "webhook_is_off"
    tool.answers = 204
    assert ana.http.patch(path, {"active": True}).json["disabled_at"] is None
    assert ana.http.post(f"{path}/test").status == 202
    drain()
    assert len(tool.got) == tried + 1


def test_one_success_ends_a_failure(ana, tool, drain, clock):
    hook(ana, tool)
    for answer in (500, 204, 500):
        tool.answers = answer
        accrue(ana, clock.now)
        drain()
        clock.advance(days=2)
    (seen,) = ana.http.get(HOOKS).json["items"]
    assert seen["disabled_at"] is None
    assert seen["failing_since"] is not None


def test_a_secret_is_shown_once_and_its_successor_signs_beside_it_for_a_day(ana, tool, drain, clock):
    made = hook(ana, tool)
    path = f"{HOOKS}/{made['id']}"
    assert "secret" not in ana.http.get(HOOKS).json["items"][0]
    fresh = ana.http.post(f"{path}/secret").json["secret"]
    assert fresh != made["secret"]
    ana.http.post(f"{path}/test")
    drain()
    clock.advance(hours=24)
    ana.http.post(f"{path}/test")
    drain()
    (headers, body), (later_headers, later_body) = tool.got
    moment, codes = signatures(headers)
    assert codes == [signed(fresh, moment, body), signed(made["secret"], moment, body)]
    moment, codes = signatures(later_headers)
    assert codes == [signed(fresh, moment, later_body)]


def test_a_webhook_is_changed(ana, tool, drain, clock):
    made = hook(ana, tool, "payout.paid")
    path = f"{HOOKS}/{made['id']}"
    changed = ana.http.patch(path, {"events": ["commission.accrued"]})
    assert changed.json["events"] == ["commission.accrued"]
    assert changed.json["url"] == made["url"]
    assert ana.http.patch(path, {"url": "ftp://tools.example/"}).code == "address_not_allowed"
    accrue(ana, clock.now)
    drain()
    assert len(tool.got) == 1
    ana.http.patch(path, {"active": False})
    accrue(ana, clock.now)
    drain()
    assert len(tool.got) == 1


def test_a_webhook_that_was_removed_hears_nothing_more(ana, tool, drain, clock):
    made = hook(ana, tool)
    assert ana.http.post(f"{HOOKS}/{made['id']}/test").status == 202
    assert ana.http.delete(f"{HOOKS}/{made['id']}").status == 204
    drain()
    assert tool.got == []


def test_others_webhooks_are_not_there(ana, tool, client):
    made = hook(ana, tool)
    other = promoter(client, "acc_other").http
    path = f"{HOOKS}/{made['id']}"
    assert other.get(f"{path}/messages").code == "webhook_not_found"
    assert other.post(f"{path}/secret").code == "webhook_not_found"
    assert other.patch(path, {"active": False}).code == "webhook_not_found"


@pytest.mark.parametrize(
    "url",
    [
        "http://tools.example/hook",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/",
        "https://[fd00::1]/",
        "https://[fe80::1%25eth0]/",
        "https://tools.example:8443/",
        "https://user:pass@tools.example/",
        "https://tools.example\\@127.0.0.1/",
        "https://tools.example/a\r\nb: c",
        "ftp://tools.example/",
        "file:///etc/passwd",
        "https:///nohost",
        "https://tools.example:99999/",
    ],
)
def test_an_address_inside_is_refused(ana, url):
    refused = ana.http.post(HOOKS, {"url": url})
    assert (refused.status, refused.code) == (422, "address_not_allowed")


def test_a_name_that_leads_inside_is_refused_when_it_is_sent_to(store):
    with pytest.raises((outgoing.AddressNotAllowed, outgoing.NotTaken)):
        outgoing.post("https://localhost.localdomain/", b"{}", {})
