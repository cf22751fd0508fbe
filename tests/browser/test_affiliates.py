"""Somebody becomes a partner, passes a link on, sees click, order and commission, and is paid: first by Stripe, then by a bank file."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from infra.demo import partner as demo_partner
from infra.demo.people import PASSWORD
from tests.browser import partners
from tests.browser.conftest import Portal, Visitor
from tests.browser.partners import SWITCH, Person, browser_named
from tests.browser.test_buying import seen, to_payment
from tests.browser.test_quoting import confirm, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]  # one portal serves them all

LINA = "lina@example.com"
SECONDS = 10
"""After so many a partner has seen the click, the order and the commission."""
IBAN = "DE89370400440532013000"
PIECES = 4  # at 419.00 and 6 % for a new customer: 100.56, of which a piece's share is 25.14


def test_from_signing_up_to_being_paid_and_paying_back(visitor: Callable[..., Visitor], pictures: Path | None) -> None:
    partner = visitor(height=1200, user_agent=browser_named(139))
    portal = partner.portal
    set_aside(portal, demo_partner.EMAIL)
    become_a_partner(partner, pictures)
    link = make_a_link(partner, pictures)

    order = follow_and_buy(visitor(user_agent=browser_named(140)), link)
    see_click_order_and_commission(partner, pictures)
    follow_own_link(partner, link)
    review_as_staff(visitor(), pictures)
    expect_balance(partner, "Pending", "$100.56")
    partners.deliver(portal, order)
    partners.refund_a_piece(portal, order)
    expect_balance(partner, "Pending", "$75.42")

    connect_stripe(partner)
    finance = visitor()
    sign_in(finance, "/console", "finance@demo.portico.example")
    pass_the_hold(finance)
    expect_balance(partner, "Approved", "$75.42")
    pay_by_stripe(finance, pictures)
    expect_balance(partner, "Paid", "$75.42")
    read_the_statement(partner)

    partners.refund_a_piece(portal, order)  # after the payment: the next one settles it
    expect_balance(partner, "Owed", "-$25.14")
    click = partners.click(portal, link, browser_named(141))
    order = partners.buy(Person(portal), "max@example.com", click, quantity=PIECES)
    partners.release(portal, order)
    partners.deliver(portal, order)
    give_bank_account(partner)
    pass_the_hold(finance)
    expect_balance(partner, "Approved", "$75.42")
    pay_by_bank(finance)
    expect_balance(partner, "Paid", "$150.84")


def set_aside(portal: Portal, email: str) -> None:
    """A partner is suspended: what they have coming is in nobody's payout."""
    member = partners.signed_in(portal, email).ask("GET", "/v1/affiliates/me")
    finance = partners.staff(portal, "finance")
    finance.ask("POST", f"/v1/affiliates/{member['id']}/suspend", {"reason": "On leave"})


def become_a_partner(person: Visitor, pictures: Path | None) -> None:
    page = person.go("/partners")
    seen(page, pictures, "partners")
    page.get_by_role("link", name="Become a partner").first.click()
    page.get_by_role("link", name="Register").click()
    page.get_by_label("Full name").fill("Lina Wolf")
    page.get_by_label("E-mail").fill(LINA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    link = re.search(r"http\S+/confirm\?token=\S+", person.portal.mails(LINA)[0]["text"])
    assert link is not None
    page.goto(link[0])
    page.wait_for_url("**/partners/join")
    page.get_by_role("button", name="Join now").click()
    expect(page.get_by_text("Please read the terms")).to_be_visible()
    page.get_by_label("I have read").check()
    page.get_by_role("button", name="Join now").click()
    page.wait_for_url("**/partners/dashboard")


def make_a_link(partner: Visitor, pictures: Path | None) -> str:
    """A link to a product, copied, and read from both pictures of its QR code; its path."""
    page = partner.page
    partner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Address of a page").fill("https://elsewhere.example/")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("This is not a page of the shop")).to_be_visible()
    page.get_by_label("Address of a page").fill(f"{partner.portal.address}/p/{SWITCH}")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("Your link is ready")).to_be_visible()
    page.get_by_role("button", name="Copy: Link").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = str(page.evaluate("navigator.clipboard.readText()"))
    assert link.startswith(f"{partner.portal.address}/r/")

    page.get_by_role("button", name="QR code").first.click()
    shown = page.get_by_role("img", name="QR code of")
    expect(shown).to_be_visible()
    seen(page, pictures, "partners-qr")
    assert read_code(shown.screenshot()) == link
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name="PNG").click()
    assert read_code(Path(download.value.path()).read_bytes()) == link
    page.keyboard.press("Escape")
    return link.removeprefix(partner.portal.address)


