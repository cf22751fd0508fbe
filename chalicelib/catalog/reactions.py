"""What catalog does when others publish their facts, and on a schedule."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.kit.events import Subscriptions
from chalicelib.kit.schedules import Schedule

SUBSCRIPTIONS: Subscriptions = {}
SCHEDULES: tuple[Schedule, ...] = ()
JOBS: dict[str, Callable[[str], None]] = {}
"""Long work by name: what it works on is the subject's id."""
