"""The documents that crawlers, share previews and the first paint get."""

from __future__ import annotations

import json
import re

from chalicelib.storefront import document
from chalicelib.storefront.document import Page

SHELL = '<html lang="%lang%"><head><!--head--></head><body><div id="app"><!--content--></div><!--data--></body></html>'


def page(**changes: object) -> Page:
    settings: dict[str, object] = {"path": "/p/X-1", "lang": "en", "title": "Switch, 24 ports"} | changes
    return Page(**settings)  # type: ignore[arg-type]


def rendered(**changes: object) -> str:
    return document.render(SHELL, page(**changes), "https://shop.example", "Portico")


def test_a_page_names_itself_and_its_other_language() -> None:
    html = rendered(lang="zh")
    assert '<html lang="zh-CN">' in html
    assert "<title>Switch, 24 ports · Portico</title>" in html
    assert '<link rel="canonical" href="https://shop.example/zh/p/X-1">' in html
    assert '<link rel="alternate" hreflang="en" href="https://shop.example/p/X-1">' in html


def test_a_title_from_a_feed_cannot_leave_its_tag() -> None:
    html = rendered(title='</title><script>alert("1")</script>')
    assert "<script>" not in html


def test_embedded_answers_cannot_leave_their_script_and_stay_the_same_json() -> None:
    answer = json.dumps({"title": "</script><script>alert(1)</script>\u2028"}).encode()
    html = rendered(answers={"/v1/products/X-1?lang=en": answer})
    embedded = re.search(r'id="page-data">(.*?)</script>', html)
    assert embedded is not None
    assert json.loads(embedded[1]) == {"/v1/products/X-1?lang=en": json.loads(answer)}


def test_a_drawn_picture_has_a_png_for_share_previews_and_others_stay_as_they_are() -> None:
    assert 'content="https://shop.example/media/phones/a.png"' in rendered(picture="/media/phones/a.svg")
    assert 'content="https://cdn.example/a.jpg"' in rendered(picture="https://cdn.example/a.jpg")


def test_only_the_shells_own_inline_script_may_run() -> None:
    policy = document.security_policy("<script>start()</script>" + SHELL)
    assert "script-src 'self' 'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00='" in policy
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]


def test_a_page_that_is_nobodys_business_asks_not_to_be_indexed() -> None:
    assert '<meta name="robots" content="noindex">' in rendered(indexed=False)
    assert "robots" not in rendered()
