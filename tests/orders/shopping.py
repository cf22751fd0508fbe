"""A shop in a test: a small catalogue, the Stripe sandbox behind the real gateway, and shorthand for what people do."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import stripe

from chalicelib import bootstrap
from chalicelib.catalog import import_feed
from chalicelib.kit import clock, mail
from chalicelib.kit.config import config
from chalicelib.kit.tx import Tx
from chalicelib.orders import FrozenOrder, place_frozen
from chalicelib.orders.stripe_gateway import StripeGateway, use
from infra.local.stripe_sandbox import Card, Sandbox
from infra.local.stripe_sandbox.in_process import InProcessClient
from tests.support.environment import FIXED
from tests.support.facts import Drain
from tests.support.http import Http, Reply

COLUMNS = ("id", "title", "title[zh]", "price", "quantity", "tax_category", "shipping_weight", "fulfilment")
PRODUCTS = (
    ("ROUTER-1", "Router", "路由器", "89.99 USD", "20", "", "800 g", ""),
    ("CABLE-1", "Patch cable", "网线", "3.33 USD", "1000", "", "50 g", ""),
    ("PHONE-1", "Phone", "手机", "499.00 USD", "5", "", "300 g", ""),
    ("CASE-1", "Phone case", "手机壳", "14.50 USD", "", "", "60 g", ""),
    ("PLAN-1", "Mobile plan", "手机套餐", "30.00 USD", "", "", "", "preacceptance"),
)
ADDRESS = {
    "name": "Ana Li",
    "line1": "1 Main St",
    "city": "Portland",
    "country": "US",
    "region": "CA",
    "postal_code": "90001",
}
GERMANY = {"name": "Ana Li", "line1": "Hauptstr. 1", "city": "Berlin", "country": "DE"}


PRESALE = ("availability", "availability_date")
"""Columns after the others, of rows that are sold before they can be had."""


def feed(rows: tuple[tuple[str, ...], ...] = PRODUCTS) -> bytes:
    """A product feed of `rows`, one of each column; they may end with those of presale."""
    columns = COLUMNS + PRESALE
    return "\n".join("\t".join((*row, "", "")[: len(columns)]) for row in (columns, *rows)).encode()


@dataclass
class Shop:
    """The running shop. `sandbox.pay` is a buyer's card; `settle()` lets everything happen that is due."""

    http: Http
    sandbox: Sandbox
    stripe: InProcessClient
    drain: Drain
    webhooks: list[tuple[bytes, str]] = field(default_factory=list)
    imports: int = 0

    def guest_cart(
        self,
        lines: Mapping[str, int] = {"ROUTER-1": 1},
        address: Mapping[str, str] = ADDRESS,
        email: str = "ana@example.com",
    ) -> Buyer:
        """A guest with a cart that only lacks the checkout."""
        made = self.http.post("/v1/carts", {})
        cart = made.json
        buyer = Buyer(self, self.http.with_headers(Cart_Token=cart["token"]), cart["id"])
        return buyer.fill(lines, address, email)

    def account_cart(self, account: str = "acc_ana", lines: Mapping[str, int] = {"ROUTER-1": 1}) -> Buyer:
        """A signed-in person with a cart that only lacks the checkout."""
        http = self.http.signed_in(account)
        return Buyer(self, http, http.post("/v1/carts", {}).json["id"]).fill(lines, ADDRESS)

    def placed(self, lines: Mapping[str, int] = {"ROUTER-1": 1}) -> Placed:
        """A guest's order, not paid yet."""
        return self.guest_cart(lines).check_out()

    def paid(self, lines: Mapping[str, int] = {"ROUTER-1": 1}) -> Placed:
        """A guest's order, paid."""
        order = self.placed(lines)
        order.pay()
        self.settle()
        return order

    def agreed(self, frozen: FrozenOrder) -> Placed:
        """The order of an agreement."""
        tx = Tx(clock.now())
        placed = tx.run(lambda: place_frozen(tx, frozen))
        token, owner = placed.token, frozen.customer_id
        http = self.http.with_headers(Order_Token=token) if token else self.http.signed_in(owner or "")
        return Placed(self, http, placed.order_id, placed)

    @property
    def staff(self) -> Http:
        return self.http.signed_in("acc_staff", "support", "finance")

    def sell(self, *rows: tuple[str, ...], currency: str = "USD") -> None:
        """Have the shop sell `rows` instead, in `currency`."""
        os.environ["PORTICO_CURRENCY"] = currency
        config.cache_clear()
        self.imports += 1
        later = clock.now() + timedelta(seconds=self.imports)
        assert import_feed(feed(rows), "next.tsv", later).state == "published"

    def deliver_webhooks(self) -> None:
        """Stripe posts what it has."""
        self.sandbox.deliver_pending()

    def settle(self) -> list[str]:
        """Webhooks, then every fact twice, until nothing is left."""
        self.deliver_webhooks()
        happened = self.drain()
        self.deliver_webhooks()
        return happened + self.drain()

    def minute_passes(self) -> None:
        """Every schedule runs once."""
        for schedule in bootstrap.SCHEDULES:
            if schedule.name.startswith("orders."):
                schedule.work(clock.now())

    def mails(self) -> list[str]:
        """Kinds of the mails sent, in order of kind."""
        mailer = mail.mailer()
        assert isinstance(mailer, mail.FolderMailer)
        return sorted(message.kind for message in mailer.messages())

    def stock(self, sku: str) -> tuple[int, int, int]:
        """Pieces of a product: on the shelf, reserved, available."""
        from chalicelib.catalog.store import find_stock

        item = find_stock(sku)
        assert item is not None
        return item.on_hand, item.reserved, item.available


