"""The price of a cart: one pure function from lines and who asks to lines, adjustments, tax and total.

Guarantees and rounding are stated in docs/pricing.md. Every amount is whole minor units of one currency. Each
place that rounds says so; whatever was rounded once is then split exactly, so that parts always sum to their whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from chalicelib.kit.errors import Conflict
from chalicelib.kit.money import MAX_MINOR, Money, Rounding, charge_step, divide, split
from chalicelib.pricing.domain.coupons import Coupon, check_coupon
from chalicelib.pricing.domain.promotions import Level, Promotion
from chalicelib.pricing.domain.rates import RATE_WHOLE, rate_text
from chalicelib.pricing.domain.tax import SHIPPING, STANDARD, Tax, TaxRate, TaxRules

_DELIVERY = "\x00delivery"
"""Delivery's id among the lines while it is priced like one; no line of a cart can have it."""

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


class _Working(msgspec.Struct):
    """A line while it is being priced."""

    line: PriceLine
    total: int
    discount: int = 0
    tax: int = 0
    rate: TaxRate = msgspec.field(default_factory=lambda: TaxRate("", 0))

    @property
    def base(self) -> int:
        return self.total - self.discount

    def payable(self, *, included: bool) -> int:
        return self.base if included else self.base + self.tax


def price_cart(
    lines: Sequence[PriceLine],
    *,
    promotions: Sequence[Promotion] = (),
    coupon: Coupon | None = None,
    delivery: Money,
    tax: TaxRules,
    now: datetime,
) -> PricedCart:
    """Price `lines` and `delivery` (zero for none), all in delivery's currency, under `tax`.

    `promotions` are those that serve the buyer now (`Promotion.serves`). The order of `lines` and of `promotions` never matters
    for an amount. Raises CouponNotUsable when the coupon does not hold here and
    now, ValueError for a second currency, AmountOutOfRange past kit.money's bound.
    """
    currency = delivery.currency
    working = [_Working(line, line.unit.minor * line.quantity) for line in lines]
    carried = _Working(PriceLine(_DELIVERY, 1, delivery, SHIPPING), delivery.minor)
    everything = sorted([*working, carried], key=lambda entry: entry.line.id)
    for entry in everything:
        if entry.line.unit.currency != currency:
            raise ValueError(f"cannot price {entry.line.unit.currency} in {currency}")
        entry.rate = tax.rate_of(entry.line.tax_category)
    if sum(entry.total for entry in everything) > MAX_MINOR // 10:
        raise AmountOutOfRange()
    adjustments = _take_off(coupon, everything, currency, now)
    _add_tax(everything, included=tax.included)
    adjustments += _round_down(everything, currency, included=tax.included)
    priced = {entry.line.id: _priced(entry, included=tax.included) for entry in everything}
    return PricedCart(
        currency=currency,
        lines=tuple(priced[line.id] for line in lines),
        delivery=priced[_DELIVERY],
        adjustments=adjustments,
        taxes=_taxes(everything),
        tax_included=tax.included,
        subtotal_minor=sum(entry.total for entry in working),
        discount_minor=sum(adjustment.minor for adjustment in adjustments),
        tax_minor=sum(entry.tax for entry in everything),
        total_minor=sum(line.payable_minor for line in priced.values()),
    )


def _take_off(
    coupon: Coupon | None, everything: Sequence[_Working], currency: str, now: datetime
) -> tuple[Adjustment, ...]:
    """Allocate the coupon's discount to the lines, before tax."""
    goods = [entry for entry in everything if entry.line.id != _DELIVERY]
    if coupon is None or not goods:
        return ()
    check_coupon(coupon, currency, sum(entry.total for entry in goods), now)
    targets = everything if coupon.applies_to_delivery else goods
    base = sum(entry.total for entry in targets)
    discount, reason = _discount(coupon, base, currency)
    if discount == 0:
        return ()
    for entry, part in zip(targets, split(discount, [entry.total for entry in targets]), strict=True):
        entry.discount = part
    return (Adjustment("coupon", coupon.code, reason, -discount),)


def _discount(coupon: Coupon, base: int, currency: str) -> tuple[int, str]:
    if coupon.rate is not None:
        # Rounding place 1: a percentage of the whole base, half up, once.
        amount = divide(base * coupon.rate, RATE_WHOLE, Rounding.HALF_UP)
        return min(amount, base), f"−{rate_text(coupon.rate)} %"
    amount = coupon.amount_minor or 0
    return min(amount, base), f"−{Money(amount, currency).decimal_text()} {currency}"


def _add_tax(everything: Iterable[_Working], *, included: bool) -> None:
    """Tax per rate over all its lines, rounded once, then split over them exactly."""
    groups: dict[tuple[str, int], list[_Working]] = defaultdict(list)
    for entry in everything:
        if entry.rate.rate > 0:
            groups[entry.rate.name, entry.rate.rate].append(entry)
    for (_, rate), entries in groups.items():
        base = sum(entry.base for entry in entries)
        # Rounding place 2: tax of one rate, half up, once. Included tax is the part of the price: base × r / (1 + r).
        amount = divide(base * rate, RATE_WHOLE + rate if included else RATE_WHOLE, Rounding.HALF_UP)
        for entry, part in zip(entries, split(amount, [entry.base for entry in entries]), strict=True):
            entry.tax = part


def _round_down(everything: Iterable[_Working], currency: str, *, included: bool) -> tuple[Adjustment, ...]:
    """Rounding place 3: what is due for each line, down to what can be charged and paid back. The difference is the buyer's; it
    comes off the line's price (and off its tax where the line is too small for it)."""
    step = charge_step(currency)
    off_prices = 0
    for entry in everything:
        rest = entry.payable(included=included) % step
        off_price = min(rest, entry.base)
        entry.discount += off_price
        entry.tax = min(entry.tax, entry.base) if included else entry.tax - (rest - off_price)
        off_prices += off_price
    if off_prices == 0:
        return ()
    return (Adjustment("rounding", "", f"{Money(step, currency).decimal_text()} {currency}", -off_prices),)


def _taxes(everything: Iterable[_Working]) -> tuple[Tax, ...]:
    """The tax of each rate."""
    sums: dict[tuple[str, int], int] = defaultdict(int)
    for entry in everything:
        sums[entry.rate.name, entry.rate.rate] += entry.tax
    return tuple(Tax(name, rate, minor) for (name, rate), minor in sorted(sums.items()) if minor)


def _priced(entry: _Working, *, included: bool) -> PricedLine:
    return PricedLine(
        id=entry.line.id,
        quantity=entry.line.quantity,
        unit_minor=entry.line.unit.minor,
        total_minor=entry.total,
        discount_minor=entry.discount,
        tax_minor=entry.tax,
        payable_minor=entry.payable(included=included),
    )
