"""One's own account: profile, password, reset, export, deletion; and the roles that admins give."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.identity import find_account, find_account_by_email, register_personal_data
from chalicelib.identity.personal_data import _sources
from tests.conftest import Clock
from tests.identity.conftest import EMAIL, PASSWORD, Mailbox, as_owner, person, refresh, registration, sign_in
from tests.support.facts import Drain
from tests.support.http import Http, Reply

pytestmark = pytest.mark.usefixtures("store")

NEW_PASSWORD = "staple paper clip"
ADDRESS = {"name": "Ada", "line1": "12 St James's Square", "city": "London", "country": "GB"}


def owner_of(client: Http, email: str = EMAIL) -> Http:
    return as_owner(client, sign_in(client, email))


def reset(client: Http, token: str, password: str = NEW_PASSWORD) -> Reply:
    return client.post(f"/v1/password-resets/{token}", {"password": password})


def test_a_profile_changes_only_where_it_was_told_to(client: Http) -> None:
    person()
    me = owner_of(client)
    assert me.patch("/v1/me", json={"addresses": [ADDRESS]}).status == 200
    changed = me.patch("/v1/me", json={"language": "zh"}).json
    assert (changed["name"], changed["language"], changed["addresses"][0]["city"]) == ("Ada Lovelace", "zh", "London")
    assert me.get("/v1/me").json == changed


def test_who_is_not_signed_in_has_no_account(client: Http) -> None:
    assert client.get("/v1/me").status == 401
    assert client.get("/v1/me/export").status == 401


def test_a_new_password_signs_out_every_other_device(client: Http, mailbox: Mailbox) -> None:
    person()
    elsewhere, here = sign_in(client), sign_in(client)
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}

    assert as_owner(client, here).post("/v1/me/password", change).status == 200

    assert refresh(client, elsewhere.json["refresh_token"]).status == 401
    assert refresh(client, here.json["refresh_token"]).status == 200
    assert sign_in(client).status == 401
    assert sign_in(client, password=NEW_PASSWORD).status == 201
    assert len(mailbox.of("password_changed")) == 1


def test_a_new_password_needs_the_current_one(client: Http, clock: Clock) -> None:
    person()
    me = owner_of(client)
    change = {"current_password": "a wrong password", "new_password": NEW_PASSWORD}
    answers = [me.post("/v1/me/password", change) for _ in range(12)]
    assert [answer.code for answer in answers] == ["wrong_password"] * 11 + ["too_many_tries"]
    weak = {"current_password": PASSWORD, "new_password": "AdaLovelace1815"}
    clock.advance(minutes=1)
    assert me.post("/v1/me/password", weak).code == "password_too_easy"
    assert sign_in(client).status == 201


def test_a_device_that_was_signed_out_cannot_set_a_password(client: Http) -> None:
    person()
    here = sign_in(client)
    me = as_owner(client, here)
    me.delete("/v1/sessions/current")
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert me.post("/v1/me/password", change).code == "session_ended"
    assert sign_in(client).status == 201


def test_a_forgotten_password_is_reset_by_mail_and_ends_every_session(client: Http, mailbox: Mailbox) -> None:
    person()
    thief = sign_in(client)
    assert client.post("/v1/password-resets", {"email": EMAIL.upper()}).status == 202

    assert reset(client, mailbox.token("password_reset")).status == 200

    assert refresh(client, thief.json["refresh_token"]).status == 401
    assert sign_in(client).status == 401
    assert sign_in(client, password=NEW_PASSWORD).status == 201
    assert len(mailbox.of("password_changed")) == 1


def test_a_reset_link_works_once_and_any_new_password_voids_the_others(client: Http, mailbox: Mailbox) -> None:
    person()
    for _ in range(2):
        client.post("/v1/password-resets", {"email": EMAIL})
    one, two = (mail.text.partition("token=")[2].split()[0] for mail in mailbox.of("password_reset"))
    assert reset(client, two).status == 200
    assert [reset(client, token).code for token in (one, two)] == ["link_no_longer_valid"] * 2


def test_a_reset_link_runs_out_after_an_hour(client: Http, mailbox: Mailbox, clock: Clock) -> None:
    person()
    client.post("/v1/password-resets", {"email": EMAIL})
    token = mailbox.token("password_reset")
    clock.advance(minutes=60, seconds=10)
    assert (reset(client, token).status, reset(client, token).code) == (410, "link_no_longer_valid")


def test_a_weak_new_password_leaves_the_link_good(client: Http, mailbox: Mailbox) -> None:
    person()
    client.post("/v1/password-resets", {"email": EMAIL})
    token = mailbox.token("password_reset")
    assert reset(client, token, "1234567890").code == "password_too_easy"
    assert reset(client, token).status == 200


def test_a_reset_frees_a_person_who_guessed_too_often(client: Http, mailbox: Mailbox) -> None:
    person()
    for number in range(12):
        refused = sign_in(client, password=f"wrong password {number}")
    assert refused.status == 429
    client.post("/v1/password-resets", {"email": EMAIL})
    reset(client, mailbox.token("password_reset"))
    assert sign_in(client, password=NEW_PASSWORD).status == 201


def test_a_reset_for_an_unknown_address_answers_the_same_and_sends_nothing(client: Http, mailbox: Mailbox) -> None:
    person()
    known = client.post("/v1/password-resets", {"email": EMAIL})
    unknown = client.post("/v1/password-resets", {"email": "nobody@example.com"})
    assert (known.status, known.body, known.headers) == (unknown.status, unknown.body, unknown.headers)
    assert mailbox.of("password_reset", "nobody@example.com") == []
    again = [client.post("/v1/password-resets", {"email": "nobody@example.com"}).status for _ in range(5)]
    assert again == [202] * 4 + [429]


def test_the_export_holds_what_every_part_keeps(client: Http) -> None:
    account = person()
    register_personal_data({"gifts": lambda account_id: [{"id": "gift 1", "of": account_id}]})
    try:
        answer = owner_of(client).get("/v1/me/export")
    finally:
        _sources.pop("gifts")
    exported: dict[str, Any] = answer.json
    assert exported["account"]["email"] == EMAIL
    assert exported["sessions"][0]["current"] is True
    assert exported["more"]["gifts"] == [{"id": "gift 1", "of": account.id}]
    assert exported["more"]["orders"] == []
    assert "cart" in exported["more"]
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert "argon2" not in answer.body.decode()


def test_a_deleted_account_is_gone_everywhere_at_once(client: Http, drain: Drain) -> None:
    account = person()
    session = sign_in(client)
    me = as_owner(client, session)
    assert me.delete("/v1/me", json={"password": "a wrong password"}).code == "wrong_password"

    assert me.delete("/v1/me", json={"password": PASSWORD}).status == 204

    assert me.get("/v1/me").code == "account_gone"
    assert refresh(client, session.json["refresh_token"]).status == 401
    assert sign_in(client).status == 401
    assert find_account(account.id) is None
    assert find_account_by_email(EMAIL) is None
    assert "identity.account_deleted.v1" in drain()
    assert drain.parked() == []


def test_nothing_of_a_deleted_person_stays_in_the_table(client: Http, drain: Drain) -> None:
    from chalicelib.identity.store import AccountItem

    person()
    me = owner_of(client)
    owner_of(client)
    me.delete("/v1/me", json={"password": PASSWORD})
    drain()
    assert AccountItem.count() == 0


def test_after_a_deletion_the_address_can_register_again(client: Http, mailbox: Mailbox) -> None:
    person()
    owner_of(client).delete("/v1/me", json={"password": PASSWORD})
    client.post("/v1/accounts", registration())
    assert client.post("/v1/accounts/confirmations", {"token": mailbox.token("confirmation")}).status == 201


@pytest.fixture
def admin(client: Http) -> Http:
    person("root@example.com", "admin", name="The first admin")
    return owner_of(client, "root@example.com")


def test_new_roles_hold_from_the_next_refresh(client: Http, admin: Http, mailbox: Mailbox) -> None:
    account = person()
    session = sign_in(client)
    changed = admin.put(f"/v1/accounts/{account.id}/roles", json={"roles": ["support"]})
    assert changed.json["roles"] == ["customer", "support"]

    find = "/v1/accounts?email=ada@example.com"
    assert as_owner(client, session).get(find).status == 403
    renewed = as_owner(client, refresh(client, session.json["refresh_token"]))
    assert renewed.get(find).json["items"][0]["id"] == account.id
    assert renewed.get("/v1/accounts?email=nobody@example.com").json["items"] == []
    (mail,) = mailbox.of("roles_changed")
    assert "Roles now: customer, support" in mail.text


def test_only_an_admin_gives_roles(client: Http, admin: Http) -> None:
    account = person(EMAIL, "support", "finance", "catalogue")
    me = owner_of(client)
    assert me.put(f"/v1/accounts/{account.id}/roles", json={"roles": ["admin"]}).status == 403
    assert admin.put("/v1/accounts/acc_nobody/roles", json={"roles": []}).code == "account_not_found"


def test_there_is_always_an_admin(client: Http, admin: Http) -> None:
    root = admin.get("/v1/me").json["id"]
    assert admin.put(f"/v1/accounts/{root}/roles", json={"roles": ["support"]}).code == "own_admin_role"
    assert admin.delete("/v1/me", json={"password": PASSWORD}).code == "admin_cannot_be_deleted"
    own = admin.put(f"/v1/accounts/{root}/roles", json={"roles": ["admin", "finance"]})
    assert own.json["roles"] == ["admin", "customer", "finance"]


def test_an_admin_who_was_deposed_gives_no_more_roles_though_their_token_still_lives(client: Http, admin: Http) -> None:
    deposed = person(EMAIL, "admin")
    me = owner_of(client)
    admin.put(f"/v1/accounts/{deposed.id}/roles", json={"roles": []})
    root = admin.get("/v1/me").json["id"]
    assert me.put(f"/v1/accounts/{root}/roles", json={"roles": []}).status == 403
    assert me.put(f"/v1/accounts/{deposed.id}/roles", json={"roles": ["admin"]}).status == 403
