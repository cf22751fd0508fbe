"""What orders do when others publish their facts, and on a schedule."""

from __future__ import annotations

from chalicelib.identity import AccountDeleted
from chalicelib.kit.events import Delivery, Subscriber, Subscriptions
from chalicelib.kit.money import Money
from chalicelib.kit.schedules import Schedule
from chalicelib.kit.tx import Tx
from chalicelib.orders import disputes, mails, payments, personal, stock
from chalicelib.orders.events import (
    MessageReceived,
    OrderAccepted,
    OrderCancelled,
    OrderCompleted,
    OrderDisputed,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
    RefundFailed,
    RefundRequested,
    ReturnChanged,
    StockToMove,
    StripeEvent,
)
from chalicelib.orders.service import must_find
from chalicelib.orders.stripe_gateway import AmountNotChargeable, RefundRefused, gateway


def carry_out_refund(delivery: Delivery, tx: Tx) -> None:
    """Have Stripe pay a refund back, once, and write down how it went."""
    item = must_find(delivery.fact.order_id)
    order = item.document
    refund = next(known for known in order.refunds if known.id == delivery.fact.refund_id)
    if refund.state != "pending" or order.payment is None:
        return
    try:
        amount = Money(refund.amount, order.paid_currency)
        state = gateway().refund(order.payment.intent or "", amount, order.id, refund.id)
    except (RefundRefused, AmountNotChargeable):
        payments.settle(tx, item, refund.id, succeeded=False)
        return
    if state == "succeeded":  # a pending one is settled by Stripe's event
        payments.settle(tx, item, refund.id, succeeded=True)


SUBSCRIPTIONS: Subscriptions = {
    StripeEvent: (
        Subscriber("orders.stripe_event", payments.on_stripe_event),
        Subscriber("orders.stripe_dispute", disputes.on_stripe_event, outside=True),
    ),
    OrderDisputed: (Subscriber("orders.mail_on_disputed", mails.on_disputed, outside=True),),
    StockToMove: (Subscriber("orders.move_stock", stock.on_stock_to_move),),
    RefundRequested: (Subscriber("orders.carry_out_refund", carry_out_refund, outside=True),),
    OrderPlaced: (Subscriber("orders.mail_on_placed", mails.on_placed, outside=True),),
    OrderPaid: (Subscriber("orders.mail_on_paid", mails.on_paid, outside=True),),
    OrderAccepted: (Subscriber("orders.mail_on_accepted", mails.on_accepted, outside=True),),
    OrderShipped: (Subscriber("orders.mail_on_shipped", mails.on_shipped, outside=True),),
    OrderCompleted: (Subscriber("orders.mail_on_completed", mails.on_completed, outside=True),),
    OrderCancelled: (
        Subscriber("orders.close_session", payments.close_session, outside=True),
        Subscriber("orders.mail_on_cancelled", mails.on_cancelled, outside=True),
    ),
    OrderRefunded: (
        Subscriber("orders.mail_on_refunded", mails.on_refunded, outside=True),
        Subscriber("orders.mail_on_refund_by_transfer", mails.on_refund_by_transfer, outside=True),
    ),
    RefundFailed: (Subscriber("orders.mail_on_refund_failed", mails.on_refund_failed, outside=True),),
    ReturnChanged: (Subscriber("orders.mail_on_return", mails.on_return, outside=True),),
    MessageReceived: (Subscriber("orders.mail_on_message", mails.on_message, outside=True),),
    AccountDeleted: (Subscriber("orders.forget_account", personal.forget),),
}
SCHEDULES: tuple[Schedule, ...] = (
    Schedule("orders.expire_payments", 1, payments.expire_due),
    Schedule("orders.reconcile_payments", 5, payments.reconcile),
    Schedule("orders.release_left_over_stock", 1, stock.release_left_over),
)
