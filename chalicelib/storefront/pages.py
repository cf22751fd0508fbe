"""Which page shows what: each function makes one `Page` from the portal's own public answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from chalicelib.catalog.schemas import CategoryTree, Hit, ProductView, SearchAnswer, SearchQuery
from chalicelib.kit.config import config
from chalicelib.storefront import content, structured
from chalicelib.storefront.document import Page, localized
from chalicelib.storefront.inside import Inside
from chalicelib.storefront.sitemap import product_path
from chalicelib.storefront.texts import TEXTS

T = TypeVar("T")

LABELS = ("new", "hot", "event")
HOME_ROW = 8
LIST_SIZE = 24
DESCRIPTION_CHARACTERS = 160
VISIT_TAGS = frozenset(
    "click utm_source utm_medium utm_campaign utm_term utm_content gclid fbclid msclkid ttclid".split()
)
"""What links bring along and no page depends on: the edge keeps one answer whatever their values (ten are the most that it leaves out)."""
FILTERS = frozenset(SearchQuery.__struct_fields__) - {"attr", "limit", "cursor", "lang"}


class _Reader:
    """Asks for answers and keeps them for embedding."""

    def __init__(self, inside: Inside) -> None:
        self.inside = inside
        self.answers: dict[str, bytes] = {}

    def get(self, target: str, kind: type[T]) -> T | None:
        raw = self.inside.get(target)
        if raw is None:
            return None
        self.answers[target] = raw
        return msgspec.json.decode(raw, type=kind)


def home(inside: Inside, lang: str) -> Page:
    """The front page: main categories, and new, popular and event products."""
    reader, texts = _Reader(inside), TEXTS[lang]
    tree = reader.get(f"/v1/categories?depth=1&lang={lang}", CategoryTree)
    rows: dict[str, Sequence[Hit]] = {}
    for label in LABELS:
        found = reader.get(f"/v1/products?label={label}&limit={HOME_ROW}&lang={lang}", SearchAnswer)
        rows[label] = found.items if found else []
    settings = config()
    return Page(
        path="/",
        lang=lang,
        title=settings.shop_name,
        description=texts["home_about"],
        structured=(structured.shop(settings.shop_name, settings.public_url),),
        answers=reader.answers,
        content=content.home(tree.items if tree else [], rows, lang),
    )


def product(inside: Inside, sku: str, lang: str) -> Page | None:
    """A product's page, or None where the release has no such product."""
    reader, settings = _Reader(inside), config()
    view = reader.get(f"/v1/products/{quote(sku, safe='')}?lang={lang}", ProductView)
    if view is None:
        return None
    reader.get("/v1/configurable-products", dict)  # for the app: whether this is one of them
    path = product_path(view.sku)
    address = settings.public_url + localized(path, lang)
    data = [structured.product(view, address, settings.public_url)]
    if view.category_path:
        data.append(structured.breadcrumbs(view.category_path, lang, settings.public_url))
    return Page(
        path=path,
        lang=lang,
        title=view.title,
        description=_summary(view),
        picture=view.pictures[0] if view.pictures else None,
        kind="product",
        structured=tuple(data),
        answers=reader.answers,
        content=content.product(view, lang),
        properties=(
            ("product:price:amount", view.price.decimal_text()),
            ("product:price:currency", view.price.currency),
        ),
    )


def category(inside: Inside, category_id: str, query: dict[str, list[str]], lang: str) -> Page | None:
    """A category's products, or None where the release has no such category."""
    reader = _Reader(inside)
    below = reader.get(f"/v1/categories?depth=1&parent={quote(category_id, safe='')}&lang={lang}", CategoryTree)
    if below is None or not below.path:
        return None
    name = below.path[-1].name
    hits = _listing(reader, {"category": [category_id], **query}, lang)
    return Page(
        path=f"/c/{quote(category_id, safe='')}",
        lang=lang,
        title=name,
        description=TEXTS[lang]["category_about"].format(name=name, count=below.count),
        picture=next((hit.picture for hit in hits if hit.picture), None),
        indexed=VISIT_TAGS.issuperset(query),
        structured=(structured.breadcrumbs(below.path, lang, config().public_url),),
        answers=reader.answers,
        content=content.listing(name, hits, below.path[:-1], below.items, lang),
    )


def search(inside: Inside, query: dict[str, list[str]], lang: str) -> Page:
    """What a search found. Not indexed: a crawler finds products by categories and the sitemap."""
    reader, words = _Reader(inside), " ".join(query.get("q", []))
    hits = _listing(reader, query, lang)
    title = TEXTS[lang]["results"].format(words=words) if words else TEXTS[lang]["search"]
    return Page(
        path="/search",
        lang=lang,
        title=title,
        indexed=False,
        answers=reader.answers,
        content=content.listing(title, hits, [], [], lang),
    )


def plain(name: str, path: str, lang: str, *, indexed: bool) -> Page:
    """A page that shows nothing of the catalogue: its name, and what it is about."""
    texts = TEXTS[lang]
    about = texts.get(f"{name}_about", "")
    return Page(
        path=path,
        lang=lang,
        title=texts[name],
        description=about,
        indexed=indexed,
        content=content.plain(texts[name], about),
    )


def _listing(reader: _Reader, query: dict[str, list[str]], lang: str) -> Sequence[Hit]:
    """The first products of a list, asked for as the web app asks: its filters in order, then limit and language."""
    asked: dict[str, Any] = dict(sorted(_filters(query).items())) | {"limit": LIST_SIZE, "lang": lang}
    found = reader.get(f"/v1/products?{urlencode(asked, doseq=True, quote_via=quote)}", SearchAnswer)
    return found.items if found else []


def _filters(query: dict[str, list[str]]) -> dict[str, list[str]]:
    """What narrows or orders a list; campaign tags and how far the app has opened it do not."""
    given = {name: [value for value in values if value] for name, values in query.items()}
    return {name: values for name, values in given.items() if values and (name in FILTERS or name.startswith("attr."))}


def _summary(view: ProductView) -> str:
    text = " ".join((view.description or view.title).split())
    return text if len(text) <= DESCRIPTION_CHARACTERS else text[: DESCRIPTION_CHARACTERS - 1].rstrip() + "…"
