"""Whose an order is, and what stands in the way of a commission."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.affiliates import accounts, click_store, earning, figures_store, members
from chalicelib.affiliates.click_store import ClickItem
from chalicelib.affiliates.domain.click import Ad
from chalicelib.affiliates.domain.programme import Caps, PercentOfLine, Rule, Tier, When
from chalicelib.affiliates.schemas import Suspension
from chalicelib.kit import events
from chalicelib.kit.events import DeliveryItem
from chalicelib.kit.ledger import Posting, Transfer
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import OrderCancelled, OrderCompleted
from tests.affiliates.facts import (
    DAY,
    HOUR,
    TEN_PERCENT,
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

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("store")


def earned(fact: Any) -> int:
    found = sale(fact)
    return found.earned if found else 0


def refused(fact: Any) -> str:
    found = sale(fact)
    return found.refused if found else ""


@pytest.mark.parametrize(("days", "amount"), [(0.1, 100), (29.9, 100), (30, 100), (30.1, 0)])
def test_a_click_counts_for_as_long_as_the_window_says(days: float, amount: int) -> None:
    eve = member(NOW, programme(NOW, window_days=30))
    paid = order(NOW, click(eve, NOW - days * DAY).id)
    tell(paid, NOW)
    assert earned(paid) == amount


def test_a_click_after_the_order_does_not_count() -> None:
    eve = member(NOW, programme(NOW))
    paid = order(NOW, click(eve, NOW + HOUR).id)
    tell(paid, NOW + 2 * HOUR)
    assert sale(paid) is None


@pytest.mark.parametrize(("kind", "amount"), [("human", 100), ("duplicate", 100), ("bot", 0), ("self", 0)])
def test_only_a_persons_click_earns(kind: str, amount: int) -> None:
    eve = member(NOW, programme(NOW))
    paid = order(NOW, click(eve, NOW - HOUR, kind=kind).id)
    tell(paid, NOW)
    assert earned(paid) == amount


def test_the_first_click_earns_where_the_programme_says_so() -> None:
    first = programme(NOW, attribution="first_click")
    eve, ben = member(NOW, first), member(NOW, first, "acc_ben")
    old = click(eve, NOW - 40 * DAY)
    early = click(eve, NOW - 3 * DAY, earlier=old.id)
    late = click(ben, NOW - HOUR, earlier=early.id)
    paid = order(NOW, late.id)
    tell(paid, NOW)
    found = sale(paid)
    assert found is not None
    assert found.attribution is not None
    assert (found.attribution.member_id, found.attribution.click_id) == (eve.id, early.id)


def test_an_order_that_is_faster_than_its_click_waits_for_it() -> None:
    eve = member(NOW, programme(NOW))
    made = click(eve, NOW - HOUR)
    ClickItem(f"click#{made.id}").delete()  # as if it were not counted yet
    paid = order(NOW, made.id)
    tell(paid, NOW)
    assert sale(paid) is None
    assert [item.state for item in DeliveryItem.scan()] == ["parked"]
    again = Tx(NOW)
    click_store.add_click(again, made, 60)
    again.commit()
    [parked] = DeliveryItem.scan()
    tell(paid, NOW, event_id=parked.event_id, now=NOW + timedelta(minutes=2))
    assert earned(paid) == 100


def test_a_click_id_that_nobody_made_leads_to_nothing_and_is_not_tried_forever() -> None:
    paid = order(NOW, "clk_00000000000000000000000000")
    tell(paid, NOW, now=NOW + HOUR)
    assert sale(paid) is None
    assert [item.state for item in DeliveryItem.scan()] == [None]


@pytest.mark.parametrize("given", ["clk_nonsense", "clk_", "nonsense", "clk_0000000000000000000000000U"])
def test_what_is_no_click_id_is_not_waited_for(given: str) -> None:
    paid = order(NOW, given)
    tell(paid, NOW)
    assert sale(paid) is None
    assert [item.state for item in DeliveryItem.scan()] == [None]


def test_a_click_earns_without_question_for_its_first_buyer_only() -> None:
    eve = member(NOW, programme(NOW))
    passed_on = click(eve, NOW - HOUR).id
    ana, ben = {"buyer_keys": ("email:ana",)}, {"customer_id": "acc_ben", "buyer_keys": ("email:ben",)}
    buyers = [ana, ben, {**ana, "customer_id": "acc_ana"}, ben]
    orders = [order(NOW, passed_on, **buyer) for buyer in buyers]
    for paid in orders:
        tell(paid, NOW)
    found = [sale(paid) for paid in orders]
    assert [(one.stage, [sign.code for sign in one.signs]) for one in found if one] == [
        ("pending", []),
        ("held", ["click_reused"]),
        ("pending", []),
        ("held", ["click_reused"]),
    ]


def test_what_the_member_bought_themselves_leaves_the_click_to_its_buyer() -> None:
    eve = member(NOW, programme(NOW))
    one = click(eve, NOW - HOUR).id
    own = order(NOW, one, customer_id="acc_eve", buyer_keys=("email:eve",))
    paid = order(NOW, one, buyer_keys=("email:ana",))
    tell(own, NOW)
    tell(paid, NOW)
    assert (refused(own), earned(paid)) == ("self_account", 100)
    assert [one.stage for one in (sale(paid),) if one] == ["pending"]


def test_a_suspended_members_later_click_leaves_the_order_to_who_brought_the_customer_before() -> None:
    of = programme(NOW)
    eve, ben, tom = member(NOW, of), member(NOW, of, "acc_ben"), member(NOW, of, "acc_tom")
    first = click(tom, NOW - 4 * HOUR)
    honest = click(ben, NOW - 3 * HOUR, earlier=first.id)
    robot = click(tom, NOW - 2 * HOUR, earlier=honest.id, kind="bot")
    late = click(eve, NOW - HOUR, earlier=robot.id)
    tx = Tx(NOW - 2 * HOUR)
    members.suspend(members.must_find(eve.id), Suspension(reason="odd"), tx)
    tx.commit()
    paid = order(NOW, late.id)
    tell(paid, NOW)
    found = sale(paid)
    assert found is not None
    assert found.attribution is not None
    assert (found.attribution.member_id, found.earned) == (ben.id, 100)
    alone = order(NOW, click(eve, NOW - HOUR).id)
    tell(alone, NOW)
    assert refused(alone) == "member_suspended"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"customer_id": "acc_eve"}, "self_account"),
        ({"buyer_keys": ("email:eve",)}, "self_email"),
        ({"buyer_keys": ("card:1",)}, "self_card"),
    ],
)
def test_nothing_is_earned_for_what_a_member_buys_by_whatever_name(more: dict[str, Any], reason: str) -> None:
    eve = member(NOW, programme(NOW))
    tell(order(NOW, None, customer_id="acc_eve", buyer_keys=("email:eve", "card:1")), NOW)
    paid = order(NOW, click(eve, NOW - HOUR).id, **more)
    tell(paid, NOW)
    assert (earned(paid), refused(paid)) == (0, reason)
    assert balances(eve) == (0, 0)


@pytest.mark.parametrize("card_first", [True, False])
def test_an_order_that_the_members_own_card_paid_earns_nothing_whenever_that_is_heard(card_first: bool) -> None:
    eve = member(NOW, programme(NOW))
    own = order(NOW - DAY, None, customer_id="acc_eve")
    tell(card(own, "card:1"), NOW - DAY)
    tell(own, NOW - DAY)
    paid, honest = (order(NOW, click(eve, NOW - HOUR, visitor=name).id) for name in ("a", "b"))
    facts = [card(paid, "card:1"), paid, card(honest, "card:2"), honest]
    for fact in facts if card_first else facts[::-1]:
        tell(fact, NOW)
    assert (earned(paid), refused(paid), earned(honest)) == (0, "self_card", 100)
    assert balances(eve) == (100, 0)
    assert books_are_even(eve)


@pytest.mark.parametrize(
    ("more", "code", "stage"),
    [
        ({"referrer_host": "www.coupons.example"}, "banned_referrer", "rejected"),
        ({"ad": Ad("portico")}, "brand_search", "rejected"),
        ({"ad": Ad()}, "paid_search", "held"),
        ({"navigated": False}, "hidden_click", "held"),
        ({"server": True}, "server_click", "pending"),
        ({"kind": "prefetch"}, "prefetched", "pending"),
        ({"kind": "prefetch", "navigated": False}, "prefetched", "pending"),
        ({"landing": "/?utm_source=blog"}, None, "pending"),
        ({"referrer_host": "notcoupons.example"}, None, "pending"),
    ],
)
def test_clicks_that_look_wrong_are_refused_or_looked_at(more: dict[str, Any], code: str | None, stage: str) -> None:
    wary = programme(NOW, banned_referrers=("coupons.example",), brand_words=("portico",))
    paid = order(NOW, click(member(NOW, wary), NOW - HOUR, **more).id)
    tell(paid, NOW)
    found = sale(paid)
    assert found is not None
    assert ([sign.code for sign in found.signs], found.stage) == ([code] if code else [], stage)


@pytest.mark.parametrize(
    ("kind", "more", "codes", "stage"),
    [
        ("bot", {}, [], "pending"),
        ("prefetch", {}, [], "pending"),
        ("duplicate", {}, ["click_flood"], "pending"),
        ("self", {"server": True}, ["server_click", "click_flood"], "held"),
    ],
)
def test_who_follows_a_members_links_over_and_over_holds_nothing_alone(
    kind: str, more: dict[str, Any], codes: list[str], stage: str
) -> None:
    eve = member(NOW, programme(NOW))
    came = click(eve, NOW - HOUR, **more)
    tx = Tx(NOW)
    figures_store.add(
        tx, eve.id, "clicks", NOW.date(), {("kind", kind, "clicks"): 5000, ("day", "2026-03-02", "human"): 1}
    )
    tx.commit()
    paid = order(NOW, came.id)
    tell(paid, NOW)
    found = sale(paid)
    assert found is not None
    assert ([sign.code for sign in found.signs], found.stage) == (codes, stage)


def test_an_order_seconds_after_the_click_is_looked_at() -> None:
    eve = member(NOW, programme(NOW))
    paid = order(NOW, click(eve, NOW - timedelta(seconds=3)).id)
    tell(paid, NOW)
    found = sale(paid)
    assert found is not None
    assert (found.stage, found.signs[0].params) == ("held", {"seconds": 3})


def test_new_customers_are_those_who_never_paid_an_order_before() -> None:
    news = Rule("rul_new", When(customer="new"), PercentOfLine(20_000))
    eve = member(NOW, programme(NOW, rules=(TEN_PERCENT, news)))
    first = order(NOW, click(eve, NOW - HOUR).id, buyer_keys=("email:ana",))
    second = order(NOW + HOUR, click(eve, NOW).id, customer_id="acc_ana", buyer_keys=("email:ana",))
    tell(first, NOW)
    tell(second, NOW + HOUR)
    assert (earned(first), earned(second)) == (200, 100)


def test_a_customer_who_comes_again_earns_for_as_many_months_as_the_rule_says() -> None:
    again = Rule("rul_again", When(), PercentOfLine(5_000), recurring_months=2)
    eve = member(NOW, programme(NOW, rules=(again,)))
    tell(order(NOW, click(eve, NOW - HOUR).id, customer_id="acc_ana"), NOW)
    soon = order(NOW + 45 * DAY, None, customer_id="acc_ana")
    late = order(NOW + 70 * DAY, None, customer_id="acc_ana")
    tell(soon, NOW + 45 * DAY)
    tell(late, NOW + 70 * DAY)
    assert (earned(soon), earned(late)) == (50, 0)


def test_sales_lift_a_member_into_a_tier_and_refunds_out_of_it() -> None:
    gold = Rule("rul_gold", When(tiers=("gold",)), PercentOfLine(20_000))
    eve = member(NOW, programme(NOW, rules=(TEN_PERCENT, gold), tiers=(Tier("gold", 1000),)))
    orders = [order(NOW, click(eve, NOW - HOUR, visitor=str(n)).id) for n in range(3)]
    tell(orders[0], NOW)
    tell(orders[1], NOW)
    tell(refund(orders[0], 1, {"a": 1000}), NOW)
    tell(refund(orders[1], 1, {"a": 1}), NOW)
    tell(orders[2], NOW)
    assert (earned(orders[1]), earned(orders[2])) == (200, 100)


def test_caps_bound_an_order_a_month_of_a_member_and_the_whole() -> None:
    eve = member(NOW, programme(NOW, caps=Caps(per_order=80, per_member_month=150, total=170)))
    orders = [order(NOW, click(eve, NOW - HOUR, visitor=str(n)).id) for n in range(3)]
    april = order(NOW + 30 * DAY, click(eve, NOW + 29 * DAY).id)
    for one in orders:
        tell(one, NOW)
    tell(april, NOW + 30 * DAY)
    assert [earned(one) for one in (*orders, april)] == [80, 70, 0, 20]
    assert refused(orders[2]) == "budget_spent"


def test_what_is_taken_back_may_be_spent_again() -> None:
    eve = member(NOW, programme(NOW, caps=Caps(total=100)))
    first, second = (order(NOW, click(eve, NOW - HOUR, visitor=str(n)).id) for n in range(2))
    tell(first, NOW)
    tell(refund(first, 1, {"a": 600}), NOW)
    tell(second, NOW)
    assert (earned(first), earned(second)) == (40, 60)


def test_facts_may_come_in_any_order() -> None:
    eve = member(NOW, programme(NOW, hold_days=14))
    paid = order(NOW, click(eve, NOW - HOUR).id)
    about = {name: getattr(paid, name) for name in paid.__struct_fields__ if name != "buyer_keys"}
    tell(OrderCompleted(**about), NOW)
    tell(refund(paid, 1, {"a": 250}), NOW)
    tell(paid, NOW)
    assert (earned(paid), balances(eve)) == (75, (75, 0))
    earning.approve_due(NOW + 14 * DAY)
    assert balances(eve) == (0, 75)
    tell(OrderCancelled(**about, reason="staff"), NOW + 15 * DAY)
    assert balances(eve) == (0, 0)
    assert books_are_even(eve)


def test_a_clawback_after_payment_leaves_a_debt_for_the_next_payout() -> None:
    eve = member(NOW, programme(NOW))
    paid = order(NOW, click(eve, NOW - HOUR).id)
    about = {name: getattr(paid, name) for name in paid.__struct_fields__ if name != "buyer_keys"}
    tell(paid, NOW)
    tell(OrderCompleted(**about), NOW)
    earning.approve_due(NOW + 15 * DAY)
    pay_out(eve, 100)
    tell(refund(paid, 1, {"a": 300}), NOW + 16 * DAY)
    assert balances(eve) == (0, -30)
    assert books_are_even(eve)


def pay_out(who: Any, amount: int) -> None:
    """Empty an approved account, as a payout does."""
    tx, posting = Tx(NOW), Posting()
    posting.post(Transfer("pay_1", accounts.approved(who.id), accounts.PAYOUTS, "USD", amount, "payout", "pay_1"))
    posting.write(tx)
    tx.commit()


def test_nothing_of_a_suspended_member_is_approved_until_they_are_restored() -> None:
    eve = member(NOW, programme(NOW))
    paid = order(NOW, click(eve, NOW - HOUR).id)
    about = {name: getattr(paid, name) for name in paid.__struct_fields__ if name != "buyer_keys"}
    tell(paid, NOW)
    tell(OrderCompleted(**about), NOW)
    tx = Tx(NOW + DAY)
    members.suspend(members.must_find(eve.id), Suspension("Odd traffic"), tx)
    tx.commit()
    earning.approve_due(NOW + 20 * DAY)
    assert balances(eve) == (100, 0)
    tx = Tx(NOW + 21 * DAY)
    members.restore(members.must_find(eve.id), tx)
    tx.commit()
    earning.approve_due(NOW + 21 * DAY)
    assert balances(eve) == (0, 100)


def test_the_same_fact_again_changes_nothing() -> None:
    eve = member(NOW, programme(NOW))
    paid = order(NOW, click(eve, NOW - HOUR).id)
    event = tell(paid, NOW)
    tell(paid, NOW, event_id=event)
    tell(paid, NOW)
    back = refund(paid, 1, {"a": 500})
    tell(back, NOW)
    tell(back, NOW)
    assert balances(eve) == (50, 0)
    assert not [item for item in DeliveryItem.scan() if item.state]
    assert events.failed() == []
