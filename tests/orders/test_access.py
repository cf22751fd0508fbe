"""Who may see and do what."""

from __future__ import annotations

from typing import Any

import pytest

from tests.orders.shopping import Shop

STAFF_COMMANDS: list[tuple[str, Any]] = [
    ("accept", {}),
    ("shipments", {"carrier": "UPS", "tracking_number": "1"}),
    ("complete", {}),
    ("refunds", {"reason": "x"}),
    ("returns/ret_1", {"decision": "approve"}),
    ("notes", {"note": "x"}),
    ("shipments/shp_1/delivered", {}),
]


def test_nobody_reads_another_persons_order(shop: Shop) -> None:
    guest, own = shop.placed(), shop.account_cart("acc_ana").check_out()
    other = shop.placed({"CABLE-1": 1})
    strangers = [shop.http, shop.http.signed_in("acc_bo"), other.http, shop.http.with_headers(Order_Token="guess")]
    for stranger in strangers:
        for order_id in (guest.id, own.id, "ord_nothing", "cart_x", "x"):
            assert stranger.get(f"/v1/orders/{order_id}").status == 404
            assert stranger.post(f"/v1/orders/{order_id}/cancel", {}).status == 404
            lines = [{"line": "ROUTER-1", "quantity": 1}]
            assert stranger.post(f"/v1/orders/{order_id}/returns", {"reason": "x", "lines": lines}).status == 404


def test_the_owner_the_token_and_staff_read_an_order(shop: Shop) -> None:
    guest, own = shop.placed(), shop.account_cart("acc_ana").check_out()
    assert guest.seen["id"] == guest.id
    assert own.seen["id"] == own.id
    assert guest.seen_by_staff["id"] == guest.id
    assert guest.seen["token"] is None


@pytest.mark.parametrize(("command", "body"), STAFF_COMMANDS)
def test_customers_do_not_do_staffs_work(shop: Shop, command: str, body: Any) -> None:
    order = shop.account_cart("acc_ana").check_out()
    assert shop.http.post(f"/v1/orders/{order.id}/{command}", body).status == 401
    assert order.http.post(f"/v1/orders/{order.id}/{command}", body).status == 403


@pytest.mark.parametrize(("command", "body"), STAFF_COMMANDS)
def test_staff_work_on_an_order_that_is_not_there_finds_nothing(shop: Shop, command: str, body: Any) -> None:
    assert shop.staff.post(f"/v1/orders/ord_nothing/{command}", body).status == 404


def test_lists_of_all_orders_are_for_staff(shop: Shop) -> None:
    shop.placed()
    assert shop.http.get("/v1/orders").status == 401
    assert shop.http.signed_in("acc_bo").get("/v1/orders").json["items"] == []
    assert shop.http.signed_in("acc_bo").get("/v1/orders?scope=all").status == 403


def test_catalogue_staff_have_no_business_with_customers_orders(shop: Shop) -> None:
    order = shop.paid()
    catalogue = shop.http.signed_in("acc_cat", "catalogue")
    assert catalogue.get(f"/v1/orders/{order.id}").status == 404
    assert catalogue.post(f"/v1/orders/{order.id}/cancel", {}).status == 404
    lines = [{"line": "ROUTER-1", "quantity": 1}]
    assert catalogue.post(f"/v1/orders/{order.id}/returns", {"reason": "x", "lines": lines}).status == 404
    assert catalogue.post(f"/v1/orders/{order.id}/notes", {"note": "x"}).status == 403
    assert catalogue.get("/v1/orders?scope=all").status == 403
    assert order.seen["state"] == "paid"


def test_finance_reads_an_order_and_pays_back_but_does_not_cancel_it(shop: Shop) -> None:
    order = shop.paid()
    finance = shop.http.signed_in("acc_fin", "finance")
    assert finance.get(f"/v1/orders/{order.id}").json["id"] == order.id
    assert finance.post(f"/v1/orders/{order.id}/cancel", {}).status == 404
    assert finance.post(f"/v1/orders/{order.id}/refunds", {"reason": "x"}).status == 201


def test_what_each_may_do_is_told_to_each(shop: Shop) -> None:
    order = shop.placed()
    assert order.seen["can"] == ["pay", "cancel", "reorder"]
    assert order.seen_by_staff["can"] == ["cancel"]
    order.pay()
    shop.settle()
    assert order.seen["can"] == ["cancel", "reorder"]
    assert order.seen_by_staff["can"] == ["cancel", "accept", "refund"]
    order.staff_does("accept")
    assert order.seen_by_staff["can"] == ["cancel", "ship", "refund"]
    order.staff_does("shipments", {"carrier": "UPS", "tracking_number": "1"})
    assert order.seen["can"] == ["return", "reorder"]
    assert order.seen_by_staff["can"] == ["return", "complete", "refund"]
