"""Members who buy by their own links under other names: it comes to light by card and e-mail address, whatever is heard first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from chalicelib.affiliates import connect, earning, payout_work
from chalicelib.affiliates.domain import fraud
from chalicelib.affiliates.domain import sale as life
from chalicelib.identity import create_account, email_key
from chalicelib.kit import clock
from chalicelib.orders.events import OrderCompleted
from infra.local.stripe_sandbox import PAYS_TOO
from tests.affiliates.facts import (
    DAY,
    HOUR,
    about,
    balances,
    books_are_even,
    card,
    click,
    member,
    order,
    programme,
    sale,
    tell,
)
from tests.affiliates.partners import Partners, Seller
from tests.affiliates.paying import Desk, open_desk
from tests.affiliates.promoting import promoter
from tests.support.http import Http

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.usefixtures("store")
def test_a_card_that_the_member_uses_as_a_guest_before_approval_takes_the_commission_back() -> None:
    account = create_account("eve@example.com", "correct horse battery", "Eve Adams", now=NOW).id
    eve = member(NOW, programme(NOW), account)
    sold, honest = (order(NOW, click(eve, NOW - HOUR, visitor=name).id, customer_id=f"acc_{name}") for name in "ab")
    for paid, key in ((sold, "card:1"), (honest, "card:2")):
        tell(paid, NOW)
        tell(card(paid, key), NOW)
        tell(about(paid, OrderCompleted), NOW)
    own = order(NOW + DAY, None, buyer_keys=(email_key("eve@example.com"),))
    tell(own, NOW + DAY)
    tell(card(own, "card:1"), NOW + DAY)
    assert balances(eve) == (200, 0)
    earning.approve_due(NOW + 20 * DAY)
    assert balances(eve) == (0, 100)
    found = sale(sold)
    assert found is not None
    assert (found.refused, found.earned) == ("self_card", 0)
    assert books_are_even(eve)


def with_account(partners: Partners) -> Seller:
    """A member with a real account, who sells for ten percent."""
    account = create_account("eve@example.com", "correct horse battery", "Eve Adams", now=clock.now()).id
    promoting = promoter(partners.shop.http, account)
    partners.rule(promoting.programme_id, {"kind": "percent_of_line", "percent": "10"})
    return Seller(partners, promoting, account, promoting.link())


def buys_as_guest(partners: Partners, email: str, number: str, click_id: str | None = None) -> None:
    cart = partners.shop.guest_cart({"ROUTER-1": 1}, email=email)
    partners.paid(cart.check_out(click_id=click_id), number)


def test_nothing_for_a_card_that_the_member_used_as_a_guest_under_their_own_address(partners: Partners) -> None:
    eve = with_account(partners)
    buys_as_guest(partners, "eve@example.com", PAYS_TOO)
    buys_as_guest(partners, "other@example.com", PAYS_TOO, eve.click())
    assert [state for _, state in eve.commissions()] == ["rejected"]  # of 0 or 9.00: whichever is heard first
    assert eve.balances()["pending"] == 0


@pytest.mark.parametrize("email", ["eve@example.com", "eve+1@example.com", "EVE@example.com"])
def test_nothing_for_what_goes_to_the_members_own_mailbox_however_it_is_written(partners: Partners, email: str) -> None:
    eve = with_account(partners)
    eve.sells({"ROUTER-1": 1}, email=email)
    assert eve.commissions() == [(0, "rejected")]


def test_a_sale_to_an_address_in_the_members_account_is_looked_at(partners: Partners) -> None:
    eve = with_account(partners)
    placed = eve.sells({"CABLE-1": 1}, email="ana@example.com")
    address = placed.seen["shipping_address"]
    assert eve.http.patch("/v1/me", {"addresses": [address]}).status == 200
    eve.sells({"ROUTER-1": 1}, email="flatmate@example.com")
    [held] = partners.finance.get("/v1/commissions?state=held").json["items"]
    assert "same_household" in [sign["code"] for sign in held["signs"]]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("ana@example.com", " ANA+shop@Example.com ", True),
        ("a.na@gmail.com", "ana+1@googlemail.com", True),
        ("a.na@example.com", "ana@example.com", False),
        ("ana@gmail.com", "ana@example.com", False),
        ("+1@example.com", "+2@example.com", False),
    ],
)
def test_an_address_is_known_again(one: str, other: str, is_same: bool) -> None:
    assert (email_key(one) == email_key(other)) is is_same


@pytest.fixture
def desk(store: None, client: Http) -> Iterator[Desk]:
    yield open_desk(client, minimum_payout=1000)
    connect.use(None)


def test_what_comes_to_light_after_it_was_paid_is_settled_by_the_next_payout(desk: Desk) -> None:
    desk.member("ana")
    bought = desk.earns("ana", 2000)
    payout = desk.paid()
    desk.does(payout, "mark-paid", {"reference": "B1"})
    payout_work.run(payout)
    desk.changes(bought, lambda sale: life.exposed(sale, fraud.own_card()), "card")
    assert desk.balance("ana") == (-2000, 0)
    desk.earns("ana", 5000)
    assert desk.states(desk.begin()) == {"ana": ("held", 3000)}


def test_what_comes_to_light_in_a_payout_is_not_paid_again_where_that_is_cancelled(desk: Desk) -> None:
    desk.member("ana")
    bought = desk.earns("ana", 2000)
    desk.earns("ana", 3000)
    payout = desk.begin()
    desk.changes(bought, lambda sale: life.exposed(sale, fraud.own_card()), "card")
    desk.does(payout, "cancel")
    payout_work.run(payout)
    assert desk.balance("ana") == (3000, 0)
    assert desk.states(desk.begin()) == {"ana": ("held", 3000)}
