"""When a commission becomes payable, and whose does not; and what stands in the way when an order is made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.affiliates import earning, members, payout_store, reviewing, store
from chalicelib.affiliates.domain.programme import PercentOfLine, Programme, Rule, Tier, When, opened
from chalicelib.affiliates.domain.sale import commission_id
from chalicelib.affiliates.schemas import MembershipChange, Suspension
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import (
    OrderCancelled,
    OrderCompleted,
    OrderDisputeClosed,
    OrderDisputed,
    OrderPaid,
    RefundFailed,
)
from tests.affiliates.facts import (
    DAY,
    HOUR,
    TEN_PERCENT,
    about,
    balances,
    books_are_even,
    card,
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
LATER = NOW + 20 * DAY
pytestmark = pytest.mark.usefixtures("store")


def sold(who: Any, at: datetime = NOW, **more: Any) -> OrderPaid:
    """An order of theirs that has arrived."""
    paid = order(at, click(who, at - HOUR, **more).id)
    tell(paid, at)
    tell(about(paid, OrderCompleted), at)
    return paid


def decide(who: Any, at: datetime, *, for_good: bool = False, restore: bool = False) -> None:
    tx = Tx(at)
    known = members.must_find(who.id)
    if restore:
        members.restore(known, tx)
    else:
        members.suspend(known, Suspension("Odd traffic", for_good), tx)
    tx.commit()


@pytest.mark.parametrize("for_good", [False, True])
def test_nothing_of_a_closed_member_becomes_payable_until_they_are_restored(for_good: bool) -> None:
    eve = member(NOW, programme(NOW))
    sold(eve)
    decide(eve, NOW + DAY, for_good=for_good)
    earning.approve_due(LATER)
    assert balances(eve) == (100, 0)
    decide(eve, LATER, restore=True)
    earning.approve_due(LATER + DAY)
    assert balances(eve) == (0, 100)


def test_what_a_suspended_member_waits_for_keeps_nobody_else_waiting() -> None:
    of = programme(NOW, hold_days=0)
    eve, ben = member(NOW, of), member(NOW, of, "acc_ben")
    for _ in range(5):
        sold(eve)
    decide(eve, NOW, for_good=True)
    assert earning.approve_due(LATER) == 5
    sold(ben, LATER)
    assert list(store.ripe(LATER + HOUR)) == [item.order_id for item in store.sales_of(ben.id, 10, None)[0]]
    assert earning.approve_due(LATER + HOUR) == 1
    assert (balances(eve), balances(ben)) == ((500, 0), (0, 100))


def test_what_is_disputed_does_not_wait_among_what_is_due() -> None:
    eve = member(NOW, programme(NOW, hold_days=0))
    paid = sold(eve)
    tell(about(paid, OrderDisputed, dispute_id="du_1"), NOW)
    assert list(store.ripe(LATER)) == []
    tell(about(paid, OrderDisputeClosed, dispute_id="du_1", outcome="won"), NOW)
    assert list(store.ripe(LATER)) == [paid.order_id]


def test_what_was_cancelled_after_it_arrived_does_not_wait_among_what_is_due() -> None:
    eve = member(NOW, programme(NOW, hold_days=0))
    gone, kept = sold(eve), sold(eve)
    tell(about(gone, OrderCancelled, reason="returned"), NOW)
    assert list(store.ripe(LATER)) == [kept.order_id]
    assert earning.approve_due(LATER) == 1
    assert balances(eve) == (0, 100)


def test_what_was_all_refunded_is_not_listed_as_payable_unless_the_refund_fails() -> None:
    eve = member(NOW, programme(NOW))
    paid = sold(eve)
    earning.approve_due(LATER)
    back = refund(paid, 1, {"a": 1000})
    tell(back, LATER)
    assert list(payout_store.approved_sales()) == []
    tell(about(paid, RefundFailed, refund_id=back.refund_id), LATER)
    assert list(payout_store.approved_sales()) == [sale(paid)]


def test_what_staff_release_waits_for_hold_and_delivery_as_any_other() -> None:
    eve = member(NOW, programme(NOW))
    paid = sold(eve, navigated=False)
    earning.approve_due(LATER)
    assert balances(eve) == (100, 0)
    tx = Tx(NOW)
    reviewing.release(commission_id(paid.order_id, 0), "We asked the buyer", "acc_boss", tx)
    tx.commit()
    found = sale(paid)
    assert found is not None
    assert (found.stage, balances(eve)) == ("pending", (100, 0))
    earning.approve_due(NOW + 13 * DAY)
    assert balances(eve) == (100, 0)
    earning.approve_due(NOW + 14 * DAY)
    assert balances(eve) == (0, 100)
    assert books_are_even(eve)


@pytest.mark.parametrize("last", ["of the order", "of the member"])
def test_a_card_of_the_members_that_is_heard_of_after_approval_takes_it_back(last: str) -> None:
    eve = member(NOW, programme(NOW))
    paid, honest = sold(eve), sold(eve)
    own = order(NOW, None, customer_id="acc_eve")
    tell(own, NOW)
    cards = [card(own, "card:1"), card(paid, "card:1")]
    first, second = cards if last == "of the order" else cards[::-1]
    tell(card(honest, "card:2"), NOW)
    tell(first, NOW)
    earning.approve_due(LATER)
    assert balances(eve) == (0, 200)
    tell(second, LATER)
    tell(second, LATER)
    assert balances(eve) == (0, 100)
    assert books_are_even(eve)


def test_the_first_click_is_looked_for_in_the_programme_of_the_last() -> None:
    mine, other = (programme(NOW, attribution="first_click") for _ in range(2))
    eve, ben, tom = member(NOW, mine), member(NOW, other, "acc_ben"), member(NOW, mine, "acc_tom")
    first = click(ben, NOW - 3 * DAY)
    second = click(eve, NOW - 2 * DAY, earlier=first.id)
    paid = order(NOW, click(tom, NOW - DAY, earlier=second.id).id)
    tell(paid, NOW)
    found = sale(paid)
    assert found is not None
    assert found.attribution is not None
    assert (found.attribution.member_id, found.attribution.programme_id) == (eve.id, mine.id)


def test_a_tier_that_staff_gave_counts_for_more_than_what_was_sold() -> None:
    gold = Rule("rul_gold", When(tiers=("gold",)), PercentOfLine(20_000))
    of = programme(NOW, rules=(TEN_PERCENT, gold), tiers=(Tier("silver", 0), Tier("gold", 10**6)))
    eve = member(NOW, of)
    plain = sold(eve)
    tx = Tx(NOW)
    members.change_membership(members.must_find(eve.id), MembershipChange(of.id, tier="gold"), tx)
    tx.commit()
    assert [found.earned for paid in (plain, sold(eve)) if (found := sale(paid))] == [100, 200]


def switch(of: Programme, at: datetime, *, active: bool) -> None:
    known = store.programme(of.id)
    assert known is not None
    tx = Tx(at)
    store.save_programme(tx, known.version, opened(known.document, active, at))
    tx.commit()


def test_whether_a_programme_was_open_is_judged_by_when_it_was_ordered() -> None:
    of = programme(NOW)
    eve = member(NOW, of)
    moments = [NOW, NOW + 2 * HOUR, NOW + 4 * HOUR]
    orders = [order(at, click(eve, NOW - HOUR).id) for at in moments]
    switch(of, NOW + HOUR, active=False)
    switch(of, NOW + HOUR, active=False)
    tell(orders[0], NOW + 2 * HOUR)  # paid after it was closed
    switch(of, NOW + 3 * HOUR, active=True)
    for paid in orders[1:]:
        tell(paid, NOW + 5 * HOUR)
    found = [(one.earned, one.refused) for one in map(sale, orders) if one]
    assert found == [(100, ""), (0, "programme_closed"), (100, "")]


def test_a_programme_that_is_closed_in_the_console_earns_nothing_from_then_on(partners: Partners) -> None:
    eve = partners.member(percent="10")
    path = f"/v1/affiliate-programs/{eve.promoter.programme_id}"
    came = eve.click()
    for active in (False, True):
        seen = partners.finance.get(path)
        asked = {name: value for name, value in seen.json.items() if name in DEFINED} | {"active": active}
        assert partners.finance.put(path, {"definition": asked, "lock": seen.json["lock"]}).status == 200
        partners.paid(partners.shop.guest_cart({"ROUTER-1": 1}).check_out(click_id=came))
        partners.clock.advance(minutes=1)
    assert eve.commissions() == [(900, "pending"), (0, "rejected")]


DEFINED = ("name", "terms", "currency", "approval", "window_days", "hold_days")
