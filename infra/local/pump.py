"""What AWS does between requests: hands the events table's stream to its function, and starts the clockwork each minute.

The place in the stream is kept on disk after the function has taken a batch: nothing is lost when this process dies, and
what it took last may come twice, which subscribers stand anyway.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.local.aws import client

log = logging.getLogger(__name__)

Function = Callable[[dict[str, Any], Any], Any]
IDLE_SECONDS = 0.5
"""How often to look without being told: for what a job's thread or another process wrote."""
PAUSE_SECONDS = 0.005
"""The least time between two looks, so that facts of a busy portal come in batches."""
BATCH = 100
MAX_TRIES = 10
"""A record that nobody can take is given up after so many; deployed it goes to the failure queue then."""


class Stream:
    """The records of one table's stream, in order, from where `checkpoint` says. `reader`: a cheaper `get_records`."""

    def __init__(self, endpoint: str, table: str, checkpoint: Path, reader: Any = None) -> None:
        self._streams = client("dynamodbstreams", endpoint)
        self._reader = reader or self._streams
        self._checkpoint = checkpoint
        self._arn = client("dynamodb", endpoint).describe_table(TableName=table)["Table"]["LatestStreamArn"]
        self._iterator: str | None = None

    def next_batch(self) -> list[dict[str, Any]]:
        """The next records; empty where there are none yet. The same again until `done` was called with them."""
        if self._iterator is None:
            self._iterator = self._start()
        answer = self._reader.get_records(ShardIterator=self._iterator, Limit=BATCH)
        self._following = answer["NextShardIterator"]
        return list(answer["Records"])

    def done(self, batch: list[dict[str, Any]]) -> None:
        """Remember that the records of the last batch were taken."""
        place = {"stream": self._arn, "after": batch[-1]["dynamodb"]["SequenceNumber"]}
        partial = self._checkpoint.with_suffix(".part")
        partial.write_text(json.dumps(place))
        partial.replace(self._checkpoint)
        self._iterator = self._following

    def again(self) -> None:
        """Start from the checkpoint at the next look (after an error an iterator may be worn out)."""
        self._iterator = None

    def _start(self) -> str:
        shard = self._streams.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"][0]["ShardId"]
        place = json.loads(self._checkpoint.read_text()) if self._checkpoint.exists() else {}
        if place.get("stream") == self._arn:
            try:
                return self._iterate(shard, "AFTER_SEQUENCE_NUMBER", SequenceNumber=place["after"])
            except ClientError as error:  # off for longer than the stream keeps its records
                if error.response["Error"]["Code"] != "TrimmedDataAccessException":
                    raise
        return self._iterate(shard, "TRIM_HORIZON")

    def _iterate(self, shard: str, kind: str, **place: str) -> str:
        answer = self._streams.get_shard_iterator(StreamArn=self._arn, ShardId=shard, ShardIteratorType=kind, **place)
        return str(answer["ShardIterator"])


class NotTaken(Exception):
    """The function did not take the record of this number; it is handed over again."""


class Pump:
    """Hands facts to `function` on a thread of its own. `repeat`: every fact is delivered twice. With several
    `invocations` a backlog is handed to so many side by side, as from several shards: then facts keep no order."""

    def __init__(self, stream: Stream, function: Function, invocations: int = 1) -> None:
        self.repeat = False
        self._stream = stream
        self._function = function
        self._tries: Counter[str] = Counter()
        self._taking = threading.Lock()
        self._told = threading.Event()
        self._stopped = threading.Event()
        self._invocations = invocations
        self._invokers = ThreadPoolExecutor(invocations, "facts")
        self._thread = threading.Thread(target=self._run, name="pump", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the batch at hand."""
        self._stopped.set()
        self._told.set()
        self._thread.join()
        self._invokers.shutdown()

    def tell(self) -> None:
        """There may be something new."""
        self._told.set()

    def drain(self) -> int:
        """Hand over everything that is there now, on the caller's thread; how many facts that were. Raises NotTaken."""
        taken = 0
        with self._taking:
            while batch := self._stream.next_batch():
                for _ in range(2 if self.repeat else 1):
                    self._hand_over(batch)
                self._stream.done(batch)
                taken += len(batch)
        return taken

    def _hand_over(self, batch: list[dict[str, Any]]) -> None:
        """As Lambda does with partial batches: what comes before the first record that was not taken is done."""
        size = -(-len(batch) // self._invocations)
        parts = [batch[start : start + size] for start in range(0, len(batch), size)]
        failures = [failure for failed in self._invokers.map(self._invoke, parts) for failure in failed]
        if not failures:
            return
        refused = failures[0]["itemIdentifier"]
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        at = numbers.index(refused)
        self._tries[refused] += 1
        if self._tries[refused] >= MAX_TRIES:
            log.error("record %s was not taken %s times and is given up: %s", refused, MAX_TRIES, batch[at])
            at += 1
        if at:
            self._stream.done(batch[:at])
        self._stream.again()
        raise NotTaken(refused)

    def _invoke(self, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        answer = self._function({"Records": records}, None) or {}
        return list(answer.get("batchItemFailures", []))

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._told.wait(IDLE_SECONDS)
            self._told.clear()
            try:
                self.drain()
            except NotTaken as refused:
                log.warning("record %s was not taken; it is handed over again", refused)
                self._stopped.wait(1)
            except Exception:
                if not self._stopped.is_set():
                    log.exception("the facts could not be handed over; trying again")
                self._stream.again()
                self._stopped.wait(1)
            time.sleep(PAUSE_SECONDS)


class WhenTold:
    """Calls `work` soon after it is told, on a thread of its own; once for all that it was told meanwhile."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._told = threading.Event()
        self._working = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="told", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the work at hand."""
        self._stopped.set()
        self._told.set()
        self._thread.join()

    def tell(self) -> None:
        """There is something to do."""
        self._told.set()

    def wait(self) -> None:
        """Until the work at hand is done."""
        with self._working:
            return

    def _run(self) -> None:
        while self._told.wait() and not self._stopped.is_set():
            self._told.clear()
            try:
                with self._working:
                    self._work()
            except Exception:
                log.exception("what was to be done failed; it is done when there is more to do")


class EveryMinute:
    """Calls `work` at the start of each minute, on a thread of its own."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clockwork", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the work at hand."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(60.5 - time.time() % 60):  # surely in the new minute
            try:
                self._work()
            except Exception:
                log.exception("the clockwork failed; it runs again in a minute")
