"""The rules of identity as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.identity.domain import (
    PasswordTooEasy,
    Presented,
    check_password,
    judge,
    network,
    normalised_email,
    roles_after,
    session_end,
    wait_after,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "password",
    [
        "password12",
        "Password1234!",
        "P@ssw0rd!!!!",
        "qwertyuiop",
        "1234567890",
        "1q2w3e4r5t",
        "iloveyou2024",
        "1111111111",
        "abababababab",
        "ada@example.com",
        "AdaLovelace",
        "Ada-Lovelace-1815",
        "ｐａｓｓｗｏｒｄ１２３",
        "5201314520",
    ],
)
def test_what_a_guesser_tries_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooEasy):
        check_password(password, "ada@example.com", "Ada Lovelace")


@pytest.mark.parametrize("password", ["correct horse battery", "我喜欢在雨天散步听音乐", "Xk3#pQ9!mZ", "8391750264"])
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    check_password(password, "ada@example.com", "Ada Lovelace")


def test_a_name_without_letters_refuses_nothing() -> None:
    check_password("8391750264", "1@example.com", "007")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Example.com", "ada@example.COM"),
        (" ada@example.com ", "ada@example.com"),
        ("zoe\u0308@example.com", "zo\u00eb@example.com"),
        ("STRASSE@example.com", "straße@example.com"),
    ],
)
def test_the_same_address(one: str, other: str) -> None:
    assert normalised_email(one) == normalised_email(other)


def test_other_addresses_stay_apart() -> None:
    assert normalised_email("a.da@example.com") != normalised_email("ada@example.com")


@pytest.mark.parametrize(
    ("ip", "visitor"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_what_counts_as_one_visitor(ip: str, visitor: str) -> None:
    assert network(ip) == visitor


@pytest.mark.parametrize(
    ("tries", "seconds"), [(0, 0), (10, 0), (11, 30), (12, 60), (17, 1920), (18, 3600), (10**6, 3600)]
)
def test_the_wait_grows_and_has_an_end(tries: int, seconds: int) -> None:
    assert wait_after(tries) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("presented", "seconds_since", "verdict"),
    [
        ("new", 0, Presented.CURRENT),
        ("new", 10**6, Presented.CURRENT),
        ("old", 0, Presented.JUST_REPLACED),
        ("old", 10, Presented.JUST_REPLACED),
        ("old", 11, Presented.REUSED),
        ("older", 0, Presented.REUSED),
    ],
)
def test_what_a_refresh_token_is(presented: str, seconds_since: int, verdict: Presented) -> None:
    assert judge(presented, "new", "old", NOW, NOW + timedelta(seconds=seconds_since)) is verdict


def test_use_prolongs_a_session_up_to_its_bound() -> None:
    assert session_end(NOW, NOW) == NOW + timedelta(days=30)
    assert session_end(NOW, NOW + timedelta(days=170)) == NOW + timedelta(days=180)


def test_everybody_stays_a_customer() -> None:
    assert roles_after("acc_1", "acc_2", []) == {"customer"}
