"""Signed tokens (Ed25519, RFC 8037) with a published key set. The algorithm is pinned; `none` and HMAC never pass."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec

from chalicelib.kit import clock
from chalicelib.kit.config import config
from chalicelib.kit.errors import Unauthenticated
from chalicelib.kit.secrets import read_secret

ALGORITHM = "EdDSA"
_LEEWAY_SECONDS = 5


class TokenInvalid(Unauthenticated):
    title = "The access token is not valid or has run out"


class _Key(msgspec.Struct, frozen=True):
    key_id: str
    private: Any
    public: Any
    public_jwk: dict[str, str]


@cache
def _keys() -> dict[str, _Key]:
    from jwt.algorithms import OKPAlgorithm  # 0.1 s to import: not on the way of a cold start

    found = {}
    for jwk in json.loads(read_secret(config().signing_keys))["keys"]:
        public = {name: jwk[name] for name in ("kty", "crv", "x", "kid")} | {"alg": ALGORITHM, "use": "sig"}
        found[jwk["kid"]] = _Key(jwk["kid"], OKPAlgorithm.from_jwk(jwk), OKPAlgorithm.from_jwk(public), public)
    return found


def public_key_set() -> dict[str, list[dict[str, str]]]:
    """The JSON Web Key Set for `/.well-known/jwks.json`."""
    return {"keys": [key.public_jwk for key in _keys().values()]}


def sign(claims: dict[str, Any], audience: str, lifetime: timedelta, now: datetime) -> str:
    """A token for `audience` that runs out `lifetime` after `now`."""
    import jwt

    key = next(iter(_keys().values()))
    standard = {
        "iss": config().public_url,
        "aud": audience,
        "iat": clock.epoch_seconds(now),
        "exp": clock.epoch_seconds(now + lifetime),
    }
    return jwt.encode(claims | standard, key.private, algorithm=ALGORITHM, headers={"kid": key.key_id})


def verify(token: str, audience: str, now: datetime) -> dict[str, Any]:
    """The claims of a token that we signed for `audience` and that has not run out. Raises TokenInvalid."""
    import jwt

    try:
        key = _keys()[jwt.get_unverified_header(token)["kid"]]
        claims: dict[str, Any] = jwt.decode(
            token,
            key.public,
            algorithms=[ALGORITHM],
            audience=audience,
            issuer=config().public_url,
            options={"require": ["exp", "iat", "aud", "iss"], "verify_exp": False, "verify_iat": False},
        )
    except (jwt.InvalidTokenError, KeyError):
        raise TokenInvalid() from None
    if claims["exp"] + _LEEWAY_SECONDS < clock.epoch_seconds(now):
        raise TokenInvalid()
    return claims
