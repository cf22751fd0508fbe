"""What an offer costs: prices of lines, the discount of the whole, tax; and what approval rules look at."""

from __future__ import annotations

from datetime import datetime

from chalicelib.kit.money import Money, Rounding, divide, split
from chalicelib.pricing import RATE_WHOLE, PricedCart, PriceLine, TaxRules, price_cart
from chalicelib.quotes.domain.approval import Figures
from chalicelib.quotes.domain.quote import Discount, Line, Offer


def reduced(unit: int, rate: int) -> int:
    """A unit price less `rate` (parts per 100,000), half up: the offered price is rounded once, and multiplied then."""
    return divide(unit * (RATE_WHOLE - rate), RATE_WHOLE, Rounding.HALF_UP)


def whole_discount(offer: Offer) -> int:
    """What is taken off the whole: never more than its lines. A percentage is rounded half up, once."""
    wanted = offer.discount or Discount()
    amount = wanted.amount or 0
    if wanted.rate is not None:
        amount = divide(offer.subtotal * wanted.rate, RATE_WHOLE, Rounding.HALF_UP)
    return min(amount, offer.subtotal)


def price_offer(offer: Offer, currency: str, tax: TaxRules, now: datetime) -> PricedCart:
    """What the offer costs under `tax`. The discount of the whole is split exactly over its lines; promotions and coupons leave
    quotes alone."""
    shares = split(whole_discount(offer), [line.total for line in offer.lines])
    lines = [
        PriceLine(
            line.id,
            line.quantity,
            Money(line.unit, currency),
            line.tax_category,
            sku=line.sku,
            frozen=True,
            agreed_discount_minor=share,
        )
        for line, share in zip(offer.lines, shares, strict=True)
    ]
    delivery = Money(offer.delivery.amount if offer.delivery else 0, currency)
    return price_cart(lines, delivery=delivery, tax=tax, now=now)


def figures(offer: Offer, priced: PricedCart) -> Figures:
    """What approval rules look at. Taxes that prices contain are no revenue."""
    inside = sum(line.tax_minor for line in priced.lines) if priced.tax_included else 0
    goods = sum(line.total_minor - line.discount_minor for line in priced.lines)
    costs = [line.cost * line.quantity for line in offer.lines if line.cost is not None]
    return Figures(
        currency=priced.currency,
        list_total=offer.list_total,
        goods=goods,
        revenue=goods - inside,
        amount=priced.total_minor - priced.tax_minor,
        cost=sum(costs) if len(costs) == len(offer.lines) else None,
    )


def line_rate(line: Line) -> int:
    """How much a line is below its price without the quote, in parts per 100,000, to the hundredth of a percent; dearer is 0.
    For people to read: rules look at the exact amounts."""
    below = max(0, line.list_unit - line.unit)
    hundredth = RATE_WHOLE // 10_000
    return divide(below * 10_000, line.list_unit, Rounding.HALF_UP) * hundredth if line.list_unit else 0
