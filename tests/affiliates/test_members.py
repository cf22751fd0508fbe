"""Signing up, and what staff decide about members."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.http import Http

PROGRAMME = {"name": {"en": "Friends", "zh": "朋友"}, "currency": "USD", "approval": "open"}


def programme(client: Http, **more: Any) -> dict[str, Any]:
    reply = client.signed_in("acc_boss", "finance").post("/v1/affiliate-programs", {**PROGRAMME, **more})
    assert reply.status == 201, reply.json
    made: dict[str, Any] = reply.json
    return made


def join(client: Http, account: str = "acc_eve", **more: Any) -> Any:
    asked = {"display_name": "Eve's corner", "accept_terms": True, **more}
    return client.signed_in(account).post("/v1/affiliates", asked)


@pytest.mark.usefixtures("store")
def test_open_programme_takes_everybody_at_once(client: Http) -> None:
    made = programme(client)
    joined = join(client)
    assert (joined.status, joined.json["state"]) == (201, "active")
    assert joined.json["memberships"][0]["programme_id"] == made["id"]
    again = client.signed_in("acc_eve").get("/v1/affiliates/me")
    assert again.json["id"] == joined.json["id"]


@pytest.mark.usefixtures("store")
def test_nobody_joins_twice_or_without_accepting_the_terms(client: Http) -> None:
    programme(client)
    assert join(client, accept_terms=False).code == "terms_not_accepted"
    assert join(client).status == 201
    assert join(client).code == "already_joined"


@pytest.mark.usefixtures("store")
def test_staff_decide_where_the_programme_says_so(client: Http) -> None:
    programme(client, approval="manual")
    member = join(client).json
    assert member["state"] == "pending"
    finance = client.signed_in("acc_boss", "finance")
    waiting = finance.get("/v1/affiliates?state=waiting").json["items"]
    assert [one["id"] for one in waiting] == [member["id"]]
    assert finance.post(f"/v1/affiliates/{member['id']}/approve").json["state"] == "active"
    assert finance.get("/v1/affiliates?state=waiting").json["items"] == []
    assert finance.post(f"/v1/affiliates/{member['id']}/approve").code == "member_state_wrong"


@pytest.mark.usefixtures("store")
def test_an_invitation_needs_its_code(client: Http) -> None:
    programme(client, approval="invitation", invitation_code="SPRING-2026")
    assert join(client, invitation_code="WINTER-2026").code == "invitation_not_valid"
    assert join(client, invitation_code="SPRING-2026").json["state"] == "active"


@pytest.mark.usefixtures("store")
def test_suspension_and_restoring_leave_their_trace(client: Http) -> None:
    programme(client)
    member = join(client).json
    finance = client.signed_in("acc_boss", "finance")
    path = f"/v1/affiliates/{member['id']}"
    suspended = finance.post(f"{path}/suspend", {"reason": "Odd traffic"}).json
    assert (suspended["state"], suspended["suspensions"][0]["until"]) == ("suspended", None)
    restored = finance.post(f"{path}/restore").json
    assert restored["state"] == "active"
    assert restored["suspensions"][0]["until"] is not None


@pytest.mark.usefixtures("store")
def test_a_mistyped_iban_is_refused(client: Http) -> None:
    programme(client)
    join(client)
    me = client.signed_in("acc_eve")
    wrong = me.patch("/v1/affiliates/me", {"payout": {"holder": "Eve", "iban": "DE89 3704 0044 0532 0130 01"}})
    assert wrong.json["errors"][0]["field"] == "payout.iban"
    right = me.patch("/v1/affiliates/me", {"payout": {"holder": "Eve", "iban": "DE89 3704 0044 0532 0130 00"}})
    assert right.json["payout"]["iban"] == "DE89 … 3000"


@pytest.mark.usefixtures("store")
def test_guests_see_no_invitation_code_and_staff_keep_rules(client: Http) -> None:
    made = programme(client, invitation_code="SPRING-2026")
    finance = client.signed_in("acc_boss", "finance")
    path = f"/v1/affiliate-programs/{made['id']}"
    with_rule = finance.post(f"{path}/rules", {"reward": {"kind": "percent_of_line", "percent": "2.9"}})
    assert with_rule.json["rules"][0]["words"] == "2.9 % of the line · everything"
    shown = client.get("/v1/affiliate-programs").json["items"][0]
    assert shown["invitation_code"] is None
    rule = shown["rules"][0]["id"]
    fixed = {"kind": "fixed_per_piece", "amount": {"amount": 500, "currency": "EUR"}}
    assert finance.put(f"{path}/rules/{rule}", {"reward": fixed}).status == 422
    assert finance.delete(f"{path}/rules/{rule}").json["rules"] == []


@pytest.mark.usefixtures("store")
def test_a_new_members_summary_says_nothing_happened_yet(client: Http) -> None:
    programme(client)
    join(client)
    seen = client.signed_in("acc_eve").get("/v1/affiliates/me/summary").json
    assert seen["totals"]["orders"] == 0
    assert seen["balances"]["pending"] == {"amount": 0, "currency": "USD"}
    assert len(seen["by_day"]) == 30
    assert client.signed_in("acc_eve").get("/v1/affiliates/me/commissions").json["items"] == []
