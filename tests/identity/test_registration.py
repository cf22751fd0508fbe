"""Register, open the mail's link, be signed in."""

from __future__ import annotations

import pytest

from chalicelib.identity import find_account_by_email
from chalicelib.identity.store import AccountItem
from tests.conftest import Clock
from tests.identity.conftest import EMAIL, Mailbox, as_owner, person, registration, sign_in
from tests.support.http import Http, Reply

pytestmark = pytest.mark.usefixtures("store")


def confirm(client: Http, token: str) -> Reply:
    return client.post("/v1/accounts/confirmations", {"token": token})


def test_register_open_the_link_and_be_signed_in(client: Http, mailbox: Mailbox) -> None:
    assert client.post("/v1/accounts", registration()).status == 202

    session = confirm(client, mailbox.token("confirmation"))

    assert session.status == 201
    me = as_owner(client, session).get("/v1/me")
    assert (me.status, me.json["email"], me.json["roles"]) == (200, EMAIL, ["customer"])
    assert sign_in(client).status == 201


def test_a_known_address_gets_the_same_answer_and_another_mail(client: Http, mailbox: Mailbox) -> None:
    person()

    known = client.post("/v1/accounts", registration("ADA@example.com", password="somebody else's idea"))
    unknown = client.post("/v1/accounts", registration("new@example.com"))

    assert (known.status, known.body, known.headers) == (unknown.status, unknown.body, unknown.headers)
    assert len(mailbox.of("registered")) == 1
    assert mailbox.of("confirmation") == []
    assert mailbox.of("confirmation", "ADA@example.com") == []
    assert sign_in(client).status == 201


def test_what_somebody_entered_for_a_known_address_is_not_kept(client: Http, mailbox: Mailbox) -> None:
    person()
    before = AccountItem.count()
    client.post("/v1/accounts", registration(name="Somebody else"))
    assert len(mailbox.of("registered")) == 1
    assert AccountItem.count() == before


def test_a_link_works_once(client: Http, mailbox: Mailbox) -> None:
    client.post("/v1/accounts", registration())
    token = mailbox.token("confirmation")
    assert confirm(client, token).status == 201

    again = confirm(client, token)

    assert (again.status, again.code) == (410, "link_no_longer_valid")


def test_a_link_runs_out_after_48_hours_and_the_address_is_free_again(
    client: Http, mailbox: Mailbox, clock: Clock
) -> None:
    client.post("/v1/accounts", registration())
    token = mailbox.token("confirmation")
    clock.advance(hours=48, seconds=10)

    assert confirm(client, token).code == "link_no_longer_valid"
    assert sign_in(client).code == "wrong_credentials"
    assert client.post("/v1/accounts", registration()).status == 202


def test_each_link_confirms_only_the_password_that_was_entered_with_it(client: Http, mailbox: Mailbox) -> None:
    """Whoever registers a stranger's address first gains nothing when the owner registers and confirms."""
    client.post("/v1/accounts", registration(name="The owner"))
    owners = mailbox.token("confirmation")
    client.post("/v1/accounts", registration(name="A thief", password="the thief's password"))
    other = next(mail for mail in mailbox.of("confirmation") if "A thief" in mail.text)

    assert confirm(client, owners).json["account"]["name"] == "The owner"
    assert sign_in(client, password="the thief's password").code == "wrong_credentials"
    late = confirm(client, other.text.partition("token=")[2].split()[0])
    assert (late.status, late.code) == (409, "address_taken")


def test_a_sign_in_before_the_confirmation_says_so_and_sends_the_link_again(
    client: Http, mailbox: Mailbox, clock: Clock
) -> None:
    client.post("/v1/accounts", registration())
    assert len(mailbox.of("confirmation")) == 1
    clock.advance(minutes=5)

    refused = sign_in(client)
    at_once = sign_in(client)

    assert (refused.status, refused.code) == (403, "email_not_confirmed")
    assert at_once.code == "email_not_confirmed"
    assert len(mailbox.of("confirmation")) == 2


