"""What the sandbox remembers: Stripe objects, idempotency keys, webhook deliveries and settings, in one SQLite database.

One connection under one lock serves all threads: a write takes a fraction of a millisecond, and a call's objects, events,
deliveries and idempotency record are committed together.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, created INTEGER NOT NULL,
  payment_intent TEXT, charge TEXT, status TEXT, type TEXT, expires_at INTEGER, body BLOB NOT NULL, hidden BLOB
);
CREATE INDEX IF NOT EXISTS objects_by_age ON objects (kind, created, seq);
CREATE INDEX IF NOT EXISTS objects_by_payment ON objects (payment_intent) WHERE payment_intent IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_by_expiry ON objects (expires_at) WHERE kind = 'checkout.session' AND status = 'open';
CREATE TABLE IF NOT EXISTS idempotency (
  key TEXT PRIMARY KEY, path TEXT NOT NULL, fingerprint TEXT NOT NULL, request_id TEXT NOT NULL,
  status INTEGER NOT NULL, body BLOB NOT NULL, created INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS idempotency_by_age ON idempotency (created);
CREATE TABLE IF NOT EXISTS deliveries (
  seq INTEGER PRIMARY KEY, event TEXT NOT NULL, state TEXT NOT NULL, due_ms INTEGER NOT NULL, created_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, last_answer TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_pending ON deliveries (due_ms) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);
CREATE TABLE IF NOT EXISTS transfers (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, transfer_group TEXT, destination TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS transfers_by_group ON transfers (transfer_group);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""

_INDEXED = ("payment_intent", "charge", "status", "type", "expires_at")
FILTERS = frozenset({*_INDEXED, "kind"})


@dataclass(frozen=True)
class Page:
    """A page of a list, newest first."""

    items: list[dict[str, Any]]
    has_more: bool


class Store:
    """The database at `path` (`:memory:` for one that is gone with the process)."""

    def __init__(self, path: str | Path) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        # In WAL mode NORMAL loses nothing when the process is killed, only when the machine loses power.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the database; nothing else may use the store after."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested ones join the outermost."""
        with self._lock:
            if self._depth == 0:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._db.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("COMMIT")

    def execute(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        """One statement and its rows."""
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def add(self, item: dict[str, Any], hidden: Any = None) -> None:
        """Keep a new object; `hidden` is what belongs to it but is never shown."""
        kept = None if hidden is None else msgspec.json.encode(hidden)
        self.execute(
            "INSERT INTO objects (id, kind, created, payment_intent, charge, status, type, expires_at, body, hidden)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(item["id"], item["object"], item["created"], *(item.get(name) for name in _INDEXED)),
            *(msgspec.json.encode(item), kept),
        )

    def save(self, item: dict[str, Any]) -> None:
        """Keep a known object's new state."""
        self.execute(
            "UPDATE objects SET payment_intent = ?, charge = ?, status = ?, type = ?, expires_at = ?, body = ? WHERE id = ?",
            *(item.get(name) for name in _INDEXED),
            *(msgspec.json.encode(item), item["id"]),
        )

    def get(self, object_id: str, kind: str | None = None) -> dict[str, Any] | None:
        """An object by its id, if it is of `kind`."""
        rows = self.execute("SELECT kind, body FROM objects WHERE id = ?", object_id)
        if not rows or kind not in (None, rows[0]["kind"]):
            return None
        return dict(msgspec.json.decode(rows[0]["body"]))

    def hidden(self, object_id: str) -> Any:
        """What `add` was given to keep beside the object."""
        rows = self.execute("SELECT hidden FROM objects WHERE id = ?", object_id)
        return msgspec.json.decode(rows[0]["hidden"]) if rows and rows[0]["hidden"] else None

    def page(
        self,
        equal: dict[str, Any],
        created: dict[str, int],
        types: list[str],
        *,
        limit: int,
        after: str | None,
        before: str | None,
    ) -> Page:
        """Objects newest first. `created` has bounds by `gt`, `gte`, `lt`, `lte`; `after` and `before` are ids;
        `types` may end in `*`."""
        where, values = _conditions(equal, created, types)
        if after or before:
            where.append(
                "seq < (SELECT seq FROM objects WHERE id = ?)"
                if after
                else "seq > (SELECT seq FROM objects WHERE id = ?)"
            )
            values.append(after or before)
        order = "ASC" if before and not after else "DESC"
        # Only names from closed lists are put into the statement; every value is bound.
        statement = (
            f"SELECT body FROM objects WHERE {' AND '.join(where)} ORDER BY created {order}, seq {order} LIMIT ?"  # noqa: S608
        )
        rows = self.execute(statement, *values, limit + 1)
        items = [msgspec.json.decode(row["body"]) for row in rows[:limit]]
        return Page(items[::-1] if order == "ASC" else items, len(rows) > limit)

    def setting(self, name: str, default: Any) -> Any:
        """A setting that outlives the process."""
        rows = self.execute("SELECT value FROM settings WHERE name = ?", name)
        return msgspec.json.decode(rows[0]["value"]) if rows else default

    def set(self, name: str, value: Any) -> None:
        """Change a setting."""
        self.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, msgspec.json.encode(value))


_BOUNDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def _conditions(equal: dict[str, Any], created: dict[str, int], types: list[str]) -> tuple[list[str], list[Any]]:
    given = {name: value for name, value in equal.items() if value is not None}
    assert given.keys() <= FILTERS, given
    # With `+` SQLite does not search by kind where a payment narrows it down far more.
    narrow = "payment_intent" in given
    where = [f"{'+' if narrow and name == 'kind' else ''}{name} = ?" for name in given]
    values: list[Any] = list(given.values())
    for bound, limit in created.items():
        where.append(f"created {_BOUNDS[bound]} ?")
        values.append(limit)
    if types:
        where.append("(" + " OR ".join("type GLOB ?" for _ in types) + ")")
        values.extend(types)
    return where, values
