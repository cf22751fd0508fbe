"""What pricing says and takes over HTTP; carts, orders and quotes show the same shapes of prices and totals. Price lists and
promotions, as staff keep them, stand in `list_schemas.py` and `promotion_schemas.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from chalicelib.catalog.schemas import Language, Sku
from chalicelib.identity.schemas import ONE_LINE, Group
from chalicelib.kit.money import Money
from chalicelib.kit.patterns import END
from chalicelib.pricing.domain import Shortfall, SourceKind

MAX_LINES = 500
"""Lines of one cart that is priced."""

Country = Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{2}}{END}")]
Currency = Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{3}}{END}")]
OrganisationId = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class AdjustmentView(msgspec.Struct, frozen=True):
    """A change of the price, with its reason. Negative: a discount."""

    kind: Literal["promotion", "coupon", "quote", "rounding"]
    """`quote`: agreed in a quote. `rounding`: in currencies of three decimals, down to the tens that cards can be charged."""
    code: str
    """The promotion's id or the coupon's code."""
    reason: str
    """What it does, the same in every language: `−10 %`, `3 + 1`."""
    amount: Money
    name: str = ""
    """The promotion's, in the language of the answer."""
    level: Literal["item", "order", "delivery"] | None = None
    """Where a promotion takes part."""


class TaxView(msgspec.Struct, frozen=True):
    """Tax of one rate. `rate_basis_points`: 2000 is 20 %."""

    name: str
    rate_basis_points: int
    amount: Money
    rate_percent: str = ""
    """The rate exactly: `8.875`."""


class Totals(msgspec.Struct, frozen=True):
    """`subtotal + adjustments + delivery (+ tax where it is not included) = total`, exactly."""

    subtotal: Money
    discount: Money
    """The sum of the adjustments: zero or negative."""
    delivery: Money
    tax: Money
    tax_included: bool
    """Prices contain the tax already; `tax` says how much."""
    total: Money
    taxes: list[TaxView]


Limit = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class CouponDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Either `percent` (at most three decimals: `"12.5"`) or `amount`. What is left out is not limited."""

    percent: Annotated[str, msgspec.Meta(pattern=rf"^[0-9]{{1,3}}(\.[0-9]{{1,3}})?{END}")] | None = None
    amount: Money | None = None
    minimum_subtotal: Money | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    usage_limit: Limit | None = None
    """How often it may be used in all."""
    per_customer_limit: Limit | None = None
    applies_to_delivery: bool = False
    active: bool = True


class CouponView(msgspec.Struct, frozen=True):
    """A coupon as staff see it, with how often it was used."""

    code: str
    percent: str | None
    amount: Money | None
    minimum_subtotal: Money | None
    starts_at: str | None
    ends_at: str | None
    usage_limit: int | None
    per_customer_limit: int | None
    applies_to_delivery: bool
    active: bool
    used: int


class CouponList(msgspec.Struct, frozen=True):
    items: list[CouponView]
    next_cursor: str | None


class CouponListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    cursor: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None


LineId = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]


class WantedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line to price. Without an id it is known by its configuration, else its SKU."""

    sku: Sku
    quantity: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    id: LineId | None = None
    configuration_id: LineId | None = None


class PricesRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What would this cost? For the one who asks; staff may ask for others (`as_*`) and for another moment (`at`)."""

    lines: Annotated[list[WantedLine], msgspec.Meta(min_length=1, max_length=MAX_LINES)]
    currency: Currency | None = None
    """None: the shop's own."""
    coupon: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    country: Country | None = None
    """Where it goes, for tax and delivery; None: the shop's own country."""
    region: Annotated[str, msgspec.Meta(max_length=100)] = ""
    delivery: Money | None = None
    """What delivery costs before discounts, in the same currency; None: no delivery."""
    as_organisation: OrganisationId | None = None
    as_group: Group | None = None
    at: datetime | None = None
    lang: Language = "en"


class PriceSource(msgspec.Struct, frozen=True, gc=False):
    """Where a unit price comes from."""

    kind: SourceKind
    name: str
    """The price list's; empty for the catalogue's own price."""
    reason: str
    """In words: why this price and no other."""
    from_quantity: int = 1
    """The quantity from which it holds."""
    sale: bool = False
    """The catalogue's price is reduced."""


class PriceTier(msgspec.Struct, frozen=True, gc=False):
    """What a piece costs from so many pieces of the SKU on."""

    from_quantity: int
    unit_price: Money


class LineDiscount(msgspec.Struct, frozen=True, gc=False):
    """What one rule takes off a line."""

    kind: Literal["promotion", "coupon", "quote", "rounding"]
    code: str
    amount: Money
    """Negative."""
    pieces: int
    """How many pieces it reduced, for a rule that counts pieces; else 0."""


class PricesLine(msgspec.Struct, frozen=True, gc=False):
    """A line with its price. `total`: quantity × unit price. `discount`: zero or negative. `payable`: after discounts, with
    tax."""

    id: str
    sku: str
    title: str
    quantity: int
    unit_price: Money
    list_price: Money | None
    """What everybody else pays, where this is less: to be struck through."""
    source: PriceSource
    tiers: list[PriceTier]
    """Unit prices by quantity, where there is more than one."""
    total: Money
    discount: Money
    discounts: list[LineDiscount]
    tax: Money
    payable: Money
    available_from: str | None
    """For presale: when it can be had."""


class LineProblem(msgspec.Struct, frozen=True):
    """A line (or `coupon`) that was left out of the price, and why."""

    line: str
    code: Literal["unknown_sku", "other_currency", "unknown_configuration", "coupon"]
    reason: str


class PassedOverPromotion(msgspec.Struct, frozen=True):
    """A promotion that took nothing off, and why."""

    id: str
    name: str
    why: Shortfall
    reason: str
    """In words, with what is missing."""


class PricesView(msgspec.Struct, frozen=True):
    """A priced cart that nobody has to keep: what it would cost, and why. Lines stand in the order in which they were asked."""

    currency: str
    lines: list[PricesLine]
    adjustments: list[AdjustmentView]
    totals: Totals
    problems: list[LineProblem]
    passed_over: list[PassedOverPromotion]
    """Promotions that hold for the buyer and took nothing off."""


class TermsList(msgspec.Struct, frozen=True):
    """A price list that holds for somebody now."""

    kind: Literal["contract", "company", "group", "list"]
    name: str
    currency: str


class TermsView(msgspec.Struct, frozen=True):
    """Whether prices other than the catalogue's may hold for somebody. Only where `personal` is true do pages need to ask for
    them."""

    personal: bool
    organisation: str | None
    """Its id."""
    group: str | None
    lists: list[TermsList]
