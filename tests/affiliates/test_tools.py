"""What members' own tools use: links, keys, server clicks, pictures, CSV."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from PIL import Image

from chalicelib.affiliates import api_keys
from chalicelib.affiliates.clicks import find_click
from chalicelib.identity import guard
from chalicelib.identity import store as identity_store
from chalicelib.kit import limits
from tests.affiliates.promoting import CHROME, Promoter, follow, promoter

LINKS = "/v1/affiliates/me/links"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
VISITOR = {"visitor_address": "203.0.113.9", "user_agent": CHROME}


@pytest.fixture
def ana(store, clock, client) -> Promoter:
    return promoter(client)


def key_of(ana: Promoter) -> tuple[str, str]:
    """A new key's id and secret."""
    made = ana.http.post("/v1/affiliates/me/api-keys", {"name": "my blog"})
    assert made.status == 201
    return made.json["id"], made.json["secret"]


def test_links_are_listed_newest_first_and_paged(ana, clock):
    codes = []
    for _ in range(5):
        codes.append(ana.link())
        clock.advance(seconds=1)
    first = ana.http.get(f"{LINKS}?limit=3").json
    rest = ana.http.get(f"{LINKS}?limit=3&cursor={first['next_cursor']}").json
    assert [link["code"] for link in first["items"] + rest["items"]] == codes[::-1]
    assert rest["next_cursor"] is None


def test_a_link_is_changed_and_what_is_dead_stays_dead(ana):
    code = ana.link("https://shop.example/p/ROUTER-1", name="Router")
    path = f"{LINKS}/{code}"
    changed = ana.http.patch(path, {"target": "/c/phones", "sub_id": "x", "state": "paused"}).json
    assert (changed["target"], changed["sub_id"], changed["state"], changed["name"]) == (
        "/c/phones",
        "x",
        "paused",
        "Router",
    )
    assert ana.http.get(LINKS).json["items"] == [changed]
    assert ana.http.patch(path, {"state": "dead"}).status == 200
    assert ana.http.patch(path, {"state": "active"}).code == "link_dead"


def test_a_link_elsewhere_is_refused(ana):
    refused = ana.http.post(LINKS, {"target": "https://evil.example/"})
    assert (refused.status, refused.code) == (422, "target_not_ours")


def test_others_links_are_not_there(ana, client):
    code = ana.link()
    other = promoter(client, "acc_other")
    for reply in (other.http.get(f"{LINKS}/{code}"), other.http.patch(f"{LINKS}/{code}", {"state": "dead"})):
        assert reply.status == 404
    assert client.get(f"{LINKS}/{code}").status == 401
    assert client.signed_in("acc_nobody").get(LINKS).code == "not_an_affiliate"


def test_a_key_does_what_its_member_does_until_it_is_ended(ana, client):
    key_id, secret = key_of(ana)
    tool = client.with_headers(Api_Key=secret)
    assert tool.post(LINKS, {"target": "/"}).status == 201
    assert len(tool.get(LINKS).json["items"]) == 1
    assert tool.get("/v1/affiliates/me/api-keys").status == 401
    (shown,) = ana.http.get("/v1/affiliates/me/api-keys").json["items"]
    assert "secret" not in shown
    assert ana.http.delete(f"/v1/affiliates/me/api-keys/{key_id}").status == 204
    assert tool.get(LINKS).code == "key_not_valid"


@pytest.mark.parametrize("path", ["", "/summary", "/commissions", "/clicks", "/payouts", "/links", "/coupons"])
def test_a_key_sees_what_its_member_sees(ana, client, path):
    tool = client.with_headers(Api_Key=key_of(ana)[1])
    seen = tool.get(f"/v1/affiliates/me{path}")
    assert seen.status == 200
    assert seen.json == ana.http.get(f"/v1/affiliates/me{path}").json


def test_a_key_that_only_reads_changes_nothing(ana, client):
    made = ana.http.post("/v1/affiliates/me/api-keys", {"name": "figures", "access": "read"}).json
    tool = client.with_headers(Api_Key=made["secret"])
    code = ana.link()
    assert tool.get(LINKS).status == 200
    assert tool.post(LINKS, {"target": "/"}).code == "key_only_reads"
    assert tool.patch(f"{LINKS}/{code}", {"state": "dead"}).code == "key_only_reads"
    assert tool.post("/v1/clicks", {"link": code, **VISITOR}).code == "key_only_reads"


