"""A person buys, pays, is served by staff, follows the parcel, gets a part back: through the browser, and by mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from infra.demo.people import PASSWORD
from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]  # one portal serves them all

SWITCH, POE_SWITCH = "NV-BAS-B24M", "NV-BAS-B24MP"
TRACKING = "1Z999AA10123456784"


def put_into_basket(shopper: Visitor, *skus: str) -> Page:
    for sku in skus:
        page = shopper.go(f"/p/{sku}")
        page.get_by_role("button", name="Add to basket").first.click()
        expect(page.get_by_role("dialog")).to_contain_text("Added to your basket")
    return shopper.page


def fill_in_address(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Full name").fill("Ada Buyer")
    page.get_by_label("Country or region").select_option("US")
    page.get_by_label("Street and house number").fill("1 Main Street")
    page.get_by_label("City").fill("Los Angeles")
    page.get_by_label("State").select_option(label="California")
    page.get_by_label("ZIP code").fill("90001")
    page.get_by_role("button", name="Continue").click()


def to_payment(page: Page, email: str) -> None:
    """From the checkout to the payment page."""
    page.wait_for_url("**/checkout")
    fill_in_address(page, email)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    page.wait_for_url("**/_local/stripe/**")


def sign_in_as_staff(visitor: Callable[..., Visitor]) -> Visitor:
    staff = visitor()
    page = staff.go("/console")
    page.get_by_label("E-mail").fill("admin@demo.portico.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    return staff


def seen(page: Page, pictures: Path | None, name: str) -> None:
    if pictures is not None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=pictures / f"{name}.jpg", type="jpeg", quality=82, animations="disabled")


def test_from_the_first_search_to_a_partial_refund(visitor: Callable[..., Visitor], pictures: Path | None) -> None:
    shopper = visitor()
    seen(shopper.go("/"), pictures, "home")
    seen(shopper.go("/search?q=switch+24"), pictures, "search")
    page = put_into_basket(shopper, SWITCH, POE_SWITCH)
    page.get_by_role("link", name="Check out").click()
    page.wait_for_url("**/checkout")
    fill_in_address(page, "ada@example.com")
    page.get_by_role("button", name="Continue").click()
    pay = page.get_by_role("button", name=re.compile("^Pay "))
    expect(pay).to_have_text("Pay $1,113.26")  # 419 + 619, and California's 7.25 %
    seen(page, pictures, "checkout")
    pay.click()
    page.wait_for_url("**/_local/stripe/**")
    page.get_by_role("button", name="Pay $1,113.26").click()

    page.wait_for_url("**/orders/ord_*")
    expect(page.get_by_text("Your payment is confirmed.")).to_be_visible()
    number = re.search(r"P-\w{4}-\w{4}", page.get_by_role("heading", level=1).inner_text())
    assert number is not None
    assert [mail["kind"] for mail in shopper.portal.mails("ada@example.com")].count("order_paid") == 1

    staff = sign_in_as_staff(visitor).page
    staff.goto(shopper.portal.address + f"/console{urlsplit(page.url).path}")
    expect(staff.get_by_role("heading", level=1)).to_contain_text(number[0])
    staff.get_by_role("button", name="Accept", exact=True).click()
    staff.get_by_role("dialog").get_by_role("button", name="Accept").click()
    expect(staff.get_by_text("Order accepted")).to_be_visible()
    ship_first_line(staff)
    seen(staff, pictures, "console-order")

    mail = next(m for m in shopper.portal.mails("ada@example.com") if m["kind"] == "order_shipped")
    link = re.search(r"http\S+/orders/ord_\S+", mail["text"])
    assert link is not None
    elsewhere = visitor(width=360, height=740).page  # the link in the mail opens the order without signing in
    elsewhere.goto(link[0])
    expect(elsewhere.get_by_role("main")).to_contain_text(TRACKING)
    expect(elsewhere.get_by_role("main")).to_contain_text("Partly sent")

    refund_one_piece(staff)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("$449.38")  # 419.00 and its 7.25 %
    expect(page.get_by_text("Refund sent")).to_be_visible()
    seen(page, pictures, "order")
    assert [mail["kind"] for mail in shopper.portal.mails("ada@example.com")].count("order_refunded") == 1


def ship_first_line(staff: Page) -> None:
    staff.get_by_role("button", name="Ship", exact=True).click()
    dialog = staff.get_by_role("dialog")
    dialog.get_by_role("button", name="None").click()
    dialog.get_by_role("button", name=re.compile("more|increase|\\+", re.IGNORECASE)).first.click()
    dialog.get_by_label("Tracking number").fill(TRACKING)
    dialog.get_by_role("button", name="Ship 1 piece").click()
    expect(staff.get_by_text("Parcel recorded")).to_be_visible()


def refund_one_piece(staff: Page) -> None:
    staff.get_by_role("button", name="Refund", exact=True).click()
    dialog = staff.get_by_role("dialog")
    dialog.get_by_role("radio", name=re.compile("^Pieces")).check()
    dialog.get_by_role("button", name=re.compile("more|increase|\\+", re.IGNORECASE)).first.click()
    dialog.get_by_label("Reason").fill("Arrived damaged")
    dialog.get_by_role("button", name="Refund $449.38").click()
    expect(staff.get_by_text("is paid back").first).to_be_visible()


def test_a_declined_card_charges_nothing_and_another_one_pays(visitor: Callable[..., Visitor]) -> None:
    shopper = visitor(width=360, height=740)
    page = put_into_basket(shopper, SWITCH)
    page.get_by_role("link", name="Check out").click()
    to_payment(page, "bob@example.com")
    page.get_by_label("Card number").fill("4000 0000 0000 0002")
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    expect(page.get_by_text(re.compile("declined", re.IGNORECASE)).first).to_be_visible()
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    page.wait_for_url("**/orders/ord_*")
    expect(page.get_by_text("Your payment is confirmed.")).to_be_visible()


def test_the_last_coupon_makes_an_order_free_and_nobody_is_asked_for_a_card(visitor: Callable[..., Visitor]) -> None:
    shopper = visitor()
    page = put_into_basket(shopper, SWITCH)
    shopper.go("/cart")
    page.get_by_text("I have a coupon").click()
    page.get_by_label("Coupon code").fill("FREEALL")
    page.get_by_role("button", name="Use").click()
    page.get_by_role("link", name="Go to checkout").click()
    page.wait_for_url("**/checkout")
    fill_in_address(page, "free@example.com")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Place order").click()
    page.wait_for_url("**/orders/ord_*")
    expect(page.get_by_role("main")).to_contain_text("$0.00")
    expect(page.get_by_text("Nothing had to be paid.")).to_be_visible()
