"""What payouts do when facts are published, and on a schedule."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.affiliates import onboarding, payout_work
from chalicelib.affiliates.payout_events import ConnectEvent, PayoutMoved, ReversalRequested
from chalicelib.kit.events import Delivery, Subscriber, Subscriptions
from chalicelib.kit.schedules import Schedule
from chalicelib.kit.tx import Tx


def _start_work(delivery: Delivery, tx: Tx) -> None:
    payout_work.start(delivery.fact.payout_id)


SUBSCRIPTIONS: Subscriptions = {
    PayoutMoved: (Subscriber("affiliates.work_on_payout", _start_work, outside=True),),
    ReversalRequested: (Subscriber("affiliates.bring_payment_back", onboarding.carry_out_reversal, outside=True),),
    ConnectEvent: (Subscriber("affiliates.connect_event", onboarding.on_event, outside=True),),
}
SCHEDULES: tuple[Schedule, ...] = (Schedule("affiliates.resume_payouts", 5, payout_work.resume),)
JOBS: dict[str, Callable[[str], None]] = {payout_work.JOB: payout_work.run}
"""Long work by name: what it works on is the subject's id."""
