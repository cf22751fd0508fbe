"""Payments as Stripe tells of them: twice, early, late, never, or falsely."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.kit import clock as house_clock
from chalicelib.kit.facts import EventItem
from chalicelib.orders import payments, store
from infra.local.stripe_sandbox import DECLINED, Card
from infra.local.stripe_sandbox.webhooks import signature_header
from tests.orders.shopping import Placed, Shop
from tests.support.environment import FIXED

ONE_OF_EACH = ["order_paid", "order_placed"]


def post(shop: Shop, body: bytes, secret: str = FIXED["STRIPE_WEBHOOK_SECRET"], at: int | None = None) -> int:
    """Send a webhook, signed."""
    stamp = house_clock.epoch_seconds(house_clock.now()) if at is None else at
    headers = {"Stripe-Signature": signature_header(body, secret, stamp)}
    return shop.http.request("POST", "/v1/webhooks/stripe", body=body, headers=headers).status


def completed(order_id: str, amount: int, event_id: str = "evt_1", currency: str = "usd", **more: Any) -> bytes:
    """What Stripe says of a paid session."""
    session = {
        "object": "checkout.session",
        "id": "cs_1",
        "client_reference_id": order_id,
        "payment_status": "paid",
        "amount_total": amount,
        "currency": currency,
        "payment_intent": "pi_1",
        **more,
    }
    return json.dumps({"id": event_id, "type": "checkout.session.completed", "data": {"object": session}}).encode()


def total(order: Placed) -> int:
    amount: int = order.seen["totals"]["total"]["amount"]
    return amount


def test_a_webhook_that_comes_three_times_pays_once(shop: Shop) -> None:
    shop.sandbox.misbehave(repeat=3, reorder=True)
    order = shop.paid()
    assert order.timeline() == ["placed", "payment_received"]
    assert shop.mails() == ONE_OF_EACH


def test_the_same_event_posted_again_after_it_was_handled_is_answered_and_ignored(shop: Shop) -> None:
    order = shop.paid()
    body, _ = shop.webhooks[0]
    assert post(shop, body) == 204
    shop.settle()
    assert (order.timeline(), shop.mails()) == (["placed", "payment_received"], ONE_OF_EACH)


def test_an_event_that_means_nothing_here_is_answered_and_not_kept(shop: Shop) -> None:
    order = shop.placed()
    told = completed(order.id, total(order)).replace(b"checkout.session.completed", b"payment_intent.succeeded")
    assert post(shop, told) == 204
    assert not [item for item in EventItem.scan() if item.event_id.startswith("stripe_")]


def test_a_webhook_before_its_order_waits_for_it(shop: Shop, clock: Any) -> None:
    early = completed("ord_00000000000000000000000000", 100)
    assert post(shop, early) == 204
    shop.drain()
    (waiting,) = shop.drain.parked()
    assert (waiting.state, "not there yet" in str(waiting.error)) == ("parked", True)


def test_a_pay_page_whose_checkout_failed_runs_out_without_a_trace(shop: Shop, clock: Any) -> None:
    shop.placed({"PHONE-1": 5})
    assert shop.guest_cart({"PHONE-1": 1}).try_check_out().code == "out_of_stock"
    clock.advance(minutes=32)
    shop.settle()
    assert shop.drain.parked() == []


def test_an_order_that_appears_after_its_webhook_is_paid_by_it(shop: Shop, clock: Any) -> None:
    order = shop.placed()
    item = _take_away(order.id)
    assert post(shop, completed(order.id, item.document.total)) == 204
    shop.drain()
    item.save()  # the checkout's transaction becomes visible
    clock.advance(minutes=1)
    shop.settle()
    assert (order.seen["state"], shop.drain.parked()) == ("paid", [])
    assert shop.mails().count("order_paid") == 1


def _take_away(order_id: str) -> Any:
    from chalicelib.orders.store import find_order

    item = find_order(order_id)
    assert item is not None
    item.delete()
    return item


@pytest.mark.parametrize(
    ("secret", "seconds_ago"), [("whsec_of_somebody_else", 0), (FIXED["STRIPE_WEBHOOK_SECRET"], 301)]
)
def test_a_webhook_with_a_bad_or_old_signature_does_nothing(shop: Shop, secret: str, seconds_ago: int) -> None:
    order = shop.placed()
    at = house_clock.epoch_seconds(house_clock.now()) - seconds_ago
    assert post(shop, completed(order.id, total(order)), secret, at) == 400
    shop.drain()
    assert order.seen["state"] == "placed"


@pytest.mark.parametrize(
    "header", ["", "t=1", "v1=abc", "t=now,v1=abc", "t=1,t=2,v1=abc", "ä", "t=²,v1=aa", f"t={'9' * 5000},v1=aa"]
)
def test_a_header_that_is_no_signature_is_refused(shop: Shop, header: str) -> None:
    body = completed("ord_1", 1)
    headers = {"Stripe-Signature": header}
    assert shop.http.request("POST", "/v1/webhooks/stripe", body=body, headers=headers).status == 400


def test_one_of_several_signatures_is_enough(shop: Shop) -> None:
    body = completed("ord_1", 1)
    now = house_clock.epoch_seconds(house_clock.now())
    good = signature_header(body, FIXED["STRIPE_WEBHOOK_SECRET"], now)
    headers = {"Stripe-Signature": good.replace("v1=", "v1=00,v0=1,v1=")}
    assert shop.http.request("POST", "/v1/webhooks/stripe", body=body, headers=headers).status == 204


@pytest.mark.parametrize("body", [b"{}", b"[]", b"not json", b'{"id":"evt_1","type":"x","data":{"object":{}}}'])
def test_signed_content_that_we_do_not_know_is_accepted_and_ignored(shop: Shop, body: bytes) -> None:
    assert post(shop, body) == 204
    assert shop.drain() == []


def test_another_amount_than_the_total_ends_the_order_and_goes_back(shop: Shop, clock: Any) -> None:
    order = shop.placed({"PHONE-1": 5})
    due = total(order)
    _change_session(shop, order, amount_total=due - 1)
    order.pay()
    shop.settle()
    seen = order.seen
    assert (seen["state"], seen["payment_state"], seen["refunded"]["amount"]) == ("cancelled", "refunded", due - 1)
    happened = ["placed", "payment_failed", "cancelled", "refund_requested", "refunded"]
    assert (order.timeline(), shop.stock("PHONE-1")) == (happened, (5, 0, 5))
    assert "came in; it goes back" in seen["timeline"][1]["detail"]
    assert shop.mails() == ["order_cancelled", "order_placed", "order_refunded"]


@pytest.mark.parametrize(("change", "currency"), [(1, "usd"), (0, "eur")])
def test_a_payment_that_does_not_fit_pays_nothing_however_often_it_is_told(
    shop: Shop, change: int, currency: str
) -> None:
    order = shop.placed()
    told = total(order) + change
    for event_id in ("evt_1", "evt_2"):
        post(shop, completed(order.id, told, event_id, currency))
        shop.drain()
    seen = order.seen
    assert [refund["amount"] for refund in seen["refunds"]] == [{"amount": told, "currency": currency.upper()}]
    assert (seen["state"], order.timeline().count("payment_failed")) == ("cancelled", 1)


def test_another_amount_for_an_order_that_was_cancelled_goes_back_too(shop: Shop) -> None:
    order = shop.placed()
    due = total(order)
    _change_session(shop, order, amount_total=due + 7)
    order.http.post(f"/v1/orders/{order.id}/cancel", {})
    order.pay()  # on the page that was open, before we could close it
    shop.settle()
    assert (order.seen["refunded"]["amount"], order.timeline().count("cancelled")) == (due + 7, 1)


def test_a_payment_that_fails_after_its_page_was_left_ends_the_order(shop: Shop) -> None:
    order = shop.placed({"PHONE-1": 5})
    _change_session(shop, order, "checkout.session.async_payment_failed", status="complete", payment_status="unpaid")
    shop.settle()
    assert (order.seen["state"], order.timeline()) == ("cancelled", ["placed", "payment_failed", "payment_expired"])
    assert shop.stock("PHONE-1") == (5, 0, 5)


def test_a_page_that_was_left_without_a_payment_is_waited_for_no_longer_than_another(shop: Shop, clock: Any) -> None:
    order = shop.placed({"PHONE-1": 5})
    _change_session(shop, order, status="complete", payment_status="unpaid")
    clock.advance(minutes=32)
    shop.minute_passes()
    shop.settle()
    assert (order.seen["state"], shop.stock("PHONE-1")) == ("cancelled", (5, 0, 5))


def test_an_order_whose_pay_page_stripe_does_not_know_runs_out_like_another(shop: Shop, clock: Any) -> None:
    order = shop.placed({"PHONE-1": 5})
    account = shop.sandbox.account
    with account.store.transaction():
        account.store.execute("DELETE FROM objects WHERE id = ?", order.session)
    clock.advance(minutes=32)
    shop.minute_passes()
    shop.settle()
    assert (order.seen["state"], shop.stock("PHONE-1")) == ("cancelled", (5, 0, 5))


def test_orders_that_cannot_be_looked_at_take_nobodys_turn(shop: Shop, clock: Any) -> None:
    _unreadable_copies(shop.placed(), payments.MAX_ORDERS_A_RUN)
    clock.advance(seconds=1)
    order = shop.placed()
    clock.advance(minutes=32)
    shop.minute_passes()
    assert order.seen["state"] == "cancelled"


def _unreadable_copies(order: Placed, count: int) -> None:
    item = store.find_order(order.id)
    assert item is not None
    stored = item.serialize()
    for number in range(count):
        stored |= {"pk": {"S": f"ord_0{number}"}, "document": {"B": b"not an order"}}
        store.OrderItem._get_connection().put_item(f"ord_0{number}", store.ORDER, attributes=stored)


def _change_session(shop: Shop, order: Placed, event: str | None = None, **changes: Any) -> None:
    """Have Stripe's session of an order be otherwise, and tell so."""
    account = shop.sandbox.account
    with account.store.transaction():
        session = account.store.get(order.session)
        session.update(changes)
        account.store.save(session)
        if event:
            account.emit(event, session)


