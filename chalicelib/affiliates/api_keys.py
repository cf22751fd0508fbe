"""Keys of members' own tools, and who a request comes from: a signed-in member, or a tool with a key (header `Api-Key`)."""

from __future__ import annotations

from typing import Any

from chalicelib.affiliates import click_store, members, store
from chalicelib.affiliates.click_store import ApiKey
from chalicelib.affiliates.link_schemas import ApiKeyMade, ApiKeyView
from chalicelib.affiliates.store import MemberItem
from chalicelib.kit import clock, ids
from chalicelib.kit.errors import Conflict, NotFound, Unauthenticated
from chalicelib.kit.http import Call
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tx import Tx

HEADER = "Api-Key"
MAX_KEYS = 10
_PREFIX = "pak_"


class TooManyKeys(Conflict):
    title = f"An affiliate has at most {MAX_KEYS} keys; remove one that is not used"


class KeyNotFound(NotFound):
    title = "You have no such key"


class KeyNotValid(Unauthenticated):
    title = "This key is not valid; make a new one in your affiliate account"


def caller(call: Call[Any, Any]) -> MemberItem:
    """The member that asks. Raises KeyNotValid, Unauthenticated, NotAnAffiliate. Two reads."""
    secret = call.headers.get(HEADER.lower())
    return with_secret(secret) if secret else members.of_account(call.account_id)


def with_secret(secret: str) -> MemberItem:
    """The member whose key this is. Raises KeyNotValid."""
    key = click_store.key_with(hashed(secret)) if secret.startswith(_PREFIX) else None
    item = store.member(key.member_id) if key else None
    if item is None:
        raise KeyNotValid()
    return item


def make(member_id: str, name: str, tx: Tx) -> ApiKeyMade:
    """A new key; its secret is told this once. Raises TooManyKeys."""
    if len(click_store.keys_of(member_id)) >= MAX_KEYS:
        raise TooManyKeys()
    secret = _PREFIX + ids.secret_token()
    key = ApiKey(ids.new_id("tok", tx.at), member_id, name, hashed(secret), tx.at)
    click_store.add_key(tx, key)
    return ApiKeyMade(key.id, key.name, clock.rfc3339(key.created_at), secret)


def listed(member_id: str) -> list[ApiKeyView]:
    """A member's keys, without their secrets."""
    return [ApiKeyView(key.id, key.name, clock.rfc3339(key.created_at)) for key in click_store.keys_of(member_id)]


def remove(member_id: str, key_id: str, tx: Tx) -> None:
    """End a key at once. Raises KeyNotFound."""
    found = [key for key in click_store.keys_of(member_id) if key.id == key_id]
    if not found:
        raise KeyNotFound()
    click_store.remove_key(tx, found[0])
