"""What a sale earned, while and after its buyer disputes the payment at their bank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.affiliates import connect, earning, payout_work
from chalicelib.affiliates.domain import sale as life
from chalicelib.orders.events import OrderCompleted, OrderDisputeClosed, OrderDisputed, OrderFact, OrderPaid
from tests.affiliates.facts import DAY, balances, books_are_even, click, member, order, programme, refund, sale, tell
from tests.affiliates.partners import Partners
from tests.affiliates.paying import Desk, open_desk
from tests.support.http import Http


def arrived(partners: Partners, eve: Any) -> Any:
    """An order of three routers, delivered: 27.00 of 10 %."""
    order = eve.sells({"ROUTER-1": 3})
    partners.delivers(order)
    return order


def test_nothing_is_approved_while_a_bank_decides_and_goes_on_once_it_is_won(partners: Partners) -> None:
    eve = partners.member(percent="10", hold_days=14)
    dispute = partners.shop.sandbox.dispute(arrived(partners, eve).session)
    partners.shop.settle()
    partners.passes(days=15)
    assert eve.balances() == {"pending": 2700, "approved": 0}

    partners.shop.sandbox.decide_dispute(dispute, "won")
    partners.shop.settle()
    partners.passes(days=0)
    assert eve.balances() == {"pending": 0, "approved": 2700}


def test_a_lost_dispute_takes_all_of_it_back_once(partners: Partners) -> None:
    eve = partners.member(percent="10", hold_days=14)
    order = arrived(partners, eve)
    partners.shop.sandbox.misbehave(repeat=2, reorder=True)
    dispute = partners.shop.sandbox.dispute(order.session)
    partners.shop.settle()
    partners.shop.sandbox.decide_dispute(dispute, "lost")
    partners.shop.settle()
    partners.passes(days=15)

    assert eve.commissions() == [(2700, "reversed")]
    assert eve.balances() == {"pending": 0, "approved": 0}


@pytest.mark.parametrize("first", ["refund", "dispute"])
def test_refund_and_dispute_of_the_same_money_take_back_no_more_than_was_earned(partners: Partners, first: str) -> None:
    eve = partners.member(percent="10", hold_days=14)
    order = arrived(partners, eve)
    partners.passes(days=15)
    if first == "refund":
        partners.refunds(order, {"ROUTER-1": 1})
    dispute = partners.shop.sandbox.dispute(order.session, order.seen["totals"]["total"]["amount"])
    partners.shop.sandbox.decide_dispute(dispute, "lost")
    partners.shop.settle()
    if first == "dispute":  # nothing is left to refund
        again = partners.shop.staff.post(f"/v1/orders/{order.id}/refunds", {"reason": "Broken"})
        assert again.status == 409

    assert eve.commissions() == [(2700, "reversed")]
    assert eve.balances() == {"pending": 0, "approved": 0}


def test_a_part_that_was_disputed_takes_its_share(partners: Partners) -> None:
    eve = partners.member(percent="10", hold_days=14)
    order = arrived(partners, eve)
    total = order.seen["totals"]["total"]["amount"]
    dispute = partners.shop.sandbox.dispute(order.session, total // 2)
    partners.shop.sandbox.decide_dispute(dispute, "lost")
    partners.shop.settle()

    assert eve.balances() == {"pending": 1350, "approved": 0}


def about(of: OrderPaid, kind: type[OrderFact], **more: Any) -> OrderFact:
    told = {name: getattr(of, name) for name in of.__struct_fields__ if name != "buyer_keys"}
    return kind(**told, dispute_id="du_1", **more)


@pytest.mark.usefixtures("store")
def test_the_facts_may_come_in_any_order(clock: Any) -> None:
    now = clock.now
    of = programme(now, hold_days=0)
    who = member(now, of)
    came_by = click(who, now)
    sold = order(now, came_by.id)
    facts = [
        about(sold, OrderDisputeClosed, outcome="lost"),
        refund(sold, 1, {"a": 400}),
        about(sold, OrderDisputed),
        sold,
        about(sold, OrderDisputed),
    ]
    for fact in facts:
        tell(fact, now)

    found = sale(sold)
    assert found is not None
    assert (found.earned, found.is_disputed) == (60, False)
    assert balances(who) == (60, 0)
    assert books_are_even(who)


@pytest.mark.usefixtures("store")
def test_a_dispute_before_the_payment_is_known_holds_it_back(clock: Any) -> None:
    now = clock.now
    of = programme(now, hold_days=0)
    who = member(now, of)
    sold = order(now, click(who, now).id)
    tell(about(sold, OrderDisputed), now)
    tell(sold, now)
    done = {name: getattr(sold, name) for name in sold.__struct_fields__ if name != "buyer_keys"}
    tell(OrderCompleted(**done), now)
    earning.approve_due(now + DAY)
    assert balances(who) == (100, 0)


@pytest.fixture
def desk(store: None, client: Http, clock: Any) -> Iterator[Desk]:
    yield open_desk(client, minimum_payout=1000)
    connect.use(None)


def test_what_is_disputed_is_left_out_of_payouts_and_paid_after(desk: Desk) -> None:
    desk.member("ana")
    desk.earns("ana", 2000)
    disputed = desk.earns("ana", 3000)
    desk.changes(disputed, lambda sale: life.with_dispute(sale, "du_1"), "dispute")
    assert desk.states(desk.begin()) == {"ana": ("held", 2000)}
    assert desk.balance("ana") == (3000, 2000)

    desk.changes(disputed, lambda sale: life.with_dispute_closed(sale, "du_1"), "dispute")
    assert desk.states(desk.begin()) == {"ana": ("held", 3000)}


def test_what_is_lost_after_it_was_paid_is_settled_by_the_next_payout(desk: Desk) -> None:
    desk.member("ana")
    lost = desk.earns("ana", 2000)
    payout = desk.paid()
    desk.does(payout, "mark-paid", {"reference": "B1"})
    payout_work.run(payout)
    desk.changes(lost, lambda sale: life.with_dispute(sale, "du_1"), "dispute")
    desk.refunded(lost, 20_000, "ref_of_the_bank")
    desk.changes(lost, lambda sale: life.with_dispute_closed(sale, "du_1"), "dispute")
    assert desk.balance("ana") == (-2000, 0)

    desk.earns("ana", 5000)
    assert desk.states(desk.begin()) == {"ana": ("held", 3000)}
