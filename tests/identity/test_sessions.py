"""Sign in, refresh, sign out; what a guesser and a thief get."""

from __future__ import annotations

import pytest

from chalicelib.identity import guard, sessions
from chalicelib.identity.domain import TooManyTries, WrongCredentials
from chalicelib.identity.store import Device, address_key
from chalicelib.kit import clock as kit_clock
from chalicelib.kit.errors import PorticoError, Superseded, TooMany
from chalicelib.kit.tx import Tx
from tests.conftest import Clock
from tests.identity.conftest import EMAIL, PASSWORD, Mailbox, as_owner, cookie, person, refresh, sign_in
from tests.support.http import Http

pytestmark = pytest.mark.usefixtures("store")


def test_a_browser_gets_its_refresh_token_where_no_script_and_no_other_site_reaches_it(client: Http) -> None:
    person()
    session = sign_in(client, kind="browser")
    assert session.json["refresh_token"] is None
    _, *settings = session.headers["set-cookie"].split("; ")
    assert set(settings) == {"Max-Age=2592000", "Path=/v1/sessions", "HttpOnly", "SameSite=Strict", "Secure"}

    renewed = client.post("/v1/sessions/refresh", {}, headers={"Cookie": f"theme=dark; {cookie(session)}"})

    assert renewed.status == 200
    assert renewed.json["refresh_token"] is None
    assert cookie(renewed) != cookie(session)
    assert as_owner(client, renewed).get("/v1/me").status == 200


def test_another_client_gets_both_tokens_in_the_body_and_no_cookie(client: Http) -> None:
    person()
    session = sign_in(client)
    assert session.json["expires_in_seconds"] == 600
    assert "set-cookie" not in session.headers
    assert refresh(client, session.json["refresh_token"]).status == 200


def test_the_access_token_runs_out_after_ten_minutes(client: Http, clock: Clock) -> None:
    person()
    owner = as_owner(client, sign_in(client))
    clock.advance(minutes=9, seconds=59)
    assert owner.get("/v1/me").status == 200
    clock.advance(seconds=10)
    assert owner.get("/v1/me").status == 401


def test_every_refresh_gives_a_new_token(client: Http, clock: Clock) -> None:
    person()
    tokens = [sign_in(client).json["refresh_token"]]
    for _ in range(4):
        clock.advance(minutes=10)
        tokens.append(refresh(client, tokens[-1]).json["refresh_token"])
    assert len(set(tokens)) == 5


def test_two_tabs_that_refresh_at_the_same_moment_both_stay_signed_in(client: Http, clock: Clock) -> None:
    person()
    first = sign_in(client).json["refresh_token"]
    one = refresh(client, first).json["refresh_token"]
    clock.advance(seconds=10)
    two = refresh(client, first).json["refresh_token"]
    assert one == two
    assert refresh(client, two).status == 200


def test_an_old_token_ends_the_whole_session(client: Http, clock: Clock) -> None:
    person()
    first = sign_in(client).json["refresh_token"]
    elsewhere = sign_in(client).json["refresh_token"]
    second = refresh(client, first).json["refresh_token"]
    clock.advance(seconds=11)

    assert refresh(client, first).code == "session_ended"
    assert refresh(client, second).code == "session_ended"
    assert refresh(client, elsewhere).status == 200


def test_a_refresh_that_was_overtaken_by_a_sign_out_revives_nothing(client: Http) -> None:
    person()
    session = sign_in(client)
    overtaken = Tx(kit_clock.now())
    successor = sessions.refresh(session.json["refresh_token"], overtaken).refresh_token
    as_owner(client, session).delete("/v1/sessions/current")
    with pytest.raises(Superseded):
        overtaken.commit()
    assert refresh(client, successor).status == 401


def test_a_refresh_that_was_overtaken_by_two_others_takes_nothing_back(client: Http, clock: Clock) -> None:
    person()
    first = sign_in(client).json["refresh_token"]
    overtaken = Tx(kit_clock.now())
    second = sessions.refresh(first, overtaken).refresh_token
    third = refresh(client, refresh(client, first).json["refresh_token"]).json["refresh_token"]
    with pytest.raises(Superseded):
        overtaken.commit()
    assert second != third
    assert refresh(client, third).status == 200


