"""An order's life: paid, accepted, shipped, completed, cancelled. Each function is order × command × now → order.

What a step does to stock comes back as `StockMove`s, which the service hands to the catalogue in the same transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from chalicelib.kit.errors import Conflict
from chalicelib.kit.money import Money
from chalicelib.orders.domain.order import (
    By,
    Line,
    Order,
    Pieces,
    PiecesExceeded,
    Shipment,
    Transfer,
    WrongState,
    noted,
    require,
    with_lines,
)

CUSTOMER_CANCELS_IN = ("placed", "paid", "accepted", "pre_accepted")
STAFF_CANCELS_IN = (*CUSTOMER_CANCELS_IN, "in_progress")


class NothingToShip(Conflict):
    title = "Nothing is left to ship"


class ShipmentUnknown(Conflict):
    title = "The order has no such shipment"


class AmountDiffers(Conflict):
    title = "That is not the amount that is due"


class StockMove(msgspec.Struct, frozen=True):
    """Pieces that leave the shelf (`ship`), are free again (`release`), or come back to it (`restock`)."""

    kind: Literal["ship", "release", "restock"]
    sku: str
    quantity: int


def pay(order: Order, came: Money, intent: str | None, now: datetime) -> tuple[Order, list[StockMove]]:
    """Money came in. A second report of the same payment changes nothing; a cancelled order keeps its state. Another amount
    than the total ends the order. What came in for an order that is cancelled has to be refunded by the caller."""
    if order.paid_at is not None:
        return order, []
    if order.payment is None:
        raise WrongState("This order is not paid here.")
    paid = replace(order.payment, paid_at=now, intent=intent)
    if came == Money(order.total, order.currency):
        state = "paid" if order.state == "placed" else order.state
        return noted(order, now, "payment_received", "system", payment=paid, state=state), []
    kept, released = drop_open(order)
    detail = f"{came.decimal_text()} {came.currency} came in; it goes back."
    misfit = replace(paid, misfit=came)
    ended = noted(kept, now, "payment_failed", "system", detail, payment=misfit)
    if ended.state != "cancelled":
        ended = noted(ended, now, "cancelled", "system", state="cancelled")
    return ended, released


def payment_declined(order: Order, now: datetime) -> tuple[Order, list[StockMove]]:
    """The one payment that its pay page took failed later; the page takes no other, so the order is over."""
    if not order.payment_due:
        return order, []
    return expire(noted(order, now, "payment_failed", "system", "The payment was declined"), now)


def record_transfer(order: Order, reference: str, came: Money, now: datetime) -> Order:
    """An order on account was paid by transfer. Goods go their own way: its state stays."""
    if not order.due:
        raise WrongState("Nothing is owed for this order.", state=order.state)
    due = Money(order.due, order.currency)
    if came != due:
        raise AmountDiffers(f"{due.decimal_text()} {due.currency} is due; record that amount.", due=due)
    transfer = Transfer(reference, came.minor, now)
    return noted(order, now, "payment_received", "staff", reference, transfer=transfer)


def accept(order: Order, note: str, now: datetime) -> Order:
    """Staff take the order on; a pre-acceptance order is taken up."""
    if order.kind == "pre_acceptance":
        require(order, "pre_accepted")
        return noted(order, now, "taken_up", "staff", note, state="in_progress")
    require(order, "placed" if order.kind == "on_account" else "paid")
    return noted(order, now, "accepted", "staff", note, state="accepted")


def ship(order: Order, parcel: Shipment, now: datetime) -> tuple[Order, list[StockMove]]:
    """A parcel leaves with its lines' pieces, or with all that is still to go where it names none."""
    require(order, "accepted", "partially_shipped")
    sent = combined(parcel.lines) or tuple(Pieces(line.id, line.open) for line in order.lines if line.open)
    if not sent:
        raise NothingToShip("Every piece was sent, cancelled or refunded; complete the order.")
    changed: dict[str, Line] = {}
    for part in sent:
        line = order.line(part.line)
        if part.quantity > line.open:
            raise PiecesExceeded(f"Of {line.sku} only {line.open} pieces are still to be sent.", line=line.id)
        changed[line.id] = replace(line, shipped=line.shipped + part.quantity)
    lines = with_lines(order, changed)
    shipped = noted(
        order,
        now,
        "shipped",
        "staff",
        f"{parcel.carrier} {parcel.tracking_number}",
        lines=lines,
        shipments=(*order.shipments, replace(parcel, lines=sent)),
        state="shipped" if all(line.open == 0 for line in lines) else "partially_shipped",
    )
    return shipped, moves("ship", order, sent)


