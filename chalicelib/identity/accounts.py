"""Accounts: register, confirm, profile, password, roles, export and deletion."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from chalicelib.identity import guard, links, organisations, passwords, personal_data, sessions, store
from chalicelib.identity.domain import (
    CONFIRMATION_LIFETIME,
    AccountGone,
    AccountNotFound,
    AddressTaken,
    AdminCannotBeDeleted,
    LinkNoLongerValid,
    SessionEnded,
    WrongPassword,
    check_password,
    roles_after,
)
from chalicelib.identity.events import (
    AccountDeleted,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationRequested,
    RolesChanged,
)
from chalicelib.identity.schemas import (
    AccountView,
    Language,
    PasswordChange,
    PersonalData,
    ProfileChange,
    RegisterRequest,
)
from chalicelib.identity.sessions import SignedIn
from chalicelib.identity.store import (
    AccountItem,
    AddressItem,
    Device,
    Profile,
    Registration,
    RegistrationItem,
    SessionItem,
)
from chalicelib.kit import clock, ids
from chalicelib.kit.errors import Forbidden, PorticoError, Superseded
from chalicelib.kit.tx import Tx


def register(wanted: RegisterRequest, ip: str, tx: Tx) -> None:
    """Keep a registration until its link is opened. The same reads and writes for a known and an unknown address: only
    the mail differs. Raises PasswordTooEasy, TooMany.
    """
    key = store.address_key(wanted.email)
    guard.bound_mails("register", key, ip, tx.at)
    check_password(wanted.password, wanted.email, wanted.name)
    registration_id = ids.new_id("tok", tx.at)
    entered = Registration(wanted.email, wanted.name, wanted.language, passwords.hash_password(wanted.password))
    item = RegistrationItem(
        key,
        store.registration_key(registration_id),
        entered=entered,
        expires_at=clock.epoch_seconds(tx.at + CONFIRMATION_LIFETIME),
    )
    tx.put(item, RegistrationItem.pk.does_not_exist())
    tx.publish(RegistrationRequested(address_key=key, registration_id=registration_id))


def confirm(token: str, device: Device, tx: Tx) -> SignedIn:
    """Open the account of the registration that a link names, and sign in. Raises LinkNoLongerValid, AddressTaken."""
    key, registration_id = links.read_confirmation(token)
    waiting = store.registration(key, registration_id, tx.at)
    if waiting is None:
        raise LinkNoLongerValid()
    tx.delete(waiting, RegistrationItem.pk.exists(), LinkNoLongerValid())
    account = _open(waiting.entered, {"customer"}, tx)
    return sessions.start(account, device, tx)


def create_account(
    email: str, password: str, name: str, *, roles: Collection[str] = (), language: Language = "en", now: datetime
) -> AccountView:
    """An account that needs no confirmation: the first admin, and the people of a demo. Raises AddressTaken, PasswordTooEasy."""
    check_password(password, email, name)
    tx = Tx(now)
    entered = Registration(email, name, language, passwords.hash_password(password))
    account = _open(entered, {"customer", *roles}, tx)
    tx.commit()
    return account.view(None)


def _open(entered: Registration, roles: set[str], tx: Tx) -> AccountItem:
    account = AccountItem(
        ids.new_id("acc", tx.at),
        email=entered.email,
        password_hash=entered.password_hash,
        roles=roles,
        profile=Profile(entered.name, entered.language),
        created_at=tx.at,
    )
    address = AddressItem(store.address_key(entered.email), account_id=account.pk)
    tx.put(address, AddressItem.pk.does_not_exist(), AddressTaken())
    tx.put(account, AccountItem.pk.does_not_exist())
    return account


def own(account_id: str) -> AccountItem:
    """The account of who asks; one read. Raises AccountGone where it was deleted since the token was given."""
    account = store.account(account_id)
    if account is None:
        raise AccountGone()
    return account


def change_profile(account_id: str, change: ProfileChange, tx: Tx) -> AccountView:
    """What is left out stays, also what another page changes at the same moment."""
    account = own(account_id)
    before = account.profile
    after = Profile(
        name=before.name if change.name is None else change.name,
        language=before.language if change.language is None else change.language,
        addresses=before.addresses if change.addresses is None else tuple(change.addresses),
    )
    tx.update(
        account,
        [AccountItem.profile.set(after), AccountItem.profile_version.set(account.profile_version + 1)],
        AccountItem.profile_version == account.profile_version,
        Superseded(),
    )
    account.profile = after
    return organisations.seen(account)


def change_password(account_id: str, session_id: str | None, change: PasswordChange, ip: str, tx: Tx) -> None:
    """Every other session ends. Raises WrongPassword, PasswordTooEasy, TooMany, SessionEnded."""
    account = own(account_id)
    check_password(change.new_password, account.email, account.profile.name)
    _prove(account, change.current_password, ip, tx)
    _set_password(account, change.new_password, SessionEnded(), tx)
    tx.update(
        SessionItem(account.pk, store.session_key(session_id or "none")),
        [SessionItem.credentials_version.set(account.credentials_version + 1)],
        SessionItem.credentials_version == account.credentials_version,
        SessionEnded(),
    )


def ask_for_reset(email: str, ip: str, tx: Tx) -> None:
    """One write and no read, for a known address and an unknown one: who gets a mail is decided later."""
    key = store.address_key(email)
    guard.bound_mails("reset", key, ip, tx.at)
    tx.publish(PasswordResetRequested(address_key=key))


def reset_password(token: str, new: str, ip: str, tx: Tx) -> None:
    """Every session ends. Raises LinkNoLongerValid, PasswordTooEasy."""
    account_id, version = links.read_reset(token, tx.at)
    account = store.account(account_id)
    if account is None or account.credentials_version != version:
        raise LinkNoLongerValid()
    check_password(new, account.email, account.profile.name)
    _set_password(account, new, LinkNoLongerValid(), tx)
    guard.forget_tries(store.address_key(account.email), ip, tx)


def _prove(account: AccountItem, password: str, ip: str, tx: Tx) -> None:
    """The person at the keyboard knows the password: an access token alone is not enough for what cannot be undone."""
    key = store.address_key(account.email)
    guard.count_try(key, ip, tx.at)
    if not passwords.matches(password, account.password_hash):
        raise WrongPassword()
    guard.forget_tries(key, ip, tx)


def _set_password(account: AccountItem, new: str, overtaken: PorticoError, tx: Tx) -> None:
    """`overtaken`: what to say where another new password came first."""
    tx.update(
        account,
        [
            AccountItem.password_hash.set(passwords.hash_password(new)),
            AccountItem.credentials_version.set(account.credentials_version + 1),
        ],
        AccountItem.credentials_version == account.credentials_version,
        overtaken,
    )
    tx.publish(PasswordChanged(account_id=account.pk))


def export(account_id: str, session_id: str | None, now: datetime) -> PersonalData:
    """Everything that is kept of a person, by every part of the portal."""
    account = own(account_id)
    return PersonalData(
        exported_at=clock.rfc3339(now),
        account=organisations.seen(account),
        sessions=sessions.listed(account, session_id, now),
        more=personal_data.collect(account_id),
    )


def delete(account_id: str, password: str, ip: str, tx: Tx) -> None:
    """Delete an account; whoever keeps more of the person learns of it by AccountDeleted. Raises WrongPassword, AdminCannotBeDeleted."""
    account = own(account_id)
    _prove(account, password, ip, tx)
    tx.delete(account, ~AccountItem.roles.contains("admin"), AdminCannotBeDeleted())
    tx.delete(AddressItem(store.address_key(account.email)), AddressItem.account_id == account.pk)
    organisations.leave(account, tx)
    tx.publish(AccountDeleted(account_id=account.pk))


def change_roles(actor: str, account_id: str, wanted: Collection[str], tx: Tx) -> AccountView:
    """Give an account these roles; they hold from its next refresh on. `actor` must still be an admin when it is
    written, so that two admins cannot depose each other. Raises AccountNotFound, OwnAdminRole, Forbidden.
    """
    roles = set(roles_after(actor, account_id, wanted))
    account = store.account(account_id)
    if account is None:
        raise AccountNotFound()
    is_admin = AccountItem.roles.contains("admin")
    if actor == account_id:
        tx.update(account, [AccountItem.roles.set(roles)], is_admin, Forbidden())
    else:
        tx.check(AccountItem, (actor, "account"), is_admin, Forbidden())
        tx.update(account, [AccountItem.roles.set(roles)], AccountItem.pk.exists(), AccountNotFound())
    tx.publish(RolesChanged(account_id=account_id, changed_by=actor, roles=tuple(sorted(roles))))
    account.roles = roles
    return organisations.seen(account)
