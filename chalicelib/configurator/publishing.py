"""Published models in the file store. A version is the hash of its document and never changes; what a quote or a cart pinned
stays as it was. It lies in `configurator/versions/<hash>/`: the document, and what is made from it to answer customers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from chalicelib.catalog import find_product
from chalicelib.configurator import book
from chalicelib.configurator.book import ModelVersion, OptionModelNotFound
from chalicelib.configurator.building import author_report, compile_model
from chalicelib.configurator.compiled import FORMAT, Compiled
from chalicelib.configurator.configuring import ModelInUse
from chalicelib.configurator.flattening import FlatModel, OptionModelRefused, flatten
from chalicelib.configurator.schemas import AuthorReport, OptionModel, Rule, Table, When
from chalicelib.kit import clock
from chalicelib.kit.config import config
from chalicelib.kit.files import files

_MODELS_IN_MEMORY = 16
MAX_PRICE = 10**11
"""Minor units, for all pieces; so that the dearest of the largest models stays an amount that can be calculated with."""


def version_of(model: OptionModel) -> str:
    """The version of a document: the hash of its content, however it was written down."""
    return hashlib.sha256(msgspec.json.encode(model, order="deterministic")).hexdigest()[:32]


def check(model: OptionModel, products: Sequence[str]) -> tuple[Compiled, AuthorReport]:
    """Compile a model and look at it as its author should. Raises OptionModelRefused."""
    problems = _price_problems(model) | _product_problems(model, products)
    if problems:
        raise OptionModelRefused(fields=problems)
    compiled = compile_model(model)
    used = ModelInUse(model, compiled)
    report = author_report(model, used.engine)
    return compiled, replace(report, warnings=report.warnings | _unknown_parts(used.flat))


def publish(
    model: OptionModel, now: datetime, products: Sequence[str] = (), asked_at: datetime | None = None
) -> tuple[ModelVersion, AuthorReport]:
    """Check, compile and make it the model that customers of these products see; publishing an earlier document again makes that
    one active. `asked_at`: when staff handed it in, if not now. Raises OptionModelRefused, ProductTaken, and Overtaken."""
    compiled, report = check(model, products)
    version = version_of(model)
    files().put(_document(version), msgspec.json.encode(model, order="deterministic"))
    _keep(version, model, compiled)
    made = ModelVersion(version, 0, clock.rfc3339(now), str(report.configurations))
    return book.enter(model.id, model.title, made, products, asked_at or now), report


def _price_problems(model: OptionModel) -> dict[str, str]:
    return {
        f"options/{option.path}": f"a price is below zero or above {MAX_PRICE:,} minor units"
        for option in flatten(model).options
        if any(not 0 <= value.price <= MAX_PRICE for value in option.values)
    }


def _product_problems(model: OptionModel, products: Sequence[str]) -> dict[str, str]:
    problems = {}
    for sku in products:
        product, other = find_product(sku), book.find_entry(sku)
        if product is None:
            problems[f"products/{sku}"] = "this product is not in the catalogue"
        elif product.currency != model.currency:
            problems[f"products/{sku}"] = f"it is priced in {product.currency}, the model in {model.currency}"
        elif other is not None and other.id != model.id:
            problems[f"products/{sku}"] = f"it is configured by the option model {other.id}"
    return problems


def _unknown_parts(flat: FlatModel) -> dict[str, str]:
    """SKUs of values that the catalogue does not have (yet)."""
    warnings = {}
    for option in flat.options:
        skus = sorted({value.sku for value in option.values if value.sku and find_product(value.sku) is None})
        if skus:
            warnings[f"options/{option.path}"] = f"not in the catalogue: {', '.join(skus)}"
    return warnings


def document_of(version: str) -> OptionModel:
    """The document of a published version. Raises OptionModelNotFound."""
    document = files().get(_document(version))
    if document is None:
        raise OptionModelNotFound()
    return msgspec.json.decode(document.content, type=OptionModel)


def is_ready(version: str) -> bool:
    """Whether the version can be loaded; else it was published by code that wrote another format."""
    return files().version(_ready(version)) is not None


def model_in_use(version: str) -> ModelInUse:
    """A published version, loaded once a process and kept while it is asked for. Raises OptionModelNotFound."""
    return _loaded(config().files, version)


class _Ready(msgspec.Struct, frozen=True):
    """What is loaded to answer customers: a model's words without the rows of its tables, which are in what was compiled."""

    model: OptionModel
    compiled: Compiled


@lru_cache(maxsize=_MODELS_IN_MEMORY)
def _loaded(store: str, version: str) -> ModelInUse:
    stored = files().get(_ready(version))
    if stored is not None:
        ready = msgspec.msgpack.decode(stored.content, type=_Ready)
        return ModelInUse(ready.model, ready.compiled)
    model = document_of(version)  # published by an earlier version of this code, in another format
    compiled = compile_model(model)
    _keep(version, model, compiled)
    return ModelInUse(model, compiled)


def _keep(version: str, model: OptionModel, compiled: Compiled) -> None:
    files().put(_ready(version), msgspec.msgpack.encode(_Ready(_without_rows(model), compiled)))


def _without_rows(model: OptionModel) -> OptionModel:
    modules = {name: replace(each, rules=_bare(each.rules)) for name, each in model.modules.items()}
    return replace(model, rules=_bare(model.rules), modules=modules)


def _bare(rules: Sequence[Rule]) -> list[Rule]:
    bare: list[Rule] = []
    for rule in rules:
        match rule:
            case Table():
                bare.append(replace(rule, allowed=[], forbidden=None))
            case When():
                bare.append(replace(rule, then=_bare(rule.then)))
            case _:
                bare.append(rule)
    return bare


def _document(version: str) -> str:
    return f"configurator/versions/{version}/model.json"


def _ready(version: str) -> str:
    return f"configurator/versions/{version}/ready-{FORMAT}.msgpack"
