"""The tokens in mail links: signed, short-lived, each for one purpose, and never stored.

A mail goes out after the request, so its token would have to wait in a fact. A signed one is made when the mail is
written instead, from ids that open nothing. What makes it single use is the state that it names: a confirmation its waiting
registration, a reset the version of the credentials that it replaces.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.identity.domain import CONFIRMATION_LIFETIME, RESET_LIFETIME, LinkNoLongerValid
from chalicelib.kit import tokens

CONFIRMATION_AUDIENCE = "portico/confirmation"
RESET_AUDIENCE = "portico/password-reset"
"""Other audiences than the access token's: one kind never passes for another."""


def confirmation_token(address_key: str, registration_id: str, asked_at: datetime) -> str:
    """Confirms one registration; runs out 48 hours after it was asked for."""
    claims = {"sub": address_key, "jti": registration_id}
    return tokens.sign(claims, CONFIRMATION_AUDIENCE, CONFIRMATION_LIFETIME, asked_at)


def read_confirmation(token: str, now: datetime) -> tuple[str, str]:
    """The address key and the registration's id. Raises LinkNoLongerValid."""
    claims = _verified(token, CONFIRMATION_AUDIENCE, now)
    return claims["sub"], claims["jti"]


def reset_token(account_id: str, credentials_version: int, asked_at: datetime) -> str:
    """Sets one new password; runs out an hour after it was asked for, and with any other new password."""
    claims = {"sub": account_id, "ver": credentials_version}
    return tokens.sign(claims, RESET_AUDIENCE, RESET_LIFETIME, asked_at)


def read_reset(token: str, now: datetime) -> tuple[str, int]:
    """The account's id and the version of the credentials to replace. Raises LinkNoLongerValid."""
    claims = _verified(token, RESET_AUDIENCE, now)
    return claims["sub"], claims["ver"]


def _verified(token: str, audience: str, now: datetime) -> dict[str, Any]:
    try:
        return tokens.verify(token, audience, now)
    except tokens.TokenInvalid:
        raise LinkNoLongerValid() from None
