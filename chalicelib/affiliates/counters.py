"""How often members' links were followed."""

from __future__ import annotations

from datetime import date

import msgspec


class ClickTotals(msgspec.Struct, frozen=True):
    """Human clicks of a period. Links by code, sub-ids by name; days as `2026-03-02` (UTC)."""

    total: int = 0
    by_day: dict[str, int] = {}
    by_link: dict[str, int] = {}
    by_sub_id: dict[str, int] = {}


def click_totals(member_id: str, since: date, until: date) -> ClickTotals:
    """The clicks of a member's links on the days from `since` to `until`, both included."""
    return ClickTotals()
