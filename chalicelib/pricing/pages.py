"""Pages of a price list: how its prices lie in the store. Pure.

A list's prices are spread over pages by a hash of the SKU, so that a cart reads only the pages of its lines. A page is text, one line
an entry, deflated: `SKU TAB tiers [TAB start TAB end]`, tiers as `10:1299,50:1199` (`1299` alone from one piece on). A price is
found in it by a search for the SKU, without reading the other lines.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from chalicelib.pricing.domain import PriceEntry, Tiers

MAX_PAGES = 100
"""What one BatchGet reads."""
FIRST_PAGES = 16
"""Of a list that is made by hand."""
PRICES_A_PAGE = 128
"""Small pages make small carts cheap; larger lists have larger pages."""
MAX_PAGE_BYTES = 350_000
"""DynamoDB's bound on an item is 400 KB."""
_LEVEL = 6

Entries = tuple[PriceEntry, ...]
"""What a list has for a SKU: one entry a window."""


def page_of(sku: str, pages: int) -> int:
    """The page that a SKU's prices lie in."""
    return zlib.crc32(sku.encode()) % pages


def pages_for(prices: int) -> int:
    """How many pages a list of so many prices is spread over, to begin with."""
    return max(1, min(MAX_PAGES, -(-prices // PRICES_A_PAGE)))


def packed_pages(prices: Mapping[str, Entries]) -> list[bytes]:
    """All pages of a list, each small enough for an item."""
    pages = pages_for(len(prices))
    while True:
        made = _packed(prices, pages)
        if max(map(len, made)) <= MAX_PAGE_BYTES:
            return made
        pages *= 2


def _packed(prices: Mapping[str, Entries], pages: int) -> list[bytes]:
    parts: dict[int, dict[str, Entries]] = defaultdict(dict)
    for sku, entries in prices.items():
        parts[page_of(sku, pages)][sku] = entries
    return [packed(parts[number]) for number in range(pages)]


def packed(prices: Mapping[str, Entries]) -> bytes:
    """A page of these prices."""
    lines = [_line(sku, entry) for sku in sorted(prices) for entry in prices[sku]]
    return zlib.compress("\n".join(["", *lines, ""]).encode(), _LEVEL)


def unpacked(page: bytes) -> dict[str, Entries]:
    """All prices of a page."""
    found: dict[str, list[PriceEntry]] = defaultdict(list)
    for line in zlib.decompress(page).decode().split("\n")[1:-1]:
        sku, _, rest = line.partition("\t")
        found[sku].append(_entry(rest))
    return {sku: tuple(entries) for sku, entries in found.items()}


def found_in(page: bytes, skus: Iterable[str]) -> Iterator[tuple[str, Entries]]:
    """Those of `skus` that the page has prices for."""
    text = zlib.decompress(page)
    for sku in skus:
        entries = tuple(_entry(line.decode()) for line in _lines(text, b"\n" + sku.encode() + b"\t"))
        if entries:
            yield sku, entries


def _lines(text: bytes, mark: bytes) -> Iterator[bytes]:
    """What stands behind `mark`; a SKU's lines lie together."""
    start = text.find(mark)
    while start >= 0:
        end = text.index(b"\n", start + 1)
        yield text[start + len(mark) : end]
        start = end if text.startswith(mark, end) else -1


def _line(sku: str, entry: PriceEntry) -> str:
    if "\n" in sku or "\t" in sku:
        raise ValueError(f"{sku!r} cannot be the name of a product")
    tiers = ",".join(f"{quantity}:{minor}" if quantity > 1 else str(minor) for quantity, minor in entry.tiers)
    if entry.starts_at is None and entry.ends_at is None:
        return f"{sku}\t{tiers}"
    window = (moment.isoformat() if moment else "" for moment in (entry.starts_at, entry.ends_at))
    return "\t".join((sku, tiers, *window))


def _entry(text: str) -> PriceEntry:
    tiers, _, window = text.partition("\t")
    if not window:
        return PriceEntry(_tiers(tiers))
    start, _, end = window.partition("\t")
    return PriceEntry(_tiers(tiers), _moment(start), _moment(end))


def _tiers(text: str) -> Tiers:
    return tuple(_tier(tier) for tier in text.split(","))


def _tier(text: str) -> tuple[int, int]:
    quantity, _, minor = text.rpartition(":")
    return (int(quantity) if quantity else 1, int(minor))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
