"""Price lists, and which of their prices holds for whom: contract, company, customer group, list, catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

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


def resolve(
    entries: Iterable[tuple[PriceList, PriceEntry]],
    quantity: int,
    catalogue: CataloguePrice | None,
    currency: str,
    now: datetime,
) -> UnitPrice | None:
    """The unit price of a SKU of which `quantity` pieces are in the cart; None: it has no price in `currency`.

    `entries` are those of the lists that serve the buyer (`PriceList.serves`), in any order; `catalogue` is the release's price,
    where that is in `currency`. The most specific kind that has a price for the quantity holds, even if it is dearer.
    """
    raise NotImplementedError


def unit_cost(
    entries: Iterable[tuple[PriceList, PriceEntry]], quantity: int, currency: str, now: datetime
) -> int | None:
    """What a piece costs us, by lists of the kind `cost`, in minor units; None: not known."""
    raise NotImplementedError


def configured(base: UnitPrice, parts: Sequence[tuple[int, UnitPrice]]) -> UnitPrice:
    """A built product: its base and `(pieces, price)` of what was built in. Its tiers are left out: each part has its own."""
    raise NotImplementedError
