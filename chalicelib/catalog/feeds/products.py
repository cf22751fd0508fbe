"""One row of a feed into a product: what must be there, what is mended, what is left out and noted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TypeVar
from xml.sax.saxutils import unescape

from chalicelib.catalog.domain import (
    LABELS,
    Attribute,
    Availability,
    Category,
    Condition,
    Product,
    Sale,
    category_path,
    slug,
)
from chalicelib.catalog.feeds import values
from chalicelib.catalog.feeds.reading import Row
from chalicelib.catalog.feeds.text import one_line, paragraphs, shortened
from chalicelib.catalog.feeds.values import BadValue
from chalicelib.kit.money import Money

T = TypeVar("T")
Fault = tuple[str, str]
"""The attribute, and what is wrong with it."""

MAX_TITLE, MAX_DESCRIPTION, MAX_NAME, MAX_SKU = 150, 5000, 70, 50
MAX_PICTURES, MAX_HIGHLIGHTS, MAX_HIGHLIGHT, MAX_DETAILS, MAX_DETAIL = 11, 100, 150, 100, 500
"""Bounds in characters and members, from Google's specification (details: half of it)."""

_AVAILABILITIES: dict[str, Availability] = {
    "instock": "in_stock",
    "available": "in_stock",
    "limitedavailability": "in_stock",
    "yes": "in_stock",
    "outofstock": "out_of_stock",
    "soldout": "out_of_stock",
    "unavailable": "out_of_stock",
    "no": "out_of_stock",
    "preorder": "preorder",
    "presale": "preorder",
    "backorder": "backorder",
    "availablefororder": "backorder",
}
_CONDITIONS: dict[str, Condition] = {"new": "new", "refurbished": "refurbished", "used": "used"}
_STANDARD = (
    ("color", "Color", "颜色", 100),
    ("size", "Size", "尺寸", 100),
    ("material", "Material", "材质", 200),
    ("pattern", "Pattern", "图案", 100),
    ("gender", "Gender", "性别", 20),
    ("age_group", "Age group", "年龄段", 20),
)
_SAME_NAME = {"colour": "color"}
"""Details that say again what a standard attribute says."""
_NOT_LETTERS = re.compile(r"[^a-z]+")
_QUOTES = {"&quot;": '"', "&apos;": "'"}
_SKU_JUNK = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")


