"""Imports as staff see them: handed in over HTTP, run as a job, looked at while they run and after."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from chalicelib.catalog import releases, store
from chalicelib.catalog.events import ImportRequested
from chalicelib.catalog.schemas import ImportState, ImportView, RowProblem
from chalicelib.catalog.store import ImportItem, ImportRecord, ImportRunning, ImportStateChanged
from chalicelib.kit import clock, ids, jobs
from chalicelib.kit.errors import Invalid, NotFound
from chalicelib.kit.files import files
from chalicelib.kit.jobs import Job
from chalicelib.kit.tx import Tx

if TYPE_CHECKING:
    from chalicelib.catalog.importing import Outcome

log = logging.getLogger(__name__)

JOB = "catalog.import"
MAX_ATTEMPTS = 3
_LOOKED_AT = 50
_PATIENCE = {"queued": timedelta(minutes=1), "running": timedelta(minutes=store.LOCK_MINUTES)}
"""How long an import may stay in a state without a sign of life."""


class ImportNotFound(NotFound):
    title = "This import is not known"


class FeedEmpty(Invalid):
    title = "The body is empty; send the feed file itself"


class _Lists(msgspec.Struct, frozen=True):
    """What of an import's report is too long for its item."""

    problems: list[RowProblem] = []
    notes: list[RowProblem] = []


def request_import(tx: Tx, feed: bytes, file_name: str, max_bad_percent: int) -> ImportView:
    """Store a feed and queue its import; a job starts once this is committed."""
    if not feed:
        raise FeedEmpty()
    import_id = ids.new_id("imp", tx.at)
    files().put(_feed_key(import_id), feed)
    record = ImportRecord(file_name or "feed", max_bad_percent, clock.rfc3339(tx.at), detail="Waiting to start.")
    item = store.add_import(tx, import_id, record)
    tx.publish(ImportRequested(import_id))
    return _view(item, _Lists())


def start_import(import_id: str) -> None:
    """Have the import run soon, outside this request."""
    jobs.start(Job(JOB, import_id))


def run_import(import_id: str) -> None:
    """The job: run a queued import to its end. Safe to run twice; waits its turn while another one runs."""
    item = store.find_import(import_id)
    if item is None:
        raise ImportNotFound()
    try:
        store.take_import(item, clock.now())
    except ImportStateChanged:
        return
    feed = files().get(_feed_key(import_id))
    if feed is None:
        _finish(item, "failed", msgspec.structs.replace(item.record, detail="The feed file is gone; send it again."))
        return
    try:
        outcome = _import(item, feed.content)
    except ImportRunning:
        waiting = msgspec.structs.replace(item.record, detail="Waiting for another import to end.", progress_percent=0)
        store.note_import(item, "queued", waiting, clock.now())
    except releases.NewerImportPublished as error:
        _finish(item, "refused", msgspec.structs.replace(item.record, detail=error.detail))
    except ImportStateChanged:
        log.warning("import %s was taken over by another worker", import_id)
    except Exception:
        log.exception("import %s failed", import_id)
        _finish(
            item, "failed", msgspec.structs.replace(item.record, detail="Something went wrong; it was written down.")
        )
    else:
        _end(item, outcome)


def _import(item: ImportItem, feed: bytes) -> Outcome:
    from chalicelib.catalog.importing import import_feed  # feeds are read by a job, not on a cold start

    last_told = -1

    def tell(percent: int, doing: str) -> None:
        nonlocal last_told
        if percent // 5 != last_told // 5:
            last_told = percent
            store.note_import(
                item,
                "running",
                msgspec.structs.replace(item.record, progress_percent=percent, detail=doing),
                clock.now(),
            )

    asked_at = datetime.fromisoformat(item.record.created_at)
    return import_feed(feed, item.record.file_name, asked_at, item.record.max_bad_percent, tell)


def _end(item: ImportItem, outcome: Outcome) -> None:
    report = outcome.report
    lists = _Lists(report.problems, report.notes)
    files().put(_report_key(item.sk), msgspec.json.encode(lists))
    record = msgspec.structs.replace(
        item.record,
        rows=report.rows,
        kept=report.kept,
        bad=report.bad,
        repaired=report.repaired,
        release=outcome.release,
        detail=outcome.detail,
        progress_percent=100,
    )
    _finish(item, outcome.state, record)


def _finish(item: ImportItem, state: ImportState, record: ImportRecord) -> None:
    now = clock.now()
    store.note_import(item, state, msgspec.structs.replace(record, finished_at=clock.rfc3339(now)), now)
    files().delete(_feed_key(item.sk))


def due_imports(now: datetime) -> list[ImportItem]:
    """Imports that wait although nobody starts them, and those that show no life any more; oldest first."""
    items, _ = store.list_imports(_LOOKED_AT, None)
    return [item for item in reversed(items) if item.state in _PATIENCE and item.seen_at <= now - _PATIENCE[item.state]]


def resume_imports(now: datetime) -> None:
    """The schedule: start again what is due; give up after a few attempts."""
    for item in due_imports(now):
        if item.state == "running" and item.attempts >= MAX_ATTEMPTS:
            detail = f"It broke off {MAX_ATTEMPTS} times; the live release stays."
            _finish(item, "failed", msgspec.structs.replace(item.record, detail=detail))
        else:
            start_import(item.sk)


def show_import(import_id: str) -> ImportView:
    """One import with its bad rows. Raises ImportNotFound."""
    item = store.find_import(import_id)
    if item is None:
        raise ImportNotFound()
    stored = files().get(_report_key(import_id))
    return _view(item, msgspec.json.decode(stored.content, type=_Lists) if stored else _Lists())


def list_imports(limit: int, cursor: str | None) -> tuple[list[ImportView], str | None]:
    """Imports, newest first, without their rows."""
    items, following = store.list_imports(limit, cursor)
    return [_view(item, _Lists()) for item in items], following


def _view(item: ImportItem, lists: _Lists) -> ImportView:
    record = item.record
    return ImportView(
        id=item.sk,
        state=msgspec.convert(item.state, ImportState),
        file_name=record.file_name,
        created_at=record.created_at,
        finished_at=record.finished_at,
        rows=record.rows,
        kept=record.kept,
        bad=record.bad,
        repaired=record.repaired,
        problems=lists.problems,
        notes=lists.notes,
        release=record.release,
        detail=record.detail,
        progress_percent=record.progress_percent,
    )


def _feed_key(import_id: str) -> str:
    return f"catalog/imports/{import_id}/feed"


def _report_key(import_id: str) -> str:
    return f"catalog/imports/{import_id}/report.json"
