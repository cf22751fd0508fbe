"""Stripe's own Python library on a sandbox in the same process, without a socket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe

from infra.local.stripe_sandbox.api import Request
from infra.local.stripe_sandbox.sandbox import Sandbox


class InProcessClient(stripe.HTTPClient):
    """The HTTP client to give to `stripe.StripeClient(api_key, http_client=…)`; it counts the calls in `calls`."""

    name = "in-process"

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self.sandbox = sandbox
        self.calls: list[tuple[str, str]] = []

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        parts = urlsplit(url)
        path = parts.path[parts.path.index("/v1/") :]
        self.calls.append((method.upper(), path))
        given = {name.lower(): value for name, value in (headers or {}).items()}
        body = post_data.encode() if isinstance(post_data, str) else post_data or b""
        answer = self.sandbox.handle(Request(method.upper(), path, parts.query, given, body))
        return answer.body.decode(), answer.status, answer.headers

    def close(self) -> None:
        """Nothing is held open."""
