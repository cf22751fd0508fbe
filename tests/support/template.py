"""The tables of infra/tables.yaml, made anywhere that speaks DynamoDB, and the models pointed at them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from chalicelib.kit.config import config
from chalicelib.kit.tables import Table, connection
from infra.local.tables import definitions
from tests.support.environment import TABLE_PREFIX


def create_tables(prefix: str) -> None:
    """Make all tables where the models look."""
    for definition, _expiry in definitions(prefix):
        connection().client.create_table(**definition)


def delete_tables(prefix: str) -> None:
    """Remove all tables again."""
    for definition, _expiry in definitions(prefix):
        connection().client.delete_table(TableName=definition["TableName"])


def point_models_at(endpoint: str | None, prefix: str = TABLE_PREFIX) -> None:
    """Let configuration and every model use `endpoint` (None: AWS, that is moto) and the tables under `prefix`.

    A model takes both when its class is made, and keeps its connection: all three are set anew here, also
    for models that are imported later (they read the configuration).
    """
    known = config().table_prefix
    if endpoint is None:
        os.environ.pop("DYNAMODB_ENDPOINT", None)
    else:
        os.environ["DYNAMODB_ENDPOINT"] = endpoint
    os.environ["PORTICO_TABLE_PREFIX"] = prefix
    config.cache_clear()
    for model in _models(Table):
        settings: Any = model.Meta
        settings.host = endpoint
        settings.table_name = prefix + settings.table_name.removeprefix(known)
        model._connection = None


def _models(parent: type[Table]) -> Iterator[type[Table]]:
    for model in parent.__subclasses__():
        if hasattr(model, "Meta"):
            yield model
        yield from _models(model)
