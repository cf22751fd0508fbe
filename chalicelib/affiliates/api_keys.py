"""Keys of members' own tools, and who a request comes from: a signed-in member, or a tool with a key (header `Api-Key`)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chalicelib.affiliates import members, store, tools_store
from chalicelib.affiliates.key_schemas import ApiKeyDefinition, ApiKeyMade, ApiKeyView
from chalicelib.affiliates.store import MemberItem
from chalicelib.affiliates.tools_store import ApiKey
from chalicelib.kit import clock, ids
from chalicelib.kit.errors import Conflict, Forbidden, NotFound, Unauthenticated
from chalicelib.kit.http import Call
from chalicelib.kit.limits import count
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tx import Tx

HEADER = "Api-Key"
MAX_KEYS = 10
MAX_CALLS_A_MINUTE = 600
USE_NOTED_EVERY = timedelta(minutes=10)
_PREFIX = "pak_"


class TooManyKeys(Conflict):
    title = f"An affiliate has at most {MAX_KEYS} keys; remove one that is not used"


class KeyNotFound(NotFound):
    title = "You have no such key"


class KeyNotValid(Unauthenticated):
    title = "This key is not valid; make a new one in your affiliate account"


class KeyOnlyReads(Forbidden):
    title = "This key only reads; make one that may write"


def caller(call: Call[Any, Any], *, writes: bool = False) -> MemberItem:
    """The member that asks. Raises KeyNotValid, KeyOnlyReads, MemberNotActive, TooMany, Unauthenticated, NotAnAffiliate. Two reads; with
    a key a write too, which counts its calls."""
    if call.headers.get(HEADER.lower()) is None:
        return members.of_account(call.account_id)
    return with_key(call, writes=writes)


def with_key(call: Call[Any, Any], *, writes: bool) -> MemberItem:
    """The member whose key a request carries; one that writes has to be active. Raises KeyNotValid, KeyOnlyReads, MemberNotActive,
    TooMany."""
    secret = call.headers.get(HEADER.lower()) or ""
    key = tools_store.key_with(hashed(secret)) if secret.startswith(_PREFIX) else None
    item = store.member(key.document.member_id) if key else None
    if key is None or item is None or not item.document.account_id:
        raise KeyNotValid()
    if writes and key.document.access != "write":
        raise KeyOnlyReads()
    if writes:
        members.must_be_active(item)
    count("affiliate_key", key.document.id, MAX_CALLS_A_MINUTE, 60, call.now)
    if key.used_at is None or call.now >= key.used_at + USE_NOTED_EVERY:
        tools_store.note_use(call.tx, key.document, KeyNotValid())
    return item


def make(member: MemberItem, asked: ApiKeyDefinition, tx: Tx) -> ApiKeyMade:
    """A new key; its secret is told this once. Raises TooManyKeys."""
    member_id = member.document.id
    if len(tools_store.keys_of(member_id)) >= MAX_KEYS:
        raise TooManyKeys()
    store.save_member(tx, member, member.document)  # of two who count at once, the second counts again
    secret = _PREFIX + ids.secret_token()
    key = ApiKey(ids.new_id("tok", tx.at), member_id, asked.name, hashed(secret), tx.at, asked.access)
    tools_store.add_key(tx, key)
    return ApiKeyMade(key.id, key.name, key.access, clock.rfc3339(key.created_at), secret)


def listed(member_id: str) -> list[ApiKeyView]:
    """A member's keys, without their secrets."""
    return [
        ApiKeyView(
            item.document.id,
            item.document.name,
            item.document.access,
            clock.rfc3339(item.document.created_at),
            clock.rfc3339(item.used_at) if item.used_at else None,
        )
        for item in tools_store.keys_of(member_id)
    ]


def remove(member_id: str, key_id: str, tx: Tx) -> None:
    """End a key at once. Raises KeyNotFound."""
    found = [item.document for item in tools_store.keys_of(member_id) if item.document.id == key_id]
    if not found:
        raise KeyNotFound()
    tools_store.remove_key(tx, found[0])
