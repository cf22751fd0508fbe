"""A DynamoDB that misbehaves on order: it refuses, or carries a call out and loses the answer.

It sits where botocore sends a request, so that everything above it, botocore's own retries included, is the real thing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session

from chalicelib.kit.tables import connection

Fault = Callable[[AWSPreparedRequest], AWSResponse | None]


@dataclass
class Sent:
    """What went out, in order: each operation's name (`PutItem`), a repetition too."""

    operations: list[str] = field(default_factory=list)


@contextmanager
def faults(*planned: Fault | None) -> Iterator[Sent]:
    """The next requests meet `planned` in turn (None: this one passes); those after it pass. Take `engine` with it: moto
    sits at the same place, and would carry out what this refuses."""
    sent, left = Sent(), list(planned)

    def meet(request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        sent.operations.append(request.headers["X-Amz-Target"].decode().split(".")[1])
        fault = left.pop(0) if left else None
        return fault(request) if fault else None

    events = connection().client.meta.events
    events.register_first("before-send.dynamodb.*", meet)
    try:
        yield sent
    finally:
        events.unregister("before-send.dynamodb.*", meet)


def refused(code: str, status: int = 400, **more: Any) -> Fault:
    """The store answers with error `code` and does nothing."""
    body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": code, **more}).encode()
    return lambda request: _answer(request, status, body)


def cancelled(*codes: str) -> Fault:
    """The store cancels a transaction for these reasons, one an item."""
    reasons = [{"Code": code, "Message": code} for code in codes]
    return refused("TransactionCanceledException", CancellationReasons=reasons)


def left_out(request: AWSPreparedRequest) -> AWSResponse | None:
    """The store gives back a BatchGet's keys unread, as it does with what it has no room or no time for."""
    unread = {"Responses": {}, "UnprocessedKeys": json.loads(request.body)["RequestItems"]}
    return _answer(request, 200, json.dumps(unread).encode())


def answer_lost(request: AWSPreparedRequest) -> AWSResponse | None:
    """The store carries the call out, but its answer never comes."""
    URLLib3Session().send(request)
    raise ReadTimeoutError(endpoint_url=request.url)


def out_of_reach(request: AWSPreparedRequest) -> AWSResponse | None:
    """The call never reaches the store."""
    raise ReadTimeoutError(endpoint_url=request.url)


def _answer(request: AWSPreparedRequest, status: int, body: bytes) -> AWSResponse:
    return AWSResponse(request.url, status, {"content-type": "application/x-amz-json-1.0"}, _Raw(body))


class _Raw:
    """A body as urllib3 would stream it."""

    def __init__(self, body: bytes) -> None:
        self._parts = [body]

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield from self._parts
