"""Price lists, and which of their prices holds for whom: contract, company, customer group, list, catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import msgspec

from chalicelib.kit.money import Money
from chalicelib.pricing.domain.windows import is_open

ListKind = Literal["contract", "company", "group", "list", "cost"]
SourceKind = Literal["contract", "company", "group", "list", "catalogue", "configuration"]

Tiers = tuple[tuple[int, int], ...]
"""`(from quantity, minor units a piece)`, quantities rising, none twice."""


class Buyer(msgspec.Struct, frozen=True):
    """Who asks for a price; all None: a guest."""

    account_id: str | None = None
    organisation_id: str | None = None
    group: str | None = None


class PriceList(msgspec.Struct, frozen=True):
    """The head of a list. `scope`: the organisation's id (contract, company), the group (group), None (list, cost)."""

    id: str
    name: str
    kind: ListKind
    currency: str
    scope: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    active: bool = True

    def serves(self, buyer: Buyer, currency: str, now: datetime) -> bool:
        """Whether this buyer pays by this list now. Nobody pays by a list of costs."""
        if not self.active or self.currency != currency or not is_open(self.starts_at, self.ends_at, now):
            return False
        if self.kind in {"contract", "company"}:
            return self.scope is not None and self.scope == buyer.organisation_id
        if self.kind == "group":
            return self.scope is not None and self.scope == buyer.group
        return self.kind == "list"


class PriceEntry(msgspec.Struct, frozen=True):
    """What a list asks for one SKU in a window. A list may hold several for a SKU: of those that are open, the one that
    started last holds, so that a new price can be entered before its day."""

    tiers: Tiers
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class CataloguePrice(msgspec.Struct, frozen=True):
    """The release's own price of a SKU; `sale_minor` while it is on sale."""

    regular_minor: int
    sale_minor: int | None = None


class Source(msgspec.Struct, frozen=True):
    """Where a unit price comes from, for people to be told: which kind, which list, and from which quantity on it holds.
    `configuration`: the sum of a built product's parts."""

    kind: SourceKind
    list_id: str | None = None
    list_name: str | None = None
    from_quantity: int = 1
    sale: bool = False
    """The catalogue's sale; it may be lower than a list price of the kind `list`, which then gives way."""


class UnitPrice(msgspec.Struct, frozen=True):
    """What a piece costs somebody, and why."""

    unit: Money
    list_unit: Money | None
    """The higher price that everybody pays (to strike through), where there is one."""
    source: Source
    tiers: Tiers = ()
    """The price a piece at each quantity from which it changes; one tier: it does not."""


_PERSONAL: tuple[ListKind, ...] = ("group", "company", "contract")
"""Kinds of lists that are not for everybody, the most specific last."""

_EVER = datetime.min.replace(tzinfo=UTC)


class _Step(NamedTuple):
    """From `from_quantity` pieces on, a piece costs `unit_minor`. Without an `origin` that is the catalogue's price."""

    from_quantity: int
    unit_minor: int
    list_id: str | None
    origin: PriceList | None = None


def resolve(
    entries: Iterable[tuple[PriceList, PriceEntry]],
    quantity: int,
    catalogue: CataloguePrice | None,
    currency: str,
    now: datetime,
) -> UnitPrice | None:
    """The unit price of a SKU of which `quantity` pieces are in the cart; None: it has no price in `currency`.

    `entries` are those of the lists that serve the buyer (`PriceList.serves`), in any order; `catalogue` is the release's price,
    where that is in `currency`. The most specific kind that has a price for the quantity holds, even if it is dearer
    (docs/pricing.md says why); of two lists of one kind, the lower price.
    """
    standing = _standing(entries, currency, now)
    public = _lowest(standing.get("list", ()))
    if catalogue is not None:
        public = _before(public, [_Step(1, catalogue.regular_minor, None)])
    steps = _on_sale(public, catalogue.sale_minor if catalogue else None)
    for kind in _PERSONAL:
        steps = _before(_lowest(standing.get(kind, ())), steps)
    step = _at(steps, quantity)
    if step is None:
        return None
    usual = _at(public, quantity)
    return UnitPrice(
        unit=Money(step.unit_minor, currency),
        list_unit=Money(usual.unit_minor, currency) if usual and usual.unit_minor > step.unit_minor else None,
        source=_source(step, catalogue),
        tiers=_tiers(steps),
    )


