"""Sessions: sign in, refresh with rotation, sign out.

A session is a family of refresh tokens, each good for one use. The next one is derived from the one before under our own secret, so
that two tabs which use the same one at the same moment get the same next one, and none of them has to be kept.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime

from chalicelib.identity import guard, organisations, passwords, store
from chalicelib.identity.domain import (
    ACCESS_TOKEN_LIFETIME,
    EmailNotConfirmed,
    Presented,
    SessionEnded,
    SessionNotFound,
    WrongCredentials,
    judge,
    session_end,
)
from chalicelib.identity.events import RegistrationRequested
from chalicelib.identity.schemas import AccountView, SessionView
from chalicelib.identity.store import AccountItem, Device, RegistrationItem, SessionItem
from chalicelib.kit import clock, ids, limits, tokens
from chalicelib.kit.errors import Superseded, TooMany
from chalicelib.kit.http import ACCESS_TOKEN_AUDIENCE
from chalicelib.kit.secrets import hashed, keyed_hash
from chalicelib.kit.tx import Tx

log = logging.getLogger(__name__)

_REFRESH_TOKEN = re.compile(r"(acc_[0-9a-z]{26})\.(ses_[0-9a-z]{26})\.[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class SignedIn:
    """What a session gives to its client."""

    account: AccountView
    access_token: str
    refresh_token: str


def sign_in(email: str, password: str, device: Device, ip: str, tx: Tx) -> SignedIn:
    """Begin a session. Raises WrongCredentials (the same for an unknown address), EmailNotConfirmed, TooMany."""
    key = store.address_key(email)
    guard.count_sign_in(key, ip, tx.at)
    account = store.account_at(key)
    if account is None:
        raise _refusal(store.latest_registration(key, tx.at), password, tx.at)
    if not passwords.matches(password, account.password_hash):
        raise WrongCredentials()
    guard.forget_tries(key, ip, tx)
    if passwords.is_outdated(account.password_hash):
        _rehash(account, password, tx)
    return start(account, device, tx)


def _refusal(waiting: RegistrationItem | None, password: str, now: datetime) -> Exception:
    """Why nobody signs in: only who knows the password learns that a registration waits, and gets its mail again."""
    if not passwords.matches(password, waiting.entered.password_hash if waiting else None) or waiting is None:
        return WrongCredentials()
    try:
        limits.count("confirmation_again", waiting.pk, 1, 60, now)
    except TooMany:
        return EmailNotConfirmed()
    again = Tx(now)
    again.publish(RegistrationRequested(address_key=waiting.pk, registration_id=waiting.id))
    again.commit()
    return EmailNotConfirmed()


def _rehash(account: AccountItem, password: str, tx: Tx) -> None:
    """Bring the stored hash to today's parameters."""
    tx.update(
        account,
        [AccountItem.password_hash.set(passwords.hash_password(password))],
        AccountItem.password_hash == account.password_hash,
        Superseded(),
    )


def start(account: AccountItem, device: Device, tx: Tx) -> SignedIn:
    """A new session for somebody who has just proven who they are."""
    session_id = ids.new_id("ses", tx.at)
    refresh_token = f"{account.pk}.{session_id}.{ids.secret_token()}"
    session = SessionItem(
        account.pk,
        store.session_key(session_id),
        current=hashed(refresh_token),
        rotated_at=tx.at,
        credentials_version=account.credentials_version,
        created_at=tx.at,
        device=device,
        expires_at=clock.epoch_seconds(session_end(tx.at, tx.at)),
    )
    tx.put(session, SessionItem.pk.does_not_exist())
    seen = organisations.seen(account)
    return SignedIn(seen, _access_token(seen, session_id, tx.at), refresh_token)


