"""A shop in a process of its own, busy with checkouts until it is killed: `python -m tests.orders.crashing_shop FOLDER
ENDPOINT`. It prints a line for every checkout that was answered."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from tests.support import environment

BUYERS = 4
MAX_SECONDS = 30
"""Nobody waits longer for the next checkout of a shop that is stuck."""
PREFIX = "crash-"


def rows() -> tuple[tuple[str, ...], ...]:
    """What the shop sells: enough of everything."""
    from tests.orders.shopping import PRODUCTS

    return tuple((*row[:4], "100000", *row[5:]) for row in PRODUCTS)


def main(folder: Path, endpoint: str) -> None:
    environment.prepare(folder)
    os.environ |= {"DYNAMODB_ENDPOINT": endpoint, "PORTICO_TABLE_PREFIX": PREFIX}
    from app import app
    from chalicelib import bootstrap
    from chalicelib.kit import clock, ids
    from infra.local.gateway import Gateway
    from tests.orders.shopping import Shop, open_shop
    from tests.support.facts import Drain
    from tests.support.http import Http

    drain = Drain(lambda: bootstrap.SUBSCRIPTIONS)
    portal = Http(Gateway(app), {})
    shop: Shop = open_shop(portal, drain, clock.now(), rows(), stripe_database=folder / "stripe.sqlite")

    def buy() -> None:
        for count in range(1_000):
            order = shop.guest_cart({"ROUTER-1": 1, "CABLE-1": 2}, email=f"{ids.secret_token()}@example.com").check_out(
                key=str(count)
            )
            if count % 2:
                order.pay()
            sys.stdout.write(f"{order.id}\n")  # one write: threads do not mix their lines
            sys.stdout.flush()

    for _ in range(BUYERS):
        threading.Thread(target=buy, daemon=True).start()
    give_up = time.monotonic() + MAX_SECONDS
    while time.monotonic() < give_up:
        shop.settle()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
