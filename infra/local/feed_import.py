"""`make import FEED=file`: imports a product feed into this machine's portal, running or not, and prints the report."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local import engine, keys, tables
from infra.local.lock import is_free, owned
from infra.local.settings import TABLE_PREFIX, Refusal, Settings, say

if TYPE_CHECKING:
    from chalicelib.catalog import Outcome

SHOWN_PROBLEMS = 10


def main(feed: str) -> int:
    """Import; 0 where the feed's release is live afterwards, 1 where it was refused."""
    try:
        if not feed:
            raise Refusal("Say which feed: make import FEED=path/to/feed.tsv.gz")
        if not Path(feed).is_file():
            raise Refusal(f"There is no file {feed}.")
        settings = Settings.from_environment()
        with _prepared(settings):
            return _import(Path(feed))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("Stopped; the live release is as it was.")
        return 130


@contextmanager
def _prepared(settings: Settings) -> Iterator[None]:
    """The environment of the portal on this folder: on its running engine, or on one of our own for as long as it takes."""
    with ExitStack() as running:
        if settings.endpoint is None and not is_free(settings.data):
            endpoint = engine.running_endpoint(settings.data)
            if endpoint is None:
                raise Refusal(f"The portal on {settings.data} is just starting or stopping: try again in a moment.")
        elif settings.endpoint is None:
            running.enter_context(owned(settings.data))
            engine.install()
            own = engine.Engine(settings.data)
            running.callback(own.stop)
            endpoint = own.endpoint
        else:
            settings.data.mkdir(parents=True, exist_ok=True)
            endpoint = settings.endpoint
        keys.signing_keys(settings.data / "keys.json")
        settings.apply(endpoint, keys.webhook_secret(settings.data / "webhook-secret"))
        tables.create_tables(endpoint, TABLE_PREFIX)
        yield


def _import(feed: Path) -> int:
    from chalicelib.catalog import import_feed  # when its environment stands
    from chalicelib.kit import clock
    from chalicelib.kit.errors import PorticoError

    began = time.monotonic()
    told = -10

    def tell(percent: int, doing: str) -> None:
        nonlocal told
        if percent >= told + 10:
            told = percent
            say(f"{percent:3} %  {time.monotonic() - began:5.1f} s  {doing}")

    try:
        outcome = import_feed(feed, feed.name, clock.now(), progress=tell)
    except PorticoError as error:
        raise Refusal(error.detail) from None
    _print_report(outcome, time.monotonic() - began)
    return 1 if outcome.state == "refused" else 0


def _print_report(outcome: Outcome, seconds: float) -> None:
    report = outcome.report
    say(f"{outcome.state.capitalize()} in {seconds:.1f} s: {outcome.detail}")
    say(
        f"  rows {report.rows:,}   kept {report.kept:,}   mended {report.repaired:,}   bad {report.bad:,}   release {outcome.release or 'none'}"
    )
    for problem in report.problems[:SHOWN_PROBLEMS]:
        say(f"  line {problem.line}, {problem.sku or 'no id'}, {problem.field}: {problem.reason}")
    if report.bad > SHOWN_PROBLEMS:
        say(f"  … and {report.bad - SHOWN_PROBLEMS:,} more")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
