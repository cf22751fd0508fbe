"""From a cart to a paid order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.orders.shopping import Shop


def test_a_guest_buys_and_pays(shop: Shop) -> None:
    order = shop.placed({"ROUTER-1": 1, "CABLE-1": 3})
    assert order.seen["state"] == "placed"
    assert order.answer["payment"]["url"].startswith("https://shop.example/_local/stripe/pay/")
    assert shop.stock("CABLE-1") == (1000, 3, 997)
    order.pay()
    shop.settle()
    seen = order.seen
    assert (seen["state"], seen["payment_state"]) == ("paid", "paid")
    assert order.timeline() == ["placed", "payment_received"]
    assert shop.mails() == ["order_paid", "order_placed"]
    assert shop.drain.parked() == []


def test_the_pay_page_asks_for_the_orders_total_line_by_line(shop: Shop) -> None:
    order = shop.placed({"ROUTER-1": 2, "CABLE-1": 3})
    session = shop.sandbox.account.require("checkout.session", order.session, "session")
    assert session["amount_total"] == order.seen["totals"]["total"]["amount"]
    assert session["client_reference_id"] == order.id
    assert session["customer_email"] == "ana@example.com"


def test_a_signed_in_persons_cart_is_empty_again_and_the_order_is_theirs(shop: Shop) -> None:
    buyer = shop.account_cart("acc_ana")
    order = buyer.check_out()
    assert order.answer["order"]["token"] is None
    assert buyer.cart["lines"] == []
    assert [item["id"] for item in buyer.http.get("/v1/orders").json["items"]] == [order.id]
    buyer.fill(
        {"CABLE-1": 1}, {"name": "Ana", "line1": "1 Main St", "city": "Portland", "country": "US", "region": "OR"}
    )
    assert buyer.check_out().id != order.id


def test_a_guests_cart_names_its_order_and_takes_no_more(shop: Shop) -> None:
    buyer = shop.guest_cart()
    order = buyer.check_out()
    assert (buyer.cart["state"], buyer.cart["order_id"]) == ("checked_out", order.id)
    assert buyer.put("lines/CABLE-1", {"sku": "CABLE-1", "quantity": 1}).code == "cart_closed"
    assert buyer.try_check_out().status == 410


def test_the_same_key_gives_the_same_order_and_one_pay_page(shop: Shop) -> None:
    buyer = shop.guest_cart()
    cart = buyer.cart
    asked = {"cart_version": cart["version"], "expected_total": cart["totals"]["total"]}
    path = f"/v1/carts/{buyer.cart_id}/checkout"
    first, again = (buyer.http.post(path, asked, idempotency_key="k1") for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert again.headers["idempotency-replayed"] == "true"
    assert [path for method, path in shop.stripe.calls if method == "POST"] == ["/v1/checkout/sessions"]
    other = buyer.http.post(path, {**asked, "note": "leave it at the door"}, idempotency_key="k1")
    assert (other.status, other.code) == (422, "idempotency_key_reused")


def test_another_total_or_an_old_cart_is_never_charged(shop: Shop) -> None:
    buyer = shop.guest_cart()
    seen = buyer.cart
    cheap = buyer.try_check_out(expected_total={"amount": 1, "currency": "USD"})
    assert (cheap.status, cheap.code) == (409, "total_changed")
    assert cheap.json["cart"]["totals"] == seen["totals"]
    euros = {**seen["totals"]["total"], "currency": "EUR"}
    assert buyer.try_check_out(expected_total=euros).code == "total_changed"
    old = buyer.try_check_out(cart_version=seen["version"] - 1)
    assert (old.status, old.code, old.json["cart"]["version"]) == (409, "cart_changed", seen["version"])
    assert shop.stripe.calls == []


def test_a_refused_checkout_can_be_repeated_under_its_key(shop: Shop) -> None:
    buyer = shop.guest_cart()
    assert buyer.try_check_out("k1", cart_version=99).status == 409
    assert buyer.try_check_out("k1").status == 201


def test_what_is_sold_out_is_not_ordered_and_nothing_is_held(shop: Shop) -> None:
    shop.placed({"PHONE-1": 4})
    reply = shop.guest_cart({"ROUTER-1": 1, "PHONE-1": 2}).try_check_out()
    assert (reply.status, reply.code, reply.json["sku"]) == (409, "out_of_stock", "PHONE-1")
    assert shop.stock("ROUTER-1") == (20, 0, 20)


def test_a_coupon_for_everything_makes_an_order_that_is_paid_at_once(shop: Shop) -> None:
    shop.http.signed_in("acc_fin", "finance").put("/v1/coupons/FREE", {"percent": "100", "applies_to_delivery": True})
    buyer = shop.guest_cart({"ROUTER-1": 1, "CABLE-1": 7})
    cart = buyer.put("coupon", {"code": "free"}).json
    assert cart["totals"]["total"] == cart["totals"]["tax"] == {"amount": 0, "currency": "USD"}
    order = buyer.check_out()
    shop.settle()
    assert (order.seen["state"], order.seen["payment_state"]) == ("paid", "paid")
    assert order.answer["payment"]["url"] is None
    assert (shop.stripe.calls, shop.mails()) == ([], ["order_paid"])


def test_a_coupon_is_counted_at_checkout_and_given_back_with_the_order(shop: Shop) -> None:
    finance = shop.http.signed_in("acc_fin", "finance")
    finance.put("/v1/coupons/ONCE", {"percent": "10", "per_customer_limit": 1})

    def buy() -> Any:
        buyer = shop.guest_cart({"ROUTER-1": 1})
        assert buyer.put("coupon", {"code": "ONCE"}).status == 200
        return buyer

    order = buy().check_out()
    assert order.seen["adjustments"][0]["amount"]["amount"] == -900
    assert buy().try_check_out().json["reason"] == "used_by_customer"
    order.http.post(f"/v1/orders/{order.id}/cancel", {})
    assert finance.get("/v1/coupons/ONCE").json["used"] == 0
    assert buy().try_check_out().status == 201


def test_a_coupon_that_was_switched_off_since_is_looked_at_again(shop: Shop) -> None:
    finance = shop.http.signed_in("acc_fin", "finance")
    finance.put("/v1/coupons/SPRING", {"percent": "50"})
    buyer = shop.guest_cart()
    buyer.put("coupon", {"code": "SPRING"})
    finance.put("/v1/coupons/SPRING", {"percent": "50", "active": False})
    assert buyer.try_check_out().code == "coupon_not_usable"
    assert buyer.put("coupon", {"code": ""}).json["coupon"] is None
    assert buyer.try_check_out().status == 201


def test_a_cart_shows_what_staff_made_of_its_coupon_and_can_be_ordered_for_that(shop: Shop) -> None:
    finance = shop.http.signed_in("acc_fin", "finance")
    finance.put("/v1/coupons/TEN", {"percent": "10"})
    buyer = shop.guest_cart({"PHONE-1": 1})
    seen = buyer.put("coupon", {"code": "TEN"}).json["totals"]["total"]
    finance.put("/v1/coupons/TEN", {"percent": "20"})
    refusal = buyer.try_check_out(expected_total=seen)
    assert refusal.code == "total_changed"
    assert buyer.cart["totals"] == refusal.json["cart"]["totals"]
    assert buyer.check_out().answer["order"]["totals"]["discount"]["amount"] == -9980


def test_a_coupon_that_staff_removed_is_said_to_be_gone_and_taken_off(shop: Shop) -> None:
    finance = shop.http.signed_in("acc_fin", "finance")
    finance.put("/v1/coupons/TEN", {"percent": "10"})
    buyer = shop.guest_cart({"PHONE-1": 1})
    buyer.put("coupon", {"code": "TEN"})
    finance.delete("/v1/coupons/TEN")
    assert (buyer.cart["adjustments"], "no longer exists" in buyer.cart["coupon_problem"]) == ([], True)
    refusal = buyer.try_check_out()
    assert (refusal.status, refusal.code) == (409, "coupon_not_usable")
    assert refusal.json["cart"]["adjustments"] == []
    buyer.put("coupon", {"code": ""})
    buyer.check_out()


def test_a_coupon_below_its_minimum_says_so_and_takes_nothing_off(shop: Shop) -> None:
    minimum = {"amount": 10_000, "currency": "USD"}
    shop.http.signed_in("acc_fin", "finance").put("/v1/coupons/BIG", {"percent": "50", "minimum_subtotal": minimum})
    buyer = shop.guest_cart({"ROUTER-1": 2})
    buyer.put("coupon", {"code": "BIG"})
    cart = buyer.put("lines/ROUTER-1", {"sku": "ROUTER-1", "quantity": 1}).json
    assert (cart["adjustments"], "100.00 USD" in cart["coupon_problem"]) == ([], True)
    assert shop.guest_cart().put("coupon", {"code": "BIG"}).code == "coupon_not_usable"


@pytest.mark.parametrize(
    ("currency", "country", "price", "total"),
    [
        ("USD", "US", "19.99", 5997 + 595 + 435),
        ("EUR", "DE", "19.99", 5997 + 795),
        ("JPY", "JP", "1980", 5940 + 1342),
        ("KWD", "KW", "12.340", 37_020 + 19_950),
    ],
)
def test_totals_are_exact_in_every_currency(shop: Shop, currency: str, country: str, price: str, total: int) -> None:
    shop.sell(("X-1", "Thing", "", f"{price} {currency}", "9", "", "", ""), currency=currency)
    address = {"name": "A", "line1": "1", "city": "C", "country": country, "region": "CA"}
    order = shop.guest_cart({"X-1": 3}, address).check_out()
    assert order.seen["totals"]["total"] == {"amount": total, "currency": currency}
    order.pay()
    shop.settle()
    assert order.seen["state"] == "paid"


def test_an_amount_that_cards_cannot_be_charged_is_refused_with_the_reason(shop: Shop) -> None:
    shop.sell(("TINY-1", "Sticker", "", "0.10 USD", "9", "services", "", ""))
    reply = shop.guest_cart({"TINY-1": 1}).try_check_out()
    assert (reply.status, reply.code) == (409, "amount_not_chargeable")


def test_a_guest_cannot_fill_somebodys_mailbox_with_orders(shop: Shop) -> None:
    for _ in range(10):
        shop.guest_cart({"CASE-1": 1}).check_out()
    refusal = shop.guest_cart({"CASE-1": 1}, email="ANA@example.com").try_check_out()
    assert (refusal.status, "retry-after" in refusal.headers) == (429, True)
    shop.guest_cart({"CASE-1": 1}, email="bo@example.com").check_out()


def test_an_unpaid_order_request_holds_no_stock_until_staff_take_it_up(shop: Shop) -> None:
    orders = [shop.guest_cart({"PHONE-1": 3, "PLAN-1": 1}).check_out() for _ in range(2)]
    assert shop.stock("PHONE-1") == (5, 0, 5)
    orders[0].staff_does("accept")
    assert shop.stock("PHONE-1") == (5, 3, 2)
    assert shop.staff.post(f"/v1/orders/{orders[1].id}/accept", {}).code == "out_of_stock"
    for order in orders:
        order.staff_does("cancel")
    assert shop.stock("PHONE-1") == (5, 0, 5)
