"""Carts and orders.

Table `orders`. Questions and keys:
- a cart: `pk = cart_…`, `sk = cart` (TTL `expires_at`); an account's one cart has an id made from the account's
- an order: `pk = ord_…`, `sk = order`
- an owner's orders, newest first: index `by_owner` (`owner`: the account, or `guest#` and the hash of the e-mail address)
- orders in a state, by `due_at`: index `by_state`. `due_at` is when its payment runs out while an order waits for one, and
  when it was placed otherwise. Placed orders on account stand under a state of their own there: nobody waits for their pay page
- an order with a return to decide has a mark beside it (`sk = return`, with the `summary`), listed in index `by_owner` under the
  owner `returns#requested`; one on account that is not paid has a mark `due` under `payments#due`
- an order by its number: index `by_number`
- pieces that were reserved just before their order's transaction (`pk = ord_…`, `sk = hold#<n>`): by `due_at` in index
  `by_state`, under the state `held`
An order is one item, guarded by `version`; what lists show of it is projected as `summary`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from heapq import nlargest
from typing import get_args

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.kit import clock
from chalicelib.kit.errors import Invalid, PorticoError, Superseded
from chalicelib.kit.money import Money
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tables import (
    DocumentAttribute,
    IntegerAttribute,
    MomentAttribute,
    PackedAttribute,
    Table,
    get,
    meta,
    page,
)
from chalicelib.kit.tx import Tx
from chalicelib.orders.domain.cart import KEEP, Cart
from chalicelib.orders.domain.order import Order, Part, State, forgotten
from chalicelib.orders.schemas import OrderSummary

CART = "cart"
ORDER = "order"
RETURN = "return"
DUE = "due"
_PLACED_ON_ACCOUNT = "placed_on_account"
_HELD = "held"
_WAITING = {RETURN: "returns#requested", DUE: "payments#due"}
MAX_ID = 100


class CursorUnknown(Invalid):
    title = "The cursor is not one that this list gave; start again without it"


class CartItem(Table):
    """A cart; `version` counts its writes."""

    Meta = meta("orders")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default=CART)
    version = IntegerAttribute()
    document = PackedAttribute(Cart)
    expires_at = IntegerAttribute()


class _ByOwner(GlobalSecondaryIndex["OrderItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_owner"
        projection = IncludeProjection(["summary"])

    owner = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class _ByState(GlobalSecondaryIndex["OrderItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_state"
        projection = IncludeProjection(["summary"])

    state = UnicodeAttribute(hash_key=True)
    due_at = MomentAttribute(range_key=True)


class _ByNumber(GlobalSecondaryIndex["OrderItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_number"
        projection = KeysOnlyProjection()

    number = UnicodeAttribute(hash_key=True)


class OrderItem(Table):
    """An order; `version` counts its writes."""

    Meta = meta("orders")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default=ORDER)
    owner = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    due_at = MomentAttribute()
    number = UnicodeAttribute()
    version = IntegerAttribute()
    document = PackedAttribute(Order)
    summary = DocumentAttribute(OrderSummary)
    by_owner = _ByOwner()
    by_state = _ByState()
    by_number = _ByNumber()


class Mark(Table):
    """Lists an order among those that wait for staff to do something, while it does."""

    Meta = meta("orders")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    owner = UnicodeAttribute()
    summary = DocumentAttribute(OrderSummary)


class Hold(msgspec.Struct, frozen=True):
    """Pieces that were reserved."""

    parts: tuple[Part, ...]


class HoldItem(Table):
    """A note of pieces that are reserved for an order which is not there yet."""

    Meta = meta("orders")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute(default=_HELD)
    due_at = MomentAttribute()
    document = PackedAttribute(Hold)


def find_cart(cart_id: str, now: datetime) -> CartItem | None:
    """The cart, unless it is gone. One strongly consistent read."""
    item = get(CartItem, cart_id, CART) if _may_be("cart_", cart_id) else None
    return item if item is not None and item.expires_at > clock.epoch_seconds(now) else None


def save_cart(tx: Tx, cart: Cart, known_version: int, otherwise: PorticoError | None = None) -> CartItem:
    """Write a cart over `known_version` (0: there is none yet, or one that ran out)."""
    item = CartItem(
        cart.id,
        version=known_version + 1,
        document=cart,
        expires_at=clock.epoch_seconds(tx.at + KEEP),
    )
    condition = CartItem.version == known_version
    if known_version == 0:
        condition = CartItem.pk.does_not_exist() | (CartItem.expires_at <= clock.epoch_seconds(tx.at))
    tx.put(item, condition, otherwise or Superseded())
    return item


def find_order(order_id: str) -> OrderItem | None:
    """The order, or None. One strongly consistent read."""
    return get(OrderItem, order_id, ORDER) if _may_be("ord_", order_id) else None


def _may_be(prefix: str, given: str) -> bool:
    """Spares DynamoDB what people put into addresses: it refuses long keys with an error of its own."""
    return given.startswith(prefix) and len(given) <= MAX_ID


def add_order(tx: Tx, order: Order) -> OrderItem:
    """Write a new order."""
    item = _item(order, 1)
    tx.put(item, OrderItem.pk.does_not_exist())
    _mark(tx, item, DUE, waits=order.due > 0, waited=False)
    return item


def save_order(tx: Tx, known: OrderItem, order: Order) -> OrderItem:
    """Write a changed order over the version that was read; Superseded at commit when somebody else wrote first."""
    item = _item(forgotten(order), known.version + 1)
    tx.put(item, OrderItem.version == known.version, Superseded())
    _mark(tx, item, RETURN, waits=order.return_waits, waited=known.document.return_waits)
    _mark(tx, item, DUE, waits=order.due > 0, waited=known.document.due > 0)
    return item


def _mark(tx: Tx, item: OrderItem, kind: str, *, waits: bool, waited: bool) -> None:
    if waits:
        tx.put(Mark(item.pk, kind, owner=_WAITING[kind], summary=item.summary))
    elif waited:
        tx.delete(Mark(item.pk, kind))


def add_hold(tx: Tx, order_id: str, number: int, parts: Sequence[Part], due_at: datetime) -> HoldItem:
    """Note that pieces are reserved for an order."""
    item = HoldItem(order_id, f"hold#{number}", due_at=due_at, document=Hold(tuple(parts)))
    tx.put(item, HoldItem.pk.does_not_exist())
    return item


def take_hold(tx: Tx, item: HoldItem) -> None:
    """Take the note away; Superseded at commit when that was done already."""
    tx.delete(item, HoldItem.pk.exists(), Superseded())


def holds_due(until: datetime) -> Iterator[HoldItem]:
    """Notes whose order should be there by now. One read each."""
    for found in OrderItem.by_state.query(_HELD, OrderItem.due_at <= until):
        item = get(HoldItem, found.pk, found.sk)
        if item is not None:
            yield item


def guest_owner(email: str) -> str:
    """The owner under which a guest's orders are found by staff."""
    return f"guest#{hashed(email.strip().lower())[:32]}"


