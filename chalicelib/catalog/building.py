"""Make a release: spool the products, hash them, index them. Everything happens in a folder that nobody reads yet.

A release folder holds `manifest.json`, `index/` (tantivy: words, filters, facets), `documents` (every product and its
ready answers, one after another) and `offsets` (where each part begins). Document n of the index is product n.
"""

from __future__ import annotations

import array
import hashlib
import os
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

import msgspec
import tantivy

from chalicelib.catalog import views
from chalicelib.catalog.domain import MAX_CATEGORY_DEPTH, Attribute, Category, Product
from chalicelib.catalog.manifest import FORMAT, BrandEntry, CategoryEntry, LabelPair, Manifest, SaleWindow
from chalicelib.catalog.words import folded, index_words
from chalicelib.kit import clock

PARTS = 5
"""Of each product: itself, its hit and page in English, its hit and page in Chinese. An empty English answer is made
on demand (it depends on the hour or on siblings); an empty Chinese one is the same as the English."""
MAX_FACET_VALUES = 500
"""An attribute with more different values (serial numbers, say) can be filtered by but is not counted."""
MAX_FACET_VALUE_LENGTH = 60
MAX_CHINESE_VALUES = 20_000
_WRITER_BYTES = 100_000_000
_PRICE_STEPS = (1, 2, 5)
_PRICE_BUCKETS = 6
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

_product_decoder = msgspec.msgpack.Decoder(Product)


