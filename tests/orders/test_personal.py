"""What is kept of a person, told and forgotten."""

from __future__ import annotations

from chalicelib.identity import AccountDeleted
from chalicelib.kit import clock
from chalicelib.kit.tx import Tx
from chalicelib.orders import personal_data
from tests.orders.shopping import Shop


def test_an_export_has_the_persons_orders_and_cart(shop: Shop) -> None:
    order = shop.account_cart("acc_ana").check_out()
    shop.account_cart("acc_ana", {"CABLE-1": 2})
    sources = personal_data()
    assert [found.id for found in sources["orders"]("acc_ana")] == [order.id]
    assert sources["cart"]("acc_ana").item_count == 2
    assert sources["orders"]("acc_bo") == []


def test_a_deleted_account_leaves_its_orders_without_the_person(shop: Shop) -> None:
    over, running = (shop.account_cart("acc_ana", {"CABLE-1": 1}).check_out() for _ in range(2))
    over.http.post(f"/v1/orders/{over.id}/cancel", {})
    shop.account_cart("acc_ana", {"CABLE-1": 2})
    shop.settle()
    tx = Tx(clock.now())
    tx.publish(AccountDeleted("acc_ana"))
    tx.commit()
    shop.settle()
    assert shop.http.signed_in("acc_ana").get("/v1/orders").json["items"] == []
    assert shop.http.signed_in("acc_ana").get("/v1/carts/current").json["lines"] == []
    late = shop.http.signed_in("acc_ana")  # a token that was given before
    product = {"sku": "CABLE-1", "quantity": 1}
    assert late.put("/v1/carts/cart_of_acc_ana/lines/CABLE-1", product).status == 410
    gone, kept = over.seen_by_staff, running.seen_by_staff
    assert (gone["email"], gone["shipping_address"], gone["totals"]["total"]["amount"] > 0) == ("", None, True)
    assert kept["email"] == "ana@example.com"  # its parcel still has to find them
    running.staff_does("cancel")
    shop.settle()
    assert running.seen_by_staff["email"] == ""