class _Refused(Exception):
    """The row cannot become a product."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.fault = (name, reason)


class Reader:
    """Turns rows into products of a shop that sells in `currency`. Keeps brands and categories in one spelling."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self._brands: dict[str, str] = {}
        self._paths: dict[tuple[str, str], tuple[Category, ...]] = {}
        self._categories: dict[str, Category] = {}

    def product(self, row: Row) -> tuple[Product | None, list[Fault], list[Fault]]:
        """The product with no faults, or None with the first fault; and what was mended."""
        notes: list[Fault] = [("row", note) for note in row.notes]
        try:
            return self._product(row, _Fields(row, notes)), [], notes
        except _Refused as refused:
            return None, [refused.fault], notes

    def _product(self, row: Row, fields: _Fields) -> Product:
        row.values["id"] = sku = _sku(row)
        title = fields.line("title", MAX_TITLE)
        title_zh = fields.line("title[zh]", MAX_TITLE)
        if not (title or title_zh):
            raise _Refused("title", "the title is missing")
        pre_acceptance = fields.one_of("fulfilment", {"preacceptance": True, "stock": False, "ship": False}, False)
        price = self._price(row, pre_acceptance)
        quantity = fields.parsed("quantity", values.whole_number)
        availability = self._availability(fields, quantity)
        return Product(
            sku=sku,
            title=title or title_zh,
            price_minor=price.minor,
            currency=price.currency,
            title_zh=title_zh,
            description=fields.text("description"),
            description_zh=fields.text("description[zh]"),
            sale=self._sale(fields, price),
            availability=availability,
            available_from=self._available_from(fields, availability),
            brand=self._brand(fields),
            brand_zh=fields.line("brand[zh]", MAX_NAME),
            gtin=fields.parsed("gtin", values.gtin) or "",
            mpn=fields.line("mpn", MAX_NAME),
            condition=fields.one_of("condition", _CONDITIONS, "new"),
            categories=self._category_path(fields),
            pictures=fields.pictures(),
            attributes=_attributes(fields),
            highlights=fields.lines("product_highlight"),
            highlights_zh=fields.lines("product_highlight[zh]"),
            labels=_labels(row),
            group=fields.line("item_group_id", MAX_SKU),
            weight_grams=fields.parsed("shipping_weight", values.weight_grams),
            tax_category=fields.line("tax_category", 100),
            quantity=quantity,
            pre_acceptance=pre_acceptance,
            added_on=fields.parsed("date_added", _day) or "",
        )

    def _price(self, row: Row, pre_acceptance: bool) -> Money:
        text = row.values.get("price", "")
        if not text:
            raise _Refused("price", "the price is missing")
        try:
            price = values.price(text, self.currency)
        except BadValue as error:
            raise _Refused("price", str(error)) from None
        if price.minor == 0 and not pre_acceptance:
            raise _Refused("price", "the price is zero; only products for pre-acceptance may have none")
        return price

    def _sale(self, fields: _Fields, price: Money) -> Sale | None:
        sale = fields.parsed("sale_price", lambda text: values.price(text, self.currency))
        if sale is None:
            return None
        if sale.minor >= price.minor or sale.minor == 0:
            fields.note("sale_price", "the sale price is not between zero and the price; it was left out")
            return None
        if not fields.row.values.get("sale_price_effective_date"):
            return Sale(sale.minor)
        window = fields.parsed("sale_price_effective_date", values.window)
        return Sale(sale.minor, *window) if window else None  # without a readable end, no sale: it might never end

    def _availability(self, fields: _Fields, quantity: int | None) -> Availability:
        given = fields.row.values.get("availability", "")
        if not given:
            if "availability" not in fields.row.values and quantity is None:
                fields.note("availability", "it is missing; taken as in stock")
            return "out_of_stock" if quantity == 0 else "in_stock"
        found = _AVAILABILITIES.get(_NOT_LETTERS.sub("", given.lower().rpartition("/")[2]))
        if found is None:
            fields.note("availability", f"'{given[:40]}' is not known; taken as out of stock")
            return "out_of_stock"
        return "out_of_stock" if found == "in_stock" and quantity == 0 else found

    @staticmethod
    def _available_from(fields: _Fields, availability: Availability) -> str:
        if availability not in ("preorder", "backorder"):
            return ""
        at = fields.parsed("availability_date", values.moment)
        return at.isoformat().replace("+00:00", "Z") if at else ""

    def _brand(self, fields: _Fields) -> str:
        brand = fields.line("brand", MAX_NAME)
        return self._brands.setdefault(brand.casefold(), brand) if brand else ""

    def _category_path(self, fields: _Fields) -> tuple[Category, ...]:
        given = fields.row.values.get("product_type", "")
        if not given:
            given = fields.row.values.get("google_product_category", "")
            given = "" if given.isdigit() else given
        chinese = fields.row.values.get("product_type[zh]", "")
        known = self._paths.get((given, chinese))
        if known is None:
            path = category_path(_steps(given or chinese), _steps(chinese))
            known = tuple(self._categories.setdefault(step.id, step) for step in path)
            self._paths[given, chinese] = known
        return known


