"""Organisations, their people, and customer groups: what the next access token says of them."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from chalicelib.identity import find_account, find_organisation
from tests.identity.conftest import EMAIL, PASSWORD, as_owner, person, refresh, sign_in
from tests.support.http import Http, Reply

pytestmark = pytest.mark.usefixtures("store")

ACME: dict[str, Any] = {"name": "Acme", "country": "DE", "tax_id": "DE 811", "on_account": True}


def claims(session: Reply) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(session.json["access_token"], options={"verify_signature": False})
    return found


def made(finance: Http, **other: Any) -> str:
    reply = finance.post("/v1/organisations", {**ACME, **other})
    assert reply.status == 201, reply.body
    return str(reply.json["id"])


@pytest.fixture
def finance(client: Http) -> Http:
    return client.signed_in("acc_finance", "finance")


def test_a_member_learns_of_it_and_carries_it_in_the_next_token(client: Http, finance: Http) -> None:
    account = person()
    before = sign_in(client)
    assert "org" not in claims(before)
    acme = made(finance, group="wholesale")

    added = finance.post(f"/v1/organisations/{acme}/members", {"email": EMAIL.upper()})

    assert [member["email"] for member in added.json["members"]] == [EMAIL]
    after = refresh(client, before.json["refresh_token"])
    assert (claims(after)["org"], claims(after)["group"]) == (acme, "wholesale")
    assert after.json["account"]["organisation"] == {"id": acme, "name": "Acme", "on_account": True}
    assert as_owner(client, after).get("/v1/me").json["group"] == "wholesale"
    seen = find_account(account.id)
    assert seen
    assert seen.organisation
    assert seen.organisation.id == acme
    assert finance.get(f"/v1/organisations/{acme}").json["members"] == added.json["members"]


def test_one_account_belongs_to_one_organisation(client: Http, finance: Http) -> None:
    account = person()
    first, second = made(finance), made(finance, name="Other")
    assert finance.post(f"/v1/organisations/{first}/members", {"email": EMAIL}).status == 200
    assert finance.post(f"/v1/organisations/{first}/members", {"email": EMAIL}).status == 200
    assert finance.post(f"/v1/organisations/{second}/members", {"email": EMAIL}).code == "member_elsewhere"

    assert finance.delete(f"/v1/organisations/{second}/members/{account.id}").status == 204
    assert len(finance.get(f"/v1/organisations/{first}").json["members"]) == 1
    assert finance.delete(f"/v1/organisations/{first}/members/{account.id}").status == 204
    assert finance.post(f"/v1/organisations/{second}/members", {"email": EMAIL}).status == 200
    assert "members" in finance.get(f"/v1/organisations/{first}").json
    assert finance.get(f"/v1/organisations/{first}").json["members"] == []


def test_who_has_no_account_cannot_be_a_member(finance: Http) -> None:
    assert finance.post(f"/v1/organisations/{made(finance)}/members", {"email": "x@example.com"}).status == 404
    person()
    assert finance.post("/v1/organisations/org_none/members", {"email": EMAIL}).code == "organisation_not_found"


def test_a_change_keeps_what_it_does_not_name(finance: Http) -> None:
    acme = made(finance, group="wholesale")
    changed = finance.patch(f"/v1/organisations/{acme}", json={"on_account": False}).json
    assert (changed["name"], changed["group"], changed["on_account"]) == ("Acme", "wholesale", False)
    assert finance.patch(f"/v1/organisations/{acme}", json={"group": None}).json["group"] is None
    known = find_organisation(acme)
    assert known
    assert known.on_account is False
    assert find_organisation("org_none") is None
    assert finance.patch(f"/v1/organisations/{acme}", json={"country": "XX"}).status == 422


def test_an_own_group_goes_before_the_organisations(client: Http, finance: Http) -> None:
    account = person()
    acme = made(finance, group="wholesale")
    finance.post(f"/v1/organisations/{acme}/members", {"email": EMAIL})
    assert finance.put(f"/v1/accounts/{account.id}/group", {"group": "education"}).json["group"] == "education"
    assert claims(sign_in(client))["group"] == "education"
    assert finance.put(f"/v1/accounts/{account.id}/group", {"group": None}).json["group"] == "wholesale"
    assert finance.put("/v1/accounts/acc_none/group", {"group": None}).status == 404
    assert finance.put(f"/v1/accounts/{account.id}/group", {"group": "No group"}).status == 422


def test_a_deleted_account_is_nobodys_member(client: Http, finance: Http) -> None:
    person()
    acme = made(finance)
    finance.post(f"/v1/organisations/{acme}/members", {"email": EMAIL})
    me = as_owner(client, sign_in(client))
    assert me.request("DELETE", "/v1/me", json={"password": PASSWORD}).status == 204
    assert finance.get(f"/v1/organisations/{acme}").json["members"] == []


def test_organisations_are_listed_newest_first_page_by_page(finance: Http) -> None:
    names = [f"Company {number}" for number in range(3)]
    for name in names:
        made(finance, name=name)
    first = finance.get("/v1/organisations?limit=2").json
    second = finance.get(f"/v1/organisations?limit=2&cursor={first['next_cursor']}").json
    listed = [item["name"] for item in [*first["items"], *second["items"]]]
    assert sorted(listed) == names
    assert second["next_cursor"] is None


def test_only_staff_see_organisations_and_only_finance_changes_them(client: Http, finance: Http) -> None:
    acme = made(finance)
    customer, support = client.signed_in("acc_1"), client.signed_in("acc_2", "support")
    assert customer.get("/v1/organisations").status == 403
    assert customer.get(f"/v1/organisations/{acme}").status == 403
    assert support.get(f"/v1/organisations/{acme}").status == 200
    assert support.patch(f"/v1/organisations/{acme}", json={"on_account": True}).status == 403
    assert support.post(f"/v1/organisations/{acme}/members", {"email": EMAIL}).status == 403
