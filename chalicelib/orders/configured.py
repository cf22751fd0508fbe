"""Configured lines: what they consist of, in words and in pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from chalicelib.catalog import Product, find_product
from chalicelib.configurator import Configuration
from chalicelib.orders.domain.order import Component, Configured

MOST_WORDS = 120
"""Characters of a short description, in mails and on pay pages."""


def configured_in(configuration: Configuration, language: str) -> Configured:
    """What an order keeps of a configuration, in the order's language."""
    return Configured(
        configuration.id,
        tuple(
            Component(_text(part.option_title, language), _text(part.value_title, language), part.sku, part.quantity)
            for part in configuration.components
        ),
    )


def short(configured: Configured) -> str:
    """A configuration in one line: `Supervisor 2, 2 × Power supply 2100 W, …`; as much of it as fits."""
    shown = ""
    for words in map(_words, configured.components):
        longer = f"{shown}, {words}" if shown else words
        if len(longer) > MOST_WORDS:
            return f"{shown}, …" if shown else f"{words[:MOST_WORDS]}…"
        shown = longer
    return shown


def titled(title: str, configured: Configured | None, quantity: int = 1) -> str:
    """A line in words: how many of what, built how."""
    counted = f"{quantity} × {title}" if quantity > 1 else title
    built = short(configured) if configured else ""
    return f"{counted} ({built})" if built else counted


def products_of(product: Product, configuration: Configuration | None) -> tuple[Product, ...]:
    """The product of a line, then those of its components that the catalogue has, each once."""
    skus = dict.fromkeys(part.sku for part in configuration.components if part.sku) if configuration else {}
    found = (find_product(sku) for sku in skus)
    return (product, *(part for part in found if part is not None))


def counted_pieces(components: Iterable[Component]) -> Mapping[str, int]:
    """The pieces of components that the catalogue counts, by SKU, for one piece of the line."""
    pieces: Counter[str] = Counter()
    for component in components:
        if component.sku is not None and is_counted(component.sku):
            pieces[component.sku] += component.quantity
    return pieces


def is_counted(sku: str) -> bool:
    """Whether the catalogue counts the pieces of a SKU, so that an order has to hold them."""
    product = find_product(sku)
    return product is not None and product.tracked


def _words(component: Component) -> str:
    if component.value_title == str(component.quantity):  # an option that is a number of pieces
        return f"{component.quantity} × {component.option_title}"
    return component.value_title


def _text(text: Mapping[str, str], language: str) -> str:
    return text.get(language) or text["en"]
