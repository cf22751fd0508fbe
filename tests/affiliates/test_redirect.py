"""Following a link: where it leads, what it costs, what is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.affiliates import links, redirecting
from chalicelib.affiliates.click_store import LinkItem
from chalicelib.affiliates.clicks import find_click
from chalicelib.kit.facts import EventItem
from tests.affiliates.promoting import CHROME, Promoter, click_of, follow, promoter


@pytest.fixture
def ana(store, clock, client) -> Promoter:
    return promoter(client)


def test_a_link_leads_to_its_page_with_a_click(ana, client):
    reply = follow(client, ana.link("/p/ROUTER-1?colour=red#size"))
    assert reply.status == 302
    assert reply.headers["location"] == f"/p/ROUTER-1?colour=red&click={click_of(reply)}#size"
    assert "no-store" in reply.headers["cache-control"]
    assert reply.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert reply.body == b""


def test_capitals_do_not_matter(ana, client):
    assert click_of(follow(client, ana.link().upper()))


def test_campaign_tags_and_advertising_reach_the_page(ana, client):
    code = ana.link("/", campaign={"source": "blog", "name": "spring sale"})
    location = follow(client, code, "?gclid=abc&utm_source=else&next=//evil.example&utm_medium=x").headers["location"]
    assert location.startswith("/?utm_source=blog&utm_campaign=spring+sale&gclid=abc&utm_medium=x&click=clk_")


@pytest.mark.parametrize(
    ("target", "campaign", "query"),
    [
        ("/", {}, "?utm_source=else"),
        ("/?utm_source=site", {"source": "blog"}, ""),
        ("/?my_utm_source=1", {"source": "blog"}, "?utm_source=else"),
    ],
)
def test_a_tag_reaches_the_page_once(ana, client, target, campaign, query):
    location = follow(client, ana.link(target, campaign=campaign), query).headers["location"]
    assert len(parse_qs(urlsplit(location).query)["utm_source"]) == 1


DECOYS = "&".join(f"{'a' * n}clid=1" for n in range(1, 6)) + "&utm_id=1&utm_content=1&utm_source=1"


@pytest.mark.parametrize(
    ("target", "query", "word"),
    [
        ("/", "?gclid=1", ""),
        ("/", "?gclid=1&utm_term=buy+PORTICO+cheap", "portico"),
        ("/", f"?{DECOYS}&gclid=1", ""),
        ("/p/" + "x" * 300, f"?gclid=1&utm_term={'x' * 300}+portico", "portico"),
        ("/?utm_medium=affiliate&utm_term=x", "?utm_medium=CPC&utm_term=portico", "portico"),
        ("/?utm_medium=paid-search&utm_term=portico", "", "portico"),
        ("/", "?utm_medium=blog&utm_medium=cpc", ""),
        ("/", "?utm_medium=blog&utm_term=portico", None),
        ("/", "", None),
    ],
)
@pytest.mark.usefixtures("store", "clock")
def test_a_search_ad_is_known_however_its_tags_are_hidden(client, drain, target, query, word):
    ben = promoter(client, brand_words=["Portico"])
    code = ben.link(target, campaign={"source": "blog", "medium": "affiliate", "term": "x"})
    found = click_of(follow(client, code, query))
    drain()
    click = find_click(found)
    assert (click.ad and click.ad.word) == word
    assert (click.ad is None) == (word is None)


def test_without_consent_no_cookie_is_set(ana, client):
    assert "set-cookie" not in follow(client, ana.link()).headers


@pytest.mark.parametrize("end", ["\n", "\r\n", " ", "; Domain=evil.example"])
def test_nothing_but_a_click_is_written_into_a_cookie(ana, client, end):
    refused = client.post("/v1/clicks/consent", {"granted": True, "click_id": f"clk_{'0' * 26}{end}"})
    assert refused.status == 422
    assert "set-cookie" not in refused.headers
    with pytest.raises(ValueError, match="cookie"):
        redirecting.cookie("portico_click", f"clk_0{end}", 60)


def test_with_consent_the_click_is_remembered_for_the_window(ana, client):
    reply = follow(client, ana.link(), cookie="a=b; portico_consent=1")
    parts = reply.headers["set-cookie"].split("; ")
    assert parts[0] == f"portico_click={click_of(reply)}"
    assert {"HttpOnly", "SameSite=Lax", "Secure", "Path=/", f"Max-Age={30 * 86400}"} <= set(parts)


def test_a_hidden_frame_gets_no_cookie(ana, client):
    reply = follow(client, ana.link(), cookie="portico_consent=1", sec_fetch_dest="iframe")
    assert "set-cookie" not in reply.headers


def test_a_page_asked_for_ahead_gets_no_cookie(ana, client):
    reply = follow(client, ana.link(), cookie="portico_consent=1", sec_purpose="prefetch")
    assert click_of(reply)
    assert "set-cookie" not in reply.headers


def agreed(client, click):
    """The cookies that an answer to the banner's yes sets."""
    headers = {"content-type": "application/json"}
    asked = client.gateway.answer("POST", "/v1/clicks/consent", headers, f'{{"click_id": "{click}"}}'.encode())
    assert asked.status == 204
    return [value for name, value in asked.headers if name.lower() == "set-cookie"]


