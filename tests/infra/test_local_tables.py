"""The tables of the template on a real engine."""

from __future__ import annotations

import pytest

from infra.local.aws import client
from infra.local.tables import create_tables, definitions

pytestmark = pytest.mark.engine


def test_every_table_of_the_template_is_made_with_its_keys_indexes_stream_and_expiry(engine_endpoint: str) -> None:
    create_tables(engine_endpoint, "made-")
    dynamodb = client("dynamodb", engine_endpoint)
    for wanted, expiry in definitions("made-"):
        made = dynamodb.describe_table(TableName=wanted["TableName"])["Table"]
        assert made["KeySchema"] == wanted["KeySchema"]
        indexes = {index["IndexName"] for index in made.get("GlobalSecondaryIndexes", [])}
        assert indexes == {index["IndexName"] for index in wanted.get("GlobalSecondaryIndexes", [])}
        assert ("LatestStreamArn" in made) == ("StreamSpecification" in wanted)
        state = dynamodb.describe_time_to_live(TableName=wanted["TableName"])["TimeToLiveDescription"]
        assert (state["TimeToLiveStatus"] == "ENABLED") == (expiry is not None)


def test_making_them_again_keeps_what_is_in_them(engine_endpoint: str) -> None:
    create_tables(engine_endpoint, "kept-")
    dynamodb = client("dynamodb", engine_endpoint)
    dynamodb.put_item(TableName="kept-events", Item={"event_id": {"S": "a"}})
    create_tables(engine_endpoint, "kept-")
    assert "Item" in dynamodb.get_item(TableName="kept-events", Key={"event_id": {"S": "a"}})
