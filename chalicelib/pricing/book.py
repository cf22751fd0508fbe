"""The book: everyone's price lists and all promotions, in one file that every process keeps in memory.

So a guest's cart costs no read. Lists of organisations and groups stand in the table (`store.ScopeItem`); prices of all lists in pages.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from chalicelib.kit.files import files
from chalicelib.kit.watched import WatchedFile
from chalicelib.pricing.domain import PriceList, Promotion

FILE = "pricing/book.json"
EVERYONE = "everyone"


class ListHead(msgspec.Struct, frozen=True):
    """A price list and where its prices lie: a whole new generation comes with each import."""

    list: PriceList
    generation: str
    pages: int
    created_at: datetime

    @property
    def scope(self) -> str:
        """Whose it is: `organisation#org_…`, `group#…` or `everyone`."""
        return scope_of(self.list)


class KnownPromotion(msgspec.Struct, frozen=True):
    """A promotion and when it was made."""

    promotion: Promotion
    created_at: datetime


class Book(msgspec.Struct, frozen=True):
    """What the file holds; promotions in the order in which they are tried."""

    lists: tuple[ListHead, ...] = ()
    promotions: tuple[KnownPromotion, ...] = ()

    def promotion(self, promotion_id: str) -> KnownPromotion | None:
        """The promotion of this id."""
        return next((known for known in self.promotions if known.promotion.id == promotion_id), None)


def _decoded(content: bytes | None) -> Book:
    return msgspec.json.decode(content, type=Book) if content else Book()


_book: WatchedFile[Book] = WatchedFile(FILE, _decoded, msgspec.json.encode)


def scope_of(price_list: PriceList) -> str:
    """The key under which a list's head stands with the others that the same people have."""
    if price_list.kind in ("contract", "company"):
        return f"organisation#{price_list.scope}"
    return f"group#{price_list.scope}" if price_list.kind == "group" else EVERYONE


def current() -> Book:
    """The book as it was at most a few seconds ago; no call."""
    return _book.get()


def latest() -> Book:
    """The book as it is now, for those who change something on its ground."""
    stored = files().get(FILE)
    return _decoded(stored.content if stored else None)


def change(decide: Callable[[Book], Book]) -> Book:
    """Change the book; decided anew where somebody else was faster."""
    return _book.change(decide)