def test_the_grace_holds_for_the_immediate_predecessor_only(client: Http, clock: Clock) -> None:
    person()
    first = sign_in(client).json["refresh_token"]
    second = refresh(client, first).json["refresh_token"]
    third = refresh(client, second).json["refresh_token"]
    assert refresh(client, first).status == 401
    assert refresh(client, third).status == 401


@pytest.mark.parametrize(
    "token",
    [
        "x" * 10,
        "acc_.ses_.",
        f"acc_{'0' * 26}.ses_{'0' * 26}.{'a' * 43}",
        f"email#{'0' * 22}.ses_{'0' * 26}.{'a' * 43}",
    ],
)
def test_an_invented_token_is_refused(client: Http, token: str) -> None:
    assert refresh(client, token).code == "session_ended"


def test_a_refresh_without_any_token_is_refused(client: Http) -> None:
    assert client.post("/v1/sessions/refresh", {}).status == 401
    assert client.post("/v1/sessions/refresh", {}, headers={"Cookie": "\x01=;;portico_session"}).status == 401


def test_a_session_that_rests_for_thirty_days_is_over(client: Http, clock: Clock) -> None:
    person()
    token = sign_in(client).json["refresh_token"]
    clock.advance(days=29)
    token = refresh(client, token).json["refresh_token"]
    clock.advance(days=30)
    assert refresh(client, token).status == 401


def test_a_session_ends_after_180_days_however_often_it_is_used(client: Http, clock: Clock) -> None:
    person()
    token = sign_in(client).json["refresh_token"]
    for _ in range(8):
        clock.advance(days=22)
        token = refresh(client, token).json["refresh_token"]
    clock.advance(days=4)
    assert refresh(client, token).status == 401


def test_sign_out_ends_the_session_and_takes_the_cookie_back(client: Http) -> None:
    person()
    session = sign_in(client)
    out = as_owner(client, session).delete("/v1/sessions/current")
    assert out.status == 204
    assert out.headers["set-cookie"].startswith("portico_session=; Max-Age=0; Path=/v1/sessions;")
    assert refresh(client, session.json["refresh_token"]).status == 401
    assert as_owner(client, session).delete("/v1/sessions/current").status == 204


def test_a_browser_whose_access_token_ran_out_signs_out_by_its_cookie(client: Http) -> None:
    person()
    sent = {"Cookie": cookie(sign_in(client, kind="browser"))}
    assert client.delete("/v1/sessions/current", headers=sent).status == 204
    assert client.post("/v1/sessions/refresh", {}, headers=sent).status == 401


def test_a_guest_who_signs_out_is_a_guest(client: Http) -> None:
    assert client.delete("/v1/sessions/current").status == 204


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client: Http) -> None:
    person()
    wrong = sign_in(client, password="a wrong password")
    unknown = sign_in(client, "nobody@example.com")
    assert (wrong.status, wrong.code) == (401, "wrong_credentials")
    assert (wrong.body, wrong.headers) == (unknown.body, unknown.headers)


def test_a_person_sees_where_they_are_signed_in_and_ends_one_of_them(client: Http) -> None:
    person()
    phone = sign_in(client.with_headers(User_Agent="Phone"))
    desk = as_owner(client, sign_in(client.with_headers(User_Agent="Desk")))
    listed = desk.get("/v1/me/sessions").json["items"]
    assert [(item["user_agent"], item["current"]) for item in listed] == [("Desk", True), ("Phone", False)]

    assert desk.delete(f"/v1/me/sessions/{listed[1]['id']}").status == 204

    assert refresh(client, phone.json["refresh_token"]).status == 401
    assert desk.delete(f"/v1/me/sessions/{listed[1]['id']}").code == "session_not_found"


def test_nobody_ends_the_session_of_somebody_else(client: Http) -> None:
    person()
    person("eve@example.com", name="Eve")
    ada = sign_in(client)
    (session,) = as_owner(client, ada).get("/v1/me/sessions").json["items"]
    eve = as_owner(client, sign_in(client, "eve@example.com"))
    assert eve.delete(f"/v1/me/sessions/{session['id']}").status == 404
    assert refresh(client, ada.json["refresh_token"]).status == 200


