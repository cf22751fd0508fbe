"""What members are written, what is kept of them, and that they are forgotten."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from pynamodb.attributes import UnicodeAttribute

from chalicelib.affiliates import customers_store, payout_work, personal, store
from chalicelib.affiliates.domain.member import PayoutProfile, left
from chalicelib.identity import create_account
from chalicelib.kit import clock
from chalicelib.kit.tables import Table, meta
from chalicelib.kit.tx import Tx
from tests.affiliates.facts import HOUR, member, programme
from tests.affiliates.partners import Partners, Seller
from tests.affiliates.promoting import PROGRAMME, promoter

PASSWORD = "correct horse battery"


def sign_up(partners: Partners, approval: str) -> tuple[str, str]:
    """A person with a real account, and the programme's new member: both ids."""
    account = create_account("eve@example.com", PASSWORD, "Eve Adams", now=clock.now()).id
    partners.finance.post("/v1/affiliate-programs", {**PROGRAMME, "approval": approval})
    asked = {"display_name": "Eve's corner", "accept_terms": True}
    made = partners.shop.http.signed_in(account).post("/v1/affiliates", asked).json
    partners.shop.settle()
    return account, made["id"]


def test_members_are_told_what_staff_decide(partners: Partners) -> None:
    _, member = sign_up(partners, "manual")
    path = f"/v1/affiliates/{member}"
    partners.finance.post(f"{path}/approve")
    partners.finance.post(f"{path}/suspend", {"reason": "Odd traffic"})
    partners.finance.post(f"{path}/restore")
    partners.shop.settle()
    told = ["affiliate_approved", "affiliate_pending", "affiliate_restored", "affiliate_suspended"]
    assert partners.shop.mails() == told


def test_a_members_data_is_in_their_export_and_gone_with_their_account(partners: Partners) -> None:
    account, member = sign_up(partners, "open")
    me = partners.shop.http.signed_in(account)
    me.patch("/v1/affiliates/me", {"payout": {"holder": "Eve Adams", "iban": "DE89370400440532013000"}})
    told = me.get("/v1/me/export").json["more"]
    assert (told["affiliate"]["display_name"], told["commissions"]) == ("Eve's corner", [])
    assert me.request("DELETE", "/v1/me", json={"password": PASSWORD}).status in (200, 204)
    partners.shop.settle()
    kept = partners.finance.get(f"/v1/affiliates/{member}").json
    assert (kept["state"], kept["payout"], kept["display_name"], kept["account_id"]) == ("banned", None, "", "")
    assert "Eve" not in str(kept)
    assert me.get("/v1/affiliates/me").status == 404


BANK = {"payout": {"holder": "Eve Adams", "iban": "DE89370400440532013000"}}
TAX = {"kind": "person", "legal_name": "Eve Adams", "country": "DE", "tax_id": "T-7"}
DEBTOR = {"name": "Portico Ltd", "iban": "NL91ABNA0417164300", "bic": "ABNANL2A"}


def seller(partners: Partners, **profile: Any) -> Seller:
    """Somebody with a real account who sells for ten percent."""
    account = create_account("eve@example.com", PASSWORD, "Eve Adams", now=clock.now()).id
    promoting = promoter(partners.shop.http, account, hold_days=14, minimum_payout=5000)
    partners.rule(promoting.programme_id, {"kind": "percent_of_line", "percent": "10"})
    partners.shop.http.signed_in(account).patch("/v1/affiliates/me", {"tax": TAX, **profile})
    return Seller(partners, promoting, account, promoting.link())


def leaves(partners: Partners, who: Seller) -> None:
    assert who.http.request("DELETE", "/v1/me", json={"password": PASSWORD}).status in (200, 204)
    partners.shop.settle()


def pays(partners: Partners, programme: str) -> Any:
    """A payout of all that is approved, by bank; its items."""
    payout = partners.finance.post("/v1/payouts", {"programme_id": programme}).json["id"]
    path = f"/v1/payouts/{payout}"
    for step, body in (("review", {"debtor": DEBTOR}), ("pay", None), ("mark-paid", {"reference": "B1"})):
        payout_work.run(payout)
        assert partners.finance.post(f"{path}/{step}", body).status == 200
    payout_work.run(payout)
    return partners.finance.get(f"{path}/items").json["items"]


def known_of(partners: Partners, member: str) -> tuple[Any, Any]:
    kept = partners.finance.get(f"/v1/affiliates/{member}").json
    return kept["payout"], kept["tax"]


