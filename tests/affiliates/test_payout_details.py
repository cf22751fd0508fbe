"""Who gets at somebody's sign-in cannot quietly have their money paid elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.affiliates import payout_work
from chalicelib.identity import create_account
from chalicelib.kit import mail
from chalicelib.orders import stripe_gateway
from tests.affiliates.paying import IBANS, Desk, open_desk
from tests.affiliates.promoting import Promoter, promoter

ME = "/v1/affiliates/me"
OTHER = {"payout": {"holder": "Mallory", "iban": IBANS[1]}}


@pytest.fixture
def desk(store, clock, client) -> Iterator[Desk]:
    yield open_desk(client, minimum_payout=1000)
    stripe_gateway.use(None)


@pytest.fixture
def eve(store, clock, client) -> Promoter:
    account = create_account("eve@example.com", "a long password", "Eve", now=clock.now)
    return promoter(client, account.id)


def told(kind: str) -> list[mail.Message]:
    mailer = mail.mailer()
    assert isinstance(mailer, mail.FolderMailer)
    return [message for message in mailer.messages() if message.kind == kind]


def left_out(desk: Desk) -> str:
    """Why Ana is left out of a payout that is begun now."""
    item: dict[str, Any] = desk.items(desk.begin())["ana"]
    return str(item["reason"]) if item["state"] == "skipped" else ""


def test_a_first_account_is_paid_at_once(desk):
    desk.member("ana")
    desk.earns("ana", 2500)
    assert left_out(desk) == ""


def test_nothing_is_paid_to_another_account_for_three_days(desk, clock):
    desk.member("ana")
    desk.earns("ana", 2500)
    ana = desk.http.signed_in("acc_ana")
    changed = ana.patch(ME, OTHER).json["payout"]
    assert changed["pays_from"] == "2026-03-05T12:00:00Z"
    assert left_out(desk) == "details_changed"
    clock.advance(days=3, seconds=-1)
    assert left_out(desk) == "details_changed"
    clock.advance(seconds=1)
    assert desk.http.signed_in("acc_ana").get(ME).json["payout"]["pays_from"] is None
    assert left_out(desk) == ""


def test_a_detour_by_an_account_that_cannot_be_paid_saves_no_time(desk):
    desk.member("ana")
    desk.earns("ana", 2500)
    ana = desk.http.signed_in("acc_ana")
    assert ana.post(f"{ME}/onboarding", {"country": "US"}).status == 200
    assert left_out(desk) == ""  # by bank until that account can be paid
    desk.sandbox.finish_onboarding(desk.account_of("ana"), "takes")
    desk.settle()
    desk.earns("ana", 2500)
    assert left_out(desk) == "details_changed"
    ana.patch(ME, OTHER)
    assert left_out(desk) == "details_changed"


def test_who_never_finished_at_stripe_is_paid_by_bank_at_once(desk):
    desk.member("ana", iban=None)
    desk.earns("ana", 2500)
    ana = desk.http.signed_in("acc_ana")
    ana.post(f"{ME}/onboarding", {"country": "US"})
    ana.patch(ME, OTHER)
    assert left_out(desk) == ""


def test_saying_the_same_again_changes_nothing(desk):
    desk.member("ana")
    desk.earns("ana", 2500)
    desk.http.signed_in("acc_ana").patch(ME, {"payout": {"holder": "Ana", "iban": IBANS[0].lower()}, "language": "zh"})
    assert left_out(desk) == ""


def test_a_payout_that_was_gathered_before_pays_the_account_of_then(desk):
    desk.member("ana")
    desk.earns("ana", 2500)
    payout = desk.reviewed()
    desk.http.signed_in("acc_ana").patch(ME, OTHER)
    assert desk.does(payout, "pay").status == 200
    payout_work.run(payout)
    assert IBANS[0] in desk.staff.get(f"/v1/payouts/{payout}/export.xml").body.decode()


def test_the_owner_is_written_of_each_change_whatever_they_chose(eve, drain):
    off = {"commissions": "off", "approvals": "off", "payouts": False, "payout_problems": False}
    eve.http.patch(ME, {"mails": off})
    eve.http.patch(ME, {"payout": {"holder": "Eve", "iban": IBANS[0]}})
    drain()
    (first,) = told("affiliate_payout_entered")
    assert first.to == "eve@example.com"
    assert "DE89 … 3000" in first.text
    assert IBANS[0] not in first.text
    eve.http.patch(ME, {**OTHER, "language": "zh"})
    drain()
    (changed,) = told("affiliate_payout_changed")
    assert changed.subject == "您的收款账户已更改"
    assert "GB29 … 6819" in changed.text
    assert "2026-03-05 12:00 UTC" in changed.text
    assert "mails?" not in changed.text
    eve.http.patch(ME, {"display_name": "Evelyn"})
    drain()
    assert len(told("affiliate_payout_changed")) == 1


@pytest.mark.parametrize("bic", ["X", "DEUTDEF", "DEUT1EFF", "DEUTDEFF50"])
def test_a_mistyped_bic_is_refused(eve, bic):
    refused = eve.http.patch(ME, {"payout": {"holder": "Eve", "iban": IBANS[0], "bic": bic}})
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "payout.bic")
