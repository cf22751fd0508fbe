"""Orders: found for the one who may see them, changed under their version, told as facts."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from chalicelib.catalog import Product, find_product
from chalicelib.identity import email_key, household_key
from chalicelib.kit import ids
from chalicelib.kit.errors import NotFound
from chalicelib.kit.http import Principal
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx
from chalicelib.orders import stock, store
from chalicelib.orders.domain import disputes, life, refunds
from chalicelib.orders.domain.life import StockMove
from chalicelib.orders.domain.order import Line, Order, Refund
from chalicelib.orders.events import (
    FactLine,
    OrderCancelled,
    OrderFact,
    OrderPaid,
    OrderRefunded,
    RefundRequested,
)
from chalicelib.orders.store import OrderItem
from chalicelib.orders.views import Viewer, order_token
from chalicelib.pricing import release_coupon, release_promotions

F = TypeVar("F", bound=OrderFact)


class OrderNotFound(NotFound):
    title = "This order is not here"


class Asker(msgspec.Struct, frozen=True):
    """Who asks for an order: an account, somebody with the order's token, or staff."""

    principal: Principal
    token: str | None = None


def find(order_id: str, asker: Asker, *staff: str) -> tuple[OrderItem, Viewer]:
    """The order and as whom the asker sees it: as staff with one of the roles `staff`, or as its customer. Raises
    OrderNotFound for an order of somebody else's."""
    item = store.find_order(order_id)
    if item is None:
        raise OrderNotFound()
    if asker.principal.is_staff(*staff):
        return item, "staff"
    owner = item.document.customer_id
    owns = owner is not None and owner == asker.principal.account_id
    shows = asker.token is not None and hmac.compare_digest(asker.token.encode(), order_token(order_id).encode())
    if not owns and not shows:
        raise OrderNotFound()
    return item, "customer"


def must_find(order_id: str) -> OrderItem:
    """The order, for staff and reactions. Raises OrderNotFound."""
    item = store.find_order(order_id)
    if item is None:
        raise OrderNotFound()
    return item


def save(tx: Tx, known: OrderItem, order: Order, moves: Iterable[StockMove] = ()) -> OrderItem:
    """Write what became of an order, with what it means for the stock."""
    stock.move(tx, order.id, moves)
    return store.save_order(tx, known, order)


def fact(kind: type[F], order: Order, /, **more: Any) -> F:
    """A fact about an order."""
    return kind(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        currency=order.currency,
        total=order.total,
        coupon=order.coupon,
        portal_id=order.portal_id,
        click_id=order.click_id,
        quote_id=order.quote_id,
        **{"lines": tuple(FactLine(line.sku, line.quantity, line.payable - line.tax, line.tax) for line in order.lines)}
        | more,
    )


def paid_fact(order: Order) -> OrderPaid:
    """The fact that an order is paid, with what its lines are and who buys, by keys."""
    lines = tuple(_described(line, find_product(line.sku)) for line in order.lines)
    return fact(OrderPaid, order, lines=lines, buyer_keys=buyer_keys(order))


def buyer_keys(order: Order) -> tuple[str, ...]:
    """Who buys: keys of the e-mail address and of where it is sent to."""
    keys = [email_key(order.email)] if order.email else []
    if order.shipping_address is not None:
        keys.append(household_key(order.shipping_address))
    return tuple(keys)


def _described(line: Line, product: Product | None) -> FactLine:
    brand, categories = (product.brand, product.categories) if product else ("", ())
    steps = tuple(step.id for step in categories)
    return FactLine(line.sku, line.quantity, line.payable - line.tax, line.tax, line.id, brand, steps)


def refund_lines(order: Order, refund: Refund) -> tuple[FactLine, ...]:
    """A refund's part of each line, its tax in proportion: what was paid back so far times the line's tax share, less what the
    refunds before had of it, so that the parts sum to the line's tax."""
    found = []
    for share in refund.shares:
        line = order.line(share.line)
        before = _paid_back_before(order, refund, share.line)
        tax = _tax_part(line.tax, line.payable, before + share.amount) - _tax_part(line.tax, line.payable, before)
        found.append(FactLine(line.sku, share.quantity, share.amount - tax, tax, line.id))
    return tuple(found)


def tell_refund(tx: Tx, order: Order, refund_id: str) -> None:
    """Have a refund that is written down in `order` carried out after the commit; tell of one that is done."""
    refund = next(known for known in order.refunds if known.id == refund_id)
    if refund.state == "pending":
        tx.publish(RefundRequested(order.id, refund_id))
    elif refund.amount:
        tx.publish(refunded_fact(order, refund))


def refunded_fact(order: Order, refund: Refund) -> OrderRefunded:
    """The fact that a refund succeeded."""
    lines = refund_lines(order, refund)
    return fact(OrderRefunded, order, lines=lines, refund_id=refund.id, amount=refund.amount, delivery=refund.delivery)


def with_disputed_money(tx: Tx, order: Order) -> Order:
    """The order with what lost disputes took of it; what is newly written down is told as any refund."""
    after = disputes.with_money_taken(order, ids.new_id("ref", tx.at), tx.at)
    if after is not order:
        tx.publish(refunded_fact(after, after.refunds[-1]))
    return after


def record_payment(tx: Tx, known: OrderItem, came: Money, intent: str | None) -> OrderItem:
    """Money came in for an order: mark it paid, once. For an order that was cancelled meanwhile the money goes back at once;
    so does another amount than the total, which cancels the order."""
    order, released = life.pay(known.document, came, intent, tx.at)
    if order is known.document:
        return known
    if order.state == "cancelled" and known.document.state != "cancelled":
        return cancelled(tx, known, order, released, "payment_mismatch")
    if order.state == "cancelled" and order.refundable > 0:
        refund_id = ids.new_id("ref", tx.at)
        order, moves = refunds.refund_all(order, refund_id, "Paid after it was cancelled", tx.at, restock=True)
        tell_refund(tx, order, refund_id)
        return save(tx, known, order, moves)
    tx.publish(paid_fact(order))
    return save(tx, known, order)


def cancelled(tx: Tx, known: OrderItem, order: Order, moves: Iterable[StockMove], reason: str) -> OrderItem:
    """Write a cancelled order: stock, coupon and promotions are free again, what was paid goes back."""
    names = [name for name in (order.customer_id, order.email) if name]
    if order.coupon:
        release_coupon(tx, order.coupon, names)
    release_promotions(tx, order.promotions)
    if order.refundable > 0:
        refund_id = ids.new_id("ref", tx.at)
        order, _ = refunds.refund_all(order, refund_id, "Order cancelled", tx.at, restock=True)
        tell_refund(tx, order, refund_id)
    tx.publish(fact(OrderCancelled, order, reason=reason))
    return save(tx, known, order, moves)


def _paid_back_before(order: Order, refund: Refund, line: str) -> int:
    earlier = order.refunds[: order.refunds.index(refund)]
    return sum(s.amount for r in earlier if r.state != "failed" for s in r.shares if s.line == line)


def _tax_part(tax: int, payable: int, paid_back: int) -> int:
    return tax * paid_back // payable if payable else 0
