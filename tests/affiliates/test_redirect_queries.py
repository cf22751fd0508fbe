"""What strangers write behind a link's address leads nobody anywhere else, and puts nothing into the answer."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from tests.affiliates.promoting import Promoter, click_of, follow, promoter


@pytest.fixture
def ana(store, clock, client) -> Promoter:
    return promoter(client)


@pytest.mark.parametrize(
    "query",
    [
        "?utm_source=//evil.example",
        "?utm_source=%5C%5Cevil.example",
        "?utm_source=x%0d%0aSet-Cookie:%20a=b",
        "?gclid=@evil.example",
        "?gclid=%2540evil.example;url=//evil.example",
        "?url=//evil.example&next=https://evil.example&target=%2F%2Fevil.example",
        "?sub=%0d%0aLocation:%20https://evil.example",
        "?click=clk_00000000000000000000000000",
    ],
)
def test_what_is_written_behind_a_link_leads_nobody_elsewhere(ana, client, query):
    reply = follow(client, ana.link("/p/ROUTER-1"), query)
    went = urlsplit(urljoin("https://shop.example/r/abcdefgh", reply.headers["location"]))
    assert (reply.status, went.scheme, went.netloc, went.path) == (302, "https", "shop.example", "/p/ROUTER-1")
    assert parse_qs(went.query)["click"] == [click_of(reply)]
    assert click_of(reply) != "clk_" + "0" * 26
    assert not re.search(r"[\x00-\x20\x7f]", reply.headers["location"])
    assert "set-cookie" not in reply.headers
