"""Priced carts and coupons in the shapes of the HTTP interface."""

from __future__ import annotations

from datetime import datetime

from chalicelib.kit import clock
from chalicelib.kit.errors import Invalid
from chalicelib.kit.money import Money, parse_decimal
from chalicelib.pricing.domain import RATE_WHOLE, Adjustment, Coupon, Tax, rate_text
from chalicelib.pricing.schemas import AdjustmentView, CouponDefinition, CouponView, TaxView, Totals
from chalicelib.pricing.store import CouponItem


def adjustment_view(adjustment: Adjustment, currency: str, language: str = "en") -> AdjustmentView:
    """One adjustment."""
    return AdjustmentView(
        adjustment.kind,
        adjustment.code,
        adjustment.reason,
        Money(adjustment.minor, currency),
        adjustment.name.get(language, ""),
        adjustment.level,
    )


def tax_view(tax: Tax, currency: str) -> TaxView:
    """One tax. Basis points are the nearest below; `rate_percent` is exact."""
    return TaxView(tax.name, tax.rate * 10_000 // RATE_WHOLE, Money(tax.minor, currency), rate_text(tax.rate))


def totals_view(
    *,
    currency: str,
    subtotal_minor: int,
    discount_minor: int,
    delivery_minor: int,
    taxes: tuple[Tax, ...],
    tax_included: bool,
    total_minor: int,
) -> Totals:
    """The totals of a cart or an order."""
    return Totals(
        subtotal=Money(subtotal_minor, currency),
        discount=Money(discount_minor, currency),
        delivery=Money(delivery_minor, currency),
        tax=Money(sum(tax.minor for tax in taxes), currency),
        tax_included=tax_included,
        total=Money(total_minor, currency),
        taxes=[tax_view(tax, currency) for tax in taxes],
    )


def coupon_view(item: CouponItem) -> CouponView:
    """A coupon for staff."""
    coupon = item.document
    return CouponView(
        code=coupon.code,
        percent=None if coupon.rate is None else rate_text(coupon.rate),
        amount=None if coupon.amount_minor is None else Money(coupon.amount_minor, coupon.currency or ""),
        minimum_subtotal=Money(coupon.minimum_subtotal_minor, coupon.currency)
        if coupon.currency and coupon.minimum_subtotal_minor
        else None,
        starts_at=clock.rfc3339(coupon.starts_at) if coupon.starts_at else None,
        ends_at=clock.rfc3339(coupon.ends_at) if coupon.ends_at else None,
        usage_limit=coupon.usage_limit,
        per_customer_limit=coupon.per_customer_limit,
        applies_to_delivery=coupon.applies_to_delivery,
        active=coupon.active,
        used=item.used,
    )


def coupon_of(code: str, given: CouponDefinition) -> Coupon:
    """What staff sent, as a coupon. Raises Invalid for amounts in two currencies or a rate that is none."""
    currencies = {money.currency for money in (given.amount, given.minimum_subtotal) if money}
    if len(currencies) > 1:
        raise Invalid(fields={"minimum_subtotal": "must be in the currency of the amount"})
    return Coupon(
        code=code,
        currency=next(iter(currencies), None),
        rate=None if given.percent is None else rate_of("percent", given.percent),
        amount_minor=given.amount.minor if given.amount else None,
        minimum_subtotal_minor=given.minimum_subtotal.minor if given.minimum_subtotal else 0,
        starts_at=aware("starts_at", given.starts_at),
        ends_at=aware("ends_at", given.ends_at),
        usage_limit=given.usage_limit,
        per_customer_limit=given.per_customer_limit,
        applies_to_delivery=given.applies_to_delivery,
        active=given.active,
    )


def rate_of(field: str, percent: str) -> int:
    """A percentage as parts per 100,000. Raises Invalid."""
    thousandths = parse_decimal(percent, "KWD").minor  # three decimals, as a percentage here has
    if not 0 < thousandths <= RATE_WHOLE:
        raise Invalid(fields={field: "must be above 0 and at most 100"})
    return thousandths


def aware(field: str, moment: datetime | None) -> datetime | None:
    """A moment as given, where there is one. Raises Invalid without a time zone and far from today."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise Invalid(fields={field: "needs a time zone: end it with Z"})
    if not 2000 <= moment.year <= 2100:
        raise Invalid(fields={field: "must be between the years 2000 and 2100"})
    return moment
