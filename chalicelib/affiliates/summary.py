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
from chalicelib.kit.ledger import balance
from chalicelib.kit.money import Money, Rounding, divide, exponent

_DEFAULT_DAYS = 30
MAX_DAYS = 400


class _Sold(msgspec.Struct):
    orders: int = 0
    sales: int = 0
    earned: int = 0


def summary(member: Member, query: SummaryQuery, today: date, default_currency: str) -> AffiliateSummary:
    """The figures of a period. Four reads: clicks, sales, and two balances; whatever the number of clicks."""
    until = query.until or today
    since = query.since or until - timedelta(days=_DEFAULT_DAYS - 1)
    if not since <= until <= since + timedelta(days=MAX_DAYS):
        raise Invalid(fields={"since": f"must not be after `until`, and at most {MAX_DAYS} days before it"})
    clicks = counters.click_totals(member.id, since, until)
    sold = sales_store.sold(member.id, since, until)
    currencies = sorted({one.currency for one in sold} | {default_currency})
    currency = query.currency or default_currency
    chosen = [one for one in sold if one.currency == currency]
    days = {(since + timedelta(days=n)).isoformat() for n in range((until - since).days + 1)}
    return AffiliateSummary(
        since=since.isoformat(),
        until=until.isoformat(),
        currency=currency,
        currencies=currencies,
        totals=_figures("", clicks.total, _sum(chosen), currency),
        balances=balances(member.id, currency),
        by_day=_grouped({day: clicks.by_day.get(day, 0) for day in days}, chosen, "day", currency),
        by_link=_grouped(clicks.by_link, chosen, "link", currency),
        by_sub_id=_grouped(clicks.by_sub_id, chosen, "sub_id", currency),
    )


def balances(member_id: str, currency: str) -> Balances:
    """What the ledger says of a member in a currency. Two reads."""
    pending = balance(accounts.pending(member_id), currency)
    approved = balance(accounts.approved(member_id), currency)
    return Balances(
        pending=Money(pending.available, currency),
        approved=Money(approved.available, currency),
        in_payout=Money(approved.held, currency),
        paid=Money(0, currency),
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