def test_without_its_password_nobody_learns_that_a_registration_waits(client: Http) -> None:
    client.post("/v1/accounts", registration())
    waiting = sign_in(client, password="a wrong password")
    unknown = sign_in(client, "nobody@example.com")
    assert (waiting.status, waiting.body) == (unknown.status, unknown.body)


@pytest.mark.parametrize("written", ["ADA@EXAMPLE.COM", "Ada@Example.com"])
def test_an_address_is_the_same_in_any_case(client: Http, written: str) -> None:
    person()
    assert sign_in(client, written).status == 201


def test_an_address_is_the_same_however_its_accents_are_composed(client: Http) -> None:
    person("zoe\u0308@example.com")
    found = find_account_by_email("zo\u00eb@example.com")
    assert found is not None


def test_the_mail_speaks_the_language_of_the_registration(client: Http, mailbox: Mailbox) -> None:
    client.post("/v1/accounts", registration(language="zh"))
    (mail,) = mailbox.of("confirmation")
    assert "请确认" in mail.subject
    assert "https://shop.example/zh/confirm?token=" in mail.text
    assert 'lang="zh-Hans"' in mail.html


@pytest.mark.parametrize("name", ["Win at evil.example/now", "https://evil.example", "mail me@evil.example"])
def test_nobody_sends_advertising_to_strangers_as_their_name(client: Http, mailbox: Mailbox, name: str) -> None:
    client.post("/v1/accounts", registration(name=name))
    (mail,) = mailbox.of("confirmation")
    assert "evil" not in mail.text + mail.html


def test_a_name_stays_text_in_the_mail(client: Http, mailbox: Mailbox) -> None:
    client.post("/v1/accounts", registration(name="<b>Dr. O'Neil & Co"))
    (mail,) = mailbox.of("confirmation")
    assert "Hello <b>Dr. O'Neil & Co," in mail.text
    assert "&lt;b&gt;Dr. O&#x27;Neil &amp; Co" in mail.html


def test_a_weak_password_is_refused_with_its_reason(client: Http) -> None:
    refused = client.post("/v1/accounts", registration(password="Password1234"))
    assert (refused.status, refused.code) == (422, "password_too_easy")
    assert refused.json["errors"] == [{"field": "password", "message": "is one of the most common passwords"}]


def test_nobody_floods_a_mailbox_with_registrations(client: Http, clock: Clock) -> None:
    answers = [client.post("/v1/accounts", registration()) for _ in range(6)]
    assert [answer.status for answer in answers] == [202] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600
    assert client.post("/v1/accounts", registration("other@example.com")).status == 202


def test_no_address_name_or_token_waits_in_the_outbox(client: Http) -> None:
    from chalicelib.kit.facts import EventItem

    client.post("/v1/accounts", registration())
    client.post("/v1/password-resets", {"email": EMAIL})
    payloads = " ".join(item.payload for item in EventItem.scan())
    assert "address_key" in payloads
    assert "ada" not in payloads.lower()
    assert "token" not in payloads


@pytest.mark.parametrize(
    "entered",
    [
        {"name": "You won\n\nCall +1 900 555"},
        {"name": "Ada\n"},
        {"email": "Bob,alice\u0000<x@b.co"},
        {"email": "ada@example.com\n"},
        {"email": '"ada"@example.com'},
    ],
)
def test_what_would_rewrite_a_mail_is_refused(client: Http, entered: dict[str, str]) -> None:
    assert client.post("/v1/accounts", registration(**entered)).status == 422


@pytest.mark.parametrize("name", ["李小龙", "Seán O’Brien-Núñez", "محمد علي", "D'Arcy (Jr.)"])
def test_names_of_every_script_are_taken(client: Http, name: str) -> None:
    assert client.post("/v1/accounts", registration(name=name)).status == 202
