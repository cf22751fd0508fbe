"""The tables of infra/tables.yaml, made on any engine that speaks DynamoDB."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Any

import yaml

from infra.local.aws import client
from infra.local.settings import ROOT


class _Template(yaml.SafeLoader):
    """YAML with CloudFormation's short forms, which stay as their text."""


_Template.add_multi_constructor("!", lambda loader, suffix, node: loader.construct_scalar(node))


@cache
def _template() -> dict[str, Any]:
    content = (ROOT / "infra" / "tables.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(content, Loader=_Template))  # noqa: S506 -- a SafeLoader


def definitions(prefix: str) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """What CreateTable takes for each table, and its TimeToLiveSpecification or None."""
    found = []
    for resource in _template()["Resources"].values():
        if resource["Type"] == "AWS::DynamoDB::Table":
            properties = dict(resource["Properties"])
            ttl = properties.pop("TimeToLiveSpecification", None)
            properties.pop("PointInTimeRecoverySpecification", None)  # no local engine has it
            properties["TableName"] = properties["TableName"].replace("${TablePrefix}", prefix)
            if "StreamSpecification" in properties:
                properties["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
            found.append((properties, ttl))
    return found


def create_tables(endpoint: str, prefix: str) -> None:
    """Create the tables that are not there yet; those that are stay as they are."""
    dynamodb = client("dynamodb", endpoint)
    known = {name for page in dynamodb.get_paginator("list_tables").paginate() for name in page["TableNames"]}
    for definition, ttl in definitions(prefix):
        if definition["TableName"] in known:
            continue
        dynamodb.create_table(**definition)
        if ttl:
            dynamodb.get_waiter("table_exists").wait(TableName=definition["TableName"], WaiterConfig={"Delay": 1})
            with suppress(dynamodb.exceptions.ClientError):  # an engine without expiry keeps more, and is no worse
                dynamodb.update_time_to_live(TableName=definition["TableName"], TimeToLiveSpecification=ttl)