def deliver(order: Order, shipment_id: str, now: datetime) -> Order:
    """A parcel arrived. Saying so again changes nothing."""
    known = {shipment.id: shipment for shipment in order.shipments}
    if shipment_id not in known:
        raise ShipmentUnknown()
    if known[shipment_id].delivered_at is not None:
        return order
    known[shipment_id] = replace(known[shipment_id], delivered_at=now)
    detail = known[shipment_id].tracking_number
    return noted(order, now, "delivered", "staff", detail, shipments=tuple(known.values()))


def complete(order: Order, business_reference: str, note: str, now: datetime) -> tuple[Order, list[StockMove]]:
    """Close the order. A pre-acceptance order needs its number in the business system; what it held in stock is handed over."""
    if order.kind == "pre_acceptance":
        require(order, "in_progress")
        if not business_reference.strip():
            raise WrongState("Give the order's number in the business system.")
        handed = tuple(Pieces(line.id, line.open) for line in order.lines if line.open)
        lines = tuple(replace(line, shipped=line.shipped + line.open) for line in order.lines)
        done = noted(
            order,
            now,
            "completed",
            "staff",
            note,
            state="completed",
            lines=lines,
            business_reference=business_reference.strip(),
        )
        return done, moves("ship", order, handed)
    require(order, "accepted", "shipped")
    if not order.fully_sent:
        raise WrongState("There are pieces still to be sent; ship or refund them first.")
    reference = business_reference.strip() or order.business_reference
    return noted(order, now, "completed", "staff", note, state="completed", business_reference=reference), []


def cancel(order: Order, by: By, reason: str, now: datetime) -> tuple[Order, list[StockMove]]:
    """Take the order back before anything left. What was paid has to be refunded by the caller."""
    require(order, *(CUSTOMER_CANCELS_IN if by == "customer" else STAFF_CANCELS_IN))
    kept, released = drop_open(order)
    return noted(kept, now, "cancelled", by, reason, state="cancelled"), released


def expire(order: Order, now: datetime) -> tuple[Order, list[StockMove]]:
    """The time to pay ran out. An order that is paid, or gone already, stays as it is."""
    if not order.payment_due:
        return order, []
    kept, released = drop_open(order)
    return noted(kept, now, "payment_expired", "system", state="cancelled"), released


def drop_open(order: Order) -> tuple[Order, list[StockMove]]:
    """No piece that is still here will be sent."""
    dropped = tuple(Pieces(line.id, line.open) for line in order.lines if line.open)
    lines = tuple(replace(line, dropped=line.dropped + line.open) for line in order.lines)
    return replace(order, lines=lines), moves("release", order, dropped)


def combined(pieces: Iterable[Pieces]) -> tuple[Pieces, ...]:
    """Pieces of the same line as one."""
    sums: dict[str, int] = {}
    for part in pieces:
        sums[part.line] = sums.get(part.line, 0) + part.quantity
    return tuple(Pieces(line, quantity) for line, quantity in sums.items())


def moves(kind: Literal["ship", "release", "restock"], order: Order, pieces: Iterable[Pieces]) -> list[StockMove]:
    """What `pieces` mean for the stock, one move a SKU; products that are not counted mean nothing."""
    counted: Counter[str] = Counter()
    for part in pieces:
        for sku, quantity in held(order.line(part.line)):
            counted[sku] += quantity * part.quantity
    return [StockMove(kind, sku, quantity) for sku, quantity in counted.items() if quantity]


def held(line: Line) -> list[tuple[str, int]]:
    """The SKUs that stock is held of for one piece of a line, and how many of each."""
    own = [(line.sku, 1)] if line.tracked else []
    return own + [(part.sku, part.quantity) for part in line.parts]
