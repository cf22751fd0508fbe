"""The stream's way to the function, on the engine: in order, all of it, also over a crash."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from chalicelib.kit.config import config
from infra.local.aws import client
from infra.local.pump import MAX_TRIES, NotTaken, Pump, Stream

pytestmark = pytest.mark.engine


class Function:
    """Remembers the facts that it was given; fails while `broken`."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.broken = False
        self.refused: str | None = None
        self.called = threading.Event()

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        if self.broken:
            raise RuntimeError("down")
        for record in event["Records"]:
            name = record["dynamodb"]["NewImage"]["event_id"]["S"]
            if name == self.refused:
                return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
            self.taken.append(name)
        self.called.set()
        return {"batchItemFailures": []}


@pytest.fixture
def function() -> Function:
    return Function()


class Outbox:
    """Writes facts, and makes pumps on the same checkpoint as a restart does."""

    def __init__(self, endpoint: str, folder: Path) -> None:
        self.endpoint, self.folder = endpoint, folder
        self.table = f"{config().table_prefix}events"

    def write(self, *names: str) -> None:
        for name in names:
            client("dynamodb", self.endpoint).put_item(TableName=self.table, Item={"event_id": {"S": name}})

    def pump(self, function: Function, invocations: int = 1) -> Pump:
        return Pump(Stream(self.endpoint, self.table, self.folder / "stream.json"), function, invocations)


@pytest.fixture
def outbox(engine: str, tmp_path: Path) -> Outbox:
    return Outbox(engine, tmp_path)


def test_facts_come_in_order_and_once(outbox: Outbox, function: Function) -> None:
    pump = outbox.pump(function)
    outbox.write("a", "b")
    assert pump.drain() == 2
    outbox.write("c")
    assert (pump.drain(), pump.drain()) == (1, 0)
    assert function.taken == ["a", "b", "c"]


def test_what_the_function_did_not_take_comes_again(outbox: Outbox, function: Function) -> None:
    pump = outbox.pump(function)
    outbox.write("a")
    function.broken = True
    with pytest.raises(RuntimeError):
        pump.drain()
    function.broken = False
    assert pump.drain() == 1
    assert function.taken == ["a"]


def test_a_restart_goes_on_where_the_last_one_was(outbox: Outbox, function: Function) -> None:
    outbox.write("a")
    outbox.pump(function).drain()
    outbox.write("b")
    outbox.pump(function).drain()
    assert function.taken == ["a", "b"]


def test_a_crash_before_the_checkpoint_loses_nothing(outbox: Outbox, function: Function) -> None:
    outbox.write("a")
    outbox.pump(function).drain()
    crashing = outbox.pump(function)
    outbox.write("b")
    function.broken = True
    with pytest.raises(RuntimeError):
        crashing.drain()
    function.broken = False
    outbox.write("c")
    outbox.pump(function).drain()
    assert function.taken == ["a", "b", "c"]


def test_a_record_that_is_not_taken_is_handed_over_again_and_the_ones_before_it_are_not(
    outbox: Outbox, function: Function
) -> None:
    pump = outbox.pump(function)
    outbox.write("a", "b", "c")
    function.refused = "b"
    with pytest.raises(NotTaken):
        pump.drain()
    function.refused = None
    pump.drain()
    assert function.taken == ["a", "b", "c"]


def test_a_record_that_nobody_can_take_does_not_block_for_ever(outbox: Outbox, function: Function) -> None:
    pump = outbox.pump(function)
    outbox.write("a", "b", "c")
    function.refused = "b"
    for _ in range(MAX_TRIES):
        with pytest.raises(NotTaken):
            pump.drain()
    pump.drain()
    assert function.taken == ["a", "c"]


def test_side_by_side_every_fact_is_taken_and_a_refused_one_comes_again(outbox: Outbox, function: Function) -> None:
    pump = outbox.pump(function, invocations=3)
    names = [f"fact {number}" for number in range(10)]
    outbox.write(*names)
    function.refused = "fact 5"
    with pytest.raises(NotTaken):
        pump.drain()
    assert "fact 5" not in function.taken
    function.refused = None
    pump.drain()
    assert (set(function.taken), pump.drain()) == (set(names), 0)


def test_facts_can_be_told_to_come_twice(outbox: Outbox, function: Function) -> None:
    pump = outbox.pump(function)
    pump.repeat = True
    outbox.write("a")
    pump.drain()
    assert function.taken == ["a", "a"]


def test_a_running_pump_hands_over_when_told(outbox: Outbox, function: Function) -> None:
    pump = outbox.pump(function)
    pump.start()
    outbox.write("a")
    pump.tell()
    assert function.called.wait(5)
    pump.stop()
    assert function.taken == ["a"]