def unit_cost(
    entries: Iterable[tuple[PriceList, PriceEntry]], quantity: int, currency: str, now: datetime
) -> int | None:
    """What a piece costs us, in minor units, by lists of the kind `cost`; None: not known. Of several lists the highest, so that
    no margin looks better than it is."""
    lists = _standing(entries, currency, now).get("cost", ())
    costs = [step.unit_minor for steps in lists if (step := _at(steps, quantity))]
    return max(costs, default=None)


def configured(base: UnitPrice, parts: Sequence[tuple[int, UnitPrice]]) -> UnitPrice:
    """A built product: its base and `(pieces, price)` of what was built in. Its tiers are left out: each part has its own."""
    unit, usual = base.unit, base.list_unit or base.unit
    for pieces, price in parts:
        unit += price.unit * pieces
        usual += (price.list_unit or price.unit) * pieces
    return UnitPrice(unit, usual if usual > unit else None, Source("configuration"), ((1, unit.minor),))


def _standing(
    entries: Iterable[tuple[PriceList, PriceEntry]], currency: str, now: datetime
) -> dict[ListKind, list[list[_Step]]]:
    """By kind, the steps of each list's entry that holds now: of those that are open, the one that started last (of
    two at once, the cheaper)."""
    newest: dict[str, tuple[PriceList, PriceEntry]] = {}
    for price_list, entry in entries:
        if price_list.currency != currency or not is_open(entry.starts_at, entry.ends_at, now):
            continue
        known = newest.get(price_list.id)
        if known is None or _supersedes(entry, known[1]):
            newest[price_list.id] = price_list, entry
    found: dict[ListKind, list[list[_Step]]] = {}
    for price_list, entry in newest.values():
        steps = [_Step(start, unit, price_list.id, price_list) for start, unit in entry.tiers]
        found.setdefault(price_list.kind, []).append(steps)
    return found


def _supersedes(entry: PriceEntry, known: PriceEntry) -> bool:
    started, before = entry.starts_at or _EVER, known.starts_at or _EVER
    return started > before or (started == before and entry.tiers < known.tiers)


def _on_sale(public: list[_Step], sale_minor: int | None) -> list[_Step]:
    """What everybody pays: the catalogue's sale holds wherever it is lower."""
    if sale_minor is None:
        return public
    return [step if step.unit_minor <= sale_minor else _Step(step.from_quantity, sale_minor, None) for step in public]


def _lowest(lists: Sequence[Sequence[_Step]]) -> list[_Step]:
    """The steps of several lists of one kind as one: at each quantity, the lowest price; ties to the list whose id sorts first."""
    if len(lists) < 2:
        return list(lists[0]) if lists else []
    starts = sorted({step.from_quantity for steps in lists for step in steps})
    return [
        min(
            (step._replace(from_quantity=start) for steps in lists if (step := _at(steps, start))),
            key=lambda step: step[1:3],
        )
        for start in starts
    ]


def _before(specific: Sequence[_Step], general: Sequence[_Step]) -> list[_Step]:
    """Steps of a specific kind, and below the quantity where they begin those of a more general one."""
    if not specific:
        return list(general)
    first = specific[0].from_quantity
    return [*(step for step in general if step.from_quantity < first), *specific]


def _at(steps: Sequence[_Step], quantity: int) -> _Step | None:
    """The step that holds for `quantity` pieces."""
    held = None
    for step in steps:
        if step.from_quantity > quantity:
            break
        held = step
    return held


def _tiers(steps: Sequence[_Step]) -> Tiers:
    """The quantities from which the price a piece changes."""
    tiers: list[tuple[int, int]] = []
    for step in steps:
        if not tiers or tiers[-1][1] != step.unit_minor:
            tiers.append((step.from_quantity, step.unit_minor))
    return tuple(tiers)


def _source(step: _Step, catalogue: CataloguePrice | None) -> Source:
    if step.origin is None:
        return Source("catalogue", sale=catalogue is not None and step.unit_minor == catalogue.sale_minor)
    kind = step.origin.kind
    assert kind != "cost", "a cost is no price"
    return Source(kind, step.origin.id, step.origin.name, step.from_quantity)
