"""The shop's pages as a person, a screen reader and a phone meet them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.support.environment import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]  # one portal serves them all

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PRODUCT = "/p/NV-BAS-B24M"
PAGES = (
    "/",
    "/search?q=switch",
    "/c/phones",
    PRODUCT,
    "/cart",
    "/sign-in",
    "/register",
    "/contact",
    "/help",
    "/nowhere",
)
CATALOGUE_PAGES = ("/", "/search?q=switch", "/c/phones.smartphones", PRODUCT)
PERSONAL = re.compile(r"/v1/(sessions|carts|prices|products/[^/]+/stock)")
"""What may be asked for besides the page's own data: it depends on who looks, or on the moment."""


def settled(page: Page) -> Page:
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    return page


def serious_faults(page: Page) -> list[tuple[str, str]]:
    """What axe finds on a page that keeps somebody from using it: the rule and the first place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        (violation["id"], violation["nodes"][0]["html"][:120])
        for violation in result["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("lang", ["", "/zh"])
def test_no_page_scrolls_sideways_on_a_phone(visitor: Callable[..., Visitor], lang: str) -> None:
    somebody = visitor(width=360, height=740)
    wide = []
    for path in PAGES:
        page = settled(somebody.go(lang + path))
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    assert wide == []


@pytest.mark.parametrize("lang", ["", "/zh"])
def test_axe_finds_nothing_serious(visitor: Callable[..., Visitor], lang: str) -> None:
    somebody = visitor()
    found = {}
    for path in PAGES:
        page = settled(somebody.go(lang + path))
        serious = serious_faults(page)
        if serious:
            found[path] = serious
    assert found == {}


@pytest.mark.parametrize("lang", ["", "/zh"])
@pytest.mark.parametrize("path", CATALOGUE_PAGES)
def test_a_first_view_brings_its_data_along(visitor: Callable[..., Visitor], lang: str, path: str) -> None:
    somebody = visitor()
    asked: list[str] = []
    somebody.page.on("request", lambda request: asked.append(request.url) if "/v1/" in request.url else None)
    page = settled(somebody.go(lang + path))
    related = [] if path != PRODUCT else [url for url in asked if "/v1/products?" in url]  # below the fold
    assert [url for url in asked if not PERSONAL.search(url) and url not in related] == []
    assert page.evaluate("performance.getEntriesByType('layout-shift').reduce((sum, s) => sum + s.value, 0)") < 0.1


def test_a_crawler_without_script_reads_products_prices_and_links(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor()
    html = somebody.page.request.get(somebody.portal.address + PRODUCT).text()
    data = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    product = next(item for item in data if item["@type"] == "Product")
    assert product["offers"]["price"] == "419.00"
    assert product["offers"]["availability"] == "https://schema.org/InStock"
    assert "<h1>Northvane Basin B24M" in html
    picture = re.search(r'property="og:image" content="([^"]+)"', html)
    assert picture is not None
    assert somebody.page.request.get(picture[1]).headers["content-type"] == "image/png"
    sitemap = somebody.page.request.get(somebody.portal.address + "/sitemap.xml").text()
    first = re.search(r"<loc>([^<]*products-1[^<]*)</loc>", sitemap)
    assert first is not None
    assert "/p/" in somebody.page.request.get(first[1]).text()


def test_a_typo_is_mended_and_filters_count_what_they_keep(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor()
    page = somebody.go("/")
    search = page.get_by_role("combobox", name="Search")
    search.fill("swtich 24")
    search.press("Enter")
    page.wait_for_url("**/search?q=swtich*")
    main = page.get_by_role("main")
    expect(main.get_by_role("link", name=re.compile("24-Port")).first).to_be_visible()
    facets = somebody.portal.ask("GET", "/v1/products?q=swtich+24")["facets"]
    brands = next(facet["values"] for facet in facets if facet["name"] == "brand")
    chosen = brands[0]
    expect(
        main.get_by_role("group").filter(has_text="Brand").get_by_text(f"{chosen['count']:,}", exact=True).first
    ).to_be_visible()
    main.get_by_role("checkbox", name=chosen["label"]).check()
    expect(main.get_by_text(re.compile(rf"^{chosen['count']:,} products?$"))).to_be_visible()


def test_a_reader_of_chinese_finds_buys_and_stays_in_chinese(visitor: Callable[..., Visitor]) -> None:
    page = visitor(locale="zh-CN").go("/zh")
    search = page.get_by_role("combobox")
    search.fill("交换机")
    search.press("Enter")
    page.wait_for_url("**/zh/search?*")
    expect(page.get_by_role("main").get_by_role("link", name=re.compile("交换机")).first).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
