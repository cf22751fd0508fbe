"""RFC 9457 problem documents."""

from __future__ import annotations

from typing import Any

import msgspec
from chalice.app import Response

from chalicelib.kit.errors import PorticoError

CONTENT_TYPE = "application/problem+json"


class FieldProblem(msgspec.Struct, frozen=True):
    """What is wrong with one field of the request."""

    field: str
    message: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457. `code` is stable; further members are for a client that wants to act on it."""

    title: str
    status: int
    code: str
    detail: str
    type: str = msgspec.field(default="")
    errors: list[FieldProblem] = []


def document(error: PorticoError) -> dict[str, Any]:
    """The problem document of an error."""
    answer: dict[str, Any] = {
        "type": f"urn:portico:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
    }
    if error.fields:
        answer["errors"] = [{"field": name, "message": text} for name, text in error.fields.items()]
    return answer | {name: value for name, value in error.context.items() if value is not None}


def response(error: PorticoError) -> Response:
    """The HTTP answer of an error."""
    headers: dict[str, str | list[str]] = {"Content-Type": CONTENT_TYPE, "Cache-Control": "private, no-store"}
    if error.retry_after_seconds is not None:
        headers["Retry-After"] = str(error.retry_after_seconds)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(msgspec.json.encode(document(error)).decode(), headers, error.status)
