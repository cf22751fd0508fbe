"""Import a feed: read, judge, build, publish. It works on files and stock only; imports.py keeps the record of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from chalicelib.catalog import building, releases, store
from chalicelib.catalog.building import Spool
from chalicelib.catalog.domain import Product
from chalicelib.catalog.feeds import feed
from chalicelib.catalog.feeds.feed import Report
from chalicelib.catalog.feeds.reading import FeedUnusable
from chalicelib.catalog.release import Release
from chalicelib.catalog.schemas import ImportState
from chalicelib.kit import clock, ids
from chalicelib.kit.config import config

Progress = Callable[[int, str], None]
"""Hears per cent done and what is being done."""
_ROWS_BETWEEN_NEWS = 2000
_QUANTITIES_AT_ONCE = 2000
_READ_PERCENT, _BUILT_PERCENT, _STORED_PERCENT = 40, 90, 95
_RENEW_LOCK_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class _Source:
    """The feed that is imported, and when that was asked for."""

    file_name: str
    asked_at: datetime


@dataclass(frozen=True)
class Outcome:
    """How an import went."""

    state: ImportState
    report: Report
    release: str | None
    detail: str


def import_feed(
    feed_file: Path | bytes,
    file_name: str,
    now: datetime,
    max_bad_percent: int = 10,
    progress: Progress = lambda percent, doing: None,
) -> Outcome:
    """Import a feed (TSV or XML, plain or gzip) and make it the live release.

    `published`: a new release is live. `unchanged`: the live one has these products already. `refused`: too many bad
    rows, none good, or no feed at all; the live release stays. Raises ImportRunning while another import runs, and
    NewerImportPublished where one that was asked for later has been published.
    """
    report = Report()
    with _locked(now) as keep_lock, releases.building_folder() as folder:

        def tell(percent: int, doing: str) -> None:
            keep_lock()
            progress(percent, doing)

        spool = Spool(folder)
        try:
            with feed_file.open("rb") if isinstance(feed_file, Path) else io.BytesIO(feed_file) as source:
                _read(source, spool, report, tell)
            refusal = _refusal(report, max_bad_percent)
            if refusal:
                return Outcome("refused", report, None, refusal)
            return _publish(spool, folder, _Source(file_name, now), report, tell)
        except FeedUnusable as error:
            return Outcome("refused", report, None, error.detail)
        finally:
            spool.close()


@contextmanager
def _locked(now: datetime) -> Iterator[Callable[[], None]]:
    """Hold the import lock; what is yielded keeps it alive and must be called now and then."""
    holder = ids.new_id("job", now)
    store.lock_import(holder, clock.now())
    releases.sweep_unfinished()
    renewed_at = clock.now()

    def keep_lock() -> None:
        nonlocal renewed_at
        if clock.now() - renewed_at > _RENEW_LOCK_AFTER:
            renewed_at = clock.now()
            store.lock_import(holder, renewed_at)

    try:
        yield keep_lock
    finally:
        store.unlock_import(holder, clock.now())


def _read(source: BinaryIO, spool: Spool, report: Report, tell: Progress) -> None:
    size = source.seek(0, io.SEEK_END) or 1
    source.seek(0)
    for product in feed.products(source, config().currency, report):
        spool.add(product)
        if len(spool) % _ROWS_BETWEEN_NEWS == 0:
            tell(_READ_PERCENT * source.tell() // size, f"{report.rows:,} rows read")


def _refusal(report: Report, max_bad_percent: int) -> str | None:
    if not report.kept:
        return "The feed has no row that can be kept; the live release stays."
    if 100 * report.bad > max_bad_percent * report.rows:
        return (
            f"{report.bad:,} of {report.rows:,} rows are bad, more than the {max_bad_percent} % allowed; "
            "the live release stays."
        )
    return None


def _publish(spool: Spool, folder: Path, source: _Source, report: Report, tell: Progress) -> Outcome:
    release = spool.content_id()
    live = releases.live()
    skipped = f", {report.bad:,} bad rows were left out" if report.bad else ""
    if live is not None and live.id == release:
        return Outcome(
            "unchanged", report, release, f"The live release has these {len(spool):,} products already{skipped}."
        )
    if not releases.is_kept(release):
        built = folder / "release"

        def progress(number: int) -> None:
            share = (_BUILT_PERCENT - _READ_PERCENT) * number // len(spool)
            tell(_READ_PERCENT + share, f"{number:,} products indexed")

        building.build(spool, built, source.file_name, source.asked_at, progress)
        tell(_BUILT_PERCENT, "storing the release")
        releases.keep(built, release)
    _take_over_stock(spool, live, tell)
    entry = releases.ReleaseEntry(
        id=release,
        products=len(spool),
        created_at=clock.rfc3339(source.asked_at),
        source=source.file_name,
        activated_at=clock.rfc3339(clock.now()),
        imported_at=clock.rfc3339(source.asked_at),
    )
    releases.publish(entry)
    return Outcome("published", report, release, f"{len(spool):,} products are live{skipped}.")


def _take_over_stock(spool: Spool, live: Release | None, tell: Progress) -> None:
    """Before the release goes live, so that nothing can be ordered whose pieces are not known yet."""
    changed: list[tuple[str, int]] = []
    for product in spool.products():
        if product.tracked and product.quantity is not None and _is_news(product, live):
            changed.append((product.sku, product.quantity))
        if len(changed) >= _QUANTITIES_AT_ONCE:
            store.take_over_quantities(changed)
            changed.clear()
            tell(_STORED_PERCENT, "taking over stock")
    if changed:
        store.take_over_quantities(changed)


def _is_news(product: Product, live: Release | None) -> bool:
    """Whether the feed says another quantity than last time; one that it repeats must not undo what was sold since."""
    known = live.find(product.sku) if live is not None else None
    return known is None or known.quantity != product.quantity or not known.tracked
