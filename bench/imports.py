"""The cold start: importing the app as it is packaged beside importing the libraries that it cannot do without."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from infra.package import copy_app

PAIRS = 15
TARGET_RATIO = 1.5
_LEAST = "chalice, pynamodb.models, pynamodb.transactions, msgspec, tantivy"
_COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_TIMED = "import time; begun = time.perf_counter(); import {}; {}; print(time.perf_counter() - begun)"
_ASKED = {
    "Import of app.py": "pass",
    "Import of app.py and of what answers the catalogue": "from chalicelib import mounting; mounting.routes_of('chalicelib.catalog.routes')",
    "Import of app.py and of what answers carts and orders": "from chalicelib import mounting; mounting.routes_of('chalicelib.orders.routes')",
    "Import of app.py and of the whole portal": "from chalicelib import bootstrap",
}


def run() -> list[dict[str, Any]]:
    """Fresh interpreters in pairs, one after the other, so that a busy moment of the machine weighs on both."""
    with tempfile.TemporaryDirectory() as folder:
        copy_app(Path(folder))
        return [figure for name, then in _ASKED.items() for figure in _figures(name, then, Path(folder))]


def _figures(name: str, then: str, folder: Path) -> list[dict[str, Any]]:
    """The first is the target's; what each context adds stands beside it."""
    _seconds("app", then, folder)  # so that no run compiles, and none reads from a cold disk
    ratios, seconds = [], []
    for _ in range(PAIRS):
        least = _seconds(_LEAST, "pass", folder)
        seconds.append(_seconds("app", then, folder))
        ratios.append(seconds[-1] / least)
    ratio = statistics.median(ratios)
    return [
        {
            "name": f"{name}, beside that of chalice, pynamodb, msgspec and tantivy",
            "value": round(ratio, 2),
            "unit": "times",
            "target": f"<= {TARGET_RATIO}" if then == "pass" else "-",
            "met": ratio <= TARGET_RATIO or then != "pass",
        },
        {
            "name": f"{name}, in a fresh interpreter",
            "value": round(statistics.median(seconds) * 1000),
            "unit": "ms",
            "target": "-",
            "met": True,
        },
    ]


def _seconds(modules: str, then: str, folder: Path) -> float:
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", _TIMED.format(modules, then)],
        cwd=folder,
        env=_COMPILED,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)
