"""Publishing as staff see it: a model is handed in over HTTP, compiled by a job, and looked at while that runs and after."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from chalicelib.configurator import book, store
from chalicelib.configurator.book import ModelEntry, Overtaken, ProductTaken
from chalicelib.configurator.events import PublicationRequested, VersionActivated
from chalicelib.configurator.interface import (
    ModelVersionView,
    OptionModelDraft,
    OptionModelSummary,
    OptionModelView,
    PlaceProblem,
    PublicationView,
    ReportView,
)
from chalicelib.configurator.store import PublicationItem, PublicationTaken
from chalicelib.kit import clock, ids, jobs
from chalicelib.kit.errors import NotFound
from chalicelib.kit.files import files
from chalicelib.kit.jobs import Job
from chalicelib.kit.tx import Tx

if TYPE_CHECKING:
    from chalicelib.configurator.schemas import AuthorReport

log = logging.getLogger(__name__)

JOB = "configurator.publish"
COMPILE_JOB = "configurator.compile"
MAX_ATTEMPTS = 3
MAX_WARNINGS = 100
_OVERTAKEN = PlaceProblem(
    "model",
    "while it was being compiled, a model that was handed in or chosen later became the one that customers see; hand this one in"
    " again to put it in its place",
)
_BROKE_OFF = PlaceProblem("model", f"publishing it broke off {MAX_ATTEMPTS} times")


class PublicationNotFound(NotFound):
    title = "This publication is not known"


class _HandedIn(msgspec.Struct, frozen=True):
    """What the job works on."""

    draft: OptionModelDraft
    only_check: bool


def hand_in(tx: Tx, draft: OptionModelDraft, *, only_check: bool) -> PublicationView:
    """Store a model and have it published, or only checked; a job starts once this is committed."""
    publication = PublicationView(
        id=ids.new_id("pub", tx.at),
        state="running",
        model=draft.model.id,
        products=list(draft.products),
        problems=[],
        report=None,
        version=None,
        created_at=clock.rfc3339(tx.at),
        finished_at=None,
    )
    files().put(_key(publication.id), msgspec.json.encode(_HandedIn(draft, only_check)))
    store.add_publication(tx, publication)
    tx.publish(PublicationRequested(publication.id))
    return publication


def start(publication_id: str) -> None:
    """Have the model published soon, outside this request."""
    jobs.start(Job(JOB, publication_id))


def run(publication_id: str) -> None:
    """The job: publish what was handed in. Safe to run twice."""
    item = store.find_publication(publication_id)
    if item is None:
        raise PublicationNotFound()
    try:
        store.take_publication(item, clock.now())
    except PublicationTaken:
        return
    try:
        done = _worked_on(item.document)
    except Exception:
        log.exception("publication %s failed", publication_id)
        done = msgspec.structs.replace(item.document, state="failed")
    _finish(item, done)


def _worked_on(publication: PublicationView) -> PublicationView:
    from chalicelib.configurator import publishing
    from chalicelib.configurator.flattening import OptionModelRefused

    stored = files().get(_key(publication.id))
    if stored is None:
        return msgspec.structs.replace(publication, state="failed")
    given = msgspec.json.decode(stored.content, type=_HandedIn)
    model, products = given.draft.model, given.draft.products
    try:
        if given.only_check:
            _, report = publishing.check(model, products)
            return msgspec.structs.replace(publication, state="checked", report=_report(report))
        made, report = publishing.publish(model, clock.now(), products, ids.made_at(publication.id))
    except OptionModelRefused as error:
        problems = [PlaceProblem(place, reason) for place, reason in error.fields.items()]
        return msgspec.structs.replace(publication, state="refused", problems=problems)
    except ProductTaken as error:
        return msgspec.structs.replace(publication, state="refused", problems=[PlaceProblem("products", error.detail)])
    except Overtaken:
        return msgspec.structs.replace(publication, state="refused", problems=[_OVERTAKEN])
    return msgspec.structs.replace(publication, state="published", version=made.version, report=_report(report))


def _report(report: AuthorReport) -> ReportView:
    warnings = [PlaceProblem(place, reason) for place, reason in report.warnings.items()]
    return ReportView(
        str(report.configurations), report.options, report.dead_values, report.decided_options, warnings[:MAX_WARNINGS]
    )


def _finish(item: PublicationItem, done: PublicationView) -> None:
    now = clock.now()
    store.end_publication(item, msgspec.structs.replace(done, finished_at=clock.rfc3339(now)), now)
    files().delete(_key(item.sk))


def resume(now: datetime) -> None:
    """The schedule: start again what broke off; give up after a few attempts."""
    for item in store.stalled_publications(now):
        if item.attempts >= MAX_ATTEMPTS:
            _finish(item, msgspec.structs.replace(item.document, state="failed", problems=[_BROKE_OFF]))
        else:
            start(item.sk)


def compile_anew(now: datetime) -> None:
    """The schedule: after a deployment that stores compiled models otherwise, have the active ones compiled by jobs, so that no
    customer waits for it."""
    from chalicelib.configurator.publishing import is_ready

    for entry in book.entries():
        if not is_ready(entry.active):
            jobs.start(Job(COMPILE_JOB, entry.active))


def run_compile(version: str) -> None:
    """The job: compile a published version, unless it is there already."""
    from chalicelib.configurator.publishing import model_in_use

    model_in_use(version)


def show(publication_id: str) -> PublicationView:
    """Raises PublicationNotFound."""
    item = store.find_publication(publication_id)
    if item is None:
        raise PublicationNotFound()
    return item.document


def models(language: str) -> list[OptionModelSummary]:
    """All published models."""
    return [
        OptionModelSummary(
            id=entry.id,
            title=_title(entry, language),
            version=entry.active,
            number=entry.current.number,
            published_at=entry.current.published_at,
            configurations=entry.current.configurations,
            products=entry.products,
        )
        for entry in book.entries()
    ]


def show_model(model_id: str, language: str) -> OptionModelView:
    """A model with its history and its active document. Raises OptionModelNotFound."""
    return _view(book.entry_of(model_id), language)


def activate(tx: Tx, model_id: str, version: str, language: str, by: str) -> OptionModelView:
    """Make an earlier version the one that customers see. Raises OptionModelNotFound."""
    entry = book.activate(model_id, version, tx.at)
    tx.publish(VersionActivated(model_id, version, by))
    return _view(entry, language)


def _view(entry: ModelEntry, language: str) -> OptionModelView:
    from chalicelib.configurator.publishing import document_of

    versions = [
        ModelVersionView(
            known.version, known.number, known.published_at, known.configurations, known.version == entry.active
        )
        for known in entry.versions
    ]
    return OptionModelView(entry.id, _title(entry, language), entry.products, versions, document_of(entry.active))


def _title(entry: ModelEntry, language: str) -> str:
    return entry.title.get(language) or entry.title.get("en") or entry.id


def _key(publication_id: str) -> str:
    return f"configurator/publications/{publication_id}.json"
