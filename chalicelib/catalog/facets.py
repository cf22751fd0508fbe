"""Counted facets of a result: category, brand, price, stock and the attributes that most of it shares."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, Any

from tantivy import Occur

from chalicelib.catalog.release import Release
from chalicelib.catalog.schemas import Facet, FacetValue, SearchQuery
from chalicelib.catalog.words import folded

if TYPE_CHECKING:
    from chalicelib.catalog.search import Filters

MAX_VALUES = 50
MAX_ATTRIBUTES = 6
MAX_ATTRIBUTE_VALUES = 20
_ATTRIBUTE_TERMS = 200
_ALL_TERMS = 10_000
_LABELS = {
    "category": {"en": "Category", "zh": "类目"},
    "brand": {"en": "Brand", "zh": "品牌"},
    "price": {"en": "Price", "zh": "价格"},
    "in_stock": {"en": "In stock", "zh": "有货"},
    "true": {"en": "In stock", "zh": "有货"},
    "false": {"en": "Not in stock", "zh": "暂时无货"},
}
Counts = dict[str, int]


def counted(release: Release, query: SearchQuery, filters: Filters) -> list[Facet]:
    """The facets of a result. A facet's own selection does not narrow its counts."""
    level = _level(release, query.category)
    wanted: dict[str, dict[str, Any]] = {
        "category": _terms(f"category_{level}", MAX_VALUES),
        "brand": _terms("brand", MAX_VALUES),
        "in_stock": _terms("in_stock", 2),
        "price": _terms("price_range", MAX_VALUES),
        "attr": _terms("attr", _ATTRIBUTE_TERMS),
    }
    # A leaf's siblings are shown beside it, so there the own selection must not narrow; a branch shows its children.
    branch = _is_branch(release, query.category)
    alone = [name for name in filters.by_facet if name != "label" and not (name == "category" and branch)]
    shared = {name: wanted[name] for name in wanted if name not in alone}
    counts = _aggregated(release, query, filters, None, shared)
    for name in alone:
        kind = name.partition(".")[0]
        own = _aggregated(release, query, filters, name, {kind: wanted[kind]}) if kind in wanted else {}
        if kind == "attr":
            prefix = f"{name.removeprefix('attr.')}="
            others = {pair: count for pair, count in counts["attr"].items() if not pair.startswith(prefix)}
            counts["attr"] = others | {pair: n for pair, n in own["attr"].items() if pair.startswith(prefix)}
        else:
            counts |= own
    return _shown(release, query, counts)


def _terms(field: str, size: int) -> dict[str, Any]:
    # With one segment the first `size` are the right ones; the default looks up ten times as many names.
    return {"terms": {"field": field, "size": size, "segment_size": size}}


def _aggregated(
    release: Release, query: SearchQuery, filters: Filters, without: str | None, wanted: dict[str, dict[str, Any]]
) -> dict[str, Counts]:
    """Remembered, since one who narrows a search, value after value, needs the same counts again."""
    narrowed = tuple((name, _selection(query, name)) for name in filters.by_facet if name != without)
    key = ("counts", filters.sought, narrowed, repr(wanted), filters.windows)
    return dict(release.remembered(key, lambda: _aggregated_now(release, filters, without, wanted)))


def _selection(query: SearchQuery, name: str) -> Any:
    if name == "price":
        return query.price_min, query.price_max
    if name.startswith("attr."):
        return tuple(query.attr[name.removeprefix("attr.")])
    chosen = getattr(query, name)
    return tuple(chosen) if isinstance(chosen, list) else chosen


def _aggregated_now(
    release: Release, filters: Filters, without: str | None, wanted: dict[str, dict[str, Any]]
) -> dict[str, Counts]:
    main, *rest = filters.parts(without)
    counts = _read(release.searcher.aggregate(main, wanted))
    for part in rest:
        complete = {name: _terms(terms["terms"]["field"], _ALL_TERMS) for name, terms in wanted.items()}
        more = _read(release.searcher.aggregate(part, complete))
        counts = {name: _summed(counts[name], more[name], terms["terms"]["size"]) for name, terms in wanted.items()}
    if filters.on_sale is not None and "price" in counts:
        # What is on sale by its window was counted in its usual range; it moves to the one that holds.
        part = filters.query(without, [(Occur.Must, filters.on_sale)])
        both = {"usual": _terms("price_range", MAX_VALUES), "now": _terms("sale_range", MAX_VALUES)}
        moved = _read(release.searcher.aggregate(part, both))
        for place in {*moved["usual"], *moved["now"]}:
            change = moved["now"].get(place, 0) - moved["usual"].get(place, 0)
            counts["price"][place] = counts["price"].get(place, 0) + change
    return counts


