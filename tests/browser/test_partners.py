"""Partners and their visitors: consent, suspension, coupons, own cards, a phone in Chinese, and a partner's own tools."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from infra.local.stripe_sandbox import PAYS_TOO
from tests.browser import partners
from tests.browser.conftest import Portal, Visitor
from tests.browser.partners import SWITCH, Person, browser_named
from tests.browser.test_buying import put_into_basket, seen, to_payment
from tests.browser.test_quoting import sign_in
from tests.browser.test_shop_pages import serious_faults, settled

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]  # one portal serves them all

PAGES = ("", "/dashboard", "/links", "/materials", "/commissions", "/payouts", "/developers", "/profile")
WITHIN_SECONDS = 10


def commissions(partner: Person) -> dict[str, str]:
    """What a partner's orders earned, by the order: `25.14 USD held`."""
    partner.portal.ask("POST", "/_local/drain", {})
    found = partner.ask("GET", "/v1/affiliates/me/commissions?limit=100")["items"]
    return {
        one["order_id"]: f"{one['net']['amount'] / 100:.2f} {one['net']['currency']} {one['state']}" for one in found
    }


def answer(shopper: Visitor, link: str, button: str) -> None:
    """Follow a link and answer whether the click may be remembered."""
    page = shopper.go(link)
    asks = page.get_by_role("region", name=re.compile("partner"))
    with page.expect_response("**/v1/clicks/consent"):
        asks.get_by_role("button", name=button).click()
    expect(asks).to_be_hidden()


def cookies(context: BrowserContext, portal: Portal) -> str:
    return "; ".join(f"{one.get('name')}={one.get('value')}" for one in context.cookies(portal.address))


def test_who_declines_counts_for_the_visit_and_who_agrees_also_later(
    visitor: Callable[..., Visitor], pictures: Path | None
) -> None:
    portal = (declines := visitor(width=360, height=740, user_agent=browser_named(131))).portal
    partner = partners.new_partner(portal, "consent@example.com", "Consent Blog")
    link = partners.new_link(partner)
    agrees = visitor(user_agent=browser_named(132))
    seen(agrees.go(link), pictures, "consent")

    answer(declines, link, "Only for this visit")
    answer(agrees, link, "Remember it")

    assert "portico_click" not in cookies(declines.context, portal)
    assert "portico_click=clk_" in cookies(agrees.context, portal)
    expect(declines.go("/").get_by_role("region", name=re.compile("partner"))).to_have_count(0)  # asked once
    page = put_into_basket(declines, SWITCH)
    page.get_by_role("link", name="Check out").click()
    to_payment(page, "visit@example.com")
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    page.wait_for_url("**/orders/ord_*")
    in_this_visit = re.search(r"ord_\w+", page.url)
    assert in_this_visit is not None
    forgotten = partners.buy(Person(portal, cookie=cookies(declines.context, portal)), "visit2@example.com")
    remembered = partners.buy(Person(portal, cookie=cookies(agrees.context, portal)), "later@example.com")
    found = commissions(partner)
    assert forgotten not in found
    assert {in_this_visit[0], remembered} == set(found)


def test_a_suspension_stops_what_a_link_earns_and_its_undoing_brings_it_back(visitor: Callable[..., Visitor]) -> None:
    desk = visitor()
    portal = desk.portal
    partner = partners.new_partner(portal, "paused@example.com", "Paused Channel")
    link, other_link = partners.new_link(partner), partners.new_link(partner, "/")
    member = visitor()
    sign_in(desk, "/console", "finance@demo.portico.example")
    sign_in(member, "/sign-in", partner.email)
    earlier = partners.click(portal, link, browser_named(133))

    choose(desk, "active", "Paused Channel", "Suspend")
    desk.page.get_by_label("Reason").fill("We look into your traffic")
    desk.page.get_by_role("dialog").get_by_role("button", name="Suspend", exact=True).click()
    expect(desk.page.get_by_text("Paused Channel is suspended")).to_be_visible()
    expect(member.go("/partners/dashboard").get_by_text("Your membership is suspended")).to_be_visible()
    while_stopped = partners.buy(Person(portal), "stopped@example.com", earlier)
    assert commissions(partner) == {while_stopped: "0.00 USD rejected"}

    choose(desk, "suspended", "Paused Channel", "Restore")
    expect(desk.page.get_by_text("Paused Channel is active again")).to_be_visible()
    again = partners.click(portal, other_link, browser_named(134))
    after = partners.buy(Person(portal), "going-on@example.com", again)
    assert commissions(partner) == {while_stopped: "0.00 USD rejected", after: "25.14 USD held"}
    expect(member.go("/partners/dashboard").get_by_text("Your membership is suspended")).to_have_count(0)


