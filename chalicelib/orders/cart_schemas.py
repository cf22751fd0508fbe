"""What carts say and take over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from chalicelib.catalog.schemas import Availability
from chalicelib.identity.schemas import Address, Email, Language
from chalicelib.kit.money import Money
from chalicelib.orders.schemas import ConfigurationSummary, Quantity
from chalicelib.pricing.schemas import AdjustmentView, Currency, PriceSource, PriceTier, Totals


class CartQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The language of titles and delivery names in the answer."""

    lang: Language = "en"


class CreateCart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`currency`: buys at the prices in it, and no others; none: in the shop's own."""

    language: Language = "en"
    currency: Currency | None = None


class LineChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sets a line to a quantity; the same call twice changes nothing more. A plain product's line has its SKU as its id, a
    configured one's the id of its configuration, which has to be complete and of that SKU."""

    sku: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    quantity: Quantity
    configuration_id: Annotated[str, msgspec.Meta(min_length=1, max_length=60)] | None = None


class CartLineView(msgspec.Struct, frozen=True):
    id: str
    sku: str
    title: str
    picture: str | None
    quantity: int
    unit_price: Money
    list_price: Money | None
    total: Money
    """quantity × unit price, before discounts."""
    discount: Money
    """What promotions and the coupon take off this line: zero or negative."""
    source: PriceSource
    tiers: list[PriceTier]
    """Unit prices by quantity, where there is more than one."""
    configuration: ConfigurationSummary | None
    availability: Availability
    available_from: str | None
    """For presale: when it can be had."""
    max_quantity: int
    """The most that one order may take (a bound of the catalogue; stock is held at checkout)."""
    pre_acceptance: bool
    problem: str | None
    """Why this line cannot be bought as it is: `unavailable`, `price_changed` (accepted by the next change)."""


class DeliveryOption(msgspec.Struct, frozen=True):
    id: str
    name: str
    price: Money
    days_min: int
    days_max: int


class AddressChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where it goes and how to reach the buyer. `billing`: only where it differs."""

    email: Email
    shipping: Address
    billing: Address | None = None


class DeliveryChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    method: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class CouponChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An empty code takes the coupon off."""

    code: Annotated[str, msgspec.Meta(max_length=40)]


class MergeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Takes the lines of a guest's cart into the signed-in person's own."""

    guest_cart_id: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    guest_cart_token: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class CartView(msgspec.Struct, frozen=True):
    id: str
    token: str | None
    """Given once, when a guest's cart is made: send it as `Cart-Token` from then on."""
    version: int
    state: Literal["open", "checked_out"]
    currency: str
    lines: list[CartLineView]
    item_count: int
    coupon: str | None
    email: str | None
    shipping_address: Address | None
    billing_address: Address | None
    delivery_options: list[DeliveryOption]
    """Those that serve the address; before there is one, those of the shop's own country."""
    delivery_method: str | None
    needs_delivery: bool
    adjustments: list[AdjustmentView]
    totals: Totals
    kind: Literal["payment", "pre_acceptance"]
    """How it will be checked out: one line taken for pre-acceptance makes the whole order so."""
    ready: bool
    """Nothing is missing for a checkout."""
    missing: list[Literal["lines", "address", "delivery", "line_problem"]]
    order_id: str | None
    coupon_problem: str | None = None
    """Why the coupon takes nothing off at present, as a sentence."""
