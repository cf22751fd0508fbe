"""What a checkout of three lines costs: DynamoDB round trips and write units as the engine counts them, and Stripe calls; the
same with 100 and with 100,000 past orders; and what a coupon, contract prices and a built product add. Runs in a process of its own, on Dynoxide."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.orders.shopping import Buyer, Shop

MAX_ROUND_TRIPS = 4
MAX_WRITE_UNITS = 24
MAX_MILLISECONDS = 60
REPEATS = 5
PAST_ORDERS = (100, 100_000)
LINES = {"ROUTER-1": 1, "CABLE-1": 3, "PHONE-1": 1}
_BATCH = 25


def run() -> list[dict[str, Any]]:
    """The figures."""
    child = subprocess.run([sys.executable, "-m", "bench.checkout"], capture_output=True, text=True, check=False)
    if child.returncode:
        raise RuntimeError(child.stderr[-2000:])
    found: list[dict[str, Any]] = json.loads(child.stdout.splitlines()[-1])
    return found


@dataclass
class Meter:
    """Counts what goes to DynamoDB while it is on."""

    round_trips: int = 0
    write_units: float = 0
    read_units: float = 0
    calls: list[str] = field(default_factory=list)

    def ask_for_capacity(self, params: dict[str, Any], **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"

    def count(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        self.round_trips += 1
        self.calls.append(model.name)
        given = parsed.get("ConsumedCapacity", [])
        for capacity in given if isinstance(given, list) else [given]:
            units = capacity.get("CapacityUnits", 0)
            if model.name in ("GetItem", "Query", "BatchGetItem"):
                self.read_units += units
            else:
                self.write_units += units


@contextmanager
def metered() -> Iterator[Meter]:
    """Count the requests of this block."""
    from chalicelib.kit.tables import connection

    meter = Meter()
    events = connection().client.meta.events
    events.register("provide-client-params.dynamodb.*", meter.ask_for_capacity)
    events.register("after-call.dynamodb.*", meter.count)
    try:
        yield meter
    finally:
        events.unregister("provide-client-params.dynamodb.*", meter.ask_for_capacity)
        events.unregister("after-call.dynamodb.*", meter.count)


def _bulk_load(order_id: str, count: int) -> None:
    """Copies of one real order under ids of their own."""
    from chalicelib.kit.tables import connection
    from chalicelib.orders.store import OrderItem

    client, table = connection().client, OrderItem.Meta.table_name
    key = {"pk": {"S": order_id}, "sk": {"S": "order"}}
    pattern = client.get_item(TableName=table, Key=key)["Item"]

    def copy(number: int) -> dict[str, Any]:
        own = {"pk": {"S": f"ord_0{number:025d}"}, "number": {"S": f"P-{number:08d}"}, "state": {"S": "completed"}}
        return {"PutRequest": {"Item": pattern | own}}

    def load(first: int) -> None:
        puts = [copy(number) for number in range(first, min(first + _BATCH, count))]
        client.batch_write_item(RequestItems={table: puts})

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(load, range(0, count, _BATCH)))


def _open_shop() -> Shop:
    from app import app
    from chalicelib.kit import clock
    from infra.local.gateway import Gateway
    from tests.orders.offers import CHASSIS
    from tests.orders.shopping import open_shop
    from tests.support.facts import Drain
    from tests.support.http import Http

    # every line's pieces are counted: the dearest case
    rows = tuple((*row[:4], "100000", *row[5:]) for row in CHASSIS)
    return open_shop(Http(Gateway(app), {}), Drain(dict), clock.now(), rows)


def _measure(past: int, owner: str) -> list[dict[str, Any]]:
    shop = _open_shop()
    pattern = shop.account_cart(owner, LINES).check_out()
    _bulk_load(pattern.id, past)
    worst, stripe_calls, milliseconds = Meter(), 0, []
    for attempt in range(REPEATS):
        calls_before = len(shop.stripe.calls)
        meter, took = _check_out(shop.account_cart(owner, LINES), f"bench {attempt}")
        milliseconds.append(took)
        worst = max(worst, meter, key=lambda found: (found.round_trips, found.write_units))
        stripe_calls = max(stripe_calls, len(shop.stripe.calls) - calls_before)
    name = f"checkout of 3 lines, {past:,} past orders"
    return [
        _figure(f"{name}: DynamoDB round trips", worst.round_trips, "", MAX_ROUND_TRIPS),
        _figure(f"{name}: write units", worst.write_units, "WRU", MAX_WRITE_UNITS),
        _figure(f"{name}: Stripe calls", stripe_calls, "", 1),
        _figure(f"{name}: median time in process", round(statistics.median(milliseconds), 1), "ms", MAX_MILLISECONDS),
    ]


def _check_out(buyer: Buyer, key: str) -> tuple[Meter, float]:
    """What one checkout costs, and its milliseconds."""
    cart = buyer.cart
    body = {"cart_version": cart["version"], "expected_total": cart["totals"]["total"]}
    with metered() as meter:
        started = time.perf_counter()
        reply = buyer.http.post(f"/v1/carts/{buyer.cart_id}/checkout", body, idempotency_key=key)
        took = (time.perf_counter() - started) * 1000
    assert reply.status == 201, reply.body
    return meter, took


def _measure_terms() -> list[dict[str, Any]]:
    """Three lines as above, and what makes a checkout dearer: each with what it may cost more."""
    from tests.orders import offers
    from tests.orders.shopping import ADDRESS
    from tests.orders.shopping import Buyer as Person

    shop = _open_shop()
    offers.finance(shop).put("/v1/coupons/SPRING", {"percent": "10", "usage_limit": 1000, "per_customer_limit": 1000})
    with_coupon = shop.guest_cart(LINES)
    with_coupon.put("coupon", {"code": "SPRING"})
    acme = offers.contract(shop, dict.fromkeys(LINES, 100))
    http = shop.http.signed_in("acc_member", organisation=acme)
    member = Person(shop, http, http.post("/v1/carts", {}).json["id"]).fill(LINES, ADDRESS)
    version = offers.publish(offers.MODEL)
    built = shop.guest_cart({"ROUTER-1": 1, "CABLE-1": 3})
    configuration = offers.save(built.http, version)
    built.put(f"lines/{configuration}", offers.line("CHASSIS-1", 1, configuration))
    figures = []
    for name, buyer, round_trips, write_units in (
        ("with a coupon", with_coupon, MAX_ROUND_TRIPS + 1, MAX_WRITE_UNITS + 4),
        ("at contract prices", member, MAX_ROUND_TRIPS + 2, MAX_WRITE_UNITS),
        ("one of them built of two parts", built, MAX_ROUND_TRIPS + 1, MAX_WRITE_UNITS + 4),
    ):
        meter, _ = _check_out(buyer, name)
        figures += [
            _figure(f"checkout of 3 lines, {name}: DynamoDB round trips", meter.round_trips, "", round_trips),
            _figure(f"checkout of 3 lines, {name}: write units", meter.write_units, "WRU", write_units),
        ]
    return figures


def _figure(name: str, value: float, unit: str, most: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": f"<= {most}", "met": value <= most}


def main() -> None:
    """Measure on an engine of our own; the figures as JSON on the last line."""
    from tests.support import engine, environment

    with tempfile.TemporaryDirectory() as folder:
        environment.prepare(Path(folder))
        from tests.support.template import create_tables, point_models_at

        program = engine.binary()
        if program is None:
            raise SystemExit("Dynoxide is not installed: `make run` installs it")
        figures = []
        with engine.running(program) as endpoint:
            measures = [(f"{past}", lambda past=past: _measure(past, "acc_bench")) for past in PAST_ORDERS]
            for name, measure in (("terms", _measure_terms), *measures):
                environment.use_folder(Path(folder) / name)
                environment.forget_caches()
                point_models_at(endpoint, f"bench{name}-")
                create_tables(f"bench{name}-")
                figures += measure()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
