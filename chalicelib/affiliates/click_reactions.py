"""What links do when facts come: count clicks, tell members' own tools."""

from __future__ import annotations

from chalicelib.affiliates.click_events import Clicked, WebhookDue
from chalicelib.affiliates.counters import count_clicks
from chalicelib.affiliates.events import CommissionAccrued, CommissionApproved, CommissionReversed
from chalicelib.affiliates.webhooks import send, tell
from chalicelib.kit.events import BatchSubscriber, Subscriber, Subscriptions
from chalicelib.kit.schedules import Schedule

SUBSCRIPTIONS: Subscriptions = {
    Clicked: [BatchSubscriber("affiliates.count_clicks", count_clicks)],
    CommissionAccrued: [Subscriber("affiliates.webhooks_on_accrued", tell)],
    CommissionApproved: [Subscriber("affiliates.webhooks_on_approved", tell)],
    CommissionReversed: [Subscriber("affiliates.webhooks_on_reversed", tell)],
    WebhookDue: [Subscriber("affiliates.send_webhook", send, outside=True)],
}
SCHEDULES: tuple[Schedule, ...] = ()
