"""A whole feed: its products one by one, and a report of what was not kept or had to be repaired."""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from chalicelib.catalog.domain import Product
from chalicelib.catalog.feeds import markup, tabular
from chalicelib.catalog.feeds.products import Reader
from chalicelib.catalog.feeds.reading import BrokenRow, Row, chunks, encoding_of, transcoded
from chalicelib.catalog.schemas import RowProblem

MAX_PROBLEMS = 1000
"""Bad rows and repairs that a report names; it counts them all."""
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,20})["']""")
_XML_ENCODINGS = ("iso-8859", "iso8859", "windows-125", "cp125", "gb", "big5", "us-ascii", "shift_jis", "euc")


@dataclass
class Report:
    """How a feed went. `bad` rows were not kept; `repaired` ones were, with something mended or left out."""

    rows: int = 0
    kept: int = 0
    bad: int = 0
    repaired: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)

    @property
    def bad_percent(self) -> int:
        """Share of bad rows in whole per cent, rounded up: 0 means none."""
        return -(-100 * self.bad // self.rows) if self.rows else 0

    def refuse(self, line: int, sku: str, name: str, reason: str) -> None:
        self.bad += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(RowProblem(line, sku[:50], name, reason[:200]))

    def note(self, line: int, sku: str, name: str, reason: str) -> None:
        if len(self.notes) < MAX_PROBLEMS:
            self.notes.append(RowProblem(line, sku[:50], name, reason[:200]))


def products(source: BinaryIO, currency: str, report: Report) -> Iterator[Product]:
    """The products of a feed that can be kept, in its order, filling `report` on the way.

    Raises FeedUnusable for a file that is no feed, has no usable header, or breaks off.
    """
    reader = Reader(currency)
    seen: dict[str, int] = {}
    for row in rows(source):
        report.rows += 1
        if isinstance(row, BrokenRow):
            report.refuse(row.line, row.sku, "row", row.reason)
            continue
        product, faults, notes = reader.product(row)
        sku = row.values.get("id", "")
        if product is None:
            report.refuse(row.line, sku, *faults[0])
            continue
        if sku in seen:
            report.refuse(row.line, sku, "id", f"the id stands in line {seen[sku]} already; the first one was kept")
            continue
        seen[product.sku] = row.line
        report.kept += 1
        report.repaired += bool(notes)
        for name, reason in notes:
            report.note(row.line, sku, name, reason)
        yield product


def rows(source: BinaryIO) -> Iterator[Row | BrokenRow]:
    """The rows of a feed file, whatever its packing, encoding and format."""
    pieces = chunks(source)
    sample = next(pieces, b"")
    whole = itertools.chain([sample], pieces)
    encoding = encoding_of(sample)
    start = next(transcoded(iter([sample[:1024]]), encoding)).lstrip()
    if not start.startswith(b"<"):
        return tabular.rows(transcoded(whole, encoding))
    return markup.rows(transcoded(whole, _declared(start) or encoding))


def _declared(start: bytes) -> str | None:
    """The encoding that an XML declaration names, where it is one of text and not UTF-8 or 16 anyway."""
    match = _XML_ENCODING.match(start)
    name = match[1].decode().lower() if match else ""
    if not name.startswith(_XML_ENCODINGS):
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
