"""What happens at the same moment, on the real engine with threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest

from chalicelib.identity.store import AccountItem
from tests.identity.conftest import (
    EMAIL,
    PASSWORD,
    Mailbox,
    as_owner,
    person,
    refresh,
    registration,
    sign_in,
)
from tests.support.http import Http

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("engine")]

T = TypeVar("T")


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """Run all of them at the same moment."""
    start = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_sixteen_tabs_refresh_with_one_token_and_all_go_on_with_the_same_next_one(client: Http) -> None:
    person()
    token = sign_in(client).json["refresh_token"]
    for _ in range(5):
        replies = at_once([lambda token=token: refresh(client, token)] * 16)
        assert {reply.status for reply in replies} == {200}
        (token,) = {reply.json["refresh_token"] for reply in replies}


def test_a_refresh_during_the_sign_out_never_revives_the_session(client: Http) -> None:
    person()
    for _ in range(10):
        session = sign_in(client)
        owner = as_owner(client, session)
        token = session.json["refresh_token"]
        replies = at_once(
            [lambda token=token: refresh(client, token), lambda owner=owner: owner.delete("/v1/sessions/current")]
        )
        after = replies[0].json.get("refresh_token", token)
        assert refresh(client, after).status == 401


def test_two_links_for_one_address_opened_at_once_make_one_account(client: Http, mailbox: Mailbox) -> None:
    for number in range(5):
        client.post("/v1/accounts", registration(name=f"Registration {'ABCDE'[number]}"))
    tokens = [mail.text.partition("token=")[2].split()[0] for mail in mailbox.of("confirmation")]
    assert len(tokens) == 5

    def confirm(token: str) -> str:
        answer = client.post("/v1/accounts/confirmations", {"token": token})
        return "signed in" if answer.status == 201 else answer.code

    outcomes = Counter(at_once([lambda token=token: confirm(token) for token in [*tokens, *tokens]]))

    assert outcomes["signed in"] == 1
    assert set(outcomes) <= {"signed in", "address_taken", "link_no_longer_valid"}
    accounts = list(AccountItem.scan(AccountItem.sk == "account"))
    assert [account.email for account in accounts] == [EMAIL]


def test_a_reset_link_opened_twice_at_once_sets_one_password(client: Http, mailbox: Mailbox) -> None:
    person()
    client.post("/v1/password-resets", {"email": EMAIL})
    path = f"/v1/password-resets/{mailbox.token('password_reset')}"
    passwords = [f"staple paper clip {letter}" for letter in "abcd"]

    replies = at_once([lambda word=word: client.post(path, {"password": word}) for word in passwords])

    assert sorted(reply.status for reply in replies) == [200, 410, 410, 410]
    winner = next(word for word, reply in zip(passwords, replies, strict=True) if reply.status == 200)
    assert sign_in(client, password=winner).status == 201


def test_guesses_at_the_same_moment_get_no_further_than_one_after_the_other(client: Http) -> None:
    person()
    guesses = [lambda number=number: sign_in(client, password=f"wrong password {number}") for number in range(40)]
    outcomes = Counter(reply.status for reply in at_once(guesses))
    assert outcomes == {401: 11, 429: 29}


def test_two_admins_who_depose_each_other_leave_one(client: Http) -> None:
    for number in range(5):
        pair = [person(f"admin{number}{side}@example.com", "admin", name=f"Admin {side}") for side in "ab"]
        clients = [as_owner(client, sign_in(client, account.email)) for account in pair]
        replies = at_once(
            [
                lambda me=me, other=other: me.put(f"/v1/accounts/{other.id}/roles", json={"roles": []})
                for me, other in zip(clients, reversed(pair), strict=True)
            ]
        )
        assert sorted(reply.status for reply in replies) == [200, 403]
        assert ["admin" in AccountItem.get(account.id, "account").roles for account in pair].count(True) == 1


def test_two_pages_that_change_the_profile_at_once_both_succeed(client: Http) -> None:
    person()
    me = as_owner(client, sign_in(client))
    changes = [{"name": "Augusta Ada"}, {"language": "zh"}]
    at_once([lambda change=change: me.patch("/v1/me", json=change) for change in changes])
    profile = me.get("/v1/me").json
    assert (profile["name"], profile["language"]) == ("Augusta Ada", "zh")


def test_one_address_is_seeded_once(client: Http) -> None:
    from chalicelib.identity.domain import AddressTaken

    def seed() -> str:
        try:
            return person().id
        except AddressTaken:
            return "taken"

    outcomes = at_once([seed] * 8)
    assert outcomes.count("taken") == 7
    assert sign_in(client, password=PASSWORD).status == 201