def test_when_a_key_was_used_is_shown(ana, client, clock):
    tool = client.with_headers(Api_Key=key_of(ana)[1])
    keys = "/v1/affiliates/me/api-keys"
    assert ana.http.get(keys).json["items"][0]["used_at"] is None
    tool.get(LINKS)
    first = ana.http.get(keys).json["items"][0]["used_at"]
    clock.advance(hours=1)
    tool.get(LINKS)
    assert None is not first < ana.http.get(keys).json["items"][0]["used_at"]


def test_a_key_asks_so_often_a_minute(ana, client, clock):
    tool = client.with_headers(Api_Key=key_of(ana)[1])
    assert tool.get("/v1/affiliates/me").status == 200
    (counter,) = [item for item in limits.CounterItem.scan() if item.key.startswith("limit#affiliate_key#")]
    counter.update([limits.CounterItem.tries.set(api_keys.MAX_CALLS_A_MINUTE)])
    refused = tool.get("/v1/affiliates/me")
    assert (refused.status, refused.code) == (429, "too_many")
    clock.advance(minutes=1)
    assert tool.get("/v1/affiliates/me").status == 200


def test_a_link_that_is_asked_for_twice_is_made_once(ana, client):
    tool = client.with_headers(Api_Key=key_of(ana)[1])
    first, second = (tool.post(LINKS, {"target": "/p/ROUTER-1"}, idempotency_key="post-7") for _ in range(2))
    assert first.json == second.json
    assert len(tool.get(LINKS).json["items"]) == 1
    other = client.with_headers(Api_Key=key_of(promoter(client, "acc_other"))[1])
    assert other.post(LINKS, {"target": "/p/ROUTER-1"}, idempotency_key="post-7").json["code"] != first.json["code"]


def test_a_servers_click_counts_like_a_browsers(ana, client, drain):
    code, (_, secret) = ana.link("/p/ROUTER-1#top"), key_of(ana)
    tool = client.with_headers(Api_Key=secret)
    made = tool.post("/v1/clicks", {"link": code, "sub_id": "app", **VISITOR})
    again = tool.post("/v1/clicks", {"link": code, **VISITOR})
    robot = tool.post("/v1/clicks", {"link": code, **VISITOR, "user_agent": "curl/8"})
    assert made.status == again.status == 201
    assert made.json["location"] == f"https://shop.example/p/ROUTER-1?click={made.json['click_id']}#top"
    assert robot.json["kind"] == "bot"
    drain()
    assert sorted(ana.kinds()) == ["duplicate", "human"]


def test_a_servers_click_of_the_member_is_their_own(ana, client, drain):
    tool = client.with_headers(Api_Key=key_of(ana)[1])
    here = {"link": ana.link(), **VISITOR}
    session = identity_store.SessionItem(ana.account_id, identity_store.session_key("ses_1"), credentials_version=1)
    session.device = identity_store.Device("browser", CHROME, guard.network_hash("203.0.113.9"))
    session.current, session.rotated_at, session.created_at, session.expires_at = "x", NOON, NOON, 2_000_000_000
    session.save()
    elsewhere = {"visitor_address": "203.0.113.10"}
    asked = [{}, elsewhere, {"user_agent": CHROME + " Edg/140.0"}, {"visitor_address": "127.0.0.1"}]
    made = [tool.post("/v1/clicks", {**here, **one}).json for one in asked]
    assert [one["kind"] for one in made] == ["self", "human", "human", "self"]
    drain()
    assert [find_click(one["click_id"]).server for one in made] == [True] * 4


@pytest.mark.parametrize("address", ["not an address", "203.0.113", "203.0.113.9, 10.0.0.1", "1.2.3.4/8", "::g"])
def test_a_servers_click_names_a_real_address(ana, client, address):
    tool = client.with_headers(Api_Key=key_of(ana)[1])
    refused = tool.post("/v1/clicks", {"link": ana.link(), **VISITOR, "visitor_address": address})
    assert (refused.status, [each["field"] for each in refused.json["errors"]]) == (422, ["visitor_address"])


def test_an_address_is_the_same_visitor_however_it_is_written(ana, client, drain):
    tool, code = client.with_headers(Api_Key=key_of(ana)[1]), ana.link()
    for address in ("2001:DB8::1", "2001:db8:0:0:0:0:0:1"):
        tool.post("/v1/clicks", {"link": code, **VISITOR, "visitor_address": address})
    drain()
    assert sorted(ana.kinds()) == ["duplicate", "human"]


