"""Promotions as staff keep them over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from chalicelib.catalog.schemas import Sku
from chalicelib.identity.schemas import Group
from chalicelib.kit.money import Money
from chalicelib.kit.patterns import END
from chalicelib.pricing.schemas import Currency, Limit, OrganisationId

Percent = Annotated[str, msgspec.Meta(pattern=rf"^[0-9]{{1,3}}(\.[0-9]{{1,3}})?{END}")]
"""At most three decimals: `12.5`."""
_Pieces = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class PromotionName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What customers read beside the discount."""

    en: _Name
    zh: _Name


class PromotionProducts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which products take part: where several of the three name any, a product has to fit each. All empty: every product."""

    skus: Annotated[list[Sku], msgspec.Meta(max_length=500)] = []
    categories: Annotated[
        list[Annotated[str, msgspec.Meta(min_length=1, max_length=200)]], msgspec.Meta(max_length=50)
    ] = []
    """Category ids; those below them too."""
    brands: Annotated[
        list[Annotated[str, msgspec.Meta(min_length=1, max_length=100)]], msgspec.Meta(max_length=50)
    ] = []


class PercentageOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="percentage", tag_field="kind"):
    percent: Percent


class AmountOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="amount", tag_field="kind"):
    """For the item level: off each piece; for the others: off the whole."""

    amount: Money


class BuyXGetY(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="buy_x_get_y", tag_field="kind"):
    """For every `buy` pieces, `get` more cost `percent` less (100: nothing). Without `gift` these are the cheapest of the same
    products; with it, the cheapest of the gift's."""

    buy: _Pieces
    get: _Pieces
    percent: Percent = "100"
    gift: PromotionProducts | None = None


class BundlePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sku: Sku
    pieces: _Pieces


class BundleOffer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="bundle", tag_field="kind"):
    """So many pieces of these SKUs together: for `price`, or for `percent` less."""

    parts: Annotated[list[BundlePart], msgspec.Meta(min_length=1, max_length=20)]
    price: Money | None = None
    percent: Percent | None = None


EffectChange = PercentageOff | AmountOff | BuyXGetY | BundleOffer


class PromotionDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A promotion. Within a level, higher priority goes first; an exclusive one takes part only where none of its level did
    before it, and ends its level. Minimums look at the products that it is for, before any discount."""

    name: PromotionName
    level: Literal["item", "order", "delivery"]
    effect: EffectChange
    products: PromotionProducts = PromotionProducts()
    minimum_subtotal: Money | None = None
    minimum_quantity: Limit | None = None
    organisation_id: OrganisationId | None = None
    group: Group | None = None
    currency: Currency | None = None
    """None: any (where no amount says it)."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    priority: Annotated[int, msgspec.Meta(ge=-1000, le=1000)] = 0
    stacking: Literal["stacks", "exclusive"] = "stacks"
    usage_limit: Limit | None = None
    per_customer_limit: Limit | None = None
    active: bool = True


class PromotionView(msgspec.Struct, frozen=True):
    """A promotion as staff see it. `used`: orders that took it, counted where it has a limit."""

    id: str
    name: PromotionName
    level: Literal["item", "order", "delivery"]
    effect: EffectChange
    products: PromotionProducts
    minimum_subtotal: Money | None
    minimum_quantity: int | None
    organisation_id: str | None
    group: str | None
    currency: str | None
    starts_at: str | None
    ends_at: str | None
    priority: int
    stacking: Literal["stacks", "exclusive"]
    usage_limit: int | None
    per_customer_limit: int | None
    active: bool
    state: Literal["holds", "planned", "ended", "inactive"]
    used: int | None
    created_at: str


class PromotionList(msgspec.Struct, frozen=True):
    items: list[PromotionView]
    next_cursor: str | None


class PromotionListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In the order in which they are tried: by level, then priority."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    cursor: Annotated[str, msgspec.Meta(max_length=60)] | None = None
