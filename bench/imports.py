"""The cold start: importing app.py beside importing the libraries that it cannot do without."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAIRS = 15
TARGET_RATIO = 1.5
_COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_TIMED = "import time; begun = time.perf_counter(); import {}; print(time.perf_counter() - begun)"


def run() -> list[dict[str, Any]]:
    """Fresh interpreters in pairs, one after the other, so that a busy moment of the machine weighs on both."""
    _seconds("app")  # so that no run compiles, and none reads from a cold disk
    ratios, seconds = [], []
    for _ in range(PAIRS):
        least = _seconds("chalice, pynamodb.models, pynamodb.transactions, msgspec, tantivy")
        seconds.append(_seconds("app"))
        ratios.append(seconds[-1] / least)
    ratio = statistics.median(ratios)
    return [
        {
            "name": "Import of app.py, beside that of chalice, pynamodb, msgspec and tantivy",
            "value": round(ratio, 2),
            "unit": "times",
            "target": f"<= {TARGET_RATIO}",
            "met": ratio <= TARGET_RATIO,
        },
        {
            "name": "Import of app.py in a fresh interpreter",
            "value": round(statistics.median(seconds) * 1000),
            "unit": "ms",
            "target": "-",
            "met": True,
        },
    ]


def _seconds(modules: str) -> float:
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", _TIMED.format(modules)],
        cwd=ROOT,
        env=_COMPILED,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)
