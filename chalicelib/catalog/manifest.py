"""What a release says of itself as a whole, kept beside its index and read once when it is opened."""

from __future__ import annotations

from datetime import datetime

import msgspec

FORMAT = 3
"""Raised whenever the layout or the words of an index change: the same feed then makes a new release."""


class CategoryEntry(msgspec.Struct, frozen=True, array_like=True):
    """A category with how many products lie in it and below."""

    id: str
    parent: str | None
    name: str
    name_zh: str
    count: int
    picture: str | None

    def name_in(self, language: str) -> str:
        return self.name_zh if language == "zh" else self.name


class BrandEntry(msgspec.Struct, frozen=True, array_like=True):
    """How many products a brand has, and its Chinese name (empty: the same)."""

    count: int
    name_zh: str = ""


class LabelPair(msgspec.Struct, frozen=True, array_like=True):
    en: str
    zh: str

    def in_language(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class SaleWindow(msgspec.Struct, frozen=True):
    """A span of time in which some products are on sale."""

    id: str
    starts: datetime | None
    ends: datetime | None

    def holds(self, now: datetime) -> bool:
        return (self.starts is None or self.starts <= now) and (self.ends is None or now < self.ends)


class Manifest(msgspec.Struct, frozen=True):
    """A release as a whole. Prices are in minor units."""

    id: str
    format: int
    products: int
    created_at: str
    source: str
    categories: list[CategoryEntry]
    brands: dict[str, BrandEntry]
    windows: list[SaleWindow]
    price_bounds: list[int]
    attribute_labels: dict[str, LabelPair]
    attribute_values_zh: dict[str, str]