def test_a_declined_card_leaves_the_order_waiting_and_the_next_card_pays(shop: Shop) -> None:
    order = shop.placed()
    shop.sandbox.pay(order.session, Card(DECLINED))
    shop.settle()
    assert "pay" in order.seen["can"]
    order.pay()
    shop.settle()
    assert order.seen["state"] == "paid"


def test_an_expiry_that_is_told_after_the_payment_changes_nothing(shop: Shop) -> None:
    order = shop.paid()
    late = completed(order.id, total(order), "evt_9").replace(b"session.completed", b"session.expired")
    assert post(shop, late) == 204
    shop.settle()
    assert (order.seen["state"], order.timeline()) == ("paid", ["placed", "payment_received"])


def test_news_of_a_refund_before_its_order_is_known_as_paid_waits(shop: Shop, clock: Any) -> None:
    order = shop.placed()
    refund = {
        "object": "refund",
        "id": "re_1",
        "status": "succeeded",
        "metadata": {"order_id": order.id, "refund_id": "ref_x"},
    }
    body = json.dumps({"id": "evt_5", "type": "refund.updated", "data": {"object": refund}}).encode()
    assert post(shop, body) == 204
    shop.drain()
    assert [waiting.state for waiting in shop.drain.parked()] == ["parked"]
    order.pay()
    shop.settle()
    assert order.seen["state"] == "paid"


