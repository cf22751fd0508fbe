"""A link leads to a page of our shop, whatever is pasted."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.affiliates.domain.link import TargetNotOurs, landing, page_of, stays_here

SHOP = "https://shop.example"

NASTY = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/%2fevil.example",
    "%2f%2fevil.example",
    "/%2f%2fevil.example",
    "/%252f%252fevil.example",
    "/%5cevil.example",
    "/%5Cevil.example",
    "/%255cevil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/%2e%2e//evil.example",
    "/p/../../evil",
    "/a//evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "/javascript:alert(1)//x",
    "data:text/html,x",
    "https://evil.example",
    "https://evil.example/https://shop.example/",
    "http://shop.example/p/1",
    "https://shop.example:444/p/1",
    "https://shop.example@evil.example/",
    "https://shop.example%40evil.example/",
    "https://shop.example.evil.example/",
    "https://evilshop.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:\\\\evil.example",
    "https://shop.example\\@evil.example",
    "https://shop.example//evil.example",
    "https://shop.example/%2f/evil.example",
    "／／evil.example",
    "/／evil.example",
    "/%ef%bc%8fevil.example",
    "/＼evil.example",
    "/\u2215\u2215/\u3002/..",
    "/p/1\r\nSet-Cookie: a=b",
    "/p/1%0d%0aSet-Cookie:%20a=b",
    "/p/1?x=%0d%0aSet-Cookie:a=b",
    "/p/1\x00",
    "/p/1%00",
    "/p/%zz",
    "",
    " ",
    "?x=1",
    "#x",
    "evil.example",
    "p/1",
    "/r/abcdefgh",
    "/v1/products",
    "/console",
    "/_local/mail",
    "/%72/abcdefgh",
    "/%2572/abcdefgh",
    "/%76%31/products",
    "/_%6cocal/mail",
    "/R/abcdefgh",
    "/zh/partners",
    "/zh/console",
    "/zh/r/abcdefgh",
    "/%7Ah/%63onsole/orders",
    "https://[::1",
    "/" + "a" * 600,
]
GOOD = {
    "/": "/",
    "/p/ROUTER-1": "/p/ROUTER-1",
    " https://shop.example/p/1 ": "/p/1",
    "https://SHOP.example": "/",
    "https://shop.example?q=5": "/?q=5",
    "https://shop.example/search?q=a+b&brand=x#top": "/search?q=a+b&brand=x#top",
    "/zh": "/zh",
    "/zh/": "/zh/",
    "/zh?q=1": "/zh?q=1",
    "/p/console": "/p/console",
    "/zh/p/路由器": "/zh/p/%E8%B7%AF%E7%94%B1%E5%99%A8",
    "/p/A%2FB": "/p/A%2FB",
    "/p/50%25": "/p/50%25",
    "/p/a%20b": "/p/a%20b",
    "/p/1?click=clk_other&x=1": "/p/1?x=1",
    "/p/mail@here": "/p/mail@here",
    "/search?q=https://evil.example//x": "/search?q=https%3A%2F%2Fevil.example%2F%2Fx",
}


@pytest.mark.parametrize("pasted", NASTY)
def test_what_could_lead_elsewhere_is_refused(pasted):
    with pytest.raises(TargetNotOurs):
        page_of(pasted, SHOP)


@pytest.mark.parametrize(("pasted", "kept"), GOOD.items())
def test_a_page_of_the_shop_is_kept_as_its_path(pasted, kept):
    assert page_of(pasted, SHOP) == kept
    assert page_of(kept, SHOP) == kept


PIECES = st.sampled_from(
    "/|//|\\|%2f|%5c|%252f|%0d%0a|\r\n|\t|@|:|?|#|.|..|／|＼|\u2024|%|%e3%80%82|https:|javascript:|evil.example|shop.example|p|1|[|]|é|\u202e|\x00|&|=|;| ".split(
        "|"
    )
)


@given(st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=30))
def test_nothing_that_is_kept_leaves_the_shop(pasted):
    for prefix in ("", "/", SHOP, SHOP + "/"):
        try:
            kept = page_of(prefix + pasted, SHOP)
        except TargetNotOurs:
            continue
        location = landing(kept, [("utm_source", pasted), ("click", "clk_0")])
        assert stays_here(location)
        assert not re.search(r"[^!-~]|\\", location)
        went = urlsplit(urljoin(f"{SHOP}/r/abcdefgh", location))
        assert (went.scheme, went.netloc) == ("https", "shop.example")
        assert page_of(kept, SHOP) == kept
