"""The tokens in mail links: short-lived, single use, each for one purpose, and never stored.

A mail goes out after the request, so a random token would have to wait in a fact. These are made when the mail is written,
from ids that open nothing without our secret. What makes one single use is the state that it names: a confirmation its
waiting registration, a reset the version of the credentials that it replaces.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from chalicelib.identity.domain import RESET_LIFETIME, LinkNoLongerValid
from chalicelib.kit import clock
from chalicelib.kit.secrets import keyed_hash


def confirmation_token(address_key: str, registration_id: str) -> str:
    """Confirms one registration, which itself runs out after 48 hours."""
    return _sealed("confirm an address", address_key.removeprefix("email#"), registration_id)


def read_confirmation(token: str) -> tuple[str, str]:
    """The address key and the registration's id. Raises LinkNoLongerValid."""
    address, registration_id = _opened("confirm an address", token, 2)
    return f"email#{address}", registration_id


def reset_token(account_id: str, credentials_version: int, asked_at: datetime) -> str:
    """Sets one new password; runs out an hour after it was asked for, and with any other new password."""
    ends = clock.epoch_seconds(asked_at + RESET_LIFETIME)
    return _sealed("reset a password", account_id, str(credentials_version), str(ends))


def read_reset(token: str, now: datetime) -> tuple[str, int]:
    """The account's id and the version of the credentials to replace. Raises LinkNoLongerValid."""
    account_id, version, ends = _opened("reset a password", token, 3)
    if int(ends) <= clock.epoch_seconds(now):
        raise LinkNoLongerValid()
    return account_id, int(version)


def _sealed(purpose: str, *parts: str) -> str:
    named = ".".join(parts)
    return f"{named}.{keyed_hash(purpose, named)}"


def _opened(purpose: str, token: str, count: int) -> list[str]:
    named, _, seal = token.rpartition(".")
    if not hmac.compare_digest(seal.encode(), keyed_hash(purpose, named).encode()):
        raise LinkNoLongerValid()
    return named.split(".", count - 1)
