"""Payments that their buyers dispute at the bank: what staff see, what comes off the order, nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.orders.shopping import Placed, Shop
from tests.orders.test_payments import total


def facts_of(happened: list[str]) -> list[str]:
    return sorted(name.removeprefix("orders.") for name in happened if "dispute" in name or "refunded" in name)


def disputed(shop: Shop, amount: int | None = None) -> tuple[Placed, str]:
    order = shop.paid({"ROUTER-1": 1, "CABLE-1": 3})
    dispute = shop.sandbox.dispute(order.session, amount)
    shop.settle()
    return order, dispute


def shown(order: Placed) -> tuple[Any, ...]:
    """The order as staff see it: its payment, what was paid back and still can be, and how its dispute stands."""
    seen = order.seen_by_staff
    (dispute,) = seen["disputes"]
    return seen["payment_state"], seen["refunded"]["amount"], seen["refundable"]["amount"], dispute["state"]


def test_staff_see_a_dispute_and_until_when_to_answer_it_the_buyer_does_not(shop: Shop) -> None:
    order, dispute = disputed(shop)

    (seen,) = order.seen_by_staff["disputes"]
    assert (seen["id"], seen["state"], seen["reason"]) == (dispute, "open", "product not received")
    assert seen["amount"]["amount"] == total(order)
    assert seen["answer_by"] > seen["opened_at"]
    assert order.seen_by_staff["timeline"][-1]["kind"] == "disputed"
    assert order.seen["disputes"] == []
    assert order.timeline() == ["placed", "payment_received"]
    assert shop.mails().count("payment_disputed") == 1


def test_a_lost_dispute_takes_the_money_once_however_often_and_late_it_is_told(shop: Shop) -> None:
    shop.sandbox.misbehave(repeat=3, reorder=True)
    order = shop.paid({"ROUTER-1": 1, "CABLE-1": 3})
    due = total(order)
    dispute = shop.sandbox.dispute(order.session)
    shop.sandbox.decide_dispute(dispute, "lost")

    happened = shop.settle()

    assert shown(order) == ("refunded", due, 0, "lost")
    assert facts_of(happened) == ["order_dispute_closed.v1", "order_refunded.v1"]
    assert [entry["kind"] for entry in order.seen_by_staff["timeline"]].count("dispute_lost") == 1
    assert "order_refunded" not in shop.mails()  # the buyer's bank tells the buyer


def test_each_step_is_told_once(shop: Shop) -> None:
    order = shop.paid()
    dispute = shop.sandbox.dispute(order.session)
    assert facts_of(shop.settle()) == ["order_disputed.v1"]
    shop.sandbox.decide_dispute(dispute, "lost")
    assert facts_of(shop.settle()) == ["order_dispute_closed.v1", "order_refunded.v1"]


def test_a_won_dispute_leaves_the_order_as_it_was(shop: Shop) -> None:
    order, dispute = disputed(shop)
    shop.sandbox.decide_dispute(dispute, "won")
    shop.settle()

    assert shown(order) == ("paid", 0, total(order), "won")
    assert (
        order.seen_by_staff["can"] == ["cancel", "accept", "refund", "reorder"]
        or "accept" in order.seen_by_staff["can"]
    )


def test_a_part_that_was_disputed_is_spread_over_the_lines(shop: Shop) -> None:
    order, dispute = disputed(shop, 1000)
    shop.sandbox.decide_dispute(dispute, "lost")
    shop.settle()

    seen = order.seen_by_staff
    assert shown(order) == ("partially_refunded", 1000, total(order) - 1000, "lost")
    parts = [line["refunded"]["amount"] for line in seen["lines"]]
    assert all(part > 0 for part in parts)
    assert sum(parts) <= 1000


@pytest.mark.parametrize("decision", ["lost", "won"])
def test_what_was_refunded_before_is_not_taken_twice(shop: Shop, decision: Any) -> None:
    order = shop.paid({"ROUTER-1": 1, "CABLE-1": 3})
    due = total(order)
    order.staff_does("refunds", {"reason": "Broken", "amount": {"amount": 4000, "currency": "USD"}})
    shop.settle()
    dispute = shop.sandbox.dispute(order.session, due)  # the bank asks for all of it
    shop.sandbox.decide_dispute(dispute, decision)
    shop.settle()

    seen = order.seen_by_staff
    assert seen["refunded"]["amount"] == (due if decision == "lost" else 4000)
    assert seen["refundable"]["amount"] == (0 if decision == "lost" else due - 4000)


def test_a_refund_that_fails_for_the_dispute_leaves_the_money_to_the_bank(shop: Shop) -> None:
    order = shop.paid()
    due = total(order)
    dispute = shop.sandbox.dispute(order.session)
    shop.sandbox.decide_dispute(dispute, "lost")
    order.staff_does("refunds", {"reason": "Broken"})  # decided before anybody here knew of the dispute
    happened = shop.settle()

    assert shown(order) == ("refunded", due, 0, "lost")
    assert facts_of(happened) == ["order_dispute_closed.v1", "order_refunded.v1"]
    assert [(one["state"], one["method"]) for one in order.seen_by_staff["refunds"]] == [
        ("failed", "card"),
        ("succeeded", "dispute"),
    ]


def test_a_dispute_of_a_payment_whose_webhook_was_lost_waits_for_it(shop: Shop) -> None:
    order = shop.placed()
    shop.sandbox.misbehave(drop_next=20)
    order.pay()
    shop.sandbox.misbehave()
    shop.sandbox.dispute(order.session)
    shop.settle()

    assert order.seen_by_staff["disputes"] == []
    assert all(waiting.subscriber == "orders.stripe_dispute" for waiting in shop.drain.parked())
    assert shop.drain.parked()
