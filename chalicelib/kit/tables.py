"""What every PynamoDB model of the house shares: connection settings and attributes that refuse what DynamoDB would bend."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal, TypeVar

import msgspec
from botocore.exceptions import ConnectionError, HTTPClientError
from pynamodb.attributes import Attribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.constants import BINARY, NUMBER, STRING
from pynamodb.exceptions import PynamoDBException
from pynamodb.models import Model

from chalicelib.kit.config import config

T = TypeVar("T")
M = TypeVar("M", bound="Table")


CONNECT_TIMEOUT_SECONDS = 1
READ_TIMEOUT_SECONDS = 4
TRANSPORT_RETRIES = 3
"""How often botocore itself repeats a call that was throttled, failed inside or got no answer (its 'standard' mode). With
these timeouts the worst call ends before API Gateway does (29 s)."""
MAX_POOL_CONNECTIONS = 64
_OVERLOADED = frozenset(
    "ThrottlingException ProvisionedThroughputExceededException RequestLimitExceeded LimitExceededException "
    "InternalServerError ServiceUnavailable".split()
)

_opened: dict[tuple[str, str | None], Connection] = {}


def connection() -> Connection:
    """The one connection of this process to the configured endpoint: all models and transactions share its client, so
    that a cold start pays for one client and one TLS handshake, not for one a model."""
    settings = config()
    where = (settings.region, settings.dynamodb_endpoint)
    if where not in _opened:
        _opened[where] = Connection(
            region=settings.region,
            host=settings.dynamodb_endpoint,
            connect_timeout_seconds=CONNECT_TIMEOUT_SECONDS,
            read_timeout_seconds=READ_TIMEOUT_SECONDS,
            max_retry_attempts=TRANSPORT_RETRIES,
            max_pool_connections=MAX_POOL_CONNECTIONS,
        )
        _opened[where].session.register("before-parse.dynamodb.BatchGetItem", _read_plainly)
    return _opened[where]


class _PlainAnswer(msgspec.Struct, rename="pascal", forbid_unknown_fields=True):
    """What BatchGetItem answers where items have nothing but texts and numbers."""

    responses: dict[str, list[dict[str, dict[Literal["S", "N"], str]]]]
    unprocessed_keys: dict[str, Any] = {}
    consumed_capacity: list[dict[str, Any]] = []


def _read_plainly(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any) -> None:
    """Read such an answer in a third of the time that botocore takes, to the same result; all others are left to botocore."""
    try:
        answer = msgspec.json.decode(response_dict["body"], type=_PlainAnswer)
    except msgspec.MsgspecError:
        return
    response_dict["body"] = b"{}"
    customized_response_dict.update(
        Responses=answer.responses,
        UnprocessedKeys=answer.unprocessed_keys,
        ConsumedCapacity=answer.consumed_capacity,
    )


def refusal_code(error: PynamoDBException) -> str | None:
    """DynamoDB's code for an error; None where it did not answer (there PynamoDB's own property fails)."""
    answer: dict[str, Any] = getattr(error.cause, "response", None) or {}
    code: str | None = answer.get("Error", {}).get("Code")
    return code


def is_passing(error: PynamoDBException) -> bool:
    """Whether the store could not be reached or had too much to do: the same call may succeed in a moment. It may also
    have been carried out, with its answer lost."""
    return refusal_code(error) in _OVERLOADED or isinstance(error.cause, (ConnectionError, HTTPClientError))


class Table(Model):
    """Base of every model. A subclass names its table once: `Meta = meta("orders")`."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        table = super()._get_connection()
        if table.connection._client is None:
            table.connection._client = connection().client
        return table


def meta(table: str) -> Any:
    """The Meta class of a model on `<prefix><table>`, reached as this process's configuration says."""
    settings = config()
    return type(
        "Meta",
        (),
        {
            "table_name": settings.table_prefix + table,
            "region": settings.region,
            "host": settings.dynamodb_endpoint,
        },
    )


class IntegerAttribute(Attribute[int]):
    """A whole number that stays one (PynamoDB's NumberAttribute is a float)."""

    attr_type = NUMBER

    def serialize(self, value: Any) -> str:
        if type(value) is not int:
            raise TypeError(f"{value!r} is not a whole number")
        return str(value)

    def deserialize(self, value: Any) -> int:
        return int(value)


class MomentAttribute(Attribute[datetime]):
    """An aware moment as sortable UTC text with microseconds; a naive one is refused."""

    attr_type = STRING

    def serialize(self, value: Any) -> str:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise TypeError(f"{value!r} is not an aware datetime")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def deserialize(self, value: str) -> datetime:
        return datetime.fromisoformat(value)


class DocumentAttribute(Attribute[T]):
    """A frozen dataclass or msgspec Struct as JSON text, checked on the way out."""

    attr_type = STRING

    def __init__(self, document: type[T], **settings: Any) -> None:
        super().__init__(**settings)
        self.document = document

    @cached_property
    def _decoder(self) -> msgspec.json.Decoder[T]:
        """Made when something is first read: a cold start does not pay for the documents that it never sees."""
        return msgspec.json.Decoder(self.document)

    def serialize(self, value: Any) -> str:
        return msgspec.json.encode(value).decode()

    def deserialize(self, value: str) -> T:
        return self._decoder.decode(value)


class PackedAttribute(Attribute[T]):
    """A document as deflated JSON: for items that grow, since DynamoDB bills and bounds them by the kilobyte."""

    attr_type = BINARY

    def __init__(self, document: type[T], **settings: Any) -> None:
        super().__init__(**settings)
        self.document = document

    @cached_property
    def _decoder(self) -> msgspec.json.Decoder[T]:
        return msgspec.json.Decoder(self.document)

    def serialize(self, value: Any) -> bytes:
        return zlib.compress(msgspec.json.encode(value))

    def deserialize(self, value: bytes) -> T:
        return self._decoder.decode(zlib.decompress(value))


def get(model: type[M], hash_key: str, range_key: str | None = None, *, consistent: bool = True) -> M | None:
    """One item or None, by its whole key; strongly consistent unless told otherwise."""
    try:
        return model.get(hash_key, range_key, consistent_read=consistent)
    except model.DoesNotExist:
        return None


def get_many(model: type[M], keys: Sequence[Any]) -> Iterable[M]:
    """The items that exist under `keys` (hash keys, or pairs), in any order; 100 a round trip."""
    return model.batch_get(list(dict.fromkeys(keys)), consistent_read=True)


def page(
    model_or_index: Any,
    hash_key: str,
    *,
    limit: int,
    cursor: dict[str, Any] | None = None,
    newest_first: bool = True,
    **query: Any,
) -> tuple[list[Any], dict[str, Any] | None]:
    """One page of a query: the items, and the key to go on from (None at the end)."""
    result = model_or_index.query(
        hash_key,
        limit=limit,
        page_size=limit,
        last_evaluated_key=cursor,
        scan_index_forward=not newest_first,
        **query,
    )
    items = list(result)
    return items, result.last_evaluated_key if len(items) == limit else None
