"""Signatures of Stripe's webhooks: HMAC-SHA-256 over `timestamp.body`, several `v1` (https://docs.stripe.com/webhooks#verify-manually)."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime

from chalicelib.kit import clock
from chalicelib.kit.errors import BadRequest
from chalicelib.kit.secrets import read_secret

TOLERANCE_SECONDS = 300
_SECONDS = re.compile("[0-9]{1,12}")


class BadSignature(BadRequest):
    title = "The signature does not fit"


def verify(raw: bytes, header: str, secret: str, now: datetime) -> None:
    """Raise BadSignature unless `header` holds a signature of `raw` under `secret` (or what it refers to), made within the tolerance."""
    parts = [part.partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in parts if name.strip() == "t"]
    given = [value for name, _, value in parts if name.strip() == "v1"]
    if len(stamps) != 1 or not _SECONDS.fullmatch(stamps[0]) or not given:
        raise BadSignature()
    if abs(clock.epoch_seconds(now) - int(stamps[0])) > TOLERANCE_SECONDS:
        raise BadSignature("The signature is too old.")
    key = read_secret(secret)
    if not key:
        raise BadSignature("No webhook secret is configured.")
    expected = hmac.new(key.encode(), f"{stamps[0]}.".encode() + raw, hashlib.sha256).hexdigest()
    if not any(hmac.compare_digest(expected.encode(), candidate.encode()) for candidate in given):
        raise BadSignature()