def read_code(picture: bytes) -> str:
    """What a phone's camera reads from a picture."""
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return str(found.text)


def follow_and_buy(shopper: Visitor, link: str) -> str:
    """Follow a partner's link, agree to be remembered, buy; the order's id."""
    page = shopper.go(link)
    page.wait_for_url(f"**/p/{SWITCH}")  # the click has left the address
    asks = page.get_by_role("region", name=re.compile("partner"))
    asks.get_by_role("button", name="Remember it").click()
    expect(asks).to_be_hidden()
    page.get_by_role("textbox", name="Quantity").first.fill(str(PIECES))
    page.get_by_role("button", name="Add to basket").first.click()
    page.get_by_role("link", name="Check out").click()
    to_payment(page, "eva@example.com")
    cookies = {cookie.get("name"): cookie for cookie in shopper.context.cookies(shopper.portal.address)}
    assert cookies["portico_click"].get("httpOnly") is True
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    page.wait_for_url("**/orders/ord_*")
    expect(page.get_by_text("Your payment is confirmed.")).to_be_visible()
    found = re.search(r"ord_\w+", page.url)
    assert found is not None
    return found[0]


def eventually(page: Page, place: Locator, text: str) -> None:
    """The page, loaded again and again as a curious person does, soon says so."""
    ends = time.monotonic() + SECONDS
    while text not in place.inner_text():
        assert time.monotonic() < ends, f"{text!r} not within {SECONDS} s: {place.inner_text()}"
        page.reload()
        expect(place).to_be_visible()


def figure(page: Page, section: str, name: str) -> Locator:
    """A figure of the dashboard, by its section's heading."""
    within = page.get_by_role("region", name=section)
    return within.locator("dl > div").filter(has=page.get_by_text(name, exact=True))


def see_click_order_and_commission(partner: Visitor, pictures: Path | None) -> None:
    page = partner.go("/partners/dashboard")
    eventually(page, figure(page, "Your commissions now", "Pending"), "$100.56")
    eventually(page, figure(page, "The last 30 days", "Clicks"), "1")
    expect(figure(page, "The last 30 days", "Orders")).to_contain_text("1")
    expect(figure(page, "The last 30 days", "Earned")).to_contain_text("$100.56")
    seen(page, pictures, "partners-dashboard")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").first.click()
    assert "100.56" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    partner.go("/partners/commissions")
    page.get_by_role("button", name=SWITCH).click()
    expect(page.get_by_role("dialog")).to_contain_text("6% of each line")
    expect(page.get_by_role("dialog")).to_contain_text("In review")  # it was ordered seconds after the click


def follow_own_link(partner: Visitor, link: str) -> None:
    """It leads on, and counts for nothing."""
    partner.go(link)
    expect(partner.page).to_have_url(f"{partner.portal.address}/p/{SWITCH}")
    partner.portal.ask("POST", "/_local/drain", {})
    clicks = figure(partner.go("/partners/dashboard"), "The last 30 days", "Clicks")
    expect(clicks).to_have_text(re.compile(r"^\s*Clicks\s*1\s*$"))


