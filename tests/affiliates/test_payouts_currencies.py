"""Payouts in another currency than what was earned, and of members who earned in several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.affiliates import connect, payout_work
from chalicelib.kit import ledger
from tests.affiliates.paying import DEBTOR, Desk, open_desk
from tests.support.http import Http


@pytest.fixture
def desk(store: None, client: Http, clock: Any) -> Iterator[Desk]:
    yield open_desk(client, minimum_payout=1000)
    connect.use(None)


def on_the_books() -> dict[str, dict[str, int]]:
    """What was paid, and what it was exchanged for, by currency."""
    return {
        name: {asset: ledger.system_balance(f"system:{name}", asset).available for asset in ("USD", "EUR")}
        for name in ("payouts", "exchange")
    }


def test_another_currency_is_paid_at_the_rate_that_staff_gave(desk: Desk) -> None:
    desk.member("ana")
    desk.member("ben")
    desk.earns("ana", 1005)
    desk.earns("ben", 3333)
    payout = desk.begin()
    assert desk.does(payout, "review", {"pay_currency": "EUR"}).code == "rate_wrong"
    assert desk.does(payout, "review", {"rate": "1.1"}).code == "rate_wrong"

    reviewed = desk.does(payout, "review", {"pay_currency": "EUR", "rate": "0.9155", "debtor": DEBTOR}).json
    assert reviewed["totals"]["pay_amount"] == {"amount": 920 + 3051, "currency": "EUR"}
    desk.does(payout, "pay")
    desk.does(payout, "mark-paid", {"reference": "B1"})
    payout_work.run(payout)

    ana = desk.items(payout)["ana"]
    assert (ana["amount"], ana["pay_amount"], ana["rate"]) == (
        {"amount": 1005, "currency": "USD"},
        {"amount": 920, "currency": "EUR"},
        "0.9155",
    )
    assert on_the_books() == {"payouts": {"USD": 0, "EUR": 3971}, "exchange": {"USD": 4338, "EUR": -3971}}

    desk.does(payout, f"items/{desk.members['ana']}/return", {"reason": "Account closed"})
    assert on_the_books() == {"payouts": {"USD": 0, "EUR": 3051}, "exchange": {"USD": 3333, "EUR": -3051}}
    assert desk.balance("ana") == (1005, 0)


def test_what_comes_back_in_parts_is_exchanged_back_to_the_last_cent(desk: Desk) -> None:
    desk.connected("ana")
    desk.settle()
    desk.earns("ana", 2501)
    payout = desk.paid({"pay_currency": "EUR", "rate": "0.9155"})
    [transfer] = desk.transfers()
    assert (transfer["amount"], transfer["currency"]) == (2290, "eur")
    assert on_the_books() == {"payouts": {"USD": 0, "EUR": 2290}, "exchange": {"USD": 2501, "EUR": -2290}}
    stripe = connect.gateway()._client.v1  # type: ignore[attr-defined]

    for amount in (1000, 1, 1289):
        stripe.transfers.reversals.create(transfer["id"], {"amount": amount})
        desk.settle()

    assert desk.states(payout)["ana"] == ("reversed", 2501)
    assert desk.balance("ana") == (2501, 0)
    assert on_the_books() == {"payouts": {"USD": 0, "EUR": 0}, "exchange": {"USD": 0, "EUR": 0}}


def test_what_comes_to_nothing_in_the_other_currency_is_not_called_paid(desk: Desk) -> None:
    desk.member("ana")
    desk.member("ben")
    desk.earns("ana", 1000)
    desk.earns("ben", 90_000)
    payout = desk.paid({"pay_currency": "BHD", "rate": "0.00004", "debtor": DEBTOR})
    desk.does(payout, "mark-paid", {"reference": "B1"})
    payout_work.run(payout)
    assert desk.states(payout) == {"ana": ("failed", 1000), "ben": ("paid", 90_000)}
    assert desk.balance("ana") == (1000, 0)


def test_each_currency_of_a_member_is_paid_and_owed_by_itself(desk: Desk) -> None:
    desk.member("ana")
    lost = desk.earns("ana", 2000)
    desk.paid()
    first = desk.begin(currency="EUR")
    assert desk.states(first) == {}
    desk.refunded(lost, 20_000)
    desk.earns("ana", 3000, "EUR")
    assert desk.states(desk.begin(currency="EUR")) == {"ana": ("held", 3000)}  # a debt in dollars is no debt in euros
    assert desk.balance("ana", "USD") == (-2000, 2000)
