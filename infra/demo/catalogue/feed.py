"""The demo catalogue as a product feed: tab-separated values in Google Merchant's format, gzipped."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from infra.demo.catalogue.product import Detail, Product, category
from infra.demo.text import Text

COLUMNS = (
    "id", "title", "title[zh]", "description", "description[zh]", "link", "image_link", "additional_image_link",
    "price", "sale_price", "sale_price_effective_date", "availability", "availability_date", "quantity", "brand",
    "brand[zh]", "gtin", "mpn", "condition", "product_type", "product_type[zh]", "item_group_id", "color", "color[zh]",
    "product_detail", "product_detail[zh]", "product_highlight", "product_highlight[zh]", "shipping_weight",
    "tax_category", "custom_label_0", "fulfilment",
)  # fmt: skip
_INTERNAL_PREFIX = "29"
"""GS1 keeps prefixes 200-299 for numbers that never leave a company (GS1 General Specifications, 1.4)."""


@dataclass(frozen=True)
class Calendar:
    """The dates that the demo tells, around the day it was made: a shop whose offers ended years ago sells nothing."""

    sales: tuple[str, ...]
    presales: tuple[str, ...]

    @classmethod
    def around(cls, today: date) -> Calendar:
        def moment(days: int, time: str) -> str:
            return f"{today + timedelta(days=days)}T{time}Z"

        periods = ((-10, 20), (-60, -30), (14, 28))  # running, over, yet to come
        sales = tuple(f"{moment(first, '00:00')}/{moment(last, '23:59')}" for first, last in periods)
        return cls(("", *sales), tuple(moment(days, "00:00") for days in (21, 40, 75)))


def gtin13(serial: int) -> str:
    """An internal GTIN-13 with its check digit (GS1: weights 1 and 3 from the left)."""
    digits = f"{_INTERNAL_PREFIX}{serial:010}"
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    return f"{digits}{-(odd + 3 * even) % 10}"


def write(path: Path, products: Iterable[Product], today: date) -> int:
    """Write `products` to `path` and say how many there were. The same products on the same day give the same bytes."""
    count = 0
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=1, mtime=0) as packed,
        io.BufferedWriter(packed, buffer_size=1 << 20) as buffered,
    ):
        buffered.write(("\t".join(COLUMNS) + "\n").encode())
        for line in _lines(products, Calendar.around(today)):
            buffered.write(line.encode())
            count += 1
    return count


def _lines(products: Iterable[Product], calendar: Calendar) -> Iterator[str]:
    paths: dict[str, tuple[str, str]] = {}
    for serial, product in enumerate(products, start=1):
        if product.category not in paths:
            paths[product.category] = (product.category, " > ".join(step.zh for step in category(product.category)))
        yield "\t".join(_cells(product, serial, *paths[product.category], calendar)) + "\n"


def _cells(product: Product, serial: int, path: str, path_zh: str, calendar: Calendar) -> list[str]:
    sale, period = _sale(product, calendar)
    availability, available_from, quantity = _stock(product, calendar)
    colour = product.colour or Text("", "")
    shown, *more = (picture.link for picture in product.pictures)
    made = not product.pre_acceptance
    return [
        product.sku, *product.title, *product.description, f"/products/{product.sku}", shown, ",".join(more),
        _dollars(product.price), sale, period, availability, available_from, quantity, *product.brand.name,
        gtin13(serial) if made else "", product.sku.partition("-")[2] if made else "", "new", path, path_zh,
        product.group, *colour, *_details(product.details), *_highlights(product.highlights),
        f"{product.weight} g" if product.weight else "", "standard",
        product.label or ("event" if sale and product.dice % 400 == 0 else ""),
        "pre_acceptance" if product.pre_acceptance else "",
    ]  # fmt: skip


def _details(details: Iterable[Detail]) -> tuple[str, str]:
    """`section:name:value`, several separated by commas (no part contains either sign)."""
    lines = [(f"{s.en}:{n.en}:{v.en}", f"{s.zh}:{n.zh}:{v.zh}") for s, n, v in details]
    return ",".join(en for en, _ in lines), ",".join(zh for _, zh in lines)


def _highlights(highlights: Iterable[Text]) -> tuple[str, str]:
    points = list(highlights)
    return ",".join(point.en for point in points), ",".join(point.zh for point in points)


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02} USD"


def _sale(product: Product, calendar: Calendar) -> tuple[str, str]:
    """About one product in sixteen that a maker made is reduced, by 10 to 30 %."""
    draw, lot = divmod(product.dice, 16)
    if product.pre_acceptance or (lot and product.label != "event"):
        return "", ""
    percent = (10, 15, 20, 25, 30)[draw % 5]
    reduced = product.price * (100 - percent) // 1_000 * 10 + (9 if product.price < 5_000 else 0)
    if product.label == "event":
        return _dollars(reduced), calendar.sales[1]
    return _dollars(reduced), calendar.sales[(0, 0, 1, 1, 1, 2, 3)[draw % 7]]


def _stock(product: Product, calendar: Calendar) -> tuple[str, str, str]:
    """Availability, the date of a presale, and how many there are: plenty of most, few of some, none of a few."""
    lot, draw = divmod(product.dice // 7, 100)[::-1]
    if product.pieces is not None:
        return "in_stock", "", str(product.pieces)
    if product.pre_acceptance:
        return "in_stock", "", ""
    if product.presale or (lot == 99 and draw % 3 == 0):
        return "preorder", calendar.presales[draw % 3], str(50 + draw % 150)
    if lot < 3 and not product.label:
        return "out_of_stock", "", "0"
    if lot < 10:
        return "in_stock", "", str(1 + draw % 5)
    return "in_stock", "", str((20, 45, 80, 120, 250, 500)[draw % 6] + draw % 19)
