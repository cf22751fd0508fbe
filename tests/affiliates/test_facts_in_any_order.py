"""Facts about an order that come late, early, or are taken back: what it earns is the same whatever comes first."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest

from chalicelib.affiliates import earning
from chalicelib.affiliates.domain.programme import PercentOfLine, Rule, When
from chalicelib.kit import clock as house_clock
from chalicelib.kit.tx import Tx
from chalicelib.orders import payments
from chalicelib.orders import store as orders_store
from chalicelib.orders.events import OrderCancelled, OrderCompleted, OrderDelivered, RefundFailed
from tests.affiliates.facts import (
    DAY,
    HOUR,
    about,
    balances,
    books_are_even,
    click,
    member,
    order,
    programme,
    refund,
    sale,
    tell,
)
from tests.affiliates.partners import Partners

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
AGAIN = Rule("rul_again", When(), PercentOfLine(10_000), recurring_months=12)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("places", list(permutations(range(4))))
def test_a_refund_that_failed_after_all_costs_nothing_whatever_is_heard_first(places: tuple[int, ...]) -> None:
    eve = member(NOW, programme(NOW))
    paid = order(NOW, click(eve, NOW - HOUR).id)
    failed = refund(paid, 1, {"a": 400})
    facts = [paid, failed, about(paid, RefundFailed, refund_id=failed.refund_id), refund(paid, 2, {"a": 300})]
    for place in (*places, *places):
        tell(facts[place], NOW)
    assert balances(eve) == (70, 0)
    assert books_are_even(eve)


@pytest.mark.usefixtures("store")
def test_a_refund_that_failed_after_approval_is_given_again_to_what_is_payable() -> None:
    eve = member(NOW, programme(NOW))
    paid = order(NOW, click(eve, NOW - HOUR).id)
    tell(paid, NOW)
    tell(about(paid, OrderCompleted), NOW)
    earning.approve_due(NOW + 15 * DAY)
    back = refund(paid, 1, {"a": 1000})
    tell(back, NOW + 16 * DAY)
    assert balances(eve) == (0, 0)
    tell(about(paid, RefundFailed, refund_id=back.refund_id), NOW + 17 * DAY)
    assert balances(eve) == (0, 100)
    assert books_are_even(eve)


def test_a_refund_that_stripe_could_not_pay_after_all_is_taken_back_once(partners: Partners) -> None:
    eve = partners.member(percent="10")
    placed = eve.sells({"ROUTER-1": 2})
    partners.refunds(placed, {"ROUTER-1": 1})
    assert eve.balances()["pending"] == 900
    known = orders_store.find_order(placed.id)
    assert known is not None
    tx = Tx(house_clock.now())
    payments.settle(tx, known, known.document.refunds[0].id, succeeded=False)
    tx.commit()
    partners.shop.settle()
    assert eve.balances()["pending"] == 1800
    partners.refunds(placed, {"ROUTER-1": 1})
    assert eve.balances()["pending"] == 900


@pytest.mark.usefixtures("store")
def test_what_is_heard_of_a_guests_order_before_its_payment_counts_where_they_come_again() -> None:
    eve = member(NOW, programme(NOW, rules=(AGAIN,)))
    guest = {"buyer_keys": ("email:ana",)}
    tell(order(NOW, click(eve, NOW - HOUR).id, **guest), NOW)
    refunded, cancelled, arrived = (order(NOW + DAY, None, **guest) for _ in range(3))
    tell(refund(refunded, 1, {"a": 400}), NOW + DAY)
    tell(about(cancelled, OrderCancelled, reason="staff"), NOW + DAY)
    tell(about(arrived, OrderCompleted), NOW + DAY)
    for paid in (refunded, cancelled, arrived):
        tell(paid, NOW + DAY + HOUR)
    assert [found.earned for paid in (refunded, cancelled, arrived) if (found := sale(paid))] == [60, 0, 100]
    earning.approve_due(NOW + 30 * DAY)
    assert balances(eve) == (160, 100)


@pytest.mark.usefixtures("store")
def test_only_the_last_parcel_makes_a_commission_payable() -> None:
    eve = member(NOW, programme(NOW))
    paid = order(NOW, click(eve, NOW - HOUR).id)
    tell(paid, NOW)
    tell(about(paid, OrderDelivered, shipment_id="shp_1", all_arrived=False), NOW)
    earning.approve_due(NOW + 20 * DAY)
    assert balances(eve) == (100, 0)
    tell(about(paid, OrderDelivered, shipment_id="shp_2", all_arrived=True), NOW)
    earning.approve_due(NOW + 20 * DAY)
    assert balances(eve) == (0, 100)
