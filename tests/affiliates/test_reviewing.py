"""What staff see of a sale that something looks wrong with, what they decide, and taking that back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.affiliates.partners import Partners, Seller


def sells_at_once(partners: Partners, seller: Seller) -> Any:
    """Somebody orders faster than a person can; the commission that waits for it."""
    click = seller.click(minutes_ago=0)
    partners.clock.advance(seconds=3)
    partners.paid(partners.shop.guest_cart({"ROUTER-1": 1}).check_out(click_id=click))
    return partners.finance.get("/v1/commissions?state=held").json["items"][0]


def test_staff_see_the_signs_by_code_and_the_evidence(partners: Partners) -> None:
    eve = partners.member(percent="10")
    eve.sells()
    held = sells_at_once(partners, eve)
    assert held["member_name"] == "Ana"
    [sign] = held["signs"]
    assert (sign["code"], sign["params"], sign["detail"]) == (
        "too_fast",
        {"seconds": 3},
        "Ordered 3 seconds after the click",
    )
    seen = partners.finance.get(f"/v1/commissions/{held['id']}/review").json
    assert (seen["seconds"], seen["click"]["kind"], seen["click"]["navigated"]) == (3, "duplicate", True)
    assert (seen["record"]["orders"], seen["record"]["held"], seen["record"]["rejected"]) == (2, 1, 0)
    assert seen["member"]["id"] == eve.id
    assert seen["commissions"][0]["id"] == held["id"]
    assert eve.http.get(f"/v1/commissions/{held['id']}/review").status == 403


@pytest.mark.parametrize("decision", ["release", "reject"])
def test_a_decision_can_be_taken_back_and_made_again(partners: Partners, decision: str) -> None:
    eve = partners.member(percent="10")
    held = sells_at_once(partners, eve)
    path = f"/v1/commissions/{held['id']}"
    for _ in range(2):
        [decided] = partners.finance.post(f"{path}/{decision}", {"reason": "We asked the buyer"}).json["items"]
        assert (decided["note"], decided["can_reopen"]) == ("We asked the buyer", True)
        assert eve.balances()["pending"] == (900 if decision == "release" else 0)
        [again] = partners.finance.post(f"{path}/reopen").json["items"]
        assert (again["state"], again["net"]["amount"], again["note"]) == ("held", 900, "")
        assert eve.balances()["pending"] == 900
    assert partners.finance.post(f"{path}/reopen").code == "not_reviewed"


def test_the_member_reads_why_an_order_earns_nothing(partners: Partners) -> None:
    eve = partners.member(percent="10")
    held = sells_at_once(partners, eve)
    partners.finance.post(f"/v1/commissions/{held['id']}/reject", {"reason": "Not a person"})
    [shown] = eve.http.get("/v1/affiliates/me/commissions").json["items"]
    assert (shown["reasons"], shown["note"]) == ([{"code": "review", "params": {}}], "Not a person")
    assert shown["reason"] == "Staff looked at the order and rejected it"
    assert (shown["signs"], shown["can_reopen"]) == (None, None)


def test_a_coupon_that_does_not_exist_cannot_be_a_members(partners: Partners) -> None:
    eve = partners.member(percent="10")
    path = f"/v1/affiliates/{eve.id}/coupons/NOPE10"
    assert partners.finance.put(path, {"programme_id": eve.promoter.programme_id}).code == "coupon_not_found"
