"""What affiliates do when others publish their facts, and on a schedule."""

from __future__ import annotations

from chalicelib.affiliates import earning, personal
from chalicelib.identity import AccountDeleted
from chalicelib.kit.events import Subscriber, Subscriptions
from chalicelib.kit.schedules import Schedule
from chalicelib.orders.events import (
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderDisputeClosed,
    OrderDisputed,
    OrderPaid,
    OrderRefunded,
    PaymentCardSeen,
    RefundFailed,
)

SUBSCRIPTIONS: Subscriptions = {
    OrderPaid: (Subscriber("affiliates.earn", earning.on_paid),),
    PaymentCardSeen: (Subscriber("affiliates.note_card", earning.on_card_seen),),
    OrderRefunded: (Subscriber("affiliates.take_back", earning.on_refunded),),
    RefundFailed: (Subscriber("affiliates.give_again", earning.on_refund_failed),),
    OrderCancelled: (Subscriber("affiliates.take_all_back", earning.on_cancelled),),
    OrderDisputed: (Subscriber("affiliates.note_dispute", earning.on_disputed),),
    OrderDisputeClosed: (Subscriber("affiliates.note_dispute_closed", earning.on_dispute_closed),),
    OrderDelivered: (Subscriber("affiliates.note_delivery", earning.on_delivered),),
    OrderCompleted: (Subscriber("affiliates.note_completion", earning.on_completed),),
    AccountDeleted: (Subscriber("affiliates.forget_account", personal.forget),),
}
SCHEDULES: tuple[Schedule, ...] = (
    Schedule("affiliates.approve_due", 5, earning.approve_due),
    Schedule("affiliates.forget_who_left", 24 * 60, personal.forget_who_left),
)
