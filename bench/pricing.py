"""What it takes to price a cart of 500 lines for somebody of an organisation: with a contract, a company list, a list of the customer
group and one for everyone, 48,000 prices each with tiers, and five promotions. On Dynoxide, with 10, 1,000 and 10,000 price lists
in the store; 1,000 of them have 48,000 prices, in pages of their own, the others 480.

Own time is the processor time of the thread that answers the whole request (`POST /v1/prices`), from its bytes to the answer's:
everything but waiting for the engine, reading and decoding its answers included.
The cart is the dearest one: a part of its lines has its price in each of the lists, so that all of them are read.
"""

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
from pathlib import Path
from typing import Any

LISTS = (10, 1_000, 10_000)
FULL_LISTS = 1_000
FULL_PRICES, SMALL_PRICES = 48_000, 480
PRODUCTS, LINES = 4_000, 500
REPEATS = 60
MAX_OWN_MILLISECONDS = 50
MAX_BATCH_GETS = 6
MAX_RATIO = 1.25
"""How much longer a cart may take with 1,000 times as many lists: what two measurements of the same differ by."""
_BATCH = 25
_PARTS = {"contract": range(0, 2), "company": range(2, 5), "group": range(5, 7), "list": range(7, 10)}
"""Which tenths of the catalogue each list has; the rest of its prices are for other SKUs."""


def run() -> list[dict[str, Any]]:
    """The figures, from a process of its own."""
    child = subprocess.run([sys.executable, "-m", "bench.pricing"], capture_output=True, text=True, check=False)
    if child.returncode:
        raise RuntimeError(child.stderr[-2000:])
    found: list[dict[str, Any]] = json.loads(child.stdout.splitlines()[-1])
    return found


def _sku(number: int) -> str:
    return f"{('SW', 'RT', 'CB', 'PH')[number % 4]}-{number:06}-{'ABCDEF'[number % 6]}"


