"""The environment of every test, set before anything of chalicelib is imported: nothing here reaches beyond this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TABLE_PREFIX = "portico-test-"
ROOT = Path(__file__).parents[2]


def signing_key(name: str) -> dict[str, str]:
    """A private Ed25519 JSON Web Key that is the same in every run; `name` becomes its key id."""
    seed = hashlib.sha256(f"portico test key {name}".encode()).digest()
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return {"kty": "OKP", "crv": "Ed25519", "kid": name, "d": _base64url(seed), "x": _base64url(public)}


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


FIXED = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_SESSION_TOKEN": "test",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "PORTICO_STAGE": "test",
    "PORTICO_TABLE_PREFIX": TABLE_PREFIX,
    "PORTICO_PUBLIC_URL": "https://shop.example",
    "PORTICO_SIGNING_KEYS": json.dumps({"keys": [signing_key("test-1")]}),
    "PORTICO_CURRENCY": "USD",
    "STRIPE_API_KEY": "sk_test_portico",
    "STRIPE_API_BASE": "http://127.0.0.1:9",
    "STRIPE_WEBHOOK_SECRET": "whsec_portico_test",
}
"""Stripe's address is the discard port: a test that needs Stripe names a stand-in itself."""

_INHERITED = ("DYNAMODB_ENDPOINT", "AWS_PROFILE", "PORTICO_JOBS_FUNCTION", "PORTICO_DEMO", "PORTICO_SHOP_NAME")


def prepare(folder: Path) -> None:
    """Set the whole environment; files and mail go into `folder`. Nothing of the person's own environment stays."""
    for name in _INHERITED:
        os.environ.pop(name, None)
    os.environ.update(FIXED)
    use_folder(folder)


def use_folder(folder: Path) -> None:
    """Keep files and mail in `folder` from now on."""
    os.environ["PORTICO_FILES"] = f"file:{folder / 'files'}"
    os.environ["PORTICO_MAIL"] = f"file:{folder / 'mail'}"


def forget_caches() -> None:
    """Make this process read its environment again."""
    from chalicelib.kit import config, files, secrets, tokens

    config.config.cache_clear()
    files.files.cache_clear()
    secrets.read_secret.cache_clear()
    tokens._keys.cache_clear()
