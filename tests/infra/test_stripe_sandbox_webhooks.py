"""The sandbox's webhooks: what is sent when, and how it goes wrong when told to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import stripe

from infra.local.stripe_sandbox import (
    ASKS_THE_BANK,
    DECLINED,
    INSUFFICIENT_FUNDS,
    WEBHOOK_SECRET,
    Card,
    Request,
    Sandbox,
)
from infra.local.stripe_sandbox.webhooks import signature_header
from tests.infra.stripe_support import Desk

PAID = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_payment_is_announced_with_signatures_that_stripes_library_accepts(desk: Desk) -> None:
    session = desk.paid()

    desk.sandbox.deliver_pending()

    events = desk.endpoint.events()
    assert [event.type for event in events] == PAID
    completed = events[2].data.object
    assert (completed.id, completed.payment_status, completed.metadata["order_id"]) == (session.id, "paid", "ord_1")


def test_the_signature_is_the_one_that_stripes_library_makes() -> None:
    payload = '{"id":"evt_1","name":"交换机"}'

    ours = signature_header(payload.encode(), WEBHOOK_SECRET, 1_772_452_800)

    assert ours == stripe.WebhookSignature.generate_signature_header(payload, WEBHOOK_SECRET, 1_772_452_800)


@pytest.mark.parametrize(
    ("number", "decline_code"), [(DECLINED, "generic_decline"), (INSUFFICIENT_FUNDS, "insufficient_funds")]
)
def test_a_declined_card_is_announced_and_the_session_stays_open(desk: Desk, number: str, decline_code: str) -> None:
    session = desk.session()

    desk.sandbox.pay(session.id, Card(number))
    desk.sandbox.deliver_pending()

    assert desk.endpoint.types() == ["charge.failed", "payment_intent.payment_failed"]
    error = desk.endpoint.events()[1].data.object.last_payment_error
    assert (error.code, error.decline_code) == ("card_declined", decline_code)
    assert desk.stripe.checkout.sessions.retrieve(session.id).status == "open"
    assert desk.sandbox.pay(session.id).outcome == "paid"


def test_a_card_that_asks_the_bank_is_paid_once_the_bank_agrees(desk: Desk) -> None:
    session = desk.session()

    assert desk.sandbox.pay(session.id, Card(ASKS_THE_BANK)).outcome == "asks_bank"
    refused = desk.sandbox.answer_bank(session.id, confirmed=False)
    assert refused.decline is not None
    assert refused.decline.code == "payment_intent_authentication_failure"
    desk.sandbox.pay(session.id, Card(ASKS_THE_BANK))
    paid = desk.sandbox.answer_bank(session.id, confirmed=True)

    assert paid.redirect == f"https://shop.example/thanks?session={session.id}"
    desk.sandbox.deliver_pending()
    waits, fails = "payment_intent.requires_action", "payment_intent.payment_failed"
    assert desk.endpoint.types() == [waits, fails, waits, *PAID]


def test_a_session_is_paid_only_once(desk: Desk) -> None:
    session = desk.paid()

    assert desk.sandbox.pay(session.id).outcome == "closed"
    desk.sandbox.deliver_pending()
    assert desk.endpoint.types() == PAID


def test_an_endpoint_gets_only_the_events_that_it_wants(desk: Desk) -> None:
    sent: list[bytes] = []
    sandbox = Sandbox(
        public_url="https://shop.example/_local/stripe",
        webhook_url="https://shop.example/v1/webhooks/stripe",
        events=("checkout.session.completed",),
        post=lambda url, body, headers: sent.append(body) or 200,
    )
    desk.http.sandbox = sandbox
    sandbox.pay(desk.session().id)

    sandbox.deliver_pending()

    assert [json.loads(body)["type"] for body in sent] == ["checkout.session.completed"]


def test_an_endpoint_that_fails_is_tried_again_later_and_later(desk: Desk) -> None:
    desk.stripe.checkout.sessions.expire(desk.session().id)
    desk.endpoint.answers = [500, 503]

    made = []
    for _ in range(8):
        made.append(desk.sandbox.deliver_pending())
        desk.advance(seconds=1)

    assert made == [1, 1, 0, 1, 0, 0, 0, 0]  # at once, after 1 s, after 2 more, then it was taken
    assert desk.stripe.events.list().data[0].id == desk.endpoint.events()[-1].id


def test_an_endpoint_that_never_answers_is_given_up_after_three_days(desk: Desk) -> None:
    desk.stripe.checkout.sessions.expire(desk.session().id)
    desk.endpoint.answers = [500] * 1000

    for _ in range(4 * 24):
        desk.sandbox.deliver_pending()
        desk.advance(hours=1)

    assert desk.sandbox.outbox.pending() == 0
    assert 60 < len(desk.endpoint.received) < 75


def test_what_is_queued_is_delivered_after_a_restart(tmp_path: Path) -> None:
    before = Desk(tmp_path / "stripe.sqlite")
    before.paid()
    before.sandbox.stop()

    after = Desk(tmp_path / "stripe.sqlite")
    after.sandbox.deliver_pending()

    assert after.endpoint.types() == PAID
    after.sandbox.stop()


def test_each_event_can_come_several_times(desk: Desk) -> None:
    desk.sandbox.misbehave(repeat=3)
    desk.paid()

    desk.sandbox.deliver_pending()

    assert sorted(desk.endpoint.types()) == sorted(PAID * 3)
    assert len({event.id for event in desk.endpoint.events()}) == 3


def test_events_can_come_late(desk: Desk) -> None:
    desk.sandbox.misbehave(delay_seconds=60)
    desk.paid()

    assert desk.sandbox.deliver_pending() == 0
    desk.advance(seconds=60)
    desk.sandbox.deliver_pending()
    assert desk.endpoint.types() == PAID


def test_events_can_come_in_the_wrong_order(desk: Desk) -> None:
    desk.sandbox.misbehave(reorder=True)
    desk.paid()

    desk.sandbox.deliver_pending()

    assert desk.endpoint.types() == PAID[::-1]


def test_events_can_be_lost_but_are_still_listed(desk: Desk) -> None:
    desk.sandbox.misbehave(drop_next=3)
    desk.paid()
    desk.stripe.checkout.sessions.expire(desk.session().id)

    desk.sandbox.deliver_pending()

    assert desk.endpoint.types() == ["checkout.session.expired"]
    assert [event.type for event in desk.stripe.events.list().data[1:]] == PAID[::-1]


def test_a_bad_signature_is_followed_by_a_retry_with_a_good_one(desk: Desk) -> None:
    desk.sandbox.misbehave(bad_signatures=1)
    desk.stripe.checkout.sessions.expire(desk.session().id)
    desk.endpoint.answers = [400]

    desk.sandbox.deliver_pending()
    with pytest.raises(stripe.SignatureVerificationError):
        desk.endpoint.events()
    desk.endpoint.received.clear()
    desk.advance(seconds=1)
    desk.sandbox.deliver_pending()

    assert desk.endpoint.types() == ["checkout.session.expired"]


def test_the_control_endpoint_changes_and_shows_how_webhooks_go_wrong(desk: Desk) -> None:
    desk.paid()

    changed = desk.sandbox.handle(Request("POST", "/control", body=b'{"repeat": 2, "drop_next": 1}'))
    shown = desk.sandbox.handle(Request("GET", "/control"))
    refused = desk.sandbox.handle(Request("POST", "/control", body=b'{"repeat": 0}'))

    assert changed.body == shown.body
    assert json.loads(shown.body) == {
        "repeat": 2,
        "delay_seconds": 0,
        "reorder": False,
        "drop_next": 1,
        "fail_transfers": 0,
        "bad_signatures": 0,
        "pending": 3,
    }
    assert refused.status == 422
