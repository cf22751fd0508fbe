"""Pages of a price list: how its prices lie in the store. Pure.

A list's prices are spread over pages by a hash of the SKU, so that a cart reads only the pages of its lines. A page is text,
`name|SKU;tiers[;start;end]|SKU;...|` (`name` is its own, so that it is known without its key), with tiers as `10:1299,50:1199`
(`1299` alone: from one piece on). Its SKUs are sorted, so that a price is found by halving, without taking the rest apart: in
less than half the time of a search from the beginning. It is not packed: to inflate and to decode base64 takes longer than to
receive twice as many bytes.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from urllib.parse import quote, unquote

from chalicelib.pricing.domain import PriceEntry, Tiers

MAX_PAGES = 100
"""What one BatchGet reads."""
FIRST_PAGES = 16
"""Of a list that is made by hand."""
PRICES_A_PAGE = 128
"""Small pages make small carts cheap; larger lists have larger pages."""
MAX_PAGE_LETTERS = 350_000
"""Each is one byte; DynamoDB's bound on an item is 400 KB."""
_SHORT = 2_048
"""So many letters are searched as fast as they are halved."""
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/+")

Entries = tuple[PriceEntry, ...]
"""What a list has for a SKU: one entry a window."""


def page_of(sku: str, pages: int) -> int:
    """The page that a SKU's prices lie in."""
    return zlib.crc32(sku.encode()) % pages


def by_page(skus: Iterable[str], pages: int) -> dict[int, list[str]]:
    """The SKUs that lie in each page."""
    found: dict[int, list[str]] = defaultdict(list)
    for sku in skus:
        found[page_of(sku, pages)].append(sku)
    return found


def name_of(page: str) -> str:
    """What a page is called."""
    return page[: page.index("|")]


def pages_for(prices: int) -> int:
    """How many pages a list of so many prices is spread over, to begin with."""
    return max(1, min(MAX_PAGES, -(-prices // PRICES_A_PAGE)))


def pages_with(prices: Mapping[str, Entries]) -> list[str]:
    """All pages of a list, each small enough for an item."""
    pages = pages_for(len(prices))
    while True:
        made = _spread(prices, pages)
        if max(map(len, made)) <= MAX_PAGE_LETTERS:
            return made
        pages *= 2


def _spread(prices: Mapping[str, Entries], pages: int) -> list[str]:
    spread = by_page(prices, pages)
    return [page_with({sku: prices[sku] for sku in spread.get(number, ())}) for number in range(pages)]


def page_with(prices: Mapping[str, Entries]) -> str:
    """A page of these prices, without its name."""
    return "|".join(["", *(_written(sku, entry) for sku in sorted(prices, key=_name) for entry in prices[sku]), ""])


def all_in(page: str) -> dict[str, Entries]:
    """All prices of a page."""
    found: dict[str, list[PriceEntry]] = defaultdict(list)
    for written in page.split("|")[1:-1]:
        name, _, rest = written.partition(";")
        found[unquote(name)].append(_entry(rest))
    return {sku: tuple(entries) for sku, entries in found.items()}


def found_in(page: str, skus: Iterable[str]) -> Iterator[tuple[str, Entries]]:
    """Those of `skus` that the page has prices for."""
    for sku in skus:
        name = _name(sku)
        mark = f"|{name};"
        start = page.find(mark, *_stretch_with(page, name))
        if start >= 0:
            yield sku, tuple(_entries_at(page, mark, start))


def _stretch_with(page: str, name: str) -> tuple[int, int]:
    """Where in the page a SKU's entries begin, if it has any: from a `|` on."""
    start, end = page.index("|"), len(page)
    while end - start > _SHORT:
        middle = page.find("|", (start + end) // 2, end - 1)
        past = middle + len(name) + 2
        if middle < 0 or past >= end:
            break
        if page[middle + 1 : page.index(";", middle)] < name:
            start = middle
        else:
            end = past
    return start, end


def _entries_at(page: str, mark: str, start: int) -> Iterator[PriceEntry]:
    """A SKU's entries: they lie together."""
    while page.startswith(mark, start):
        end = page.index("|", start + 1)
        yield _entry(page[start + len(mark) : end])
        start = end


def _name(sku: str) -> str:
    """A SKU as it is written: none of its letters means something in a page."""
    return sku if _PLAIN.issuperset(sku) else quote(sku, safe="/+")


def _written(sku: str, entry: PriceEntry) -> str:
    tiers = ",".join(f"{quantity}:{minor}" if quantity > 1 else str(minor) for quantity, minor in entry.tiers)
    if entry.starts_at is None and entry.ends_at is None:
        return f"{_name(sku)};{tiers}"
    window = (moment.isoformat() if moment else "" for moment in (entry.starts_at, entry.ends_at))
    return ";".join((_name(sku), tiers, *window))


def _entry(written: str) -> PriceEntry:
    tiers, _, window = written.partition(";")
    if not window:
        return PriceEntry(_tiers(tiers))
    start, _, end = window.partition(";")
    return PriceEntry(_tiers(tiers), _moment(start), _moment(end))


def _tiers(text: str) -> Tiers:
    parts = [tier.rpartition(":") for tier in text.split(",")]
    return tuple([(int(quantity) if quantity else 1, int(minor)) for quantity, _, minor in parts])


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
