"""What pricing does when others publish their facts, and on a schedule."""

from __future__ import annotations

from chalicelib.kit.events import Subscriptions
from chalicelib.kit.schedules import Schedule
from chalicelib.pricing import price_lists

SUBSCRIPTIONS: Subscriptions = {}
SCHEDULES: tuple[Schedule, ...] = (Schedule("pricing.sweep_prices", 10, price_lists.sweep),)
