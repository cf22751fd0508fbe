"""Words of the document and the mails, in both languages."""

from __future__ import annotations

from datetime import date

_MONTHS = "January February March April May June July August September October November December".split()


def day_text(day: date, language: str) -> str:
    """A day as people write it: `31 December 2026`, `2026年12月31日`."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def holds_until(day: date, zone: str, language: str) -> str:
    """Until when a quote holds: `until 31 December 2026, end of day (Europe/Berlin)`."""
    if language == "zh":
        return f"至{day_text(day, language)}当日结束（{zone}）"
    return f"until {day_text(day, language)}, end of day ({zone})"
