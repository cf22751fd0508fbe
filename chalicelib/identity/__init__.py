"""Accounts, sessions and roles: one registration for every door."""

from __future__ import annotations

from chalicelib.identity import store
from chalicelib.identity.accounts import create_account
from chalicelib.identity.domain import network
from chalicelib.identity.events import AccountDeleted
from chalicelib.identity.personal_data import register as register_personal_data
from chalicelib.identity.schemas import AccountView

__all__ = [
    "AccountDeleted",
    "create_account",
    "find_account",
    "find_account_by_email",
    "network",
    "register_personal_data",
]


def find_account(account_id: str) -> AccountView | None:
    """The account, or None where there is none (any more). One read."""
    item = store.account(account_id)
    return item.view() if item else None


def find_account_by_email(email: str) -> AccountView | None:
    """The account of an address, whatever its case, or None. Two reads."""
    item = store.account_at(store.address_key(email))
    return item.view() if item else None