def choose(desk: Visitor, state: str, member: str, action: str) -> None:
    page = desk.go(f"/console/affiliates?state={state}")
    page.get_by_role("button", name=f"Actions: {member}").click()
    page.get_by_role("menuitem", name=action).click()


def test_a_coupon_of_one_partner_beats_the_link_of_another(visitor: Callable[..., Visitor]) -> None:
    shopper = visitor(user_agent=browser_named(135))
    portal = shopper.portal
    by_link = partners.new_partner(portal, "link@example.com", "Link Blog")
    by_coupon = partners.new_partner(portal, "coupon@example.com", "Coupon Channel")
    partners.bind_coupon(by_coupon, "CHANNEL5", percent="5")
    answer(shopper, partners.new_link(by_link), "Remember it")
    page = put_into_basket(shopper, SWITCH)
    shopper.go("/cart")
    page.get_by_text("I have a coupon").click()
    page.get_by_label("Coupon code").fill("channel5")
    page.get_by_role("button", name="Use").click()
    page.get_by_role("link", name="Go to checkout").click()
    to_payment(page, "coupon-user@example.com")
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    page.wait_for_url("**/orders/ord_*")

    assert commissions(by_link) == {}
    member = visitor()
    sign_in(member, "/sign-in", by_coupon.email)
    page = member.go("/partners/commissions")
    page.get_by_role("button", name=SWITCH).click()
    expect(page.get_by_role("dialog")).to_contain_text("$23.88")  # 6 % of 419.00 less 5 %
    expect(page.get_by_role("dialog")).to_contain_text("Your coupon CHANNEL5")


def test_a_card_that_a_partner_pays_with_earns_nothing_in_other_hands(visitor: Callable[..., Visitor]) -> None:
    member = visitor()
    portal = member.portal
    partner = partners.new_partner(portal, "card@example.com", "Card Blog")
    partners.buy(partner, partner.email, card=PAYS_TOO)
    link = partners.new_link(partner)
    friend = partners.click(portal, link, browser_named(136))
    own_card = partners.buy(Person(portal), "friend@example.com", friend, card=PAYS_TOO)
    stranger = partners.click(portal, link, browser_named(137))
    honest = partners.buy(Person(portal), "stranger@example.com", stranger)

    assert commissions(partner) == {own_card: "0.00 USD rejected", honest: "25.14 USD held"}
    sign_in(member, "/sign-in", partner.email)
    page = member.go("/partners/commissions?state=rejected")
    page.get_by_role("button", name=SWITCH).click()
    expect(page.get_by_role("dialog")).to_contain_text("Paid with a card of the affiliate’s")


def test_an_invitation_is_opened_by_its_code_and_by_its_link(visitor: Callable[..., Visitor]) -> None:
    guest = visitor()
    name = {"en": "Press circle", "zh": "媒体"}
    asked = {"name": name, "currency": "USD", "approval": "invitation", "invitation_code": "PRESS-2026"}
    partners.staff(guest.portal).ask("POST", "/v1/affiliate-programs", asked)
    partners.new_account(guest.portal, "invited@example.com", "Ida Invited")

    page = settled(guest.go("/partners/join"))
    expect(page.get_by_text("Press circle")).to_have_count(0)
    page.get_by_role("button", name="I have an invitation code").click()
    page.get_by_label("Invitation code").fill("PRESS-2025")
    page.get_by_role("button", name="Open the invitation").click()
    expect(page.get_by_text("This invitation code does not fit.")).to_be_visible()
    page.get_by_label("Invitation code").fill("PRESS-2026")
    page.get_by_role("button", name="Open the invitation").click()
    expect(page.get_by_role("heading", name="Press circle")).to_be_visible()

    member = visitor()
    sign_in(member, "/sign-in", "invited@example.com")
    page = member.go("/partners/join?invitation=PRESS-2026")
    expect(page.get_by_role("heading", name="Press circle")).to_be_visible()
    page.get_by_label("I have read").check()
    page.get_by_role("button", name="Join now").click()
    page.wait_for_url("**/partners/dashboard")
    expect(member.go("/partners/profile").get_by_text("Press circle").first).to_be_visible()


