"""Accounts, registrations, sessions and tries in DynamoDB.

Table `identity`, hash `pk`, range `sk`, TTL `expires_at`.

| item         | pk              | sk                   | question                                              |
| ---          | ---             | ---                  | ---                                                   |
| account      | `acc_…`         | `account`            | an account by id                                      |
| session      | `acc_…`         | `session#ses_…`      | a session by id; the sessions of an account           |
| address      | `email#<hash>`  | `address`            | the account of an e-mail address (unique by its key)  |
| registration | `email#<hash>`  | `registration#tok_…` | one that waits for its confirmation; the latest one   |
| tries        | `email#<hash>`  | `tries#<hash>`       | wrong passwords for an address from one network       |
| organisation | `org_…`         | `organisation`       | an organisation by id                                 |
| listing      | `organisations` | `org_…`              | all organisations, newest first                       |
| membership   | `org_…`         | `member#acc_…`       | the members of an organisation                        |

An address's key is a hash, so that facts and logs that name it do not spell out the person.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute

from chalicelib.identity.domain import normalised_email
from chalicelib.identity.schemas import AccountView, Address, Client, Language, OrganisationRef
from chalicelib.kit import clock
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tables import DocumentAttribute, IntegerAttribute, MomentAttribute, Table, get, get_many, meta, page

MAX_SESSIONS_SHOWN = 100
MAX_MEMBERS = 1_000
"""Of one organisation, as its page shows them."""
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
    organisation_id = UnicodeAttribute(null=True)
    group = UnicodeAttribute(null=True)
    """Its own customer group; without one, that of its organisation holds."""

    def view(self, organisation: OrganisationItem | None) -> AccountView:
        """`organisation`: the one that it belongs to, if any."""
        return AccountView(
            id=self.pk,
            email=self.email,
            name=self.profile.name,
            language=self.profile.language,
            roles=sorted(self.roles),  # type: ignore[arg-type]
            created_at=clock.rfc3339(self.created_at),
            addresses=list(self.profile.addresses),
            organisation=organisation.reference() if organisation else None,
            group=self.group or (organisation.document.group if organisation else None),
        )


class Organisation(msgspec.Struct, frozen=True):
    """A company that buys. `on_account`: its people may buy now and pay by invoice. `group`: the customer group of its people."""

    name: str
    country: str
    tax_id: str = ""
    group: str | None = None
    on_account: bool = False


class OrganisationItem(Table):
    """An organisation."""

    Meta = meta("identity")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="organisation")
    document = DocumentAttribute(Organisation)
    version = IntegerAttribute(default=1)
    created_at = MomentAttribute()

    def reference(self) -> OrganisationRef:
        return OrganisationRef(self.pk, self.document.name, self.document.on_account)


class ListedOrganisationItem(Table):
    """That there is an organisation."""

    Meta = meta("identity")

    pk = UnicodeAttribute(hash_key=True, default="organisations")
    sk = UnicodeAttribute(range_key=True)


class MemberItem(Table):
    """That an account belongs to an organisation."""

    Meta = meta("identity")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


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


def member_of(organisation_id: str, account_id: str) -> MemberItem:
    """An item that stands for a membership's key."""
    return MemberItem(organisation_id, f"member#{account_id}")


def organisation(organisation_id: str | None) -> OrganisationItem | None:
    """One read; none for None, and for what cannot be an id."""
    if organisation_id is None or not 0 < len(organisation_id) <= _MAX_ID_LENGTH:
        return None
    return get(OrganisationItem, organisation_id, "organisation")


def organisations(limit: int, after: str | None) -> tuple[list[OrganisationItem], str | None]:
    """A page of organisations, newest first, and the id to go on from."""
    cursor = {"pk": {"S": "organisations"}, "sk": {"S": after}} if after else None
    listed, last = page(ListedOrganisationItem, "organisations", limit=limit, cursor=cursor)
    found = get_many(OrganisationItem, [(item.sk, "organisation") for item in listed])
    return sorted(found, key=lambda item: str(item.pk), reverse=True), last["sk"]["S"] if last else None


def members(organisation_id: str) -> list[AccountItem]:
    """The accounts of an organisation, the longest known first; two reads for a hundred."""
    found = MemberItem.query(
        organisation_id, MemberItem.sk.startswith("member#"), consistent_read=True, limit=MAX_MEMBERS
    )
    ids = [str(item.sk).removeprefix("member#") for item in found]
    return sorted(get_many(AccountItem, [(account_id, "account") for account_id in ids]), key=lambda item: str(item.pk))
