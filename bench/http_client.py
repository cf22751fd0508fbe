"""A keep-alive HTTP connection to the running portal, and the shopping that the benchmarks do with it."""

from __future__ import annotations

import http.client
import json
import random
import re
import time
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

ADDRESS = {
    "shipping": {
        "name": "Bench Buyer",
        "line1": "1 Main Street",
        "city": "Springfield",
        "region": "CA",
        "postal_code": "90001",
        "country": "US",
    },
}
_SETTLED_WITHIN_SECONDS = 5
_LOOK_AGAIN_SECONDS = 0.01
"""Far more often than the shop's page asks, and seldom enough that the asking is not what is measured."""


class Portal:
    """One connection. Every call reads its answer whole, so that the connection can go on."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=30)

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body of one request; `body` goes as JSON."""
        content = None if body is None else json.dumps(body).encode()
        given = {"Content-Type": "application/json", **(headers or {})}
        self.connection.request(method, path, content, given)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def json(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """The decoded answer; raises for a status of 400 or more."""
        status, content = self.send(method, path, body, headers)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {content[:300]!r}")
        return json.loads(content) if content else None


def new_cart(portal: Portal) -> tuple[str, dict[str, str]]:
    """A guest's empty cart: its id and the header that opens it."""
    cart = portal.json("POST", "/v1/carts", {})
    return cart["id"], {"Cart-Token": cart["token"]}


def buy(portal: Portal, skus: list[str]) -> Any:
    """From an empty cart to a paid order, as a browser does it; the order."""
    cart_id, opens = new_cart(portal)
    for sku in skus:
        portal.json("PUT", f"/v1/carts/{cart_id}/lines/{sku}", {"sku": sku, "quantity": 1}, opens)
    buyer = ADDRESS | {"email": f"bench-{random.getrandbits(64):x}@example.com"}  # each may order a few times an hour
    portal.json("PUT", f"/v1/carts/{cart_id}/address", buyer, opens)
    cart = portal.json("PUT", f"/v1/carts/{cart_id}/delivery", {"method": "standard"}, opens)
    wanted = {"cart_version": cart["version"], "expected_total": cart["totals"]["total"]}
    once = opens | {"Idempotency-Key": f"bench-{random.getrandbits(64):x}"}
    placed = portal.json("POST", f"/v1/carts/{cart_id}/checkout", wanted, once)
    pay(portal, placed["payment"]["url"])
    return until_paid(portal, placed["order"])


def pay(portal: Portal, url: str) -> None:
    """Fill in the sandbox's page with its test card and send it."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    _, content = portal.send("GET", path)
    html = content.decode()
    form = re.search(r'<form[^>]*action="([^"]+)"', html)
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html))
    target = urlsplit(unescape(form[1])).path if form else path
    portal.connection.request(
        "POST",
        target,
        urlencode({"card": "4242424242424242", **fields}),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    answer = portal.connection.getresponse()
    answer.read()
    if answer.status >= 400:
        raise RuntimeError(f"the payment page answered {answer.status}")


def until_paid(portal: Portal, order: Any) -> Any:
    """Ask for the order until it is paid."""
    opens = {"Order-Token": order["token"]}
    ends = time.monotonic() + _SETTLED_WITHIN_SECONDS
    while time.monotonic() < ends:
        order = portal.json("GET", f"/v1/orders/{order['id']}", headers=opens)
        if order["payment_state"] == "paid":
            return order
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise RuntimeError(f"order {order['id']} was not paid within {_SETTLED_WITHIN_SECONDS} s")
