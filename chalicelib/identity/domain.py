"""The rules of accounts and sessions. Pure: time and what is stored come in as arguments."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum

from chalicelib.kit.errors import Conflict, Forbidden, Gone, Invalid, NotFound, TooMany, Unauthenticated

ACCESS_TOKEN_LIFETIME = timedelta(minutes=10)
SESSION_IDLE_LIFETIME = timedelta(days=30)
"""A session that is not refreshed for this long is over."""
SESSION_LIFETIME = timedelta(days=180)
"""However often it is refreshed, a session ends after this."""
REUSE_GRACE = timedelta(seconds=10)
"""So long the last token but one still works: two tabs, or an answer lost on the way."""
CONFIRMATION_LIFETIME = timedelta(hours=48)
RESET_LIFETIME = timedelta(hours=1)

FREE_TRIES = 10
"""Wrong passwords from one network before each further one has to wait."""
TRIES_KEPT = timedelta(hours=24)
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)


class WrongCredentials(Unauthenticated):
    title = "The e-mail address or the password is wrong"


class EmailNotConfirmed(Forbidden):
    title = "Confirm your e-mail address first: open the link in our mail. We have just sent it again"


class SessionEnded(Unauthenticated):
    title = "This session is over; sign in again"


class AccountGone(Unauthenticated):
    title = "This account no longer exists"


class LinkNoLongerValid(Gone):
    title = "This link was used already or has run out; ask for a new one"


class AddressTaken(Conflict):
    title = "There is an account with this e-mail address already; sign in"


class WrongPassword(Forbidden):
    title = "The current password is wrong"


class PasswordTooEasy(Invalid):
    title = "This password is too easy to guess; take a longer or less common one"


class TooManyTries(TooMany):
    title = "Too many wrong passwords; wait a moment, or reset your password"


class AccountNotFound(NotFound):
    title = "There is no such account"


class OrganisationNotFound(NotFound):
    title = "There is no such organisation"


class MemberElsewhere(Conflict):
    title = "This account belongs to another organisation; take it out there first"


class SessionNotFound(NotFound):
    title = "There is no such session"


class OwnAdminRole(Conflict):
    title = "Nobody takes the admin role from themselves; another admin has to do it"


class AdminCannotBeDeleted(Conflict):
    title = "An admin's account cannot be deleted; another admin has to take the role away first"


def normalised_email(email: str) -> str:
    """What makes two addresses the same: Unicode NFC, without regard to case."""
    folded = unicodedata.normalize("NFC", email.strip()).casefold()
    return unicodedata.normalize("NFC", folded)


def normalised_password(password: str) -> str:
    """The same password from every keyboard (NFKC, NIST SP 800-63B 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


_COMMON_WORDS = frozenset(
    "password passwort passwd pass letmein welcome admin administrator root login master secret iloveyou ilove qwerty qwertyui "
    "qwertyuiop qwertz qwertzuiop azerty azertyuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qweasd "
    "qweasdzxc abc abcd abcdef abcdefgh abcdefghij football baseball basketball superman batman pokemon princess "
    "sunshine dragon monkey shadow michael jordan jennifer charlie liverpool chelsea arsenal computer internet "
    "samsung google facebook whatever trustno starwars hello helloworld changeme default guest test testtest testing "
    "temp temporary user username demo example woaini aini woaiwojia mima nihao china beijing summer winter spring "
    "autumn january february december monday friday flower freedom cheese killer hunter soccer hockey ranger "
    "passwordpassword adminadmin qwertyqwerty iloveyouiloveyou letmeinletmein welcomewelcome portico".split()
)
"""Words that head every list of leaked passwords, without the digits and signs that people add to them."""
_COMMON_PASSWORDS = frozenset(
    "1234567890 0123456789 12345678910 123456789a a123456789 0987654321 9876543210 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 "
    "1qaz2wsx3edc 1qazxsw23edc zaq12wsxcde3 qwe123qwe123 abc123abc123 123qweasdzxc 123123123123 147258369 1472583690 "
    "741852963 7418529630 1029384756 5201314520 5201314521 1314520520".split()
)
_UNLEET = str.maketrans("@03$5", "aoess")


def check_password(password: str, email: str, name: str) -> None:
    """Refuse a password that a guesser tries first. Raises PasswordTooEasy (the length is checked by the schema)."""
    plain = normalised_password(password).casefold()
    own = {_letters(email), _letters(email.partition("@")[0]), _letters(name)} - {""}
    readings = {_letters(plain), _letters(plain.translate(_UNLEET))}
    if plain in _COMMON_PASSWORDS or not readings.isdisjoint(_COMMON_WORDS):
        raise _too_easy("is one of the most common passwords")
    if not readings.isdisjoint(own):
        raise _too_easy("is your own name or e-mail address")
    if len(set(plain)) < 4:
        raise _too_easy("repeats the same few characters")


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", unicodedata.normalize("NFKC", text).casefold())


def _too_easy(why: str) -> PasswordTooEasy:
    return PasswordTooEasy(fields={"password": why})


def network(ip: str) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 that an IPv6 customer gets."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)


def wait_after(tries: int) -> timedelta:
    """How long a network waits for its next try at an account after `tries` wrong ones."""
    if tries <= FREE_TRIES:
        return timedelta(0)
    doublings = min(tries - FREE_TRIES - 1, 12)
    return min(_LONGEST_WAIT, _FIRST_WAIT * (1 << doublings))


class Presented(Enum):
    """What a refresh token that somebody presents turns out to be."""

    CURRENT = "current"
    JUST_REPLACED = "just replaced"
    REUSED = "reused"


def judge(presented: str, current: str, previous: str | None, rotated_at: datetime, now: datetime) -> Presented:
    """Compare the hash of a presented token with those of its session (RFC 9700 4.14.2: reuse means theft)."""
    if presented == current:
        return Presented.CURRENT
    if presented == previous and now - rotated_at <= REUSE_GRACE:
        return Presented.JUST_REPLACED
    return Presented.REUSED


def session_end(created_at: datetime, now: datetime) -> datetime:
    """When a session that is used now will be over."""
    return min(now + SESSION_IDLE_LIFETIME, created_at + SESSION_LIFETIME)


def roles_after(actor: str, account_id: str, wanted: Collection[str]) -> frozenset[str]:
    """The roles that `actor`, an admin, gives to an account: everybody stays a customer.

    Nobody takes their own admin role away, so that the one who acts always remains: there is never no admin.
    Raises OwnAdminRole.
    """
    if actor == account_id and "admin" not in wanted:
        raise OwnAdminRole()
    return frozenset(wanted) | {"customer"}
