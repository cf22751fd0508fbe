"""The demo shop at the first start: `python -m infra.local.demo`, in the environment that the runner sets."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from infra.local.settings import say

_MARK = "demo-is-made"


def is_missing(data: Path) -> bool:
    """Whether this folder's demo is not made yet."""
    return not (data / _MARK).exists()


def logins() -> list[str]:
    """The demo accounts, one line each."""
    return []


def make(data: Path) -> None:
    """Make products, accounts and coupons. Safe to run again after it was broken off."""
    began = time.monotonic()

    def tell(percent: int, doing: str) -> None:
        say(f"Demo shop: {percent:3} %, {time.monotonic() - began:3.0f} s, {doing}")

    _catalogue(tell)
    (data / _MARK).touch()
    tell(100, "ready")


def _catalogue(tell: Callable[[int, str], None]) -> None:
    from chalicelib.catalog import import_feed
    from chalicelib.kit import clock
    from infra.demo import catalogue

    told = 0

    def tell_tenths(percent: int, doing: str) -> None:
        nonlocal told
        whole = 15 + 80 * percent // 100
        if whole >= told + 10:
            told = whole
            tell(whole, doing)

    with tempfile.TemporaryDirectory() as folder:
        feed = Path(folder) / "demo.tsv.gz"
        count = catalogue.write_feed(feed)
        tell(15, f"{count:,} products drawn up")
        outcome = import_feed(feed, "demo.tsv.gz", clock.now(), progress=tell_tenths)
    if outcome.state not in ("published", "unchanged"):
        sys.exit(f"The demo's products could not be imported: {outcome.detail}")


if __name__ == "__main__":
    make(Path(os.environ["DATA_DIR"]))
