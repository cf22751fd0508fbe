"""What became of payments: Stripe's events, orders whose time to pay ran out, and webhooks that never came."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from chalicelib.kit.errors import PorticoError
from chalicelib.kit.events import Delivery
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx
from chalicelib.orders import service, store
from chalicelib.orders.domain import life, refunds
from chalicelib.orders.events import PaymentCardSeen, RefundFailed, StripeEvent
from chalicelib.orders.store import OrderItem
from chalicelib.orders.stripe_gateway import Session, gateway, our_amount

log = logging.getLogger(__name__)

MAX_ORDERS_A_RUN = 200
RECONCILE_AFTER = timedelta(minutes=2)
"""Webhooks usually come within seconds; orders younger than this are left to them."""


_EXPIRED = "checkout.session.expired"


class NotYetThere(PorticoError):
    """What an event speaks of has not been written yet; the event is parked and comes again."""


def on_stripe_event(delivery: Delivery, tx: Tx) -> None:
    """Act on one event of Stripe's, in whatever order and however often they come."""
    event: StripeEvent = delivery.fact
    act = _ACTIONS.get(event.kind)
    if act is None or event.order_id is None:
        return
    item = store.find_order(event.order_id)
    if item is not None:
        act(event, item, tx)
    elif event.kind != _EXPIRED:  # a page whose checkout failed runs out unseen: there never was an order
        raise NotYetThere(f"order {event.order_id} is not there yet")


def _session_paid(event: StripeEvent, item: OrderItem, tx: Tx) -> None:
    if event.payment_status != "paid":
        return  # a delayed method: `async_payment_succeeded` follows
    currency = event.currency or ""
    service.record_payment(tx, item, Money(our_amount(event.amount or 0, currency), currency), event.intent)


def _session_expired(event: StripeEvent, item: OrderItem, tx: Tx) -> None:
    _expire(tx, item)


def _payment_failed(event: StripeEvent, item: OrderItem, tx: Tx) -> None:
    order, moves = life.payment_declined(item.document, tx.at)
    if order is not item.document:
        service.cancelled(tx, item, order, moves, "payment_expired")


def _refund_changed(event: StripeEvent, item: OrderItem, tx: Tx) -> None:
    order = item.document
    if event.refund_id is None or event.refund_status not in ("succeeded", "failed", "canceled"):
        return
    if all(refund.id != event.refund_id for refund in order.refunds):
        raise NotYetThere(f"refund {event.refund_id} is not there yet")
    settle(tx, item, event.refund_id, succeeded=event.refund_status == "succeeded")


def _charged(event: StripeEvent, item: OrderItem, tx: Tx) -> None:
    order = item.document
    if event.card_key is not None:
        keys = service.buyer_keys(order)
        tx.publish(service.fact(PaymentCardSeen, order, lines=(), card_key=event.card_key, buyer_keys=keys))


_ACTIONS: dict[str, Callable[[StripeEvent, OrderItem, Tx], None]] = {
    "checkout.session.completed": _session_paid,
    "checkout.session.async_payment_succeeded": _session_paid,
    "checkout.session.async_payment_failed": _payment_failed,
    _EXPIRED: _session_expired,
    "charge.succeeded": _charged,
    "refund.created": _refund_changed,
    "refund.updated": _refund_changed,
    "refund.failed": _refund_changed,
    "charge.refund.updated": _refund_changed,
}
EVENTS = frozenset(
    {
        *_ACTIONS,
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    }
)
"""The types of Stripe's events that mean something here: what a webhook endpoint should be subscribed to."""


def settle(tx: Tx, item: OrderItem, refund_id: str, *, succeeded: bool) -> None:
    """Write down how a refund went, and tell; once."""
    order = refunds.settle_refund(item.document, refund_id, "succeeded" if succeeded else "failed", tx.at)
    if order is item.document:
        return
    refund = next(known for known in order.refunds if known.id == refund_id)
    if succeeded:
        tx.publish(service.refunded_fact(order, refund))
    else:
        tx.publish(service.fact(RefundFailed, order, lines=(), refund_id=refund_id))
        order = service.with_disputed_money(tx, order)
    service.save(tx, item, order)


def expire_due(now: datetime) -> int:
    """Close the orders whose time to pay ran out: the pay page first, then the order. One that was paid after all is marked
    paid. Returns how many were looked at with success."""
    return _each(store.due("placed", now), now, _expire_one)


def reconcile(now: datetime) -> int:
    """Ask Stripe about the orders that wait for their payment, in case its webhook was lost."""
    return _each(store.due("placed", None), now, _reconcile_one)


def close_session(delivery: Delivery, tx: Tx) -> None:
    """A cancelled order's pay page is closed; if paying was faster, the money is recorded and goes back."""
    if delivery.fact.reason == "payment_expired":
        return  # its page was closed first
    item = service.must_find(delivery.fact.order_id)
    payment = item.document.payment
    if payment is not None and payment.paid_at is None:
        _record_if_paid(tx, item, gateway().expire_session(payment.session))


def _expire_one(item: OrderItem, tx: Tx) -> None:
    payment = item.document.payment
    if payment is None or not item.document.payment_due:
        return
    if not _record_if_paid(tx, item, gateway().expire_session(payment.session)):
        _expire(tx, item)


def _reconcile_one(item: OrderItem, tx: Tx) -> None:
    order = item.document
    if order.payment is not None and order.payment_due and order.created_at + RECONCILE_AFTER <= tx.at:
        session = gateway().find_session(order.payment.session)
        if not _record_if_paid(tx, item, session) and session.status == "expired":
            _expire(tx, item)


def _record_if_paid(tx: Tx, item: OrderItem, session: Session) -> bool:
    if session.status != "complete" or not session.is_paid:
        return False
    service.record_payment(tx, item, Money(session.amount, session.currency), session.intent)
    return True


def _expire(tx: Tx, item: OrderItem) -> None:
    order, moves = life.expire(item.document, tx.at)
    if order is not item.document:
        service.cancelled(tx, item, order, moves, "payment_expired")


def _each(order_ids: Iterator[str], now: datetime, act: Callable[[OrderItem, Tx], None]) -> int:
    """Act on each order in a transaction of its own; one that fails is logged and comes again with the next run. Failed ones
    do not count towards the most that a run looks at: however many there are, the others get their turn."""
    done = 0
    for order_id in order_ids:
        if done == MAX_ORDERS_A_RUN:
            break
        tx = Tx(now)

        def decide(order_id: str = order_id, tx: Tx = tx) -> None:
            item = store.find_order(order_id)
            if item is not None:
                act(item, tx)

        try:
            tx.run(decide)
            done += 1
        except Exception:
            log.exception("order %s: its payment could not be looked at", order_id)
    return done
