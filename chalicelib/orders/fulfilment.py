"""What staff and customers do with an order after it was placed. Each is one read, one decision, one transaction."""

from __future__ import annotations

from msgspec.structs import replace

from chalicelib.kit import ids
from chalicelib.kit.errors import Invalid
from chalicelib.kit.tx import Tx
from chalicelib.orders import placing, service, stock
from chalicelib.orders.configured import is_counted
from chalicelib.orders.domain import life, refunds
from chalicelib.orders.domain.delivery import tracking_url
from chalicelib.orders.domain.order import Line, Pieces, Shipment, noted
from chalicelib.orders.events import (
    OrderAccepted,
    OrderCompleted,
    OrderDelivered,
    OrderShipped,
    ReturnChanged,
)
from chalicelib.orders.schemas import (
    LineQuantity,
    PaymentRecord,
    RefundRequest,
    ReturnDecision,
    ReturnRequest,
    ShipmentRequest,
)
from chalicelib.orders.service import fact, paid_fact
from chalicelib.orders.store import OrderItem
from chalicelib.orders.views import Viewer


def accept(item: OrderItem, note: str, tx: Tx) -> OrderItem:
    """Staff take the order on. A pre-acceptance order's counted pieces are held from then on. Raises OutOfStock at commit."""
    order = life.accept(item.document, note, tx.at)
    if order.kind == "pre_acceptance":
        order = replace(order, lines=tuple(_held(line) for line in order.lines))
        stock.hold(order, tx)
    tx.publish(fact(OrderAccepted, order))
    return service.save(tx, item, order)


def record_payment(item: OrderItem, request: PaymentRecord, tx: Tx) -> OrderItem:
    """An order on account was paid by transfer."""
    order = life.record_transfer(item.document, request.reference.strip(), request.amount, tx.at)
    tx.publish(paid_fact(order))
    return service.save(tx, item, order)


def ship(item: OrderItem, request: ShipmentRequest, tx: Tx) -> OrderItem:
    """A parcel leaves."""
    number = request.tracking_number.strip()
    parcel = Shipment(
        id=ids.new_id("shp", tx.at),
        carrier=request.carrier.strip(),
        tracking_number=number,
        tracking_url=tracking_url(request.carrier, number),
        shipped_at=tx.at,
        lines=_pieces(request.lines),
    )
    order, moves = life.ship(item.document, parcel, tx.at)
    tx.publish(fact(OrderShipped, order, shipment_id=parcel.id))
    return service.save(tx, item, order, moves)


def deliver(item: OrderItem, shipment_id: str, tx: Tx) -> OrderItem:
    """A parcel arrived."""
    order = life.deliver(item.document, shipment_id, tx.at)
    if order is item.document:
        return item
    arrived = order.fully_sent and all(parcel.delivered_at is not None for parcel in order.shipments)
    tx.publish(fact(OrderDelivered, order, shipment_id=shipment_id, all_arrived=arrived))
    return service.save(tx, item, order)


def complete(item: OrderItem, business_reference: str, note: str, tx: Tx) -> OrderItem:
    """Close the order."""
    order, moves = life.complete(item.document, business_reference, note, tx.at)
    tx.publish(fact(OrderCompleted, order))
    return service.save(tx, item, order, moves)


def cancel(item: OrderItem, viewer: Viewer, reason: str, tx: Tx) -> OrderItem:
    """Take the order back: stock is free again, what was paid goes back."""
    order, moves = life.cancel(item.document, viewer, reason, tx.at)
    return service.cancelled(tx, item, order, moves, viewer)


def refund(item: OrderItem, request: RefundRequest, tx: Tx) -> OrderItem:
    """Decide a refund; Stripe carries it out after the commit."""
    order, refund_id = item.document, ids.new_id("ref", tx.at)
    if request.lines and request.amount:
        raise Invalid(fields={"amount": "give pieces or an amount, not both"})
    if request.amount is not None:
        if request.amount.currency != order.paid_currency:
            raise Invalid(fields={"amount.currency": f"the order was paid in {order.paid_currency}"})
        changed = refunds.refund_amount(order, refund_id, request.amount.minor, request.reason, tx.at)
        moves: list[life.StockMove] = []
    elif request.lines:
        changed, moves = refunds.refund_pieces(
            order, refund_id, _pieces(request.lines), request.reason, tx.at, restock=request.restock
        )
    else:
        changed, moves = refunds.refund_all(order, refund_id, request.reason, tx.at, restock=request.restock)
    service.tell_refund(tx, changed, refund_id)
    return service.save(tx, item, changed, moves)


def request_return(item: OrderItem, viewer: Viewer, request: ReturnRequest, tx: Tx) -> OrderItem:
    """Pieces are to come back."""
    return_id = ids.new_id("ret", tx.at)
    order = refunds.request_return(item.document, return_id, _pieces(request.lines), request.reason, tx.at, by=viewer)
    tx.publish(ReturnChanged(order.id, return_id, "requested"))
    return service.save(tx, item, order)


def decide_return(item: OrderItem, return_id: str, request: ReturnDecision, tx: Tx) -> OrderItem:
    """Staff approve or reject a return, or have received it."""
    order = item.document
    moves: list[life.StockMove] = []
    if request.decision == "approve":
        order = refunds.decide_return(order, return_id, "approved", request.note, tx.at)
    elif request.decision == "reject":
        order = refunds.decide_return(order, return_id, "rejected", request.note, tx.at)
    else:
        order, moves = refunds.receive_return(order, return_id, request.note, tx.at, restock=request.restock)
        if request.refund:
            refund_id = ids.new_id("ref", tx.at)
            known = order
            order = refunds.refund_return(order, return_id, refund_id, tx.at)
            if order is not known:
                service.tell_refund(tx, order, refund_id)
    state = next(back.state for back in order.returns if back.id == return_id)
    tx.publish(ReturnChanged(order.id, return_id, state))
    return service.save(tx, item, order, moves)


def add_note(item: OrderItem, note: str, tx: Tx) -> OrderItem:
    """A remark that only staff see."""
    return service.save(tx, item, noted(item.document, tx.at, "note", "staff", note))


def _held(line: Line) -> Line:
    parts = placing.counted_parts(line.configuration)
    return replace(line, tracked=is_counted(line.sku), parts=parts)


def _pieces(lines: list[LineQuantity]) -> tuple[Pieces, ...]:
    return tuple(Pieces(line.line, line.quantity) for line in lines)
