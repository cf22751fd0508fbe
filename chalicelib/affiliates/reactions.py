"""What affiliates do when others publish their facts, and on a schedule."""

from __future__ import annotations

from chalicelib.kit.events import Subscriptions
from chalicelib.kit.schedules import Schedule

SUBSCRIPTIONS: Subscriptions = {}
SCHEDULES: tuple[Schedule, ...] = ()
