"""Money back and goods back. What is refunded never exceeds what was paid: refunds under way count as gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from chalicelib.kit.errors import Conflict, Invalid
from chalicelib.kit.money import charge_step, split
from chalicelib.orders.domain.life import StockMove, combined, moves
from chalicelib.orders.domain.order import (
    By,
    Line,
    Order,
    Pieces,
    PiecesExceeded,
    Refund,
    Return,
    Share,
    noted,
    require,
    with_lines,
)


class RefundTooHigh(Conflict):
    title = "That is more than can still be refunded"


class NothingToRefund(Conflict):
    title = "Nothing is left to refund"


class ReturnUnknown(Conflict):
    title = "The order has no such return"


def refunded_of(order: Order, line: str, *, succeeded_only: bool = False) -> int:
    """Money refunded for a line: paid back, and under way unless `succeeded_only`."""
    counted = ("succeeded",) if succeeded_only else ("pending", "succeeded")
    return sum(s.amount for r in order.refunds if r.state in counted for s in r.shares if s.line == line)


def refundable_of(order: Order, line: Line) -> int:
    """What can still be paid back for a line."""
    return line.payable - refunded_of(order, line.id) if order.is_charged else 0


def refund_pieces(
    order: Order,
    refund_id: str,
    pieces: Sequence[Pieces],
    reason: str,
    now: datetime,
    *,
    restock: bool,
    return_id: str | None = None,
) -> tuple[Order, list[StockMove]]:
    """Pay back pieces of lines. Pieces that have not left are taken off the order (unless they come from a return): back on
    sale with `restock`, written off without. That is done even where no money is left for them."""
    wanted = combined(pieces)
    shares = tuple(_share(order, part) for part in wanted)
    if return_id is not None:
        return _record(order, refund_id, shares, reason, now, return_id=return_id), []
    if not any(share.amount for share in shares):
        return _drop_unpaid_for(order, refund_id, shares, reason, now, restock=restock)
    return _take_off(_record(order, refund_id, shares, reason, now), wanted, restock=restock)


def refund_amount(order: Order, refund_id: str, amount: int, reason: str, now: datetime) -> Order:
    """Pay back an amount, spread over lines and delivery by what is left of each; pieces stay as they are."""
    if amount <= 0:
        raise NothingToRefund("Give an amount above zero.")
    step = charge_step(order.paid_currency)
    if amount % step:
        raise Invalid(
            fields={"amount.amount": f"must be a multiple of {step}: cards are paid back in no smaller steps"}
        )
    if amount > order.refundable:
        raise RefundTooHigh(f"At most {order.refundable} {order.currency} (minor units) can still be refunded.")
    if order.misfit is not None:
        return _record(order, refund_id, (), reason, now, misfit=amount)
    shares, delivery = _spread(order, amount, step)
    return _record(order, refund_id, shares, reason, now, delivery=delivery)


def taken_by_bank(order: Order, refund_id: str, amount: int, reason: str, now: datetime) -> Order:
    """The buyer's bank took an amount back that was still refundable: a refund that is done, spread as one of an amount. Pieces stay as
    they are: whether the rest is sent is for staff to decide."""
    shares, delivery = ((), 0) if order.misfit else _spread(order, amount, 1)
    taken = Refund(refund_id, "succeeded", amount, delivery, shares, reason, now, method="dispute")
    return replace(order, updated_at=now, refunds=(*order.refunds, taken))


def refund_all(
    order: Order, refund_id: str, reason: str, now: datetime, *, restock: bool
) -> tuple[Order, list[StockMove]]:
    """Pay back all that is left, delivery too; pieces that have not left are taken off the order."""
    shares = tuple(
        Share(line.id, refundable_of(order, line), line.quantity - claimed_pieces(order, line.id))
        for line in order.lines
        if refundable_of(order, line) or line.quantity > claimed_pieces(order, line.id)
    )
    if order.misfit is not None:
        return _record(order, refund_id, (), reason, now, misfit=order.refundable), []  # the order is over
    if order.refundable == 0:
        return _drop_unpaid_for(order, refund_id, shares, reason, now, restock=restock)
    refunded = _record(order, refund_id, shares, reason, now, delivery=_delivery_left(order))
    open_pieces = tuple(Pieces(line.id, line.quantity) for line in order.lines)
    return _take_off(refunded, open_pieces, restock=restock)


def settle_refund(order: Order, refund_id: str, state: Literal["succeeded", "failed"], now: datetime) -> Order:
    """Stripe said how a refund went. The same news again changes nothing; a refund that failed after all frees its amount."""
    known = {refund.id: refund for refund in order.refunds}
    refund = known.get(refund_id)
    if refund is None or refund.method != "card" or refund.state in (state, "failed"):
        return order
    known[refund_id] = replace(refund, state=state)
    kind: Literal["refunded", "refund_failed"] = "refunded" if state == "succeeded" else "refund_failed"
    return noted(order, now, kind, "system", refund.reason, refunds=tuple(known.values()))


def request_return(
    order: Order, return_id: str, pieces: Sequence[Pieces], reason: str, now: datetime, *, by: By
) -> Order:
    """The buyer wants to send pieces back that were sent and are not on their way back already."""
    require(order, "partially_shipped", "shipped", "completed")
    wanted = combined(pieces)
    for part in wanted:
        left = returnable(order, order.line(part.line))
        if part.quantity > left:
            raise PiecesExceeded(f"Of {order.line(part.line).sku} only {left} pieces can be returned.", line=part.line)
    back = Return(return_id, "requested", reason, now, wanted)
    return noted(order, now, "return_requested", by, reason, returns=(*order.returns, back))


def decide_return(
    order: Order, return_id: str, decision: Literal["approved", "rejected"], note: str, now: datetime
) -> Order:
    """Staff let pieces come back, or do not."""
    _find_return(order, return_id, "requested")
    kind: Literal["return_approved", "return_rejected"] = (
        "return_approved" if decision == "approved" else "return_rejected"
    )
    return noted(order, now, kind, "staff", note, returns=_with_return(order, return_id, state=decision, note=note))


def receive_return(
    order: Order, return_id: str, note: str, now: datetime, *, restock: bool
) -> tuple[Order, list[StockMove]]:
    """The pieces are back."""
    back = _find_return(order, return_id, "approved")
    changed = {
        part.line: replace(order.line(part.line), returned=order.line(part.line).returned + part.quantity)
        for part in back.lines
    }
    received = noted(
        order,
        now,
        "return_received",
        "staff",
        note,
        lines=with_lines(order, changed),
        returns=_with_return(order, return_id, state="received", note=note or back.note),
    )
    return received, moves("restock", order, back.lines) if restock else []


def refund_return(order: Order, return_id: str, refund_id: str, now: datetime) -> Order:
    """Pay back the pieces of a received return, as far as they were not paid back already."""
    back = next(known for known in order.returns if known.id == return_id)
    pieces = [
        Pieces(part.line, min(part.quantity, order.line(part.line).quantity - claimed_pieces(order, part.line)))
        for part in back.lines
    ]
    left = [part for part in pieces if part.quantity > 0]
    if not any(_share(order, part).amount for part in left):
        return order
    refunded, _ = refund_pieces(order, refund_id, left, back.reason, now, restock=False, return_id=return_id)
    return refunded


def returnable(order: Order, line: Line) -> int:
    """Pieces of a line that were sent and neither came back nor are announced."""
    announced = sum(
        part.quantity
        for back in order.returns
        if back.state in ("requested", "approved")
        for part in back.lines
        if part.line == line.id
    )
    return line.shipped - line.returned - announced


def claimed_pieces(order: Order, line: str, *, without_returns: bool = False) -> int:
    """Pieces of a line that refunds (not failed ones) were for."""
    return sum(
        share.quantity
        for refund in order.refunds
        if refund.state != "failed" and not (without_returns and refund.return_id)
        for share in refund.shares
        if share.line == line
    )


def _share(order: Order, part: Pieces) -> Share:
    """Pieces' exact part of their line: after k of n pieces, k/n of its price is paid back, rounded down to what can be paid
    back; so the last piece takes what is left and the parts sum to the whole. Never more than the line has left."""
    line = order.line(part.line)
    before = claimed_pieces(order, line.id)
    after = before + part.quantity
    if after > line.quantity:
        raise PiecesExceeded(f"Of {line.sku} only {line.quantity - before} pieces can still be refunded.", line=line.id)
    step = charge_step(order.currency)
    due = step * (line.payable * after // (line.quantity * step) - line.payable * before // (line.quantity * step))
    return Share(line.id, min(due, refundable_of(order, line)), part.quantity)


def _record(
    order: Order,
    refund_id: str,
    shares: tuple[Share, ...],
    reason: str,
    now: datetime,
    *,
    delivery: int = 0,
    misfit: int = 0,
    return_id: str | None = None,
) -> Order:
    amount = delivery + misfit + sum(share.amount for share in shares)
    if amount <= 0:
        raise NothingToRefund()
    if amount > order.refundable:
        raise RefundTooHigh()
    method = _method(order)
    state: Literal["pending", "succeeded"] = "pending" if method == "card" else "succeeded"
    refund = Refund(refund_id, state, amount, delivery, shares, reason, now, return_id, method)
    kind: Literal["refund_requested", "refunded"] = "refund_requested" if method == "card" else "refunded"
    return noted(order, now, kind, "staff", reason, refunds=(*order.refunds, refund))


def _spread(order: Order, amount: int, step: int) -> tuple[tuple[Share, ...], int]:
    """An amount over lines and delivery by what is left of each, in multiples of `step`; the delivery's part beside."""
    left = [refundable_of(order, line) for line in order.lines] + [_delivery_left(order)]
    *parts, delivery = (part * step for part in split(amount // step, left))
    return tuple(Share(line.id, part) for line, part in zip(order.lines, parts, strict=True) if part), delivery


def _method(order: Order) -> Literal["card", "transfer", "credit"]:
    """How a refund of this order goes. Stripe pays back what was paid there; on account, what is owed is credited, and what was
    transferred is transferred back by the shop's bank: both are done when they are decided."""
    if order.kind != "on_account":
        return "card"
    return "transfer" if order.transfer else "credit"


def _drop_unpaid_for(
    order: Order, refund_id: str, shares: tuple[Share, ...], reason: str, now: datetime, *, restock: bool
) -> tuple[Order, list[StockMove]]:
    """Take pieces off that still had to be sent, but for which nothing was paid or all was paid back: a refund of zero, done
    at once. Otherwise nobody could ever close the order."""
    if order.state not in ("paid", "accepted", "partially_shipped"):
        raise NothingToRefund()
    refund = Refund(refund_id, "succeeded", 0, 0, shares, reason, now, method=_method(order))
    settled = noted(order, now, "refunded", "staff", reason, refunds=(*order.refunds, refund))
    pieces = tuple(Pieces(share.line, share.quantity) for share in shares)
    kept, released = _take_off(settled, pieces, restock=restock)
    if kept.lines == order.lines:
        raise NothingToRefund()
    return kept, released


def _take_off(order: Order, pieces: Sequence[Pieces], *, restock: bool) -> tuple[Order, list[StockMove]]:
    """Refunded pieces that have not left do not leave any more, the unsent ones first."""
    changed: dict[str, Line] = {}
    dropped = []
    for part in pieces:
        line = order.line(part.line)
        claimed = claimed_pieces(order, line.id, without_returns=True)
        more = max(0, min(claimed - line.dropped, line.open))
        if more:
            changed[line.id] = replace(line, dropped=line.dropped + more)
            dropped.append(Pieces(line.id, more))
    kept = replace(order, lines=with_lines(order, changed))
    if kept.state == "partially_shipped" and kept.fully_sent:
        kept = replace(kept, state="shipped")
    return kept, moves("release" if restock else "ship", order, dropped)


def _delivery_left(order: Order) -> int:
    if not order.is_charged:
        return 0
    gone = sum(refund.delivery for refund in order.refunds if refund.state != "failed")
    return order.delivery.payable - gone


def _find_return(order: Order, return_id: str, state: str) -> Return:
    for back in order.returns:
        if back.id == return_id:
            if back.state != state:
                raise ReturnUnknown(f"This return is {back.state} already.", state=back.state)
            return back
    raise ReturnUnknown()


def _with_return(
    order: Order, return_id: str, *, state: Literal["approved", "rejected", "received"], note: str
) -> tuple[Return, ...]:
    return tuple(replace(back, state=state, note=note) if back.id == return_id else back for back in order.returns)
