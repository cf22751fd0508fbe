"""A desk for quotes in a test: customers, staff, and shorthand for what they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib import bootstrap
from chalicelib.identity import create_account
from chalicelib.kit import clock, mail
from chalicelib.orders.store import OrderItem
from tests.orders.shopping import ADDRESS, Placed, Shop
from tests.support.http import Http, Reply

RULES = [
    {"name": "From 10 %", "tier": 1, "role": "finance", "when": {"discount_at_least_percent": "10"}},
    {"name": "From 25 %", "tier": 2, "role": "admin", "when": {"discount_at_least_percent": "25"}},
]
PASSWORD = "correct horse battery"


@dataclass
class Desk:
    """The shop, its staff, and quotes."""

    shop: Shop

    @property
    def guest(self) -> Http:
        return self.shop.http

    @property
    def sales(self) -> Http:
        return self.staff("acc_sales", "support")

    def staff(self, account: str, *roles: str) -> Http:
        return self.shop.http.signed_in(account, *roles)

    def account(self, email: str = "ana@example.com", name: str = "Ana Li", *, on_account: bool = False) -> str:
        """A customer with an account, of an organisation that buys on account or of none; its id."""
        account = create_account(email, PASSWORD, name, now=clock.now())
        if on_account:
            admin = self.staff("acc_admin", "admin")
            made = admin.post("/v1/organisations", {"name": "Nordlicht", "country": "DE", "on_account": True}).json
            assert admin.post(f"/v1/organisations/{made['id']}/members", {"email": email}).status in (200, 201, 204)
        return account.id

    def rules(self, *rules: Mapping[str, Any], lock: int = 0) -> None:
        """Have these rules of approval, or the usual ones."""
        reply = self.staff("acc_admin", "admin").put(
            "/v1/quote-approval-rules", {"rules": list(rules) or RULES, "lock": lock}
        )
        assert reply.status == 200, reply.body

    def requested(self, lines: Mapping[str, int] = {"ROUTER-1": 10}, **more: Any) -> Quoted:
        """A guest's request."""
        body = {
            "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines.items()],
            "name": "Ana Li",
            "email": "ana@example.com",
            "zone": "Europe/Berlin",
            **more,
        }
        reply = self.guest.post("/v1/quotes", body)
        assert reply.status == 201, reply.body
        token = reply.json["token"]
        return Quoted(self, self.guest.with_headers(Quote_Token=token), reply.json["id"])

    def asked_by(self, account: str, lines: Mapping[str, int] = {"ROUTER-1": 10}, **more: Any) -> Quoted:
        """A signed-in customer's request."""
        http = self.shop.http.signed_in(account)
        asked = [{"sku": sku, "quantity": quantity} for sku, quantity in lines.items()]
        reply = http.post("/v1/quotes", {"lines": asked, "zone": "Europe/Berlin", **more})
        assert reply.status == 201, reply.body
        return Quoted(self, http, reply.json["id"])

    def issued(self, lines: Mapping[str, int] = {"ROUTER-1": 10}, **change: Any) -> Quoted:
        """A guest's request that became an offer."""
        quote = self.requested(lines)
        quote.edit(shipping_address=ADDRESS, **change)
        quote.submit()
        quote.issue()
        return quote

    def minutes_pass(self) -> None:
        """The quotes' schedules run, and what follows from it."""
        for schedule in bootstrap.SCHEDULES:
            if schedule.name.startswith("quotes."):
                schedule.work(clock.now())
        self.shop.settle()

    def mails(self) -> list[mail.Message]:
        """Mails about quotes, newest first."""
        mailer = mail.mailer()
        assert isinstance(mailer, mail.FolderMailer)
        return [message for message in mailer.messages() if message.kind.startswith("quote_")]

    def orders(self) -> list[OrderItem]:
        return list(OrderItem.scan(OrderItem.sk == "order", consistent_read=True))


@dataclass
class Quoted:
    """A quote, with its customer."""

    desk: Desk
    http: Http
    id: str

    @property
    def path(self) -> str:
        return f"/v1/quotes/{self.id}"

    @property
    def seen(self) -> Any:
        """As its customer sees it."""
        reply = self.http.get(self.path)
        assert reply.status == 200, reply.body
        return reply.json

    @property
    def known(self) -> Any:
        """As staff see it."""
        return self.desk.sales.get(self.path).json

    def try_step(self, name: str, who: Http | None = None, **body: Any) -> Reply:
        http = who or self.desk.sales
        return http.post(f"{self.path}/{name}", {"lock": self.known["lock"], **body})

    def step(self, name: str, who: Http | None = None, **body: Any) -> Any:
        reply = self.try_step(name, who, **body)
        assert reply.status == 200, reply.body
        return reply.json

    def try_edit(self, who: Http | None = None, **change: Any) -> Reply:
        return (who or self.desk.sales).patch(self.path, {"lock": self.known["lock"], **change})

    def edit(self, who: Http | None = None, **change: Any) -> Any:
        reply = self.try_edit(who, **change)
        assert reply.status == 200, reply.body
        return reply.json

    def submit(self, who: Http | None = None) -> Any:
        return self.step("submit", who)

    def approve(self, who: Http) -> Any:
        return self.step("approve", who)

    def issue(self) -> Any:
        return self.step("issue")

    def try_accept(self, http: Http | None = None, key: str | None = None, **changes: Any) -> Reply:
        seen = self.seen
        asked = {"version": seen["version"], "expected_total": seen["totals"]["total"], **changes}
        return (http or self.http).post(f"{self.path}/accept", asked, idempotency_key=key)

    def accept(self, **changes: Any) -> Any:
        reply = self.try_accept(**changes)
        assert reply.status == 201, reply.body
        return reply.json

    @property
    def order(self) -> Placed:
        """The order that it became."""
        seen = self.seen
        token = seen["order_url"].partition("token=")[2]
        http = self.desk.guest.with_headers(Order_Token=token) if token else self.http
        return Placed(self.desk.shop, http, seen["order_id"], None)

    def kinds(self) -> list[str]:
        """What happened, as staff read it."""
        return [entry["kind"] for entry in self.known["history"]]
