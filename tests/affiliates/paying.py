"""A programme whose members have something coming, and a payment service that pays them."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import stripe
from msgspec.structs import replace

from chalicelib.affiliates import accounts, booking, connect, payout_store, payout_work, store
from chalicelib.affiliates.connect import StripeConnect
from chalicelib.affiliates.domain import sale as life
from chalicelib.affiliates.domain.payouts import Item
from chalicelib.affiliates.domain.sale import Attribution, Commission, Sale
from chalicelib.affiliates.payout_events import PayoutMoved
from chalicelib.kit import clock, ledger
from chalicelib.kit.events import Subscriptions
from chalicelib.kit.tx import Tx
from infra.local.stripe_sandbox import Sandbox
from infra.local.stripe_sandbox.connect import Behaviour
from infra.local.stripe_sandbox.in_process import InProcessClient
from tests.support.environment import FIXED
from tests.support.facts import Drain
from tests.support.http import Http, Reply

IBANS = ("DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606")
DEBTOR = {"name": "Portico Ltd", "iban": "NL91ABNA0417164300", "bic": "ABNANL2A"}


@dataclass
class Desk:
    """Staff, members, the ledger and Stripe. `work` does what a payout's job does."""

    http: Http
    sandbox: Sandbox
    stripe: InProcessClient
    programme: str
    currency: str = "USD"
    members: dict[str, str] = field(default_factory=dict)
    drain: Drain = field(default_factory=lambda: Drain(_subscriptions))
    _orders: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def staff(self) -> Http:
        return self.http.signed_in("acc_boss", "finance")

    def member(self, name: str, iban: str | None = IBANS[0], **profile: Any) -> str:
        """A member who is paid by bank; their id."""
        http = self.http.signed_in(f"acc_{name}")
        asked = {"display_name": name.title(), "accept_terms": True, "programme_id": self.programme}
        joined = http.post("/v1/affiliates", asked)
        assert joined.status == 201, joined.json
        if iban is not None:
            profile["payout"] = {"holder": name.title(), "iban": iban}
        if profile:
            assert http.patch("/v1/affiliates/me", profile).status == 200
        self.members[name] = joined.json["id"]
        return self.members[name]

    def connected(self, name: str, how: Behaviour = "takes") -> str:
        """A member who is paid by Stripe; their id."""
        member = self.member(name, iban=None)
        link = self.http.signed_in(f"acc_{name}").post("/v1/affiliates/me/onboarding", {"country": "US"})
        assert link.status == 200, link.json
        self.sandbox.finish_onboarding(self.account_of(name), how)
        return member

    def account_of(self, name: str) -> str:
        item = store.member(self.members[name])
        assert item is not None
        assert item.document.payout is not None
        return item.document.payout.stripe_account

    def earns(self, name: str, amount: int, currency: str | None = None) -> str:
        """A member's commission on an order, approved; the order."""
        return earn(
            self.members[name], self.programme, f"ord_{next(self._orders):026d}", amount, currency or self.currency
        )

    def refunded(self, order: str, net: int, refund: str = "ref_1") -> None:
        """The buyer of an order gets so much back of its net, which is ten times the commission."""
        self.changes(order, lambda sale: life.with_refund(sale, refund, {"line-1": net}), refund)

    def changes(self, order: str, change: Callable[[Sale], Sale], cause: str) -> None:
        """Something happens to what an order earned."""
        tx = Tx(clock.now())

        def decide() -> None:
            known = store.sale(order)
            assert known is not None
            booking.save(tx, known, change(known.document), cause)

        tx.run(decide)

    def begin(self, **more: Any) -> str:
        """A payout, gathered; its id."""
        reply = self.staff.post("/v1/payouts", {"programme_id": self.programme, **more})
        assert reply.status == 201, reply.json
        payout: str = reply.json["id"]
        payout_work.run(payout)
        return payout

    def does(self, payout: str, step: str, body: Any = None, **more: Any) -> Reply:
        return self.staff.post(f"/v1/payouts/{payout}/{step}", body, **more)

    def reviewed(self, review: Mapping[str, Any] = {"debtor": DEBTOR}, **more: Any) -> str:
        payout = self.begin(**more)
        reply = self.does(payout, "review", dict(review))
        assert reply.status == 200, reply.json
        return payout

    def paid(self, review: Mapping[str, Any] = {"debtor": DEBTOR}) -> str:
        """A payout that Stripe's part of is sent."""
        payout = self.reviewed(review)
        assert self.does(payout, "pay").status == 200
        payout_work.run(payout)
        return payout

    def seen(self, payout: str) -> Any:
        return self.staff.get(f"/v1/payouts/{payout}").json

    def items(self, payout: str) -> dict[str, Any]:
        """Items by the member's name, as staff see them."""
        names = {member: name for name, member in self.members.items()}
        listed = self.staff.get(f"/v1/payouts/{payout}/items?limit=100").json["items"]
        return {names[item["member_id"]]: item for item in listed}

    def states(self, payout: str) -> dict[str, tuple[str, int]]:
        return {name: (item["state"], item["amount"]["amount"]) for name, item in self.items(payout).items()}

    def balance(self, name: str, currency: str | None = None) -> tuple[int, int]:
        """What a member has approved, and what of it is in a payout."""
        found = ledger.balance(accounts.approved(self.members[name]), currency or self.currency)
        return found.available, found.held

    def stage(self, order: str) -> str:
        known = store.sale(order)
        assert known is not None
        return known.document.stage

    def settle(self) -> list[str]:
        """Webhooks, then every fact twice, until nothing is left."""
        happened: list[str] = []
        for _ in range(3):
            self.sandbox.deliver_pending()
            happened += self.drain()
        return happened

    def transfers(self) -> list[dict[str, Any]]:
        """What Stripe has sent."""
        rows = self.sandbox.store.execute("SELECT id FROM transfers ORDER BY seq")
        return [self.sandbox.account.require("transfer", row["id"], "id") for row in rows]


