"""Products that are built: in carts, orders, stock, mails and on the pay page."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.kit import mail
from infra.local.stripe_sandbox import sessions
from tests.orders.offers import BUILT_PRICE, CHASSIS, MODEL, contract, line, price_list, save, sell_chassis
from tests.orders.shopping import ADDRESS, PRODUCTS, Buyer, Shop
from tests.support.http import Http


def put(http: Http, cart_id: str, configuration_id: str, quantity: int = 1, **changes: Any) -> Any:
    body = line("CHASSIS-1", quantity, configuration_id) | changes
    return http.put(f"/v1/carts/{cart_id}/lines/{configuration_id}", body)


def with_chassis(shop: Shop, quantity: int = 1, lines: dict[str, int] | None = None) -> tuple[Buyer, str]:
    """A guest with a built chassis in the cart, and the id of how it is built."""
    version = sell_chassis(shop)
    buyer = shop.guest_cart(lines or {})
    configuration = save(buyer.http, version)
    reply = put(buyer.http, buyer.cart_id, configuration, quantity)
    assert reply.status == 200, reply.body
    buyer.put("delivery", {"method": "standard"})
    return buyer, configuration


def test_a_built_product_costs_itself_and_its_parts_and_says_what_they_are(shop: Shop) -> None:
    buyer, configuration = with_chassis(shop, 2)
    (shown,) = buyer.cart["lines"]
    assert (shown["id"], shown["sku"], shown["unit_price"]["amount"]) == (configuration, "CHASSIS-1", BUILT_PRICE)
    assert shown["source"]["kind"] == "configuration"
    assert [(c["option_title"], c["quantity"]) for c in shown["configuration"]["summary"]] == [
        ("Card", 1),
        ("Optic 10G", 4),
    ]
    order = buyer.check_out().seen
    (bought,) = order["lines"]
    assert bought["configuration"] == shown["configuration"]
    assert bought["total"]["amount"] == 2 * BUILT_PRICE


def test_a_summary_speaks_the_buyers_language(shop: Shop) -> None:
    buyer, _ = with_chassis(shop)
    (shown,) = buyer.http.get(f"/v1/carts/{buyer.cart_id}?lang=zh").json["lines"]
    assert shown["configuration"]["summary"][0] == {"option_title": "业务板", "value_title": "48个端口", "quantity": 1}
    order = buyer.check_out(language="zh").seen
    assert order["lines"][0]["configuration"]["summary"][0]["option_title"] == "业务板"


def test_the_same_product_built_otherwise_is_another_line(shop: Shop) -> None:
    version = sell_chassis(shop)
    buyer = shop.guest_cart({"CHASSIS-1": 1})
    for optics in (0, 8):
        put(buyer.http, buyer.cart_id, save(buyer.http, version, {"card": "bare", "optics": optics}))
    assert [entry["unit_price"]["amount"] for entry in buyer.cart["lines"]] == [1000_00, 1005_00, 1165_00]


def test_parts_are_held_with_the_product_and_leave_with_it(shop: Shop) -> None:
    buyer, configuration = with_chassis(shop, 2, {"CARD-48": 1})
    order = buyer.check_out()
    stock = {sku: shop.stock(sku) for sku in ("CHASSIS-1", "CARD-48", "OPTIC-10")}
    assert stock == {"CHASSIS-1": (3, 2, 1), "CARD-48": (10, 3, 7), "OPTIC-10": (50, 8, 42)}
    order.pay()
    shop.settle()
    order.staff_does("accept")
    one = [{"line": configuration, "quantity": 1}]
    order.staff_does("shipments", {"carrier": "UPS", "tracking_number": "1Z", "lines": one})
    assert (shop.stock("CARD-48"), shop.stock("OPTIC-10")) == ((9, 2, 7), (46, 4, 42))
    order.staff_does("refunds", {"reason": "one less", "lines": one, "restock": True})
    assert (shop.stock("CHASSIS-1"), shop.stock("OPTIC-10")) == ((2, 0, 2), (46, 0, 46))
    order.http.post(f"/v1/orders/{order.id}/returns", {"reason": "loud", "lines": one})
    back = order.seen["returns"][0]["id"]
    order.staff_does(f"returns/{back}", {"decision": "approve"})
    order.staff_does(f"returns/{back}", {"decision": "receive"})
    assert (shop.stock("CHASSIS-1"), shop.stock("CARD-48"), shop.stock("OPTIC-10")) == (
        (3, 0, 3),
        (10, 1, 9),
        (50, 0, 50),
    )


def test_parts_are_free_again_when_nobody_pays(shop: Shop, clock: Any) -> None:
    buyer, _ = with_chassis(shop)
    buyer.check_out()
    clock.advance(minutes=32)
    shop.minute_passes()
    assert (shop.stock("CARD-48"), shop.stock("OPTIC-10")) == ((10, 0, 10), (50, 0, 50))


def test_a_part_that_is_short_holds_the_order_up(shop: Shop) -> None:
    buyer, _ = with_chassis(shop, lines={"OPTIC-10": 47})
    reply = buyer.try_check_out()
    assert (reply.status, reply.code, reply.json["sku"]) == (409, "out_of_stock", "OPTIC-10")
    assert shop.stock("CHASSIS-1") == (3, 0, 3)


def test_only_what_is_decided_and_of_the_product_is_taken(shop: Shop) -> None:
    version = sell_chassis(shop)
    buyer = shop.guest_cart({})
    undecided = save(buyer.http, version, {"card": "c48"})
    reply = put(buyer.http, buyer.cart_id, undecided)
    assert (reply.status, reply.code) == (409, "configuration_incomplete")
    whole = save(buyer.http, version)
    assert put(buyer.http, buyer.cart_id, whole, sku="ROUTER-1").status == 422
    assert put(buyer.http, buyer.cart_id, "cfg_unknown").status == 422
    other_id = buyer.put("lines/CHASSIS-1", line("CHASSIS-1", 1, whole))
    assert other_id.status == 422
    assert buyer.cart["lines"] == []


@pytest.mark.parametrize("forged", [{"choices": {"card": "bare"}}, {"version": "x"}, {"price": 1}, {"components": []}])
def test_what_a_client_says_of_a_configuration_is_not_believed(shop: Shop, forged: dict[str, Any]) -> None:
    buyer, configuration = with_chassis(shop)
    assert put(buyer.http, buyer.cart_id, configuration, **forged).status == 422
    assert buyer.cart["lines"][0]["unit_price"]["amount"] == BUILT_PRICE


def test_what_is_in_the_cart_stays_as_it_was_when_the_model_changes(shop: Shop, clock: Any) -> None:
    buyer, configuration = with_chassis(shop)
    dearer = {
        **MODEL,
        "options": [MODEL["options"][0], {**MODEL["options"][1], "quantity": {"max": 8, "price": 30_00}}],
    }
    sell_chassis(shop, dearer)
    clock.advance(days=1)
    assert put(buyer.http, buyer.cart_id, configuration, 2).status == 200
    assert buyer.cart["lines"][0]["unit_price"]["amount"] == BUILT_PRICE
    other = shop.guest_cart({})
    reply = put(other.http, other.cart_id, configuration)
    assert (reply.status, reply.code) == (409, "configuration_outdated")


@pytest.mark.parametrize(
    "left",
    [
        PRODUCTS,
        tuple(row if row[0] != "CARD-48" else (*row[:4], "0", *row[5:]) for row in CHASSIS),
    ],
)
def test_what_is_not_sold_any_more_cannot_be_bought_built(shop: Shop, left: tuple[tuple[str, ...], ...]) -> None:
    buyer, configuration = with_chassis(shop)
    shop.sell(*left)
    (shown,) = buyer.cart["lines"]
    assert (shown["problem"], shown["unit_price"]["amount"]) == ("unavailable", BUILT_PRICE)
    assert buyer.try_check_out().code == "cart_incomplete"
    assert put(buyer.http, buyer.cart_id, configuration, 2).status == 422


def test_a_configuration_that_its_owner_deleted_cannot_be_bought(shop: Shop) -> None:
    version = sell_chassis(shop)
    http = shop.http.signed_in("acc_ana")
    buyer = Buyer(shop, http, http.post("/v1/carts", {}).json["id"]).fill({"ROUTER-1": 1}, ADDRESS)
    configuration = save(http, version)
    put(http, buyer.cart_id, configuration)
    assert http.delete(f"/v1/configurations/{configuration}").status == 204
    assert [entry["problem"] for entry in buyer.cart["lines"]] == [None, "unavailable"]


def test_members_pay_their_contract_for_parts_too(shop: Shop) -> None:
    version = sell_chassis(shop)
    acme = contract(shop, {"CHASSIS-1": 900_00, "OPTIC-10": {1: 18_00, 8: 10_00}})
    http = shop.http.signed_in("acc_mia", organisation=acme)
    cart_id = http.post("/v1/carts", {}).json["id"]
    configuration = save(http, version)
    one = put(http, cart_id, configuration).json["lines"][0]
    assert one["unit_price"]["amount"] == 900_00 + 250_00 + 4 * 18_00
    two = put(http, cart_id, configuration, 2).json["lines"][0]
    assert (two["unit_price"]["amount"], two["problem"]) == (900_00 + 250_00 + 4 * 10_00, None)


def test_a_guests_built_product_is_merged_at_the_members_price(shop: Shop) -> None:
    guest, configuration = with_chassis(shop)
    acme = contract(shop, {"CHASSIS-1": 900_00})
    http = shop.http.signed_in("acc_mia", organisation=acme)
    cart_id = http.post("/v1/carts", {}).json["id"]
    put(http, cart_id, configuration)
    body = {"guest_cart_id": guest.cart_id, "guest_cart_token": guest.http.headers["Cart-Token"]}
    (merged,) = http.post("/v1/carts/current/merge", body).json["lines"]
    assert (merged["quantity"], merged["unit_price"]["amount"], merged["problem"]) == (2, BUILT_PRICE - 100_00, None)


def test_a_built_product_is_ordered_again_as_it_was(shop: Shop) -> None:
    buyer, configuration = with_chassis(shop)
    (bought,) = buyer.check_out().seen["lines"]
    again = shop.guest_cart({})
    assert put(again.http, again.cart_id, bought["configuration"]["id"], bought["quantity"]).status == 200
    assert again.cart["lines"][0]["configuration"]["id"] == configuration


def test_the_pay_page_and_mails_say_shortly_what_was_built(shop: Shop) -> None:
    buyer, _ = with_chassis(shop, 2)
    order = buyer.check_out()
    items = sessions.hidden(shop.sandbox.account, order.session).line_items
    assert items[0]["description"] == "2 × Chassis (48 ports, 4 × Optic 10G)"
    shop.settle()
    mailer = mail.mailer()
    assert isinstance(mailer, mail.FolderMailer)
    (placed,) = [message for message in mailer.messages() if message.kind == "order_placed"]
    assert "2 × Chassis (48 ports, 4 × Optic 10G)" in placed.text


def test_delivery_carries_the_weight_of_the_parts(shop: Shop) -> None:
    version = sell_chassis(shop)
    price_list(shop, {"CHASSIS-1": 1, "CARD-48": 1, "OPTIC-10": 1})
    buyer = shop.guest_cart({"CHASSIS-1": 1})
    bare = buyer.cart["delivery_options"][0]["price"]["amount"]
    cheap = {
        **MODEL,
        "options": [{**MODEL["options"][0], "values": [{**MODEL["options"][0]["values"][0], "price": 1}]}],
    }
    version = sell_chassis(shop, cheap)
    buyer.http.delete(f"/v1/carts/{buyer.cart_id}/lines/CHASSIS-1")
    put(buyer.http, buyer.cart_id, save(buyer.http, version, {"card": "c48"}))
    assert buyer.cart["delivery_options"][0]["price"]["amount"] == bare + 50


def test_parts_of_a_pre_acceptance_order_are_held_when_staff_take_it_up(shop: Shop) -> None:
    buyer, _ = with_chassis(shop, lines={"PLAN-1": 1})
    order = buyer.check_out()
    assert (order.seen["kind"], shop.stock("OPTIC-10")) == ("pre_acceptance", (50, 0, 50))
    order.staff_does("accept")
    assert (shop.stock("CHASSIS-1"), shop.stock("OPTIC-10")) == ((3, 1, 2), (50, 4, 46))
    order.staff_does("complete", {"business_reference": "B-1"})
    assert shop.stock("OPTIC-10") == (46, 0, 46)
