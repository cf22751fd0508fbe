"""The sandbox over WSGI."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from infra.local.stripe_sandbox.api import Request
from infra.local.stripe_sandbox.sandbox import Sandbox

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
MAX_BODY_BYTES = 1024 * 1024


def application(sandbox: Sandbox) -> Application:
    """A WSGI application. To mount it under a prefix, move the prefix from PATH_INFO to SCRIPT_NAME."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), MAX_BODY_BYTES)
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        body = environ["wsgi.input"].read(length) if length else b""
        request = Request(
            environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""), headers, body
        )
        answer = sandbox.handle(request)
        sent = {**answer.headers, "Content-Length": str(len(answer.body))}
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", list(sent.items()))
        return [answer.body]

    return serve
