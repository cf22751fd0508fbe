"""What a refund takes of an order in a payout, and gives back when it fails: in the end it is paid, and once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.affiliates import connect, payout_work
from chalicelib.affiliates.domain import sale as life
from tests.affiliates.paying import Desk, open_desk
from tests.support.http import Http

pytestmark = pytest.mark.engine  # many orders: moto copies all that it keeps for each transaction


@pytest.fixture
def desk(engine: str, client: Http, clock: Any) -> Iterator[Desk]:
    yield open_desk(client, minimum_payout=1000)
    connect.use(None)


def _fails(desk: Desk, order: str, refund: str = "ref_1") -> None:
    desk.changes(order, lambda sale: life.with_failed_refund(sale, refund), f"refund_failed#{refund}")


def _carried_out(desk: Desk, payout: str) -> None:
    assert desk.does(payout, "mark-paid", {"reference": "B-1"}).status == 200
    payout_work.run(payout)


@pytest.mark.parametrize("orders", [1, 70])
@pytest.mark.parametrize("when", ["in the payout", "after it"])
def test_the_rest_is_paid_by_the_next_payout(desk: Desk, when: str, orders: int) -> None:
    desk.member("ana")
    order = desk.earns("ana", 10_000)
    desk.refunded(order, 40_000)
    for _ in range(orders - 1):
        desk.earns("ana", 100)
    payout = desk.paid()
    paid = 6_000 + (orders - 1) * 100
    if when == "in the payout":
        _fails(desk, order)
    _carried_out(desk, payout)
    if when == "after it":
        _fails(desk, order)
    assert desk.states(payout) == {"ana": ("paid", paid)}
    assert desk.balance("ana") == (4_000, 0)
    after = desk.paid()
    _carried_out(desk, after)
    assert desk.states(after) == {"ana": ("paid", 4_000)}
    assert desk.balance("ana") == (0, 0)


def test_in_a_payout_that_fails_it_is_payable_with_its_order_and_once(desk: Desk) -> None:
    member = desk.member("ana")
    order = desk.earns("ana", 10_000)
    desk.refunded(order, 40_000)
    payout = desk.paid()
    _fails(desk, order)
    assert desk.does(payout, f"items/{member}/return", {"reason": "The bank has no such account."}).status == 200
    item = desk.items(desk.begin())["ana"]
    assert (item["amount"]["amount"], item["carried"]["amount"], item["settled"]["amount"]) == (10_000, 0, 0)


def test_a_debt_that_was_settled_already_is_given_back(desk: Desk) -> None:
    desk.member("ana")
    order = desk.earns("ana", 10_000)
    _carried_out(desk, desk.paid())
    desk.refunded(order, 100_000)
    desk.earns("ana", 15_000)
    settling = desk.paid()
    _carried_out(desk, settling)
    assert desk.states(settling) == {"ana": ("paid", 5_000)}
    _fails(desk, order)
    after = desk.paid()
    _carried_out(desk, after)
    assert desk.states(after) == {"ana": ("paid", 10_000)}


def test_a_debt_that_nothing_settled_yet_is_only_forgiven(desk: Desk) -> None:
    desk.member("ana")
    order = desk.earns("ana", 10_000)
    _carried_out(desk, desk.paid())
    desk.refunded(order, 100_000)
    _fails(desk, order)
    assert desk.balance("ana") == (0, 0)
    desk.earns("ana", 2_000)
    after = desk.paid()
    assert desk.states(after) == {"ana": ("held", 2_000)}


@pytest.mark.parametrize("orders", [1, 70])
def test_what_another_payout_settled_for_one_that_is_cancelled_is_payable(desk: Desk, orders: int) -> None:
    desk.member("ana")
    order = desk.earns("ana", 2_000)
    for _ in range(orders - 1):
        desk.earns("ana", 100)
    draft = desk.begin()
    desk.refunded(order, 10_000)
    desk.earns("ana", 3_000)
    settling = desk.paid()
    _carried_out(desk, settling)
    assert desk.states(settling) == {"ana": ("paid", 2_000)}

    desk.does(draft, "cancel")
    payout_work.run(draft)
    last = desk.paid()
    _carried_out(desk, last)
    assert desk.states(last) == {"ana": ("paid", 2_000 + (orders - 1) * 100)}
    assert desk.balance("ana") == (0, 0)
