"""What a partner's link adds to an address changes no page: the edge keeps one answer for all visits."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.catalog import import_feed
from chalicelib.kit import config
from chalicelib.storefront.pages import VISIT_TAGS
from tests.conftest import Clock
from tests.support.http import Http

SHELL = '<html lang="%lang%"><head><!--head--></head><body><div id="app"><!--content--></div><!--data--></body></html>'
FEED = (
    b"id\ttitle\tdescription\tlink\timage_link\tprice\tavailability\tcondition\tproduct_type\n"
    b"RT-1\tHome router\tA router\thttps://shop.example/p/RT-1\thttps://shop.example/r.jpg\t60.00 USD\tin_stock\tnew\tNetwork"
)


@pytest.fixture
def shop(client: Http, folder: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Http:
    (folder / "web" / "shop").mkdir(parents=True)
    (folder / "web" / "shop" / "index.html").write_text(SHELL)
    monkeypatch.setenv("PORTICO_WEB", str(folder / "web"))
    config.config.cache_clear()
    assert import_feed(FEED, "test.tsv", clock.now).state == "published"
    return client


@pytest.mark.usefixtures("store")
def test_every_page_is_the_same_for_all_visits(shop: Http) -> None:
    category = shop.get("/v1/categories").json["items"][0]["id"]
    tags = "&".join(f"{name}=x" for name in sorted(VISIT_TAGS))
    for page in ("/", "/search?q=router", f"/c/{category}", "/zh/p/RT-1", "/help", "/cart"):
        plain = shop.get(page)
        assert plain.status == 200
        assert shop.get(page + ("&" if "?" in page else "?") + tags).body == plain.body
