"""The portal as its clients see it: JSON in, JSON out, with made-up people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from chalicelib.kit import clock, tokens
from chalicelib.kit.http import ACCESS_TOKEN_AUDIENCE
from infra.local.gateway import Gateway, nothing_here


@dataclass(frozen=True)
class Reply:
    """An answer. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The stable code of a problem."""
        return str(self.json["code"])


@dataclass(frozen=True)
class Http:
    """Calls the app as API Gateway would. `signed_in` and `with_headers` give a client of somebody else."""

    gateway: Gateway
    headers: Mapping[str, str]

    def signed_in(
        self,
        account_id: str = "acc_test",
        *roles: str,
        session_id: str = "ses_test",
        organisation: str | None = None,
        group: str | None = None,
    ) -> Http:
        """The same portal for an account with `roles` (such as `support`, `catalogue`, `finance`, `admin`), in an
        organisation and a customer group."""
        token = access_token(account_id, roles, session_id, organisation, group)
        return self.with_headers(Authorization=f"Bearer {token}")

    def with_headers(self, **headers: str) -> Http:
        """The same portal with more headers; an underscore stands for a hyphen: `Cart_Token=...`."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})

    def get(self, path: str, **given: Any) -> Reply:
        return self.request("GET", path, **given)

    def post(self, path: str, json: Any = None, **given: Any) -> Reply:
        return self.request("POST", path, json=json, **given)

    def put(self, path: str, json: Any = None, **given: Any) -> Reply:
        return self.request("PUT", path, json=json, **given)

    def patch(self, path: str, json: Any = None, **given: Any) -> Reply:
        return self.request("PATCH", path, json=json, **given)

    def delete(self, path: str, **given: Any) -> Reply:
        return self.request("DELETE", path, **given)

    def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> Reply:
        """One request: `json` is encoded; `body` goes as it is."""
        sent = {"Content-Type": "application/json", **self.headers, **(headers or {})}
        if idempotency_key is not None:
            sent["Idempotency-Key"] = idempotency_key
        content = body if body is not None else b"" if json is None else _json(json)
        return send(self.gateway, method, path, {name.lower(): value for name, value in sent.items()}, content)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def send(gateway: Gateway, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
    """One raw request, answered as the portal on one machine answers it."""
    answer = gateway.answer(method, path, headers, body) or nothing_here(path)
    merged: dict[str, str] = {}
    for name, value in answer.headers:
        merged[name.lower()] = f"{merged[name.lower()]}, {value}" if name.lower() in merged else value
    return Reply(answer.status, merged, answer.body)


def access_token(
    account_id: str,
    roles: Iterable[str] = (),
    session_id: str = "ses_test",
    organisation: str | None = None,
    group: str | None = None,
) -> str:
    """An access token as identity would give it, for ten minutes."""
    claims = {"sub": account_id, "sid": session_id, "roles": sorted(roles), "org": organisation, "group": group}
    return tokens.sign(claims, ACCESS_TOKEN_AUDIENCE, timedelta(minutes=10), clock.now())
