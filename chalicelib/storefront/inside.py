"""The portal's own public answers, without the way over HTTP: exactly the bytes that the web app would have asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, unquote

from chalice.app import Request

from chalicelib.kit.http import Route, respond


class Inside:
    """Answers API paths with the public GET routes it is given."""

    def __init__(self, routes: Sequence[Route]) -> None:
        readable = [route for route in routes if route.method == "GET" and route.access.token == "ignored"]
        self._routes = [(re.compile(_pattern(route.path)), route) for route in readable]

    def get(self, target: str) -> bytes | None:
        """The JSON of a path with its query, or None where the answer is not 200."""
        path, _, query = target.partition("?")
        for pattern, route in self._routes:
            match = pattern.fullmatch(path)
            if match:
                answer = respond(route, _request(route.path, query), match.groupdict())
                body = answer.body
                return (body.encode() if isinstance(body, str) else bytes(body)) if answer.status_code == 200 else None
        return None


def _pattern(path: str) -> str:
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))


def _request(resource: str, query: str) -> Request:
    return Request(
        {
            "multiValueQueryStringParameters": parse_qs(query, keep_blank_values=True) or None,
            "headers": {},
            "pathParameters": None,
            "requestContext": {"httpMethod": "GET", "resourcePath": unquote(resource)},
            "body": None,
            "stageVariables": None,
        }
    )