def refresh(refresh_token: str, tx: Tx) -> SignedIn:
    """The next pair of tokens. A token that was used before ends its whole session (RFC 9700 4.14.2), but for the
    last one within a grace of seconds. Raises SessionEnded.
    """
    session = _session_of(refresh_token)
    account = store.account(session.pk) if session else None
    if session is None or account is None or not _is_alive(session, account, tx.at):
        raise SessionEnded()
    presented = hashed(refresh_token)
    verdict = judge(presented, session.current, session.previous, session.rotated_at, tx.at)
    if verdict is Presented.REUSED:
        _end_stolen(session, tx.at)
        raise SessionEnded()
    successor = _successor(refresh_token, session)
    if verdict is Presented.CURRENT:
        _rotate(session, presented, hashed(successor), tx)
    seen = organisations.seen(account)
    return SignedIn(seen, _access_token(seen, session.id, tx.at), successor)


def _rotate(session: SessionItem, presented: str, successor: str, tx: Tx) -> None:
    """Where another tab was faster, or the session ended meanwhile, it is judged anew."""
    tx.update(
        session,
        [
            SessionItem.current.set(successor),
            SessionItem.previous.set(presented),
            SessionItem.rotated_at.set(tx.at),
            SessionItem.expires_at.set(clock.epoch_seconds(session_end(session.created_at, tx.at))),
        ],
        SessionItem.current == presented,
        Superseded(),
    )


def sign_out(account_id: str, session_id: str, tx: Tx) -> None:
    """End a session; one that is over already stays so."""
    tx.delete(SessionItem(account_id, store.session_key(session_id)))


def sign_out_by(refresh_token: str, tx: Tx) -> None:
    """End the session of a refresh token that is, or just was, valid."""
    session = _session_of(refresh_token)
    if session is not None and hashed(refresh_token) in (session.current, session.previous):
        tx.delete(session)


def revoke(account_id: str, session_id: str, tx: Tx) -> None:
    """End one of a person's sessions from another. Raises SessionNotFound."""
    gone = SessionItem(account_id, store.session_key(session_id))
    tx.delete(gone, SessionItem.pk.exists(), SessionNotFound())


def listed(account: AccountItem, current_session_id: str | None, now: datetime) -> list[SessionView]:
    """Where a person is signed in, newest first."""
    found = store.sessions(account.pk, store.MAX_SESSIONS_SHOWN)
    return [_view(session, current_session_id) for session in found if _is_alive(session, account, now)]


def _view(session: SessionItem, current_session_id: str | None) -> SessionView:
    return SessionView(
        id=session.id,
        client=session.device.client,
        user_agent=session.device.user_agent,
        created_at=clock.rfc3339(session.created_at),
        last_used_at=clock.rfc3339(session.rotated_at),
        current=session.id == current_session_id,
    )


def _is_alive(session: SessionItem, account: AccountItem, now: datetime) -> bool:
    is_in_time = session.expires_at > clock.epoch_seconds(now)
    return is_in_time and session.credentials_version == account.credentials_version


def _session_of(refresh_token: str) -> SessionItem | None:
    named = _REFRESH_TOKEN.fullmatch(refresh_token)
    return store.session(named[1], named[2]) if named else None


def _successor(refresh_token: str, session: SessionItem) -> str:
    return f"{session.pk}.{session.id}.{keyed_hash('refresh token', refresh_token)}"


def _end_stolen(session: SessionItem, now: datetime) -> None:
    """At once: the request itself is refused, and would take this back."""
    log.warning("refresh token of %s used again; the session ends", session.id)
    tx = Tx(now)
    tx.delete(session)
    tx.commit()


def _access_token(account: AccountView, session_id: str, now: datetime) -> str:
    belongs = {"org": account.organisation.id if account.organisation else None, "group": account.group}
    claims = {"sub": account.id, "sid": session_id, "roles": account.roles}
    claims |= {name: value for name, value in belongs.items() if value}
    return tokens.sign(claims, ACCESS_TOKEN_AUDIENCE, ACCESS_TOKEN_LIFETIME, now)
