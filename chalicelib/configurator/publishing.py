"""Published models in the file store. A version is the hash of its document and never changes; what a quote or a cart pinned
stays as it was. `configurator/models/<id>.json` names a model's versions and is replaced with compare-and-swap; a version
lies in `configurator/versions/<hash>/`: the document, and what was compiled from it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache

import msgspec

from chalicelib.configurator.building import author_report, compile_model
from chalicelib.configurator.compiled import FORMAT, Compiled
from chalicelib.configurator.configuring import ModelInUse
from chalicelib.configurator.schemas import AuthorReport, OptionModel
from chalicelib.kit import clock
from chalicelib.kit.config import config
from chalicelib.kit.errors import Busy, NotFound
from chalicelib.kit.files import FileChanged, files

_SWAP_ATTEMPTS = 20
_MODELS_IN_MEMORY = 16


class OptionModelNotFound(NotFound):
    title = "There is no such option model"


class ModelVersion(msgspec.Struct, frozen=True):
    """A published version. `number` counts a model's versions from 1; `configurations` is text: it can exceed what JSON reads."""

    version: str
    number: int
    published_at: str
    configurations: str


class ModelHistory(msgspec.Struct, frozen=True):
    """A model's versions, newest first; `active` is what customers see."""

    active: str
    versions: list[ModelVersion]


def version_of(model: OptionModel) -> str:
    """The version of a document: the hash of its content, however it was written down."""
    return hashlib.sha256(msgspec.json.encode(model, order="deterministic")).hexdigest()[:32]


def publish(model: OptionModel, now: datetime) -> tuple[ModelVersion, AuthorReport]:
    """Check, compile and make it the model that customers see; publishing an earlier document again makes that one active.
    Raises OptionModelRefused."""
    compiled = compile_model(model)
    in_use = ModelInUse(model, compiled)
    report = author_report(model, in_use.engine)
    version = version_of(model)
    files().put(_document(version), msgspec.json.encode(model, order="deterministic"))
    files().put(_compiled(version), msgspec.msgpack.encode(compiled))
    for _ in range(_SWAP_ATTEMPTS):
        stored = files().get(_pointer(model.id))
        known = msgspec.json.decode(stored.content, type=ModelHistory).versions if stored else []
        entry = next((entry for entry in known if entry.version == version), None)
        if entry is None:
            entry = ModelVersion(version, len(known) + 1, clock.rfc3339(now), str(report.configurations))
            known = [entry, *known]
        try:
            files().replace(
                _pointer(model.id),
                msgspec.json.encode(ModelHistory(version, known)),
                stored.version if stored else None,
            )
        except FileChanged:
            continue
        return entry, report
    raise Busy(retry_after_seconds=1)


def history(model_id: str) -> ModelHistory:
    """A model's versions. Raises OptionModelNotFound."""
    stored = files().get(_pointer(model_id))
    if stored is None:
        raise OptionModelNotFound()
    return msgspec.json.decode(stored.content, type=ModelHistory)


def model_in_use(version: str) -> ModelInUse:
    """A published version, loaded once a process and kept while it is asked for. Raises OptionModelNotFound."""
    return _loaded(config().files, version)


@lru_cache(maxsize=_MODELS_IN_MEMORY)
def _loaded(store: str, version: str) -> ModelInUse:
    document = files().get(_document(version))
    if document is None:
        raise OptionModelNotFound()
    model = msgspec.json.decode(document.content, type=OptionModel)
    ready = files().get(_compiled(version))
    if ready is not None:
        return ModelInUse(model, msgspec.msgpack.decode(ready.content, type=Compiled))
    compiled = compile_model(model)  # published by an earlier version of this code, in another format
    files().put(_compiled(version), msgspec.msgpack.encode(compiled))
    return ModelInUse(model, compiled)


def _pointer(model_id: str) -> str:
    return f"configurator/models/{model_id}.json"


def _document(version: str) -> str:
    return f"configurator/versions/{version}/model.json"


def _compiled(version: str) -> str:
    return f"configurator/versions/{version}/compiled-{FORMAT}.msgpack"