def test_a_server_needs_a_key_and_a_link_of_its_own(ana, client):
    code = ana.link()
    _, secret = key_of(promoter(client, "acc_other"))
    asked = {"link": code, **VISITOR}
    assert client.post("/v1/clicks", asked).code == "key_not_valid"
    assert client.with_headers(Api_Key=secret).post("/v1/clicks", asked).code == "link_not_found"


def test_a_qr_code_comes_as_svg_and_png(ana):
    path = f"{LINKS}/{ana.link()}"
    svg = ana.http.get(f"{path}/qr.svg")
    png = ana.http.with_headers(Accept="image/png").get(f"{path}/qr.png?scale=4")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert svg.body.startswith(b"<?xml") or svg.body.startswith(b"<svg")
    size = Image.open(io.BytesIO(png.body)).size
    assert size[0] == size[1]
    assert size[0] % 4 == 0


@pytest.mark.parametrize("size", ["300x250", "728x90", "160x600", "1080x1080"])
def test_a_banner_has_its_size_in_both_forms(ana, client, size):
    code = ana.link()
    picture = client.with_headers(Accept="image/png").get(f"/v1/banners/{code}/{size}.png")
    drawing = client.get(f"/v1/banners/{code}/{size}.svg?lang=zh")
    width, height = (int(side) for side in size.split("x"))
    assert Image.open(io.BytesIO(picture.body)).size == (width, height)
    assert f'width="{width}" height="{height}"'.encode() in drawing.body
    assert "立即选购".encode() in drawing.body
    assert "public" in drawing.headers["cache-control"]


def test_a_banner_comes_in_other_colours(ana, client):
    code = ana.link()
    drawn = {look: client.get(f"/v1/banners/{code}/728x90.svg?look={look}").body for look in ("light", "dark", "bold")}
    assert len(set(drawn.values())) == 3
    picture = client.with_headers(Accept="image/png").get(f"/v1/banners/{code}/728x90.png?look=bold")
    corner = Image.open(io.BytesIO(picture.body)).getpixel((727, 0))
    assert f"#{bytes(corner).hex()}".encode() in drawn["bold"]
    (banner, *_) = ana.http.get(f"{LINKS}/{code}/materials?look=dark&lang=zh").json["banners"]
    assert banner["svg"].endswith("?lang=zh&look=dark")
    assert "lang=zh&amp;look=dark" in banner["html"]
    assert client.get(f"/v1/banners/{code}/728x90.svg?look=loud").status == 422


def test_the_code_to_copy_leads_through_the_link(ana):
    code = ana.link()
    materials = ana.http.get(f"{LINKS}/{code}/materials").json
    assert [banner["size"] for banner in materials["banners"]] == ["300x250", "728x90", "160x600", "1080x1080"]
    for banner in materials["banners"]:
        assert f'href="https://shop.example/r/{code}"' in banner["html"]
        assert f'src="{banner["svg"]}"' in banner["html"]
    assert ana.http.get(f"{LINKS}/{code}/banners/13x13.svg").code == "no_such_picture"


def test_clicks_come_as_a_spreadsheet_that_runs_nothing(ana, client, drain, clock):
    code = ana.link()
    follow(client, code, "?sub==HYPERLINK(1)", referer="https://blog.example/x")
    clock.advance(hours=2)
    follow(client, code, "?sub=plain")
    drain()
    reply = ana.http.with_headers(Accept="text/csv").get("/v1/affiliates/me/clicks")
    lines = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"))))
    assert reply.headers["content-type"] == "text/csv"
    assert [line["sub_id"] for line in lines] == ["plain", "'=HYPERLINK(1)"]
    assert lines[1]["referrer_host"] == "blog.example"


def test_clicks_of_chosen_days(ana, client, drain, clock):
    code = ana.link()
    for _ in range(3):
        follow(client, code)
        clock.advance(days=1)
    drain()
    chosen = ana.http.get("/v1/affiliates/me/clicks?since=2026-03-03&until=2026-03-03").json["items"]
    assert [click["at"][:10] for click in chosen] == ["2026-03-03"]
    assert ana.http.get("/v1/affiliates/me/clicks?since=2026-03-05&until=2026-03-03").json["items"] == []
    assert ana.http.get("/v1/affiliates/me/clicks?cursor=nonsense").code == "cursor_unknown"
