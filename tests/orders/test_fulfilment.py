"""From a paid order to a delivered, returned or refunded one, as staff and customers do it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import stripe

from chalicelib.kit import mail
from chalicelib.kit.facts import EventItem
from tests.orders.shopping import Placed, Shop
from tests.support.environment import FIXED


def accepted(shop: Shop, lines: dict[str, int] | None = None) -> Placed:
    order = shop.paid(lines or {"ROUTER-1": 2, "CABLE-1": 3})
    order.staff_does("accept")
    return order


def shipped(shop: Shop, lines: dict[str, int] | None = None) -> Placed:
    order = accepted(shop, lines)
    order.staff_does("shipments", {"carrier": "UPS", "tracking_number": "1Z 999"})
    return order


def fact(kind: str) -> Any:
    return next(json.loads(item.payload) for item in EventItem.scan() if item.type == kind)


def test_an_order_goes_out_in_two_parcels_with_their_tracking(shop: Shop) -> None:
    order = accepted(shop)
    first = {"carrier": "UPS", "tracking_number": "1Z 999", "lines": [{"line": "CABLE-1", "quantity": 2}]}
    assert order.staff_does("shipments", first)["state"] == "partially_shipped"
    assert order.staff_does("shipments", {"carrier": "Courier Jo", "tracking_number": "7"})["state"] == "shipped"
    parcels = order.seen["shipments"]
    assert parcels[0]["tracking_url"] == "https://www.ups.com/track?tracknum=1Z%20999"
    assert parcels[1]["tracking_url"] is None
    assert parcels[1]["lines"] == [{"line": "ROUTER-1", "quantity": 2}, {"line": "CABLE-1", "quantity": 1}]
    assert shop.stock("CABLE-1") == (997, 0, 997)
    for _ in range(2):
        done = order.staff_does(f"shipments/{parcels[0]['id']}/delivered")
    assert [entry["kind"] for entry in done["timeline"]].count("delivered") == 1
    assert order.staff_does("complete")["state"] == "completed"
    shop.settle()
    expected = ["order_accepted", "order_completed", "order_paid", "order_placed", "order_shipped", "order_shipped"]
    assert shop.mails() == expected


def test_staff_complete_a_pre_acceptance_order_with_its_number(shop: Shop) -> None:
    order = shop.placed({"PLAN-1": 1, "PHONE-1": 1})
    assert (order.seen["state"], order.seen["payment_state"], order.answer["payment"]["url"]) == (
        "pre_accepted",
        "none",
        None,
    )
    assert order.seen_by_staff["can"] == ["cancel", "take_up"]
    assert order.staff_does("accept")["state"] == "in_progress"
    assert shop.staff.post(f"/v1/orders/{order.id}/complete", {}).status == 409
    done = order.staff_does("complete", {"business_reference": "BSS-77"})
    assert (done["state"], done["business_reference"]) == ("completed", "BSS-77")
    assert shop.stock("PHONE-1") == (4, 0, 4)
    shop.settle()
    assert shop.mails() == ["order_accepted", "order_completed", "order_pre_accepted"]
    assert shop.stripe.calls == []


def test_a_customer_cancels_a_paid_order_and_gets_everything_back(shop: Shop) -> None:
    order = shop.paid({"ROUTER-1": 2})
    assert "cancel" in order.seen["can"]
    reply = order.http.post(f"/v1/orders/{order.id}/cancel", {"reason": "Found it cheaper"})
    assert reply.json["state"] == "cancelled"
    shop.settle()
    seen = order.seen
    assert (seen["payment_state"], seen["refunded"], seen["refundable"]["amount"]) == (
        "refunded",
        seen["totals"]["total"],
        0,
    )
    assert order.timeline() == ["placed", "payment_received", "cancelled", "refund_requested", "refunded"]
    assert shop.stock("ROUTER-1") == (20, 0, 20)


def test_what_was_sent_cannot_be_cancelled(shop: Shop) -> None:
    order = shipped(shop)
    reply = order.http.post(f"/v1/orders/{order.id}/cancel", {})
    assert (reply.status, reply.code) == (409, "wrong_state")


def test_an_order_in_dinars_is_charged_and_paid_back_in_tens_of_fils(shop: Shop) -> None:
    shop.sell(("OUD-1", "Oud", "", "1.235 KWD", "10", "", "", ""), currency="KWD")
    order = shop.paid({"OUD-1": 3})
    seen = order.seen
    assert (seen["state"], seen["totals"]["total"]["amount"] % 10) == ("paid", 0)
    assert [adjustment["kind"] for adjustment in seen["adjustments"]] == ["rounding"]
    fils = {"reason": "late", "amount": {"amount": 333, "currency": "KWD"}}
    assert shop.staff.post(f"/v1/orders/{order.id}/refunds", fils).status == 422
    order.staff_does("refunds", {"reason": "broken", "lines": [{"line": "OUD-1", "quantity": 1}]})
    order.staff_does("refunds", {"reason": "late", "amount": {"amount": 330, "currency": "KWD"}})
    order.staff_does("refunds", {"reason": "lost"})
    shop.settle()
    assert [refund["state"] for refund in order.seen["refunds"]] == ["succeeded"] * 3
    assert order.seen["payment_state"] == "refunded"


def test_an_order_whose_money_went_back_before_all_was_sent_can_be_closed(shop: Shop) -> None:
    order = accepted(shop, {"PHONE-1": 2})
    order.staff_does(
        "shipments", {"carrier": "UPS", "tracking_number": "1", "lines": [{"line": "PHONE-1", "quantity": 1}]}
    )
    order.staff_does("refunds", {"reason": "late", "amount": order.seen["refundable"]})
    shop.settle()
    assert "refund" in order.seen_by_staff["can"]
    rest = {"reason": "gone", "lines": [{"line": "PHONE-1", "quantity": 1}], "restock": True}
    assert order.staff_does("refunds", rest)["state"] == "shipped"
    assert shop.stock("PHONE-1") == (4, 0, 4)
    assert order.staff_does("complete")["state"] == "completed"
    shop.settle()
    assert shop.mails().count("order_refunded") == 1
    again = shop.staff.post(f"/v1/orders/{order.id}/refunds", {"reason": "x"})
    assert (again.status, again.code) == (409, "nothing_to_refund")


def test_the_rest_of_an_order_that_cost_nothing_can_be_taken_off(shop: Shop) -> None:
    shop.http.signed_in("acc_f", "finance").put("/v1/coupons/FREE", {"percent": "100", "applies_to_delivery": True})
    buyer = shop.guest_cart({"PHONE-1": 2})
    buyer.put("coupon", {"code": "FREE"})
    order = buyer.check_out()
    order.staff_does("accept")
    order.staff_does(
        "shipments", {"carrier": "UPS", "tracking_number": "1", "lines": [{"line": "PHONE-1", "quantity": 1}]}
    )
    assert order.staff_does("refunds", {"reason": "gone", "restock": True})["state"] == "shipped"
    assert (shop.stock("PHONE-1"), order.staff_does("complete")["state"]) == ((4, 0, 4), "completed")


def test_staff_refund_pieces_then_an_amount_then_the_rest(shop: Shop) -> None:
    order = shipped(shop, {"ROUTER-1": 1, "CABLE-1": 3})
    total = order.seen["totals"]["total"]["amount"]
    pieces = {"reason": "broken", "lines": [{"line": "CABLE-1", "quantity": 1}]}
    order.staff_does("refunds", pieces)
    order.staff_does("refunds", {"reason": "late", "amount": {"amount": 500, "currency": "USD"}})
    shop.settle()
    assert order.seen["payment_state"] == "partially_refunded"
    too_much = {"reason": "x", "amount": {"amount": total, "currency": "USD"}}
    assert shop.staff.post(f"/v1/orders/{order.id}/refunds", too_much).code == "refund_too_high"
    order.staff_does("refunds", {"reason": "all of it"})
    shop.settle()
    seen = order.seen
    assert (seen["payment_state"], seen["refunded"]["amount"]) == ("refunded", total)
    assert [line["refundable"]["amount"] for line in seen["lines"]] == [0, 0]
    assert sum(refund["amount"]["amount"] for refund in seen["refunds"]) == total
    assert shop.mails().count("order_refunded") == 3


def test_the_fact_of_a_refund_names_each_lines_part(shop: Shop) -> None:
    order = accepted(shop, {"CABLE-1": 3})
    order.staff_does("refunds", {"reason": "out", "lines": [{"line": "CABLE-1", "quantity": 2}], "restock": True})
    shop.settle()
    told = fact("orders.order_refunded.v1")
    assert told["order_id"] == order.id
    (part,) = told["lines"]
    assert (part["sku"], part["quantity"], part["net"] + part["tax"]) == ("CABLE-1", 2, told["amount"])
    assert shop.stock("CABLE-1") == (1000, 1, 999)
    assert order.seen["lines"][0]["dropped"] == 2


def test_a_refund_that_stripe_refuses_is_shown_and_its_amount_free_again(shop: Shop) -> None:
    order = shop.paid()
    total = order.seen["totals"]["total"]
    intent = shop.sandbox.account.require("checkout.session", order.session, "session")["payment_intent"]
    _refund_behind_our_back(shop, intent)
    order.staff_does("refunds", {"reason": "late"})
    shop.settle()
    seen = order.seen
    assert [refund["state"] for refund in seen["refunds"]] == ["failed"]
    assert (seen["refundable"], seen["payment_state"]) == (total, "paid")
    assert "refund_failed" in order.timeline()
    assert shop.mails().count("refund_failed") == 1  # to the shop, which has to act


def _refund_behind_our_back(shop: Shop, intent: str) -> None:
    client = stripe.StripeClient(FIXED["STRIPE_API_KEY"], http_client=shop.stripe)
    client.v1.refunds.create({"payment_intent": intent})


def test_a_customer_returns_pieces_and_is_paid_when_they_are_back(shop: Shop) -> None:
    order = shipped(shop, {"ROUTER-1": 2})
    assert "return" in order.seen["can"]
    asked = {"reason": "too big", "lines": [{"line": "ROUTER-1", "quantity": 1}]}
    reply = order.http.post(f"/v1/orders/{order.id}/returns", asked)
    assert reply.status == 201
    return_id = reply.json["returns"][0]["id"]
    order.staff_does(f"returns/{return_id}", {"decision": "approve", "note": "Use the label in the box"})
    order.staff_does(f"returns/{return_id}", {"decision": "receive"})
    shop.settle()
    seen = order.seen
    assert (seen["lines"][0]["returned"], seen["returns"][0]["state"]) == (1, "received")
    assert seen["refunds"][0]["state"] == "succeeded"
    assert shop.stock("ROUTER-1") == (19, 0, 19)
    steps = [kind for kind in shop.mails() if kind.startswith("return")]
    assert steps == ["return_approved", "return_received", "return_requested"]
    again = shop.staff.post(f"/v1/orders/{order.id}/returns/{return_id}", {"decision": "receive"})
    assert (again.status, again.code) == (409, "return_unknown")


def test_staff_find_the_orders_with_a_return_to_decide_until_it_is_decided(shop: Shop) -> None:
    asked = {"reason": "scratched", "lines": [{"line": "ROUTER-1", "quantity": 1}]}
    orders = [shipped(shop, {"ROUTER-1": 2}) for _ in range(3)]
    returns = [order.http.post(f"/v1/orders/{order.id}/returns", asked).json["returns"][0]["id"] for order in orders]

    def waiting(cursor: str = "") -> list[str]:
        address = "/v1/orders?scope=all&returns=requested&limit=2" + (f"&cursor={cursor}" if cursor else "")
        page = shop.staff.get(address).json
        rest = waiting(page["next_cursor"]) if page["next_cursor"] else []
        return [item["id"] for item in page["items"]] + rest

    assert waiting() == sorted((order.id for order in orders), reverse=True)
    orders[0].staff_does(f"returns/{returns[0]}", {"decision": "approve"})
    orders[2].staff_does(f"returns/{returns[2]}", {"decision": "reject"})
    assert waiting() == [orders[1].id]
    assert orders[1].http.get("/v1/orders?scope=all&returns=requested").status in (401, 403)


def test_a_return_can_be_rejected_or_kept_off_the_shelf(shop: Shop) -> None:
    order = shipped(shop, {"ROUTER-1": 2})
    asked = {"reason": "scratched", "lines": [{"line": "ROUTER-1", "quantity": 1}]}
    first = order.http.post(f"/v1/orders/{order.id}/returns", asked).json["returns"][0]["id"]
    order.staff_does(f"returns/{first}", {"decision": "reject", "note": "It was worn"})
    second = order.http.post(f"/v1/orders/{order.id}/returns", asked).json["returns"][1]["id"]
    order.staff_does(f"returns/{second}", {"decision": "approve"})
    order.staff_does(f"returns/{second}", {"decision": "receive", "restock": False, "refund": False})
    assert (shop.stock("ROUTER-1"), order.seen["refunds"]) == ((18, 0, 18), [])


def test_a_command_repeated_under_its_key_acts_once(shop: Shop) -> None:
    order = accepted(shop, {"CABLE-1": 3})
    path, body = (
        f"/v1/orders/{order.id}/shipments",
        {"carrier": "UPS", "tracking_number": "1", "lines": [{"line": "CABLE-1", "quantity": 1}]},
    )
    first, again = (shop.staff.post(path, body, idempotency_key="k") for _ in range(2))
    assert first.body == again.body
    assert order.seen["lines"][0]["shipped"] == 1


def test_staff_see_remarks_that_customers_do_not(shop: Shop) -> None:
    order = shop.placed()
    order.staff_does("notes", {"note": "Called twice"})
    assert "note" not in order.timeline()
    assert [entry["kind"] for entry in order.seen_by_staff["timeline"]] == ["placed", "note"]


def test_staff_find_orders_by_state_number_and_address(shop: Shop) -> None:
    first = shop.placed()
    second = shop.paid({"CABLE-1": 1})
    third = shop.account_cart("acc_ana").check_out()

    def found(query: str) -> list[str]:
        return [item["id"] for item in shop.staff.get(f"/v1/orders?scope=all&{query}").json["items"]]

    assert set(found("")) == {first.id, second.id, third.id}
    assert found("state=paid") == [second.id]
    assert found(f"q={second.seen['number'].lower()}") == [second.id]
    assert set(found("q=ANA@example.com")) == {first.id, second.id}
    assert found("q=nobody@example.com") == []


def test_lists_go_on_where_they_stopped(shop: Shop, clock: Any) -> None:
    placed = []
    for _ in range(5):
        clock.advance(seconds=1)
        placed.append(shop.account_cart("acc_ana", {"CABLE-1": 1}).check_out().id)
    for path, http in (("/v1/orders?", shop.http.signed_in("acc_ana")), ("/v1/orders?scope=all&", shop.staff)):
        seen: list[str] = []
        cursor = ""
        while True:
            page = http.get(f"{path}limit=2{cursor}").json
            seen += [item["id"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}".replace("+", "%2B")
        assert seen == placed[::-1]


@pytest.mark.parametrize("cursor", ["x", "0001-01-01T00:00:00%2B23:59|ord_1", "|", "ord_" + "x" * 400])
def test_a_cursor_of_ones_own_making_is_refused(shop: Shop, cursor: str) -> None:
    assert shop.staff.get(f"/v1/orders?scope=all&cursor={cursor}").status == 422
    assert shop.staff.get(f"/v1/orders?cursor={cursor}").status == 422


def test_an_address_that_is_too_long_for_a_key_is_not_found(shop: Shop) -> None:
    for path in ("/v1/orders/ord_", "/v1/carts/cart_"):
        assert shop.staff.get(path + "x" * 3000).status == 404
    finance = shop.http.signed_in("acc_fin", "finance")
    assert finance.get("/v1/coupons/" + "x" * 3000).status == 404
    assert finance.delete("/v1/coupons/" + "x" * 3000).status == 404


def test_mails_speak_the_orders_language_and_open_the_order(shop: Shop) -> None:
    order = shop.guest_cart({"ROUTER-1": 2}).check_out(language="zh")
    order.pay()
    shop.settle()
    mailer = mail.mailer()
    assert isinstance(mailer, mail.FolderMailer)
    receipt = next(message for message in mailer.messages() if message.kind == "order_paid")
    assert receipt.to == "ana@example.com"
    assert order.seen["number"] in receipt.subject
    assert "已收到付款" in receipt.subject
    assert "2 × 路由器" in receipt.text
    token = order.http.headers["Order-Token"]
    assert f"https://shop.example/zh/orders/{order.id}?token={token}" in receipt.text


def test_a_message_to_the_shop_reaches_it_once(shop: Shop) -> None:
    body = {"name": "Ana", "email": "ana@example.com", "message": "Do you ship to Malta?"}
    assert shop.http.post("/v1/contact", body).status == 204
    shop.settle()
    assert shop.mails() == ["contact"]
