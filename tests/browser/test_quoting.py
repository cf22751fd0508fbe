"""A person configures a chassis, learns why a card does not fit, asks for a quote; staff discount and approve; the person accepts and pays."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from infra.demo.people import PASSWORD
from tests.browser.conftest import Visitor
from tests.browser.test_buying import seen

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CHASSIS = "NV-MASS-C07"
BLOCKED = "48 × 25G SFP28"
CUSTOMER = "customer@demo.portico.example"


def sign_in(person: Visitor, path: str, email: str) -> Page:
    page = person.go(path)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Password", exact=True)).to_be_hidden()
    return page


def confirm(page: Page, action: str) -> None:
    """Press a button of the page, and the one of the same name in the dialog that it opens."""
    page.get_by_role("button", name=action, exact=True).first.click()
    page.get_by_role("dialog").get_by_role("button", name=action, exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def configure(page: Page, pictures: Path | None) -> None:
    """Choose what blocks a card, ask why, take the repair, and have the rest filled in."""
    page.get_by_role("radio", name="Supervisor 4.8 Tbps").click()
    page.get_by_role("button", name="Slot 1").first.click()
    card = page.get_by_role("radio", name=BLOCKED)
    expect(card).to_contain_text("Does not fit")
    card.press("Space")
    why = page.get_by_role("dialog")
    expect(why).to_contain_text("needs a supervisor with at least 9.6 Tbps")
    expect(why).to_contain_text("Supervisor 4.8 Tbps")
    seen(page, pictures, "configurator")
    why.get_by_role("button", name=re.compile("^Remove Supervisor 1")).click()
    expect(page.get_by_role("radio", name=BLOCKED)).to_be_checked()
    expect(page.get_by_role("radio", name="Supervisor 4.8 Tbps")).not_to_be_checked()
    page.get_by_role("button", name="Recommended").first.click()


def deliver_to_california(page: Page) -> None:
    page.get_by_text("Tell us where it should be delivered").click()
    page.get_by_label("Full name").fill("Mina Park")
    page.get_by_label("Country or region").select_option("US")
    page.get_by_label("Street and house number").fill("1 Main Street")
    page.get_by_label("City").fill("Los Angeles")
    page.get_by_label("State").select_option(label="California")
    page.get_by_label("ZIP code").fill("90001")


def test_from_a_blocked_card_to_a_paid_quote(visitor: Callable[..., Visitor], pictures: Path | None) -> None:
    customer = visitor()
    page = sign_in(customer, "/sign-in", CUSTOMER)
    page = customer.go(f"/configure/{CHASSIS}")
    configure(page, pictures)
    page.get_by_text("Ask for a quote").first.click()
    page.wait_for_url("**/quotes/new**")
    deliver_to_california(page)
    page.get_by_role("button", name="Send request").click()
    page.wait_for_url(re.compile(r"/quotes/quo_\w+"))
    quote = re.search(r"quo_\w+", page.url)
    assert quote is not None

    desk = sign_in(visitor(), "/console", "support@demo.portico.example")
    desk.goto(f"{customer.portal.address}/console/quotes/{quote[0]}")
    discount = desk.get_by_label(re.compile("^Discount %")).first
    discount.fill("12")
    discount.press("Enter")
    expect(desk.get_by_role("main")).to_contain_text("12%")
    confirm(desk, "Submit")
    expect(desk.get_by_role("main")).to_contain_text("In approval")
    expect(desk.get_by_role("button", name="Approve", exact=True)).to_have_count(0)  # nobody approves their own

    second = sign_in(visitor(), "/console", "finance@demo.portico.example")
    second.goto(f"{customer.portal.address}/console/quotes/{quote[0]}")
    seen(second, pictures, "console-quote")
    confirm(second, "Approve")
    desk.reload()
    confirm(desk, "Issue")
    expect(desk.get_by_role("main")).to_contain_text("Issued")

    letter = next(mail for mail in customer.portal.mails(CUSTOMER) if mail["kind"] == "quote_issued")
    link = re.search(rf"http\S+/quotes/{quote[0]}\S+", letter["text"])
    assert link is not None
    elsewhere = visitor(width=360, height=740)  # the link opens the quote without signing in
    elsewhere.page.goto(link[0])
    expect(elsewhere.page.get_by_role("main")).to_contain_text("12%")

    page.reload()
    seen(page, pictures, "quote")
    document = page.get_by_role("link", name="Download PDF").get_attribute("href")
    assert document is not None
    assert page.request.get(customer.portal.address + document).body().startswith(b"%PDF-")
    page.get_by_role("button", name=re.compile("^Accept")).first.click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Accept|^Pay")).last.click()
    page.wait_for_url("**/_local/stripe/**")
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    page.wait_for_url("**/orders/ord_*")
    expect(page.get_by_text("Your payment is confirmed.")).to_be_visible()
    page.goto(f"{customer.portal.address}/quotes/{quote[0]}")
    expect(page.get_by_role("main")).to_contain_text("Accepted")