@dataclass
class Buyer:
    """Somebody with a cart."""

    shop: Shop
    http: Http
    cart_id: str

    def fill(self, lines: Mapping[str, int], address: Mapping[str, str], email: str = "ana@example.com") -> Buyer:
        for sku, quantity in lines.items():
            reply = self.put(f"lines/{sku}", {"sku": sku, "quantity": quantity})
            assert reply.status == 200, reply.body
        self.put("address", {"email": email, "shipping": dict(address)})
        if self.cart["needs_delivery"]:
            self.put("delivery", {"method": "standard"})
        return self

    def put(self, part: str, body: Any) -> Reply:
        return self.http.put(f"/v1/carts/{self.cart_id}/{part}", body)

    @property
    def cart(self) -> Any:
        return self.http.get(f"/v1/carts/{self.cart_id}").json

    def try_check_out(self, key: str | None = None, **changes: Any) -> Reply:
        """Check out what the cart shows now, but for `changes`."""
        cart = self.cart
        asked = {"cart_version": cart["version"], "expected_total": cart["totals"]["total"], **changes}
        return self.http.post(f"/v1/carts/{self.cart_id}/checkout", asked, idempotency_key=key)

    def check_out(self, key: str | None = None, **changes: Any) -> Placed:
        reply = self.try_check_out(key, **changes)
        assert reply.status == 201, reply.body
        order = reply.json["order"]
        http = self.http.with_headers(Order_Token=order["token"]) if order["token"] else self.http
        return Placed(self.shop, http, order["id"], reply.json)


@dataclass
class Placed:
    """An order, with its buyer."""

    shop: Shop
    http: Http
    id: str
    answer: Any

    @property
    def session(self) -> str:
        from chalicelib.orders.store import find_order

        item = find_order(self.id)
        assert item is not None
        assert item.document.payment is not None
        return item.document.payment.session

    def pay(self, number: str = "") -> None:
        """Pay with a card, or the buyer's own."""
        self.shop.sandbox.pay(self.session, Card(number))

    @property
    def seen(self) -> Any:
        """The order as its buyer sees it."""
        reply = self.http.get(f"/v1/orders/{self.id}")
        assert reply.status == 200, reply.body
        return reply.json

    @property
    def seen_by_staff(self) -> Any:
        return self.shop.staff.get(f"/v1/orders/{self.id}").json

    def staff_does(self, what: str, body: Any = None) -> Any:
        reply = self.shop.staff.post(f"/v1/orders/{self.id}/{what}", body or {})
        assert reply.status in (200, 201), reply.body
        return reply.json

    def timeline(self) -> list[str]:
        return [entry["kind"] for entry in self.seen["timeline"]]


def open_shop(
    http: Http,
    drain: Drain,
    now: datetime,
    rows: tuple[tuple[str, ...], ...] = PRODUCTS,
    stripe_database: str | Path = ":memory:",
) -> Shop:
    """A shop that sells `rows`, with payments through an in-process sandbox that posts its webhooks to the shop."""
    outcome = import_feed(feed(rows), "test.tsv", now)
    assert outcome.state in ("published", "unchanged"), outcome
    shop: Shop

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        shop.webhooks.append((body, headers["Stripe-Signature"]))
        return http.request("POST", "/v1/webhooks/stripe", body=body, headers=headers).status

    sandbox = Sandbox(
        stripe_database,
        public_url="https://shop.example/_local/stripe",
        webhook_url="https://shop.example/v1/webhooks/stripe",
        webhook_secret=FIXED["STRIPE_WEBHOOK_SECRET"],
        clock=clock.now,
        post=post,
    )
    client = InProcessClient(sandbox)
    use(StripeGateway(stripe.StripeClient(FIXED["STRIPE_API_KEY"], http_client=client, max_network_retries=0)))
    shop = Shop(http, sandbox, client, drain)
    return shop
