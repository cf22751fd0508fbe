"""Who gets into a programme: invitations, who was turned down, who was suspended; and who decides about it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.affiliates.partners import Partners
from tests.affiliates.test_members import join, programme
from tests.affiliates.test_reviewing import sells_at_once
from tests.support.http import Http, Reply

CODE = "SPRING-2026"


def invite(asks: Http, code: str) -> Reply:
    return asks.post("/v1/affiliate-programs/by-invitation", {"invitation_code": code})


def listed(asks: Http) -> list[str]:
    return [one["id"] for one in asks.get("/v1/affiliate-programs").json["items"]]


@pytest.mark.usefixtures("store")
def test_an_invitation_shows_a_programme_that_is_in_no_list(client: Http) -> None:
    everybodys = programme(client)
    hidden = programme(client, approval="invitation", invitation_code=CODE)
    assert listed(client) == [everybodys["id"]]
    assert listed(client.signed_in("acc_boss", "finance")) == [everybodys["id"], hidden["id"]]
    assert invite(client, "SPRING-2025").code == "invitation_not_valid"
    shown = invite(client, CODE).json
    assert (shown["id"], shown["invitation_code"]) == (hidden["id"], None)
    assert join(client, programme_id=hidden["id"], invitation_code=CODE).json["state"] == "active"
    assert listed(client.signed_in("acc_eve")) == [everybodys["id"], hidden["id"]]


@pytest.mark.usefixtures("store")
def test_without_a_programme_named_the_code_says_which(client: Http) -> None:
    everybodys = programme(client)
    hidden = programme(client, approval="invitation", invitation_code=CODE)
    assert join(client).json["memberships"][0]["programme_id"] == everybodys["id"]
    ben = join(client, "acc_ben", invitation_code=CODE).json
    assert ben["memberships"][0]["programme_id"] == hidden["id"]


@pytest.mark.usefixtures("store")
def test_who_tries_codes_is_stopped_even_where_the_last_one_is_right(client: Http) -> None:
    hidden = programme(client, approval="invitation", invitation_code=CODE)
    for _ in range(10):
        assert join(client, programme_id=hidden["id"], invitation_code="GUESS").status == 422
    assert join(client, programme_id=hidden["id"], invitation_code=CODE).status == 429
    assert invite(client.signed_in("acc_eve"), CODE).status == 429
    assert invite(client.signed_in("acc_ben"), CODE).status == 200


@pytest.mark.usefixtures("store")
def test_a_short_code_is_refused(client: Http) -> None:
    finance = client.signed_in("acc_boss", "finance")
    asked = {"name": {"en": "Friends", "zh": "朋友"}, "currency": "USD", "approval": "invitation"}
    reply = finance.post("/v1/affiliate-programs", {**asked, "invitation_code": "SPRING"})
    assert reply.json["errors"][0]["field"] == "invitation_code"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("for_good", [False, True])
def test_who_is_suspended_joins_nothing_more(client: Http, for_good: bool) -> None:
    first, second = programme(client), programme(client)
    member = join(client, programme_id=first["id"]).json
    finance = client.signed_in("acc_boss", "finance")
    finance.post(f"/v1/affiliates/{member['id']}/suspend", {"reason": "Odd traffic", "for_good": for_good})
    refused = join(client, programme_id=second["id"])
    assert (refused.status, refused.code) == (403, "member_not_active")


@pytest.mark.usefixtures("store")
def test_who_was_turned_down_is_let_in_by_staff_alone(client: Http) -> None:
    made = programme(client, approval="manual")
    member = join(client).json
    finance = client.signed_in("acc_boss", "finance")
    path = f"/v1/affiliates/{member['id']}"
    finance.post(f"{path}/reject", {"reason": "No site"})
    again = join(client)
    assert (again.status, again.code) == (409, "application_rejected")
    assert finance.get("/v1/affiliates?state=waiting").json["items"] == []
    let_in = finance.post(f"{path}/admit", {"programme_id": made["id"]}).json
    assert (let_in["state"], let_in["memberships"][0]["state"], let_in["note"]) == ("active", "active", "")
    assert finance.post(f"{path}/admit", {"programme_id": made["id"]}).code == "member_state_wrong"
    assert finance.get(f"/v1/affiliate-programs/{made['id']}").json["members"] == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "approve", None),
        ("post", "reject", {"reason": "x"}),
        ("post", "admit", {"programme_id": "prg_1"}),
        ("post", "suspend", {"reason": "x"}),
        ("post", "restore", None),
        ("put", "membership", {"programme_id": "prg_1", "tier": "Gold"}),
        ("put", "coupons/EVE10", {"programme_id": "prg_1"}),
        ("delete", "coupons/EVE10", None),
    ],
)
@pytest.mark.usefixtures("store")
def test_nobody_decides_about_their_own_membership(client: Http, method: str, path: str, body: Any) -> None:
    programme(client, approval="manual")
    member = join(client, "acc_boss").json
    boss = client.signed_in("acc_boss", "finance", "admin")
    asked = [body] if body is not None else []
    reply = getattr(boss, method)(f"/v1/affiliates/{member['id']}/{path}", *asked)
    assert (reply.status, reply.code) == (403, "own_membership")
    assert boss.get(f"/v1/affiliates/{member['id']}").json["state"] == "pending"


def test_nobody_decides_about_their_own_commissions(partners: Partners) -> None:
    eve = partners.member(percent="10")
    held = sells_at_once(partners, eve)
    own = partners.shop.http.signed_in(eve.account, "finance")
    path = f"/v1/commissions/{held['id']}"
    for decision in ("release", "reject", "reopen"):
        asked = [] if decision == "reopen" else [{"reason": "It is fine"}]
        assert own.post(f"{path}/{decision}", *asked).code == "own_membership"
    [after] = partners.finance.post(f"{path}/release", {"reason": "It is fine"}).json["items"]
    assert after["state"] == "pending"
