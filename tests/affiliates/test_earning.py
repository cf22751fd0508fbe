"""From a click to a commission and back: what an order earns a member, in the running shop."""

from __future__ import annotations

from tests.affiliates.partners import Partners
from tests.affiliates.promoting import click_of, follow


def test_a_sale_by_a_link_earns_at_once_and_is_payable_after_hold_and_delivery(partners: Partners) -> None:
    eve = partners.member(percent="2.9", hold_days=14)
    order = eve.sells({"CABLE-1": 3})
    assert eve.commissions() == [(29, "pending")]  # 2.9 % of 9.99 is 0.28971
    partners.passes(days=15)
    assert eve.commissions() == [(29, "pending")]
    partners.delivers(order)
    partners.passes(days=0)
    assert eve.commissions() == [(29, "approved")]
    assert eve.balances() == {"pending": 0, "approved": 29}


def test_a_partial_refund_takes_back_its_share_before_and_after_approval(partners: Partners) -> None:
    eve = partners.member(percent="10")
    order = eve.sells({"ROUTER-1": 3})  # 269.97: 27.00
    partners.refunds(order, {"ROUTER-1": 1})
    assert eve.balances() == {"pending": 1800, "approved": 0}
    partners.delivers(order)
    partners.passes(days=15)
    partners.refunds(order, {"ROUTER-1": 2})
    assert eve.commissions() == [(2700, "reversed")]
    assert eve.balances() == {"pending": 0, "approved": 0}


def test_a_page_that_was_loaded_ahead_earns_its_order_and_is_no_click(partners: Partners) -> None:
    eve = partners.member(percent="10")
    ahead = click_of(follow(partners.shop.http, eve.code, sec_purpose="prefetch;prerender"))
    partners.shop.settle()
    partners.clock.advance(minutes=5)
    partners.paid(partners.shop.guest_cart({"ROUTER-1": 1}, email="ana@example.com").check_out(click_id=ahead))
    assert eve.commissions() == [(900, "pending")]
    assert eve.promoter.counted() == 0


def test_an_address_with_a_click_that_goes_round_is_looked_at(partners: Partners) -> None:
    eve = partners.member(percent="10")
    click = eve.click()
    for email in ("ana@example.com", "ben@example.com"):
        cart = partners.shop.guest_cart({"ROUTER-1": 1}, email=email)
        partners.paid(cart.check_out(click_id=click))
        partners.clock.advance(minutes=5)
    listed = eve.http.get("/v1/affiliates/me/commissions").json["items"]
    assert [one["state"] for one in listed] == ["held", "pending"]


def test_a_cancelled_order_earns_nothing(partners: Partners) -> None:
    eve = partners.member(percent="10")
    order = eve.sells({"ROUTER-1": 1})
    order.staff_does("cancel", {"reason": "Not wanted"})
    partners.shop.settle()
    assert eve.commissions() == [(900, "reversed")]
    assert eve.balances() == {"pending": 0, "approved": 0}


def test_nothing_for_what_a_member_buys_alone(partners: Partners) -> None:
    eve = partners.member(percent="10")
    eve.sells({"ROUTER-1": 1}, buyer=eve.account)
    assert eve.commissions() == [(0, "rejected")]
    assert eve.balances() == {"pending": 0, "approved": 0}


def test_a_suspended_members_clicks_earn_nothing_until_restored(partners: Partners) -> None:
    eve = partners.member(percent="10")
    before = eve.click()
    partners.finance.post(f"/v1/affiliates/{eve.id}/suspend", {"reason": "Odd traffic"})
    partners.paid(partners.shop.guest_cart({"ROUTER-1": 1}).check_out(click_id=before))
    assert eve.commissions() == [(0, "rejected")]
    partners.clock.advance(minutes=2)
    assert click_of(follow(partners.shop.http, eve.code)) is None
    partners.finance.post(f"/v1/affiliates/{eve.id}/restore")
    partners.clock.advance(minutes=2)
    partners.paid(partners.shop.guest_cart({"ROUTER-1": 1}).check_out(click_id=before))
    assert eve.balances()["pending"] == 900


def test_a_sale_to_the_members_household_waits_for_staff(partners: Partners) -> None:
    eve = partners.member(percent="10")
    eve.buys({"CABLE-1": 1})  # the member's own address is known from here
    eve.sells({"ROUTER-1": 1}, email="flatmate@example.com")
    [held] = partners.finance.get("/v1/commissions?state=held").json["items"]
    assert [sign["code"] for sign in held["signs"]] == ["same_household"]
    path = f"/v1/commissions/{held['id']}"
    assert partners.finance.post(f"{path}/reject", {"reason": "The same flat"}).status == 200
    assert eve.balances() == {"pending": 0, "approved": 0}
    assert partners.finance.post(f"{path}/release", {"reason": "No"}).code == "not_under_review"


def test_a_members_coupon_beats_somebody_elses_click(partners: Partners) -> None:
    eve, ben = partners.member(percent="10"), partners.member(percent="20")
    partners.shop.http.signed_in("acc_boss", "catalogue", "finance").put("/v1/coupons/EVE10", {"percent": "10"})
    path = f"/v1/affiliates/{eve.id}/coupons/eve10"
    bound = partners.finance.put(path, {"programme_id": eve.promoter.programme_id})
    assert bound.json["code"] == "EVE10"
    other = f"/v1/affiliates/{ben.id}/coupons/EVE10"
    assert partners.finance.put(other, {"programme_id": ben.promoter.programme_id}).code == "coupon_taken"
    click = ben.click()
    cart = partners.shop.guest_cart({"ROUTER-1": 1})
    assert cart.put("coupon", {"code": "EVE10"}).status == 200
    partners.paid(cart.check_out(click_id=click))
    assert eve.commissions() == [(810, "pending")]  # 10 % of 89.99 less 9.00
    assert ben.commissions() == []
    assert partners.finance.delete(path).status == 204
    assert eve.http.get("/v1/affiliates/me/coupons").json["items"] == []


def test_a_click_that_the_browser_remembers_counts_without_the_pages_help(partners: Partners) -> None:
    eve = partners.member(percent="10")
    click = eve.click()
    cart = partners.shop.guest_cart({"ROUTER-1": 1})
    cart.http = cart.http.with_headers(Cookie=f"portico_consent=1; portico_click={click}")
    partners.paid(cart.check_out())
    assert eve.commissions() == [(900, "pending")]


def test_figures_tell_clicks_orders_and_what_was_paid_back_by_day_and_link(partners: Partners) -> None:
    eve = partners.member(percent="10")
    order = eve.sells({"ROUTER-1": 2})
    partners.refunds(order, {"ROUTER-1": 1})
    seen = eve.http.get("/v1/affiliates/me/summary").json
    totals = seen["totals"]
    assert (totals["clicks"], totals["orders"], totals["conversion_percent"]) == (1, 1, "100.00")
    assert (totals["sales"]["amount"], totals["earned"]["amount"]) == (8999, 900)
    assert [figures["key"] for figures in seen["by_link"]] == [eve.code]
    assert seen["by_day"][-1]["key"] == seen["until"]
    assert seen["by_day"][-1]["orders"] == 1
