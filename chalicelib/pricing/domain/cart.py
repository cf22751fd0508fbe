"""The price of a cart: one pure function from lines and who asks to lines, adjustments, tax and total.

Guarantees and rounding are stated in docs/pricing.md. Every amount is whole minor units of one currency. Each
place that rounds says so; whatever was rounded once is then split exactly, so that parts always sum to their whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from chalicelib.kit.money import MAX_MINOR, Money, charge_step, divide, split
from chalicelib.pricing.domain.coupons import Coupon
from chalicelib.pricing.domain.discounts import Discounts
from chalicelib.pricing.domain.lines import Adjustment, AmountOutOfRange, PricedCart, PriceLine
from chalicelib.pricing.domain.promotions import Promotion
from chalicelib.pricing.domain.rates import RATE_WHOLE
from chalicelib.pricing.domain.tax import SHIPPING, Tax, TaxRules
from chalicelib.pricing.domain.working import DELIVERY, Working


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
    for an amount. Raises CouponNotUsable when the coupon does not hold here and now, AmountOutOfRange past kit.money's bound, and
    ValueError for a mistake of ours: a second currency, an id that stands twice, pieces or prices below zero.
    """
    carried = _working(PriceLine(DELIVERY, 1, delivery, SHIPPING), tax)
    goods = sorted((_working(line, tax) for line in lines), key=lambda entry: entry.line.id)
    everything = [carried, *goods]
    _check(everything, delivery.currency)
    discounts = Discounts(goods, carried, delivery.currency, tax.rounding)
    discounts.take_everything(promotions, coupon, now)
    _add_tax(everything, tax)
    adjustments = [*discounts.adjustments, *_round_down(everything, delivery.currency, included=tax.included)]
    priced = {entry.line.id: entry.priced(included=tax.included) for entry in everything}
    return PricedCart(
        currency=delivery.currency,
        lines=tuple(priced[line.id] for line in lines),
        delivery=priced[DELIVERY],
        adjustments=tuple(adjustments),
        taxes=_taxes(everything),
        tax_included=tax.included,
        subtotal_minor=sum(entry.total for entry in goods),
        discount_minor=sum(adjustment.minor for adjustment in adjustments),
        tax_minor=sum(entry.tax for entry in everything),
        total_minor=sum(line.payable_minor for line in priced.values()),
        passed_over=tuple(discounts.passed_over),
    )


def _working(line: PriceLine, tax: TaxRules) -> Working:
    total = line.unit.minor * line.quantity
    return Working(line, tax.rate_of(line.tax_category), total, total)


def _check(everything: Sequence[Working], currency: str) -> None:
    if len({entry.line.id for entry in everything}) < len(everything):
        raise ValueError("two lines have one id")
    for entry in everything:
        line = entry.line
        if line.quantity < 1 or line.unit.minor < 0:
            raise ValueError("a line has at least one piece, and costs no less than nothing")
        if line.unit.currency != currency:
            raise ValueError(f"cannot price {line.unit.currency} in {currency}")
        if not 0 <= line.agreed_discount_minor <= (entry.total if line.frozen else 0):
            raise ValueError("a discount is agreed for frozen lines, and for no more than they cost")
    if sum(entry.total for entry in everything) > MAX_MINOR // 10:
        raise AmountOutOfRange()


def _add_tax(everything: Sequence[Working], tax: TaxRules) -> None:
    """Per order: per rate over all its lines, rounded once, then split over them exactly. Per line: rounded on each."""
    groups: dict[tuple[str, int], list[Working]] = defaultdict(list)
    for entry in everything:
        if entry.rate.rate > 0:
            groups[entry.rate.name, entry.rate.rate].append(entry)
    for (_, rate), entries in groups.items():
        if tax.per == "line":
            amounts = [_tax_of(entry.base, rate, tax) for entry in entries]
        else:
            amounts = split(_tax_of(sum(entry.base for entry in entries), rate, tax), [entry.base for entry in entries])
        for entry, amount in zip(entries, amounts, strict=True):
            entry.tax = amount


def _tax_of(base: int, rate: int, tax: TaxRules) -> int:
    """Rounds. Included tax is the part of the price that is tax: base × r / (1 + r)."""
    return divide(base * rate, RATE_WHOLE + rate if tax.included else RATE_WHOLE, tax.rounding)


def _round_down(everything: Sequence[Working], currency: str, *, included: bool) -> list[Adjustment]:
    """Rounds: what is due for each line, down to what can be charged and paid back. The difference is the buyer's; it comes
    off the line's price (and off its tax where the line is too small for it)."""
    step = charge_step(currency)
    if step == 1:
        return []
    off_prices = 0
    for entry in everything:
        rest = entry.payable(included=included) % step
        off_price = min(rest, entry.base)
        entry.take_off("rounding", "", off_price)
        entry.tax = min(entry.tax, entry.base) if included else entry.tax - (rest - off_price)
        off_prices += off_price
    if off_prices == 0:
        return []
    return [Adjustment("rounding", "", f"{Money(step, currency).decimal_text()} {currency}", -off_prices)]


def _taxes(everything: Sequence[Working]) -> tuple[Tax, ...]:
    """The tax of each rate."""
    sums: dict[tuple[str, int], int] = defaultdict(int)
    for entry in everything:
        sums[entry.rate.name, entry.rate.rate] += entry.tax
    return tuple(Tax(name, rate, minor) for (name, rate), minor in sorted(sums.items()) if minor)
