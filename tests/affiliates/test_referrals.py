"""Customers who come again by themselves: whose their later orders are, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chalicelib.affiliates import coupons, members, reviewing
from chalicelib.affiliates.domain.attribution import months_between
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.domain.programme import PercentOfLine, Rule, When
from chalicelib.affiliates.domain.sale import commission_id
from chalicelib.affiliates.schemas import Suspension
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import OrderCancelled, OrderPaid
from tests.affiliates.facts import DAY, HOUR, about, card, click, member, order, programme, refund, sale, tell

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
AGAIN = Rule("rul_again", When(), PercentOfLine(10_000), recurring_months=12)
ANA = {"buyer_keys": ("email:ana",)}
pytestmark = pytest.mark.usefixtures("store")


def whose(paid: OrderPaid) -> tuple[str, int]:
    """Who brought an order, and what it earns them."""
    found = sale(paid)
    return (found.attribution.member_id, found.earned) if found and found.attribution else ("", 0)


def come_again(at: datetime = NOW + DAY, click_id: str | None = None, **more: object) -> OrderPaid:
    paid = order(at, click_id, **{**ANA, **more})
    tell(paid, at)
    return paid


def suspend(who: Member, at: datetime) -> None:
    tx = Tx(at)
    members.suspend(members.must_find(who.id), Suspension("Odd traffic"), tx)
    tx.commit()


@pytest.mark.parametrize("end", ["rejected", "cancelled", "refunded"])
def test_who_brought_a_first_order_that_came_to_nothing_brought_nobody(end: str) -> None:
    eve = member(NOW, programme(NOW, rules=(AGAIN,)))
    first = order(NOW, click(eve, NOW - HOUR, navigated=end != "rejected").id, **ANA)
    tell(first, NOW)
    if end == "rejected":
        tx = Tx(NOW)
        reviewing.reject(commission_id(first.order_id, 0), "Stuffed", "acc_boss", tx)
        tx.commit()
    elif end == "cancelled":
        tell(about(first, OrderCancelled, reason="customer"), NOW)
    else:  # they bought, and may buy again
        tell(refund(first, 1, {"a": 1000}), NOW)
    assert whose(come_again()) == ((eve.id, 100) if end == "refunded" else ("", 0))


def test_an_order_that_was_refused_brings_no_customer_and_takes_none() -> None:
    of = programme(NOW, rules=(AGAIN,), banned_referrers=("coupons.example",))
    eve, ben = member(NOW, of), member(NOW, of, "acc_ben")
    refused = click(ben, NOW - HOUR, referrer_host="coupons.example").id
    tell(order(NOW, refused, **ANA), NOW)
    assert whose(come_again(NOW)) == ("", 0)
    tell(order(NOW, click(eve, NOW - HOUR).id, **ANA), NOW)
    tell(order(NOW + HOUR, refused, **ANA), NOW + HOUR)
    assert whose(come_again()) == (eve.id, 100)


@pytest.mark.parametrize("by", ["click", "coupon"])
def test_a_suspended_members_click_or_coupon_leaves_the_order_to_who_brought_the_customer(by: str) -> None:
    of = programme(NOW, rules=(AGAIN,))
    eve, ben = member(NOW, of), member(NOW, of, "acc_ben")
    tell(order(NOW, click(eve, NOW - HOUR).id, **ANA), NOW)
    tx = Tx(NOW)
    coupons.bind(ben, of.id, "BEN10", tx)
    tx.commit()
    suspend(ben, NOW)
    theirs = {"click_id": click(ben, NOW + HOUR).id} if by == "click" else {"coupon": "BEN10"}
    assert whose(come_again(**theirs)) == (eve.id, 100)


def test_a_refused_coupon_leaves_the_order_to_the_click() -> None:
    of = programme(NOW)
    eve, ben = member(NOW, of), member(NOW, of, "acc_ben")
    tx = Tx(NOW)
    coupons.bind(ben, of.id, "BEN10", tx)
    tx.commit()
    suspend(ben, NOW)
    assert whose(come_again(click_id=click(eve, NOW + HOUR).id, coupon="BEN10")) == (eve.id, 100)


def test_a_coupon_that_was_bound_after_the_order_brought_nobody() -> None:
    of = programme(NOW)
    eve = member(NOW, of)
    early, late = (order(at, None, coupon="EVE10") for at in (NOW - HOUR, NOW + HOUR))
    tx = Tx(NOW)
    coupons.bind(eve, of.id, "EVE10", tx)
    tx.commit()
    for paid in (early, late):
        tell(paid, NOW + 2 * HOUR)
    assert (whose(early), whose(late)) == (("", 0), (eve.id, 100))


def test_of_two_who_brought_a_customer_the_later_one_has() -> None:
    of = programme(NOW, rules=(AGAIN,))
    eve, ben = member(NOW, of), member(NOW, of, "acc_ben")
    for n in range(4):  # whatever order a batch of reads answers in
        first, later = (eve, ben) if n % 2 else (ben, eve)
        by_account, by_email = {"customer_id": f"acc_{n}"}, {"buyer_keys": (f"email:{n}",)}
        tell(order(NOW, click(first, NOW - HOUR).id, **by_account), NOW)
        tell(order(NOW + DAY, click(later, NOW + HOUR).id, **by_email), NOW + DAY)
        assert whose(come_again(NOW + 2 * DAY, **by_account, **by_email)) == (later.id, 100)


def test_a_card_that_was_seen_on_an_order_nobody_paid_makes_nobody_a_returning_customer() -> None:
    news = Rule("rul_new", When(customer="new"), PercentOfLine(20_000))
    eve = member(NOW, programme(NOW, rules=(news,)))
    given_up = order(NOW, None, customer_id="acc_ana", **ANA)
    tell(card(given_up, "card:1"), NOW)
    tell(about(given_up, OrderCancelled, reason="payment_mismatch"), NOW)
    paid = come_again(customer_id="acc_ana", click_id=click(eve, NOW + HOUR).id)
    assert whose(paid) == (eve.id, 200)
    assert whose(come_again(NOW + 2 * DAY, click_id=click(eve, NOW + DAY + HOUR).id)) == ("", 0)


@pytest.mark.parametrize(
    ("until", "months"),
    [((4, 1, 12), 0), ((4, 2, 11), 0), ((4, 2, 12), 1), ((5, 1, 23), 1), ((5, 2, 12), 2), ((3, 2, 12), 0)],
)
def test_a_month_is_over_on_the_same_day_of_the_next(until: tuple[int, int, int], months: int) -> None:
    month, day, hour = until
    assert months_between(NOW, datetime(2026, month, day, hour, tzinfo=UTC)) == months
