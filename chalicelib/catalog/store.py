"""The catalogue's table: stock, imports, and the lock that lets one import run at a time.

Table `catalog` (hash `pk`, range `sk`):
`stock#<sku>` / `stock`      pieces of a tracked product; by key, or many by keys
`imports` / `<import id>`    an import; by id, newest first (their number is small: one partition is enough)
`lock#import` / `lock`       who imports now, and until when that holds
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.catalog.domain import OutOfStock, StockNotHeld
from chalicelib.catalog.schemas import ImportState
from chalicelib.kit.errors import Conflict
from chalicelib.kit.tables import DocumentAttribute, IntegerAttribute, MomentAttribute, Table, get, get_many, meta, page
from chalicelib.kit.tx import Tx

LOCK_MINUTES = 5
_MOST_WRITERS, _WORTH_A_WRITER = 4, 250
_IMPORTS, _STOCK, _LOCK = "imports", "stock", "lock"


class StockItem(Table):
    """Pieces of one product: `available = on_hand - reserved`, always."""

    Meta = meta("catalog")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    on_hand = IntegerAttribute()
    reserved = IntegerAttribute()
    available = IntegerAttribute()

    @property
    def sku(self) -> str:
        return str(self.pk).partition("#")[2]


class ImportRecord(msgspec.Struct, frozen=True):
    """What is known of an import; the list of its bad rows lies in a file."""

    file_name: str
    max_bad_percent: int
    created_at: str
    finished_at: str | None = None
    rows: int = 0
    kept: int = 0
    bad: int = 0
    repaired: int = 0
    release: str | None = None
    detail: str = ""
    progress_percent: int = 0


class ImportItem(Table):
    """An import. `seen_at`: when it last showed life."""

    Meta = meta("catalog")

    pk = UnicodeAttribute(hash_key=True, default=_IMPORTS)
    sk = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute()
    seen_at = MomentAttribute()
    attempts = IntegerAttribute(default=0)
    record = DocumentAttribute(ImportRecord)


class LockItem(Table):
    """The right to import."""

    Meta = meta("catalog")

    pk = UnicodeAttribute(hash_key=True, default="lock#import")
    sk = UnicodeAttribute(range_key=True, default=_LOCK)
    holder = UnicodeAttribute()
    until = MomentAttribute()


class ImportRunning(Conflict):
    title = "Another import is running; this one has to wait"


class ImportStateChanged(Conflict):
    title = "This import is not in that state any more"


def _key(sku: str) -> StockItem:
    return StockItem(f"stock#{sku}", _STOCK)


def _first_count(sku: str, on_hand: int) -> StockItem:
    return StockItem(f"stock#{sku}", _STOCK, on_hand=on_hand, reserved=0, available=on_hand)


def find_stock(sku: str) -> StockItem | None:
    """The pieces of one product, or None where they were never counted."""
    return get(StockItem, f"stock#{sku}", _STOCK)


def find_stocks(skus: Iterable[str]) -> dict[str, StockItem]:
    """The pieces of many products, 100 a round trip."""
    keys = [(f"stock#{sku}", _STOCK) for sku in skus]
    return {item.sku: item for item in get_many(StockItem, keys)} if keys else {}


def reserve(tx: Tx, sku: str, quantity: int) -> None:
    """Take `quantity` from what is available. The transaction fails with OutOfStock where there is less."""
    tx.update(
        _key(sku),
        [
            StockItem.available.set(StockItem.available - quantity),
            StockItem.reserved.set(StockItem.reserved + quantity),
        ],
        StockItem.available >= quantity,
        OutOfStock(sku),
    )


def release(tx: Tx, sku: str, quantity: int) -> None:
    """Give reserved pieces back. Fails with StockNotHeld where fewer are reserved."""
    tx.update(
        _key(sku),
        [
            StockItem.available.set(StockItem.available + quantity),
            StockItem.reserved.set(StockItem.reserved - quantity),
        ],
        StockItem.reserved >= quantity,
        StockNotHeld(sku=sku),
    )


def ship(tx: Tx, sku: str, quantity: int) -> None:
    """Reserved pieces leave the house. Fails with StockNotHeld where fewer are reserved."""
    tx.update(
        _key(sku),
        [
            StockItem.on_hand.set(StockItem.on_hand - quantity),
            StockItem.reserved.set(StockItem.reserved - quantity),
        ],
        StockItem.reserved >= quantity,
        StockNotHeld(sku=sku),
    )


def restock(tx: Tx, sku: str, quantity: int) -> None:
    """Shipped pieces come back onto the shelf. Fails with StockNotHeld where the product was never counted."""
    tx.update(
        _key(sku),
        [
            StockItem.available.set(StockItem.available + quantity),
            StockItem.on_hand.set(StockItem.on_hand + quantity),
        ],
        StockItem.pk.exists(),
        StockNotHeld(sku=sku),
    )


def count_stock(tx: Tx, sku: str, on_hand: int, known: StockItem | None) -> None:
    """Set what lies on the shelf; what is reserved stays reserved. `known` is what was read before."""
    if known is None:
        tx.put(_first_count(sku, on_hand), StockItem.pk.does_not_exist())
        return
    tx.update(
        known,
        [StockItem.on_hand.set(on_hand), StockItem.available.set(on_hand - known.reserved)],
        StockItem.reserved == known.reserved,
    )


def take_over_quantities(quantities: Sequence[tuple[str, int]]) -> None:
    """A feed's counts: items that are missing are made in batches, the others set one by one, reserved pieces kept.

    Only under the import lock: nothing else makes stock items of products that were never counted. Several threads write,
    since each would mostly wait for the table's answer.
    """
    number = min(_MOST_WRITERS, 1 + len(quantities) // _WORTH_A_WRITER)
    with ThreadPoolExecutor(number) as writers:
        list(writers.map(_take_over, [quantities[start::number] for start in range(number)]))


def _take_over(quantities: Sequence[tuple[str, int]]) -> None:
    known = find_stocks(sku for sku, _ in quantities)
    with StockItem.batch_write() as batch:
        for sku, on_hand in quantities:
            if sku not in known:
                batch.save(_first_count(sku, on_hand))
    for sku, on_hand in quantities:
        if sku in known:
            known[sku].update(
                [StockItem.on_hand.set(on_hand), StockItem.available.set(_value(on_hand) - StockItem.reserved)]
            )


def _value(number: int) -> Any:
    from pynamodb.expressions.operand import Value

    return Value(number, IntegerAttribute())


def find_import(import_id: str) -> ImportItem | None:
    return get(ImportItem, _IMPORTS, import_id)


def list_imports(limit: int, before: str | None) -> tuple[list[ImportItem], str | None]:
    """Imports, newest first, and the id to go on from."""
    cursor = {"pk": {"S": _IMPORTS}, "sk": {"S": before}} if before else None
    items, following = page(ImportItem, _IMPORTS, limit=limit, cursor=cursor)
    return items, following["sk"]["S"] if following else None


def add_import(tx: Tx, import_id: str, record: ImportRecord) -> ImportItem:
    item = ImportItem(_IMPORTS, import_id, state="queued", seen_at=tx.at, record=record)
    tx.put(item, ImportItem.pk.does_not_exist())
    return item


def take_import(item: ImportItem, now: datetime) -> None:
    """Start on an import that is queued, or was left by somebody who shows no life. Raises ImportStateChanged."""
    tx = Tx(now)
    idle = (ImportItem.state == "queued") | (ImportItem.seen_at <= now - timedelta(minutes=LOCK_MINUTES))
    tx.update(
        item,
        [
            ImportItem.state.set("running"),
            ImportItem.seen_at.set(now),
            ImportItem.attempts.set(ImportItem.attempts + 1),
        ],
        idle & ImportItem.state.is_in("queued", "running"),
        ImportStateChanged(),
    )
    tx.commit()


def note_import(item: ImportItem, state: ImportState, record: ImportRecord, now: datetime) -> None:
    """Write down how far a running import is, or how it ended. Raises ImportStateChanged where it is not running."""
    tx = Tx(now)
    tx.update(
        item,
        [ImportItem.state.set(state), ImportItem.seen_at.set(now), ImportItem.record.set(record)],
        ImportItem.state == "running",
        ImportStateChanged(),
    )
    tx.commit()


def lock_import(holder: str, now: datetime) -> None:
    """Take the right to import for a few minutes, or keep it for a few more. Raises ImportRunning."""
    tx = Tx(now)
    free = LockItem.pk.does_not_exist() | (LockItem.until <= now) | (LockItem.holder == holder)
    until = now + timedelta(minutes=LOCK_MINUTES)
    tx.put(LockItem(holder=holder, until=until), free, ImportRunning(retry_after_seconds=60))
    tx.commit()


def unlock_import(holder: str, now: datetime) -> None:
    """Give the right back; nothing happens where it has passed on."""
    tx = Tx(now)
    tx.delete(LockItem(), LockItem.holder == holder, ImportRunning())
    try:
        tx.commit()
    except ImportRunning:
        return