def of_owner(owner: str, limit: int, cursor: str | None) -> tuple[list[OrderSummary], str | None]:
    """A page of an owner's orders, newest first; the cursor is the last one's id."""
    return _owned(owner, ORDER, limit, cursor)


def with_return_to_decide(limit: int, cursor: str | None) -> tuple[list[OrderSummary], str | None]:
    """A page of the orders with a return that staff have to decide, newest first."""
    return _owned(_WAITING[RETURN], RETURN, limit, cursor)


def owed(limit: int, cursor: str | None) -> tuple[list[OrderSummary], str | None]:
    """A page of the orders on account that are not paid, newest first."""
    return _owned(_WAITING[DUE], DUE, limit, cursor)


def _owned(owner: str, sort_key: str, limit: int, cursor: str | None) -> tuple[list[OrderSummary], str | None]:
    if cursor and not _may_be("ord_", cursor):
        raise CursorUnknown()
    start = {"owner": {"S": owner}, "pk": {"S": cursor}, "sk": {"S": sort_key}} if cursor else None
    items, last = page(OrderItem.by_owner, owner, limit=limit, cursor=start)
    return [item.summary for item in items], last["pk"]["S"] if last else None


def in_states(states: Sequence[State], limit: int, cursor: str | None) -> tuple[list[OrderSummary], str | None]:
    """A page of the orders in any of `states`, newest first. One query a state, for staff."""
    bound = _read_cursor(cursor)
    found: list[OrderItem] = []
    wanted: list[str] = list(states or get_args(State))
    if "placed" in wanted:
        wanted.append(_PLACED_ON_ACCOUNT)
    for state in wanted:
        found.extend(_newest_in(state, limit + 1, bound))
    newest = nlargest(limit + 1, found, key=_position)
    shown = newest[:limit]
    more = len(newest) > limit
    return [item.summary for item in shown], _cursor(shown[-1]) if more else None


