"""What every new order needs, from a cart or from a quote: its number, its stock, its pay page, and the facts of it."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from chalicelib.kit.mail_layout import page_url
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx
from chalicelib.orders import stock, store
from chalicelib.orders.configured import counted_pieces, titled
from chalicelib.orders.domain.order import Configured, Order, Part, Payment, noted, payment_expiry
from chalicelib.orders.events import OrderPlaced
from chalicelib.orders.service import fact, paid_fact
from chalicelib.orders.store import OrderItem
from chalicelib.orders.stripe_gateway import MAX_ITEMS, Item, SessionRequest, gateway
from chalicelib.orders.views import order_token


def number_of(order_id: str) -> str:
    """The short number of an order, for people: `P-7K3M-2QXD`, from the random part of its id."""
    letters = order_id[-8:].upper()
    return f"P-{letters[:4]}-{letters[4:]}"


def counted_parts(configuration: Configured | None) -> tuple[Part, ...]:
    """The components whose pieces the catalogue counts."""
    pieces = counted_pieces(configuration.components) if configuration else {}
    return tuple(Part(sku, quantity) for sku, quantity in pieces.items())


def with_payment(order: Order, now: datetime) -> Order:
    """The order with its pay page; one that costs nothing is paid at once, others than payment orders are not paid here."""
    if order.kind != "payment":
        return order
    if order.total == 0:
        return noted(order, now, "payment_received", "system", state="paid")
    expires_at = payment_expiry(now)
    session = gateway().open_session(_session_request(order, expires_at=expires_at))
    return replace(order, payment=Payment(session.id, session.url, expires_at))


def add(tx: Tx, order: Order) -> OrderItem:
    """Write a new order with the stock that it holds, and tell of it. Raises OutOfStock."""
    stock.hold(order, tx)
    item = store.add_order(tx, order)
    tx.publish(fact(OrderPlaced, order, kind=order.kind))
    if order.state == "paid":
        tx.publish(paid_fact(order))
    return item


def _session_request(order: Order, *, expires_at: datetime) -> SessionRequest:
    currency = order.currency
    items = [
        Item(titled(line.title, line.configuration, line.quantity), Money(line.payable, currency))
        for line in order.lines
    ]
    items.append(Item(order.delivery.name, Money(order.delivery.payable, currency)))
    if len(items) > MAX_ITEMS:
        items = [Item(order.number, Money(order.total, currency))]
    query = "" if order.customer_id else f"&token={order_token(order.id)}"
    address = page_url(f"/orders/{order.id}", order.language)
    return SessionRequest(
        order_id=order.id,
        number=order.number,
        items=[item for item in items if item.amount.minor],
        email=order.email,
        language=order.language,
        expires_at=expires_at,
        success_url=f"{address}?paid=1{query}",
        cancel_url=f"{address}?paid=0{query}",
    )