def test_the_partners_app_on_a_phone_in_chinese(visitor: Callable[..., Visitor], pictures: Path | None) -> None:
    member = visitor(width=360, height=740, locale="zh-CN")
    portal = member.portal
    partner = partners.new_partner(portal, "phone@example.com", "手机频道")
    click = partners.click(portal, partners.new_link(partner), browser_named(138))
    partners.buy(Person(portal), "phone-buyer@example.com", click)
    portal.ask("POST", "/_local/drain", {})
    sign_in(member, "/sign-in", partner.email)
    wide, faults = [], {}
    for path in PAGES:
        page = settled(member.go(f"/zh/partners{path}"))
        seen(page, pictures, f"zh-partners{path.replace('/', '-')}")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
        if found := serious_faults(page):
            faults[path] = found
    assert (wide, faults) == ([], {}), (wide, faults)


def test_a_partners_own_tools_make_links_send_clicks_and_are_told_of_commissions(
    visitor: Callable[..., Visitor], pictures: Path | None
) -> None:
    member = visitor()
    portal = member.portal
    partner = partners.new_partner(portal, "tools@example.com", "Tool Maker")
    sign_in(member, "/sign-in", partner.email)
    page = member.go("/partners/developers")
    key = make_a_key(page)
    tool, made = Person(portal), pasted(portal, page.get_by_role("region", name="Try it").inner_text())
    with listening() as (address, received):
        secret = add_a_webhook(page, address)
        person = {"visitor_address": "203.0.113.9", "user_agent": browser_named(139), "sub_id": "app"}
        sent = tool.ask("POST", "/v1/clicks", {"link": made["code"], **person}, Api_Key=key)
        order = partners.buy(Person(portal), "told@example.com", sent["click_id"])
        headers, body = received.get(timeout=WITHIN_SECONDS)

    signed = re.fullmatch(r"t=([0-9]+),v1=([0-9a-f]{64})", headers["Portico-Signature"])
    assert signed is not None
    assert signed[2] == hmac.new(secret.encode(), f"{signed[1]}.".encode() + body, hashlib.sha256).hexdigest()
    message = json.loads(body)
    assert (message["type"], message["data"]["order_id"]) == ("commission.accrued", order)
    assert message["data"]["amount"] == {"amount": 2514, "currency": "USD"}
    (seen_click,) = tool.ask("GET", "/v1/affiliates/me/clicks", Api_Key=key)["items"]
    assert (seen_click["id"], seen_click["kind"], seen_click["sub_id"]) == (sent["click_id"], "human", "app")
    status, _, _ = portal.send("GET", "/v1/affiliates/me/clicks", headers={"Api-Key": key[:-1]})
    assert status == 401
    page.get_by_role("button", name="Messages").first.click()
    expect(page.get_by_role("dialog").get_by_text("New commission")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text("Taken", exact=True)).to_be_visible()
    seen(page, pictures, "partners-developers")


def make_a_key(page: Page) -> str:
    page.get_by_role("button", name="New key").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Blog server")
    page.get_by_role("dialog").get_by_role("button", name="Make the key").click()
    expect(page.get_by_text("The key “Blog server” is ready")).to_be_visible()
    return page.locator("code").first.inner_text()


def add_a_webhook(page: Page, address: str) -> str:
    """Its secret, which is shown this once."""
    page.get_by_role("button", name="New webhook").click()
    page.get_by_role("dialog").get_by_label("Address").fill(address)
    page.get_by_role("dialog").get_by_role("button", name="Add the webhook").click()
    expect(page.get_by_text("The signing secret")).to_be_visible()
    return page.locator("code").last.inner_text()


def pasted(portal: Portal, command: str) -> Any:
    """What a curl command brings that is pasted into a shell."""
    address, *options = shlex.split(command.replace("\\\n", ""))[2:]
    given = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(value.split(": ", 1) for option, value in given if option == "-H")
    body = next(value for option, value in given if option == "-d")
    status, content, _ = portal.send("POST", address.removeprefix(portal.address), body.encode(), headers)
    assert status == 201, content
    return json.loads(content)


@contextmanager
def listening() -> Iterator[tuple[str, Queue[tuple[Message, bytes]]]]:
    """The address of a partner's server, and what is sent there."""
    received: Queue[tuple[Message, bytes]] = Queue()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.put((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/portico", received
    finally:
        server.shutdown()
        server.server_close()