def guess(client: Http, times: int) -> list[int]:
    return [sign_in(client, password=f"wrong password {number}").status for number in range(times)]


def test_after_ten_wrong_passwords_each_further_try_waits_longer(client: Http, clock: Clock) -> None:
    person()
    assert guess(client, 12) == [401] * 11 + [429]
    waits = []
    for _ in range(9):
        refused = sign_in(client)
        assert (refused.status, refused.code) == (429, "too_many_tries")
        waits.append(int(refused.headers["retry-after"]))
        clock.advance(seconds=waits[-1])
        assert guess(client, 1) == [401]
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_the_right_password_after_the_wait_starts_anew(client: Http, clock: Clock) -> None:
    person()
    guess(client, 11)
    clock.advance(seconds=30)
    assert sign_in(client).status == 201
    assert guess(client, 11) == [401] * 11


def test_an_unknown_address_is_locked_just_alike(client: Http, clock: Clock) -> None:
    answers = [sign_in(client, "nobody@example.com") for _ in range(12)]
    assert [answer.status for answer in answers] == [401] * 11 + [429]


def test_a_stranger_locks_out_their_own_network_only(client: Http, clock: Clock) -> None:
    person()
    guess(client, 11)

    def from_network(ip: str, password: str = PASSWORD) -> None:
        sessions.sign_in(EMAIL, password, Device("api", ""), ip, Tx(kit_clock.now()))

    with pytest.raises(TooManyTries):
        from_network("127.0.0.1")
    from_network("203.0.113.7")
    for host in range(11):  # one IPv6 customer has many addresses, and is one network
        with pytest.raises(WrongCredentials):
            from_network(f"2001:db8:1:2::{host:x}", "a wrong password")
    with pytest.raises(TooManyTries):
        from_network("2001:db8:1:2:ffff::1")
    from_network("2001:db8:1:3::1")


def test_what_one_network_is_refused_never_adds_up_to_a_lock_for_the_others(client: Http, clock: Clock) -> None:
    person()
    for _ in range(3):
        answers = _guess_from("203.0.113.9", 119)
        clock.advance(minutes=5)
    assert answers[-1] is TooManyTries
    _sign_in_from("198.51.100.1")


def test_guessers_of_many_networks_are_stopped_and_the_owner_at_home_is_not(client: Http, clock: Clock) -> None:
    person()
    _sign_in_from("198.51.100.1")
    for network in range(30):
        _guess_from(f"203.0.113.{network}", 10)
    assert _guess_from("203.0.113.200", 1) == [TooMany]
    _sign_in_from("198.51.100.1")


def _sign_in_from(ip: str, password: str = PASSWORD) -> None:
    tx = Tx(kit_clock.now())
    sessions.sign_in(EMAIL, password, Device("api", "", guard.network_hash(ip)), ip, tx)
    tx.commit()


def _guess_from(ip: str, times: int) -> list[type[PorticoError]]:
    """Wrong passwords; why each was refused."""
    reasons = []
    for _ in range(times):
        with pytest.raises(PorticoError) as refusal:
            _sign_in_from(ip, "a wrong password")
        reasons.append(refusal.type)
    return reasons


def test_the_owner_is_told_once_a_day_of_many_wrong_passwords(client: Http, mailbox: Mailbox, clock: Clock) -> None:
    person()
    for network in ("203.0.113.7", "203.0.113.8"):
        for email in (EMAIL, "nobody@example.com"):
            for _ in range(11):
                guard.count_try(address_key(email), network, clock.now)
    (mail,) = mailbox.of("sign_in_blocked")
    assert "https://shop.example/forgot-password" in mail.text
    assert mailbox.of("sign_in_blocked", "nobody@example.com") == []


def test_a_list_of_stolen_passwords_is_slowed_down_whatever_its_addresses(client: Http, clock: Clock) -> None:
    person()
    for number in range(120):
        guard.count_sign_in(f"email#{number}", "127.0.0.1", kit_clock.now())
    assert sign_in(client).code == "too_many"
    clock.advance(minutes=5)
    assert sign_in(client).status == 201
