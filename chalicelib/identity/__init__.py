"""Accounts, sessions and roles: one registration for every door."""

from __future__ import annotations

from chalicelib.identity import guard, organisations, store
from chalicelib.identity.accounts import create_account
from chalicelib.identity.domain import network
from chalicelib.identity.events import AccountDeleted
from chalicelib.identity.keys import email_key, household_key
from chalicelib.identity.personal_data import register as register_personal_data
from chalicelib.identity.schemas import AccountView, OrganisationSummary

__all__ = [
    "AccountDeleted",
    "create_account",
    "email_key",
    "find_account",
    "find_account_by_email",
    "find_organisation",
    "household_key",
    "network",
    "register_personal_data",
    "signed_in_from",
]


def find_account(account_id: str) -> AccountView | None:
    """The account, or None where there is none (any more). One read, and one more for a member of an organisation."""
    item = store.account(account_id)
    return organisations.seen(item) if item else None


def find_account_by_email(email: str) -> AccountView | None:
    """The account of an address, whatever its case, or None. Two reads."""
    item = store.account_at(store.address_key(email))
    return organisations.seen(item) if item else None


def signed_in_from(account_id: str, address: str, user_agent: str) -> bool:
    """Whether somebody signed in to the account with this browser, in this network. One query."""
    seen_as = guard.network_hash(address), user_agent[:200]
    return any((one.device.network, one.device.user_agent) == seen_as for one in store.sessions(account_id))


def find_organisation(organisation_id: str) -> OrganisationSummary | None:
    """The organisation, or None. One read."""
    item = store.organisation(organisation_id)
    return organisations.summary(item) if item else None
