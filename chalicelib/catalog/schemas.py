"""What the catalogue says and takes over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from chalicelib.kit.money import Money
from chalicelib.kit.patterns import END

Language = Literal["en", "zh"]
Availability = Literal["in_stock", "out_of_stock", "preorder", "backorder"]
Sort = Literal["relevance", "price_asc", "price_desc", "newest", "title"]
Sku = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
AttributeName = Annotated[str, msgspec.Meta(max_length=60)]
AttributeValues = Annotated[list[Annotated[str, msgspec.Meta(max_length=500)]], msgspec.Meta(max_length=20)]
Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]


class CategoryRef(msgspec.Struct, frozen=True):
    """A step of a category path. `id` is a slug of the whole path: `network-equipment.switches`."""

    id: str
    name: str


class Hit(msgspec.Struct, frozen=True):
    """A product as a list shows it."""

    sku: str
    title: str
    brand: str
    category: CategoryRef | None
    price: Money
    """What it costs now (the sale price while it holds)."""
    list_price: Money | None
    """The price before the sale, where there is one."""
    availability: Availability
    picture: str | None
    """Address of a picture, relative or absolute."""
    labels: list[str]
    """`new`, `hot`, `event`."""


class FacetValue(msgspec.Struct, frozen=True):
    value: str
    label: str
    count: int
    selected: bool


class Facet(msgspec.Struct, frozen=True):
    """Counted values of one property. A facet's own selection does not narrow its counts (choose several)."""

    name: str
    """The query parameter that filters by it: `brand`, `category`, `price`, `in_stock`, `attr.colour`."""
    label: str
    values: list[FacetValue]
    """For `price`: `value` is `min-max` in minor units, either side may be empty."""


class SearchQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How products are searched and filtered. Repeat `brand` and `attr.*` to choose several values."""

    q: Annotated[str, msgspec.Meta(max_length=200)] = ""
    category: Annotated[str, msgspec.Meta(max_length=200)] = ""
    brand: Annotated[list[Annotated[str, msgspec.Meta(max_length=100)]], msgspec.Meta(max_length=20)] = []
    price_min: Annotated[int, msgspec.Meta(ge=0, le=10**15)] | None = None
    price_max: Annotated[int, msgspec.Meta(ge=0, le=10**15)] | None = None
    attr: Annotated[dict[AttributeName, AttributeValues], msgspec.Meta(max_length=10)] = {}
    label: Literal["", "new", "hot", "event"] = ""
    in_stock: bool | None = None
    sort: Sort = "relevance"
    limit: Limit = 20
    cursor: Annotated[str, msgspec.Meta(max_length=300)] | None = None
    lang: Language = "en"


class SearchAnswer(msgspec.Struct, frozen=True):
    items: list[Hit]
    total: int
    facets: list[Facet]
    next_cursor: str | None
    corrected: str | None = None
    """The words that were searched instead, where a typo was mended."""


class Suggestion(msgspec.Struct, frozen=True):
    kind: Literal["product", "category", "brand"]
    text: str
    value: str
    """SKU, category id or brand."""
    picture: str | None = None
    price: Money | None = None


class SuggestQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    q: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    lang: Language = "en"


class SuggestAnswer(msgspec.Struct, frozen=True):
    items: list[Suggestion]


class LanguageQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lang: Language = "en"


class AttributeView(msgspec.Struct, frozen=True):
    name: str
    label: str
    value: str


class Variant(msgspec.Struct, frozen=True):
    """Another product of the same group, with the attributes that tell them apart."""

    sku: str
    title: str
    price: Money
    availability: Availability
    attributes: list[AttributeView]


class ProductView(msgspec.Struct, frozen=True):
    """Everything a product page shows that is the same for everybody."""

    sku: str
    title: str
    description: str
    brand: str
    gtin: str
    mpn: str
    condition: Literal["new", "refurbished", "used"]
    category_path: list[CategoryRef]
    price: Money
    list_price: Money | None
    sale_ends_at: str | None
    availability: Availability
    available_from: str | None
    """For presale: the date it can be delivered from."""
    pre_acceptance: bool
    """Taken now, completed by staff in the business system (plans, numbers, services); not paid at checkout."""
    pictures: list[str]
    highlights: list[str]
    attributes: list[AttributeView]
    variants: list[Variant]
    labels: list[str]
    weight_grams: int | None
    tax_category: str
    release: str


class StockView(msgspec.Struct, frozen=True):
    """Stock right now. `available` is None where pieces are not counted."""

    sku: str
    availability: Availability
    available: int | None
    max_quantity: int
    """The most that one order may take now."""


class StaffStockView(msgspec.Struct, frozen=True):
    sku: str
    title: str
    tracked: bool
    on_hand: int
    reserved: int
    available: int


class StockChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A count of what lies on the shelf. Reserved pieces stay reserved."""

    on_hand: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class CategoryNode(msgspec.Struct, frozen=True):
    id: str
    name: str
    count: int
    picture: str | None
    children: list[CategoryNode]


