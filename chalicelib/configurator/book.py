"""Which option models there are, which version of each customers see, and which products they are for.

One file, `configurator/models.json`, kept in memory by every process: to find a product's model costs no call.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property

import msgspec

from chalicelib.configurator.schemas import Text
from chalicelib.kit import clock
from chalicelib.kit.errors import Conflict, NotFound
from chalicelib.kit.watched import WatchedFile

KEPT_VERSIONS = 100
"""Of a model's history. A version's own files stay for ever: quotes and carts have pinned it."""
STILL_TAKEN = timedelta(minutes=30)
"""How long choices made under the version before may still be saved: pages that were loaded, and answers kept at the edge."""


class OptionModelNotFound(NotFound):
    title = "There is no such option model"


class NotConfigurable(NotFound):
    title = "This product cannot be configured"


class ProductTaken(Conflict):
    title = "A product can have one option model only"


class Overtaken(Conflict):
    title = "A later decision about this option model is in force already"


class ModelVersion(msgspec.Struct, frozen=True):
    """A published version. `number` counts a model's versions from 1; `configurations` is text: it can exceed what JSON reads.
    `retired_at`: when another version took its place."""

    version: str
    number: int
    published_at: str
    configurations: str
    retired_at: str | None = None


class ModelEntry(msgspec.Struct, frozen=True):
    """A model: its active version is what customers see; the versions newest first."""

    id: str
    title: Text
    active: str
    versions: list[ModelVersion]
    products: list[str] = []
    decided_at: str | None = None
    """When staff asked for what customers see now: compiling takes long, and what was asked for last is to win."""

    @property
    def current(self) -> ModelVersion:
        """The active version."""
        return next(entry for entry in self.versions if entry.version == self.active)

    def version(self, version: str) -> ModelVersion | None:
        """One of its versions."""
        return next((entry for entry in self.versions if entry.version == version), None)

    def takes(self, version: str, now: datetime) -> bool:
        """Whether something new may be saved under this version: it is active, or was until just now."""
        known = self.version(version)
        if known is None or known.version == self.active:
            return known is not None
        return known.retired_at is not None and now - datetime.fromisoformat(known.retired_at) < STILL_TAKEN


class Book(msgspec.Struct, frozen=True, dict=True):
    """Every published model, by id."""

    models: dict[str, ModelEntry] = {}

    @cached_property
    def by_product(self) -> dict[str, ModelEntry]:
        """The model of each product that has one."""
        return {sku: entry for entry in self.models.values() for sku in entry.products}


def _decoded(content: bytes | None) -> Book:
    return msgspec.json.decode(content, type=Book) if content else Book()


_book: WatchedFile[Book] = WatchedFile("configurator/models.json", _decoded, msgspec.json.encode)


def entries() -> list[ModelEntry]:
    """All published models, by id."""
    return sorted(_book.get().models.values(), key=lambda entry: entry.id)


def entry_of(model_id: str) -> ModelEntry:
    """Raises OptionModelNotFound."""
    entry = _book.get().models.get(model_id)
    if entry is None:
        raise OptionModelNotFound()
    return entry


def find_entry(sku: str) -> ModelEntry | None:
    """The model of a product, if it has one."""
    return _book.get().by_product.get(sku)


def products() -> list[str]:
    """The SKUs that have a model."""
    return sorted(_book.get().by_product)


def enter(
    model_id: str, title: Text, made: ModelVersion, products: Sequence[str], decided_at: datetime
) -> ModelVersion:
    """Make a version the active one of its model, as was decided then, and name the products that have it; its number is given
    here. Raises ProductTaken, and Overtaken where staff decided otherwise since."""
    now = made.published_at

    def decide(book: Book) -> Book:
        _refuse_taken(book, model_id, products)
        known = book.models.get(model_id) or ModelEntry(model_id, title, "", [])
        if known.decided_at is not None and datetime.fromisoformat(known.decided_at) > decided_at:
            raise Overtaken()
        versions = known.versions
        if known.version(made.version) is None:
            number = 1 + max((entry.number for entry in versions), default=0)
            versions = [msgspec.structs.replace(made, number=number), *versions][:KEPT_VERSIONS]
        changed = msgspec.structs.replace(
            known,
            title=title,
            versions=versions,
            products=sorted(set(products)),
            decided_at=clock.rfc3339(decided_at),
        )
        return Book({**book.models, model_id: _activated(changed, made.version, now)})

    return _book.change(decide).models[model_id].current


def activate(model_id: str, version: str, now: datetime) -> ModelEntry:
    """Make an earlier version the one that customers see. Raises OptionModelNotFound."""

    def decide(book: Book) -> Book:
        known = book.models.get(model_id)
        if known is None or known.version(version) is None:
            raise OptionModelNotFound()
        at = clock.rfc3339(now)
        decided = msgspec.structs.replace(known, decided_at=at)
        return Book({**book.models, model_id: _activated(decided, version, at)})

    return _book.change(decide).models[model_id]


def _activated(entry: ModelEntry, version: str, at: str) -> ModelEntry:
    if entry.active == version:
        return entry
    retired = {version: None, entry.active: at}
    versions = [
        msgspec.structs.replace(known, retired_at=retired[known.version]) if known.version in retired else known
        for known in entry.versions
    ]
    return msgspec.structs.replace(entry, active=version, versions=versions)


def _refuse_taken(book: Book, model_id: str, products: Sequence[str]) -> None:
    for sku in products:
        other = book.by_product.get(sku)
        if other is not None and other.id != model_id:
            raise ProductTaken(f"{sku} is configured by the option model {other.id}; take it from that one first.")
