"""Secrets of one machine, made at the first start and kept in the data folder, for its owner's eyes only."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path


def signing_keys(file: Path) -> None:
    """Make the Ed25519 key set that signs access tokens (RFC 8037), where it is missing."""
    if file.exists():
        return
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    key = {
        "kty": "OKP",
        "crv": "Ed25519",
        "kid": secrets.token_hex(8),
        "d": _base64url(private.private_bytes_raw()),
        "x": _base64url(private.public_key().public_bytes_raw()),
    }
    _write_private(file, json.dumps({"keys": [key]}))


def webhook_secret(file: Path) -> str:
    """The secret that signs the Stripe sandbox's webhooks, made where it is missing."""
    if not file.exists():
        _write_private(file, f"whsec_{secrets.token_hex(24)}")
    return file.read_text()


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _write_private(file: Path, content: str) -> None:
    partial = file.with_suffix(".part")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(content)
    partial.replace(file)
