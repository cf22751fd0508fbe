"""What stands between a guesser and a password: limits a network and an address, and waits that grow.

Everything here is written at once, not with the use case: a refused request must leave its trace. It behaves alike for known and
unknown addresses. A try is counted before the password is looked at, under a condition, so that a hundred at the same
moment get no further than one after the other. Tries count for an address *and* a network: a stranger who
guesses locks out their own network only. A try that its own network has to wait for counts nowhere else, and a network
where the owner is signed in is never refused for what others do.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib.identity import store
from chalicelib.identity.domain import FREE_TRIES, TRIES_KEPT, TooManyTries, network, wait_after
from chalicelib.identity.events import SignInBlocked
from chalicelib.identity.store import TriesItem
from chalicelib.kit import clock, limits
from chalicelib.kit.errors import Conflict, TooMany
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tx import Tx

SIGN_INS_PER_NETWORK = 120
"""In five minutes: an office behind one address, but no faster list of stolen passwords."""
SIGN_INS_PER_ADDRESS = 300
"""In an hour, from all networks together; a reset by mail stays open."""
MAILS_PER_NETWORK = 60
MAILS_PER_ADDRESS = 5
"""Registrations and resets in an hour: each sends a mail that its reader may not have asked for."""


def count_sign_in(key: str, ip: str, now: datetime) -> None:
    """Count a sign-in that is about to be tried. Raises TooMany.

    The address comes last: only what the network's own wait lets through counts against everybody else.
    """
    limits.count("sign_in_network", network(ip), SIGN_INS_PER_NETWORK, 300, now)
    count_try(key, ip, now)
    try:
        limits.count("sign_in_address", key, SIGN_INS_PER_ADDRESS, 3600, now)
    except TooMany:
        if not _is_at_home(key, ip):
            raise


def bound_mails(kind: str, key: str, ip: str, now: datetime) -> None:
    """Count a request (`kind`: register, reset) that sends a mail. Raises TooMany."""
    limits.count(f"{kind}_network", network(ip), MAILS_PER_NETWORK, 3600, now)
    limits.count(f"{kind}_address", key, MAILS_PER_ADDRESS, 3600, now)


def count_try(key: str, ip: str, now: datetime) -> None:
    """Count a password that is about to be checked. Raises TooManyTries with the seconds to wait."""
    item = _item(key, ip)
    tx = Tx(now)
    tx.update(
        item,
        [TriesItem.tries.set((TriesItem.tries | 0) + 1), TriesItem.expires_at.set(_kept_until(now))],
        TriesItem.tries.does_not_exist() | (TriesItem.tries < FREE_TRIES),
        _NoMoreFreeTries(),
    )
    try:
        tx.commit()
    except _NoMoreFreeTries:
        _count_slow_try(key, ip, now)


def forget_tries(key: str, ip: str, tx: Tx) -> None:
    """The password was right: this network starts anew."""
    tx.delete(_item(key, ip))


def network_hash(ip: str) -> str:
    """How a network is remembered."""
    return hashed(network(ip))[:16]


def _is_at_home(key: str, ip: str) -> bool:
    """Whether a session of the account began in this network."""
    account = store.account_at(key)
    if account is None:
        return False
    valid = (one for one in store.sessions(account.pk) if one.credentials_version == account.credentials_version)
    return any(session.device.network == network_hash(ip) for session in valid)


class _NoMoreFreeTries(Conflict):
    pass


def _count_slow_try(key: str, ip: str, now: datetime) -> None:
    known = store.tries(key, network_hash(ip))
    if known is None:  # the right password came in at the same moment
        return
    if known.blocked_until is not None and known.blocked_until > now:
        raise TooManyTries(retry_after_seconds=_seconds_until(known.blocked_until, now))
    is_stale = known.expires_at <= clock.epoch_seconds(now)
    tries = 1 if is_stale else known.tries + 1
    tx = Tx(now)
    tx.update(
        known,
        [
            TriesItem.tries.set(tries),
            TriesItem.blocked_until.set(now + wait_after(tries)),
            TriesItem.expires_at.set(_kept_until(now)),
        ],
        TriesItem.tries == known.tries,
        TooManyTries(retry_after_seconds=1),
    )
    if tries == FREE_TRIES + 1:
        _tell_once_a_day(key, tx)
    tx.commit()


def _tell_once_a_day(key: str, tx: Tx) -> None:
    with suppress(TooMany):
        limits.count("sign_in_notice", key, 1, 86400, tx.at)
        tx.publish(SignInBlocked(address_key=key))


def _item(key: str, ip: str) -> TriesItem:
    return TriesItem(key, f"tries#{network_hash(ip)}")


def _kept_until(now: datetime) -> int:
    return clock.epoch_seconds(now + TRIES_KEPT)


def _seconds_until(moment: datetime, now: datetime) -> int:
    return -(-(moment - now) // timedelta(seconds=1))
