"""Facts of the catalogue."""

from __future__ import annotations

from chalicelib.kit.facts import Fact


class ImportRequested(Fact, frozen=True):
    """A feed was handed in and waits to be imported."""

    TYPE = "catalog.import_requested.v1"
    import_id: str


class ReleaseActivated(Fact, frozen=True):
    """Staff made an earlier release live again."""

    TYPE = "catalog.release_activated.v1"
    release: str
    by: str


class StockCounted(Fact, frozen=True):
    """Staff counted what lies on the shelf. `before` is None for the first count."""

    TYPE = "catalog.stock_counted.v1"
    sku: str
    before: int | None
    on_hand: int
    reason: str
    by: str
