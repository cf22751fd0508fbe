"""What the whole says of itself: health, the OpenAPI document, the published keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from chalicelib.kit import tokens
from chalicelib.kit.http import PUBLIC, Answer, Api


class Health(msgspec.Struct, frozen=True):
    status: str
    release: str | None


def api(document: Callable[[], dict[str, Any]], active_release: Callable[[], str | None]) -> Api:
    """These routes, given the OpenAPI document and the id of the catalogue's live release."""
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

    return routes