class CategoryTree(msgspec.Struct, frozen=True):
    items: list[CategoryNode]
    path: list[CategoryRef] = []
    """From the main category down to the asked parent, itself included."""
    count: int = 0
    """Products in the asked parent and below; without a parent, all."""


class CategoryQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Part of the tree: what lies below `parent` (the top, if none), `depth` levels of it (0: all)."""

    parent: Annotated[str, msgspec.Meta(max_length=200)] = ""
    depth: Annotated[int, msgspec.Meta(ge=0, le=6)] = 0
    lang: Language = "en"


class RowProblem(msgspec.Struct, frozen=True):
    """A row that was not kept. `line` counts from 1, the header included (XML: the item's line)."""

    line: int
    sku: str
    field: str
    reason: str


ImportState = Literal["queued", "running", "published", "unchanged", "refused", "failed"]


class ImportView(msgspec.Struct, frozen=True):
    id: str
    state: ImportState
    file_name: str
    created_at: str
    finished_at: str | None
    rows: int
    kept: int
    bad: int
    problems: list[RowProblem]
    """The first bad rows (at most 1,000); `bad` counts them all."""
    repaired: int
    """Rows that were kept with something mended or left out."""
    notes: list[RowProblem]
    """What was mended or left out (at most 1,000)."""
    release: str | None
    detail: str
    """A sentence on how it went, for a person."""
    progress_percent: int


class ImportList(msgspec.Struct, frozen=True):
    items: list[ImportView]
    next_cursor: str | None = None


class ReleaseView(msgspec.Struct, frozen=True):
    id: str
    active: bool
    products: int
    created_at: str
    activated_at: str | None
    source: str
    """The file that it was made from."""


class ReleaseList(msgspec.Struct, frozen=True):
    items: list[ReleaseView]
    next_cursor: str | None = None


class ImportQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /catalog/imports` takes the feed file itself as its body (TSV or XML, plain or gzip)."""

    file_name: Annotated[str, msgspec.Meta(max_length=200)] = "feed"
    max_bad_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] = 10
    """A feed with a larger share of bad rows is refused and the live release stays."""


class ImportListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: Limit = 20
    cursor: Annotated[str, msgspec.Meta(max_length=60, pattern=rf"^imp_[0-9a-z]+{END}")] | None = None


class ReleaseListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: Limit = 20
    cursor: Annotated[str, msgspec.Meta(max_length=60)] | None = None


class StockQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which products' stock to list; found as in a product search."""

    q: Annotated[str, msgspec.Meta(max_length=200)] = ""
    limit: Limit = 20
    cursor: Annotated[str, msgspec.Meta(max_length=300)] | None = None


class StaffStockList(msgspec.Struct, frozen=True):
    items: list[StaffStockView]
    next_cursor: str | None = None
