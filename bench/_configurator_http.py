"""The configurator through the app's HTTP handler: the demo's largest chassis, and the made-up large model. In a process of its
own, without a database: reading options and states asks none."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import msgspec

CHASSIS, LARGE = "NV-MASS-C16", "KS-CRUC-C16"
WALKS = 3


def measure() -> list[dict[str, Any]]:
    """Milliseconds of each kind of request, by name."""
    import moto

    from tests.support import environment

    with tempfile.TemporaryDirectory() as folder, moto.mock_aws():
        environment.prepare(Path(folder))
        from tests.support.template import create_tables, point_models_at

        point_models_at(None)
        create_tables(environment.TABLE_PREFIX)
        return _measured()


def _measured() -> list[dict[str, Any]]:
    from app import app
    from bench._large_model import large_model
    from chalicelib import configurator
    from chalicelib.configurator.schemas import OptionModel
    from chalicelib.kit import clock
    from infra.demo.option_models import option_models
    from infra.local.gateway import Gateway
    from tests.support.http import Http

    prices = _catalogue()
    begun = time.perf_counter()
    for document, products in option_models(prices.__getitem__):
        if LARGE not in products:
            configurator.publish(msgspec.convert(document, OptionModel), products, clock.now())
    seconds = time.perf_counter() - begun
    configurator.publish(large_model(), [LARGE], clock.now())
    http = Http(Gateway(app), {})
    return [
        {"name": "Demo chassis: fifteen models checked, compiled and published", "ms": [seconds * 1000], "at_most": 5_000},
        {"name": "Demo chassis, 16 slots, HTTP: GET options, p95", "ms": _options(http, CHASSIS), "at_most": 50},
        *_walked(http, CHASSIS, "Demo chassis, 16 slots, HTTP", WALKS),
        *_walked(http, LARGE, "Made-up large model, HTTP", 1),
    ]  # fmt: skip


def _catalogue() -> dict[str, int]:
    from chalicelib.catalog import import_feed
    from chalicelib.kit import clock
    from infra.demo.catalogue import chassis, feed, optics

    products = [*chassis.products(), *optics.products()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.tsv.gz"
        feed.write(path, products, clock.now().date())
        import_feed(path, path.name, clock.now())
    return {product.sku: product.price for product in products}


def _options(http: Any, sku: str) -> list[float]:
    return [_timed(http, f"/v1/products/{sku}/options")[1] for _ in range(20)]


def _walked(http: Any, sku: str, name: str, walks: int) -> list[dict[str, Any]]:
    """Choose until everything is decided, in random order; after every tenth choice ask why something is blocked."""
    states_ms: list[float] = []
    why_ms: list[float] = []
    path = f"/v1/products/{sku}/configurations"
    for number in range(walks):
        chance = Random(number)
        choices: dict[str, Any] = {}
        states = http.post(path, {"choices": {}}).json
        for turn, place in enumerate(chance.sample(range(states["option_count"]), states["option_count"])):
            option = states["options"][place]
            choices[option["option"]] = chance.choice([v["value"] for v in option["values"] if v["state"] != "blocked"])
            answer, milliseconds = _timed(http, path, {"choices": choices})
            states = answer.json
            states_ms.append(milliseconds)
            blocked = [
                (o["option"], v["value"]) for o in states["options"] for v in o["values"] if v["state"] == "blocked"
            ]
            if blocked and turn % 10 == 9:
                asked, value = chance.choice(blocked)
                body = {"choices": choices, "option": asked, "value": value}
                why_ms.append(_timed(http, f"{path}/explain", body)[1])
    return [
        {"name": f"{name}: states and prices after a choice, p95", "ms": states_ms, "at_most": 50},
        {"name": f"{name}: why a value is blocked, p95", "ms": why_ms, "at_most": None if sku == LARGE else 50},
    ]


def _timed(http: Any, path: str, body: Any = None) -> tuple[Any, float]:
    begun = time.perf_counter()
    answer = http.get(path) if body is None else http.post(path, body)
    milliseconds = (time.perf_counter() - begun) * 1000
    assert answer.status == 200, answer.body[:500]
    return answer, milliseconds


if __name__ == "__main__":
    print(json.dumps(measure()), file=sys.stdout)
