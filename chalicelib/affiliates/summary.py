"""A member's figures: what their links brought, by day, link and sub-id, and what the ledger says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from chalicelib.affiliates import accounts, counters, sales_store
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.schemas import AffiliateSummary, Balances, Figures, SummaryQuery
from chalicelib.kit.errors import Invalid
from chalicelib.kit.ledger import Balance, balances_of
from chalicelib.kit.money import Money, Rounding, divide, exponent

_DEFAULT_DAYS = 30
MAX_DAYS = 400


class _Sold(msgspec.Struct):
    orders: int = 0
    sales: int = 0
    earned: int = 0


def summary(member: Member, query: SummaryQuery, today: date, default_currency: str) -> AffiliateSummary:
    """The figures of a period. Three reads: clicks, sales, balances; whatever the number of clicks."""
    until = query.until or today
    since = query.since or until - timedelta(days=_DEFAULT_DAYS - 1)
    if not since <= until <= since + timedelta(days=MAX_DAYS):
        raise Invalid(fields={"since": f"must not be after `until`, and at most {MAX_DAYS} days before it"})
    clicks = counters.click_totals(member.id, since, until)
    sales = sales_store.sales(member.id, since, until)
    currency = query.currency or default_currency
    chosen = [one for one in sales.of_period if one.currency == currency]
    days = {(since + timedelta(days=n)).isoformat() for n in range((until - since).days + 1)}
    return AffiliateSummary(
        since=since.isoformat(),
        until=until.isoformat(),
        currency=currency,
        currencies=sorted({*sales.earned_in_all, default_currency}),
        totals=_figures("", clicks.total, _sum(chosen), currency),
        balances=_balances(member.id, currency, sales.earned_in_all.get(currency, 0)),
        by_day=_grouped({day: clicks.by_day.get(day, 0) for day in days}, chosen, "day", currency),
        by_link=_grouped(clicks.by_link, chosen, "link", currency),
        by_sub_id=_grouped(clicks.by_sub_id, chosen, "sub_id", currency),
    )


def _balances(member_id: str, currency: str, earned_in_all: int) -> Balances:
    """What the ledger says of a member. What was earned and is neither pending nor payable nor on its way was paid."""
    pending, approved = accounts.pending(member_id), accounts.approved(member_id)
    kept = balances_of([pending, approved], currency)
    waiting, payable = kept.get(pending, Balance()), kept.get(approved, Balance())
    paid = earned_in_all - waiting.available - payable.available - payable.held
    return Balances(
        pending=Money(waiting.available, currency),
        approved=Money(payable.available, currency),
        in_payout=Money(payable.held, currency),
        paid=Money(paid, currency),
    )


def _grouped(clicks: Mapping[str, int], sold: Iterable[sales_store.Sold], by: str, currency: str) -> list[Figures]:
    groups: dict[str, list[sales_store.Sold]] = {key: [] for key in clicks}
    for one in sold:
        groups.setdefault(getattr(one, by), []).append(one)
    named = sorted(key for key in groups if key)
    return [_figures(key, clicks.get(key, 0), _sum(groups[key]), currency) for key in named]


def _sum(sold: Iterable[sales_store.Sold]) -> _Sold:
    total = _Sold()
    for one in sold:
        total.orders += one.orders
        total.sales += one.net
        total.earned += one.earned
    return total


def _figures(key: str, clicks: int, sold: _Sold, currency: str) -> Figures:
    percent = per_click = None
    if clicks:
        hundredths = divide(sold.orders * 10_000, clicks, Rounding.HALF_UP)
        percent = f"{Decimal(hundredths).scaleb(-2):.2f}"
        digits = exponent(currency) + 2
        per_click = f"{Decimal(divide(sold.earned * 100, clicks, Rounding.HALF_UP)).scaleb(-digits):.{digits}f}"
    return Figures(
        key, clicks, sold.orders, Money(sold.sales, currency), Money(sold.earned, currency), percent, per_click
    )
