"""What it takes to price a cart of 500 lines for somebody of an organisation: with a contract, a company list, a list of the customer
group and one for everyone, 48,000 prices each with tiers, and five promotions. On Dynoxide, with 10, 1,000 and 10,000 price lists
in the store; 1,000 of them have 48,000 prices, in pages of their own, the others 100.

Own time is the processor time of the thread that answers the whole request (`POST /v1/prices`), from its bytes to the answer's:
everything but waiting for the engine, reading and decoding its answers included.
Two carts: one whose lines all have a contract price (and everybody else pays the catalogue's), and one whose lines have theirs in each
of the lists, with one for everybody, so that all four are read.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

LISTS = (10, 1_000, 10_000)
FULL_LISTS = 1_000
FULL_PRICES, SMALL_PRICES = 48_000, 100
PRODUCTS, LINES = 4_000, 500
REPEATS = 60
_CONTRACT, _FOUR = "contract prices", "prices in four lists"
MAX_OWN_MILLISECONDS = {_CONTRACT: 50, _FOUR: 50}
"""The second reads four times the pages, and is there to show the most that a cart can cost."""
MAX_BATCH_GETS = 6
MAX_RATIO = 1.25
"""How much longer a cart may take with 1,000 times as many lists: what two measurements of the same differ by."""
_BATCH = 25
_PARTS = {"contract": (0, 1, 3, 5, 7, 9), "company": (2, 4), "group": (6,), "list": (8,)}
"""Which tenths of the catalogue each list has; the rest of its prices are for other SKUs."""
_BUNDLE = (80, 160)
_ALL_LISTS = frozenset({"contract", "company", "group", "list"})


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
        promotion("item", {"kind": "percentage", "percent": "10"}, products={"categories": ["network.kind-8", "network.kind-9"]}),
        promotion("item", {"kind": "buy_x_get_y", "buy": 3, "get": 1}, products={"brands": ["Brand 8", "Brand 9"]}),
        promotion("item", {"kind": "bundle", "parts": [{"sku": _sku(number), "pieces": 1} for number in _BUNDLE], "percent": "15"}),
        promotion("order", {"kind": "percentage", "percent": "2.5"}, minimum_subtotal=usd),
        promotion("delivery", {"kind": "percentage", "percent": "100"}, minimum_subtotal=usd),
    ]  # fmt: skip


class Store:
    """The price lists in the store: as many as were asked for, contracts of organisations that buy nothing here."""

    def __init__(self) -> None:
        from chalicelib.pricing import pages

        self.made = 0
        self.pages = {count: pages.pages_with(_prices("", count)) for count in (FULL_PRICES, SMALL_PRICES)}

    def grow(self, lists: int) -> None:
        """Add up to so many."""
        from chalicelib.kit.tables import connection
        from chalicelib.pricing.store import PageItem

        client, table = connection().client, PageItem.Meta.table_name

        def write(items: Sequence[Any]) -> None:
            puts = [{"PutRequest": {"Item": item.serialize()}} for item in items]
            answer = client.batch_write_item(RequestItems={table: puts})
            assert not answer.get("UnprocessedItems")

        items = (item for number in range(self.made, lists) for item in self._items(number))
        with ThreadPoolExecutor(2) as threads:
            while chunks := [chunk for _ in range(64) if (chunk := list(islice(items, _BATCH)))]:
                list(threads.map(write, chunks))
        self.made = lists

    def _items(self, number: int) -> Iterator[Any]:
        from chalicelib.kit import clock
        from chalicelib.pricing.book import ListHead
        from chalicelib.pricing.domain import PriceList
        from chalicelib.pricing.store import Heads, ListItem, PageItem, ScopeItem

        texts = self.pages[FULL_PRICES if number < FULL_LISTS else SMALL_PRICES]
        organisation, list_id, generation = (f"{kind}_{number:026}" for kind in ("org", "lst", "imp"))
        contract = PriceList(list_id, f"Contract {number}", "contract", "USD", organisation)
        head = ListHead(contract, generation, len(texts), clock.now())
        yield ScopeItem(f"scope#{head.scope}", document=Heads((head,)))
        yield ListItem(sk=list_id, scope=head.scope, kind="contract", generation=generation, prices=FULL_PRICES)
        for page, text in enumerate(texts):
            name = f"{list_id}#{generation}#{page:05}"
            yield PageItem(f"prices#{list_id}#{generation}", f"{page:05}", text=name + text)


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


def _carts() -> dict[str, list[int]]:
    """The products of each cart, by number. The two of the bundle are in both."""
    step = PRODUCTS // LINES
    with_contract = [*_BUNDLE, *range(1, PRODUCTS, step)][:LINES]
    return {_CONTRACT: with_contract, _FOUR: list(range(0, PRODUCTS, step))}


def _body(products: list[int]) -> dict[str, Any]:
    lines = [{"sku": _sku(product), "quantity": 1 + place % 60} for place, product in enumerate(products)]
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


class Measured(NamedTuple):
    """Own milliseconds of many requests, and the calls of one."""

    p95: float
    median: float
    calls: list[str]


def _measure(buyer: Any, cart: dict[str, Any], kinds: frozenset[str]) -> Measured:
    own = []
    for attempt in range(REPEATS + 3):
        with _counted() as calls:
            started = time.thread_time()
            reply = buyer.post("/v1/prices", cart)
            spent = time.thread_time() - started
        assert reply.status == 200, reply.body
        if attempt >= 3:
            own.append(spent * 1000)
    answer = reply.json
    assert {line["source"]["kind"] for line in answer["lines"]} == kinds
    assert len(answer["adjustments"]) == 5, answer["passed_over"]
    assert len(answer["lines"]) == LINES, answer["problems"]
    return Measured(statistics.quantiles(own, n=20)[-1], statistics.median(own), calls)


def _figure(name: str, value: float, unit: str, most: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": f"<= {most}", "met": value <= most}


def _offer_to_everyone(client: Any, *, active: bool) -> None:
    """Have everyone's list hold, or not."""
    admin = client.signed_in("acc_admin", "admin")
    (everyones,) = admin.get("/v1/price-lists?kind=list").json["items"]
    assert admin.put(f"/v1/price-lists/{everyones['id']}", {"name": "list", "active": active}).status == 200


def _figures(client: Any) -> list[dict[str, Any]]:
    buyer, store = _buyer(client), Store()
    figures = []
    medians: dict[str, list[float]] = defaultdict(list)
    for lists in LISTS:
        store.grow(lists)
        for name, products in _carts().items():
            kinds = _ALL_LISTS if name == _FOUR else frozenset({"contract"})
            _offer_to_everyone(client, active=name == _FOUR)
            measured = _measure(buyer, _body(products), kinds)
            medians[name].append(measured.median)
            about = f"{LINES} lines, {name}, {lists:,} lists"
            reads = measured.calls.count("BatchGetItem")
            figures += [
                _figure(f"{about}: p95 own time", round(measured.p95, 1), "ms", MAX_OWN_MILLISECONDS[name]),
                _figure(f"{about}: BatchGet calls", reads, "", MAX_BATCH_GETS),
                _figure(f"{about}: other DynamoDB calls", len(measured.calls) - reads, "", 0),
            ]
    for name, (few, *_, many) in medians.items():
        about = f"{LINES} lines, {name}: own time with {LISTS[-1]:,} lists to {LISTS[0]}"
        figures.append(_figure(about, round(many / few, 2), "", MAX_RATIO))
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
        with engine.running(program) as endpoint:
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
