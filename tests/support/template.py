"""The tables of infra/tables.yaml, made anywhere that speaks DynamoDB, and the models pointed at them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from chalicelib.kit.config import config
from chalicelib.kit.tables import Table, connection
from tests.support.environment import ROOT, TABLE_PREFIX


class _Template(yaml.SafeLoader):
    """CloudFormation's short forms: `!Sub text` stays as its text, other functions are of no use here."""


_Template.add_multi_constructor("!", lambda loader, suffix, node: loader.construct_scalar(node))


@cache
def _resources() -> dict[str, Any]:
    template = yaml.load((ROOT / "infra" / "tables.yaml").read_text(encoding="utf-8"), Loader=_Template)
    return dict(template["Resources"])


def definitions(prefix: str) -> list[dict[str, Any]]:
    """What CreateTable takes for each table of the template."""
    tables = []
    for resource in _resources().values():
        if resource["Type"] == "AWS::DynamoDB::Table":
            properties = dict(resource["Properties"])
            properties.pop("TimeToLiveSpecification", None)
            properties.pop("PointInTimeRecoverySpecification", None)
            properties["TableName"] = properties["TableName"].replace("${TablePrefix}", prefix)
            if "StreamSpecification" in properties:
                properties["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
            tables.append(properties)
    return tables


def create_tables(prefix: str) -> None:
    """Make all tables where the models look."""
    for definition in definitions(prefix):
        connection().client.create_table(**definition)


def delete_tables(prefix: str) -> None:
    """Remove all tables again."""
    for definition in definitions(prefix):
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