def test_an_order_that_is_not_paid_in_time_is_cancelled_and_its_stock_free(shop: Shop, clock: Any) -> None:
    order = shop.placed({"ROUTER-1": 2})
    assert shop.stock("ROUTER-1") == (20, 2, 18)
    clock.advance(minutes=32)
    shop.sandbox.misbehave(drop_next=1)  # Stripe's own word of it gets lost
    shop.minute_passes()
    shop.settle()
    assert (order.seen["state"], order.seen["payment_state"]) == ("cancelled", "none")
    assert order.timeline() == ["placed", "payment_expired"]
    assert (shop.stock("ROUTER-1"), shop.mails()) == ((20, 0, 20), ["order_placed", "payment_expired"])
    assert shop.sandbox.account.require("checkout.session", order.session, "session")["status"] == "expired"


def test_stripes_own_word_of_the_expiry_is_enough(shop: Shop, clock: Any) -> None:
    order = shop.placed()
    clock.advance(minutes=32)
    shop.settle()
    shop.minute_passes()
    shop.settle()
    assert order.timeline() == ["placed", "payment_expired"]
    assert shop.mails().count("payment_expired") == 1


def test_an_order_is_not_closed_before_its_time(shop: Shop, clock: Any) -> None:
    order = shop.placed()
    clock.advance(minutes=30)
    shop.minute_passes()
    assert order.seen["state"] == "placed"
    order.pay()
    shop.settle()
    assert order.seen["state"] == "paid"


def test_a_lost_webhook_is_found_by_the_schedule(shop: Shop, clock: Any) -> None:
    order = shop.placed()
    shop.sandbox.misbehave(drop_next=20)
    order.pay()
    shop.settle()
    assert order.seen["state"] == "placed"
    clock.advance(minutes=5)
    for _ in range(2):
        shop.minute_passes()
        shop.settle()
    assert (order.seen["state"], order.timeline()) == ("paid", ["placed", "payment_received"])
    assert shop.mails() == ONE_OF_EACH


def test_a_payment_in_the_last_second_wins_over_the_expiry(shop: Shop, clock: Any) -> None:
    order = shop.placed()
    order.pay()
    clock.advance(minutes=32)
    shop.minute_passes()
    shop.settle()
    assert order.seen["state"] == "paid"
    assert shop.mails() == ONE_OF_EACH


def test_paying_after_cancelling_gives_the_money_back(shop: Shop) -> None:
    order = shop.placed()
    order.http.post(f"/v1/orders/{order.id}/cancel", {})
    order.pay()  # on the page that was open, before we could close it
    shop.settle()
    seen = order.seen
    assert (seen["state"], seen["payment_state"]) == ("cancelled", "refunded")
    assert shop.mails() == ["order_cancelled", "order_placed", "order_refunded"]
    assert shop.stock("ROUTER-1") == (20, 0, 20)


def test_cancelling_closes_the_pay_page(shop: Shop) -> None:
    order = shop.placed()
    session = order.session
    order.http.post(f"/v1/orders/{order.id}/cancel", {})
    shop.settle()
    assert shop.sandbox.account.require("checkout.session", session, "session")["status"] == "expired"
    assert order.timeline() == ["placed", "cancelled"]


def test_events_are_kept_once_by_stripes_id(shop: Shop) -> None:
    shop.sandbox.misbehave(repeat=2)
    shop.paid()
    stored = [item.event_id for item in EventItem.scan() if item.type == "orders.stripe_event.v1"]
    assert len(stored) == len(set(stored))
    assert all(event_id.startswith("stripe_evt_") for event_id in stored)
