"""Deliver what is in the outbox, as the stream would at its worst: every fact twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from chalicelib.kit import clock, events
from chalicelib.kit.events import DeliveryItem, Subscriptions
from chalicelib.kit.facts import EventItem

MAX_ROUNDS = 20
"""Facts that lead to facts lead to an end; a ring of them is a bug."""


@dataclass
class Drain:
    """Call it to deliver every fact that is not delivered yet, and those that come of them, then what is parked and due, and what waits
    for others' tools.
    Returns the types of the delivered facts in order."""

    subscriptions: Callable[[], Subscriptions]
    couriers: Callable[[], int] = int
    """Sends what waits for others' tools; how much that was."""
    _seen: set[str] = field(default_factory=set)

    def __call__(self) -> list[str]:
        delivered: list[str] = []
        for _ in range(MAX_ROUNDS):
            fresh = sorted(
                (item for item in EventItem.scan(consistent_read=True) if item.event_id not in self._seen),
                key=lambda item: item.event_id,
            )
            for item in fresh:
                self._seen.add(item.event_id)
                delivered.append(item.type)
                for _twice in range(2):
                    events.deliver(item, self.subscriptions(), clock.now())
            if not fresh and not events.retry_parked(self.subscriptions(), clock.now()) and not self.couriers():
                return delivered
        raise AssertionError(f"facts still come after {MAX_ROUNDS} rounds: {delivered[-10:]}")

    def parked(self) -> list[DeliveryItem]:
        """Deliveries that did not succeed (yet), whatever their state: what a test expects to be empty."""
        return [item for item in DeliveryItem.scan(consistent_read=True) if item.state is not None]
