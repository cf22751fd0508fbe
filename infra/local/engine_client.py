"""A short way from PynamoDB to our own engine: one write and one read of a kept socket a call.

botocore spends 0.8 ms of processor time on a call of which the engine has no use (it checks no signature, no endpoint
has to be found, nothing is throttled), and a checkout makes some thirty calls. So where the engine is our own, PynamoDB's one
entry into its client is answered here. Another DynamoDB (`DYNAMODB_ENDPOINT`) is reached by botocore, as when deployed.
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, TypedDict
from urllib.parse import urlsplit

import msgspec
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError

from chalicelib.kit import tables

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"
_READ_BYTES = 65536
_DATA = "DynamoDB_20120810"
_STREAMS = "DynamoDBStreams_20120810"
_SIGNED = (  # the engine looks whether there is a signature, and not what it says
    "Authorization: AWS4-HMAC-SHA256 Credential=local/20000101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0\r\n"
    "X-Amz-Date: 20000101T000000Z\r\n"
)


class Value(TypedDict, total=False):
    S: str
    N: str
    B: bytes
    BOOL: bool
    NULL: bool
    L: list[Value]
    M: dict[str, Value]
    SS: list[str]
    NS: list[str]
    BS: list[bytes]


"""A value as DynamoDB writes it; bytes are base64 on the wire."""
Item = dict[str, Value]


class _Written(TypedDict, total=False):
    Attributes: Item
    ConsumedCapacity: Any


class _Got(TypedDict, total=False):
    Item: Item
    ConsumedCapacity: Any


class _Found(TypedDict, total=False):
    Items: list[Item]
    Count: int
    ScannedCount: int
    LastEvaluatedKey: Item
    ConsumedCapacity: Any


class _GotMany(TypedDict, total=False):
    Responses: dict[str, list[Item]]
    UnprocessedKeys: Any
    ConsumedCapacity: Any


_ANSWERS: dict[str, Any] = {
    "GetItem": _Got,
    "PutItem": _Written,
    "UpdateItem": _Written,
    "DeleteItem": _Written,
    "Query": _Found,
    "BatchGetItem": _GotMany,
    "TransactWriteItems": dict[str, Any],
    "GetRecords": dict[str, Any],
}
_ADDING = ("PutItem", "TransactWriteItems")
_DECODERS = {operation: msgspec.json.Decoder(answer) for operation, answer in _ANSWERS.items()}
_ANYTHING: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


class EngineClient:
    """What PynamoDB uses of a botocore client, for the engine at `endpoint`. Safe to share between threads.

    Raises what botocore raises: ClientError for a refusal, and errors of connection, after which a write may or may not
    have been applied. Nothing is sent twice. Operations that are not on a request's path go to `other`, botocore's client.
    """

    _request_signer = None

    def __init__(self, endpoint: str, other: Any) -> None:
        self._endpoint = endpoint
        self._other = other
        parts = urlsplit(endpoint)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._idle: deque[socket.socket] = deque()
        self._watched: dict[str, Callable[[], None]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._other, name)

    def _make_api_call(self, operation: str, parameters: Mapping[str, Any]) -> Any:
        if operation not in _DECODERS:
            return self._other._make_api_call(operation, parameters)
        status, body = self._send(operation, msgspec.json.encode(parameters))
        if status >= 300:
            raise _refused(operation, status, body)
        if operation in _ADDING:
            self._tell(parameters)
        return _DECODERS[operation].decode(body)

    def watch(self, table: str, told: Callable[[], None]) -> None:
        """Have `told` called after each call that added items to `table`."""
        self._watched[table] = told

    def _tell(self, parameters: Mapping[str, Any]) -> None:
        steps = parameters.get("TransactItems") or ({"Put": parameters},)
        for table in {step["Put"]["TableName"] for step in steps if "Put" in step} & self._watched.keys():
            self._watched[table]()

    def get_records(self, **parameters: Any) -> Any:
        """As the stream client's method of that name."""
        return self._make_api_call("GetRecords", parameters)

    def close(self) -> None:
        """Close the sockets that are kept."""
        while self._idle:
            self._idle.pop().close()

    def _send(self, operation: str, body: bytes) -> tuple[int, bytes]:
        service = _STREAMS if operation == "GetRecords" else _DATA
        head = (
            f"POST / HTTP/1.1\r\nHost: {self._address[0]}\r\nContent-Type: application/x-amz-json-1.0\r\n{_SIGNED}"
            f"X-Amz-Target: {service}.{operation}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection = self._connection()
        try:
            connection.sendall(head.encode() + body)
            answer = _whole_answer(connection)
        except (OSError, ValueError) as error:
            connection.close()
            raise ConnectionClosedError(endpoint_url=self._endpoint, error=error) from error
        self._idle.append(connection)
        return answer

    def _connection(self) -> socket.socket:
        try:
            return self._idle.pop()
        except IndexError:
            pass
        try:
            made = socket.create_connection(self._address, timeout=tables.READ_TIMEOUT_SECONDS)
        except OSError as error:
            raise EndpointConnectionError(endpoint_url=self._endpoint, error=error) from error
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made


def use(endpoint: str) -> EngineClient:
    """Have every model of this process use the engine at `endpoint` directly."""
    shared = tables.connection()
    engine = EngineClient(endpoint, shared.client)
    shared._client = engine  # type: ignore[assignment]
    return engine


def _whole_answer(connection: socket.socket) -> tuple[int, bytes]:
    """Status and body of one answer. Raises OSError, and ValueError for what is none."""
    received = connection.recv(_READ_BYTES)
    while (head := received.find(_HEAD_END)) < 0:
        received += _more(connection)
    start = received[:head].lower().index(_LENGTH) + len(_LENGTH)
    length = int(received[start : head + 2].split(b"\r", 1)[0])
    end = head + len(_HEAD_END) + length
    parts = [received]
    missing = end - len(received)
    while missing > 0:
        parts.append(_more(connection))
        missing -= len(parts[-1])
    return int(received[9:12]), b"".join(parts)[head + len(_HEAD_END) :]


def _more(connection: socket.socket) -> bytes:
    more = connection.recv(_READ_BYTES)
    if not more:
        raise ConnectionError("the engine closed the connection")
    return more


def _refused(operation: str, status: int, body: bytes) -> ClientError:
    """DynamoDB's error document as botocore would read it."""
    said: dict[str, Any] = _ANYTHING.decode(body)
    code = str(said.get("__type", "InternalServerError")).rpartition("#")[2]
    answer: Any = {
        "Error": {"Code": code, "Message": said.get("message") or said.get("Message") or ""},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {}, "RetryAttempts": 0},
        "CancellationReasons": said.get("CancellationReasons", []),
    }
    return ClientError(answer, operation)
