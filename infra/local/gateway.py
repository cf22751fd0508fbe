"""The app behind Chalice's own stand-in for API Gateway, with Portico's answers where a gateway answers by itself.

An unknown path is a 404 and a wrong method a 405 with `Allow`, both as problem documents, just as the deployed
gateway's responses are set.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import ForbiddenError, LocalChalice, LocalGateway

from chalicelib.kit import problems
from chalicelib.kit.errors import BadRequest, MethodNotAllowed, NotFound, PorticoError

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Reply:
    """An HTTP answer, whole."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """The first value of a header; empty where there is none."""
        return next((value for known, value in self.headers if known.lower() == name), "")


class _ThreadedChalice(LocalChalice):
    """The current request is a thread's own."""


def problem(error: PorticoError) -> Reply:
    """An error as its RFC 9457 answer."""
    return _reply(problems.response(error).to_dict())


class Gateway:
    """Answers requests with the app. Safe to call from many threads."""

    def __init__(self, app: Chalice) -> None:
        if not isinstance(app, LocalChalice):
            app.__class__ = type("ThreadedChalice", (_ThreadedChalice, type(app)), {})
        self._routes = app.routes
        self._gateway = LocalGateway(app, Config())

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply | None:
        """The app's answer to `target` (path and query as they came), or None for a path that is not the app's."""
        try:
            answered = self._gateway.handle_request(method, target, headers, body)
            if method == "HEAD" and answered["statusCode"] == 405:
                answered = self._gateway.handle_request("GET", target, headers, body)
        except ForbiddenError:
            return None
        except UnicodeDecodeError:
            return problem(BadRequest("The query is not UTF-8."))
        if answered["statusCode"] == 405:
            return self._wrong_method(answered["headers"]["Allow"])
        return _reply(answered)

    def _wrong_method(self, allowed: str) -> Reply:
        refused = problem(MethodNotAllowed(f"Use {allowed} here."))
        return Reply(405, [*refused.headers, ("Allow", allowed)], refused.body)


def nothing_here(path: str) -> Reply:
    """The answer to a path that nobody serves."""
    return problem(NotFound(f"There is no {path} here; /v1/openapi.json lists what there is."))


def _reply(answered: dict[str, Any]) -> Reply:
    headers = list(answered["headers"].items())
    for name, values in answered["multiValueHeaders"].items():
        headers += [(name, value) for value in values]
    body = answered["body"] or b""
    if answered.get("isBase64Encoded"):
        body = base64.b64decode(body)
    elif isinstance(body, str):
        body = body.encode()
    return Reply(answered["statusCode"], headers, body)