def _summed(main: Counts, more: Counts, size: int) -> Counts:
    """Exact counts of two results together, the largest first. `main` has at most `size` values: where it is full, one that
    it lacks may have a count there that is not known, and is not shown."""
    sums = Counter(main)
    sums.update(more if len(main) < size else {value: count for value, count in more.items() if value in main})
    return dict(sums.most_common(size))


def _read(answer: dict[str, Any]) -> dict[str, Counts]:
    return {
        name: {str(bucket.get("key_as_string", bucket["key"])): bucket["doc_count"] for bucket in found["buckets"]}
        for name, found in answer.items()
    }


def _is_branch(release: Release, category: str) -> bool:
    return bool(category) and category in release.children


def _level(release: Release, category: str) -> int:
    """Depth of the categories to offer: the children of the chosen one, or its siblings where it has none."""
    depth = category.count(".") + 1 if category else 0
    if not category or _is_branch(release, category):
        return min(depth + 1, 6)
    return min(depth, 6)


def _shown(release: Release, query: SearchQuery, counts: dict[str, Counts]) -> list[Facet]:
    found = [
        _category_facet(release, query, counts["category"]),
        _brand_facet(release, query, counts["brand"]),
        _price_facet(release, query, counts["price"]),
        _stock_facet(query, counts["in_stock"]),
        *_attribute_facets(release, query, counts["attr"]),
    ]
    return [facet for facet in found if facet.values]


def _category_facet(release: Release, query: SearchQuery, counts: Counts) -> Facet:
    parent = query.category if _is_branch(release, query.category) else query.category.rpartition(".")[0]
    values = [
        FacetValue(value, release.categories[value].name_in(query.lang), count, value == query.category)
        for value, count in counts.items()
        if value.rpartition(".")[0] == parent
    ]
    return Facet("category", _LABELS["category"][query.lang], values)


def _brand_facet(release: Release, query: SearchQuery, counts: Counts) -> Facet:
    chosen = {release.brand_spellings.get(folded(brand), brand) for brand in query.brand}
    shown = counts | {brand: 0 for brand in chosen if brand not in counts and brand in release.manifest.brands}
    values = [
        FacetValue(brand, release.brand_name(brand, query.lang), count, brand in chosen)
        for brand, count in shown.items()
    ]
    return Facet("brand", _LABELS["brand"][query.lang], values)


def _price_facet(release: Release, query: SearchQuery, counts: Counts) -> Facet:
    low = "" if query.price_min in (None, 0) else str(query.price_min)
    chosen = f"{low}-{'' if query.price_max is None else query.price_max}"
    edges = ["", *(str(bound) for bound in release.manifest.price_bounds), ""]
    values = []
    for place, (bottom, top) in enumerate(itertools.pairwise(edges)):
        value = f"{bottom}-{int(top) - 1 if top else ''}"  # `price_max` includes its end
        count = counts.get(str(place), 0)
        if count or value == chosen:
            values.append(FacetValue(value, value, count, value == chosen))
    return Facet("price", _LABELS["price"][query.lang], values)


def _stock_facet(query: SearchQuery, counts: Counts) -> Facet:
    values = [
        FacetValue(value, _LABELS[value][query.lang], counts[value], query.in_stock is (value == "true"))
        for value in ("true", "false")
        if value in counts
    ]
    return Facet("in_stock", _LABELS["in_stock"][query.lang], values)


def _attribute_facets(release: Release, query: SearchQuery, counts: Counts) -> list[Facet]:
    """Those chosen from first, then the attributes that most of the result has; one value alone is no choice."""
    by_name: dict[str, list[tuple[str, int]]] = {}
    for pair, count in counts.items():
        name, _, value = pair.partition("=")
        by_name.setdefault(name, []).append((value, count))
    useful = {name: found for name, found in by_name.items() if len(found) > 1 or name in query.attr}
    names = sorted(useful, key=lambda name: (name not in query.attr, -sum(count for _, count in useful[name]), name))
    return [_attribute_facet(release, query, name, useful[name]) for name in names[:MAX_ATTRIBUTES]]


def _attribute_facet(release: Release, query: SearchQuery, name: str, found: list[tuple[str, int]]) -> Facet:
    chosen = set(query.attr.get(name, ()))
    shown = [
        (value, count) for place, (value, count) in enumerate(found) if place < MAX_ATTRIBUTE_VALUES or value in chosen
    ]
    chinese = release.manifest.attribute_values_zh if query.lang == "zh" else {}
    values = [
        FacetValue(value, chinese.get(f"{name}={value}", value), count, value in chosen) for value, count in shown
    ]
    return Facet(f"attr.{name}", release.manifest.attribute_labels[name].in_language(query.lang), values)
