"""A small catalogue and price lists for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.catalog import import_feed
from chalicelib.kit import clock
from tests.catalog.feeds import row, tsv
from tests.support.http import Http, Reply

CSV = {"Content-Type": "text/csv"}


def sell(*rows: dict[str, str]) -> None:
    """Publish a catalogue of these products."""
    assert import_feed(tsv(*rows), "test.tsv", clock.now()).state == "published"


def sell_network() -> None:
    """A router at 100, a cable at 10, a phone on sale at 80 instead of 90; in dollars."""
    sell(
        row("ROUTER", "Router", "100.00 USD", title_zh="路由器", product_type="Network > Routers", brand="Nova"),
        row("CABLE", "Cable", "10.00 USD", product_type="Network > Cables", brand="Cord"),
        row("PHONE", "Phone", "90.00 USD", sale_price="80.00 USD", product_type="Phones", brand="Opal"),
    )


def organisation(http: Http, name: str = "Northwind", group: str | None = None) -> str:
    """A new organisation's id."""
    admin = http.signed_in("acc_admin", "admin")
    made = admin.post("/v1/organisations", {"name": name, "country": "US", "group": group})
    assert made.status == 201, made.body
    return str(made.json["id"])


def price_list(http: Http, kind: str = "list", prices: Mapping[str, Any] | None = None, **more: Any) -> str:
    """A new list's id. `prices`: an amount by SKU, or a dict of amounts by quantity."""
    finance = http.signed_in("acc_fin", "finance")
    made = finance.post("/v1/price-lists", {"name": f"The {kind}", "kind": kind, "currency": "USD", **more})
    assert made.status == 201, made.body
    for sku, given in (prices or {}).items():
        put(http, made.json["id"], sku, given)
    return str(made.json["id"])


def put(http: Http, list_id: str, sku: str, given: Any, **window: str) -> Reply:
    """Set a price of a list, in minor units."""
    tiers = given if isinstance(given, dict) else {1: given}
    body = {"sku": sku, "tiers": [{"from_quantity": n, "unit": minor} for n, minor in tiers.items()], **window}
    reply = http.signed_in("acc_fin", "finance").put(f"/v1/price-lists/{list_id}/prices", body)
    assert reply.status == 200, reply.body
    return reply


def bring(http: Http, list_id: str, text: str, query: str = "") -> Reply:
    """Import a file into a list."""
    finance = http.signed_in("acc_fin", "finance")
    return finance.post(f"/v1/price-lists/{list_id}/imports{query}", body=text.encode(), headers=CSV)


def priced(http: Http, *lines: tuple[str, int], **more: Any) -> Any:
    """What a cart would cost."""
    reply = http.post("/v1/prices", {"lines": [{"sku": sku, "quantity": n} for sku, n in lines], **more})
    assert reply.status == 200, reply.body
    return reply.json


def units(answer: Any) -> dict[str, tuple[int, str]]:
    """Each line's unit price and the kind of its source."""
    return {line["id"]: (line["unit_price"]["amount"], line["source"]["kind"]) for line in answer["lines"]}
