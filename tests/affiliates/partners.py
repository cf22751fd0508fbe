"""Members who sell in a running shop."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib import bootstrap
from chalicelib.kit import clock as house_clock
from infra.local.stripe_sandbox import PAYS_TOO
from tests.affiliates.promoting import Promoter, click_of, follow, promoter
from tests.orders.shopping import Placed, Shop
from tests.support.http import Http

CABLE = {"CABLE-1": 1}


@dataclass
class Seller:
    """A member with a link."""

    partners: Partners
    promoter: Promoter
    account: str
    code: str

    @property
    def id(self) -> str:
        return self.promoter.member_id

    @property
    def http(self) -> Http:
        return self.partners.shop.http.signed_in(self.account)

    def click(self, minutes_ago: int = 5) -> str:
        """Somebody follows the link; the click's id."""
        reply = follow(self.partners.shop.http, self.code, X_Forwarded_For="198.51.100.7")
        found = click_of(reply)
        assert found is not None
        self.partners.shop.settle()
        self.partners.clock.advance(minutes=minutes_ago)
        return found

    def sells(
        self, lines: Mapping[str, int] = CABLE, buyer: str | None = None, email: str = "ana@example.com"
    ) -> Placed:
        """Somebody follows the link and buys; their order, paid."""
        click = self.click()
        shop = self.partners.shop
        cart = shop.account_cart(buyer, lines) if buyer else shop.guest_cart(lines, email=email)
        return self.partners.paid(cart.check_out(click_id=click))

    def buys(self, lines: Mapping[str, int] = CABLE) -> Placed:
        """The member buys something, by no link and with a card that no other buyer has."""
        order = self.partners.shop.account_cart(self.account, lines).check_out()
        return self.partners.paid(order, PAYS_TOO)

    def commissions(self) -> list[tuple[int, str]]:
        """Amount and state of each, newest order first."""
        listed = self.http.get("/v1/affiliates/me/commissions").json["items"]
        return [(one["amount"]["amount"], one["state"]) for one in listed]

    def balances(self) -> dict[str, int]:
        shown = self.http.get("/v1/affiliates/me/summary").json["balances"]
        return {name: shown[name]["amount"] for name in ("pending", "approved")}


@dataclass
class Partners:
    """The shop, its clock, and the people who decide."""

    shop: Shop
    clock: Any
    accounts: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def finance(self) -> Http:
        return self.shop.http.signed_in("acc_boss", "finance")

    def member(self, percent: str | None = None, **programme: Any) -> Seller:
        """A new member of a new programme that pays `percent` of each line."""
        account = f"acc_seller{next(self.accounts)}"
        made = promoter(self.shop.http, account, **programme)
        if percent is not None:
            self.rule(made.programme_id, {"kind": "percent_of_line", "percent": percent})
        return Seller(self, made, account, made.link())

    def rule(self, programme_id: str, reward: Mapping[str, Any], **more: Any) -> str:
        """Add a rule; its id."""
        path = f"/v1/affiliate-programs/{programme_id}"
        known = {rule["id"] for rule in self.finance.get(path).json["rules"]}
        reply = self.finance.post(f"{path}/rules", {"reward": dict(reward), **more})
        assert reply.status == 201, reply.body
        [made] = {rule["id"] for rule in reply.json["rules"]} - known
        return str(made)

    def paid(self, order: Placed, number: str = "") -> Placed:
        order.pay(number)
        self.shop.settle()
        return order

    def delivers(self, order: Placed) -> None:
        """Everything is sent and arrives."""
        order.staff_does("accept")
        sent = order.staff_does("shipments", {"carrier": "DHL", "tracking_number": "1"})
        parcel = sent["shipments"][0]["id"]
        order.staff_does(f"shipments/{parcel}/delivered")
        self.shop.settle()

    def refunds(self, order: Placed, pieces: Mapping[str, int]) -> None:
        lines = [{"line": line, "quantity": quantity} for line, quantity in pieces.items()]
        order.staff_does("refunds", {"lines": lines, "reason": "Broken"})
        self.shop.settle()

    def passes(self, days: int) -> None:
        """Time goes by, and the schedules of affiliates run."""
        self.clock.advance(days=days)
        for schedule in bootstrap.SCHEDULES:
            if schedule.name.startswith("affiliates."):
                schedule.work(house_clock.now())
        self.shop.settle()
