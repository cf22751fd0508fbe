"""The demo catalogue: 48,000 telecom products in English and Chinese, the same on every machine.

`write_feed` is all that the rest of the house needs. A family of products is a module with `products()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from infra.demo.catalogue import (
    accessories,
    cases,
    chassis,
    cords,
    desk_phones,
    feed,
    gateways,
    numbers,
    optics,
    phones,
    plans,
    racks,
    services,
    switches,
)
from infra.demo.catalogue.product import Product

COUNT = 48_000
"""How many products the demo has. Phone numbers fill up what the other families leave."""

_FAMILIES = (
    phones,
    switches,
    gateways,
    desk_phones,
    plans,
    accessories,
    cases,
    chassis,
    racks,
    optics,
    cords,
    services,
)


def products() -> Iterator[Product]:
    """All products, family by family."""
    made = 0
    for product in chain.from_iterable(family.products() for family in _FAMILIES):
        made += 1
        yield product
    yield from numbers.products(COUNT - made)


def write_feed(path: Path, today: date) -> int:
    """Write the whole catalogue to `path` (`.tsv.gz`, about 10 MB), with offers and presales around `today`; how many products."""
    return feed.write(path, products(), today)
