"""Signed tokens: ours, for this audience, in their time, by the pinned algorithm; nothing else passes."""

from __future__ import annotations

import json
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.algorithms import OKPAlgorithm

from chalicelib.kit import tokens
from chalicelib.kit.secrets import keyed_hash
from chalicelib.kit.tokens import TokenInvalid
from tests.kit.parts import NOON
from tests.support import environment

LIFE = timedelta(minutes=10)


def signed(audience: str = "portico") -> str:
    return tokens.sign({"sub": "acc_1"}, audience, LIFE, NOON)


def use_keys(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    keys = json.dumps({"keys": [environment.signing_key(name) for name in names]})
    monkeypatch.setenv("PORTICO_SIGNING_KEYS", keys)
    environment.forget_caches()


def test_what_we_signed_is_verified_until_it_runs_out():
    for late in (timedelta(0), LIFE):
        assert tokens.verify(signed(), "portico", NOON + late)["sub"] == "acc_1"
    with pytest.raises(TokenInvalid):
        tokens.verify(signed(), "portico", NOON + LIFE + timedelta(seconds=6))


def test_a_token_for_somebody_else_does_not_pass():
    with pytest.raises(TokenInvalid):
        tokens.verify(signed("another"), "portico", NOON)


def test_a_token_of_another_portal_does_not_pass(monkeypatch):
    token = signed()
    monkeypatch.setenv("PORTICO_PUBLIC_URL", "https://other.example")
    environment.forget_caches()
    with pytest.raises(TokenInvalid):
        tokens.verify(token, "portico", NOON)


def forged(algorithm: str) -> str:
    """A token with our claims that says it was signed by `algorithm`."""
    claims = jwt.decode(signed(), options={"verify_signature": False})
    public = OKPAlgorithm.from_jwk(tokens.public_key_set()["keys"][0])
    secret = public.public_bytes(Encoding.Raw, PublicFormat.Raw) if algorithm.startswith("HS") else None
    return jwt.encode(claims, secret, algorithm=algorithm, headers={"kid": "test-1"})


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS512"])
def test_no_other_algorithm_passes(algorithm):
    with pytest.raises(TokenInvalid):
        tokens.verify(forged(algorithm), "portico", NOON)


def test_a_changed_token_does_not_pass():
    head, body, signature = signed().split(".")
    for changed in (
        f"{head}.{body}.{signature[::-1]}",
        f"{head}.{body}.",
        f"{head}.{body[:-2]}.{signature}",
        f"{head}.{body}",
    ):
        with pytest.raises(TokenInvalid):
            tokens.verify(changed, "portico", NOON)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.text(max_size=60) | st.lists(st.text(max_size=20), min_size=3, max_size=3).map(".".join))
def test_any_text_is_refused_quietly(text):
    with pytest.raises(TokenInvalid):
        tokens.verify(text, "portico", NOON)


def test_after_a_new_key_the_old_tokens_and_links_still_hold(monkeypatch):
    use_keys(monkeypatch, "old")
    token, link = signed(), keyed_hash("order", "ord_1")
    use_keys(monkeypatch, "new", "old")
    assert tokens.verify(token, "portico", NOON)
    assert keyed_hash("order", "ord_1") == link
    assert jwt.get_unverified_header(signed())["kid"] == "new"
    use_keys(monkeypatch, "new")
    with pytest.raises(TokenInvalid):
        tokens.verify(token, "portico", NOON)


def test_the_published_keys_keep_the_private_part():
    (key,) = tokens.public_key_set()["keys"]
    assert "d" not in key
    assert (key["kid"], key["alg"], key["use"]) == ("test-1", "EdDSA", "sig")


def test_link_codes_differ_by_purpose_and_value():
    codes = {keyed_hash(purpose, value) for purpose in ("order", "mail") for value in ("1", "2")}
    assert len(codes) == 4
