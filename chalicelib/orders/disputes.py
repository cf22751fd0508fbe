"""What becomes of an order whose payment is disputed at the buyer's bank."""

from __future__ import annotations

from chalicelib.kit.events import Delivery
from chalicelib.kit.tx import Tx
from chalicelib.orders import service, store
from chalicelib.orders.domain import disputes
from chalicelib.orders.domain.order import Dispute, Order
from chalicelib.orders.events import OrderDisputeClosed, OrderDisputed
from chalicelib.orders.payments import NotYetThere
from chalicelib.orders.store import OrderItem
from chalicelib.orders.stripe_gateway import PaymentDispute, gateway


def on_stripe_event(delivery: Delivery, tx: Tx) -> None:
    """Stripe told something about a dispute: ask how it stands now, since events come in any order."""
    if delivery.fact.dispute_id is None:
        return
    found = gateway().find_dispute(delivery.fact.dispute_id)
    if found.order_id is None:
        return  # of a payment that no order knows
    item = store.find_order(found.order_id)
    if item is None or item.document.paid_at is None:
        raise NotYetThere(f"the payment of order {found.order_id} is not there yet")
    record(tx, item, found)


def record(tx: Tx, item: OrderItem, found: PaymentDispute) -> None:
    """Write down how a dispute stands, and tell; once."""
    before = item.document
    order = disputes.tell(before, _dispute(before, found), tx.at)
    if order is before:
        return
    known = {one.id for one in before.disputes}
    if found.state != "open":
        tx.publish(service.fact(OrderDisputeClosed, order, dispute_id=found.id, outcome=found.state))
    elif found.id not in known:
        tx.publish(service.fact(OrderDisputed, order, dispute_id=found.id))
    service.save(tx, item, service.with_disputed_money(tx, order))


def _dispute(order: Order, found: PaymentDispute) -> Dispute:
    """A dispute in another currency than was paid is about the whole payment: there is no rate to divide it by."""
    amount = min(found.amount, order.paid_amount) if found.currency == order.paid_currency else order.paid_amount
    return Dispute(found.id, found.state, amount, found.reason, found.opened_at, found.answer_by)