def review_as_staff(desk: Visitor, pictures: Path | None) -> None:
    sign_in(desk, "/console", "finance@demo.portico.example")
    page = desk.go("/console/commissions")
    page.get_by_role("button", name="Review").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("after the click")
    seen(page, pictures, "console-commission")
    page.get_by_role("button", name="Release").first.click()
    page.get_by_label("Reason").fill("A customer we know")
    page.get_by_role("dialog").last.get_by_role("button", name="Release").click()
    expect(page.get_by_text("The commissions go on")).to_be_visible()


def expect_balance(partner: Visitor, name: str, amount: str) -> None:
    page = partner.go("/partners/dashboard")
    expect(figure(page, "Your commissions now", name)).to_contain_text(amount)


def pass_the_hold(staff: Visitor) -> None:
    page = staff.go("/_local/")
    page.get_by_role("button", name="15 days").click()
    page.wait_for_url("**/_local/")


def connect_stripe(partner: Visitor) -> None:
    page = partner.go("/partners/profile")
    page.get_by_role("combobox", name="Country").press_sequentially("Germ")
    page.get_by_role("option", name="Germany").click()
    page.get_by_text("Stripe", exact=True).click()
    page.get_by_role("button", name="Connect with Stripe").click()
    page.wait_for_url("**/_local/stripe/connect/**")
    page.get_by_role("button", name="Connect").click()
    page.wait_for_url("**/partners/payouts**")
    expect(page.get_by_text("Stripe is connected")).to_be_visible()


def begin_a_payout(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.address}/console/payouts")
    confirm(page, "Begin a payout")
    page.wait_for_url("**/payouts/pay_*")
    expect(page.get_by_role("main")).to_contain_text("$75.42")


def pay_by_stripe(finance: Visitor, pictures: Path | None) -> None:
    page = finance.page
    begin_a_payout(page, finance.portal)
    confirm(page, "Confirm")
    seen(page, pictures, "console-payout")
    confirm(page, "Pay")
    expect(page.get_by_text("All is paid.")).to_be_visible()


def read_the_statement(partner: Visitor) -> None:
    page = partner.go("/partners/payouts")
    with page.expect_download() as download:
        page.get_by_role("button", name="Statement of").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def give_bank_account(partner: Visitor) -> None:
    page = partner.go("/partners/profile")
    page.get_by_text("Bank transfer", exact=True).click()
    page.get_by_label("Account holder").fill("Lina Wolf")
    page.get_by_role("textbox", name="IBAN").fill(IBAN[:-1] + "1")
    save = page.locator("form").filter(has=page.get_by_role("textbox", name="IBAN")).get_by_role("button", name="Save")
    save.click()
    expect(page.get_by_text("The check digits do not fit")).to_be_visible()
    page.get_by_role("textbox", name="IBAN").fill(IBAN)
    save.click()
    expect(page.get_by_text("Paid to now")).to_be_visible()


def pay_by_bank(finance: Visitor) -> None:
    page = finance.page
    begin_a_payout(page, finance.portal)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Pay from: account holder").fill("Portico Ltd")
    page.get_by_label("Pay from: IBAN").fill(IBAN)
    page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    confirm(page, "Pay")
    with page.expect_download() as download:
        page.get_by_role("button", name="Bank file").click()
    file = ElementTree.parse(download.value.path())
    sums = [
        (one.tag.rpartition("}")[2], one.text) for one in file.iter() if "InstdAmt" in one.tag or "CtrlSum" in one.tag
    ]
    assert set(sums) == {("CtrlSum", "75.42"), ("InstdAmt", "75.42")}
    page.get_by_role("button", name="Mark as paid").click()
    page.get_by_label("The bank’s reference").fill("B-1")
    page.get_by_role("dialog").get_by_role("button", name="Mark as paid").click()
    expect(page.get_by_text("All is paid.")).to_be_visible()
