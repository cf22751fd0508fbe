"""Suggestions while somebody types: categories and brands by name, products by their words."""

from __future__ import annotations

from datetime import datetime

import msgspec

from chalicelib.catalog.release import Release
from chalicelib.catalog.schemas import Hit, SearchQuery, SuggestAnswer, Suggestion
from chalicelib.catalog.search import top_hits
from chalicelib.catalog.words import folded

MAX_CATEGORIES = 3
MAX_BRANDS = 3
MAX_PRODUCTS = 6


def suggestions(release: Release, text: str, language: str, now: datetime) -> SuggestAnswer:
    """Categories, brands and products for what has been typed so far; the largest first."""
    wanted = folded(text).split()
    if not wanted:
        return SuggestAnswer([])
    query = SearchQuery(q=text, limit=MAX_PRODUCTS, lang="zh" if language == "zh" else "en")
    hits = [msgspec.json.decode(hit, type=Hit) for hit in top_hits(release, query, now)]
    return SuggestAnswer(
        [
            *_categories(release, wanted, language),
            *_brands(release, wanted, language),
            *(Suggestion("product", hit.title, hit.sku, hit.picture, hit.price) for hit in hits),
        ]
    )


def _categories(release: Release, wanted: list[str], language: str) -> list[Suggestion]:
    names = release.remembered(("names", language), lambda: _category_names(release, language))
    found = [(name, entry_id, picture) for key, name, entry_id, picture in names if _fits(key, wanted)]
    return [Suggestion("category", name, entry_id, picture) for name, entry_id, picture in found[:MAX_CATEGORIES]]


def _category_names(release: Release, language: str) -> list[tuple[str, str, str, str | None]]:
    """What to compare with (both languages), and what to show; the largest category first."""
    ordered = sorted(release.manifest.categories, key=lambda entry: -entry.count)
    return [
        (f" {folded(entry.name)} {folded(entry.name_zh)}", entry.name_in(language), entry.id, entry.picture)
        for entry in ordered
    ]


def _brands(release: Release, wanted: list[str], language: str) -> list[Suggestion]:
    counts = release.manifest.brands
    found = {brand for key, brand in release.brand_spellings.items() if _fits(f" {key}", wanted)}
    largest = sorted(found, key=lambda brand: (-counts[brand].count, brand))[:MAX_BRANDS]
    return [Suggestion("brand", release.brand_name(brand, language), brand) for brand in largest]


def _fits(key: str, wanted: list[str]) -> bool:
    """Whether each word begins a word of `key` (Chinese: stands anywhere in it)."""
    return all(f" {word}" in key or (not word.isascii() and word in key) for word in wanted)
