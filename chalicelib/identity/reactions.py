"""What identity does when facts are published: its mails, and forgetting who deleted their account."""

from __future__ import annotations

from chalicelib.identity import links, mails, store
from chalicelib.identity.events import (
    AccountDeleted,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationRequested,
    RolesChanged,
    SignInBlocked,
)
from chalicelib.identity.store import SessionItem
from chalicelib.kit.events import Delivery, Subscriber, Subscriptions
from chalicelib.kit.mail import mailer
from chalicelib.kit.mail_layout import Letter, compose
from chalicelib.kit.schedules import Schedule
from chalicelib.kit.tx import Tx


def mail_registration(delivery: Delivery, tx: Tx) -> None:
    """The link to confirm, or the word that there is an account already. A registration that is over gets neither."""
    fact: RegistrationRequested = delivery.fact
    waiting = store.registration(fact.address_key, fact.registration_id, delivery.now)
    if waiting is None:
        return
    known = store.account_at(fact.address_key)
    if known is not None:
        _send(known.email, mails.already_registered(known.profile.language, known.profile.name), delivery, "registered")
        tx.delete(waiting)
        return
    token = links.confirmation_token(fact.address_key, fact.registration_id)
    entered = waiting.entered
    _send(entered.email, mails.confirmation(entered.language, entered.name, token), delivery, "confirmation")


def mail_reset(delivery: Delivery, tx: Tx) -> None:
    fact: PasswordResetRequested = delivery.fact
    account = store.account_at(fact.address_key)
    if account is not None:
        token = links.reset_token(account.pk, account.credentials_version, delivery.occurred_at)
        letter = mails.password_reset(account.profile.language, account.profile.name, token)
        _send(account.email, letter, delivery, "password_reset")


def mail_password_changed(delivery: Delivery, tx: Tx) -> None:
    fact: PasswordChanged = delivery.fact
    account = store.account(fact.account_id)
    if account is not None:
        letter = mails.password_changed(account.profile.language, account.profile.name)
        _send(account.email, letter, delivery, "password_changed")


def mail_sign_in_blocked(delivery: Delivery, tx: Tx) -> None:
    fact: SignInBlocked = delivery.fact
    account = store.account_at(fact.address_key)
    if account is not None:
        letter = mails.sign_in_blocked(account.profile.language, account.profile.name)
        _send(account.email, letter, delivery, "sign_in_blocked")


def mail_roles_changed(delivery: Delivery, tx: Tx) -> None:
    fact: RolesChanged = delivery.fact
    account = store.account(fact.account_id)
    if account is not None:
        letter = mails.roles_changed(account.profile.language, account.profile.name, ", ".join(fact.roles))
        _send(account.email, letter, delivery, "roles_changed")


def forget_sessions(delivery: Delivery, tx: Tx) -> None:
    """They are worthless without their account; what they say of the person's devices goes too. Doing it twice does no more."""
    fact: AccountDeleted = delivery.fact
    with SessionItem.batch_write() as batch:
        for session in store.sessions(fact.account_id):
            batch.delete(session)


def _send(to: str, letter: Letter, delivery: Delivery, kind: str) -> None:
    mailer().send(compose(letter, to=to, message_id=f"{delivery.event_id}.{kind}", kind=kind))


SUBSCRIPTIONS: Subscriptions = {
    RegistrationRequested: [Subscriber("identity.mail_registration", mail_registration, outside=True)],
    PasswordResetRequested: [Subscriber("identity.mail_reset", mail_reset, outside=True)],
    PasswordChanged: [Subscriber("identity.mail_password_changed", mail_password_changed, outside=True)],
    SignInBlocked: [Subscriber("identity.mail_sign_in_blocked", mail_sign_in_blocked, outside=True)],
    RolesChanged: [Subscriber("identity.mail_roles_changed", mail_roles_changed, outside=True)],
    AccountDeleted: [Subscriber("identity.forget_sessions", forget_sessions, outside=True)],
}
SCHEDULES: tuple[Schedule, ...] = ()
