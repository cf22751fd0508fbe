"""When a coupon holds, and what it says where it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.pricing.domain import Coupon, CouponNotUsable, Percentage
from tests.pricing.domain.carts import NOW, discounts, line, priced, promotion


@pytest.mark.parametrize(
    ("coupon", "reason"),
    [
        (Coupon("C", rate=1, active=False), "ended"),
        (Coupon("C", rate=1, ends_at=NOW), "ended"),
        (Coupon("C", rate=1, starts_at=NOW + timedelta(seconds=1)), "not_started"),
        (Coupon("C", currency="EUR", amount_minor=5), "currency"),
        (Coupon("C", currency="USD", rate=1, minimum_subtotal_minor=1001), "minimum_subtotal"),
    ],
)
def test_a_coupon_that_does_not_hold_says_why(coupon: Coupon, reason: str) -> None:
    with pytest.raises(CouponNotUsable) as refused:
        priced([line("a", 1, 1000)], coupon=coupon)
    assert refused.value.context["reason"] == reason


def test_a_coupon_holds_from_its_start_up_to_its_end() -> None:
    coupon = Coupon("C", rate=50_000, starts_at=NOW, ends_at=NOW + timedelta(seconds=1))
    cart = priced([line("a", 1, 1000)], coupon=coupon)
    assert (cart.total_minor, cart.adjustments[0].reason) == (500, "−50 %")


def test_the_minimum_of_a_coupon_looks_at_the_goods_before_promotions() -> None:
    half = promotion(Percentage(50_000))
    coupon = Coupon("C", currency="USD", rate=10_000, minimum_subtotal_minor=1000)
    assert priced([line("a", 1, 1000)], half, coupon=coupon).total_minor == 450


def test_a_quotes_goods_do_not_reach_the_minimum_of_a_coupon() -> None:
    coupon = Coupon("C", currency="USD", rate=10_000, minimum_subtotal_minor=1000)
    with pytest.raises(CouponNotUsable):
        priced([line("a", 1, 999), line("q", 9, 1000, frozen=True)], coupon=coupon)


def test_where_promotions_took_all_a_coupon_takes_nothing() -> None:
    gone = promotion(Percentage(100_000), "order")
    cart = priced([line("a", 1, 1000)], gone, coupon=Coupon("C", rate=50_000))
    assert (discounts(cart), [one.kind for one in cart.adjustments]) == ({"a": 1000}, ["promotion"])