def due(state: State, until: datetime | None) -> Iterator[str]:
    """Ids of all orders in a state, the longest due first, those due by `until` only; read as they are asked for."""
    condition = OrderItem.due_at <= until if until else None
    return (item.pk for item in OrderItem.by_state.query(state, condition))


def with_number(number: str) -> list[OrderSummary]:
    """The orders with a number: one, or (once in a very long time) two."""
    ids = [item.pk for item in OrderItem.by_number.query(number, limit=10)]
    return [item.summary for item in map(find_order, ids) if item is not None]


def every_order_of(owner: str) -> Iterable[str]:
    """Ids of all orders of an owner."""
    return (item.pk for item in OrderItem.by_owner.query(owner))


def _item(order: Order, version: int) -> OrderItem:
    return OrderItem(
        order.id,
        owner=_owner(order),
        state=_listed_under(order),
        due_at=order.payment.expires_at if order.payment and order.payment_due else order.created_at,
        number=order.number,
        version=version,
        document=order,
        summary=_summary(order),
    )


def _listed_under(order: Order) -> str:
    return _PLACED_ON_ACCOUNT if order.kind == "on_account" and order.state == "placed" else order.state


def _owner(order: Order) -> str | None:
    if order.customer_id:
        return order.customer_id
    return guest_owner(order.email) if order.email else None


def _summary(order: Order) -> OrderSummary:
    return OrderSummary(
        id=order.id,
        number=order.number,
        state=order.state,
        payment_state=order.payment_state,
        kind=order.kind,
        created_at=clock.rfc3339(order.created_at),
        email=order.email,
        name=order.shipping_address.name if order.shipping_address else "",
        total=Money(order.total, order.currency),
        item_count=sum(line.quantity for line in order.lines),
        pictures=[line.picture for line in order.lines if line.picture][:3],
    )


def _newest_in(state: str, limit: int, bound: tuple[datetime, str] | None) -> list[OrderItem]:
    # A moment may be shared by several orders: those already shown are taken out by their ids.
    condition = OrderItem.due_at <= bound[0] if bound else None
    items = OrderItem.by_state.query(state, condition, limit=limit + 5, scan_index_forward=False)
    return [item for item in items if bound is None or _position(item) < bound]


def _position(item: OrderItem) -> tuple[datetime, str]:
    return item.due_at, item.pk


def _cursor(item: OrderItem) -> str:
    return f"{item.due_at.isoformat()}|{item.pk}"


def _read_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    moment, _, order_id = cursor.partition("|")
    try:
        at = datetime.fromisoformat(moment)
        return at.astimezone(UTC), order_id
    except (ValueError, OverflowError):
        raise CursorUnknown() from None
