"""What the whole says of itself: health, the OpenAPI document, the published keys."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from chalicelib import bootstrap
from chalicelib.kit import tokens
from chalicelib.kit.http import PUBLIC, Answer, Api

api = Api(__name__, "system")


class Health(msgspec.Struct, frozen=True):
    status: str
    release: str | None


@api.get("/v1/health", summary="Whether the portal answers, and which catalogue release it shows", answer=Health)
def health(call: Any) -> Health:
    return Health("ok", None)


@cache
def _openapi_json() -> bytes:
    return msgspec.json.encode(bootstrap.openapi_document())


@api.get("/v1/openapi.json", summary="This document", answer=str, cache=PUBLIC)
def openapi_json(call: Any) -> Answer:
    return Answer(_openapi_json())


@api.get("/.well-known/jwks.json", summary="The keys that sign access tokens", answer=str, cache=PUBLIC)
def jwks(call: Any) -> Answer:
    return Answer(msgspec.json.encode(tokens.public_key_set()))
