"""Orders from quotes are theirs who brought the customer: by the click of the request, or of the acceptance."""

from __future__ import annotations

import pytest

from tests.affiliates.partners import Partners, Seller
from tests.orders.shopping import ADDRESS
from tests.quotes.desk import Desk, Quoted


def asked(partners: Partners, **more: object) -> Quoted:
    return Desk(partners.shop).requested({"ROUTER-1": 10}, **more)


def accepted(partners: Partners, quote: Quoted, **more: object) -> None:
    quote.edit(shipping_address=ADDRESS)
    quote.submit()
    quote.issue()
    quote.accept(**more)
    partners.paid(quote.order)


def earned(*sellers: Seller) -> list[list[tuple[int, str]]]:
    return [seller.commissions() for seller in sellers]


def test_the_click_of_the_request_earns_however_long_deciding_took(partners: Partners) -> None:
    eve = partners.member(percent="10", window_days=7)
    quote = asked(partners, click_id=eve.click())
    partners.clock.advance(days=20)
    accepted(partners, quote)
    assert eve.commissions() == [(8999, "pending")]


def test_a_click_too_old_for_the_request_earns_nothing(partners: Partners) -> None:
    eve = partners.member(percent="10", window_days=7)
    click = eve.click()
    partners.clock.advance(days=8)
    accepted(partners, asked(partners, click_id=click))
    assert eve.commissions() == []


def test_the_click_of_the_acceptance_is_the_later_one(partners: Partners) -> None:
    eve, ben = partners.member(percent="10"), partners.member(percent="10")
    quote = asked(partners, click_id=eve.click())
    partners.clock.advance(days=2)
    accepted(partners, quote, click_id=ben.click())
    assert earned(eve, ben) == [[], [(8999, "pending")]]


@pytest.mark.parametrize("consent", [True, False])
def test_a_click_that_the_browser_remembers_counts_for_a_request(partners: Partners, consent: bool) -> None:
    eve = partners.member(percent="10")
    click = eve.click()
    desk = Desk(partners.shop)
    if consent:
        partners.shop.http = partners.shop.http.with_headers(Cookie=f"portico_consent=1; portico_click={click}")
    quote = desk.requested({"ROUTER-1": 10})
    quote.http = quote.http.with_headers(Cookie="")
    accepted(partners, quote)
    assert eve.commissions() == ([(8999, "pending")] if consent else [])
