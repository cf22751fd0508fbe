"""What goes into the price of a cart, and what comes out of it."""

from __future__ import annotations

from typing import Literal

import msgspec

from chalicelib.kit.errors import Conflict
from chalicelib.kit.money import Money
from chalicelib.pricing.domain.promotions import Level
from chalicelib.pricing.domain.tax import STANDARD, Tax

AdjustmentKind = Literal["promotion", "coupon", "quote", "rounding"]
Shortfall = Literal[
    "currency", "products", "minimum_subtotal", "minimum_quantity", "pieces", "exclusive", "nothing_left"
]


class AmountOutOfRange(Conflict):
    title = "The cart's total is larger than we can charge; order in smaller parts"


class PriceLine(msgspec.Struct, frozen=True):
    """A line to price: `quantity` pieces at `unit` each. `categories` are the ids of the product's whole path."""

    id: str
    quantity: int
    unit: Money
    tax_category: str = STANDARD
    sku: str = ""
    categories: tuple[str, ...] = ()
    brand: str = ""
    configured: bool = False
    """A built product: its price is not the SKU's, so no bundle takes it."""
    frozen: bool = False
    """A quote's: no promotion and no coupon touches or counts it."""
    agreed_discount_minor: int = 0
    """A frozen line's share of what the quote takes off as a whole."""


class Share(msgspec.Struct, frozen=True):
    """What one rule changed on one line. `minor` is negative for a discount."""

    kind: AdjustmentKind
    code: str
    minor: int
    pieces: int = 0
    """How many pieces were reduced, by a rule that counts pieces."""


class PricedLine(msgspec.Struct, frozen=True):
    """A line's share of everything. All in minor units; `discount_minor` counts up from zero."""

    id: str
    quantity: int
    unit_minor: int
    total_minor: int
    """quantity × unit, before discounts."""
    discount_minor: int
    tax_minor: int
    payable_minor: int
    """What the buyer pays for this line: after discount, with tax."""
    shares: tuple[Share, ...] = ()
    """Its discount, rule by rule, in the order of the adjustments: they sum to `-discount_minor`."""


class Adjustment(msgspec.Struct, frozen=True):
    """A change of the price and why; `minor` is negative for a discount, and the sum of the lines' shares of it."""

    kind: AdjustmentKind
    code: str
    """The promotion's id, the coupon's code."""
    reason: str
    """What it does, the same in every language: `−10 %`, `3 + 1`."""
    minor: int
    name: dict[str, str] = {}
    """The promotion's, by language."""
    level: Level | None = None


class PassedOver(msgspec.Struct, frozen=True):
    """A promotion that took nothing off, and why; `missing`: how much more (minor units, pieces) it would need."""

    promotion_id: str
    why: Shortfall
    missing: int = 0


class PricedCart(msgspec.Struct, frozen=True):
    """The answer: `subtotal + Σ adjustments + delivery (+ tax unless included) = total`, exactly."""

    currency: str
    lines: tuple[PricedLine, ...]
    delivery: PricedLine
    adjustments: tuple[Adjustment, ...]
    taxes: tuple[Tax, ...]
    tax_included: bool
    subtotal_minor: int
    discount_minor: int
    """Sum of the adjustments: zero or negative."""
    tax_minor: int
    total_minor: int
    passed_over: tuple[PassedOver, ...] = ()
