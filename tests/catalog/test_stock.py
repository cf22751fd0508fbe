"""Pieces: held at checkout, given back, shipped, counted; never more sold than are there."""

from __future__ import annotations

import threading

import pytest

from chalicelib import catalog
from chalicelib.catalog import OutOfStock, StockNotHeld
from chalicelib.catalog import store as stock_store
from chalicelib.kit import clock as kit_clock
from chalicelib.kit.tx import Tx
from tests.catalog.feeds import row, tsv


def add(change, sku: str, quantity: int):
    """Commit one change of stock."""
    tx = Tx(kit_clock.now())
    result = change(tx, sku, quantity)
    tx.commit()
    return result


def pieces(sku: str) -> tuple[int, int, int]:
    item = stock_store.find_stock(sku)
    assert item is not None
    return item.on_hand, item.reserved, item.available


@pytest.fixture
def lamp(clock, publish):
    publish(
        row("LAMP", "Lamp", quantity="5"),
        row("BULB", "Bulb"),
        row("LATER", "Later", quantity="2", availability="backorder"),
    )


def test_pieces_are_held_given_back_shipped_and_returned(lamp):
    assert add(catalog.reserve, "LAMP", 3) is True
    assert pieces("LAMP") == (5, 3, 2)
    add(catalog.release, "LAMP", 1)
    assert pieces("LAMP") == (5, 2, 3)
    add(catalog.ship, "LAMP", 2)
    assert pieces("LAMP") == (3, 0, 3)
    add(catalog.restock, "LAMP", 1)
    assert pieces("LAMP") == (4, 0, 4)


def test_more_than_is_there_is_refused_and_told(lamp):
    with pytest.raises(OutOfStock) as caught:
        add(catalog.reserve, "LAMP", 6)
    assert caught.value.detail == "There are fewer pieces of LAMP left than you want; take fewer."
    assert pieces("LAMP") == (5, 0, 5)


@pytest.mark.parametrize("change", [catalog.release, catalog.ship])
def test_only_what_is_held_can_be_given_back_or_shipped(lamp, change):
    with pytest.raises(StockNotHeld):
        add(change, "LAMP", 1)


def test_what_is_not_counted_is_never_short(lamp, client):
    assert add(catalog.reserve, "BULB", 500) is False
    assert add(catalog.reserve, "LATER", 500) is False
    assert client.get("/v1/products/LATER/stock").json["available"] is None


def test_a_new_count_in_the_feed_keeps_what_is_reserved_and_a_repeated_one_changes_nothing(lamp, publish, clock):
    add(catalog.reserve, "LAMP", 2)
    clock.advance(minutes=1)
    publish(row("LAMP", "Lamp, renamed", quantity="5"))
    assert pieces("LAMP") == (5, 2, 3)
    clock.advance(minutes=1)
    publish(row("LAMP", "Lamp", quantity="9"))
    assert pieces("LAMP") == (9, 2, 7)


def test_stock_over_http(lamp, client):
    assert client.get("/v1/products/LAMP/stock").json == {
        "sku": "LAMP", "availability": "in_stock", "available": 5, "max_quantity": 5,
    }  # fmt: skip
    add(catalog.reserve, "LAMP", 5)
    sold_out = client.get("/v1/products/LAMP/stock").json
    assert (sold_out["availability"], sold_out["available"], sold_out["max_quantity"]) == ("out_of_stock", 0, 0)
    assert client.get("/v1/products/BULB/stock").json["available"] is None
    assert client.get("/v1/products/NONE/stock").status == 404


def test_staff_count_the_shelf(lamp, client):
    staff = client.signed_in("acc_staff", "catalogue")
    add(catalog.reserve, "LAMP", 2)
    counted = staff.put("/v1/stock/LAMP", json={"on_hand": 10, "reason": "stocktaking"})
    assert counted.json == staff.get("/v1/stock/LAMP").json
    assert (counted.json["on_hand"], counted.json["reserved"], counted.json["available"]) == (10, 2, 8)
    found = staff.get("/v1/stock?q=lamp").json["items"]
    assert [(item["sku"], item["available"]) for item in found] == [("LAMP", 8)]
    assert staff.put("/v1/stock/BULB", json={"on_hand": 1, "reason": "x"}).code == "stock_not_counted"
    assert staff.put("/v1/stock/LAMP", json={"on_hand": -1, "reason": "x"}).status == 422
    assert client.signed_in("acc_1").get("/v1/stock/LAMP").status == 403
    assert client.signed_in("acc_1", "support").put("/v1/stock/LAMP", json={"on_hand": 1, "reason": "x"}).status == 403


@pytest.mark.engine
def test_forty_people_after_five_pieces_get_five(engine):
    catalog.import_feed(tsv(row("LAMP", "Lamp", quantity="5")), "feed", kit_clock.now())
    won: list[bool] = []

    def buy() -> None:
        try:
            won.append(add(catalog.reserve, "LAMP", 1))
        except OutOfStock:
            won.append(False)

    buyers = [threading.Thread(target=buy) for _ in range(40)]
    for buyer in buyers:
        buyer.start()
    for buyer in buyers:
        buyer.join()
    assert (sum(won), len(won)) == (5, 40)
    assert pieces("LAMP") == (5, 5, 0)
