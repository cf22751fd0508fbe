"""Price lists as staff keep them over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from chalicelib.catalog.schemas import RowProblem, Sku
from chalicelib.identity.schemas import Group
from chalicelib.kit.money import MAX_MINOR, Money
from chalicelib.kit.patterns import END
from chalicelib.pricing.schemas import Currency, OrganisationId

ListKind = Literal["contract", "company", "group", "list", "cost"]
MAX_TIERS = 20
MAX_WINDOWS = 20
"""Windows with a price of their own that one SKU may have in a list."""
_PageSize = Annotated[int, msgspec.Meta(ge=1, le=100)]
ListName = Annotated[
    str, msgspec.Meta(min_length=1, max_length=100, pattern=rf"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*{END}")
]


class PriceListDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A price list to make. `contract` and `company` lists name their organisation, `group` lists their customer group; `list`
    is for everyone, `cost` for staff's eyes only. Kind, scope and currency stay as they are made."""

    name: ListName
    kind: ListKind
    currency: Currency
    organisation_id: OrganisationId | None = None
    group: Group | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    """The first moment at which it no longer holds."""
    active: bool = True


class PriceListChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of a price list may change."""

    name: ListName
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    active: bool = True


class PriceListView(msgspec.Struct, frozen=True):
    id: str
    name: str
    kind: ListKind
    currency: str
    organisation_id: str | None
    organisation_name: str | None
    group: str | None
    starts_at: str | None
    ends_at: str | None
    active: bool
    state: Literal["holds", "planned", "ended", "inactive"]
    """At this moment, by its own window."""
    prices: int
    """SKUs that it has a price for."""
    created_at: str


class PriceListList(msgspec.Struct, frozen=True):
    items: list[PriceListView]
    next_cursor: str | None


class PriceListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which lists: of one organisation, one group, one kind; or all."""

    organisation_id: OrganisationId | None = None
    group: Group | None = None
    kind: ListKind | None = None
    limit: _PageSize = 20
    cursor: Annotated[str, msgspec.Meta(max_length=60)] | None = None


class TierChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`unit` in minor units of the list's currency."""

    from_quantity: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    unit: Annotated[int, msgspec.Meta(ge=0, le=MAX_MINOR // 1000)]


class ListPriceChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The price of one SKU, replacing what the list has for it. Below the first tier's quantity the list has no price."""

    sku: Sku
    tiers: Annotated[list[TierChange], msgspec.Meta(min_length=1, max_length=MAX_TIERS)]
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class ListPriceTier(msgspec.Struct, frozen=True):
    from_quantity: int
    unit_price: Money


class ListPriceView(msgspec.Struct, frozen=True):
    sku: str
    title: str
    """The catalogue's; empty where it does not have the SKU."""
    tiers: list[ListPriceTier]
    starts_at: str | None
    ends_at: str | None
    catalogue_price: Money | None
    """What the catalogue asks for a piece now, for comparison."""


class ListPriceList(msgspec.Struct, frozen=True):
    items: list[ListPriceView]
    next_cursor: str | None


class ListPriceQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By SKU. `q`: part of the SKU."""

    q: Annotated[str, msgspec.Meta(max_length=100)] = ""
    limit: _PageSize = 20
    cursor: Annotated[str, msgspec.Meta(max_length=100)] | None = None


class PriceImportView(msgspec.Struct, frozen=True):
    """What became of a file of prices. `refused`: a row was bad, and the list is as it was; with `keep_good=true` the good
    rows are taken all the same. `checked`: asked with `check=true`, nothing was changed."""

    state: Literal["imported", "refused", "checked"]
    rows: int
    prices: int
    """SKUs in the file that have a price."""
    bad: int
    problems: list[RowProblem]
    """Every bad row."""
    removed: int
    """SKUs that the list had a price for and the file has none for: they go with the import."""
    unknown_skus: int
    """SKUs of the file that the live catalogue does not have; their prices are taken all the same."""
    unknown: list[str]
    """The first hundred of them."""
    price_list: PriceListView = msgspec.field(name="list")


class PriceImportQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body is the file: CSV in UTF-8 with the columns sku, from_quantity, price, starts, ends (the last two and
    from_quantity may be left out). It replaces all prices of the list at once."""

    keep_good: bool = False
    check: bool = False
    """Only say what would come of it."""
