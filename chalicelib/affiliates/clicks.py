"""Clicks, found by their id and listed for their member."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from chalicelib.affiliates import click_store, store
from chalicelib.affiliates.domain.click import Click
from chalicelib.affiliates.domain.link import CLICK_ID
from chalicelib.affiliates.link_schemas import ClickList, ClickListQuery, ClickView
from chalicelib.affiliates.store import CursorUnknown
from chalicelib.kit import clock

MAX_CSV_LINES = 10_000
MAX_CSV_BYTES = 4_000_000
"""Lambda answers at most 6 MB, and a file goes out in base64."""
_CURSOR = re.compile(r"(?P<key>[0-9TZ:.-]{20,40}#clk_[0-9a-z]{26})\+(?P<passed>[0-9]{1,3})")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def find_click(click_id: str) -> Click | None:
    """The click, or None where it is not known (yet). One read."""
    return click_store.click(click_id) if CLICK_ID.fullmatch(click_id) else None


def remembered_days(click_id: str) -> int:
    """How long a browser that agreed remembers a click: its programme's window; while it is not counted yet the longest that there is.
    0: not at all, for what no whole page was opened by. Two reads."""
    found = find_click(click_id)
    if found is not None and not found.navigated:
        return 0
    windows = {item.document.id: item.document.window_days for item in store.programmes() if item.document.active}
    return windows.get(found.programme_id, 0) if found else max(windows.values(), default=0)


def listed(member_id: str, asked: ClickListQuery) -> ClickList:
    """A page of a member's clicks, newest first."""
    found, cursor = _page(member_id, asked, asked.limit)
    return ClickList([_view(one) for one in found], cursor)


def as_csv(member_id: str, asked: ClickListQuery) -> tuple[bytes, str | None]:
    """A member's clicks as CSV (RFC 4180, UTF-8 with a byte order mark, for spreadsheets), and the cursor of what follows."""
    content = bytearray(("\ufeff" + _line(ClickView.__struct_fields__)).encode())
    for number, (key, passed, one) in enumerate(_all(member_id, asked, MAX_CSV_LINES)):
        view = _view(one)
        line = _line([_cell(str(getattr(view, name))) for name in ClickView.__struct_fields__]).encode()
        if number == MAX_CSV_LINES or len(content) + len(line) > MAX_CSV_BYTES:
            return bytes(content), f"{key}+{passed}"
        content += line
    return bytes(content), None


def _page(member_id: str, asked: ClickListQuery, limit: int) -> tuple[list[Click], str | None]:
    found: list[Click] = []
    for key, passed, one in _all(member_id, asked, limit):
        if len(found) == limit:
            return found, f"{key}+{passed}"
        found.append(one)
    return found, None


def _all(member_id: str, asked: ClickListQuery, limit: int) -> Iterator[tuple[str, int, Click]]:
    """The clicks from the cursor on, each with its place: its batch and how many of that come before it."""
    lowest = asked.since.isoformat() if asked.since else "0"
    highest = (asked.until + timedelta(days=1)).isoformat() if asked.until and asked.until < date.max else "9"
    skipped = 0
    if asked.cursor is not None:
        place = _CURSOR.fullmatch(asked.cursor)
        if place is None:
            raise CursorUnknown()
        highest, skipped = place["key"], int(place["passed"])
    if lowest > highest:
        return
    for batch in click_store.batches(member_id, lowest, highest, limit + 1):
        for number, one in enumerate(batch.clicks):
            if number >= skipped:
                yield batch.sk, number, one
        skipped = 0


def _view(one: Click) -> ClickView:
    return ClickView(one.id, clock.rfc3339(one.at), one.link, one.kind, one.sub_id, one.landing, one.referrer_host)


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text
