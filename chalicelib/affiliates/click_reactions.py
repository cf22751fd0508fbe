"""What links and members' own tools do when facts come: count clicks, write down what webhooks are to be told."""

from __future__ import annotations

from chalicelib.affiliates.click_events import Clicked
from chalicelib.affiliates.counters import count_clicks
from chalicelib.affiliates.events import CommissionAccrued, CommissionApproved, CommissionRestored, CommissionReversed
from chalicelib.affiliates.payout_events import PayoutFailed, PayoutPaid
from chalicelib.affiliates.webhook_messages import tell
from chalicelib.kit.events import BatchSubscriber, Subscriber, Subscriptions
from chalicelib.kit.schedules import Schedule

SUBSCRIPTIONS: Subscriptions = {
    Clicked: [BatchSubscriber("affiliates.count_clicks", count_clicks)],
    CommissionAccrued: [Subscriber("affiliates.webhooks_on_accrued", tell)],
    CommissionApproved: [Subscriber("affiliates.webhooks_on_approved", tell)],
    CommissionReversed: [Subscriber("affiliates.webhooks_on_reversed", tell)],
    CommissionRestored: [Subscriber("affiliates.webhooks_on_restored", tell)],
    PayoutPaid: [Subscriber("affiliates.webhooks_on_paid", tell)],
    PayoutFailed: [Subscriber("affiliates.webhooks_on_failed", tell)],
}
SCHEDULES: tuple[Schedule, ...] = ()
