"""An account: made, confirmed by mail, used with the basket that was there before, and left."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_buying import SWITCH, put_into_basket

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]  # one portal serves them all


def test_a_guest_registers_confirms_by_mail_and_keeps_the_basket(visitor: Callable[..., Visitor]) -> None:
    guest = visitor()
    put_into_basket(guest, SWITCH)
    page = guest.go("/register")
    page.get_by_label("Full name").fill("Grace Hopper")
    page.get_by_label("E-mail").fill("grace@example.com")
    page.get_by_label("Password", exact=True).fill("a fine long phrase")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()

    (mail,) = guest.portal.mails("grace@example.com")
    link = re.search(r"http\S+/confirm\?token=\S+", mail["text"])
    assert link is not None
    page.goto(link[0])
    expect(page.get_by_text("Welcome! Your account is ready").first).to_be_visible()
    guest.go("/cart")
    expect(page.get_by_role("main")).to_contain_text("Northvane Basin B24M")

    guest.go("/account")
    expect(page.get_by_text("Hello, Grace Hopper")).to_be_visible()
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_text("You are signed out").first).to_be_visible()
    guest.go("/orders")
    expect(page.get_by_text("Your orders are in your account")).to_be_visible()


def test_a_customer_is_told_politely_that_the_console_is_for_staff(visitor: Callable[..., Visitor]) -> None:
    page = visitor().go("/console")
    page.get_by_label("E-mail").fill("customer@demo.portico.example")
    page.get_by_label("Password", exact=True).fill("portico-demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text(re.compile("staff", re.IGNORECASE)).first).to_be_visible()
    expect(page.get_by_role("navigation", name=re.compile("orders", re.IGNORECASE))).to_have_count(0)
