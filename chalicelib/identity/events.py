"""The facts that identity publishes. None holds an e-mail address, a name or a token: they are kept for 30 days,
longer than a deleted account may be known."""

from __future__ import annotations

from chalicelib.kit.facts import Fact


class RegistrationRequested(Fact, frozen=True):
    """Somebody wants an account for an address, known or not. `address_key` is a hash."""

    TYPE = "identity.registration_requested.v1"
    address_key: str
    registration_id: str


class PasswordResetRequested(Fact, frozen=True):
    """Somebody wants to reset the password of an address, known or not."""

    TYPE = "identity.password_reset_requested.v1"
    address_key: str


class PasswordChanged(Fact, frozen=True):
    """An account has a new password, by change or reset."""

    TYPE = "identity.password_changed.v1"
    account_id: str


class SignInBlocked(Fact, frozen=True):
    """Too many wrong passwords for an account came from one network, which now has to wait."""

    TYPE = "identity.sign_in_blocked.v1"
    address_key: str


class RolesChanged(Fact, frozen=True):
    """An admin gave an account other roles."""

    TYPE = "identity.roles_changed.v1"
    account_id: str
    changed_by: str
    roles: tuple[str, ...]


class MembershipChanged(Fact, frozen=True):
    """Staff put an account into an organisation or a customer group, or took it out."""

    TYPE = "identity.membership_changed.v1"
    account_id: str
    changed_by: str
    organisation_id: str | None
    group: str | None


class AccountDeleted(Fact, frozen=True):
    """A person deleted their account. Who keeps something of theirs deletes it, or unlinks it where the law wants it kept."""

    TYPE = "identity.account_deleted.v1"
    account_id: str
