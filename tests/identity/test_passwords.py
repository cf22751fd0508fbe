"""How passwords are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from argon2.low_level import Type

from chalicelib.identity import passwords
from chalicelib.identity.store import AccountItem
from tests.identity.conftest import PASSWORD, person, sign_in
from tests.support.http import Http


def test_a_hash_is_argon2id_with_the_parameters_of_owasp_and_its_own_salt() -> None:
    one, two = passwords.hash_password(PASSWORD), passwords.hash_password(PASSWORD)
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != two
    assert passwords.matches(PASSWORD, one)
    assert not passwords.matches(PASSWORD + " ", one)


def test_nobodys_password_opens_nothing() -> None:
    assert not passwords.matches("nobody's password", None)


def test_the_same_password_from_another_keyboard() -> None:
    assert passwords.matches("cafe\u0301 \uff11\uff12\uff13 au lait", passwords.hash_password("caf\u00e9 123 au lait"))


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("kind", [Type.ID, Type.I])
def test_a_hash_with_old_parameters_is_renewed_by_the_next_sign_in(client: Http, kind: Type) -> None:
    account = AccountItem.get(person().id, "account")
    account.password_hash = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1, type=kind).hash(PASSWORD)
    account.save()

    assert sign_in(client, password="a wrong password").status == 401
    assert sign_in(client).status == 201

    account.refresh()
    assert account.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert sign_in(client).status == 201
