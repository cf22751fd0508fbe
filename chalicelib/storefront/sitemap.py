"""Sitemaps (sitemaps.org 0.9) with language alternates. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from chalicelib.storefront.document import HTML_LANGUAGES, localized

PRODUCTS_PER_FILE = 4000
"""Keeps a file under the size of one API Gateway answer; the standard's own bound is 50,000 addresses."""

_URLSET = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def index(addresses: Iterable[str]) -> str:
    """The index of all sitemap files."""
    entries = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</sitemapindex>\n'
    )


def urlset(paths: Iterable[str], public_url: str) -> str:
    """One file: each page in each language, naming its other languages."""
    return _URLSET + "".join(_urls(path, public_url) for path in paths) + "</urlset>\n"


def product_path(sku: str) -> str:
    """The page of a product."""
    return f"/p/{quote(sku, safe='')}"


def _urls(path: str, public_url: str) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(public_url + localized(path, lang))}"/>'
        for lang, code in HTML_LANGUAGES.items()
    )
    return "".join(
        f"<url><loc>{escape(public_url + localized(path, lang))}</loc>{links}</url>\n" for lang in HTML_LANGUAGES
    )
