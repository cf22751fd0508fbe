"""Members' own tools are told of commissions, signed; and nobody is led into our own network."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import ipaddress
import json
import threading
from collections.abc import Iterator

import pytest

from chalicelib import bootstrap
from chalicelib.affiliates.events import CommissionAccrued
from chalicelib.kit import config, events, outgoing
from chalicelib.kit.tx import Tx
from tests.affiliates.promoting import Promoter, promoter

HOOKS = "/v1/affiliates/me/webhooks"


class Receiver(http.server.BaseHTTPRequestHandler):
    """A member's tool: keeps what comes, answers as its server says."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.answers)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def on_one_machine(monkeypatch) -> None:
    monkeypatch.setenv("PORTICO_PRIVATE_WEBHOOKS", "1")
    config.config.cache_clear()


@pytest.fixture
def tool(on_one_machine) -> Iterator[http.server.HTTPServer]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.answers = [], 204
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def ana(store, clock, client) -> Promoter:
    return promoter(client)


def accrue(ana: Promoter, at) -> None:
    tx = Tx(at)
    tx.publish(CommissionAccrued(ana.member_id, "ord_1", ana.programme_id, "USD", 348, False))
    tx.commit()


def test_a_commission_is_told_signed_and_once(ana, tool, drain, clock):
    url = f"http://127.0.0.1:{tool.server_port}/hook?x=1"
    made = ana.http.post(HOOKS, {"url": url})
    assert made.status == 201, made.body
    accrue(ana, clock.now)
    drain()
    ((headers, body),) = tool.got
    told = json.loads(body)
    assert (told["type"], told["data"]["order_id"], told["data"]["amount"]) == ("commission.accrued", "ord_1", 348)
    moment, signature = (part.partition("=")[2] for part in headers["Portico-Signature"].split(","))
    expected = hmac.new(made.json["secret"].encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert signature == expected
    assert abs(int(moment) - clock.now.timestamp()) < 1


def test_only_what_was_asked_for_is_told(ana, tool, drain, clock):
    ana.http.post(HOOKS, {"url": f"http://127.0.0.1:{tool.server_port}/", "events": ["commission.reversed"]})
    accrue(ana, clock.now)
    drain()
    assert tool.got == []


@pytest.mark.parametrize("answer", [500, 404, 302])
def test_what_is_not_taken_comes_again_with_the_same_id(ana, tool, drain, clock, answer):
    ana.http.post(HOOKS, {"url": f"http://127.0.0.1:{tool.server_port}/"})
    tool.answers = answer
    accrue(ana, clock.now)
    drain()
    tool.answers = 200
    clock.advance(minutes=1)
    assert events.retry_parked(bootstrap.SUBSCRIPTIONS, clock.now) == 1
    assert len({body for _, body in tool.got}) == 1
    assert len(tool.got) > 1
    assert [item for item in events.DeliveryItem.scan() if item.state is not None] == []


def test_a_webhook_that_was_removed_hears_nothing_more(ana, tool, drain, clock):
    made = ana.http.post(HOOKS, {"url": f"http://127.0.0.1:{tool.server_port}/"}).json
    assert ana.http.post(f"{HOOKS}/{made['id']}/test").status == 204
    assert ana.http.delete(f"{HOOKS}/{made['id']}").status == 204
    drain()
    assert tool.got == []


@pytest.mark.parametrize(
    "url",
    [
        "http://tools.example/hook",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/",
        "https://[fd00::1]/",
        "https://[fe80::1%25eth0]/",
        "https://tools.example:8443/",
        "https://user:pass@tools.example/",
        "https://tools.example\\@127.0.0.1/",
        "https://tools.example/a\r\nb: c",
        "ftp://tools.example/",
        "file:///etc/passwd",
        "https:///nohost",
        "https://tools.example:99999/",
    ],
)
def test_an_address_inside_is_refused(ana, url):
    refused = ana.http.post(HOOKS, {"url": url})
    assert (refused.status, refused.code) == (422, "address_not_allowed")


def test_a_name_that_leads_inside_is_refused_when_it_is_sent_to(store):
    with pytest.raises((outgoing.AddressNotAllowed, outgoing.NotTaken)):
        outgoing.post("https://localhost.localdomain/", b"{}", {})


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::7f00:1", False),
        ("ff02::1", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert outgoing.is_public(ipaddress.ip_address(address)) is public
