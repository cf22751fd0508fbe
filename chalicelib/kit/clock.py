"""The only place where the time is taken. Everything else gets it as an argument, aware and UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC) + _offset


def advance(by: timedelta) -> None:
    """Move this process's clock forward: the demo's and the journeys' way past a hold or an expiry."""
    global _offset
    _offset += by


def epoch_seconds(at: datetime) -> int:
    """Whole seconds since 1970, as DynamoDB's TTL wants them."""
    return int(at.timestamp())


def rfc3339(at: datetime) -> str:
    """`2026-01-31T12:00:00Z`, with milliseconds only where there are any."""
    text = at.astimezone(UTC).isoformat(timespec="milliseconds" if at.microsecond else "seconds")
    return text.replace("+00:00", "Z")
