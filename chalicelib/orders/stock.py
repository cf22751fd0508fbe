"""What orders hold of the stock, however many products they have.

DynamoDB writes at most 100 items at once. The first 80 SKUs of an order are reserved in its own transaction; the others just
before, each group with a note of it. The order's transaction takes the notes away; a note that stays, because there never was
such an order, is undone by a schedule. What a later step means for more than 80 SKUs is told as facts, and done by a subscriber.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from chalicelib import catalog
from chalicelib.kit.errors import Superseded
from chalicelib.kit.events import Delivery
from chalicelib.kit.tx import Tx
from chalicelib.orders import store
from chalicelib.orders.domain.life import StockMove, held
from chalicelib.orders.domain.order import Line, Order, Part
from chalicelib.orders.events import StockToMove
from chalicelib.orders.store import HoldItem

T = TypeVar("T")

log = logging.getLogger(__name__)

SKUS_A_TRANSACTION = 80
"""That leaves room for the order, its counters and whatever its caller adds."""
GIVEN_UP_AFTER = timedelta(minutes=2)
"""No request lasts so long: there will be no order of that hold."""

_MOVE = {"ship": catalog.ship, "release": catalog.release, "restock": catalog.restock}


def hold(order: Order, tx: Tx) -> None:
    """Reserve what the order's lines hold, one write a SKU. Raises OutOfStock, at once or at commit."""
    groups = _groups(_pieces(order.lines))
    for number, parts in enumerate(groups[1:]):
        before = Tx(tx.at)
        _reserve(before, parts)
        note = store.add_hold(before, order.id, number, parts, tx.at + GIVEN_UP_AFTER)
        before.commit()
        store.take_hold(tx, note)
    for parts in groups[:1]:
        _reserve(tx, parts)


def move(tx: Tx, order_id: str, moves: Iterable[StockMove]) -> None:
    """Carry out what a step means for the stock: the first SKUs at once, the others by facts."""
    groups = _groups(list(moves))
    for at_once in groups[:1]:
        _carry_out(tx, at_once)
    for later in groups[1:]:
        tx.publish(StockToMove(order_id, tuple(later)))


def on_stock_to_move(delivery: Delivery, tx: Tx) -> None:
    """Carry out the rest of a step."""
    _carry_out(tx, delivery.fact.moves)


def release_left_over(now: datetime) -> int:
    """Give back what was held for orders that never came about. Returns how many notes were undone."""
    return sum(_release(note, now) for note in store.holds_due(now))


def _release(note: HoldItem, now: datetime) -> bool:
    tx = Tx(now)
    store.take_hold(tx, note)
    for part in note.document.parts:
        catalog.release(tx, part.sku, part.quantity)
    try:
        tx.commit()
    except Superseded:
        return False  # its order was slow, but it is there
    except Exception:
        log.exception("what was held for %s could not be given back", note.pk)
        return False
    return True


def _groups(entries: Sequence[T]) -> list[Sequence[T]]:
    return [entries[first : first + SKUS_A_TRANSACTION] for first in range(0, len(entries), SKUS_A_TRANSACTION)]


def _pieces(lines: Iterable[Line]) -> list[Part]:
    pieces: Counter[str] = Counter()
    for line in lines:
        for sku, quantity in held(line):
            pieces[sku] += quantity * line.quantity
    return [Part(sku, quantity) for sku, quantity in pieces.items()]


def _carry_out(tx: Tx, moves: Iterable[StockMove]) -> None:
    for step in moves:
        _MOVE[step.kind](tx, step.sku, step.quantity)


def _reserve(tx: Tx, parts: Iterable[Part]) -> None:
    for part in parts:
        catalog.reserve(tx, part.sku, part.quantity)
