"""What members are written, how often, in which language, and how they end it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.affiliates import digests
from chalicelib.affiliates.digests import DigestItem
from chalicelib.affiliates.events import CommissionAccrued, CommissionApproved
from chalicelib.affiliates.payout_events import PayoutFailed, PayoutPaid
from chalicelib.affiliates.tool_events import WebhookDisabled
from chalicelib.identity import create_account
from chalicelib.kit import mail
from chalicelib.kit.errors import Superseded
from chalicelib.kit.facts import Fact
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import RefundFailed
from tests.affiliates.facts import HOUR, about, click, member, order, programme, refund, tell
from tests.affiliates.promoting import Promoter, promoter

ME = "/v1/affiliates/me"
WELCOME = "affiliate_active"


@pytest.fixture
def eve(store, clock, client, drain) -> Promoter:
    account = create_account("eve@example.com", "a long password", "Eve", now=clock.now)
    member = promoter(client, account.id)
    drain()
    return member


def written() -> list[mail.Message]:
    """What was sent, but for the welcome, by kind."""
    mailer = mail.mailer()
    assert isinstance(mailer, mail.FolderMailer)
    found = [message for message in mailer.messages() if message.kind not in (WELCOME, "confirm_email")]
    return sorted(found, key=lambda message: message.kind)


def kinds() -> list[str]:
    return [message.kind for message in written()]


def accrued(eve: Promoter, amount: int = 348, order: str = "ord_1", currency: str = "USD", held: bool = False) -> Fact:
    return CommissionAccrued(eve.member_id, order, eve.programme_id, currency, amount, held)


def approved(eve: Promoter, amount: int = 348) -> Fact:
    return CommissionApproved(eve.member_id, "ord_1", eve.programme_id, "USD", amount)


def payout(eve: Promoter) -> tuple[Any, ...]:
    return (eve.member_id, eve.account_id, "pay_1", "USD", 5_000)


def happens(at: datetime, *facts: Fact) -> None:
    tx = Tx(at)
    for fact in facts:
        tx.publish(fact)
    tx.commit()


def choose(eve: Promoter, **mails: Any) -> None:
    changed = eve.http.patch(ME, {"mails": mails})
    assert changed.status == 200, changed.body
    assert mails.items() <= changed.json["mails"].items()


def test_a_day_comes_as_one_mail_the_next_morning(eve, drain, clock):
    happens(clock.now, accrued(eve, 348), accrued(eve, 152, "ord_2"), accrued(eve, 900, "ord_3", "EUR"), approved(eve))
    drain()
    digests.send(clock.now)
    drain()
    assert kinds() == []
    clock.advance(days=1)
    digests.send(clock.now)
    digests.send(clock.now)
    drain()
    (told,) = written()
    assert told.to == "eve@example.com"
    assert re.search(r"New: orders: 3\s+New: commissions: 9\.00 EUR \+ 5\.00 USD", told.text)
    assert re.search(r"Approved: orders: 1\s+Approved: commissions: 3\.48 USD", told.text)
    clock.advance(days=1)
    digests.send(clock.now)
    drain()
    assert len(written()) == 1


def test_what_comes_late_to_a_day_while_its_mail_is_asked_for_is_in_it(eve, drain, clock):
    happens(clock.now, accrued(eve, 348))
    drain()
    day = clock.now.date()
    clock.advance(days=1)
    [read] = DigestItem.query("digest", consistent_read=True)
    for what, currency in (("new", "USD"), ("approved", "EUR")):
        tx = Tx(clock.now)
        digests.add(tx, eve.member_id, day, what, Money(152, currency))
        tx.commit()
        with pytest.raises(Superseded):
            digests.send_day(read, clock.now)
        [read] = DigestItem.query("digest", consistent_read=True)
    digests.send(clock.now)
    drain()
    (told,) = written()
    assert re.search(r"New: orders: 2\s+New: commissions: 5\.00 USD", told.text)
    assert re.search(r"Approved: orders: 1\s+Approved: commissions: 1\.52 EUR", told.text)


def test_what_a_failed_refund_gives_back_is_no_new_commission(store, drain, clock):
    account = create_account("ana@example.com", "a long password", "Ana", now=clock.now)
    ana = member(clock.now, programme(clock.now), account.id)
    paid = order(clock.now, click(ana, clock.now - HOUR).id)
    back = refund(paid, 1, {"a": 400})
    for fact in (paid, back, about(paid, RefundFailed, refund_id=back.refund_id)):
        tell(fact, clock.now)
    drain()
    clock.advance(days=1)
    digests.send(clock.now)
    drain()
    (told,) = written()
    assert re.search(r"New: orders: 1\s+New: commissions: 1\.00 USD", told.text)


def test_each_one_at_once_where_they_want_it(eve, drain, clock):
    choose(eve, commissions="each", approvals="each")
    happens(clock.now, accrued(eve), accrued(eve, order="ord_2", held=True), approved(eve))
    drain()
    assert kinds() == ["affiliate_accrued", "affiliate_accrued_held", "affiliate_commission_approved"]
    assert all("3.48 USD" in message.text for message in written())


def test_nothing_of_what_is_switched_off(eve, drain, clock):
    choose(eve, commissions="off", approvals="off", payouts=False, payout_problems=False)
    happens(
        clock.now,
        accrued(eve),
        approved(eve),
        PayoutPaid(*payout(eve), "USD", 5_000),
        PayoutFailed(*payout(eve), "account closed"),
    )
    drain()
    clock.advance(days=1)
    digests.send(clock.now)
    drain()
    assert kinds() == []


def test_what_is_switched_off_during_the_day_is_left_out_of_its_mail(eve, drain, clock):
    happens(clock.now, accrued(eve), approved(eve))
    drain()
    choose(eve, commissions="off")
    clock.advance(days=1)
    digests.send(clock.now)
    drain()
    (told,) = written()
    assert "New:" not in told.text
    assert "Approved: orders: 1" in told.text


def test_money_sent_and_money_that_came_back(eve, drain, clock):
    happens(clock.now, PayoutPaid(*payout(eve), "EUR", 4_600), PayoutFailed(*payout(eve), "account closed"))
    drain()
    failed, paid = written()
    assert (failed.kind, paid.kind) == ("affiliate_failed", "affiliate_paid")
    assert "46.00 EUR" in paid.text
    assert "/partners/payouts" in paid.text
    assert "/partners/profile" in failed.text


def test_mails_are_in_the_members_language(eve, drain, clock):
    eve.http.patch(ME, {"language": "zh"})
    choose(eve, commissions="each", approvals="each")
    happens(
        clock.now,
        accrued(eve),
        accrued(eve, held=True),
        approved(eve),
        PayoutPaid(*payout(eve), "USD", 5_000),
        PayoutFailed(*payout(eve), "account closed"),
        WebhookDisabled("web_1", eve.member_id, "https://tools.example/"),
    )
    drain()
    assert len(written()) == 6
    for message in written():
        assert re.search("[\u4e00-\u9fff]", message.subject)
        assert "/zh/partners" in message.text
        assert "Switch these mails off" not in message.text


@pytest.mark.parametrize(
    ("fact", "choice"),
    [
        (accrued, "commissions"),
        (approved, "approvals"),
        (lambda eve: PayoutPaid(*payout(eve), "USD", 5_000), "payouts"),
        (lambda eve: PayoutFailed(*payout(eve), "account closed"), "payout_problems"),
    ],
)
def test_every_mail_has_a_link_that_ends_such_mails_without_signing_in(eve, drain, clock, fact, choice):
    choose(eve, commissions="each", approvals="each")
    happens(clock.now, fact(eve))
    drain()
    (told,) = written()
    link = re.search(r"Switch these mails off:\n(\S+)", told.text)
    assert link
    assert link[1].replace("&", "&amp;") in told.html
    asked = {name: values[0] for name, values in parse_qs(urlsplit(link[1]).query).items()}
    assert asked["kind"] == choice
    body = {"member_id": asked["member"], "kind": asked["kind"], "token": asked["token"]}
    assert eve.guest.post("/v1/affiliates/mails-off", body).status == 204
    mails = eve.http.get(ME).json["mails"]
    assert [name for name, value in mails.items() if value in ("off", False)] == [choice]
    happens(clock.now, fact(eve))
    drain()
    assert len(written()) == 1


def test_anothers_link_ends_nothing(eve, client):
    body = {"member_id": eve.member_id, "kind": "payouts", "token": "0" * 43}
    assert client.post("/v1/affiliates/mails-off", body).code == "mail_link_not_valid"
    assert client.post("/v1/affiliates/mails-off", {**body, "member_id": "aff_none"}).code == "mail_link_not_valid"
    assert eve.http.get(ME).json["mails"]["payouts"] is True


def test_a_webhook_that_is_switched_off_is_told(eve, drain, clock):
    happens(clock.now, WebhookDisabled("web_1", eve.member_id, "https://tools.example/hook"))
    drain()
    (told,) = written()
    assert "https://tools.example/hook" in told.text
    assert "/partners/developers" in told.text
