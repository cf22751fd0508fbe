"""Prefixed, sortable ids from a closed list of prefixes: `ord_0dh3k…` sorts by its time of making."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32: no i, l, o, u

PREFIXES = frozenset(
    "acc ses tok org cart ord shp ref ret rel imp cfg pub lst pro quo aff prg rul lnk clk com pay web evt mail req job adj".split()
)
"""Every kind of thing that has an id. A new kind is added here, once."""


def _base32(number: int, digits: int) -> str:
    return "".join(_ALPHABET[(number >> (5 * i)) & 31] for i in reversed(range(digits)))


def new_id(prefix: str, at: datetime) -> str:
    """`prefix_` + 10 characters of milliseconds + 16 random ones (80 bits)."""
    if prefix not in PREFIXES:
        raise ValueError(f"unknown id prefix {prefix!r}")
    milliseconds = int(at.timestamp() * 1000)
    return f"{prefix}_{_base32(milliseconds, 10)}{_base32(secrets.randbits(80), 16)}"


def made_at(name: str) -> datetime:
    """When an id was made, to the millisecond, as it says itself. Raises ValueError for what is no id."""
    digits = name.partition("_")[2][:10]
    if len(digits) < 10 or not set(digits) <= set(_ALPHABET):
        raise ValueError(f"{name!r} is no id")
    milliseconds = 0
    for digit in digits:
        milliseconds = 32 * milliseconds + _ALPHABET.index(digit)
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)


def secret_token() -> str:
    """An unguessable URL-safe secret of 256 bits. Store only its hash."""
    return secrets.token_urlsafe(32)
