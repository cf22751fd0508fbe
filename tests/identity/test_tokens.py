"""Access tokens: signed by our keys only, for this use only, and through a change of keys."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from jwt.algorithms import OKPAlgorithm

from chalicelib.kit import tokens
from chalicelib.kit.http import ACCESS_TOKEN_AUDIENCE
from tests.conftest import Clock
from tests.identity.conftest import EMAIL, Mailbox, person, registration, sign_in
from tests.support.environment import forget_caches, signing_key
from tests.support.http import Http

pytestmark = pytest.mark.usefixtures("store")

KEY = signing_key("test-1")


def forged(claims: dict[str, Any], key: Any, algorithm: str, **header: str) -> str:
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "test-1", **header})


def private(name: str) -> Any:
    return OKPAlgorithm.from_jwk(signing_key(name))


def tampered(token: str) -> str:
    head, body, seal = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    richer = base64.urlsafe_b64encode(json.dumps(claims | {"roles": ["admin"]}).encode()).rstrip(b"=").decode()
    return f"{head}.{richer}.{seal}"


Forge = Callable[[str, dict[str, Any]], str]

FORGERIES: dict[str, Forge] = {
    "no algorithm": lambda token, claims: forged(claims, None, "none"),
    "HMAC with our public key as its secret": lambda token, claims: forged(claims, KEY["x"], "HS256"),
    "a stranger's key under our key's name": lambda token, claims: forged(claims, private("stranger"), "EdDSA"),
    "a key that nobody published": lambda token, claims: forged(claims, private("stranger"), "EdDSA", kid="stranger"),
    "another audience": lambda token, claims: forged(claims | {"aud": "other"}, private("test-1"), "EdDSA"),
    "another issuer": lambda token, claims: forged(
        claims | {"iss": "https://evil.example"}, private("test-1"), "EdDSA"
    ),
    "no end": lambda token, claims: forged(
        {name: value for name, value in claims.items() if name != "exp"}, private("test-1"), "EdDSA"
    ),
    "run out": lambda token, claims: forged(claims | {"exp": claims["iat"] - 6}, private("test-1"), "EdDSA"),
    "claims that were changed": lambda token, claims: tampered(token),
    "no signature": lambda token, claims: token.rpartition(".")[0] + ".",
    "nonsense": lambda token, claims: "nonsense",
}


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_token_opens_nothing(client: Http, forge: Forge) -> None:
    person()
    real = sign_in(client).json["access_token"]
    claims = jwt.decode(real, options={"verify_signature": False})
    assert client.with_headers(Authorization=f"Bearer {real}").get("/v1/me").status == 200

    answer = client.with_headers(Authorization=f"Bearer {forge(real, claims)}").get("/v1/me")

    assert (answer.status, answer.code) == (401, "token_invalid")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_no_other_token_passes_for_an_access_token_nor_one_link_for_another(client: Http, mailbox: Mailbox) -> None:
    person()
    session = sign_in(client).json
    client.post("/v1/accounts", registration("new@example.com"))
    client.post("/v1/password-resets", {"email": EMAIL})
    confirmation, reset = mailbox.token("confirmation", "new@example.com"), mailbox.token("password_reset")
    for other in (session["refresh_token"], confirmation, reset):
        assert client.with_headers(Authorization=f"Bearer {other}").get("/v1/me").status == 401
    for other in (session["access_token"], session["refresh_token"], reset):
        answer = client.post("/v1/accounts/confirmations", {"token": other})
        assert answer.code == "link_no_longer_valid"
    for other in (session["refresh_token"], confirmation, "a.1.99999999999.b", "é.ü"):
        answer = client.post(f"/v1/password-resets/{other}", {"password": "staple paper clip"})
        assert answer.code == "link_no_longer_valid"


def test_a_link_whose_time_was_moved_is_refused(client: Http, mailbox: Mailbox) -> None:
    person()
    client.post("/v1/password-resets", {"email": EMAIL})
    account, version, ends, seal = mailbox.token("password_reset").split(".")
    later = f"{account}.{version}.{int(ends) + 3600}.{seal}"
    assert client.post(f"/v1/password-resets/{later}", {"password": "staple paper clip"}).status == 410


def test_a_change_of_keys_signs_nobody_out(
    client: Http, mailbox: Mailbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    before = sign_in(client).json
    client.post("/v1/password-resets", {"email": EMAIL})
    link = mailbox.token("password_reset")

    monkeypatch.setenv("PORTICO_SIGNING_KEYS", json.dumps({"keys": [signing_key("test-2"), KEY]}))
    forget_caches()

    after = sign_in(client).json
    assert jwt.get_unverified_header(after["access_token"])["kid"] == "test-2"
    for session in (before, after):
        assert client.with_headers(Authorization=f"Bearer {session['access_token']}").get("/v1/me").status == 200
    assert client.post("/v1/sessions/refresh", {"refresh_token": before["refresh_token"]}).status == 200
    assert client.post(f"/v1/password-resets/{link}", {"password": "staple paper clip"}).status == 200

    monkeypatch.setenv("PORTICO_SIGNING_KEYS", json.dumps({"keys": [signing_key("test-2")]}))
    forget_caches()

    assert client.with_headers(Authorization=f"Bearer {before['access_token']}").get("/v1/me").status == 401
    assert client.with_headers(Authorization=f"Bearer {after['access_token']}").get("/v1/me").status == 200


def test_who_wants_to_check_our_tokens_finds_the_public_keys_and_no_private_one(client: Http, clock: Clock) -> None:
    (key,) = client.get("/.well-known/jwks.json").json["keys"]
    assert (key["kid"], key["alg"], "d" in key) == ("test-1", "EdDSA", False)
    token = tokens.sign({"sub": "acc_1"}, ACCESS_TOKEN_AUDIENCE, timedelta(minutes=10), clock.now)
    public = OKPAlgorithm.from_jwk(key)
    assert jwt.decode(token, public, algorithms=["EdDSA"], audience=ACCESS_TOKEN_AUDIENCE)["sub"] == "acc_1"
