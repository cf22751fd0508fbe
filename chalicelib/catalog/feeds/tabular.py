"""Feeds as tab separated text; commas, semicolons or bars are taken too where the header shows them."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from chalicelib.catalog.feeds.reading import (
    LISTS,
    MAX_FIELD_CHARACTERS,
    REPAIR,
    BrokenRow,
    FeedUnusable,
    Row,
    attribute_name,
)

MAX_LINE_BYTES = 1024 * 1024
MAX_LINES_IN_A_ROW = 200
"""A quoted description may run over lines; a quote that never closes must not swallow the rest of the file."""
_NEEDED = ("id", "title", "price")
_DELIMITERS = "\t,;|"


def rows(pieces: Iterator[bytes]) -> Iterator[Row | BrokenRow]:
    """Each row of a feed in UTF-8. Raises FeedUnusable where there is no header with id, title and price."""
    lines = _Lines(pieces)
    header = _first_line(lines)
    delimiter = max(_DELIMITERS, key=header.count)
    names = [attribute_name(name) for name in _split(header, delimiter) or header.split(delimiter)]
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise FeedUnusable(f"The header lacks {', '.join(missing)}; the first line must name the columns.")
    while (line := lines.take()) is not None:
        number = lines.number
        if not line.strip():
            continue
        if len(line) > MAX_LINE_BYTES:
            yield BrokenRow(number, "", "the line is longer than 1 MB")
            continue
        text, notes = _decoded(line)
        fields = text.split(delimiter) if '"' not in text else _quoted(text, delimiter, lines, len(names))
        yield _row(number, names, fields, notes)


class _Lines:
    """Physical lines as bytes, without their ends, with a place to look ahead from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._lines = _physical(pieces)
        self._ahead: list[bytes] = []
        self.number = 0

    def take(self) -> bytes | None:
        line = self._ahead.pop(0) if self._ahead else next(self._lines, None)
        self.number += line is not None
        return line

    def peek(self, place: int) -> bytes | None:
        """The line `place` lines ahead (0 is the next), without taking it."""
        while len(self._ahead) <= place:
            line = next(self._lines, None)
            if line is None:
                return None
            self._ahead.append(line)
        return self._ahead[place]


def _physical(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    end = b""
    for piece in pieces:
        rest += piece
        if not end:
            # Old Macintosh files end lines with a carriage return alone.
            end = b"\r" if b"\n" not in rest and b"\r" in rest[:-1] else b"\n"
        *whole, rest = rest.split(end)
        for line in whole:
            yield line.removesuffix(b"\r")
        if len(rest) > 2 * MAX_LINE_BYTES:
            rest = rest[: MAX_LINE_BYTES + 1]  # too long to be kept; only its length still matters
    if rest:
        yield rest.removesuffix(b"\r")


def _first_line(lines: _Lines) -> str:
    while (line := lines.take()) is not None:
        if line.strip():
            return line[:MAX_LINE_BYTES].decode("utf-8", errors="replace")
    raise FeedUnusable("The file is empty.")


def _decoded(line: bytes) -> tuple[str, list[str]]:
    try:
        return line.decode(), []
    except UnicodeDecodeError:
        note = "the row is not UTF-8; its odd bytes were read as Windows-1252"
        return line.decode("utf-8", errors=REPAIR), [note]


def _quoted(text: str, delimiter: str, lines: _Lines, columns: int) -> list[str]:
    """The fields of a row with quotes, which may go on over the next lines; a stray quote is a character like others."""
    joined = text
    for ahead in range(MAX_LINES_IN_A_ROW):
        fields = _split(joined, delimiter)
        if fields is not None and (ahead == 0 or len(fields) <= columns):
            for _ in range(ahead):
                lines.take()
            return fields
        following = lines.peek(ahead)
        if following is None or len(joined) > MAX_LINE_BYTES:
            break
        joined += "\n" + following.decode("utf-8", errors=REPAIR)
    return text.split(delimiter)


def _split(text: str, delimiter: str) -> list[str] | None:
    """The fields of one whole record, or None where a quote is still open or does not end at a delimiter."""
    reader = csv.reader([text], delimiter=delimiter, strict=True)
    try:
        return next(reader, [""])
    except csv.Error:
        return None


def _row(number: int, names: list[str], fields: list[str], notes: list[str]) -> Row | BrokenRow:
    if len(fields) != len(names):
        while len(fields) > len(names) and not fields[-1].strip():
            fields.pop()
        if len(fields) > len(names):
            sku = fields[names.index("id")].strip()[:50]
            return BrokenRow(number, sku, f"{len(fields)} fields where the header has {len(names)}")
        if len(fields) < len(names):
            notes = [*notes, f"only {len(fields)} of {len(names)} fields are there"]
    values: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    for name, field in zip(names, fields, strict=False):
        if not field:
            continue
        text = field[:MAX_FIELD_CHARACTERS]
        if name.partition("[")[0] in LISTS:
            lists.setdefault(name, []).extend(_members(name, text))
        elif name not in values:
            values[name] = text.strip()
    return Row(number, values, lists, notes)


def _members(name: str, text: str) -> list[str]:
    """Members of a list in one field: separated by commas, quoted where they contain one."""
    if name == "additional_image_link" and "," not in text:
        return text.split()
    parts = next(csv.reader([text.replace("\n", " ")], skipinitialspace=True), [])
    return [part.strip() for part in parts if part.strip()]
