"""Orders of more products than one transaction can write: all pieces are held, or none stay held."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.catalog import OutOfStock
from chalicelib.kit import clock as house_clock
from chalicelib.kit.tx import Tx
from chalicelib.orders import FrozenOrder, place_frozen
from tests.orders.examples import frozen
from tests.orders.shopping import Shop

PARTS = 170


def sell_many(shop: Shop) -> None:
    shop.sell(*((f"P-{number}", f"Part {number}", "", "1.00 USD", "9", "", "", "") for number in range(PARTS)))


def many(pieces_of_the_last: int = 1) -> FrozenOrder:
    """Every part once."""
    made = frozen()
    line = replace(made.lines[0], quantity=1, unit=100, total=100, discount=0, tax=0, payable=100)
    lines = [replace(line, id=f"l-{number}", sku=f"P-{number}") for number in range(PARTS)]
    lines[-1] = replace(lines[-1], quantity=pieces_of_the_last)
    subtotal = PARTS * 100
    return replace(made, lines=tuple(lines), adjustments=(), taxes=(), subtotal=subtotal, total=subtotal + 20_00)


def held(shop: Shop) -> list[int]:
    return [shop.stock(f"P-{number}")[1] for number in range(PARTS)]


def test_an_order_of_many_products_holds_each_and_lets_each_go(shop: Shop, clock: Any) -> None:
    sell_many(shop)
    order = shop.agreed(many())
    assert held(shop) == [1] * PARTS
    clock.advance(minutes=5)
    shop.minute_passes()
    assert held(shop) == [1] * PARTS
    order.http.post(f"/v1/orders/{order.id}/cancel", {})
    shop.settle()
    assert held(shop) == [0] * PARTS
    assert shop.stock("P-169") == (9, 0, 9)


def test_an_order_of_many_products_is_sent_and_paid_back_whole(shop: Shop) -> None:
    sell_many(shop)
    order = shop.agreed(many())
    order.pay()
    shop.settle()
    order.staff_does("accept")
    order.staff_does("shipments", {"carrier": "UPS", "tracking_number": "1Z"})
    shop.settle()
    assert {shop.stock(f"P-{number}") for number in range(PARTS)} == {(8, 0, 8)}
    order.staff_does("refunds", {"reason": "sorry"})
    shop.settle()
    assert order.seen["payment_state"] == "refunded"


@pytest.mark.parametrize("asked", [10, 1])
def test_what_was_held_for_an_order_that_never_came_about_is_free_again(shop: Shop, clock: Any, asked: int) -> None:
    sell_many(shop)
    tx = Tx(house_clock.now())
    if asked > 9:
        with pytest.raises(OutOfStock):
            place_frozen(tx, many(asked))
    else:
        place_frozen(tx, many())  # its transaction is never committed
    assert sum(held(shop)) > 0
    shop.minute_passes()
    assert sum(held(shop)) > 0
    clock.advance(minutes=3)
    shop.minute_passes()
    assert held(shop) == [0] * PARTS
    shop.minute_passes()
    assert shop.stock("P-100") == (9, 0, 9)
