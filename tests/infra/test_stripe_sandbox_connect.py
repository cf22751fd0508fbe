"""The sandbox's Connect through Stripe's own library, and its onboarding page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import stripe

from infra.local.stripe_sandbox import Request
from tests.infra.stripe_support import PUBLIC_URL, Desk

MEMBERS = {
    name: set(members.split())
    for name, members in json.loads((Path(__file__).parent / "stripe_members.json").read_text()).items()
}
BACK, AGAIN = "https://shop.example/partners?done", "https://shop.example/partners?again"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def account(desk: Desk) -> stripe.Account:
    asked: Any = {"type": "express", "country": "DE", "capabilities": {"transfers": {"requested": True}}}
    return desk.stripe.accounts.create(asked)


def page(desk: Desk, account_id: str) -> str:
    asked: Any = {"account": account_id, "type": "account_onboarding", "return_url": BACK, "refresh_url": AGAIN}
    return desk.stripe.account_links.create(asked).url.removeprefix(PUBLIC_URL)


def transfer(desk: Desk, to: str, key: str = "item-1") -> stripe.Transfer:
    asked: Any = {"amount": 1100, "currency": "usd", "destination": to, "transfer_group": key}
    return desk.stripe.transfers.create(asked, {"idempotency_key": key})


def test_an_account_is_paid_once_its_owner_was_on_the_page(desk: Desk) -> None:
    made = account(desk)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        transfer(desk, made.id, "too-early")
    assert refused.value.code == "insufficient_capabilities_for_transfer"

    path = page(desk, made.id)
    shown = desk.sandbox.handle(Request("GET", path, headers={"accept-language": "zh"}))
    assert (shown.status, "关联收款账户" in shown.body.decode()) == (200, True)
    sent = desk.sandbox.handle(Request("POST", path, body=b"behaviour=takes"))

    assert (sent.status, sent.headers["Location"]) == (303, BACK)
    assert desk.stripe.accounts.retrieve(made.id).payouts_enabled
    assert transfer(desk, made.id).id == transfer(desk, made.id).id


def test_a_link_that_is_over_leads_to_a_fresh_one(desk: Desk) -> None:
    path = page(desk, account(desk).id)
    desk.advance(minutes=6)
    assert desk.sandbox.handle(Request("GET", path)).headers["Location"] == AGAIN
    assert desk.sandbox.handle(Request("GET", "/connect/nobody")).status == 404


def test_objects_have_exactly_the_members_of_stripes(desk: Desk) -> None:
    made = account(desk)
    desk.sandbox.finish_onboarding(made.id, "sends_back")
    sent = transfer(desk, made.id)
    back = desk.stripe.transfers.reversals.create(sent.id, {"amount": 100})
    payout = desk.stripe.events.list({"type": "payout.failed"}).data[0]

    assert set(made.to_dict()) == MEMBERS["account"]
    assert set(sent.to_dict()) == MEMBERS["transfer"]
    assert set(back.to_dict()) == MEMBERS["transfer_reversal"]
    assert set(payout.data.object.to_dict()) == MEMBERS["payout"]
    assert payout.account == made.id


def test_transfers_are_found_by_their_group_and_come_back_in_parts(desk: Desk) -> None:
    made = account(desk)
    desk.sandbox.finish_onboarding(made.id)
    first, _ = transfer(desk, made.id), transfer(desk, made.id, "item-2")
    assert [one.id for one in desk.stripe.transfers.list({"transfer_group": "item-1"}).data] == [first.id]

    desk.stripe.transfers.reversals.create(first.id, {"amount": 100})
    desk.stripe.transfers.reversals.create(first.id)
    now = desk.stripe.transfers.retrieve(first.id)
    assert (now.amount_reversed, now.reversed) == (1100, True)
    with pytest.raises(stripe.InvalidRequestError):
        desk.stripe.transfers.reversals.create(first.id)


def test_failures_that_were_asked_for_are_met_and_then_over(desk: Desk) -> None:
    made = account(desk)
    desk.sandbox.finish_onboarding(made.id)
    desk.sandbox.misbehave(fail_transfers=1)
    with pytest.raises(stripe.APIError):
        transfer(desk, made.id)
    assert transfer(desk, made.id).amount == 1100
