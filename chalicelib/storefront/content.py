"""The first content of a page: what a crawler reads, and what a person sees before the app has loaded. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from chalicelib.catalog.schemas import CategoryNode, CategoryRef, Hit, ProductView
from chalicelib.kit.money import Money
from chalicelib.storefront.document import localized
from chalicelib.storefront.sitemap import product_path
from chalicelib.storefront.texts import TEXTS

EAGER_PICTURES = 4
"""Pictures above the fold: the largest of them is the largest content that paints."""
SYMBOLS = {
    "en": {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "CN¥", "JPY": "¥"},
    "zh": {"USD": "US$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "JP¥"},
}


def home(categories: Sequence[CategoryNode], rows: dict[str, Sequence[Hit]], lang: str) -> str:
    """The headline, the main categories, and rows of products."""
    texts = TEXTS[lang]
    sections = "".join(
        f"<section><h2>{texts[label]}</h2>{_hits(hits, lang)}</section>" for label, hits in rows.items() if hits
    )
    return _main(
        "home",
        f"<header><h1>{texts['home']}</h1><p>{texts['home_about']}</p></header>"
        f"<nav><h2>{texts['categories']}</h2>{_tiles(categories, lang)}</nav>{sections}",
    )


def listing(
    heading: str, hits: Sequence[Hit], path: Sequence[CategoryRef], below: Sequence[CategoryNode], lang: str
) -> str:
    """A heading over products; `path`: the categories above, `below`: those to go into."""
    nav = f'<nav class="first-tiles">{_tiles(below, lang)}</nav>' if below else ""
    return _main("list", f"{_trail(path, lang)}<h1>{escape(heading)}</h1>{nav}{_hits(hits, lang)}")


def product(view: ProductView, lang: str) -> str:
    """A product: picture, name, price, highlights, description, properties."""
    picture = _picture(view.pictures[0], view.title, 800, eager=True) if view.pictures else ""
    highlights = "".join(f"<li>{escape(text)}</li>" for text in view.highlights)
    properties = "".join(
        f"<tr><th>{escape(attribute.label)}</th><td>{escape(attribute.value)}</td></tr>"
        for attribute in view.attributes
    )
    variants = "".join(f"<li>{_link(product_path(other.sku), other.title, lang)}</li>" for other in view.variants)
    return _main(
        "product",
        f"{_trail(view.category_path, lang)}{picture}<h1>{escape(view.title)}</h1><p>{escape(view.brand)} · {escape(view.sku)}</p>"
        f"<p><strong>{price(view.price, lang)}</strong></p><ul>{highlights}</ul><p>{escape(view.description)}</p>"
        f"<table>{properties}</table><ul>{variants}</ul>",
    )


def plain(heading: str, text: str = "") -> str:
    """A heading and a sentence."""
    return _main("plain", f"<h1>{escape(heading)}</h1><p>{escape(text)}</p>")


def price(money: Money, lang: str) -> str:
    """An amount as the web app writes it (Unicode CLDR's symbols for `en-US` and `zh-CN`)."""
    whole, point, fraction = money.decimal_text().partition(".")
    symbol = SYMBOLS[lang].get(money.currency, f"{money.currency}\N{NO-BREAK SPACE}")
    return f"{symbol}{int(whole):,}{point}{fraction}"


def _main(kind: str, html: str) -> str:
    """Its looks are in frontend/shop/first-content.css: in the places where the app will show the same."""
    return f'<main class="first-content first-{kind}">{html}</main>'


def _link(path: str, text: str, lang: str) -> str:
    return f'<a href="{escape(localized(path, lang))}">{escape(text)}</a>'


def _trail(path: Iterable[CategoryRef], lang: str) -> str:
    links = "".join(f"<li>{_link(f'/c/{step.id}', step.name, lang)}</li>" for step in path)
    return f"<nav><ol>{links}</ol></nav>" if links else ""


def _tiles(categories: Sequence[CategoryNode], lang: str) -> str:
    items = []
    for position, node in enumerate(categories):
        picture = _picture(node.picture, "", 320, eager=position < EAGER_PICTURES) if node.picture else ""
        items.append(f"<li>{picture}{_link(f'/c/{node.id}', node.name, lang)}</li>")
    return f"<ul>{''.join(items)}</ul>"


def _hits(hits: Sequence[Hit], lang: str) -> str:
    items = []
    for position, hit in enumerate(hits):
        picture = _picture(hit.picture, "", 320, eager=position < EAGER_PICTURES) if hit.picture else ""
        items.append(f"<li>{picture}{_link(product_path(hit.sku), hit.title, lang)} {price(hit.price, lang)}</li>")
    return f"<ul>{''.join(items)}</ul>"


def _picture(address: str, text: str, size: int, *, eager: bool) -> str:
    how = ' fetchpriority="high"' if eager else ' loading="lazy"'
    return f'<img src="{escape(address)}" alt="{escape(text)}" width="{size}" height="{size}"{how}>'
