"""The process and the engine are killed in the middle of checkouts and started again: nothing is half there."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from chalicelib.kit import clock as house_clock
from chalicelib.orders import stripe_gateway
from chalicelib.orders.store import CartItem, OrderItem
from tests.orders.crashing_shop import PREFIX, rows
from tests.orders.shopping import Shop, open_shop
from tests.support import engine as dynoxide
from tests.support.facts import Drain
from tests.support.http import Http
from tests.support.template import create_tables, point_models_at

pytestmark = pytest.mark.engine


@contextmanager
def engine_on(database: Path) -> Iterator[str]:
    """An engine that keeps its data in a file and is killed at the end."""
    program = dynoxide.binary()
    if program is None:
        pytest.skip("NO ENGINE: Dynoxide is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "-p", str(port), "--db-path", str(database)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        dynoxide.wait_until_it_listens(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def sell_until_killed(folder: Path, endpoint: str, checkouts: int) -> set[str]:
    """Let the shop take some checkouts, then kill it between or in the midst of others. The orders that were answered."""
    command = [sys.executable, "-m", "tests.orders.crashing_shop", str(folder), endpoint]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        answered = {process.stdout.readline().strip() for _ in range(checkouts)}
        process.kill()
        answered |= {line.strip() for line in process.stdout if line.endswith("\n")}
    return answered - {""}


def test_kill_9_in_the_middle_of_checkouts_leaves_nothing_half_done(client: Http, drain: Drain, folder: Path) -> None:
    answered: set[str] = set()
    for number, checkouts in enumerate((15, 10)):
        with engine_on(folder / "dynamo.db") as endpoint:
            if number == 0:
                point_models_at(endpoint, PREFIX)
                create_tables(PREFIX)
            answered |= sell_until_killed(folder, endpoint, checkouts)
    with engine_on(folder / "dynamo.db") as endpoint:
        point_models_at(endpoint, PREFIX)
        shop = open_shop(client, drain, house_clock.now(), rows(), stripe_database=folder / "stripe.sqlite")
        try:
            _check_that_nothing_is_half_there(shop, answered)
            _check_that_time_heals(shop)
        finally:
            stripe_gateway.use(None)
            point_models_at(None)


def _orders() -> dict[str, OrderItem]:
    return {item.pk: item for item in OrderItem.scan(OrderItem.sk == "order", consistent_read=True)}


def _check_that_nothing_is_half_there(shop: Shop, answered: set[str]) -> None:
    orders = _orders()
    assert answered <= set(orders)
    carts = [item.document for item in CartItem.scan(CartItem.sk == "cart", consistent_read=True)]
    assert Counter(cart.order_id for cart in carts if cart.state == "checked_out") == Counter(list(orders))
    held = Counter[str]()
    for item in orders.values():
        held.update({line.sku: line.open for line in item.document.lines})
    for sku in ("ROUTER-1", "CABLE-1"):
        on_hand, reserved, available = shop.stock(sku)
        assert (reserved, available) == (held[sku], on_hand - held[sku])


def _check_that_time_heals(shop: Shop) -> None:
    """Paid orders are paid, with one receipt; the others have given their stock back when their reservation is over."""
    with time_machine.travel(house_clock.now() + timedelta(minutes=40), tick=True):
        shop.minute_passes()
        shop.settle()
        with time_machine.travel(house_clock.now() + timedelta(hours=2), tick=True):
            shop.settle()
    states = Counter(item.state for item in _orders().values())
    sessions = shop.sandbox.account.store.execute("SELECT id FROM objects WHERE kind = 'checkout.session'")
    found = [shop.sandbox.account.require("checkout.session", row["id"], "session") for row in sessions]
    paid = {session["client_reference_id"] for session in found if session["payment_status"] == "paid"}
    assert {item.pk for item in _orders().values() if item.state == "paid"} == paid
    assert set(states) == {"paid", "cancelled"}
    assert shop.stock("ROUTER-1")[1] == states["paid"]
    assert shop.drain.parked() == []
    assert shop.mails().count("order_paid") == states["paid"]
    assert shop.mails().count("order_placed") == sum(states.values())
