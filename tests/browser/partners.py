"""People around the affiliate programme, moved by the interface: what a journey needs but does not show."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit
from zlib import crc32

from infra.demo.people import PASSWORD
from tests.browser.conftest import Portal

SWITCH = "NV-BAS-B24M"
CALIFORNIA = {"line1": "1 Main Street", "city": "Los Angeles", "country": "US", "region": "CA", "postal_code": "90001"}
_NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "cross-site"}


def browser_named(version: int, system: str = "Windows NT 10.0; Win64; x64") -> str:
    """A person's browser. Each visitor needs one of their own: the same browser at the same address is the same visitor."""
    return f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"


@dataclass(frozen=True)
class Person:
    """Somebody who uses the interface; signed in where there is a token."""

    portal: Portal
    token: str | None = None
    email: str = ""
    cookie: str = ""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """JSON of an answer that has to be a good one. An underscore in a header's name stands for a hyphen."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Idempotency-Key"] = str(uuid.uuid4())
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if self.cookie:
            sent["Cookie"] = self.cookie
        status, content, _ = self.portal.send(method, path, body, sent)
        assert status < 400, f"{method} {path}: {status} {content.decode()}"
        return json.loads(content or b"null")


def signed_in(portal: Portal, email: str, password: str = PASSWORD) -> Person:
    session = Person(portal).ask("POST", "/v1/sessions", {"email": email, "password": password})
    return Person(portal, session["access_token"], email)


def staff(portal: Portal, name: str = "admin") -> Person:
    return signed_in(portal, f"{name}@demo.portico.example")


def new_account(portal: Portal, email: str, name: str) -> Person:
    """Somebody who registered and confirmed it by the link in the mail."""
    guest = Person(portal)
    guest.ask("POST", "/v1/accounts", {"email": email, "password": PASSWORD, "name": name})
    token = re.search(r"/confirm\?token=(\S+)", portal.mails(email)[0]["text"])
    assert token is not None
    guest.ask("POST", "/v1/accounts/confirmations", {"token": token[1]})
    return signed_in(portal, email)


def new_partner(portal: Portal, email: str, name: str) -> Person:
    """Somebody who takes part in the demo's programme."""
    person = new_account(portal, email, name)
    person.ask("POST", "/v1/affiliates", {"display_name": name, "accept_terms": True})
    return person


def new_link(partner: Person, target: str = f"/p/{SWITCH}") -> str:
    """The path of a new link of a partner's."""
    return urlsplit(partner.ask("POST", "/v1/affiliates/me/links", {"target": target})["url"]).path


def bind_coupon(partner: Person, code: str, percent: str) -> None:
    """Staff make a coupon, and it is this partner's."""
    staff(partner.portal).ask("PUT", f"/v1/coupons/{code}", {"percent": percent})
    finance = staff(partner.portal, "finance")
    member = partner.ask("GET", "/v1/affiliates/me")
    programme = {"programme_id": member["memberships"][0]["programme_id"]}
    finance.ask("PUT", f"/v1/affiliates/{member['id']}/coupons/{code}", programme)


def click(portal: Portal, link: str, user_agent: str) -> str:
    """Somebody follows a link; the click's id."""
    status, _, headers = portal.send("GET", link, headers={"User-Agent": user_agent, **_NAVIGATION})
    found = re.search(r"click=(clk_\w+)", headers.get("location", ""))
    assert status == 302
    assert found is not None, headers
    return found[1]


def buy(
    buyer: Person, email: str, click_id: str | None = None, *, quantity: int = 1, coupon: str = "", card: str = ""
) -> str:
    """Switches, ordered and paid with a card, or the buyer's own; the order's id."""
    cart = buyer.ask("POST", "/v1/carts", {})
    path, known = f"/v1/carts/{cart['id']}", {"Cart_Token": cart["token"]} if cart["token"] else {}
    buyer.ask("PUT", f"{path}/lines/{SWITCH}", {"sku": SWITCH, "quantity": quantity}, **known)
    if coupon:
        buyer.ask("PUT", f"{path}/coupon", {"code": coupon}, **known)
    address = CALIFORNIA | {"name": email.partition("@")[0], "line1": f"{crc32(email.encode()) % 9000} Main Street"}
    buyer.ask("PUT", f"{path}/address", {"email": email, "shipping": address}, **known)
    cart = buyer.ask("PUT", f"{path}/delivery", {"method": "standard"}, **known)
    agreed = {"cart_version": cart["version"], "expected_total": cart["totals"]["total"], "click_id": click_id}
    placed = buyer.ask("POST", f"{path}/checkout", agreed, **known)
    typed = {"number": card} if card else {}
    form = urlencode({**typed, "expiry": "12 / 34", "cvc": "123", "name": "Test Buyer"}).encode()
    pay_page = urlsplit(placed["payment"]["url"]).path
    status, _, _ = buyer.portal.send("POST", pay_page, form, {"Content-Type": "application/x-www-form-urlencoded"})
    assert status == 303
    return str(placed["order"]["id"])


def deliver(portal: Portal, order_id: str) -> None:
    """Staff accept and send an order, and it arrives."""
    desk = staff(portal)
    portal.ask("POST", "/_local/drain", {})
    desk.ask("POST", f"/v1/orders/{order_id}/accept", {})
    parcel = {"carrier": "UPS", "tracking_number": "1Z999AA10123456784"}
    for sent in desk.ask("POST", f"/v1/orders/{order_id}/shipments", parcel)["shipments"]:
        desk.ask("POST", f"/v1/orders/{order_id}/shipments/{sent['id']}/delivered")
    portal.ask("POST", "/_local/drain", {})


def refund_a_piece(portal: Portal, order_id: str) -> None:
    desk = staff(portal)
    (line,) = desk.ask("GET", f"/v1/orders/{order_id}")["lines"]
    body = {"reason": "Arrived damaged", "lines": [{"line": line["id"], "quantity": 1}]}
    desk.ask("POST", f"/v1/orders/{order_id}/refunds", body)
    portal.ask("POST", "/_local/drain", {})


def release(portal: Portal, order_id: str) -> None:
    """Staff release what was held back of an order for being too fast."""
    desk = staff(portal, "finance")
    portal.ask("POST", "/_local/drain", {})
    held = desk.ask("GET", "/v1/commissions?state=held&limit=100")["items"]
    (commission,) = [one["id"] for one in held if one["order_id"] == order_id]
    desk.ask("POST", f"/v1/commissions/{commission}/release", {"reason": "A customer we know"})
