"""The HTTP server: waitress, with answers of our own form where it refuses a request by itself."""

from __future__ import annotations

import socket
from http import HTTPStatus
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask
from waitress.utilities import RequestEntityTooLarge, RequestHeaderFieldsTooLarge

from chalicelib.kit.errors import BadRequest, PorticoError, TooLarge
from infra.local.gateway import problem

THREADS = 24
"""More than the connections that the target names: a checkout on one of them calls the Stripe sandbox on another."""
MAX_HEADER_BYTES = 32 * 1024
MAX_BODY_BYTES = 64 * 1024 * 1024
"""A product feed's bound; a route's own is smaller and checked by the route."""
IDLE_CONNECTION_SECONDS = 75


class _HeadersTooLarge(PorticoError):
    status, title, code = 431, "The request's headers are too large", "headers_too_large"


class _TransferNotSupported(PorticoError):
    status, title, code = 501, "This transfer encoding is not supported", "transfer_encoding_not_supported"


class _ProblemTask(ErrorTask):
    """What waitress refuses before the app sees it, as a problem document."""

    def execute(self) -> None:
        error = self.request.error
        if isinstance(error, RequestEntityTooLarge):
            reply = problem(TooLarge(f"The body is over {MAX_BODY_BYTES:,} bytes."))
        elif isinstance(error, RequestHeaderFieldsTooLarge):
            reply = problem(_HeadersTooLarge(f"The headers are over {MAX_HEADER_BYTES:,} bytes."))
        elif error.code < 500:
            reply = problem(BadRequest("This is not a well-formed HTTP request."))
        elif error.code == HTTPStatus.NOT_IMPLEMENTED:
            reply = problem(_TransferNotSupported("Send the body with Content-Length, or chunked."))
        else:
            reply = problem(PorticoError())
        self.status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
        self.response_headers.extend(reply.headers)
        self.set_close_on_finish()
        self.content_length = len(reply.body)
        self.write(reply.body)


class _Channel(HTTPChannel):
    error_task_class = _ProblemTask


def make_server(app: Any, sockets: list[socket.socket]) -> Any:
    """A server for the WSGI application `app` on `sockets`: `run()` serves until a signal, `close()` ends it."""
    listening: dict[int, Any] = {}
    server = create_server(
        app,
        map=listening,
        sockets=sockets,
        threads=THREADS,
        ident="Portico",
        max_request_header_size=MAX_HEADER_BYTES,
        max_request_body_size=MAX_BODY_BYTES,
        channel_timeout=IDLE_CONNECTION_SECONDS,
        connection_limit=500,
        asyncore_use_poll=True,
    )
    for one in listening.values():
        if isinstance(one, BaseWSGIServer):
            one.channel_class = _Channel
    return server
