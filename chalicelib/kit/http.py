"""HTTP: routes that know their types. Parse, check who asks, call, commit, answer; errors become RFC 9457 problems.

`Api` is a Chalice Blueprint. A handler gets a `Call` and the path's parameters and returns a msgspec Struct (or an
`Answer`, or None for 204). What it put into `call.tx` is committed after it returned, together with the stored answer where
the route takes an Idempotency-Key; so a handler never commits by itself, and an error leaves nothing behind.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import unquote

import msgspec
from chalice.app import Blueprint, Request, Response
from pynamodb.exceptions import PynamoDBException

from chalicelib.kit import clock, idempotency, problems, tokens
from chalicelib.kit.errors import (
    Busy,
    Forbidden,
    NotFound,
    PorticoError,
    TooLarge,
    Unauthenticated,
    UnsupportedMediaType,
)
from chalicelib.kit.idempotency import StoredAnswer
from chalicelib.kit.network import viewer_address
from chalicelib.kit.parsing import parse_body, parse_query
from chalicelib.kit.tables import is_passing
from chalicelib.kit.tx import Tx

log = logging.getLogger(__name__)

B = TypeVar("B")
Q = TypeVar("Q")
Handler = Callable[..., Any]

ACCESS_TOKEN_AUDIENCE = "portico"
NO_STORE = "private, no-store"
PUBLIC = "public, max-age=60, stale-while-revalidate=600"
"""For answers that are the same for everyone until the next release."""
MAX_BODY_BYTES = 256 * 1024
MAX_PATH_PARAMETER = 200
"""Characters: four bytes each stay below DynamoDB's 1,024 for a sort key."""
_BINARY_TEXT = ("text/csv",)
"""Text that app.py lists among the binary types: it comes and goes as bytes."""
_TEXT = ("application/json", "text/", "application/xml", "image/svg")


class Access(msgspec.Struct, frozen=True):
    """Who may call a route. `roles`: one of them is needed (admin always passes)."""

    token: str = "ignored"
    """`ignored`, `optional` or `required`."""
    roles: frozenset[str] = frozenset()


ANYONE = Access()
OPTIONAL = Access("optional")
SIGNED_IN = Access("required")
STAFF_ROLES = frozenset({"support", "catalogue", "finance", "admin"})


def staff(*roles: str) -> Access:
    """Staff with one of `roles`; with none named, any staff."""
    return Access("required", (frozenset(roles) or STAFF_ROLES) | {"admin"})


class Principal(msgspec.Struct, frozen=True):
    """Who asks, as the access token says; a guest has no account."""

    account_id: str | None = None
    session_id: str | None = None
    roles: frozenset[str] = frozenset()
    organisation_id: str | None = None
    group: str | None = None
    """The customer group, which decides prices."""

    def is_staff(self, *roles: str) -> bool:
        """Staff with one of `roles`; an admin is all of them."""
        return not self.roles.isdisjoint({*roles, "admin"})


GUEST = Principal()


class Call(msgspec.Struct, Generic[B, Q]):
    """One request, parsed: what a handler works with."""

    body: B
    query: Q
    principal: Principal
    now: datetime
    tx: Tx
    headers: Any
    """Case-insensitive mapping."""
    raw_body: bytes
    source_ip: str

    @property
    def account_id(self) -> str:
        """The signed-in account (only on routes that require one)."""
        if self.principal.account_id is None:
            raise Unauthenticated()
        return self.principal.account_id