def _subscriptions() -> Subscriptions:
    """Everybody's but the one that starts a payout's job on a thread: a test does that work itself."""
    from chalicelib import bootstrap

    return {fact: subscribers for fact, subscribers in bootstrap.SUBSCRIPTIONS.items() if fact is not PayoutMoved}


def earn(member: str, programme: str, order: str, amount: int, currency: str) -> str:
    """A commission from accrual to approval, as orders bring them."""
    now = clock.now()
    line = Commission(0, "line-1", "CABLE-1", 1, amount * 10, amount, "rul_1")
    sale = Sale(order, f"N-{order[-6:]}", currency, paid_at=now, net=amount * 10, delivered=True)
    earned = life.accrued(
        sale,
        Attribution(member, programme, "click"),
        commissions=[line],
        signs=(),
        refused="",
        due_at=now - timedelta(days=1),
        review=False,
    )
    _save(None, earned, "paid")
    known = store.sale(order)
    assert known is not None
    _save(known, life.approved(known.document), "due")
    return order


def _save(known: Any, after: Sale, cause: str) -> None:
    tx = Tx(clock.now())
    tx.run(partial(booking.save, tx, known, after, cause))


def items_of(payout: str) -> list[Item]:
    return [found.document for found in payout_store.items_of(payout)]


def stable(item: Item) -> Item:
    """An item without its moments: what a payout that was broken off shares with one that was not."""
    moment = clock.now()
    sales = tuple(replace(sale, paid_at=moment) for sale in item.sales)
    return replace(item, made_at=moment, ended_at=None, sales=sales)


def open_desk(http: Http, database: str | Path = ":memory:", **programme: Any) -> Desk:
    """A programme, and payments through an in-process sandbox that posts its webhooks to the portal."""
    desk: Desk

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        return http.request("POST", f"/v1/webhooks/{url.rpartition('/')[2]}", body=body, headers=headers).status

    sandbox = Sandbox(
        database,
        public_url="https://shop.example/_local/stripe",
        webhook_url="https://shop.example/v1/webhooks/stripe",
        connect_webhook_url="https://shop.example/v1/webhooks/stripe-connect",
        webhook_secret=FIXED["STRIPE_WEBHOOK_SECRET"],
        clock=clock.now,
        post=post,
    )
    client = InProcessClient(sandbox)
    connect.use(StripeConnect(stripe.StripeClient(FIXED["STRIPE_API_KEY"], http_client=client, max_network_retries=0)))
    asked = {"name": {"en": "Friends", "zh": "朋友"}, "currency": "USD", "approval": "open", **programme}
    made = http.signed_in("acc_boss", "finance").post("/v1/affiliate-programs", asked)
    assert made.status == 201, made.json
    desk = Desk(http, sandbox, client, made.json["id"], made.json["currency"])
    return desk


@contextlib.contextmanager
def gateway(given: connect.ConnectGateway | None) -> Any:
    """Payments through another gateway for a while."""
    before = connect.gateway()
    connect.use(given)
    try:
        yield
    finally:
        connect.use(before)
