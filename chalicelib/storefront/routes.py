"""HTML pages of the shop, in both languages, and what search engines read besides them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from chalicelib.catalog import all_products, categories
from chalicelib.catalog.schemas import CategoryNode
from chalicelib.kit.config import config
from chalicelib.kit.http import NO_STORE, PUBLIC, Answer, Api, Call, Handler
from chalicelib.storefront import document, pages, partners, sitemap
from chalicelib.storefront.document import Page
from chalicelib.storefront.inside import Inside

HTML = "text/html; charset=utf-8"
PREFIXES = {"en": "", "zh": "/zh"}
INDEXED_PAGES = ("contact", "help", "terms", "privacy")
PERSONAL_PAGES = (
    "cart",
    "checkout",
    "sign-in",
    "register",
    "forgot-password",
    "reset-password",
    "confirm",
    "account",
    "orders",
    "configurations",
    "quotes",
)
"""Pages that show what belongs to one person: a shell that the web app fills."""
PAGES_OF_ONE_THING = (
    ("orders", "/orders/{id}"),
    ("account", "/account/{section}"),
    ("checkout", "/checkout/{step}"),
    ("configure", "/configure/{sku}"),
    ("configurations", "/configurations/{id}"),
    ("quotes", "/quotes/{id}"),
)


def api(inside: Inside) -> Api:
    """The storefront's routes over the catalogue's public answers."""
    storefront = Api(__name__, "storefront")
    for lang, prefix in PREFIXES.items():
        _catalogue_pages(storefront, inside, lang, prefix)
        _other_pages(storefront, lang, prefix)
        _partners_pages(storefront, lang, prefix)
    _crawlers(storefront)
    return storefront


def _page(storefront: Api, path: str) -> Callable[[Handler], Handler]:
    """A page for people and crawlers: any query is welcome (campaign tags come along), the answer says how it may be kept."""
    return storefront.get(path, summary="A page", query=dict, answer=str, answer_type=HTML)


def _catalogue_pages(storefront: Api, inside: Inside, lang: str, prefix: str) -> None:
    @_page(storefront, prefix or "/")
    def home(call: Call[None, Any]) -> Answer:
        return _answer(pages.home(inside, lang))

    @_page(storefront, f"{prefix}/search")
    def search(call: Call[None, Any]) -> Answer:
        return _answer(pages.search(inside, call.query, lang))

    @_page(storefront, f"{prefix}/c/{{category_id}}")
    def category(call: Call[None, Any], category_id: str) -> Answer:
        return _answer(pages.category(inside, category_id, call.query, lang), lang)

    @_page(storefront, f"{prefix}/p/{{sku}}")
    def product(call: Call[None, Any], sku: str) -> Answer:
        return _answer(pages.product(inside, sku, lang), lang)

    @_page(storefront, f"{prefix}/p/{{sku}}/{{slug}}")
    def product_with_slug(call: Call[None, Any], sku: str, slug: str) -> Answer:
        return _answer(pages.product(inside, sku, lang), lang)


def _other_pages(storefront: Api, lang: str, prefix: str) -> None:
    for name in (*INDEXED_PAGES, *PERSONAL_PAGES):
        _plain(storefront, name, f"/{name}", lang, prefix)
    for name, path in PAGES_OF_ONE_THING:
        _plain(storefront, name, path, lang, prefix)


def _partners_pages(storefront: Api, lang: str, prefix: str) -> None:
    @_page(storefront, f"{prefix}{partners.LANDING}")
    def landing(call: Call[None, Any]) -> Answer:
        return _document(partners.landing(lang), 200, PUBLIC, "affiliate")

    @_page(storefront, f"{prefix}{partners.JOIN}")
    def join(call: Call[None, Any]) -> Answer:
        return _document(partners.join(lang), 200, PUBLIC, "affiliate")

    @_page(storefront, f"{prefix}{partners.LANDING}/{{page}}")
    def own(call: Call[None, Any], page: str) -> Answer:
        return _document(partners.own(f"{partners.LANDING}/{quote(page, safe='')}", lang), 200, PUBLIC, "affiliate")


def _plain(storefront: Api, name: str, path: str, lang: str, prefix: str) -> None:
    @_page(storefront, prefix + path)
    def plain(call: Call[None, Any], **_: str) -> Answer:
        return _answer(pages.plain(name, path, lang, indexed=name in INDEXED_PAGES))


def _crawlers(storefront: Api) -> None:
    @_page(storefront, "/robots.txt")
    def robots(call: Call[None, Any]) -> Answer:
        lines = [
            "User-agent: *",
            "Disallow: /v1/",
            "Disallow: /r/",
            "Disallow: /cart",
            "Disallow: /checkout",
            "Disallow: /account",
        ]
        text = "\n".join([*lines, f"Sitemap: {config().public_url}/sitemap.xml", ""])
        return Answer(text, headers={"Cache-Control": PUBLIC}, content_type="text/plain; charset=utf-8")

    @_page(storefront, "/sitemap.xml")
    def sitemap_index(call: Call[None, Any]) -> Answer:
        files = -(-sum(1 for _ in all_products()) // sitemap.PRODUCTS_PER_FILE)
        names = ["pages", *(f"products-{number}" for number in range(1, files + 1))]
        return _xml(sitemap.index(f"{config().public_url}/sitemaps/{name}.xml" for name in names))

    @_page(storefront, "/sitemaps/{name}")
    def sitemap_file(call: Call[None, Any], name: str) -> Answer:
        paths = _sitemap_paths(name)
        return _xml(sitemap.urlset(paths, config().public_url)) if paths else not_found("en")


def _sitemap_paths(name: str) -> list[str]:
    """The pages that a sitemap file names; none: there is no such file."""
    if name == "pages.xml":
        others = (*(f"/{page}" for page in INDEXED_PAGES), partners.LANDING, partners.JOIN)
        return ["/", *others, *_category_paths(categories("en").items)]
    number = name.removeprefix("products-").removesuffix(".xml")
    if not number.isdecimal() or not 0 < len(number) < 6 or int(number) == 0:
        return []
    start = (int(number) - 1) * sitemap.PRODUCTS_PER_FILE
    return [
        sitemap.product_path(product.sku)
        for product in islice(all_products(), start, start + sitemap.PRODUCTS_PER_FILE)
    ]


def _category_paths(nodes: Iterable[CategoryNode]) -> Iterator[str]:
    for node in nodes:
        yield f"/c/{quote(node.id, safe='')}"
        yield from _category_paths(node.children)


def not_found(lang: str) -> Answer:
    """The page for an address that leads nowhere."""
    page = pages.plain("not_found", "/", lang, indexed=False)
    return _document(page, 404, NO_STORE)


def _answer(page: Page | None, lang: str = "en") -> Answer:
    if page is None:
        return not_found(lang)
    return _document(page, 200, PUBLIC)


def _document(page: Page, status: int, cache: str, app: str = "shop") -> Answer:
    shell = _shell(app)
    html = document.render(shell, page, config().public_url, config().shop_name)
    headers = {"Cache-Control": cache, "Content-Security-Policy": document.security_policy(shell)}
    return Answer(html, status, headers, HTML)


def _xml(text: str) -> Answer:
    return Answer(text, headers={"Cache-Control": PUBLIC}, content_type="application/xml; charset=utf-8")


def _shell(app: str) -> str:
    path = Path(config().web) / app / "index.html"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> str:
    return path.read_text(encoding="utf-8")
