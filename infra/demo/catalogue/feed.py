"""The demo catalogue as a product feed: tab-separated values in Google Merchant's format, gzipped."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
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
_SALE_PERIODS = (
    "",  # until further notice
    "2020-01-01T00:00Z/2049-12-31T23:59Z",
    "2020-03-01T00:00Z/2020-03-31T23:59Z",  # over: the full price shows again
    "2049-06-01T00:00Z/2049-06-30T23:59Z",  # yet to come
)
_PRESALE_FROM = ("2049-01-15T00:00Z", "2049-02-01T00:00Z", "2049-03-15T00:00Z")
_INTERNAL_PREFIX = "29"
"""GS1 keeps prefixes 200-299 for numbers that never leave a company (GS1 General Specifications, 1.4)."""


def gtin13(serial: int) -> str:
    """An internal GTIN-13 with its check digit (GS1: weights 1 and 3 from the left)."""
    digits = f"{_INTERNAL_PREFIX}{serial:010}"
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    return f"{digits}{-(odd + 3 * even) % 10}"


def write(path: Path, products: Iterable[Product]) -> int:
    """Write `products` to `path` and say how many there were. The same products give the same bytes."""
    count = 0
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=1, mtime=0) as packed,
        io.BufferedWriter(packed, buffer_size=1 << 20) as buffered,
    ):
        buffered.write(("\t".join(COLUMNS) + "\n").encode())
        for line in _lines(products):
            buffered.write(line.encode())
            count += 1
    return count


def _lines(products: Iterable[Product]) -> Iterator[str]:
    paths: dict[str, tuple[str, str]] = {}
    for serial, product in enumerate(products, start=1):
        if product.category not in paths:
            paths[product.category] = (product.category, " > ".join(step.zh for step in category(product.category)))
        yield "\t".join(_cells(product, serial, *paths[product.category])) + "\n"


def _cells(product: Product, serial: int, path: str, path_zh: str) -> list[str]:
    sale, period = _sale(product)
    availability, available_from, quantity = _stock(product)
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


def _sale(product: Product) -> tuple[str, str]:
    """About one product in sixteen that a maker made is reduced, by 10 to 30 %."""
    draw, lot = divmod(product.dice, 16)
    if product.pre_acceptance or (lot and product.label != "event"):
        return "", ""
    percent = (10, 15, 20, 25, 30)[draw % 5]
    reduced = product.price * (100 - percent) // 1_000 * 10 + (9 if product.price < 5_000 else 0)
    if product.label == "event":
        return _dollars(reduced), _SALE_PERIODS[1]
    return _dollars(reduced), _SALE_PERIODS[(0, 0, 1, 1, 1, 2, 3)[draw % 7]]


def _stock(product: Product) -> tuple[str, str, str]:
    """Availability, the date of a presale, and how many there are: plenty of most, few of some, none of a few."""
    lot, draw = divmod(product.dice // 7, 100)[::-1]
    if product.pieces is not None:
        return "in_stock", "", str(product.pieces)
    if product.pre_acceptance:
        return "in_stock", "", ""
    if product.presale or (lot == 99 and draw % 3 == 0):
        return "preorder", _PRESALE_FROM[draw % 3], str(50 + draw % 150)
    if lot < 3 and not product.label:
        return "out_of_stock", "", "0"
    if lot < 10:
        return "in_stock", "", str(1 + draw % 5)
    return "in_stock", "", str((20, 45, 80, 120, 250, 500)[draw % 6] + draw % 19)
