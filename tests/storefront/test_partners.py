"""The partners' landing page as crawlers read it; nobody's own pages are for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chalicelib.kit import config
from tests.support.http import Http

SHELL = '<html lang="%lang%"><head><!--head--></head><body><div id="app"><!--content--></div><!--data--></body></html>'


@pytest.fixture
def crawler(client: Http, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Http:
    """Somebody who reads what the server sends, of web apps that are as small as can be."""
    for app in ("shop", "affiliate"):
        (folder / "web" / app).mkdir(parents=True)
        (folder / "web" / app / "index.html").write_text(SHELL.replace("<body>", f"<body class={app}>"))
    monkeypatch.setenv("PORTICO_WEB", str(folder / "web"))
    config.config.cache_clear()
    return client


@pytest.mark.parametrize(
    ("path", "lang", "words"),
    [
        ("/partners", "en", "Partner programme"),
        ("/zh/partners", "zh-CN", "推广计划"),
        ("/partners/join?programme=prg_1", "en", "Become a partner"),
        ("/zh/partners/join", "zh-CN", "成为推广会员"),
    ],
)
def test_who_searches_finds_the_programme_in_both_languages(crawler: Http, path: str, lang: str, words: str) -> None:
    reply = crawler.get(path)
    html = reply.body.decode()
    assert (reply.status, "class=affiliate" in html) == (200, True)
    assert f'<html lang="{lang}">' in html
    assert re.search(f"<title>{words}.*</title>", html)
    assert re.search(f"<h1>{words}", html)
    assert html.count('rel="alternate" hreflang=') == 2
    assert 'name="description"' in html
    assert "noindex" not in html
    assert "public" in reply.headers["cache-control"]


@pytest.mark.parametrize("path", ["/partners/dashboard", "/zh/partners/mails?member=aff_1"])
def test_what_is_a_partners_own_is_an_empty_shell(crawler: Http, path: str) -> None:
    html = crawler.get(path).body.decode()
    assert "class=affiliate" in html
    assert '<meta name="robots" content="noindex">' in html
    assert '<div id="app"></div>' in html
    assert "aff_1" not in html
