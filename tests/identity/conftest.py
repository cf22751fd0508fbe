"""People and their mails, for the tests of identity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity import create_account
from chalicelib.identity.schemas import AccountView
from chalicelib.kit import clock as kit_clock
from chalicelib.kit.mail import FolderMailer, Message
from tests.support.facts import Drain
from tests.support.http import Http, Reply

PASSWORD = "correct horse battery"
EMAIL = "ada@example.com"
NETWORK = "127.0.0.1"


@dataclass(frozen=True)
class Mailbox:
    """The mails that were sent."""

    folder: Path
    drain: Drain

    def of(self, kind: str, to: str = EMAIL) -> list[Message]:
        """Deliver what is due; the mails of a kind, newest first."""
        self.drain()
        found = FolderMailer(self.folder).messages() if self.folder.exists() else []
        return [message for message in found if (message.kind, message.to) == (kind, to)]

    def token(self, kind: str, to: str = EMAIL) -> str:
        """The token in the link of the one mail of a kind."""
        (message,) = self.of(kind, to)
        found = re.search(r"token=(\S+)", message.text)
        assert found
        return found[1]


@pytest.fixture
def mailbox(folder: Path, drain: Drain) -> Mailbox:
    return Mailbox(folder / "mail", drain)


def person(email: str = EMAIL, *roles: str, name: str = "Ada Lovelace") -> AccountView:
    """Somebody with a confirmed account."""
    return create_account(email, PASSWORD, name, roles=roles, now=kit_clock.now())


def registration(email: str = EMAIL, **other: Any) -> dict[str, Any]:
    return {"email": email, "password": PASSWORD, "name": "Ada Lovelace", **other}


def sign_in(client: Http, email: str = EMAIL, password: str = PASSWORD, kind: str = "api") -> Reply:
    return client.post("/v1/sessions", {"email": email, "password": password, "client": kind})


def as_owner(client: Http, session: Reply) -> Http:
    """The client of whoever got this session."""
    return client.with_headers(Authorization=f"Bearer {session.json['access_token']}")


def refresh(client: Http, token: str) -> Reply:
    return client.post("/v1/sessions/refresh", {"refresh_token": token})


def cookie(reply: Reply) -> str:
    """The session cookie as a browser sends it back."""
    return reply.headers["set-cookie"].partition(";")[0]
