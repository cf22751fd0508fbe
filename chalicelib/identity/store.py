"""Accounts, registrations, sessions and tries in DynamoDB.

Table `identity`, hash `pk`, range `sk`, TTL `expires_at`.

| item         | pk              | sk                   | question                                              |
| ---          | ---             | ---                  | ---                                                   |
| account      | `acc_…`         | `account`            | an account by id                                      |
| session      | `acc_…`         | `session#ses_…`      | a session by id; the sessions of an account           |
| address      | `email#<hash>`  | `address`            | the account of an e-mail address (unique by its key)  |
| registration | `email#<hash>`  | `registration#tok_…` | one that waits for its confirmation; the latest one   |
| tries        | `email#<hash>`  | `tries#<hash>`       | wrong passwords for an address from one network       |

An address's key is a hash, so that facts and logs that name it do not spell out the person.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute

from chalicelib.identity.domain import normalised_email
from chalicelib.identity.schemas import AccountView, Address, Client, Language
from chalicelib.kit import clock
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tables import DocumentAttribute, IntegerAttribute, MomentAttribute, Table, get, meta

MAX_SESSIONS_SHOWN = 100
_MAX_ID_LENGTH = 60


class Profile(msgspec.Struct, frozen=True):
    """What a person may change of themselves at will."""

    name: str
    language: Language
    addresses: tuple[Address, ...] = ()


class AccountItem(Table):
    """A person's account; there is one only after its address was confirmed."""

    Meta = meta("identity")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="account")
    email = UnicodeAttribute()
    """As the person wrote it."""
    password_hash = UnicodeAttribute()
    credentials_version = IntegerAttribute(default=1)
    """Goes up with every new password: sessions and reset links of an earlier version are void."""
    roles = UnicodeSetAttribute()
    profile = DocumentAttribute(Profile)
    profile_version = IntegerAttribute(default=1)
    created_at = MomentAttribute()

    def view(self) -> AccountView:
        return AccountView(
            id=self.pk,
            email=self.email,
            name=self.profile.name,
            language=self.profile.language,
            roles=sorted(self.roles),  # type: ignore[arg-type]
            created_at=clock.rfc3339(self.created_at),
            addresses=list(self.profile.addresses),
        )


class AddressItem(Table):
    """Whose an e-mail address is."""

    Meta = meta("identity")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="address")
    account_id = UnicodeAttribute()


class Registration(msgspec.Struct, frozen=True):
    """What somebody entered who wants an account."""

    email: str
    name: str
    language: Language
    password_hash: str


class RegistrationItem(Table):
    """A registration that waits for its confirmation. Each has its own link, which confirms its own password only."""

    Meta = meta("identity")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    entered = DocumentAttribute(Registration)
    expires_at = IntegerAttribute()

    @property
    def id(self) -> str:
        return str(self.sk).removeprefix("registration#")


class Device(msgspec.Struct, frozen=True):
    """Where a session runs, for the person's own list. `network`: a hash of where it began, so that it can be known again."""

    client: Client
    user_agent: str
    network: str = ""


class SessionItem(Table):
    """A session: the family of refresh tokens that follow from one sign-in. Only hashes of tokens are kept."""

    Meta = meta("identity")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    current = UnicodeAttribute()
    previous = UnicodeAttribute(null=True)
    rotated_at = MomentAttribute()
    credentials_version = IntegerAttribute()
    created_at = MomentAttribute()
    device = DocumentAttribute(Device)
    expires_at = IntegerAttribute()

    @property
    def id(self) -> str:
        return str(self.sk).removeprefix("session#")


class TriesItem(Table):
    """Wrong passwords for one address from one network."""

    Meta = meta("identity")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    tries = IntegerAttribute(default=0)
    blocked_until = MomentAttribute(null=True)
    expires_at = IntegerAttribute()


def address_key(email: str) -> str:
    """The partition of an e-mail address, whatever its case."""
    return f"email#{hashed(normalised_email(email))[:40]}"


def session_key(session_id: str) -> str:
    return f"session#{session_id}"


def registration_key(registration_id: str) -> str:
    return f"registration#{registration_id}"


def account(account_id: str) -> AccountItem | None:
    """One read. None also for what cannot be an id."""
    return get(AccountItem, account_id, "account") if 0 < len(account_id) <= _MAX_ID_LENGTH else None


def account_at(key: str) -> AccountItem | None:
    """The account of an address key. Two reads, also for an unknown address, so that both take the same time."""
    address = get(AddressItem, key, "address")
    return get(AccountItem, address.account_id if address else key, "account")


def registration(key: str, registration_id: str, now: datetime) -> RegistrationItem | None:
    """One that still waits."""
    item = get(RegistrationItem, key, registration_key(registration_id))
    return item if item and item.expires_at > clock.epoch_seconds(now) else None


def latest_registration(key: str, now: datetime) -> RegistrationItem | None:
    """The newest one of an address that still waits."""
    found = RegistrationItem.query(
        key,
        RegistrationItem.sk.startswith("registration#"),
        consistent_read=True,
        scan_index_forward=False,
        limit=1,
    )
    return next((item for item in found if item.expires_at > clock.epoch_seconds(now)), None)


def session(account_id: str, session_id: str) -> SessionItem | None:
    """One read."""
    return get(SessionItem, account_id, session_key(session_id))


def sessions(account_id: str, limit: int | None = None) -> list[SessionItem]:
    """The sessions of an account, newest first; those that ran out may still be among them."""
    return list(
        SessionItem.query(
            account_id,
            SessionItem.sk.startswith("session#"),
            consistent_read=True,
            scan_index_forward=False,
            limit=limit,
        )
    )


def tries(key: str, network_hash: str) -> TriesItem | None:
    return get(TriesItem, key, f"tries#{network_hash}")
