"""Amounts and days as people write them, in both languages."""

from __future__ import annotations

from datetime import date

from chalicelib.kit.money import Money

_MONTHS = "January February March April May June July August September October November December".split()


def day_text(day: date, language: str) -> str:
    """A day: `31 December 2026`, `2026年12月31日`."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def amount_text(minor: int, currency: str) -> str:
    """An amount without its currency, in groups of three: `1,234.50`, `−1,234.50`."""
    whole, dot, rest = Money(abs(minor), currency).decimal_text().partition(".")
    return f"{'−' if minor < 0 else ''}{int(whole):,}{dot}{rest}"


def money_text(minor: int, currency: str) -> str:
    """An amount with its currency: `USD 1,234.50`."""
    return f"{currency} {amount_text(minor, currency)}"
