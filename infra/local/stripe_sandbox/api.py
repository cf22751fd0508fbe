"""The `/v1` API: who calls, which call, and once per idempotency key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from infra.local.stripe_sandbox import connect, disputes, listing, refunds, sessions
from infra.local.stripe_sandbox.account import API_VERSION, Account, ApiRequest, current_request, new_id
from infra.local.stripe_sandbox.errors import StripeError, invalid, misused_key, unauthenticated
from infra.local.stripe_sandbox.forms import decode

KEEP_KEYS_SECONDS = 24 * 3600
MAX_KEY_LENGTH = 255


@dataclass(frozen=True)
class Request:
    """An HTTP request below the sandbox's prefix; header names in lower case."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Response:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes


Endpoint = Callable[[Account, dict[str, Any], str], dict[str, Any]]


def _retrieve(kind: str, param: str) -> Endpoint:
    def endpoint(account: Account, params: dict[str, Any], object_id: str) -> dict[str, Any]:
        found = account.require(kind, object_id, param)
        if kind == "event":
            found["pending_webhooks"] = account.outbox.pending_of(object_id)
        return listing.expanded(account, found, listing.expand_paths(params))

    return endpoint


def _create_session(account: Account, params: dict[str, Any], _: str) -> dict[str, Any]:
    return listing.expanded(account, sessions.create(account, params), params.get("expand", []))


def _expire_session(account: Account, params: dict[str, Any], session_id: str) -> dict[str, Any]:
    return listing.expanded(account, sessions.expire(account, session_id), listing.expand_paths(params))


def _create_refund(account: Account, params: dict[str, Any], _: str) -> dict[str, Any]:
    return listing.expanded(account, refunds.create(account, params), params.get("expand", []))


_ENDPOINTS: list[tuple[str, re.Pattern[str], Endpoint]] = [
    (method, re.compile(path.replace("{id}", r"(?P<id>[A-Za-z0-9_]+)")), endpoint)
    for method, path, endpoint in (
        ("POST", "/v1/checkout/sessions", _create_session),
        ("GET", "/v1/checkout/sessions", listing.sessions),
        ("GET", "/v1/checkout/sessions/{id}", _retrieve(sessions.KIND, "session")),
        ("GET", "/v1/checkout/sessions/{id}/line_items", listing.line_items),
        ("POST", "/v1/checkout/sessions/{id}/expire", _expire_session),
        ("GET", "/v1/payment_intents/{id}", _retrieve("payment_intent", "intent")),
        ("GET", "/v1/charges/{id}", _retrieve("charge", "id")),
        ("POST", "/v1/refunds", _create_refund),
        ("GET", "/v1/refunds", listing.refunds),
        ("GET", "/v1/refunds/{id}", _retrieve("refund", "id")),
        ("GET", "/v1/disputes/{id}", disputes.retrieve),
        ("POST", "/v1/accounts", connect.create_account),
        ("GET", "/v1/accounts/{id}", _retrieve("account", "account")),
        ("POST", "/v1/account_links", connect.create_link),
        ("POST", "/v1/transfers", connect.create_transfer),
        ("GET", "/v1/transfers", connect.list_transfers),
        ("GET", "/v1/transfers/{id}", _retrieve("transfer", "id")),
        ("POST", "/v1/transfers/{id}/reversals", connect.create_reversal),
        ("GET", "/v1/balance_transactions", connect.list_movements),
        ("GET", "/v1/events", listing.events),
        ("GET", "/v1/events/{id}", _retrieve("event", "id")),
    )
]


def serve(account: Account, api_key: str, request: Request) -> Response:
    """Answer one API call; whatever it changed is committed with its idempotency record, or nothing is."""
    request_id = new_id("req_", 14)
    headers = {"Request-Id": request_id, "Stripe-Version": request.headers.get("stripe-version", API_VERSION)}
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key:
        headers["Idempotency-Key"] = key
    token = current_request.set(ApiRequest(request_id, key, request.headers.get("stripe-account")))
    try:
        _authenticate(request, api_key)
        sessions.expire_due(account)
        status, body, original = _once(account, request, key, request_id)
    except StripeError as error:
        return _answer(error.status, msgspec.json.encode(error.body()), headers)
    finally:
        current_request.reset(token)
        account.count_failures()
        account.outbox.wake()
    if original is not None:
        headers |= {"Idempotent-Replayed": "true", "Original-Request": original}
    return _answer(status, body, headers)


def _answer(status: int, body: bytes, headers: dict[str, str]) -> Response:
    return Response(
        status, {"Content-Type": "application/json", "Cache-Control": "no-cache, no-store", **headers}, body
    )


def _authenticate(request: Request, api_key: str) -> None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        raise unauthenticated(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth"
            " (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
    if given.strip() != api_key:
        raise unauthenticated(f"Invalid API Key provided: {given[:8]}{'*' * 12}{given[-4:]}")


def _once(account: Account, request: Request, key: str | None, request_id: str) -> tuple[int, bytes, str | None]:
    """Status, body and, for a replay, the id of the request that was served first."""
    encoded = request.query if request.method == "GET" else request.body.decode()
    params = decode(encoded)
    if key is None:
        with account.store.transaction():
            return 200, msgspec.json.encode(_dispatch(account, request, params)), None
    if len(key) > MAX_KEY_LENGTH:
        raise invalid(f"Idempotency keys may be up to {MAX_KEY_LENGTH} characters long.")
    fingerprint = hashlib.sha256(msgspec.json.encode(params, order="deterministic")).hexdigest()
    with account.store.transaction():
        account.store.execute("DELETE FROM idempotency WHERE created <= ?", account.now() - KEEP_KEYS_SECONDS)
        known = account.store.execute("SELECT * FROM idempotency WHERE key = ?", key)
        if known:
            _check_same(known[0], key, request.path, fingerprint)
            return known[0]["status"], known[0]["body"], known[0]["request_id"]
        status, body = _attempt(account, request, params)
        account.store.execute(
            "INSERT INTO idempotency (key, path, fingerprint, request_id, status, body, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(key, request.path, fingerprint, request_id, status, body, account.now()),
        )
        return status, body, None


def _attempt(account: Account, request: Request, params: dict[str, Any]) -> tuple[int, bytes]:
    try:
        return 200, msgspec.json.encode(_dispatch(account, request, params))
    except StripeError as error:
        if not error.executed:
            raise
        return error.status, msgspec.json.encode(error.body())


def _check_same(known: Any, key: str, path: str, fingerprint: str) -> None:
    if known["path"] != path:
        raise misused_key(
            "Keys for idempotent requests can only be used for the same endpoint they were first used for"
            f" ('{path}' vs '{known['path']}'). Try using a key other than '{key}' if you meant to execute a different request."
        )
    if known["fingerprint"] != fingerprint:
        raise misused_key(
            "Keys for idempotent requests can only be used with the same parameters they were first used with."
            f" Try using a key other than '{key}' if you meant to execute a different request."
        )


def _dispatch(account: Account, request: Request, params: dict[str, Any]) -> dict[str, Any]:
    for method, pattern, endpoint in _ENDPOINTS:
        found = pattern.fullmatch(request.path)
        if method == request.method and found:
            return endpoint(account, params, found.groupdict().get("id", ""))
    message = (
        f"Unrecognized request URL ({request.method}: {request.path}). This sandbox serves only what Portico calls."
    )
    raise invalid(message, status=404)
