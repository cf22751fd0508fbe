"""The running portal with the 48,000-product demo, over HTTP: what one buyer waits, what eight connections get.

The portal runs in a folder of its own (`.cache/bench-portal`), made at the first run and kept.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from bench.http_client import Portal, buy, new_cart

ROOT = Path(__file__).parents[1]
DATA = ROOT / ".cache" / "bench-portal"
_READY_WITHIN_SECONDS = 300
_CONNECTIONS = 8
_SECONDS = 4
_ENOUGH_PIECES = 20
"""So many that no buyer of a run finds a product sold out."""


def run() -> list[dict[str, Any]]:
    """The figures, each beside its target."""
    with _portal(DATA):
        pass  # the demo is there now: the next start is one on existing data
    with _portal(DATA) as (process, address, first_answer_seconds):
        shopper = Portal(address)
        skus = _skus(shopper)
        lines = [_line("start on existing data to the first answer", first_answer_seconds, "s", 3.0)]
        lines += _one_connection(shopper, skus)
        lines += _eight_connections(address, skus)
        lines.append(_line("memory of all processes, engine included", _memory_megabytes(process), "MB", 200))
        return lines


def _line(name: str, value: float, unit: str, target: float, *, least: bool = False) -> dict[str, Any]:
    met = value >= target if least else value <= target
    sign = "≥" if least else "≤"
    return {
        "name": f"portal: {name}",
        "value": round(value, 3),
        "unit": unit,
        "target": f"{sign} {target:g}",
        "met": met,
    }


@contextmanager
def _portal(data: Path) -> Iterator[tuple[psutil.Process, str, float]]:
    """`make run` without make: the process, its address, and the seconds from start to the first answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    started = time.monotonic()
    environment = {**os.environ, "PORT": str(port), "DATA_DIR": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.local"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.monotonic() - started > _READY_WITHIN_SECONDS:
                raise RuntimeError("the portal did not start; run it by hand to see why")
        yield psutil.Process(process.pid), address, time.monotonic() - started
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _answers(port: int) -> bool:
    try:
        status, body = Portal(f"http://127.0.0.1:{port}").send("GET", "/v1/products?limit=1")
        return status == 200 and b'"items":[{' in body
    except OSError:
        return False


def _skus(portal: Portal) -> list[str]:
    """Plain products that lie on the shelf, from several pages of the catalogue."""
    found: list[str] = []
    cursor = ""
    for _ in range(10):
        page = portal.json("GET", f"/v1/products?category=accessories&in_stock=true&limit=100{cursor}")
        found += [hit["sku"] for hit in page["items"]]
        cursor = f"&cursor={quote(page['next_cursor'])}" if page["next_cursor"] else ""
    random.shuffle(found)  # the folder is kept, and pieces that were bought stay bought: begin elsewhere each time
    return [
        sku for sku in found if (_ENOUGH_PIECES if (left := _pieces(portal, sku)) is None else left) >= _ENOUGH_PIECES
    ]


def _pieces(portal: Portal, sku: str) -> int | None:
    """How many are left; None where they are not counted."""
    left: int | None = portal.json("GET", f"/v1/products/{sku}/stock")["available"]
    return left


def _one_connection(portal: Portal, skus: list[str]) -> list[dict[str, Any]]:
    brands = [value["value"] for value in _facet(portal, "brand")]
    words = ["cable", "switch", "case", "phone", "charger", "router", "fibre", "pro", "black", "24"]
    search = [f"/v1/products?q={word}&brand={quote(brand)}" for word in words for brand in brands[:20]]
    random.Random(7).shuffle(search)
    cart_id, opens = new_cart(portal)

    def add_line(index: int) -> None:
        sku = skus[index % 80]
        portal.json("PUT", f"/v1/carts/{cart_id}/lines/{sku}", {"sku": sku, "quantity": 1}, opens)

    return [
        _line("search, brand filter and facets", _median_ms(lambda i: portal.send("GET", search[i]), 150), "ms", 1.5),
        _line("product data", _median_ms(lambda i: portal.send("GET", f"/v1/products/{skus[i]}"), 300), "ms", 1.2),
        _line("add a line", _median_ms(add_line, 80), "ms", 6),
        _line(
            "checkout of 3 lines, empty cart to paid", _median_ms(lambda i: _checkout(portal, skus, i), 25), "ms", 60
        ),
    ]


def _facet(portal: Portal, name: str) -> list[Any]:
    facets = portal.json("GET", "/v1/products?limit=1")["facets"]
    return next(facet["values"] for facet in facets if facet["name"] == name)


def _checkout(portal: Portal, skus: list[str], index: int) -> None:
    buy(portal, [skus[(3 * index + step) % len(skus)] for step in range(3)])


def _median_ms(call: Callable[[int], object], times: int) -> float:
    taken = []
    for index in range(times):
        started = time.perf_counter()
        call(index)
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def _eight_connections(address: str, skus: list[str]) -> list[dict[str, Any]]:
    words = ["cable", "switch", "case", "phone", "charger", "router", "fibre", "pro"]
    searches = _rate(address, lambda p, i: p.send("GET", f"/v1/products?q={words[i % 8]}&limit=20&price_min={i % 500}"))
    reads = _rate(address, lambda p, i: p.send("GET", f"/v1/products/{skus[i % len(skus)]}"))
    checkouts = _rate(address, lambda p, i: _checkout(p, skus, i))
    return [
        _line("searches a second, 8 connections", searches, "1/s", 400, least=True),
        _line("product reads a second, 8 connections", reads, "1/s", 800, least=True),
        _line("checkouts a second, 8 connections", checkouts, "1/s", 25, least=True),
    ]


def _rate(address: str, call: Callable[[Portal, int], object]) -> float:
    """Calls a second over eight keep-alive connections."""
    done = [0] * _CONNECTIONS
    failed: list[BaseException] = []
    ends = time.monotonic() + _SECONDS

    def work(worker: int) -> None:
        portal = Portal(address)
        try:
            while time.monotonic() < ends:
                call(portal, worker * 7919 + done[worker])
                done[worker] += 1
        except (OSError, RuntimeError) as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(_CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return sum(done) / _SECONDS


def _memory_megabytes(process: psutil.Process) -> float:
    """Resident memory of the portal and its children."""
    family = [process, *process.children(recursive=True)]
    return sum(member.memory_info().rss for member in family) / 1e6
