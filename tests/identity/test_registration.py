"""Register, open the mail's link, be signed in."""

from __future__ import annotations

import pytest

from chalicelib.kit import clock as kit_clock
from tests.conftest import Clock
from tests.identity.conftest import EMAIL, PASSWORD, Mailbox, as_owner, person, registration, sign_in
from tests.support.http import Http

pytestmark = pytest.mark.usefixtures("store")



def test_register_open_the_link_and_be_signed_in(client: Http, mailbox: Mailbox) -> None:
    assert client.post("/v1/accounts", registration()).status == 202
    session = client.post("/v1/accounts/confirmations", {"token": mailbox.token("confirmation")})
    assert session.status == 201
    me = as_owner(client, session).get("/v1/me")
    assert (me.status, me.json["email"], me.json["roles"]) == (200, EMAIL, ["customer"])
    assert sign_in(client).status == 201
