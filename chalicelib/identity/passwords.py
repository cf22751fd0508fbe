"""argon2id password hashes, with the parameters that OWASP's Password Storage Cheat Sheet names first for low memory."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chalicelib.identity.domain import normalised_password

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1


@cache
def _hasher() -> tuple[PasswordHasher, str]:
    """The hasher, and the hash of a password that nobody has. Both are made together at the first use, so that the
    first unknown address takes no longer than the first known one."""
    from argon2 import PasswordHasher  # not on the way of a cold start

    hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
    return hasher, hasher.hash("nobody's password")


def hash_password(password: str) -> str:
    """The argon2id hash with its own salt and parameters, as text."""
    return _hasher()[0].hash(normalised_password(password))


def matches(password: str, known_hash: str | None) -> bool:
    """Whether the password is right. With no hash (an unknown address) it takes just as long and is wrong."""
    from argon2.exceptions import VerificationError

    hasher, nobodys = _hasher()
    try:
        hasher.verify(known_hash or nobodys, normalised_password(password))
    except VerificationError:
        return False
    return known_hash is not None


def is_outdated(known_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher()[0].check_needs_rehash(known_hash)
