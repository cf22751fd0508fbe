"""An opened release: products by SKU or number, and the index to search. Reading it makes no call to anywhere."""

from __future__ import annotations

import os
import threading
import weakref
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import tantivy
from tantivy import Query

from chalicelib.catalog import views
from chalicelib.catalog.domain import MAX_CATEGORY_DEPTH, CategoryNotFound, Product
from chalicelib.catalog.manifest import CategoryEntry, Manifest
from chalicelib.catalog.schemas import CategoryNode, CategoryRef, CategoryTree
from chalicelib.catalog.words import folded

T = TypeVar("T")

PARTS = 5
_PRODUCT, _HIT, _PAGE = 0, 1, 2
_LANGUAGE_STEP = {"en": 0, "zh": 2}
MAX_SIBLINGS = 60
_REMEMBERED = 512
"""Answers about whole result sets (facets) that a release keeps."""


class Release:
    """A release folder, opened. Safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        self.manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
        self.id = self.manifest.id
        self.index = tantivy.Index.open(str(folder / "index"))
        self.schema = self.index.schema
        self.searcher = self.index.searcher()
        self._offsets = array("Q")
        self._offsets.frombytes((folder / "offsets").read_bytes())
        self._documents = os.open(folder / "documents", os.O_RDONLY)
        weakref.finalize(self, os.close, self._documents)
        self._decoder = msgspec.msgpack.Decoder(Product)
        self._remembered: OrderedDict[Any, Any] = OrderedDict()
        self._lock = threading.Lock()
        # One segment: then a document's number is its address, and the fast field need not be read.
        self._one_segment = self.searcher.num_segments == 1

    def _part(self, number: int, part: int) -> bytes:
        place = number * PARTS + part
        start = self._offsets[place]
        return os.pread(self._documents, self._offsets[place + 1] - start, start)

    def numbers(self, addresses: Sequence[tantivy.DocAddress]) -> list[int]:
        """The product numbers of search hits."""
        if self._one_segment:
            return [address.doc for address in addresses]
        return [int(number or 0) for number in self.searcher.fast_field_values("number", list(addresses))]

    def number_of(self, sku: str) -> int | None:
        """The number of the product called exactly `sku`."""
        hits = self.searcher.search(Query.term_query(self.schema, "sku", sku, "basic"), 1, count=False).hits
        return self.numbers([hits[0][1]])[0] if hits else None

    def product(self, number: int) -> Product:
        return self._decoder.decode(self._part(number, _PRODUCT))

    def find(self, sku: str) -> Product | None:
        """The product called exactly `sku`, or None."""
        number = self.number_of(sku)
        return None if number is None else self.product(number)

    def products(self) -> Iterator[Product]:
        """All products, in the shop's own order."""
        return (self.product(number) for number in range(self.manifest.products))

    def hit_json(self, number: int, language: str, now: datetime) -> bytes:
        """A `Hit` as JSON."""
        ready = self._ready(number, _HIT, language)
        return ready or msgspec.json.encode(views.hit(self.product(number), language, now))

    def page_json(self, sku: str, language: str, now: datetime) -> bytes | None:
        """A `ProductView` as JSON, or None where there is no such product."""
        number = self.number_of(sku)
        if number is None:
            return None
        ready = self._ready(number, _PAGE, language)
        if ready:
            return ready
        product = self.product(number)
        return msgspec.json.encode(views.page(product, self._siblings(product), language, now, self.id))

    def _ready(self, number: int, part: int, language: str) -> bytes:
        step = _LANGUAGE_STEP[language]
        return (self._part(number, part + step) if step else b"") or self._part(number, part)

    def _siblings(self, product: Product) -> list[Product]:
        if not product.group:
            return []
        query = Query.term_query(self.schema, "group", product.group, "basic")
        hits = self.searcher.search(query, MAX_SIBLINGS, count=False).hits
        family = (self.product(number) for number in self.numbers([address for _, address in hits]))
        return [member for member in family if member.sku != product.sku]

    @cached_property
    def categories(self) -> dict[str, CategoryEntry]:
        return {entry.id: entry for entry in self.manifest.categories}

    @cached_property
    def children(self) -> dict[str | None, list[CategoryEntry]]:
        """Categories by their parent, largest first."""
        found: dict[str | None, list[CategoryEntry]] = {}
        for entry in sorted(self.manifest.categories, key=lambda entry: (-entry.count, entry.id)):
            found.setdefault(entry.parent, []).append(entry)
        return found

    @cached_property
    def brand_spellings(self) -> dict[str, str]:
        """Brands by their folded names in both languages: a filter need not hit the case."""
        chinese = {folded(entry.name_zh): brand for brand, entry in self.manifest.brands.items() if entry.name_zh}
        return chinese | {folded(brand): brand for brand in self.manifest.brands}

    def brand_name(self, brand: str, language: str) -> str:
        """How a brand is called in a language."""
        entry = self.manifest.brands.get(brand)
        return (entry.name_zh if entry is not None and language == "zh" else "") or brand

    def tree_json(self, language: str, parent: str = "", depth: int = 0) -> bytes:
        """The `CategoryTree` below `parent`, `depth` levels of it (0: all), as JSON. Raises CategoryNotFound."""
        work = lambda: msgspec.json.encode(self.tree(language, parent, depth))  # noqa: E731
        return self.remembered(("tree", language, parent, depth), work)

    def tree(self, language: str, parent: str = "", depth: int = 0) -> CategoryTree:
        """What lies below `parent` (the top, if none). Raises CategoryNotFound."""
        if parent and parent not in self.categories:
            raise CategoryNotFound()
        items = [
            self._node(entry, language, depth or MAX_CATEGORY_DEPTH) for entry in self.children.get(parent or None, [])
        ]
        count = self.categories[parent].count if parent else self.manifest.products
        return CategoryTree(items, self._path(parent, language), count)

    def _path(self, category: str, language: str) -> list[CategoryRef]:
        steps = category.split(".") if category else []
        entries = [self.categories[".".join(steps[: end + 1])] for end in range(len(steps))]
        return [CategoryRef(entry.id, entry.name_in(language)) for entry in entries]

    def _node(self, entry: CategoryEntry, language: str, depth: int) -> CategoryNode:
        below = (
            [self._node(child, language, depth - 1) for child in self.children.get(entry.id, [])] if depth > 1 else []
        )
        return CategoryNode(entry.id, entry.name_in(language), entry.count, entry.picture, below)

    def remembered(self, key: Any, work: Callable[[], T]) -> T:
        """`work`'s result, kept for the life of this release (the least recently asked for goes first)."""
        with self._lock:
            if key in self._remembered:
                self._remembered.move_to_end(key)
                found: T = self._remembered[key]
                return found
        result = work()
        with self._lock:
            self._remembered[key] = result
            if len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return result