def test_consent_after_landing_sets_both_cookies(ana, client, drain):
    click = click_of(follow(client, ana.link()))
    drain()
    cookies = agreed(client, click)
    assert any(each.startswith("portico_consent=1;") and "HttpOnly" not in each for each in cookies)
    assert any(each.startswith(f"portico_click={click};") and "HttpOnly" in each for each in cookies)


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.usefixtures("store", "clock")
def test_consent_holds_for_the_programmes_window_however_early_it_comes(client, drain, counted):
    click = click_of(follow(client, promoter(client, window_days=365).link()))
    if counted:
        drain()
    [kept] = [each for each in agreed(client, click) if each.startswith("portico_click")]
    assert {f"portico_click={click}", f"Max-Age={365 * 86400}"} <= set(kept.split("; "))


def test_consent_remembers_no_click_of_a_hidden_frame(ana, client, drain):
    click = click_of(follow(client, ana.link(), sec_fetch_dest="iframe"))
    drain()
    assert [each.partition("=")[0] for each in agreed(client, click)] == ["portico_consent"]


def test_consent_taken_back_removes_the_click(client, store):
    headers = {"content-type": "application/json"}
    asked = client.gateway.answer("POST", "/v1/clicks/consent", headers, b'{"granted": false}')
    cookies = [value for name, value in asked.headers if name.lower() == "set-cookie"]
    assert any(each.startswith("portico_click=; ") and "Max-Age=0" in each for each in cookies)


@pytest.mark.parametrize("code", ["nosuch00", "x", "a" * 150, "ＡＢＣＤＥＦＧＨ", "..%2f..", "abcd-efg"])
def test_a_link_that_is_not_there_leads_home(store, client, code):
    reply = follow(client, code)
    assert (reply.status, reply.headers["location"]) == (302, "/?link=ended")
    assert not list(EventItem.scan())


@pytest.fixture
def many_unknown() -> Iterator[None]:
    """As many codes were asked for that lead nowhere as a process remembers."""
    links._nowhere.clear()
    links._nowhere.update((f"{number:08}", datetime(2026, 3, 2, 12, tzinfo=UTC)) for number in range(links.MAX_KNOWN))
    yield
    links._nowhere.clear()


@pytest.mark.usefixtures("many_unknown")
def test_who_tries_many_codes_drives_no_link_out_of_memory(ana, client):
    code = ana.link()
    follow(client, code)
    LinkItem(f"link#{code}", "link").delete()  # from now on only who remembers it knows it
    for number in range(3):
        follow(client, f"aaaaaa{number:02}")
    assert click_of(follow(client, code))
    assert len(links._nowhere) == links.MAX_KNOWN


def test_whoever_reads_chinese_is_led_home_in_chinese(store, client):
    assert follow(client, "nosuch00", accept_language="zh-CN").headers["location"] == "/zh?link=ended"


@pytest.mark.parametrize("state", ["paused", "dead"])
def test_a_link_that_is_over_leads_home_and_nothing_is_kept(ana, client, drain, state):
    code = ana.link()
    ana.http.patch(f"/v1/affiliates/me/links/{code}", {"state": state})
    assert follow(client, code).headers["location"] == "/?link=ended"
    drain()
    assert ana.kinds() == []


def test_a_suspended_members_links_lead_home_and_come_back(ana, client, clock):
    code = ana.link()
    admin = client.signed_in("acc_admin", "admin")
    assert admin.post(f"/v1/affiliates/{ana.member_id}/suspend", {"reason": "odd clicks"}).status == 200
    assert follow(client, code).headers["location"] == "/?link=ended"
    assert admin.post(f"/v1/affiliates/{ana.member_id}/restore").status == 200
    clock.advance(seconds=31)
    assert click_of(follow(client, code))


def test_a_click_in_the_moment_of_suspension_does_not_count(ana, client, drain, clock):
    code = ana.link()
    follow(client, code)
    clock.advance(seconds=5)
    admin = client.signed_in("acc_admin", "admin")
    admin.post(f"/v1/affiliates/{ana.member_id}/suspend", {"reason": "odd clicks"})
    clock.advance(seconds=5)
    assert click_of(follow(client, code, user_agent=CHROME + " Edg/140.0"))  # the process still knows the link
    drain()
    assert ana.kinds() == ["human", "suspended"]


def test_the_visitor_is_not_readable_from_what_is_kept(ana, client):
    follow(client, ana.link(), referer="https://blog.example/post?token=secret")
    (kept,) = [item for item in EventItem.scan() if item.type == "affiliates.clicked.v1"]
    assert "blog.example" in kept.payload
    for told in ("secret", "Mozilla", "Chrome", "127.0.0.1"):
        assert told not in kept.payload


@pytest.mark.usefixtures("store", "clock")
def test_the_dearest_click_is_one_write_unit(client):
    long = "x" * 200
    code = promoter(client, brand_words=["牌" * 60]).link(
        "/p/" + long + "?q=" + long, sub_id="s" * 64, campaign={"source": "a" * 60, "name": "b" * 60}
    )
    earlier = "clk_" + "0" * 26
    follow(
        client,
        code,
        f"?sub={'y' * 90}&gclid={long}&utm_term=" + "%E7%89%8C" * 60,
        referer=f"https://{long}.example/",
        cookie=f"portico_click={earlier}",
        sec_fetch_dest="iframe",
    )
    (kept,) = [item for item in EventItem.scan() if item.type == "affiliates.clicked.v1"]
    stored = kept.to_dynamodb_dict()
    assert sum(len(name) + len(next(iter(value.values())).encode()) for name, value in stored.items()) < 1024
