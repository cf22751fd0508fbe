"""Promotions: what the shop takes off by itself, from whom, and under which conditions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from chalicelib.pricing.domain.lists import Buyer
from chalicelib.pricing.domain.rates import RATE_WHOLE
from chalicelib.pricing.domain.windows import is_open

Level = Literal["item", "order", "delivery"]
Stacking = Literal["stacks", "exclusive"]


class Products(msgspec.Struct, frozen=True):
    """Which products a promotion is for. Of each kind that names any, one must fit: a brand *and* a category narrow each other.
    Nothing named: all products. Categories are ids of the catalogue's; one stands for all below it too."""

    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()


class Percentage(msgspec.Struct, frozen=True, tag="percentage"):
    """`rate` (parts per 100,000) of what is left: of each line (item), of them all at once (order), of delivery."""

    rate: int


class AmountOff(msgspec.Struct, frozen=True, tag="amount"):
    """`minor` units of the promotion's currency: off each piece (item), off the goods as a whole (order), off delivery."""

    minor: int


class BuyXGetY(msgspec.Struct, frozen=True, tag="buy_x_get_y"):
    """For every `buy` pieces, `get` more are reduced by `rate`. Item level only.

    Without `gift` the pieces are of the same products and the cheapest are reduced: of `buy + get` pieces, `get`. With
    `gift` the reduced pieces, again the cheapest, are of those products, and never count among those bought.
    """

    buy: int
    get: int
    rate: int = RATE_WHOLE
    gift: Products | None = None


class Bundle(msgspec.Struct, frozen=True, tag="bundle"):
    """So many `pieces` of each SKU together: for `price_minor`, or reduced by `rate`. Item level only; as often as the cart
    holds it, the dearest pieces first. Configured products are in no bundle."""

    pieces: dict[str, int]
    price_minor: int | None = None
    rate: int | None = None


Effect = Percentage | AmountOff | BuyXGetY | Bundle


class Promotion(msgspec.Struct, frozen=True):
    """A rule that takes something off by itself. Minimums look at the goods that it is for, before any discount."""

    id: str
    name: dict[str, str]
    """By language: `en`, `zh`."""
    level: Level
    effect: Effect
    products: Products = Products()
    """Delivery level: the minimums count these; a bundle names its own."""
    minimum_subtotal_minor: int = 0
    minimum_quantity: int = 0
    currency: str | None = None
    """Needed by an amount, a bundle's price and a minimum subtotal; None: any currency."""
    organisation_id: str | None = None
    group: str | None = None
    """With neither, it is for everyone; with both, for that organisation's people in that group."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    priority: int = 0
    """Higher first; ties by id."""
    stacking: Stacking = "stacks"
    """`exclusive`: only where nothing of its level was applied yet, and nothing of its level after it."""
    usage_limit: int | None = None
    per_customer_limit: int | None = None
    active: bool = True

    def serves(self, buyer: Buyer, now: datetime) -> bool:
        """Whether this buyer has it now."""
        return (
            self.active
            and is_open(self.starts_at, self.ends_at, now)
            and self.organisation_id in {None, buyer.organisation_id}
            and self.group in {None, buyer.group}
        )


def in_order(promotions: Iterable[Promotion]) -> list[Promotion]:
    """As they are applied within a level: by priority, the highest first, then by id."""
    return sorted(promotions, key=lambda promotion: (-promotion.priority, promotion.id))
