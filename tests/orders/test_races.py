"""Many at once, on a real engine."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.kit import clock
from chalicelib.orders import payments
from chalicelib.orders.store import CartItem, OrderItem, find_order
from tests.orders.examples import frozen
from tests.orders.offers import finance, promotion
from tests.orders.shopping import Buyer, Placed, Shop

pytestmark = pytest.mark.engine


def orders() -> list[OrderItem]:
    return list(OrderItem.scan(OrderItem.sk == "order", consistent_read=True))


def test_two_hundred_buyers_of_the_last_twenty_pieces_make_twenty_orders(engine_shop: Shop) -> None:
    shop = engine_shop
    shop.sell(("LAST-1", "Last ones", "", "10.00 USD", "20", "", "", ""))
    with ThreadPoolExecutor(20) as threads:
        buyers = list(
            threads.map(lambda number: shop.guest_cart({"LAST-1": 1}, email=f"b{number}@example.com"), range(200))
        )
        replies = list(threads.map(Buyer.try_check_out, buyers))
    outcomes = Counter(reply.status for reply in replies)
    assert outcomes == {201: 20, 409: 180}
    assert {reply.code for reply in replies if reply.status == 409} == {"out_of_stock"}
    assert len(orders()) == 20
    assert shop.stock("LAST-1") == (20, 20, 0)
    closed = [item for item in CartItem.scan(CartItem.sk == "cart") if item.document.state == "checked_out"]
    assert len(closed) == 20


def test_one_cart_checked_out_many_times_at_once_makes_one_order(engine_shop: Shop) -> None:
    buyer = engine_shop.guest_cart({"ROUTER-1": 1})
    cart = buyer.cart
    asked = {"cart_version": cart["version"], "expected_total": cart["totals"]["total"]}
    path = f"/v1/carts/{buyer.cart_id}/checkout"
    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda n: buyer.http.post(path, asked, idempotency_key=f"k{n}"), range(8)))
    assert sorted({reply.status for reply in replies} - {201}) in ([409], [409, 410], [410])
    assert len(orders()) == 1
    assert engine_shop.stock("ROUTER-1") == (20, 1, 19)


def test_refunds_decided_at_once_never_exceed_what_was_paid(engine_shop: Shop) -> None:
    order = engine_shop.paid({"ROUTER-1": 1})
    total = order.seen["totals"]["total"]["amount"]
    part = {"reason": "late", "amount": {"amount": total // 3, "currency": "USD"}}
    staff = engine_shop.staff
    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda _: staff.post(f"/v1/orders/{order.id}/refunds", part), range(8)))
    assert sum(reply.status == 201 for reply in replies) == 3
    engine_shop.settle()
    seen = order.seen
    assert seen["refunded"]["amount"] == 3 * (total // 3)
    assert engine_shop.drain.parked() == []


def test_paying_and_running_out_at_the_same_moment_end_in_one_state(engine_shop: Shop) -> None:
    placed = [engine_shop.placed({"CABLE-1": 1}) for _ in range(6)]

    def race(order: Placed) -> None:
        with ThreadPoolExecutor(3) as threads:
            threads.submit(order.pay)
            threads.submit(order.http.post, f"/v1/orders/{order.id}/cancel", {})
            threads.submit(payments.reconcile, clock.now())

    for order in placed:
        race(order)
    engine_shop.settle()
    for order in placed:
        seen = order.seen
        assert (seen["state"], seen["payment_state"]) in (
            ("paid", "paid"),
            ("cancelled", "refunded"),
            ("cancelled", "none"),
        )
    held = sum(1 for order in placed if order.seen["state"] == "paid")
    assert engine_shop.stock("CABLE-1") == (1000, held, 1000 - held)


def test_changes_at_once_are_all_written_down(engine_shop: Shop) -> None:
    order = engine_shop.placed()
    staff = engine_shop.staff
    with ThreadPoolExecutor(4) as threads:
        path = f"/v1/orders/{order.id}/notes"
        statuses = list(threads.map(lambda n: staff.post(path, {"note": f"n{n}"}).status, range(4)))
    assert statuses == [201] * 4
    item = find_order(order.id)
    assert item is not None
    assert item.version == 5


def test_a_promotion_for_five_orders_is_had_by_five_of_many_buyers(engine_shop: Shop) -> None:
    shop = engine_shop
    made = promotion(shop, "10", usage_limit=5, per_customer_limit=1)
    with ThreadPoolExecutor(10) as threads:
        buyers = list(
            threads.map(lambda number: shop.guest_cart({"CABLE-1": 9}, email=f"b{number}@x.example"), range(30))
        )
        seen = [buyer.cart for buyer in buyers]
        asked = [{"cart_version": cart["version"], "expected_total": cart["totals"]["total"]} for cart in seen]
        paths = [f"/v1/carts/{buyer.cart_id}/checkout" for buyer in buyers]
        replies = list(threads.map(lambda n: buyers[n].http.post(paths[n], asked[n]), range(30)))
    outcomes = Counter(reply.status for reply in replies)
    assert outcomes == {201: 5, 409: 25}
    assert {reply.code for reply in replies if reply.status == 409} <= {"promotion_used_up", "total_changed"}
    assert finance(shop).get(f"/v1/promotions/{made}").json["used"] == 5
    assert buyers[-1].try_check_out().status == 201  # at the full price, as the cart says by now


def test_a_transfer_recorded_many_times_at_once_pays_once(engine_shop: Shop) -> None:
    order = engine_shop.agreed(frozen(payment="account"))
    body = {"reference": "HSBC 4711", "amount": order.seen["due"]}
    with ThreadPoolExecutor(8) as threads:
        path = f"/v1/orders/{order.id}/payments"
        replies = list(threads.map(lambda _: finance(engine_shop).post(path, body), range(8)))
    assert Counter(reply.status for reply in replies) == {201: 1, 409: 7}
    assert order.timeline().count("payment_received") == 1
