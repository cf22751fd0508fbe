"""Files of prices: CSV in, entries out, with every bad row named by its line. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime

import msgspec

from chalicelib.catalog.schemas import RowProblem
from chalicelib.kit.errors import Invalid
from chalicelib.kit.money import MAX_MINOR, parse_decimal
from chalicelib.pricing.domain import PriceEntry
from chalicelib.pricing.list_schemas import MAX_TIERS, MAX_WINDOWS
from chalicelib.pricing.pages import Entries

COLUMNS = ("sku", "from_quantity", "price", "starts", "ends")
_NEEDED = ("sku", "price")
MAX_QUANTITY = 1_000_000
MAX_SKU = 50
NAMED_PROBLEMS = 20_000
"""Bad rows that are named; all are counted."""

Window = tuple[datetime | None, datetime | None]


class PricesFileUnreadable(Invalid):
    title = "This is not a file of prices"


class ReadPrices(msgspec.Struct, frozen=True):
    """What a file says. `bad` counts rows, `problems` names them."""

    rows: int
    bad: int
    prices: dict[str, Entries]
    problems: list[RowProblem]


class _Bad(Exception):
    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason


def read_prices(content: bytes, currency: str) -> ReadPrices:
    """Read a file whose prices are in `currency`. Raises PricesFileUnreadable where it is no such file at all."""
    rows = _rows(content)
    found: dict[str, dict[Window, dict[int, int]]] = {}
    problems: list[RowProblem] = []
    count = bad = 0
    for line, cells in rows:
        count += 1
        try:
            _take(cells, currency, found)
        except _Bad as problem:
            bad += 1
            if len(problems) < NAMED_PROBLEMS:
                problems.append(RowProblem(line, cells.get("sku", "")[:MAX_SKU], problem.field, problem.reason))
    if count == 0:
        raise PricesFileUnreadable("There is no price in the file; to empty a list, remove it.")
    prices = {sku: _entries(windows) for sku, windows in found.items() if any(windows.values())}
    return ReadPrices(count, bad, prices, problems)


def _entries(windows: dict[Window, dict[int, int]]) -> Entries:
    return tuple(PriceEntry(tuple(sorted(tiers.items())), *window) for window, tiers in windows.items())


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row's first line and its cells by column; rows without anything are none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PricesFileUnreadable("Save the file as CSV in UTF-8.") from None
    first, _, _ = text.partition("\n")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error:
        header = []
    unknown = [name for name in header if name not in COLUMNS]
    missing = [name for name in _NEEDED if name not in header]
    if unknown or missing or len(set(header)) < len(header):
        raise PricesFileUnreadable(
            f"The first line names the columns, of {', '.join(COLUMNS)}; sku and price are needed."
        )
    return _cells(reader, header)


def _cells(reader: Iterator[list[str]], header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    line = reader.line_num + 1  # type: ignore[attr-defined]
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row = [f"{error}"] * (len(header) + 1)
        if any(cell.strip() for cell in row):
            cells = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
            yield line, cells if len(row) <= len(header) else cells | {"": "more cells than columns"}
        line = reader.line_num + 1  # type: ignore[attr-defined]


def _take(cells: dict[str, str], currency: str, found: dict[str, dict[Window, dict[int, int]]]) -> None:
    if "" in cells:
        raise _Bad("", "has more cells than there are columns")
    sku = cells.get("sku", "")
    if not 1 <= len(sku) <= MAX_SKU or not sku.isprintable():
        raise _Bad("sku", f"must have 1 to {MAX_SKU} printable characters")
    quantity = _quantity(cells.get("from_quantity", ""))
    minor = _price(cells.get("price", ""), currency)
    window = (_moment("starts", cells.get("starts", "")), _moment("ends", cells.get("ends", "")))
    if window[0] and window[1] and window[0] >= window[1]:
        raise _Bad("ends", "must be after the start")
    windows = found.setdefault(sku, {})
    if window not in windows and len(windows) >= MAX_WINDOWS:
        raise _Bad("starts", f"a SKU can have {MAX_WINDOWS} windows at most")
    tiers = windows.setdefault(window, {})
    if quantity in tiers:
        raise _Bad("from_quantity", "stands in an earlier row already, for the same SKU and window")
    if len(tiers) >= MAX_TIERS:
        raise _Bad("from_quantity", f"a SKU can have {MAX_TIERS} tiers at most")
    tiers[quantity] = minor


def _quantity(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= MAX_QUANTITY):
        raise _Bad("from_quantity", f"must be a whole number from 1 to {MAX_QUANTITY:,}")
    return int(text)


def _price(text: str, currency: str) -> int:
    try:
        minor = parse_decimal(text, currency).minor
    except Invalid as error:
        raise _Bad("price", error.detail) from None
    if not 0 <= minor <= MAX_MINOR // 1000:
        raise _Bad("price", "cannot be negative" if minor < 0 else "is too large")
    return minor


def _moment(field: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _Bad(field, "must be a time like 2026-03-01T00:00:00+01:00") from None
    if moment.tzinfo is None:
        raise _Bad(field, "needs a time zone: end it with Z or an offset like +01:00")
    if not 2000 <= moment.year <= 2100:
        raise _Bad(field, "must be between the years 2000 and 2100")
    return moment
