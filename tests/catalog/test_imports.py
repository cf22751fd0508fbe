"""Imports over HTTP: handed in, run as a job, looked at by staff."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from app import app
from chalicelib.catalog import imports, store
from chalicelib.catalog.events import ImportRequested
from chalicelib.kit import clock as kit_clock
from chalicelib.kit.facts import EventItem
from chalicelib.kit.tx import Tx
from tests.catalog.feeds import ROW, row, tsv

IMPORTS = "/v1/catalog/imports"
TSV = "text/tab-separated-values"


@pytest.fixture
def staff(store, client):
    return client.signed_in("acc_staff", "catalogue")


@pytest.fixture
def hand_in(staff):
    """Hand a feed in over HTTP; the import as it was answered."""

    def do(content: bytes, content_type: str = TSV, query: str = ""):
        reply = staff.with_headers(Content_Type=content_type).request("POST", f"{IMPORTS}{query}", body=content)
        assert reply.status == 202, reply.body
        return reply.json

    return do


def test_a_feed_handed_in_is_queued_run_and_reported(hand_in, staff):
    queued = hand_in(tsv(row("A", "Lamp"), ROW | {"price": "bad"}), query="?file_name=spring.tsv&max_bad_percent=50")
    assert (queued["state"], queued["file_name"]) == ("queued", "spring.tsv")
    assert [item.type for item in EventItem.scan()] == [ImportRequested.TYPE]
    imports.run_import(queued["id"])
    done = staff.get(f"{IMPORTS}/{queued['id']}").json
    assert (done["state"], done["rows"], done["kept"], done["bad"], done["progress_percent"]) == (
        "published",
        2,
        1,
        1,
        100,
    )
    assert [(p["line"], p["sku"], p["field"]) for p in done["problems"]] == [(3, "A1", "price")]
    assert staff.get("/v1/health").json["release"] == done["release"]
    assert [item["id"] for item in staff.get(IMPORTS).json["items"]] == [queued["id"]]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (tsv(row("A", "灯")), "text/plain"),
        (gzip.compress(tsv(row("A", "灯")), mtime=0), "application/gzip"),
        (gzip.compress(tsv(row("A", "灯")), mtime=0), "application/octet-stream"),
        (tsv(row("A", "灯")).decode().encode("utf-16"), TSV),
        ("<rss><item><id>A</id><title>灯</title><price>3</price></item></rss>".encode(), "application/xml"),
    ],
)
def test_feeds_of_every_kind_come_through_http_unharmed(hand_in, client, content, content_type):
    imports.run_import(hand_in(content, content_type)["id"])
    assert client.get("/v1/products/A").json["title"] == "灯"


def test_a_refused_feed_says_why(hand_in, staff):
    done = hand_in(b"this is no feed")
    imports.run_import(done["id"])
    shown = staff.get(f"{IMPORTS}/{done['id']}").json
    assert shown["state"] == "refused"
    assert "header" in shown["detail"]


def test_a_job_that_runs_twice_imports_once(hand_in, staff):
    queued = hand_in(tsv(row("A", "Lamp")))
    imports.run_import(queued["id"])
    first = staff.get(f"{IMPORTS}/{queued['id']}").json
    imports.run_import(queued["id"])
    assert staff.get(f"{IMPORTS}/{queued['id']}").json == first


def test_an_import_waits_for_another_one(hand_in, staff):
    queued = hand_in(tsv(row("A", "Lamp")))
    store.lock_import("job_other", kit_clock.now())
    imports.run_import(queued["id"])
    shown = staff.get(f"{IMPORTS}/{queued['id']}").json
    assert (shown["state"], shown["progress_percent"]) == ("queued", 0)
    store.unlock_import("job_other", kit_clock.now())
    imports.run_import(queued["id"])
    assert staff.get(f"{IMPORTS}/{queued['id']}").json["state"] == "published"


def test_an_import_that_keeps_dying_is_given_up(clock, hand_in, client):
    queued = hand_in(tsv(row("A", "Lamp")))
    for _ in range(imports.MAX_ATTEMPTS):  # somebody took it and was never heard of again
        store.take_import(store.find_import(queued["id"]), clock.now)
        clock.advance(minutes=store.LOCK_MINUTES + 1)
    imports.resume_imports(clock.now)
    shown = client.signed_in("acc_staff", "catalogue").get(f"{IMPORTS}/{queued['id']}").json
    assert shown["state"] == "failed"
    assert "live release stays" in shown["detail"]


def test_who_may_import_and_how_much(client, staff, store):
    body = {"body": tsv(row("A", "Lamp"))}
    as_tsv = {"Content_Type": TSV}
    assert client.with_headers(**as_tsv).request("POST", IMPORTS, **body).status == 401
    assert client.signed_in("acc_1", "support").with_headers(**as_tsv).request("POST", IMPORTS, **body).status == 403
    assert staff.with_headers(Content_Type="image/png").request("POST", IMPORTS, **body).status == 415
    assert staff.with_headers(**as_tsv).request("POST", IMPORTS, body=b"").status == 422
    big = staff.with_headers(**as_tsv).request("POST", IMPORTS, body=b"x" * 4_500_001)
    assert big.status == 413
    assert "make import" in big.json["detail"]
    assert staff.get(f"{IMPORTS}/imp_nobody").status == 404


def test_feeds_stay_bytes_behind_a_gateway_while_sitemaps_stay_text(client, shop):
    compressed_or_text = {
        "application/gzip",
        "application/x-gzip",
        "application/octet-stream",
        "text/csv",
        TSV,
        "text/xml",
    }
    assert compressed_or_text <= set(app.api.binary_types)
    for path in ("/robots.txt", "/sitemap.xml", "/sitemaps/pages.xml", "/sitemaps/products-1.xml"):
        assert client.with_headers(Accept="*/*").get(path).status == 200, path


def test_staff_bring_an_earlier_release_back(clock, hand_in, staff, client):
    for title in ("One", "Two"):
        imports.run_import(hand_in(tsv(row("A", title)))["id"])
        clock.advance(minutes=1)
    known = staff.get("/v1/catalog/releases").json["items"]
    assert [release["active"] for release in known] == [True, False]
    reply = staff.post(f"/v1/catalog/releases/{known[1]['id']}/activate")
    assert (reply.status, reply.json["active"]) == (200, True)
    assert client.get("/v1/products/A").json["title"] == "One"
    assert staff.post("/v1/catalog/releases/rel_unknown/activate").status == 404


@pytest.mark.parametrize("path", [IMPORTS, "/v1/catalog/releases"])
def test_imports_and_releases_are_paged_through(clock, hand_in, staff, path):
    for title in ("One", "Two", "Three"):
        imports.run_import(hand_in(tsv(row("A", title)))["id"])
        clock.advance(minutes=1)
    whole = [item["id"] for item in staff.get(path).json["items"]]
    first = staff.get(f"{path}?limit=2").json
    rest = staff.get(f"{path}?limit=2&cursor={first['next_cursor']}").json
    assert [item["id"] for item in first["items"] + rest["items"]] == whole
    assert rest["next_cursor"] is None
    broken = staff.get(f"{path}?cursor=garbage")
    assert (broken.status, broken.json["errors"][0]["field"]) == (422, "cursor")


def test_a_lost_start_is_made_up_for_by_the_schedule(clock, store):
    tx = Tx(clock.now)
    view = imports.request_import(tx, tsv(row("A", "Lamp")), "feed", 10)
    tx.commit()
    waiting = imports.due_imports(clock.now + timedelta(minutes=2))
    assert [item.sk for item in waiting] == [view.id]
    assert imports.due_imports(clock.now) == []