def _prices(kind: str, count: int) -> dict[str, Any]:
    from chalicelib.pricing.domain import PriceEntry

    own = [number for number in range(PRODUCTS) if number % 10 in _PARTS.get(kind, ())]
    numbers = [*own, *range(PRODUCTS, PRODUCTS + count - len(own))]
    prices = {number: 500 + number * 7919 % 400_000 for number in numbers}
    return {
        _sku(number): (PriceEntry(((1, price), (10, price * 95 // 100), (50, price * 9 // 10))),)
        for number, price in prices.items()
    }


def _feed() -> bytes:
    names = ("id", "title", "price", "availability", "brand", "product_type")
    rows = [
        (_sku(n), f"Product {n}", f"{10 + n % 900}.00 USD", "in_stock", f"Brand {n % 30}", f"Network > Kind {n % 40}")
        for n in range(PRODUCTS)
    ]
    return "".join("\t".join(row) + "\n" for row in (names, *rows)).encode()


def _promotions() -> list[dict[str, Any]]:
    def promotion(level: str, effect: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"name": {"en": "Offer", "zh": "促销"}, "level": level, "effect": effect, **more}

    usd = {"amount": 100_000, "currency": "USD"}
    return [
        promotion("item", {"kind": "percentage", "percent": "10"}, products={"categories": ["network.kind-8"]}),
        promotion("item", {"kind": "buy_x_get_y", "buy": 3, "get": 1}, products={"brands": ["Brand 8"]}),
        promotion("item", {"kind": "bundle", "parts": [{"sku": _sku(80), "pieces": 1}, {"sku": _sku(88), "pieces": 2}], "percent": "15"}),
        promotion("order", {"kind": "percentage", "percent": "2.5"}, minimum_subtotal=usd),
        promotion("delivery", {"kind": "percentage", "percent": "100"}, minimum_subtotal=usd),
    ]  # fmt: skip


class Store:
    """The price lists in the store: as many as were asked for, of organisations that buy nothing here."""

    def __init__(self) -> None:
        from chalicelib.pricing import pages

        self.made = 0
        self.pages = {count: pages.pages_with(_prices("", count)) for count in (FULL_PRICES, SMALL_PRICES)}

    def grow(self, lists: int) -> None:
        """Add contracts of other organisations up to so many."""
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(self._add, range(self.made, lists)))
        self.made = lists

    def _add(self, number: int) -> None:
        from chalicelib.kit import clock
        from chalicelib.pricing import store
        from chalicelib.pricing.book import ListHead
        from chalicelib.pricing.domain import PriceList
        from chalicelib.pricing.store import Heads, ListItem, ScopeItem

        texts = self.pages[FULL_PRICES if number < FULL_LISTS else SMALL_PRICES]
        organisation, list_id = f"org_{number:026}", f"lst_{number:026}"
        contract = PriceList(list_id, f"Contract {number}", "contract", "USD", organisation)
        head = ListHead(contract, f"imp_{number:026}", len(texts), clock.now())
        store.write_pages(head, texts)
        ScopeItem(f"scope#{head.scope}", document=Heads((head,))).save()
        ListItem(sk=list_id, scope=head.scope, kind="contract", prices=FULL_PRICES).save()


def _buyer(client: Any) -> Any:
    """Somebody with four lists of their own to buy by."""
    admin = client.signed_in("acc_admin", "admin")
    made = admin.post("/v1/organisations", {"name": "Northwind", "country": "US"})
    assert made.status == 201, made.body
    organisation = made.json["id"]
    scopes = {
        "contract": {"organisation_id": organisation},
        "company": {"organisation_id": organisation},
        "group": {"group": "education"},
        "list": {},
    }
    for kind, scope in scopes.items():
        made = admin.post("/v1/price-lists", {"name": kind, "kind": kind, "currency": "USD", **scope})
        assert made.status == 201, made.body
        imported = admin.post(f"/v1/price-lists/{made.json['id']}/imports", body=_csv(kind), headers=_CSV)
        assert imported.json["list"]["prices"] == FULL_PRICES, imported.body
    for promotion in _promotions():
        assert admin.post("/v1/promotions", promotion).status == 201
    return client.signed_in("acc_buyer", organisation=organisation, group="education")


_CSV = {"Content-Type": "text/csv"}


def _csv(kind: str) -> bytes:
    rows = [
        f"{sku},{quantity},{minor // 100}.{minor % 100:02}\n"
        for sku, (entry,) in _prices(kind, FULL_PRICES).items()
        for quantity, minor in entry.tiers
    ]
    return "".join(["sku,from_quantity,price\n", *rows]).encode()


def _cart() -> dict[str, Any]:
    lines = [{"sku": _sku(n * 8), "quantity": 1 + n % 60} for n in range(LINES)]
    return {"lines": lines, "country": "US", "region": "CA", "delivery": {"amount": 4_900, "currency": "USD"}}


@contextmanager
def _counted() -> Iterator[list[str]]:
    """The calls that go to DynamoDB meanwhile."""
    from chalicelib.kit.tables import connection

    calls: list[str] = []
    events = connection().client.meta.events

    def count(model: Any, **_: Any) -> None:
        calls.append(model.name)

    events.register("before-call.dynamodb.*", count)
    try:
        yield calls
    finally:
        events.unregister("before-call.dynamodb.*", count)


def _measure(buyer: Any) -> tuple[float, float, list[str]]:
    """95th percentile and median of the own milliseconds, and the calls of one request."""
    cart, own = _cart(), []
    for attempt in range(REPEATS + 3):
        with _counted() as calls:
            started = time.thread_time()
            reply = buyer.post("/v1/prices", cart)
            spent = time.thread_time() - started
        assert reply.status == 200, reply.body
        if attempt >= 3:
            own.append(spent * 1000)
    answer = reply.json
    kinds = {line["source"]["kind"] for line in answer["lines"]}
    assert kinds == {"contract", "company", "group", "list"}, kinds
    assert len(answer["adjustments"]) == 5, answer["passed_over"]
    assert len(answer["lines"]) == LINES, answer["problems"]
    return statistics.quantiles(own, n=20)[-1], statistics.median(own), calls


def _figure(name: str, value: float, unit: str, most: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": f"<= {most}", "met": value <= most}


def _figures(client: Any) -> list[dict[str, Any]]:
    buyer, store = _buyer(client), Store()
    figures, medians = [], {}
    for lists in LISTS:
        store.grow(lists)
        p95, medians[lists], calls = _measure(buyer)
        name = f"price of a {LINES}-line cart, {lists:,} price lists"
        figures.append(_figure(f"{name}: p95 own time", round(p95, 1), "ms", MAX_OWN_MILLISECONDS))
        figures.append(_figure(f"{name}: BatchGet calls", calls.count("BatchGetItem"), "", MAX_BATCH_GETS))
        figures.append(_figure(f"{name}: other DynamoDB calls", len(calls) - calls.count("BatchGetItem"), "", 0))
    ratio = medians[LISTS[-1]] / medians[LISTS[0]]
    figures.append(
        _figure("own time with 10,000 price lists to that with 10 (medians)", round(ratio, 2), "", MAX_RATIO)
    )
    return figures


def main() -> None:
    """Measure on an engine of our own; the figures as JSON on the last line."""
    from tests.support import engine, environment

    with tempfile.TemporaryDirectory() as folder:
        environment.prepare(Path(folder))
        from tests.support.template import create_tables, point_models_at

        program = engine.binary()
        if program is None:
            raise SystemExit("Dynoxide is not installed: `make run` installs it")
        with engine.running(program, Path(folder) / "engine.db") as endpoint:
            from app import app
            from chalicelib.catalog import import_feed
            from chalicelib.kit import clock
            from infra.local.gateway import Gateway
            from tests.support.http import Http

            point_models_at(endpoint, "bench-")
            create_tables("bench-")
            import_feed(_feed(), "bench.tsv", clock.now())
            figures = _figures(Http(Gateway(app), {}))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
