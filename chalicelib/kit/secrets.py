"""Secrets by reference: `file:<path>`, `secret:<ARN>` (AWS Secrets Manager) or the value itself."""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import cache
from pathlib import Path

from chalicelib.kit.config import config


@cache
def read_secret(reference: str) -> str:
    """The secret's text; read once in a process."""
    if reference.startswith("file:"):
        return Path(reference.removeprefix("file:")).read_text(encoding="utf-8").strip()
    if reference.startswith("secret:"):
        import boto3

        client = boto3.client("secretsmanager", region_name=config().region)
        return str(client.get_secret_value(SecretId=reference.removeprefix("secret:"))["SecretString"])
    return reference


def keyed_hash(purpose: str, value: str) -> str:
    """A short unguessable code for `value` (HMAC-SHA-256): link tokens that need no storage.

    Its key comes from the last of the signing keys. New ones are put first, so links live on until the last is dropped.
    """
    key = hashlib.sha256(purpose.encode() + _oldest_key(read_secret(config().signing_keys))).digest()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:43]


@cache
def _oldest_key(key_set: str) -> bytes:
    keys: list[dict[str, str]] = json.loads(key_set)["keys"]
    return keys[-1]["d"].encode()


def hashed(token: str) -> str:
    """What is stored of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()
