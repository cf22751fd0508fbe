"""The short way to the engine says what botocore says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.kit import tables
from infra.local.engine_client import EngineClient


@pytest.fixture
def both(engine: str) -> Iterator[tuple[Any, EngineClient, str]]:
    """botocore's client, the short way, and a table with the key `key`."""
    botocore_client = tables.connection().client
    short = EngineClient(engine, botocore_client)
    yield botocore_client, short, f"{tables.config().table_prefix}requests"
    short.close()


def answer(client: Any, operation: str, **parameters: Any) -> Any:
    """What a call gives, but for botocore's own notes; of a refusal its code and reasons."""
    try:
        found = client._make_api_call(operation, parameters)
    except ClientError as error:
        said: Any = error.response
        return said["Error"], said.get("CancellationReasons", [])
    return {name: value for name, value in found.items() if name != "ResponseMetadata"}


ITEM = {
    "key": {"S": "a — 好"},
    "bytes": {"B": b"\x00\xff" * 40_000},
    "nested": {"M": {"list": {"L": [{"N": "1.5"}, {"NULL": True}, {"BOOL": False}, {"B": b"x"}]}}},
    "set": {"SS": ["one"]},
}
KEY = {"key": ITEM["key"]}


def test_what_is_written_comes_back_as_it_was(both: Any) -> None:
    usual, short, table = both
    short._make_api_call("PutItem", {"TableName": table, "Item": ITEM})
    got = answer(short, "GetItem", TableName=table, Key=KEY, ConsistentRead=True)
    assert got == {"Item": ITEM} == answer(usual, "GetItem", TableName=table, Key=KEY, ConsistentRead=True)
    many = {table: {"Keys": [KEY]}}
    assert answer(short, "BatchGetItem", RequestItems=many) == answer(usual, "BatchGetItem", RequestItems=many)


def test_refusals_are_the_same(both: Any) -> None:
    usual, short, table = both
    short._make_api_call("PutItem", {"TableName": table, "Item": ITEM})
    put = {"TableName": table, "Item": ITEM, "ConditionExpression": "attribute_not_exists(#k)"}
    names = {"ExpressionAttributeNames": {"#k": "key"}}
    refused = answer(short, "PutItem", **put, **names)
    assert refused[0]["Code"] == "ConditionalCheckFailedException"
    assert refused == answer(usual, "PutItem", **put, **names)
    together = {"TransactItems": [{"Put": put | names}]}
    error, reasons = answer(short, "TransactWriteItems", **together)
    assert (error["Code"], reasons[0]["Code"]) == ("TransactionCanceledException", "ConditionalCheckFailed")
    assert (error, reasons) == answer(usual, "TransactWriteItems", **together)
    assert answer(short, "GetItem", TableName="none", Key=KEY) == answer(usual, "GetItem", TableName="none", Key=KEY)


def test_who_watches_a_table_is_told_of_what_is_added_and_of_nothing_else(both: Any) -> None:
    _, short, table = both
    told: list[str] = []
    short.watch(table, lambda: told.append(table))
    put = {"TableName": table, "Item": ITEM}
    short._make_api_call("PutItem", put)
    short._make_api_call("TransactWriteItems", {"TransactItems": [{"Delete": {"TableName": table, "Key": KEY}}]})
    short._make_api_call("TransactWriteItems", {"TransactItems": [{"Put": put}]})
    short._make_api_call(
        "PutItem", put | {"TableName": table.replace("requests", "events"), "Item": {"event_id": KEY["key"]}}
    )
    answer(
        short, "PutItem", **put, ConditionExpression="attribute_not_exists(expires_at) AND attribute_exists(nothing)"
    )
    assert told == [table, table]


def test_operations_beside_a_requests_path_are_botocores(both: Any) -> None:
    _, short, table = both
    assert short._make_api_call("DescribeTable", {"TableName": table})["Table"]["TableName"] == table
    assert short.describe_table(TableName=table)["Table"]["TableName"] == table


def test_an_engine_that_is_gone_is_an_error_of_connection() -> None:
    with pytest.raises(EndpointConnectionError):
        EngineClient("http://127.0.0.1:9", None)._make_api_call("GetItem", {"TableName": "t", "Key": KEY})
