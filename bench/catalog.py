"""The catalogue on a real feed: import, import again, search, product page; and how often DynamoDB was asked meanwhile."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import product as combinations
from pathlib import Path
from typing import Any
from urllib.parse import quote

FEED = Path(os.environ.get("PORTICO_DATA", "../shared")) / "feeds/retail-feed.tsv.gz"
SEARCHES, PAGES = 3000, 20_000
_WORDS = (
    "bread milk coffee chocolate soup cheese apple chicken tea rice pasta sauce cream juice water beef pork fish "
    "cake cookie candy soap hair oil"
).split()
_BRANDS = ("National", "Private")


def run() -> list[dict[str, Any]]:
    """In a process of its own, so that its memory is only its own."""
    if not FEED.exists():
        print(f"  there is no {FEED}: name the folder of the sample data in PORTICO_DATA")
        return []
    child = subprocess.run([sys.executable, "-m", "bench.catalog"], capture_output=True, text=True, check=False)
    if child.returncode:
        raise RuntimeError(child.stderr[-4000:])
    found: list[dict[str, Any]] = json.loads(child.stdout.splitlines()[-1])
    return found


def _figure(name: str, value: float, unit: str, target: float, *, at_most: bool) -> dict[str, Any]:
    met = value <= target if at_most else value >= target
    return {"name": name, "value": value, "unit": unit, "target": f"{'<=' if at_most else '>='} {target:g}", "met": met}


def _measure() -> list[dict[str, Any]]:
    import moto

    from tests.support import environment

    with tempfile.TemporaryDirectory() as folder, moto.mock_aws():
        environment.prepare(Path(folder))
        from tests.support.template import create_tables, point_models_at

        point_models_at(None)
        create_tables(environment.TABLE_PREFIX)
        return [*_imports(), *_reads()]


def _imports() -> list[dict[str, Any]]:
    from chalicelib.catalog import import_feed
    from chalicelib.kit import clock

    began = time.perf_counter()
    first = import_feed(FEED, FEED.name, clock.now())
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    again = import_feed(FEED, FEED.name, clock.now())
    seconds_again = time.perf_counter() - began
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert (first.state, again.state) == ("published", "unchanged")
    name = f"Import and publish of {first.report.kept:,} products"
    return [
        _figure(f"{name}: time", round(seconds, 1), "s", 60, at_most=True),
        _figure(f"{name}: memory of the process", round(peak_mib), "MiB", 1024, at_most=True),
        _figure("Rows of the feed that were not kept", first.report.bad, "rows", 0, at_most=True),
        _figure("Import again, unchanged, no new release", round(seconds_again, 1), "s", 15, at_most=True),
    ]


def _reads() -> list[dict[str, Any]]:
    from chalice.test import Client

    from app import app

    calls = _counted_calls()
    searches = _searches()
    with gzip.open(FEED, "rt", encoding="utf-8") as feed:
        pages = [f"/v1/products/{quote(line.split(chr(9))[0], safe='')}" for line in feed][1 : PAGES + 1]
    with Client(app, stage_name="dev") as client:
        client.http.get("/v1/products")
        searching = _timed(client, searches[:SEARCHES])
        paging = _timed(client, pages)
    return [
        _figure("Search with three facets, 20 hits: p95", round(searching[0], 2), "ms", 10, at_most=True),
        _figure("Search with three facets, 20 hits: one thread", round(searching[1]), "/s", 700, at_most=False),
        _figure("Product page answer: one thread", round(paging[1]), "/s", 3000, at_most=False),
        _figure("DynamoDB calls of all these searches and pages", len(calls), "calls", 0, at_most=True),
    ]


def _counted_calls() -> list[str]:
    """Every call that any client of botocore makes from now on lands in this list."""
    from chalicelib.kit.tables import connection

    calls: list[str] = []
    connection().client.meta.events.register("before-call.dynamodb.*", lambda model, **_: calls.append(model.name))
    return calls


def _searches() -> list[str]:
    """Distinct searches: words alone, and under one, two and three filters; every answer counts all facets."""
    prices = [f"price_min={low}&price_max={high}" for low in range(50, 450, 25) for high in (499, 800, 1500)]
    filters = [
        "",
        *(f"&brand={brand}" for brand in _BRANDS),
        *(f"&brand={brand}&category=grocery" for brand in _BRANDS),
        *(f"&brand={brand}&category=grocery&{price}" for brand, price in combinations(_BRANDS, prices)),
    ]
    by_words = [f"/v1/products?q={word}{chosen}" for chosen, word in combinations(filters, _WORDS)]
    browsed = [f"/v1/products?{chosen[1:]}" for chosen in filters]
    return [*browsed, *by_words]


def _timed(client: Any, paths: list[str]) -> tuple[float, float]:
    """p95 in milliseconds, and how many a second."""
    seconds = []
    for path in paths:
        began = time.perf_counter()
        answer = client.http.get(path)
        seconds.append(time.perf_counter() - began)
        assert answer.status_code == 200, path
    seconds.sort()
    return seconds[int(len(seconds) * 0.95)] * 1000, len(seconds) / sum(seconds)


if __name__ == "__main__":
    print(json.dumps(_measure()))
