"""Decisions about quotes that need no shop: days, discounts, rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.kit.money import Money
from chalicelib.kit.texts import amount_text
from chalicelib.quotes.domain import validity
from chalicelib.quotes.domain.approval import Condition, Figures, Rule, holds, needed
from chalicelib.quotes.domain.offer import figures, line_rate, price_offer, reduced, whole_discount
from chalicelib.quotes.domain.quote import Discount, Offer
from chalicelib.quotes.texts import holds_until
from tests.quotes.offers import NOW, UNTAXED, line


@pytest.mark.parametrize(
    ("day", "zone", "ends"),
    [
        ("2026-12-31", "UTC", "2027-01-01T00:00:00Z"),
        ("2026-12-31", "Europe/Berlin", "2026-12-31T23:00:00Z"),
        ("2026-12-31", "Asia/Shanghai", "2026-12-31T16:00:00Z"),
        ("2026-12-31", "Pacific/Kiritimati", "2026-12-31T10:00:00Z"),
        ("2026-12-31", "Pacific/Honolulu", "2027-01-01T10:00:00Z"),
        ("2026-12-31", "Asia/Kathmandu", "2026-12-31T18:15:00Z"),
        ("2026-03-29", "Europe/Berlin", "2026-03-29T22:00:00Z"),  # the day has 23 hours
        ("2026-10-25", "Europe/Berlin", "2026-10-25T23:00:00Z"),  # and 25
        ("2026-03-07", "America/New_York", "2026-03-08T05:00:00Z"),  # the night before the change
        ("2026-04-23", "Africa/Cairo", "2026-04-23T22:00:00Z"),  # midnight is left out: the day ends with the change
        ("2026-10-24", "Asia/Beirut", "2026-10-24T22:00:00Z"),  # 23 o'clock comes twice: the day ends after the second
    ],
)
def test_a_day_ends_when_the_next_begins_there(day: str, zone: str, ends: str) -> None:
    assert validity.end_of_day(date.fromisoformat(day), zone) == datetime.fromisoformat(ends)


@given(
    st.dates(date(2024, 1, 1), date(2035, 12, 30)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "UTC"]),
)
def test_the_last_moment_is_of_that_day_and_the_end_is_not(day: date, zone: str) -> None:
    ends = validity.end_of_day(day, zone)
    local = ZoneInfo(zone)

    assert (ends - timedelta(seconds=1)).astimezone(local).date() == day
    assert ends.astimezone(local).date() == day + timedelta(days=1)
    assert timedelta(hours=22) < ends - validity.end_of_day(day - timedelta(days=1), zone) < timedelta(hours=26)


@pytest.mark.parametrize("zone", ["Mars/Phobos", "Europe", "", "/etc/passwd", "../UTC"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(validity.UnknownZone):
        validity.end_of_day(date(2026, 1, 1), zone)


def test_without_a_wish_it_holds_thirty_days_counted_where_its_customer_is() -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)

    assert validity.last_day(None, "UTC", late) == date(2026, 3, 31)
    assert validity.last_day(None, "Asia/Shanghai", late) == date(2026, 4, 1)
    assert validity.last_day(date(2026, 3, 1), "UTC", late) == date(2026, 3, 1)
    with pytest.raises(validity.ValidityOver):
        validity.last_day(date(2026, 3, 1), "Asia/Shanghai", late)


@pytest.mark.parametrize(
    ("unit", "rate", "offered"),
    [(10_000, 12_500, 8_750), (999, 10_000, 899), (333, 9_909, 300), (1, 50_000, 1), (5, 100_000, 0)],
)
def test_a_percentage_off_a_line_is_rounded_once_half_up(unit: int, rate: int, offered: int) -> None:
    assert reduced(unit, rate) == offered


def test_how_much_a_line_is_reduced_reads_as_it_was_given() -> None:
    assert line_rate(line(list_unit=8_999, unit=reduced(8_999, 12_500))) == 12_500
    assert line_rate(line(list_unit=0, unit=0)) == 0
    assert line_rate(line(list_unit=100, unit=150)) == 0


lines = st.lists(st.tuples(st.integers(0, 50_000), st.integers(1, 999)), min_size=1, max_size=12).map(
    lambda drawn: tuple(line(str(n), unit=unit, quantity=pieces) for n, (unit, pieces) in enumerate(drawn, 1))
)
discounts = st.one_of(
    st.builds(Discount, rate=st.integers(1, 100_000)), st.builds(Discount, amount=st.integers(1, 10**8)), st.none()
)


@given(lines, discounts)
def test_the_discount_of_the_whole_is_split_exactly_and_never_below_zero(
    drawn: tuple, discount: Discount | None
) -> None:  # type: ignore[type-arg]
    offer = Offer("en", "UTC", drawn, discount)
    priced = price_offer(offer, "USD", UNTAXED, NOW)

    taken = whole_discount(offer)
    assert sum(share.discount_minor for share in priced.lines) == taken <= offer.subtotal
    assert all(0 <= share.discount_minor <= share.total_minor for share in priced.lines)
    assert priced.total_minor == offer.subtotal - taken == sum(share.payable_minor for share in priced.lines)


def rates(**changes: object) -> Figures:
    known = Figures("USD", list_total=100_000, goods=90_000, revenue=90_000, amount=90_000, cost=60_000)
    return replace(known, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "changes", "asks"),
    [
        (Condition(discount_at_least=10_000), {}, True),
        (Condition(discount_at_least=10_000), {"goods": 90_001}, False),
        (Condition(discount_at_least=0), {"goods": 100_000}, False),
        (Condition(discount_at_least=10_000), {"goods": 120_000}, False),
        (Condition(discount_at_least=10_000), {"list_total": 0, "goods": 0}, False),
        (Condition(margin_below=33_333), {}, False),
        (Condition(margin_below=33_334), {}, True),
        (Condition(margin_below=0), {"cost": 90_001}, True),
        (Condition(margin_below=0), {"cost": None}, True),
        (Condition(margin_below=10_000), {"revenue": 0, "cost": 1}, True),
        (Condition(amount=90_000, currency="USD"), {}, True),
        (Condition(amount=90_001, currency="USD"), {}, False),
        (Condition(amount=1, currency="EUR"), {}, False),
    ],
)
def test_when_a_rule_asks_for_its_approval(when: Condition, changes: dict[str, object], asks: bool) -> None:
    assert holds(when, rates(**changes)) is asks


def test_rules_of_one_tier_and_role_are_one_approval() -> None:
    rules = [
        Rule("a", "Discount", 2, "admin", Condition(discount_at_least=5_000)),
        Rule("b", "Amount", 1, "finance", Condition(amount=1, currency="USD")),
        Rule("c", "Margin", 2, "admin", Condition(margin_below=90_000)),
        Rule("d", "Never", 3, "admin", Condition(discount_at_least=99_000)),
    ]

    assert [(step.tier, step.role, step.rule) for step in needed(rules, rates())] == [
        (1, "finance", "Amount"),
        (2, "admin", "Discount; Margin"),
    ]


def test_taxes_inside_prices_are_no_revenue() -> None:
    from chalicelib.pricing import tax_table

    offer = Offer("en", "UTC", (line(unit=11_900, quantity=1, cost=9_000),))
    found = figures(offer, price_offer(offer, "USD", tax_table().rules("DE"), NOW))

    assert (found.goods, found.revenue, found.margin) == (11_900, 10_000, 1_000)


def test_days_and_amounts_as_people_write_them() -> None:
    assert (
        holds_until(date(2026, 12, 31), "Europe/Berlin", "en") == "until 31 December 2026, end of day (Europe/Berlin)"
    )
    assert holds_until(date(2026, 12, 31), "Asia/Shanghai", "zh") == "至2026年12月31日当日结束（Asia/Shanghai）"
    assert [amount_text(Money(minor, "USD").minor, "USD") for minor in (0, 5, -66_596, 123_456_789)] == [
        "0.00",
        "0.05",
        "−665.96",
        "1,234,567.89",
    ]
    assert amount_text(1_234_567, "JPY") == "1,234,567"
    assert amount_text(-50, "USD") == "−0.50"
