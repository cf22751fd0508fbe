"""Orders with agreed prices, paid by card or on account."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.catalog import OutOfStock
from chalicelib.kit import clock as house_clock
from chalicelib.kit.facts import EventItem
from chalicelib.kit.tx import Tx
from chalicelib.orders import place_frozen
from tests.conftest import Clock
from tests.orders.examples import frozen
from tests.orders.shopping import Placed, Shop

TOTAL = 201_52


def told(kind: str) -> list[dict[str, Any]]:
    """The facts of a type."""
    found = [item for item in EventItem.scan() if item.type == f"orders.{kind}.v1"]
    return [json.loads(item.payload) for item in sorted(found, key=lambda item: item.event_id)]


def on_account(shop: Shop, **changes: Any) -> Placed:
    return shop.agreed(frozen(payment="account", **changes))


def transferred(order: Placed, amount: int, reference: str = "HSBC 4711") -> Any:
    body = {"reference": reference, "amount": {"amount": amount, "currency": "USD"}}
    return order.shop.staff.post(f"/v1/orders/{order.id}/payments", body)


def test_an_agreed_order_has_the_agreed_prices_whatever_the_catalogue_says(shop: Shop) -> None:
    order = shop.agreed(frozen()).seen
    assert [line["unit_price"]["amount"] for line in order["lines"]] == [80_00, 5_01]
    assert order["totals"]["total"] == {"amount": TOTAL, "currency": "USD"}
    assert (order["quote_id"], order["kind"], order["state"]) == ("quo_1", "payment", "placed")


def test_an_agreed_order_holds_its_pieces_and_is_paid_like_any_other(shop: Shop) -> None:
    order = shop.agreed(frozen())
    assert shop.stock("ROUTER-1") == (20, 2, 18)
    assert order.answer.payment_url
    order.pay()
    shop.settle()
    assert (order.seen["state"], order.seen["payment_state"]) == ("paid", "paid")


def test_an_agreed_order_that_is_not_paid_in_time_names_its_quote_when_it_ends(shop: Shop, clock: Clock) -> None:
    order = shop.agreed(frozen())
    clock.advance(minutes=32)
    shop.minute_passes()
    shop.settle()
    assert order.seen["state"] == "cancelled"
    assert [fact["quote_id"] for fact in told("order_cancelled")] == ["quo_1"]
    assert shop.stock("ROUTER-1") == (20, 0, 20)


def test_an_agreed_order_of_more_than_there_is_does_not_come_about(shop: Shop) -> None:
    made = frozen()
    wanted = replace(made, lines=(replace(made.lines[0], quantity=21), made.lines[1]))
    tx = Tx(house_clock.now())
    with pytest.raises(OutOfStock):
        tx.run(lambda: place_frozen(tx, wanted))
    assert shop.stock("ROUTER-1") == (20, 0, 20)


def test_amounts_that_do_not_add_up_are_refused(shop: Shop) -> None:
    with pytest.raises(ValueError, match="sum"):
        place_frozen(Tx(house_clock.now()), frozen(total=TOTAL - 1))


def test_pieces_of_an_agreed_order_are_paid_back_at_the_agreed_price(shop: Shop) -> None:
    order = shop.agreed(frozen())
    order.pay()
    shop.settle()
    for _ in range(2):
        order.staff_does("refunds", {"reason": "one less", "lines": [{"line": "quo_1-1", "quantity": 1}]})
    shop.settle()
    assert [refund["amount"]["amount"] for refund in order.seen["refunds"]] == [82_49, 82_50]


def test_the_same_product_in_two_agreed_lines_is_held_and_given_back_as_one(shop: Shop) -> None:
    made = frozen()
    twin = replace(made.lines[0], id="quo_1-3")
    order = shop.agreed(replace(made, lines=(*made.lines, twin), total=TOTAL + twin.payable))
    assert shop.stock("ROUTER-1") == (20, 4, 16)
    order.http.post(f"/v1/orders/{order.id}/cancel", {})
    assert shop.stock("ROUTER-1") == (20, 0, 20)


def test_an_order_on_account_is_sent_before_it_is_paid(shop: Shop) -> None:
    order = on_account(shop, purchase_order="PO-88")
    assert order.answer.payment_url is None
    order.staff_does("accept")
    order.staff_does("shipments", {"carrier": "UPS", "tracking_number": "1Z"})
    order.staff_does("complete")
    seen = order.seen
    assert (seen["state"], seen["payment_state"], seen["due"]["amount"]) == ("completed", "pending", TOTAL)
    assert (seen["kind"], seen["purchase_order"]) == ("on_account", "PO-88")
    assert shop.stock("ROUTER-1") == (18, 0, 18)
    assert transferred(order, TOTAL).status == 201
    assert (order.seen["state"], order.seen["payment_state"], order.seen["due"]["amount"]) == ("completed", "paid", 0)
    shop.settle()
    assert shop.mails() == [
        "order_accepted",
        "order_completed",
        "order_on_account",
        "order_shipped",
        "transfer_received",
    ]
    assert not shop.stripe.calls


def test_an_order_on_account_waits_for_staff_as_long_as_it_takes(shop: Shop, clock: Clock) -> None:
    order = on_account(shop)
    clock.advance(days=3)
    shop.minute_passes()
    assert order.seen["state"] == "placed"
    listed = shop.staff.get("/v1/orders?scope=all&state=placed").json["items"]
    assert [item["id"] for item in listed] == [order.id]


@pytest.mark.parametrize("amount", [TOTAL - 1, TOTAL + 1, 0])
def test_another_amount_than_is_due_is_not_recorded(shop: Shop, amount: int) -> None:
    order = on_account(shop)
    reply = transferred(order, amount)
    assert (reply.status, reply.code) == (409, "amount_differs")
    assert order.seen["payment_state"] == "pending"


def test_a_transfer_is_recorded_once_and_only_by_finance(shop: Shop) -> None:
    order = on_account(shop)
    body = {"reference": "HSBC 4711", "amount": {"amount": TOTAL, "currency": "USD"}}
    assert shop.http.signed_in("acc_s", "support").post(f"/v1/orders/{order.id}/payments", body).status == 403
    assert order.http.signed_in("acc_ana").post(f"/v1/orders/{order.id}/payments", body).status == 403
    assert transferred(order, TOTAL).status == 201
    assert transferred(order, TOTAL).status == 409
    assert len(told("order_paid")) == 1


def test_a_card_order_takes_no_transfer(shop: Shop) -> None:
    order = shop.agreed(frozen())
    assert transferred(order, TOTAL).status == 409


def test_a_refund_before_the_payment_is_taken_off_what_is_owed(shop: Shop) -> None:
    order = on_account(shop)
    order.staff_does("accept")
    seen = order.staff_does(
        "refunds", {"reason": "one less", "lines": [{"line": "quo_1-1", "quantity": 1}], "restock": True}
    )
    assert (seen["refunds"][0]["method"], seen["refunds"][0]["state"]) == ("credit", "succeeded")
    assert (seen["due"]["amount"], seen["payment_state"]) == (TOTAL - 82_49, "pending")
    assert shop.stock("ROUTER-1") == (20, 1, 19)
    assert transferred(order, TOTAL).status == 409
    assert transferred(order, TOTAL - 82_49).status == 201
    shop.settle()
    assert order.seen["payment_state"] == "paid"
    assert "order_credited" in shop.mails()


def test_a_refund_after_the_payment_is_recorded_as_paid_back_by_transfer(shop: Shop) -> None:
    order = on_account(shop)
    transferred(order, TOTAL)
    seen = order.staff_does("refunds", {"reason": "sorry", "amount": {"amount": 10_00, "currency": "USD"}})
    assert [(refund["method"], refund["state"]) for refund in seen["refunds"]] == [("transfer", "succeeded")]
    assert seen["payment_state"] == "partially_refunded"
    shop.settle()
    assert {"refunded_by_transfer", "transfer_back"} <= set(shop.mails())
    assert not shop.stripe.calls


def test_all_refunds_of_an_account_order_tell_each_line_exactly(shop: Shop) -> None:
    order = on_account(shop)
    order.staff_does("refunds", {"reason": "one less", "lines": [{"line": "quo_1-1", "quantity": 1}]})
    transferred(order, TOTAL - 82_49)
    order.staff_does("refunds", {"reason": "the rest"})
    assert order.seen["payment_state"] == "refunded"
    parts = [line for fact in told("order_refunded") for line in fact["lines"] if line["sku"] == "ROUTER-1"]
    assert (sum(part["net"] for part in parts), sum(part["tax"] for part in parts)) == (150_00, 14_99)
    assert sum(fact["amount"] for fact in told("order_refunded")) == TOTAL


def test_a_cancelled_order_on_account_owes_nothing(shop: Shop) -> None:
    order = on_account(shop)
    order.http.post(f"/v1/orders/{order.id}/cancel", {})
    seen = order.seen
    assert (seen["state"], seen["payment_state"], seen["due"]["amount"]) == ("cancelled", "none", 0)
    assert seen["refunds"] == []
    assert shop.stock("ROUTER-1") == (20, 0, 20)
    assert transferred(order, TOTAL).status == 409
    shop.settle()
    assert shop.mails() == ["account_order_cancelled", "order_on_account"]


def test_a_paid_order_on_account_that_is_cancelled_is_paid_back_by_transfer(shop: Shop) -> None:
    order = on_account(shop)
    transferred(order, TOTAL)
    order.http.post(f"/v1/orders/{order.id}/cancel", {})
    seen = order.seen
    assert (seen["state"], seen["payment_state"], seen["refunded"]["amount"]) == ("cancelled", "refunded", TOTAL)
    shop.settle()
    assert "transfer_back" in shop.mails()


def test_a_return_of_an_unpaid_order_on_account_is_credited(shop: Shop) -> None:
    order = on_account(shop)
    order.staff_does("accept")
    order.staff_does("shipments", {"carrier": "UPS", "tracking_number": "1Z"})
    asked = order.http.post(
        f"/v1/orders/{order.id}/returns", {"reason": "x", "lines": [{"line": "quo_1-2", "quantity": 3}]}
    )
    back = asked.json["returns"][0]["id"]
    order.staff_does(f"returns/{back}", {"decision": "approve"})
    order.staff_does(f"returns/{back}", {"decision": "receive"})
    assert order.seen["due"]["amount"] == TOTAL - 16_53


def test_the_buyer_stays_known_while_an_order_on_account_is_owed(shop: Shop) -> None:
    from chalicelib.identity import AccountDeleted

    order = on_account(shop, customer_id="acc_ana")
    order.staff_does("accept")
    order.staff_does("shipments", {"carrier": "UPS", "tracking_number": "1Z"})
    order.staff_does("complete")
    tx = Tx(house_clock.now())
    tx.run(lambda: tx.publish(AccountDeleted("acc_ana")))
    shop.settle()
    assert order.seen_by_staff["email"] == "ana@example.com"
    transferred(order, TOTAL)
    assert order.seen_by_staff["email"] == ""


def test_staff_find_the_orders_that_are_owed(shop: Shop) -> None:
    paid, owed, ended = (on_account(shop) for _ in range(3))
    shop.agreed(frozen())
    transferred(paid, TOTAL)
    ended.http.post(f"/v1/orders/{ended.id}/cancel", {})
    found = shop.staff.get("/v1/orders?scope=all&payment=due").json["items"]
    assert [(item["id"], item["kind"], item["payment_state"]) for item in found] == [(owed.id, "on_account", "pending")]
