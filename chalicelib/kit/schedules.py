"""Work that a clock starts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from chalicelib.kit import clock

log = logging.getLogger(__name__)


class Schedule(msgspec.Struct, frozen=True):
    """`work(now)` runs every `every_minutes`; it must be safe to run twice, and after a gap."""

    name: str
    every_minutes: int
    work: Callable[[datetime], object]


def fired_at(event: Mapping[str, Any], now: datetime) -> datetime:
    """The minute that a clock's event stands for: EventBridge says it, however late it comes; else it is now."""
    time = event.get("time")
    return datetime.fromisoformat(time) if time else now


def run_due(schedules: Iterable[Schedule], now: datetime) -> None:
    """Run each schedule whose minute has come. One that fails is logged and hinders no other."""
    minute = clock.epoch_seconds(now) // 60
    for schedule in schedules:
        if minute % schedule.every_minutes == 0:
            try:
                schedule.work(now)
            except Exception:
                log.exception("schedule %s failed", schedule.name)
