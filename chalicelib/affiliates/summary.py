"""A member's figures: what their links brought, by day, link and sub-id, and what the ledger says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.affiliates import accounts, counters, figures_store, sales_store
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.sales_store import Sold
from chalicelib.affiliates.schemas import AffiliateSummary, Balances, Figures, SummaryQuery
from chalicelib.kit.errors import Invalid
from chalicelib.kit.ledger import Balance, balances_of
from chalicelib.kit.money import Money, Rounding, divide, exponent

_DEFAULT_DAYS = 30
MAX_DAYS = 400
_YEARS = range(2000, 3000)


def summary(member: Member, query: SummaryQuery, today: date, default_currency: str) -> AffiliateSummary:
    """The figures of a period. Two reads for a month, three for a year: what was counted, and balances; however many clicks."""
    for name, day in (("since", query.since), ("until", query.until)):
        if day is not None and day.year not in _YEARS:
            raise Invalid(fields={name: f"must lie between the years {_YEARS[0]} and {_YEARS[-1]}"})
    until = query.until or today
    since = query.since or until - timedelta(days=_DEFAULT_DAYS - 1)
    if not since <= until <= since + timedelta(days=MAX_DAYS):
        raise Invalid(fields={"since": f"must not be after `until`, and at most {MAX_DAYS} days before it"})
    counted_clicks, counted_sales, sold_in_all = figures_store.of_period(member.id, since, until)
    clicks = counters.click_totals(counted_clicks)
    earned = sales_store.earned_in_all(sold_in_all)
    currency = query.currency or default_currency
    sold = {group: sales_store.sold_by(counted_sales, group, currency) for group in ("day", "link", "sub")}
    days = [(since + timedelta(days=n)).isoformat() for n in range((until - since).days + 1)]
    return AffiliateSummary(
        since=since.isoformat(),
        until=until.isoformat(),
        currency=currency,
        currencies=sorted({*earned, default_currency}),
        totals=_figures("", clicks.total, _sum(sold["day"].values()), currency),
        balances=_balances(member.id, currency, earned.get(currency, 0)),
        by_day=_grouped({day: clicks.by_day.get(day, 0) for day in days}, sold["day"], currency),
        by_link=_grouped(clicks.by_link, sold["link"], currency),
        by_sub_id=_grouped(clicks.by_sub_id, sold["sub"], currency),
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


def _grouped(clicks: Mapping[str, int], sold: Mapping[str, Sold], currency: str) -> list[Figures]:
    return [_figures(key, clicks.get(key, 0), sold.get(key, Sold()), currency) for key in sorted({*clicks, *sold})]


def _sum(sold: Iterable[Sold]) -> Sold:
    total = Sold()
    for one in sold:
        total.orders += one.orders
        total.net += one.net
        total.earned += one.earned
    return total


def _figures(key: str, clicks: int, sold: Sold, currency: str) -> Figures:
    percent = per_click = None
    if clicks:
        hundredths = divide(sold.orders * 10_000, clicks, Rounding.HALF_UP)
        percent = f"{Decimal(hundredths).scaleb(-2):.2f}"
        digits = exponent(currency) + 2
        per_click = f"{Decimal(divide(sold.earned * 100, clicks, Rounding.HALF_UP)).scaleb(-digits):.{digits}f}"
    return Figures(
        key, clicks, sold.orders, Money(sold.net, currency), Money(sold.earned, currency), percent, per_click
    )