def test_who_leaves_is_paid_what_is_due_and_then_forgotten(partners: Partners) -> None:
    eve = seller(partners, **BANK)
    order = eve.sells({"ROUTER-1": 1})
    partners.delivers(order)
    leaves(partners, eve)
    payout, tax = known_of(partners, eve.id)
    assert (payout["holder"], tax["tax_id"]) == ("Eve Adams", "T-7")
    partners.passes(days=15)  # the hold period ends after they left
    assert known_of(partners, eve.id) != (None, None)

    [item] = pays(partners, eve.promoter.programme_id)  # though it is below the minimum: there will be no more
    assert (item["state"], item["amount"]["amount"]) == ("paid", 900)
    partners.passes(days=1)
    assert known_of(partners, eve.id) == (None, None)
    assert partners.shop.drain.parked() == []


class Unreadable(Table):
    """A member's figures that cannot be read."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    broken = UnicodeAttribute(attr_name="programme/USD:prg_x:earned")


@pytest.mark.usefixtures("store")
def test_what_goes_wrong_with_one_who_left_keeps_nobody_else() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    of = programme(now)
    first, second = (member(now + n * HOUR, of, f"acc_{n}") for n in range(2))
    for who in (first, second):
        known = store.member(who.id)
        assert known is not None
        paid_to = PayoutProfile("bank", "Eve Adams", "DE89370400440532013000")
        tx = Tx(now)
        store.save_member(tx, known, left(replace(who, payout=paid_to), now))
        tx.commit()
    tx = Tx(now)
    tx.put(Unreadable(f"{first.id}#sales-total", "total", broken="?"))
    tx.commit()
    assert list(store.members_who_left()) == [first.id, second.id]
    personal.forget_who_left(now)
    assert list(store.members_who_left()) == [first.id]


def test_who_leaves_brings_nothing_any_more_and_stays_gone(partners: Partners) -> None:
    eve = seller(partners, **BANK)
    partners.delivers(eve.sells({"ROUTER-1": 1}))
    before = eve.click()
    leaves(partners, eve)
    partners.paid(partners.shop.guest_cart({"ROUTER-1": 1}).check_out(click_id=before))
    states = [one["state"] for one in partners.finance.get(f"/v1/commissions?member_id={eve.id}").json["items"]]
    assert sorted(states) == ["pending", "rejected"]
    assert partners.finance.post(f"/v1/affiliates/{eve.id}/restore").code == "member_state_wrong"


def test_who_leaves_with_nothing_due_is_forgotten_at_once(partners: Partners) -> None:
    eve = seller(partners, **BANK)
    leaves(partners, eve)
    assert known_of(partners, eve.id) == (None, None)


def test_who_leaves_while_suspended_is_not_paid(partners: Partners) -> None:
    eve = seller(partners, **BANK)
    partners.delivers(eve.sells({"ROUTER-1": 1}))
    partners.finance.post(f"/v1/affiliates/{eve.id}/suspend", {"reason": "Odd traffic"})
    leaves(partners, eve)
    assert known_of(partners, eve.id) == (None, None)


def test_the_export_has_payouts_links_and_tools_and_keys_end_with_the_account(partners: Partners) -> None:
    eve = seller(partners, **BANK)
    partners.delivers(eve.sells({"ROUTER-1": 1}))
    partners.passes(days=15)
    for _ in range(6):
        partners.delivers(eve.sells({"ROUTER-1": 1}))
    partners.passes(days=15)
    pays(partners, eve.promoter.programme_id)
    made = eve.http.post("/v1/affiliates/me/webhooks", {"url": "https://eve.example.com/hook", "events": []})
    assert made.status == 201, made.body
    key = eve.http.post("/v1/affiliates/me/api-keys", {"name": "Tool"}).json

    told = eve.http.get("/v1/me/export").json["more"]
    assert [one["amount"]["amount"] for one in told["payouts"]] == [6300]
    assert told["payouts"][0]["tax"]["legal_name"] == "Eve Adams"
    assert [one["code"] for one in told["links"]] == [eve.code]
    assert [one["url"] for one in told["webhooks"]] == ["https://eve.example.com/hook"]
    assert [(one["name"], "secret" in one) for one in told["api_keys"]] == [("Tool", False)]
    with_key = partners.shop.http.with_headers(Api_Key=key["secret"])
    assert with_key.get("/v1/affiliates/me/summary").status == 200
    leaves(partners, eve)
    assert with_key.get("/v1/affiliates/me/summary").status == 401


def test_who_leaves_is_not_known_as_a_buyer_any_more(partners: Partners) -> None:
    eve = seller(partners)
    eve.buys()
    names = customers_store.names_of(eve.account, [])
    known = customers_store.find(names)[eve.account].document
    names = customers_store.names_of(eve.account, known.keys)
    assert len(customers_store.find(names)) == 2
    leaves(partners, eve)
    assert customers_store.find(names) == {}