class _Fields:
    """A row's values, cleaned on the way out; what had to be mended is noted."""

    def __init__(self, row: Row, notes: list[Fault]) -> None:
        self.row = row
        self._notes = notes

    def note(self, name: str, reason: str) -> None:
        self._notes.append((name, reason))

    def line(self, name: str, limit: int) -> str:
        given = self.row.values.get(name)
        if not given:
            return ""
        return self._within(name, one_line(given), limit)

    def text(self, name: str) -> str:
        given = self.row.values.get(name)
        return self._within(name, paragraphs(given), MAX_DESCRIPTION) if given else ""

    def lines(self, name: str) -> tuple[str, ...]:
        given = self.row.lists.get(name, ())
        return tuple(
            cleaned for text in given[:MAX_HIGHLIGHTS] if (cleaned := self._within(name, one_line(text), MAX_HIGHLIGHT))
        )

    def parsed(self, name: str, parse: Callable[[str], T]) -> T | None:
        """The value, or None where it is missing or (noted) cannot be read."""
        given = self.row.values.get(name)
        if not given:
            return None
        try:
            return parse(given)
        except BadValue as error:
            self.note(name, f"{error}; it was left out")
            return None

    def one_of(self, name: str, known: dict[str, T], otherwise: T) -> T:
        given = self.row.values.get(name)
        if not given:
            return otherwise
        found = known.get(_NOT_LETTERS.sub("", given.lower()))
        if found is None:
            self.note(name, f"'{given[:40]}' is not known; it was left out")
            return otherwise
        return found

    def pictures(self) -> tuple[str, ...]:
        given = [("image_link", self.row.values.get("image_link", ""))]
        given += [("additional_image_link", text) for text in self.row.lists.get("additional_image_link", ())]
        kept: dict[str, None] = {}
        for name, text in given:
            if text:
                try:
                    kept[values.address(text.replace("&amp;", "&"))] = None
                except BadValue as error:
                    self.note(name, f"{error}; the picture was left out")
        return tuple(kept)[:MAX_PICTURES]

    def _within(self, name: str, text: str, limit: int) -> str:
        if len(text) > limit:
            self.note(name, f"it is longer than {limit} characters and was cut")
            return shortened(text, limit)
        return text


def _sku(row: Row) -> str:
    given = _SKU_JUNK.sub("", unescape(row.values.get("id", ""), _QUOTES)).strip()
    if not given:
        raise _Refused("id", "the id is missing")
    if len(given) > MAX_SKU:
        raise _Refused("id", f"the id is longer than {MAX_SKU} characters")
    if "<" in given or ">" in given or given in (".", ".."):
        raise _Refused("id", "the id contains characters that cannot stand in an address")
    return given


def _steps(path: str) -> list[str]:
    """`A > B > C`, of the first path where several are given with commas between quotes."""
    return [shortened(name, MAX_NAME) for part in one_line(path).split(">") if (name := part.strip(' "'))]


def _labels(row: Row) -> tuple[str, ...]:
    given = {row.values.get(f"custom_label_{place}", "").strip().lower() for place in range(5)}
    return tuple(label for label in LABELS if label in given)


def _attributes(fields: _Fields) -> tuple[Attribute, ...]:
    found: dict[str, Attribute] = {}
    for name, label, label_zh, limit in _STANDARD:
        value = fields.line(name, limit)
        if value:
            found[name] = Attribute(name, label, value, label_zh, fields.line(f"{name}[zh]", limit))
    details = fields.row.lists.get("product_detail", [])
    chinese = fields.row.lists.get("product_detail[zh]", [])
    for place, detail in enumerate(details[:MAX_DETAILS]):
        attribute = _detail(fields, detail, chinese[place] if len(chinese) == len(details) else "")
        if attribute is not None:
            found.setdefault(attribute.name, attribute)
    return tuple(found.values())


def _detail(fields: _Fields, text: str, chinese: str) -> Attribute | None:
    attribute = _parsed_detail(text, chinese)
    if attribute is None:
        fields.note("product_detail", f"'{text[:40]}' is not section:name:value; it was left out")
    return attribute


@lru_cache(maxsize=16384)
def _parsed_detail(text: str, chinese: str) -> Attribute | None:
    """`section:name:value` (the section is not shown) or `name:value`. A value may contain colons after a section."""
    name, value = _name_and_value(text)
    if not (name and value):
        return None
    name_zh, value_zh = _name_and_value(chinese)
    key = slug(name)[:60].replace("-", "_")
    key = _SAME_NAME.get(key, key)
    return Attribute(key, name[:140], shortened(value, MAX_DETAIL), name_zh[:140], shortened(value_zh, MAX_DETAIL))


def _name_and_value(text: str) -> tuple[str, str]:
    parts = [one_line(part) for part in text.replace("：", ":").split(":", 2)]
    return (parts[-2], parts[-1]) if len(parts) > 1 else ("", "")


def _day(text: str) -> str:
    at: date = values.moment(text).date()
    return at.isoformat()
