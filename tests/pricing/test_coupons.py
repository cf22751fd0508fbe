"""Coupons as staff keep them, and their limits however many use one at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.kit.tx import Tx
from chalicelib.pricing import Coupon, CouponNotUsable, release_coupon, use_coupon
from chalicelib.pricing.service import save_coupon
from chalicelib.pricing.store import find
from tests.support.http import Http

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def finance(store: None, client: Http) -> Http:
    return client.signed_in("acc_fin", "finance")


def test_staff_make_change_list_and_remove_a_coupon(finance: Http) -> None:
    made = finance.put("/v1/coupons/spring10", {"percent": "12.345", "usage_limit": 5})
    assert (made.status, made.json["code"], made.json["percent"], made.json["used"]) == (200, "SPRING10", "12.345", 0)
    amount = {"amount": 500, "currency": "EUR"}
    changed = finance.put("/v1/coupons/SPRING10", {"amount": amount, "ends_at": "2026-04-01T00:00:00Z"})
    assert changed.json["amount"] == amount
    assert [coupon["code"] for coupon in finance.get("/v1/coupons").json["items"]] == ["SPRING10"]
    assert finance.delete("/v1/coupons/spring10").status == 204
    assert finance.get("/v1/coupons/SPRING10").status == 404
    assert finance.delete("/v1/coupons/SPRING10").status == 404


def test_changing_a_coupon_keeps_its_count(finance: Http) -> None:
    finance.put("/v1/coupons/ONCE", {"percent": "10", "usage_limit": 2})
    _use(Coupon("ONCE", rate=10_000, usage_limit=2), "ana")
    assert finance.put("/v1/coupons/ONCE", {"percent": "20", "usage_limit": 2}).json["used"] == 1


@pytest.mark.parametrize(
    ("definition", "field"),
    [
        ({}, "percent"),
        ({"percent": "10", "amount": {"amount": 5, "currency": "USD"}}, "percent"),
        ({"percent": "0"}, "percent"),
        ({"percent": "100.001"}, "percent"),
        ({"percent": "1.2345"}, "percent"),
        ({"amount": {"amount": 0, "currency": "USD"}}, "amount"),
        ({"amount": {"amount": 5, "currency": "USD"}, "minimum_subtotal": {"amount": 5, "currency": "EUR"}}, "minimum_subtotal"),
        ({"percent": "10", "starts_at": "2026-03-02T12:00:00Z", "ends_at": "2026-03-02T12:00:00Z"}, "ends_at"),
        ({"percent": "10", "ends_at": "2026-03-02T12:00:00"}, "ends_at"),
        ({"percent": "10", "starts_at": "0001-01-01T00:00:00+23:59"}, "starts_at"),
        ({"percent": "10", "ends_at": "9999-12-31T23:59:59-23:59"}, "ends_at"),
        ({"percent": "10", "usage_limit": 0}, "usage_limit"),
    ],
)  # fmt: skip
def test_a_definition_that_means_nothing_is_refused(finance: Http, definition: dict[str, Any], field: str) -> None:
    reply = finance.put("/v1/coupons/ODD", definition)
    assert reply.status == 422
    assert field in reply.json["errors"][0]["field"]


def test_a_code_of_odd_letters_is_refused(finance: Http) -> None:
    assert finance.put("/v1/coupons/a!b", {"percent": "10"}).status == 422


@pytest.mark.parametrize("roles", [(), ("support",)])
def test_only_finance_and_catalogue_staff_see_coupons(store: None, client: Http, roles: tuple[str, ...]) -> None:
    assert client.signed_in("acc_x", *roles).get("/v1/coupons").status == 403


def _use(coupon: Coupon, *customers: str) -> bool:
    tx = Tx(NOW)
    use_coupon(tx, coupon, customers)
    try:
        tx.commit()
    except CouponNotUsable:
        return False
    return True


def _save(coupon: Coupon) -> Coupon:
    tx = Tx(NOW)
    save_coupon(tx, coupon)
    tx.commit()
    return coupon


def test_a_customer_cannot_use_it_more_often_under_another_spelling(store: None) -> None:
    coupon = _save(Coupon("ONE", rate=10_000, per_customer_limit=1))
    assert _use(coupon, "ana@example.com")
    assert not _use(coupon, " ANA@example.com ")
    assert not _use(coupon, "acc_1", "ana@example.com")
    assert _use(coupon, "bo@example.com")


def test_a_released_use_can_be_made_again(store: None) -> None:
    coupon = _save(Coupon("ONE", rate=10_000, usage_limit=1, per_customer_limit=1))
    assert _use(coupon, "ana")
    tx = Tx(NOW)
    release_coupon(tx, "ONE", ["ana"])
    tx.commit()
    assert _use(coupon, "ana")
    assert not _use(coupon, "bo")


def test_releasing_a_coupon_that_was_removed_does_nothing(store: None) -> None:
    tx = Tx(NOW)
    release_coupon(tx, "GONE", ["ana"])
    tx.commit()
    assert find("GONE") is None


def test_an_order_of_a_coupon_that_was_made_again_gives_nothing_back(finance: Http) -> None:
    once = {"percent": "10", "usage_limit": 1}
    finance.put("/v1/coupons/ONE", once)
    coupon = Coupon("ONE", rate=10_000, usage_limit=1)
    assert _use(coupon, "ana")
    finance.delete("/v1/coupons/ONE")
    finance.put("/v1/coupons/ONE", once)
    tx = Tx(NOW)
    release_coupon(tx, "ONE", ["ana"])
    tx.commit()
    assert finance.get("/v1/coupons/ONE").json["used"] == 0
    assert [_use(coupon, buyer) for buyer in ("bo", "cy")] == [True, False]


def test_a_coupon_that_staff_remove_at_that_moment_does_not_keep_an_order_from_being_cancelled(finance: Http) -> None:
    finance.put("/v1/coupons/ONE", {"percent": "10"})
    assert _use(Coupon("ONE", rate=10_000), "ana")
    tx = Tx(NOW)
    deletions = iter([lambda: finance.delete("/v1/coupons/ONE")])

    def decide() -> None:
        release_coupon(tx, "ONE", ["ana"])
        next(deletions, lambda: None)()

    tx.run(decide)
    assert finance.get("/v1/coupons/ONE").status == 404


@pytest.mark.engine
def test_a_limit_of_ten_holds_against_forty_at_once(engine: str) -> None:
    coupon = _save(Coupon("TEN", rate=10_000, usage_limit=10))
    with ThreadPoolExecutor(20) as threads:
        won = list(threads.map(lambda number: _use(coupon, f"buyer{number}"), range(40)))
    assert sum(won) == 10
    item = find("TEN")
    assert item is not None
    assert item.used == 10