def schema() -> tantivy.Schema:
    """What the index knows of a product."""
    fields = tantivy.SchemaBuilder()
    for name in ("sku", "codes", "label", "group", "window"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("title", "words"):  # each word once a product: saying it often is no merit
        fields.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    facets = [
        "brand",
        "attr",
        "price_range",
        "sale_range",
        *(f"category_{depth}" for depth in range(1, MAX_CATEGORY_DEPTH + 1)),
    ]
    for name in (*facets, "title_en", "title_zh"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    fields.add_text_field("uncounted_attr", tokenizer_name="raw", index_option="basic")
    for name in ("price", "sale", "newest", "number"):
        fields.add_integer_field(name, indexed=True, fast=True)
    fields.add_boolean_field("in_stock", indexed=True, fast=True)
    return fields.build()


class Spool:
    """Products on their way into a release, in a file; what has to be known of all of them is gathered on the way."""

    def __init__(self, folder: Path) -> None:
        self._file: IO[bytes] = (folder / "spool").open("w+b")
        self._places: list[tuple[bool, int, bytes, int, int]] = []
        self._digests: list[bytes] = []
        self._offset = 0
        self._values: dict[str, set[str]] = {}
        self._labels: dict[str, LabelPair] = {}
        self._values_zh: dict[str, str] = {}
        self.prices: list[int] = []

    def __len__(self) -> int:
        return len(self._places)

    def add(self, product: Product) -> None:
        """Take one product in."""
        encoded = msgspec.msgpack.encode(product)
        digest = hashlib.sha256(encoded).digest()
        self._file.write(encoded)
        unavailable = product.availability == "out_of_stock"
        mixed = hashlib.sha256(product.sku.encode()).digest()[:8]  # a list of neighbours by SKU would be all alike
        self._places.append((unavailable, -len(product.labels), mixed, self._offset, len(encoded)))
        self._offset += len(encoded)
        self._digests.append(digest)
        self.prices.append(product.price_minor)
        for attribute in product.attributes:
            self._learn(attribute)

    def _learn(self, attribute: Attribute) -> None:
        values = self._values.setdefault(attribute.name, set())
        if len(values) <= MAX_FACET_VALUES:
            values.add(attribute.value)
        self._labels.setdefault(attribute.name, LabelPair(attribute.label, attribute.label_zh or attribute.label))
        if attribute.value_zh and len(self._values_zh) < MAX_CHINESE_VALUES:
            self._values_zh.setdefault(f"{attribute.name}={attribute.value}", attribute.value_zh)

    def content_id(self) -> str:
        """The release's id: the same for the same products, in whatever order their feed names them."""
        whole = hashlib.sha256(f"format {FORMAT}".encode())
        for digest in sorted(self._digests):
            whole.update(digest)
        return f"rel_{whole.hexdigest()[:26]}"

    def products(self) -> Iterator[Product]:
        """All products in the order a shop shows them by itself: what can be had first, labelled ones first, then mixed."""
        self._file.flush()
        for *_, offset, length in sorted(self._places):
            yield _product_decoder.decode(os.pread(self._file.fileno(), length, offset))

    def counted(self, attribute: Attribute) -> bool:
        """Whether an attribute's value is offered as a facet."""
        return len(self._values[attribute.name]) <= MAX_FACET_VALUES and len(attribute.value) <= MAX_FACET_VALUE_LENGTH

    def labels(self) -> dict[str, LabelPair]:
        return self._labels

    def values_zh(self) -> dict[str, str]:
        return self._values_zh

    def close(self) -> None:
        self._file.close()


def build(spool: Spool, folder: Path, source: str, created_at: datetime, progress: Callable[[int], None]) -> Manifest:
    """Write the release of what is spooled into `folder`. `progress` hears how many products are done."""
    (folder / "index").mkdir(parents=True)
    categories: dict[str, _CategoryCount] = {}
    brands: dict[str, BrandEntry] = {}
    windows: dict[str, SaleWindow] = {}
    release = spool.content_id()
    index = tantivy.Index(schema(), path=str(folder / "index"))
    writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
    bounds = price_bounds(spool.prices)
    with _Documents(folder) as documents:
        for number, product in enumerate(spool.products()):
            writer.add_document(_document(number, product, spool, bounds))
            documents.add(_parts(product, release))
            _count(product, categories, brands, windows)
            if number % 1000 == 0:
                progress(number)
    writer.commit()
    writer.wait_merging_threads()
    manifest = Manifest(
        id=release,
        format=FORMAT,
        products=len(spool),
        created_at=clock.rfc3339(created_at),
        source=source,
        categories=[entry.entry() for entry in categories.values()],
        brands=brands,
        windows=list(windows.values()),
        price_bounds=bounds,
        attribute_labels=spool.labels(),
        attribute_values_zh=spool.values_zh(),
    )
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    return manifest


class _Documents:
    """The `documents` file and its `offsets`."""

    def __init__(self, folder: Path) -> None:
        self._documents = (folder / "documents").open("wb")
        self._offsets_path = folder / "offsets"
        self._offsets = array.array("Q", [0])

    def __enter__(self) -> _Documents:
        return self

    def __exit__(self, *_: object) -> None:
        self._documents.close()
        self._offsets_path.write_bytes(self._offsets.tobytes())

    def add(self, parts: Iterable[bytes]) -> None:
        for part in parts:
            self._documents.write(part)
            self._offsets.append(self._offsets[-1] + len(part))


def _parts(product: Product, release: str) -> list[bytes]:
    encode = msgspec.json.encode
    parts = [msgspec.msgpack.encode(product)]
    if product.sale is not None and product.sale.has_window:
        return [*parts, b"", b"", b"", b""]
    hits = [encode(views.hit(product, language, _EPOCH)) for language in ("en", "zh")]
    pages = [b"", b""]
    if not product.group:
        pages = [encode(views.page(product, (), language, _EPOCH, release)) for language in ("en", "zh")]
    return [
        *parts,
        hits[0],
        pages[0],
        b"" if hits[1] == hits[0] else hits[1],
        b"" if pages[1] == pages[0] else pages[1],
    ]


def _document(number: int, product: Product, spool: Spool, bounds: list[int]) -> tantivy.Document:
    document = tantivy.Document()
    add = document.add_text
    add("sku", product.sku)
    for code in {folded(code) for code in (product.sku, product.mpn, product.gtin, product.gtin.lstrip("0")) if code}:
        add("codes", code)
    title = index_words(f"{product.title} {product.title_zh}")
    add("title", " ".join(dict.fromkeys(title)))
    add("words", " ".join(dict.fromkeys([*title, *index_words(_other_words(product))])))
    add("title_en", folded(product.title)[:80])
    add("title_zh", folded(product.title_in("zh"))[:80])
    if product.brand:
        add("brand", product.brand)
    for depth, step in enumerate(product.categories, 1):
        add(f"category_{depth}", step.id)
    for attribute in product.attributes:
        add("attr" if spool.counted(attribute) else "uncounted_attr", f"{attribute.name}={attribute.value}")
    for label in product.labels:
        add("label", label)
    if product.group:
        add("group", product.group)
    document.add_integer("number", number)
    document.add_integer("newest", _newness(product))
    document.add_boolean("in_stock", product.availability == "in_stock")
    _add_prices(document, product, bounds)
    return document


def _add_prices(document: tantivy.Document, product: Product, bounds: list[int]) -> None:
    """`price` is what holds outside a sale's window; `sale` inside it. A sale without a window is simply the price."""
    usual = product.price_minor
    if product.sale is not None and product.sale.has_window:
        document.add_integer("sale", product.sale.minor)
        document.add_text("sale_range", str(bisect_right(bounds, product.sale.minor)))
        document.add_text("window", _window(product).id)
    elif product.sale is not None:
        usual = product.sale.minor
    document.add_integer("price", usual)
    document.add_text("price_range", str(bisect_right(bounds, usual)))


def _window(product: Product) -> SaleWindow:
    starts = product.sale.starts if product.sale else None
    ends = product.sale.ends if product.sale else None
    return SaleWindow(f"{starts.isoformat() if starts else ''}/{ends.isoformat() if ends else ''}", starts, ends)


def _other_words(product: Product) -> str:
    steps = " ".join(f"{step.name} {step.name_zh}" for step in product.categories)
    values = " ".join(f"{attribute.value} {attribute.value_zh}" for attribute in product.attributes)
    highlights = " ".join((*product.highlights, *product.highlights_zh))
    texts = f"{product.description} {product.description_zh}" if product.description != product.title else ""
    return f"{product.brand} {product.brand_zh} {product.mpn} {steps} {values} {highlights} {texts}"


def _newness(product: Product) -> int:
    """Later is larger; among products of the same day (or without one) those labelled new come first."""
    days = date.fromisoformat(product.added_on).toordinal() if product.added_on else 0
    return 2 * days + ("new" in product.labels)


class _CategoryCount:
    def __init__(self, step: Category, parent: str | None) -> None:
        self.step = step
        self.parent = parent
        self.count = 0
        self.picture: str | None = None

    def entry(self) -> CategoryEntry:
        return CategoryEntry(
            self.step.id, self.parent, self.step.name, self.step.name_zh or self.step.name, self.count, self.picture
        )


def _count(
    product: Product,
    categories: dict[str, _CategoryCount],
    brands: dict[str, BrandEntry],
    windows: dict[str, SaleWindow],
) -> None:
    parent: str | None = None
    for step in product.categories:
        counted = categories.setdefault(step.id, _CategoryCount(step, parent))
        counted.count += 1
        counted.picture = counted.picture or product.picture
        parent = step.id
    if product.brand:
        known = brands.get(product.brand, BrandEntry(0))
        brands[product.brand] = BrandEntry(known.count + 1, known.name_zh or product.brand_zh)
    if product.sale is not None and product.sale.has_window:
        window = _window(product)
        windows[window.id] = window


def price_bounds(prices: list[int]) -> list[int]:
    """Round amounts (1, 2 or 5 times a power of ten) that part the prices into at most six well-filled ranges."""
    ordered = sorted(prices)
    bounds: list[int] = []
    for part in range(1, _PRICE_BUCKETS):
        if ordered:
            bound = _rounded(ordered[len(ordered) * part // _PRICE_BUCKETS])
            if 0 < bound <= ordered[-1] and bisect_left(ordered, bound) and bound not in bounds:
                bounds.append(bound)
    return sorted(bounds)


def _rounded(amount: int) -> int:
    """The nearest of 1, 2, 5 × 10ⁿ."""
    power = int("1" + "0" * (len(str(amount)) - 1))
    steps = [step * power for step in (*_PRICE_STEPS, 10)]
    return min(steps, key=lambda step: abs(step - amount))
