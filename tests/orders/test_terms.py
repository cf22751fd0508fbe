"""Carts at the prices of whoever asks: contracts, groups, tiers; and promotions, counted where they are limited."""

from __future__ import annotations

from typing import Any

import pytest

from bench.checkout import metered
from chalicelib.kit import mail
from tests.orders.offers import contract, finance, line, organisation, price_list, promotion
from tests.orders.shopping import ADDRESS, Buyer, Shop


def member(shop: Shop, lines: dict[str, int], organisation: str, account: str = "acc_mia") -> Buyer:
    """Somebody of an organisation with a cart that only lacks the checkout."""
    http = shop.http.signed_in(account, organisation=organisation)
    return Buyer(shop, http, http.post("/v1/carts", {}).json["id"]).fill(lines, ADDRESS, f"{account}@example.com")


def units(cart: Any) -> dict[str, int]:
    return {line["sku"]: line["unit_price"]["amount"] for line in cart["lines"]}


def problems(cart: Any) -> list[str | None]:
    return [line["problem"] for line in cart["lines"]]


def test_members_pay_their_contract_and_see_why(shop: Shop) -> None:
    acme = contract(shop, {"ROUTER-1": 70_00})
    buyer = member(shop, {"ROUTER-1": 2, "CABLE-1": 1}, acme)
    first = buyer.cart["lines"][0]
    assert units(buyer.cart) == {"ROUTER-1": 70_00, "CABLE-1": 3_33}
    assert (first["source"]["kind"], first["source"]["name"]) == ("contract", "The contract")
    assert first["list_price"] == {"amount": 89_99, "currency": "USD"}
    order = buyer.check_out().seen
    assert [line["unit_price"]["amount"] for line in order["lines"]] == [70_00, 3_33]


def test_others_and_guests_pay_what_everybody_pays(shop: Shop) -> None:
    contract(shop, {"ROUTER-1": 70_00})
    price_list(shop, {"ROUTER-1": 75_00}, "group", group="partners")
    assert units(shop.guest_cart().cart) == {"ROUTER-1": 89_99}
    assert units(member(shop, {"ROUTER-1": 1}, organisation(shop)).cart) == {"ROUTER-1": 89_99}
    partner = shop.http.signed_in("acc_p", group="partners")
    assert units(
        Buyer(shop, partner, partner.post("/v1/carts", {}).json["id"]).fill({"ROUTER-1": 1}, ADDRESS).cart
    ) == {"ROUTER-1": 75_00}


def test_a_guests_cart_link_never_shows_a_contract_price(shop: Shop) -> None:
    acme = contract(shop, {"ROUTER-1": 70_00})
    guest = shop.guest_cart({"ROUTER-1": 1})
    assert guest.put("lines/ROUTER-1", line("ROUTER-1", 2)).status == 200
    signed_in = guest.http.signed_in("acc_mia", organisation=acme)
    assert units(signed_in.get(f"/v1/carts/{guest.cart_id}").json) == {"ROUTER-1": 89_99}
    body = {"guest_cart_id": guest.cart_id, "guest_cart_token": guest.http.headers["Cart-Token"]}
    merged = signed_in.post("/v1/carts/current/merge", body).json
    assert units(merged) == {"ROUTER-1": 70_00}
    link = guest.http.get(f"/v1/carts/{guest.cart_id}")
    assert (link.status, link.code) == (404, "cart_not_found")
    assert guest.http.get(f"/v1/carts/{merged['id']}").status == 404


def test_a_merged_cart_is_priced_anew_without_a_surprise(shop: Shop) -> None:
    acme = contract(shop, {"ROUTER-1": {1: 80_00, 3: 60_00}})
    buyer = member(shop, {"ROUTER-1": 1}, acme)
    guest = shop.guest_cart({"ROUTER-1": 2, "CABLE-1": 1})
    body = {"guest_cart_id": guest.cart_id, "guest_cart_token": guest.http.headers["Cart-Token"]}
    merged = buyer.http.post("/v1/carts/current/merge", body).json
    assert (units(merged), problems(merged)) == ({"ROUTER-1": 60_00, "CABLE-1": 3_33}, [None, None])
    assert problems(buyer.cart) == [None, None]


def test_more_pieces_reach_a_better_price_and_that_is_no_surprise(shop: Shop) -> None:
    price_list(shop, {"CABLE-1": {1: 3_00, 10: 2_50, 100: 2_00}})
    buyer = shop.guest_cart({"CABLE-1": 9})
    assert buyer.cart["lines"][0]["tiers"] == [
        {"from_quantity": first, "unit_price": {"amount": unit, "currency": "USD"}}
        for first, unit in ((1, 3_00), (10, 2_50), (100, 2_00))
    ]
    changed = buyer.put("lines/CABLE-1", line("CABLE-1", 10)).json
    assert (units(changed), problems(changed), changed["ready"]) == ({"CABLE-1": 2_50}, [None], True)
    assert (units(buyer.cart), problems(buyer.cart)) == ({"CABLE-1": 2_50}, [None])
    assert buyer.check_out().seen["totals"]["subtotal"]["amount"] == 25_00


def test_a_price_that_staff_change_is_a_surprise(shop: Shop) -> None:
    made = price_list(shop, {"CABLE-1": 3_00})
    buyer = shop.guest_cart({"CABLE-1": 1})
    finance(shop).put(
        f"/v1/price-lists/{made}/prices", {"sku": "CABLE-1", "tiers": [{"from_quantity": 1, "unit": 3_10}]}
    )
    assert (units(buyer.cart), problems(buyer.cart)) == ({"CABLE-1": 3_10}, ["price_changed"])
    assert buyer.try_check_out().code == "cart_incomplete"
    buyer.put("lines/CABLE-1", line("CABLE-1", 1))
    assert buyer.check_out().seen["totals"]["subtotal"]["amount"] == 3_10


