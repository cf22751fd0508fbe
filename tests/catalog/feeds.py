"""Small feeds for tests."""

from __future__ import annotations

import io
from collections.abc import Mapping

from chalicelib.catalog.domain import Product
from chalicelib.catalog.feeds import feed
from chalicelib.catalog.feeds.feed import Report

ROW = {"id": "A1", "title": "Desk lamp", "price": "12.00 USD", "availability": "in_stock"}


def tsv(*rows: Mapping[str, str]) -> bytes:
    """A feed of `rows`; the header has every column that one of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "".join("\t".join(line) + "\n" for line in lines).encode()


def row(sku: str, title: str, price: str = "10.00 USD", **more: str) -> dict[str, str]:
    """A row that can be kept; `title_zh=` and the like become `title[zh]`."""
    named = {name[:-3] + "[zh]" if name.endswith("_zh") else name: value for name, value in more.items()}
    return {"id": sku, "title": title, "price": price, "availability": "in_stock", **named}


def read(content: bytes, currency: str = "USD") -> tuple[list[Product], Report]:
    """What is kept of a feed, and the report."""
    report = Report()
    return list(feed.products(io.BytesIO(content), currency, report)), report


def one(**values: str) -> tuple[Product, Report]:
    """The product of a feed with one good row, changed by `values`."""
    named = {name[:-3] + "[zh]" if name.endswith("_zh") else name: value for name, value in values.items()}
    products, report = read(tsv(ROW | named))
    assert len(products) == 1, report.problems
    return products[0], report