class Answer(msgspec.Struct, frozen=True):
    """An answer with more than a body. `body`: a Struct, or ready bytes or text of `content_type`."""

    body: Any = None
    status: int = 200
    headers: dict[str, Any] = {}
    content_type: str = "application/json"


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A route and its types, for dispatch and for the OpenAPI document. `body=bytes` hands the raw body over; `errors` lists
    statuses beyond the derived ones, `headers` request headers that the handler looks at; both are for the document."""

    method: str
    path: str
    handler: Handler
    tag: str
    summary: str
    body: Any = None
    query: Any = None
    answer: Any = None
    status: int = 200
    access: Access = ANYONE
    idempotent: bool = False
    cache: str = NO_STORE
    errors: tuple[int, ...] = ()
    content_types: tuple[str, ...] = ("application/json",)
    max_body_bytes: int = MAX_BODY_BYTES
    answer_type: str = "application/json"
    too_large: str = "Send less at once."
    headers: tuple[str, ...] = ()


class Api(Blueprint):
    """A context's routes."""

    def __init__(self, import_name: str, tag: str) -> None:
        super().__init__(import_name)
        self.tag = tag
        self.routes: list[Route] = []

    def get(self, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        return self._serve("GET", path, **settings)

    def head(self, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        return self._serve("HEAD", path, **settings)

    def post(self, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        return self._serve("POST", path, **settings)

    def put(self, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        return self._serve("PUT", path, **settings)

    def patch(self, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        return self._serve("PATCH", path, **settings)

    def delete(self, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        return self._serve("DELETE", path, **settings)

    def _serve(self, method: str, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        """Serve a path; the settings are those of a `Route`."""

        def register(handler: Handler) -> Handler:
            route = Route(method=method, path=path, handler=handler, tag=self.tag, **settings)
            if route.access.token != "ignored" and route.cache != NO_STORE:
                raise ValueError(f"{method} {path} depends on who asks: no cache may keep its answers")
            self.routes.append(route)

            def view(**path_parameters: str) -> Response:
                return respond(route, self.current_request, path_parameters)

            name = f"{method} {path}"
            # Chalice's own check answers in its own format; ours is in `respond`.
            self.route(path, methods=[method], name=name, content_types=[])(view)
            return handler

        return register


def respond(route: Route, request: Request, path_parameters: dict[str, str]) -> Response:
    """Serve one request on `route`; whatever happens, the answer is one of ours."""
    try:
        return _serve(route, request, path_parameters)
    except PorticoError as error:
        if error.status >= 500:
            log.error("%s %s: %s", route.method, route.path, error.detail, exc_info=True)
        return problems.response(error)
    except Exception as error:
        log.exception("%s %s failed", route.method, route.path)
        passing = isinstance(error, PynamoDBException) and is_passing(error)
        return problems.response(Busy(retry_after_seconds=1) if passing else PorticoError())


def _serve(route: Route, request: Request, path_parameters: dict[str, str]) -> Response:
    now = clock.now()
    raw = _raw_body(route, request)
    principal = _authenticate(route.access, request, now)
    path = {name: _path_parameter(value) for name, value in path_parameters.items()}
    call: Call[Any, Any] = Call(
        body=parse_body(raw, route.body),
        query=parse_query(request.query_params, route.query),
        principal=principal,
        now=now,
        tx=Tx(now),
        headers=request.headers,
        raw_body=raw,
        source_ip=viewer_address(request),
    )
    key = request.headers.get("idempotency-key") if route.idempotent else None
    if key is None:
        return _response(route, call.tx.run(lambda: _finish(route, call, path)))
    return _serve_once(route, request, call, path, key)


def _serve_once(route: Route, request: Request, call: Call[Any, Any], path: dict[str, str], key: str) -> Response:
    scope = f"{_who(call)} {route.method} {route.path} {sorted(path.items())}"
    content = call.raw_body + repr(sorted((request.query_params or {}).items())).encode()
    claimed = idempotency.claim(scope, key, content, call.now)
    if isinstance(claimed, StoredAnswer):
        claimed.headers["Idempotency-Replayed"] = "true"
        return _response(route, claimed)

    def decide() -> StoredAnswer:
        answer = _finish(route, call, path)
        claimed.store(call.tx, answer)
        return answer

    try:
        return _response(route, call.tx.run(decide))
    except Exception:
        claimed.release()
        raise


def _who(call: Call[Any, Any]) -> str:
    """Whose Idempotency-Keys these are. A guest is known by what opens the cart, order or quote, a tool by its key, or else by the
    address."""
    if call.principal.account_id:
        return call.principal.account_id
    shown = [call.headers.get(name) for name in ("cart-token", "order-token", "quote-token", "api-key")]
    return f"guest {shown if any(shown) else call.source_ip}"


def _finish(route: Route, call: Call[Any, Any], path: dict[str, str]) -> StoredAnswer:
    """Run the handler and encode its answer, before anything is committed."""
    result = route.handler(call, **path)
    answer = result if isinstance(result, Answer) else Answer(result, 204 if result is None else route.status)
    return StoredAnswer(answer.status, _encoded(answer.body), answer.headers, answer.content_type)


def _path_parameter(given: str) -> str:
    """Decoded, as API Gateway's REST APIs do not. What no key can be is found nowhere."""
    value = unquote(given)
    if not 1 <= len(value) <= MAX_PATH_PARAMETER or not value.isprintable():
        raise NotFound()
    return value


def _raw_body(route: Route, request: Request) -> bytes:
    raw = request.raw_body
    content = raw.encode() if isinstance(raw, str) else raw
    if len(content) > route.max_body_bytes:
        raise TooLarge(f"The body is over {route.max_body_bytes:,} bytes. {route.too_large}")
    if route.body is not None and content:
        given = (request.headers.get("content-type") or "application/json").split(";")[0].strip().lower()
        if given not in route.content_types:
            raise UnsupportedMediaType(f"Send {' or '.join(route.content_types)}.")
    return content


def _authenticate(access: Access, request: Request, now: datetime) -> Principal:
    if access.token == "ignored":
        return GUEST
    header = request.headers.get("authorization")
    if header is None:
        if access.token == "required":
            raise Unauthenticated()
        return GUEST
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("Send the access token as 'Authorization: Bearer …'.")
    claims = tokens.verify(token.strip(), ACCESS_TOKEN_AUDIENCE, now)
    principal = Principal(
        claims["sub"], claims.get("sid"), frozenset(claims.get("roles", ())), claims.get("org"), claims.get("group")
    )
    if access.roles and access.roles.isdisjoint(principal.roles):
        raise Forbidden()
    return principal


def _encoded(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode()
    return msgspec.json.encode(body)


def _response(route: Route, answer: StoredAnswer) -> Response:
    headers: dict[str, Any] = {"Cache-Control": route.cache}
    if answer.body:
        headers["Content-Type"] = answer.content_type
    if route.access.token != "ignored":
        headers["Vary"] = "Authorization"
    is_text = answer.content_type.startswith(_TEXT) and answer.content_type not in _BINARY_TEXT
    return Response(answer.body.decode() if is_text else answer.body, headers | answer.headers, answer.status)
