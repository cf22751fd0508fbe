"""Products and what follows from them alone: prices at a moment, category ids, bounds. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from chalicelib.kit.errors import Conflict, NotFound
from chalicelib.kit.money import Money

Language = Literal["en", "zh"]
Availability = Literal["in_stock", "out_of_stock", "preorder", "backorder"]
Condition = Literal["new", "refurbished", "used"]

MAX_QUANTITY = 999
"""The most pieces of one product that one order may take."""
MAX_CATEGORY_DEPTH = 6
"""Deeper levels of a product_type are cut off: a shop's tree that nobody can walk helps nobody."""
LABELS = ("new", "hot", "event")


class ProductNotFound(NotFound):
    title = "This product is not in the catalogue"


class CategoryNotFound(NotFound):
    title = "This category is not in the catalogue"


class OutOfStock(Conflict):
    """Fewer pieces are left than are wanted. How many is not known here: the refused write does not tell, the product's
    stock does."""

    title = "Not enough pieces are left"

    def __init__(self, sku: str) -> None:
        super().__init__(f"There are fewer pieces of {sku} left than you want; take fewer.", sku=sku)
        self.sku = sku


class StockNotHeld(Conflict):
    title = "These pieces are not reserved"


class Attribute(msgspec.Struct, frozen=True):
    """A named property. `name` is its slug, used in filters; an empty Chinese label or value means the same as the English."""

    name: str
    label: str
    value: str
    label_zh: str = ""
    value_zh: str = ""


class Sale(msgspec.Struct, frozen=True):
    """A reduced price, from `starts` up to but not at `ends`; without both it always holds."""

    minor: int
    starts: datetime | None = None
    ends: datetime | None = None

    @property
    def has_window(self) -> bool:
        return self.starts is not None or self.ends is not None

    def holds(self, now: datetime) -> bool:
        return (self.starts is None or self.starts <= now) and (self.ends is None or now < self.ends)


class Category(msgspec.Struct, frozen=True):
    """A step of a category path. `id` is a slug of the whole path, joined with dots."""

    id: str
    name: str
    name_zh: str = ""


class Product(msgspec.Struct, frozen=True):
    """A product of one release, as its feed gave it. Prices are in minor units of `currency`."""

    sku: str
    title: str
    price_minor: int
    currency: str
    title_zh: str = ""
    description: str = ""
    description_zh: str = ""
    sale: Sale | None = None
    availability: Availability = "in_stock"
    available_from: str = ""
    """ISO 8601, for presale."""
    brand: str = ""
    brand_zh: str = ""
    gtin: str = ""
    mpn: str = ""
    condition: Condition = "new"
    categories: tuple[Category, ...] = ()
    pictures: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    highlights: tuple[str, ...] = ()
    highlights_zh: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    group: str = ""
    weight_grams: int | None = None
    tax_category: str = ""
    quantity: int | None = None
    """Pieces on the shelf when the feed was made; None: not counted."""
    pre_acceptance: bool = False
    added_on: str = ""
    """ISO date the product joined the range, where the feed says it."""

    @property
    def tracked(self) -> bool:
        """Whether pieces are counted and reserved: the feed gave a quantity and more cannot be ordered from the maker."""
        return self.quantity is not None and self.availability != "backorder"

    @property
    def sellable(self) -> bool:
        """Whether it may be put into an order at all."""
        return self.availability != "out_of_stock"

    @property
    def max_quantity(self) -> int:
        """The most that one order may take, before stock is looked at."""
        return MAX_QUANTITY if self.sellable else 0

    @property
    def picture(self) -> str | None:
        return self.pictures[0] if self.pictures else None

    def price_at(self, now: datetime) -> Money:
        """What one piece costs now."""
        if self.sale is not None and self.sale.holds(now):
            return Money(self.sale.minor, self.currency)
        return Money(self.price_minor, self.currency)

    def list_price_at(self, now: datetime) -> Money | None:
        """The price before the sale, while one holds."""
        if self.sale is not None and self.sale.holds(now):
            return Money(self.price_minor, self.currency)
        return None

    def title_in(self, language: str) -> str:
        return (self.title_zh if language == "zh" else "") or self.title

    def brand_in(self, language: str) -> str:
        return (self.brand_zh if language == "zh" else "") or self.brand

    def description_in(self, language: str) -> str:
        return (self.description_zh if language == "zh" else "") or self.description


_ACCENTS = re.compile("[\u0300-\u036f]")
_NOT_A_SLUG = re.compile(r"[^\w]+|_+")


def slug(text: str) -> str:
    """Lower-case words joined by hyphens; letters of every script stay (`手机` is its own slug), accents go."""
    plain = unicodedata.normalize("NFKD", text)
    kept = _ACCENTS.sub("", plain)
    return _NOT_A_SLUG.sub("-", unicodedata.normalize("NFC", kept).lower()).strip("-") or "other"


def category_path(names: Iterable[str], names_zh: Iterable[str] = ()) -> tuple[Category, ...]:
    """The steps of a path like `["Phones", "Smartphones"]`; Chinese names count only when there are as many."""
    english = [name for name in names if name][:MAX_CATEGORY_DEPTH]
    chinese = [name for name in names_zh if name][:MAX_CATEGORY_DEPTH]
    if len(chinese) != len(english):
        chinese = [""] * len(english)
    steps: list[Category] = []
    for name, name_zh in zip(english, chinese, strict=True):
        parent = f"{steps[-1].id}." if steps else ""
        steps.append(Category(parent + slug(name), name, name_zh))
    return tuple(steps)