def test_whoever_leaves_the_organisation_is_told_that_the_price_changed(shop: Shop) -> None:
    acme = contract(shop, {"ROUTER-1": 70_00})
    buyer = member(shop, {"ROUTER-1": 1}, acme)
    agreed = buyer.cart
    left = Buyer(shop, shop.http.signed_in("acc_mia"), buyer.cart_id)
    assert (units(left.cart), problems(left.cart)) == ({"ROUTER-1": 89_99}, ["price_changed"])
    reply = left.try_check_out(expected_total=agreed["totals"]["total"], cart_version=agreed["version"])
    assert (reply.status, reply.code) == (409, "cart_incomplete")


@pytest.mark.parametrize("field", ["unit_price", "price", "seen"])
def test_a_price_that_is_sent_along_is_refused(shop: Shop, field: str) -> None:
    buyer = shop.guest_cart()
    forged = line("ROUTER-1", 1) | {field: {"amount": 1, "currency": "USD"}}
    assert buyer.put("lines/ROUTER-1", forged).status == 422
    assert units(buyer.cart) == {"ROUTER-1": 89_99}


def test_promotions_are_named_and_taken_off_their_lines(shop: Shop) -> None:
    made = promotion(shop, "10", products={"skus": ["ROUTER-1"]})
    buyer = shop.guest_cart({"ROUTER-1": 1, "CABLE-1": 1})
    cart = buyer.http.get(f"/v1/carts/{buyer.cart_id}?lang=zh").json
    (taken,) = cart["adjustments"]
    assert (taken["kind"], taken["code"], taken["name"], taken["amount"]["amount"]) == (
        "promotion",
        made,
        "优惠 10",
        -9_00,
    )
    assert [line["discount"]["amount"] for line in cart["lines"]] == [-9_00, 0]
    order = buyer.check_out().seen
    assert [line["discount"]["amount"] for line in order["lines"]] == [-9_00, 0]
    assert order["adjustments"][0]["name"] == "10 off"


def used(shop: Shop, promotion_id: str) -> int:
    count: int = finance(shop).get(f"/v1/promotions/{promotion_id}").json["used"]
    return count


def test_a_limited_promotion_is_counted_and_given_back_with_the_order(shop: Shop) -> None:
    made = promotion(shop, "10", usage_limit=1)
    order = shop.guest_cart().check_out()
    assert used(shop, made) == 1
    late = shop.guest_cart(email="bo@example.com")
    assert late.cart["adjustments"] == []
    order.http.post(f"/v1/orders/{order.id}/cancel", {})
    assert used(shop, made) == 0
    assert late.cart["adjustments"] != []


def test_a_limited_promotion_comes_back_when_nobody_pays(shop: Shop, clock: Any) -> None:
    made = promotion(shop, "10", usage_limit=1, per_customer_limit=1)
    shop.guest_cart().check_out()
    clock.advance(minutes=32)
    shop.minute_passes()
    shop.settle()
    assert used(shop, made) == 0
    shop.guest_cart().check_out()
    assert used(shop, made) == 1


def test_a_customer_has_a_promotion_as_often_as_it_allows(shop: Shop) -> None:
    promotion(shop, "10", per_customer_limit=1)
    shop.guest_cart().check_out()
    assert shop.guest_cart().cart["adjustments"] == []
    assert shop.guest_cart(email="bo@example.com").cart["adjustments"] != []


def test_a_coupon_and_a_promotion_are_given_back_together(shop: Shop) -> None:
    made = promotion(shop, "10", usage_limit=5)
    finance(shop).put("/v1/coupons/ONCE", {"percent": "10", "usage_limit": 1})
    buyer = shop.guest_cart()
    buyer.put("coupon", {"code": "ONCE"})
    order = buyer.check_out()
    assert [taken["kind"] for taken in order.seen["adjustments"]] == ["promotion", "coupon"]
    order.pay()
    shop.settle()
    order.http.post(f"/v1/orders/{order.id}/cancel", {})
    assert (used(shop, made), finance(shop).get("/v1/coupons/ONCE").json["used"]) == (0, 0)


def test_the_mail_names_what_was_taken_off(shop: Shop) -> None:
    promotion(shop, "10", products={"skus": ["ROUTER-1"]})
    shop.guest_cart().check_out()
    shop.settle()
    mailer = mail.mailer()
    assert isinstance(mailer, mail.FolderMailer)
    assert "Discount: 10 off: -9.00 USD" in mailer.messages()[0].text


def calls(buyer: Buyer) -> list[str]:
    """What one look at the cart asks of DynamoDB."""
    with metered() as meter:
        assert buyer.http.get(f"/v1/carts/{buyer.cart_id}").status == 200
    return meter.calls


def test_a_look_at_a_cart_costs_one_read_but_for_those_with_prices_of_their_own(shop: Shop) -> None:
    acme = contract(shop, {"ROUTER-1": 70_00})
    price_list(shop, {"ROUTER-1": 75_00}, "group", group="partners")
    promotion(shop, "10")
    assert calls(shop.guest_cart()) == ["GetItem"]
    assert calls(shop.account_cart()) == ["GetItem"]
    assert calls(member(shop, {"ROUTER-1": 1, "CABLE-1": 1}, acme)) == ["GetItem", "BatchGetItem", "BatchGetItem"]
