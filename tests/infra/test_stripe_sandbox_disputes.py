"""Disputes at the sandbox: raised, decided, told, as Stripe does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import stripe

from infra.local.stripe_sandbox import Request
from tests.infra.stripe_support import Desk

MEMBERS = json.loads((Path(__file__).parent / "stripe_members.json").read_text())


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_lost_dispute_is_told_and_its_money_stays_away(desk: Desk) -> None:
    session = desk.paid()
    dispute = desk.sandbox.dispute(session.id)
    desk.sandbox.decide_dispute(dispute, "lost")
    desk.sandbox.deliver_pending()

    found = desk.stripe.disputes.retrieve(dispute, {"expand": ["payment_intent"]})
    assert (found.status, found.amount, found.currency) == ("lost", 2500, "usd")
    assert set(found.to_dict()) == set(MEMBERS["dispute"].split())
    assert [moved.amount for moved in found.balance_transactions] == [-2500]
    assert found.payment_intent.metadata.to_dict() == {"order_id": "ord_1"}
    told = [name for name in desk.endpoint.types() if "dispute" in name]
    assert told == ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"]


def test_a_won_dispute_brings_the_money_back(desk: Desk) -> None:
    dispute = desk.sandbox.dispute(desk.paid().id, 1000, "fraudulent")
    desk.sandbox.decide_dispute(dispute, "won")
    desk.sandbox.deliver_pending()

    found = desk.stripe.disputes.retrieve(dispute)
    assert (found.status, found.reason, found.amount) == ("won", "fraudulent", 1000)
    assert [moved.amount for moved in found.balance_transactions] == [-1000, 1000]
    assert desk.endpoint.types()[-1] == "charge.dispute.funds_reinstated"


def test_a_disputed_payment_cannot_be_refunded_and_is_disputed_once(desk: Desk) -> None:
    session = desk.paid()
    desk.sandbox.dispute(session.id)

    with pytest.raises(stripe.InvalidRequestError, match="charged back"):
        desk.stripe.refunds.create({"payment_intent": str(session.payment_intent)})
    with pytest.raises(Exception, match="cannot be disputed"):
        desk.sandbox.dispute(session.id)


def test_a_person_can_play_the_bank(desk: Desk) -> None:
    session = desk.paid()
    path = f"/disputes/{session.id}"

    def page() -> str:
        return desk.sandbox.handle(Request("GET", path)).body.decode()

    assert path in desk.sandbox.handle(Request("GET", "/disputes")).body.decode()
    assert "Dispute this payment" in page()
    assert desk.sandbox.handle(Request("POST", path, body=b"step=dispute")).status == 303
    assert "Decide for the shop" in page()
    desk.sandbox.handle(Request("POST", path, body=b"step=won"))
    desk.sandbox.handle(Request("POST", path, body=b"step=lost"))
    assert "decided for the shop" in page()
