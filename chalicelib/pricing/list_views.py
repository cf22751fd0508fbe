"""Price lists in the shapes of the HTTP interface."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from chalicelib.catalog import find_product
from chalicelib.identity import find_organisation
from chalicelib.kit import clock
from chalicelib.kit.errors import Invalid
from chalicelib.kit.money import Money
from chalicelib.pricing.domain import PriceEntry, PriceList
from chalicelib.pricing.list_schemas import (
    ListPriceChange,
    ListPriceTier,
    ListPriceView,
    PriceListDefinition,
    PriceListView,
)
from chalicelib.pricing.price_lists import Listed
from chalicelib.pricing.views import aware

State = Literal["holds", "planned", "ended", "inactive"]


def state_of(active: bool, starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> State:
    """Where something with a window stands at this moment."""
    if not active:
        return "inactive"
    if ends_at is not None and ends_at <= now:
        return "ended"
    return "planned" if starts_at is not None and starts_at > now else "holds"


def list_views(found: Iterable[Listed], now: datetime) -> list[PriceListView]:
    """Price lists for staff. One read for each organisation among them."""
    lists = list(found)
    owners = {one.head.list.scope for one in lists if one.head.list.kind in ("contract", "company")}
    known = {owner: find_organisation(owner) for owner in owners if owner is not None}
    names = {owner: organisation.name for owner, organisation in known.items() if organisation}
    return [_view(one, names, now) for one in lists]


def _view(found: Listed, names: dict[str, str], now: datetime) -> PriceListView:
    shown = found.head.list
    organisation_id = shown.scope if shown.kind in ("contract", "company") else None
    return PriceListView(
        id=shown.id,
        name=shown.name,
        kind=shown.kind,
        currency=shown.currency,
        organisation_id=organisation_id,
        organisation_name=names.get(organisation_id or ""),
        group=shown.scope if shown.kind == "group" else None,
        starts_at=clock.rfc3339(shown.starts_at) if shown.starts_at else None,
        ends_at=clock.rfc3339(shown.ends_at) if shown.ends_at else None,
        active=shown.active,
        state=state_of(shown.active, shown.starts_at, shown.ends_at, now),
        prices=found.prices,
        created_at=clock.rfc3339(found.head.created_at),
    )


def list_of(given: PriceListDefinition) -> PriceList:
    """What staff sent, as a list without an id. Raises Invalid for a scope that does not fit its kind, and naive times."""
    if given.organisation_id is not None and given.kind not in ("contract", "company"):
        raise Invalid(fields={"organisation_id": "only contract and company lists have one"})
    if given.group is not None and given.kind != "group":
        raise Invalid(fields={"group": "only lists of a group have one"})
    return PriceList(
        id="",
        name=given.name.strip(),
        kind=given.kind,
        currency=given.currency,
        scope=given.organisation_id or given.group,
        starts_at=aware("starts_at", given.starts_at),
        ends_at=aware("ends_at", given.ends_at),
        active=given.active,
    )


def price_views(sku: str, entries: Iterable[PriceEntry], currency: str, now: datetime) -> list[ListPriceView]:
    """What a list has for a SKU, one for each window."""
    product = find_product(sku)
    catalogue = product.price_at(now) if product and product.currency == currency else None
    return [
        ListPriceView(
            sku=sku,
            title=product.title if product else "",
            tiers=[ListPriceTier(quantity, Money(minor, currency)) for quantity, minor in entry.tiers],
            starts_at=clock.rfc3339(entry.starts_at) if entry.starts_at else None,
            ends_at=clock.rfc3339(entry.ends_at) if entry.ends_at else None,
            catalogue_price=catalogue,
        )
        for entry in entries
    ]


def entry_of(given: ListPriceChange) -> PriceEntry:
    """What staff sent, as an entry. Raises Invalid for a naive time."""
    tiers = tuple((tier.from_quantity, tier.unit) for tier in given.tiers)
    return PriceEntry(tiers, aware("starts_at", given.starts_at), aware("ends_at", given.ends_at))
