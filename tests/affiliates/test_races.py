"""Many orders at once, on a real engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from chalicelib.affiliates.budgets import SpentItem
from chalicelib.affiliates.domain.programme import Caps, PercentOfLine, Rule, When
from chalicelib.affiliates.reactions import SUBSCRIPTIONS
from chalicelib.kit import events
from chalicelib.kit.events import DeliveryItem
from chalicelib.kit.facts import EventItem
from tests.affiliates.facts import (
    DAY,
    HOUR,
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

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("engine")]


def test_a_budget_is_spent_to_the_last_cent_and_never_over() -> None:
    of = programme(NOW, caps=Caps(total=1050, per_member_month=900))
    people = [member(NOW, of, f"acc_{name}") for name in ("eve", "ben")]
    orders = [order(NOW, click(people[n % 2], NOW - HOUR, visitor=str(n)).id) for n in range(30)]
    items = [EventItem.of(paid, f"evt_{n:026d}", NOW) for n, paid in enumerate(orders)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda item: events.deliver(item, SUBSCRIPTIONS, NOW), items * 2))
    for item in items:  # what was too contended is parked, and comes again
        events.deliver(item, SUBSCRIPTIONS, NOW)
    assert [item for item in DeliveryItem.scan() if item.state] == []
    assert sum(balances(who)[0] for who in people) == 1050
    assert max(balances(who)[0] for who in people) <= 900
    [total] = SpentItem.query(of.id, SpentItem.sk == "spent#total")
    assert total.spent == 1050
    assert books_are_even(*people)


def test_refunds_of_one_order_at_once_take_back_exactly_its_commission() -> None:
    eve = member(NOW, programme(NOW))
    paid = order(NOW, click(eve, NOW - HOUR).id, {"a": 999, "b": 501})
    facts = [
        paid,
        *(refund(paid, n, {"a": 111}) for n in range(9)),
        *(refund(paid, n, {"b": 167}) for n in range(9, 12)),
    ]
    with ThreadPoolExecutor(8) as threads:
        names = list(threads.map(lambda fact: tell(fact, NOW), facts * 2))
    for fact, name in zip(facts * 2, names, strict=True):
        tell(fact, NOW, event_id=name)
    found = sale(paid)
    assert found is not None
    assert sum(one.amount for one in found.commissions) == 150
    assert (found.earned, balances(eve)) == (0, (0, 0))
    assert books_are_even(eve)


def test_two_first_orders_of_one_customer_make_one_new_customer() -> None:
    news = Rule("rul_new", When(customer="new"), PercentOfLine(20_000))
    olds = Rule("rul_old", When(customer="returning"), PercentOfLine(1_000))
    eve = member(NOW, programme(NOW, rules=(news, olds)))
    orders = [order(NOW, click(eve, NOW - DAY, visitor=str(n)).id, customer_id="acc_ana") for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        names = list(threads.map(lambda paid: tell(paid, NOW), orders))
    for paid, name in zip(orders, names, strict=True):
        tell(paid, NOW, event_id=name)
    assert sorted(found.earned for found in map(sale, orders) if found) == [10, 10, 10, 10, 10, 200]


def test_of_many_buyers_by_one_click_at_once_one_is_the_first() -> None:
    eve = member(NOW, programme(NOW))
    passed_on = click(eve, NOW - HOUR).id
    orders = [order(NOW, passed_on, buyer_keys=(f"email:{n}",)) for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        names = list(threads.map(lambda paid: tell(paid, NOW), orders))
    for paid, name in zip(orders, names, strict=True):
        tell(paid, NOW, event_id=name)
    assert sorted(found.stage for found in map(sale, orders) if found) == [*["held"] * 5, "pending"]
