"""Windows of validity: a start that is included and an end that is not; None leaves a side open."""

from __future__ import annotations

from datetime import datetime


def is_open(starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> bool:
    """Whether `now` lies in the window."""
    return (starts_at is None or starts_at <= now) and (ends_at is None or now < ends_at)
