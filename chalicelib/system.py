"""What the whole says of itself: health, the OpenAPI document, the published keys, and deliveries that failed for good."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from chalicelib.kit import events, tokens
from chalicelib.kit.events import Subscriptions
from chalicelib.kit.http import PUBLIC, Answer, Api, Call, staff


class Health(msgspec.Struct, frozen=True):
    status: str
    release: str | None


class FailedDelivery(msgspec.Struct, frozen=True):
    """A reaction to a fact that used up its attempts: it waits for somebody to mend the cause and replay it."""

    event_id: str
    subscriber: str
    attempts: int
    error: str


class FailedDeliveries(msgspec.Struct, frozen=True):
    """The oldest hundred."""

    items: list[FailedDelivery]
    next_cursor: str | None = None


def api(
    document: Callable[[], dict[str, Any]], active_release: Callable[[], str | None], subscriptions: Subscriptions
) -> Api:
    """These routes, given the OpenAPI document, the id of the catalogue's live release, and who reacts to what."""
    routes = Api(__name__, "system")

    @cache
    def document_json() -> bytes:
        return msgspec.json.encode(document())

    @routes.get("/v1/health", summary="Whether the portal answers, and which catalogue release it shows", answer=Health)
    def health(call: Any) -> Health:
        return Health("ok", active_release())

    @routes.get("/v1/openapi.json", summary="This document", answer=dict[str, Any], cache=PUBLIC)
    def openapi_json(call: Any) -> Answer:
        return Answer(document_json())

    @routes.get(
        "/.well-known/jwks.json", summary="The keys that sign access tokens", answer=dict[str, Any], cache=PUBLIC
    )
    def jwks(call: Any) -> Answer:
        return Answer(msgspec.json.encode(tokens.public_key_set()))

    _serve_deliveries(routes, subscriptions)
    return routes


def _serve_deliveries(routes: Api, subscriptions: Subscriptions) -> None:
    @routes.get(
        "/v1/deliveries/failed",
        summary="Reactions that failed for good",
        answer=FailedDeliveries,
        access=staff("admin"),
    )
    def failed_deliveries(call: Call[None, None]) -> FailedDeliveries:
        return FailedDeliveries(
            [FailedDelivery(one.event_id, one.subscriber, one.attempts, one.error or "") for one in events.failed()]
        )

    @routes.post(
        "/v1/deliveries/{event_id}/{subscriber}/replay",
        summary="Try a failed reaction again, now",
        access=staff("admin"),
    )
    def replay_delivery(call: Call[None, None], event_id: str, subscriber: str) -> None:
        events.replay(event_id, subscriber, subscriptions, call.now)
