"""Carts: whose they are, what they hold, what they show."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.orders import offers
from tests.orders.shopping import ADDRESS, GERMANY, PRODUCTS, Buyer, Shop


def test_a_line_is_set_not_added_and_can_be_taken_out(shop: Shop) -> None:
    buyer = shop.guest_cart({"ROUTER-1": 2, "CABLE-1": 1})
    for _ in range(2):
        cart = buyer.put("lines/ROUTER-1", {"sku": "ROUTER-1", "quantity": 3}).json
    assert {line["sku"]: line["quantity"] for line in cart["lines"]} == {"ROUTER-1": 3, "CABLE-1": 1}
    assert cart["totals"]["subtotal"] == {"amount": 3 * 8999 + 333, "currency": "USD"}
    left = buyer.http.delete(f"/v1/carts/{buyer.cart_id}/lines/ROUTER-1").json
    assert [line["sku"] for line in left["lines"]] == ["CABLE-1"]


def test_a_cart_says_what_is_missing(shop: Shop) -> None:
    http = shop.http
    cart = http.post("/v1/carts", {}).json
    assert (cart["ready"], cart["missing"]) == (False, ["lines", "address"])
    buyer = shop.guest_cart({"ROUTER-1": 1})
    assert (buyer.cart["ready"], buyer.cart["missing"]) == (True, [])


def test_prices_follow_the_destination(shop: Shop) -> None:
    american = shop.guest_cart({"ROUTER-1": 1}).cart["totals"]
    assert (american["tax_included"], american["tax"]["amount"], american["total"]["amount"]) == (False, 652, 10246)
    german = shop.guest_cart({"ROUTER-1": 1}, GERMANY).cart["totals"]
    assert german["tax_included"]
    assert german["total"]["amount"] == 8999 + german["delivery"]["amount"]
    assert german["taxes"][0]["rate_percent"] == "19"


def test_titles_and_delivery_come_in_the_readers_language(shop: Shop) -> None:
    buyer = shop.guest_cart({"ROUTER-1": 1})
    cart = buyer.http.get(f"/v1/carts/{buyer.cart_id}?lang=zh").json
    assert (cart["lines"][0]["title"], cart["delivery_options"][0]["name"]) == ("路由器", "标准配送")


def test_plans_need_no_delivery_and_make_the_order_one_for_staff(shop: Shop) -> None:
    cart = shop.guest_cart({"PLAN-1": 1}).cart
    assert (cart["needs_delivery"], cart["kind"], cart["ready"]) == (False, "pre_acceptance", True)
    mixed = shop.guest_cart({"PLAN-1": 1, "PHONE-1": 1}).cart
    assert (mixed["needs_delivery"], mixed["kind"]) == (True, "pre_acceptance")


@pytest.mark.parametrize(
    ("part", "body", "status"),
    [
        ("lines/NOPE", {"sku": "NOPE", "quantity": 1}, 422),
        ("lines/ROUTER-1", {"sku": "CABLE-1", "quantity": 1}, 422),
        ("lines/ROUTER-1", {"sku": "ROUTER-1", "quantity": 0}, 422),
        ("lines/ROUTER-1", {"sku": "ROUTER-1", "quantity": 9999}, 422),
        ("delivery", {"method": "drone"}, 422),
        ("coupon", {"code": "NOPE"}, 404),
        ("address", {"email": "nobody", "shipping": GERMANY}, 422),
        ("address", {"email": "a@b.example", "shipping": {**GERMANY, "country": "Germany"}}, 422),
    ],
)
def test_what_cannot_be_is_refused(shop: Shop, part: str, body: Any, status: int) -> None:
    assert shop.guest_cart().put(part, body).status == status


def test_a_cart_holds_ninety_products_and_says_so(shop: Shop) -> None:
    rows = tuple((f"P-{number}", f"Part {number}", "", "1.00 USD", "9", "", "", "") for number in range(91))
    shop.sell(*rows)
    buyer = shop.guest_cart({f"P-{number}": 1 for number in range(90)})
    reply = buyer.put("lines/P-90", {"sku": "P-90", "quantity": 1})
    assert (reply.status, reply.code) == (409, "cart_full")
    assert buyer.put("lines/P-5", {"sku": "P-5", "quantity": 2}).status == 200
    order = buyer.check_out()
    order.pay()
    shop.settle()
    assert order.seen["state"] == "paid"
    cancelled = order.http.post(f"/v1/orders/{order.id}/cancel", {})
    assert cancelled.json["state"] == "cancelled"


def test_two_currencies_do_not_mix(shop: Shop) -> None:
    buyer = shop.guest_cart({"ROUTER-1": 1})
    shop.sell(("EURO-1", "Adapter", "", "9.00 EUR", "9", "", "", ""), *_in("EUR"), currency="EUR")
    reply = buyer.put("lines/EURO-1", {"sku": "EURO-1", "quantity": 1})
    assert (reply.status, reply.code) == (409, "mixed_currencies")
    assert buyer.cart["lines"][0]["problem"] == "unavailable"
    assert shop.guest_cart({"EURO-1": 2}).cart["totals"]["subtotal"] == {"amount": 1800, "currency": "EUR"}


def _in(currency: str) -> list[tuple[str, ...]]:
    return [(*row[:3], row[3].replace("USD", currency), *row[4:]) for row in PRODUCTS]


def test_a_changed_price_is_shown_and_accepted_by_the_next_change(shop: Shop) -> None:
    buyer = shop.guest_cart({"ROUTER-1": 1, "CABLE-1": 1})
    dearer = (("ROUTER-1", "Router", "", "99.99 USD", "20", "", "", ""), *PRODUCTS[2:])
    shop.sell(*dearer)
    cart = buyer.cart
    problems = {line["sku"]: line["problem"] for line in cart["lines"]}
    assert problems == {"ROUTER-1": "price_changed", "CABLE-1": "unavailable"}
    assert (cart["ready"], cart["missing"]) == (False, ["line_problem"])
    assert buyer.try_check_out().code == "cart_incomplete"
    buyer.http.delete(f"/v1/carts/{buyer.cart_id}/lines/CABLE-1")
    assert buyer.cart["ready"]
    assert buyer.cart["lines"][0]["unit_price"]["amount"] == 9999


def test_a_signed_in_person_has_one_cart_everywhere(shop: Shop) -> None:
    http = shop.http.signed_in("acc_ana")
    first = http.post("/v1/carts", {})
    assert (first.status, first.json["token"]) == (201, None)
    cart_id = first.json["id"]
    http.put(f"/v1/carts/{cart_id}/lines/ROUTER-1", {"sku": "ROUTER-1", "quantity": 1})
    assert http.get("/v1/carts/current").json["item_count"] == 1
    assert http.post("/v1/carts", {}).json["item_count"] == 1


def test_a_guests_cart_moves_into_their_own_once(shop: Shop) -> None:
    own = shop.account_cart("acc_ana", {"ROUTER-1": 1})
    guest = shop.guest_cart({"ROUTER-1": 998, "CABLE-1": 2})
    body = {"guest_cart_id": guest.cart_id, "guest_cart_token": guest.http.headers["Cart-Token"]}
    for _ in range(2):
        merged = own.http.post(f"/v1/carts/{own.cart_id}/merge", body)
        assert merged.status == 200
        assert {line["sku"]: line["quantity"] for line in merged.json["lines"]} == {"ROUTER-1": 999, "CABLE-1": 2}
    assert guest.http.get(f"/v1/carts/{guest.cart_id}").status == 404
    other = shop.http.signed_in("acc_bo").post("/v1/carts/current/merge", body)
    assert other.status == 410
    wrong = {**body, "guest_cart_token": "x" * 20}
    assert own.http.post("/v1/carts/current/merge", wrong).status == 404


def test_nobody_reads_or_changes_another_persons_cart(shop: Shop) -> None:
    guest, own = shop.guest_cart(), shop.account_cart("acc_ana")
    strangers = [shop.http, shop.http.with_headers(Cart_Token="guess"), shop.http.signed_in("acc_bo"), shop.staff]
    for stranger in strangers:
        for cart_id in (guest.cart_id, own.cart_id, "cart_0"):
            assert stranger.get(f"/v1/carts/{cart_id}").status == 404
            line = {"sku": "ROUTER-1", "quantity": 5}
            assert stranger.put(f"/v1/carts/{cart_id}/lines/ROUTER-1", line).status == 404
            asked = {"cart_version": 1, "expected_total": {"amount": 0, "currency": "USD"}}
            assert stranger.post(f"/v1/carts/{cart_id}/checkout", asked).status == 404


def test_a_cart_is_forgotten_after_thirty_days(shop: Shop, clock: Any) -> None:
    guest, own = shop.guest_cart(), shop.account_cart("acc_ana")
    clock.advance(days=31)
    assert guest.http.get(f"/v1/carts/{guest.cart_id}").status == 404
    http = shop.http.signed_in("acc_ana")
    assert http.get("/v1/carts/current").json["lines"] == []
    line = {"sku": "CABLE-1", "quantity": 1}
    assert http.put(f"/v1/carts/{own.cart_id}/lines/CABLE-1", line).json["item_count"] == 1


@pytest.mark.engine
def test_changes_from_several_tabs_at_once_are_all_kept(engine_shop: Shop) -> None:
    buyer = engine_shop.guest_cart({})

    def put(sku: str) -> int:
        return buyer.put(f"lines/{sku}", {"sku": sku, "quantity": 1}).status

    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(put, ["ROUTER-1", "CABLE-1", "PHONE-1", "CASE-1"]))
    assert statuses == [200] * 4
    assert buyer.cart["item_count"] == 4


@pytest.mark.parametrize(
    ("change", "field"),
    [({"region": ""}, "region"), ({"region": "Calif."}, "region"), ({"country": "ZZ"}, "country")],
)
def test_an_address_that_its_tax_cannot_be_told_from_is_refused(shop: Shop, change: dict[str, str], field: str) -> None:
    reply = shop.guest_cart().put("address", {"email": "a@b.example", "shipping": {**ADDRESS, **change}})
    assert (reply.status, reply.json["errors"][0]["field"]) == (422, f"shipping.{field}")


def test_a_state_may_be_named_by_its_name(shop: Shop) -> None:
    cart = shop.guest_cart(address={**ADDRESS, "region": "california"}).cart
    assert (cart["shipping_address"]["region"], cart["totals"]["tax"]["amount"] > 0) == ("CA", True)


def test_a_cart_in_another_currency_buys_at_the_prices_of_its_lists(shop: Shop) -> None:
    offers.price_list(shop, {"ROUTER-1": 80_00}, currency="EUR")
    cart = shop.http.post("/v1/carts", {"currency": "EUR"}).json
    buyer = Buyer(shop, shop.http.with_headers(Cart_Token=cart["token"]), cart["id"])

    refused = buyer.put("lines/CABLE-1", {"sku": "CABLE-1", "quantity": 1})
    assert (refused.status, refused.code) == (409, "mixed_currencies")
    assert "has no price in EUR" in refused.json["detail"]
    seen = buyer.fill({"ROUTER-1": 1}, ADDRESS).cart
    assert seen["totals"]["subtotal"] == {"amount": 80_00, "currency": "EUR"}
    assert {option["price"]["currency"] for option in seen["delivery_options"]} == {"EUR"}
    assert buyer.check_out().seen["totals"]["total"]["currency"] == "EUR"


def test_an_own_cart_takes_a_currency_while_it_is_empty(shop: Shop) -> None:
    offers.price_list(shop, {"ROUTER-1": 80_00}, currency="VND")
    http = shop.http.signed_in("acc_ana")
    path = f"/v1/carts/{http.post('/v1/carts', {'currency': 'VND'}).json['id']}"

    seen = http.put(f"{path}/lines/ROUTER-1", {"sku": "ROUTER-1", "quantity": 2}).json
    assert seen["totals"]["subtotal"] == {"amount": 160_00, "currency": "VND"}
    assert (seen["delivery_options"], seen["ready"], "delivery" in seen["missing"]) == ([], False, True)
    assert http.post("/v1/carts", {"currency": "USD"}).code == "mixed_currencies"
    asked = http.post("/v1/quotes", {"cart_id": seen["id"], "name": "Ana", "email": "ana@example.com"})
    assert (asked.status, asked.json["totals"]["total"]) == (201, {"amount": 160_00, "currency": "VND"})
