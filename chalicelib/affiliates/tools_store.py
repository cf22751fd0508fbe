"""What members' own tools need: keys, webhooks, and the log of what webhooks were sent.

Table `affiliates`. Questions and keys:
- a member's keys: `pk = aff_…`, `sk = key#tok_…`; whose a key is: `pk = key#<hash>`, `sk = key`
- a member's webhooks: `pk = aff_…`, `sk = webhook#web_…`; guarded by `version`
- what a webhook was sent, newest first: `pk = web_…`, `sk = evt_…`; kept as long as facts are; TTL
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.affiliates import courier_store
from chalicelib.affiliates.store import CursorUnknown
from chalicelib.affiliates.webhook_schemas import WebhookEvent
from chalicelib.kit import clock
from chalicelib.kit.errors import PorticoError, Superseded
from chalicelib.kit.facts import KEEP_DAYS
from chalicelib.kit.tables import DocumentAttribute, IntegerAttribute, MomentAttribute, Table, get, meta, page
from chalicelib.kit.tx import Tx

_KEY = "key#"
_WEBHOOK = "webhook#"


class ApiKey(msgspec.Struct, frozen=True):
    """A key of a member's own tools; the secret itself is nowhere."""

    id: str
    member_id: str
    name: str
    hash: str
    created_at: datetime
    access: Literal["read", "write"] = "write"


class Webhook(msgspec.Struct, frozen=True):
    """Where a member wants to be told of what; no events: of all."""

    id: str
    member_id: str
    url: str
    events: tuple[WebhookEvent, ...]
    created_at: datetime
    secret_number: int = 0
    """Counts the secrets that it had."""
    rotated_at: datetime | None = None
    failing_since: datetime | None = None
    """When a message was first not taken, none having been taken since."""
    disabled_at: datetime | None = None


class Sent(msgspec.Struct, frozen=True):
    """A message to a webhook, and what became of it."""

    id: str
    event: WebhookEvent
    body: str
    at: datetime
    """Of the last attempt; before the first, of what it tells."""
    state: Literal["waiting", "taken", "failing", "given_up"] = "waiting"
    attempts: int = 0
    status: int | None = None
    """What the other side answered; None: nothing."""
    answer: str = ""
    """How its answer began, or what went wrong."""
    took_ms: int = 0


class KeyItem(Table):
    """A key, by its hash or by member. `used_at`: when it was used last, within a few minutes."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="key")
    document = DocumentAttribute(ApiKey)
    used_at = MomentAttribute(null=True)


class WebhookItem(Table):
    """A webhook of a member; `version` counts its writes."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    version = IntegerAttribute(default=1)
    document = DocumentAttribute(Webhook)


class SentItem(Table):
    """A message in a webhook's log."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    document = DocumentAttribute(Sent)
    expires_at = IntegerAttribute()


def key_with(secret_hash: str) -> KeyItem | None:
    """The key with this hash, or None. One read."""
    return get(KeyItem, _KEY + secret_hash, "key")


def add_key(tx: Tx, document: ApiKey) -> None:
    """Write a new key."""
    tx.put(KeyItem(_KEY + document.hash, document=document), KeyItem.pk.does_not_exist())
    tx.put(KeyItem(document.member_id, _KEY + document.id, document=document))


def note_use(tx: Tx, document: ApiKey, otherwise: PorticoError) -> None:
    """Write down that a key was used now; `otherwise` at commit where it was ended meanwhile."""
    for item in (KeyItem(_KEY + document.hash, "key"), KeyItem(document.member_id, _KEY + document.id)):
        tx.update(item, [KeyItem.used_at.set(tx.at)], KeyItem.pk.exists(), otherwise)


def remove_key(tx: Tx, document: ApiKey) -> None:
    """End a key."""
    tx.delete(KeyItem(_KEY + document.hash))
    tx.delete(KeyItem(document.member_id, _KEY + document.id))


def keys_of(member_id: str) -> list[KeyItem]:
    """All keys of a member, oldest first."""
    return list(KeyItem.query(member_id, KeyItem.sk.startswith(_KEY), consistent_read=True))


def webhook(member_id: str, webhook_id: str) -> WebhookItem | None:
    """The webhook, or None. One read."""
    return get(WebhookItem, member_id, _WEBHOOK + webhook_id)


def webhooks_of(member_id: str) -> list[Webhook]:
    """All webhooks of a member, oldest first."""
    found = WebhookItem.query(member_id, WebhookItem.sk.startswith(_WEBHOOK), consistent_read=True)
    return [item.document for item in found]


def add_webhook(tx: Tx, document: Webhook) -> None:
    """Write a new webhook."""
    tx.put(_webhook_item(document, 1), WebhookItem.pk.does_not_exist())


def save_webhook(tx: Tx, known: WebhookItem, document: Webhook) -> None:
    """Write a changed webhook over the version that was read; Superseded at commit when somebody else wrote first."""
    tx.put(_webhook_item(document, known.version + 1), WebhookItem.version == known.version, Superseded())


def remove_webhook(tx: Tx, document: Webhook) -> None:
    """End a webhook and its queue. Its log goes when its time is over."""
    courier_store.remove(tx, document.member_id, document.id)
    tx.delete(WebhookItem(document.member_id, _WEBHOOK + document.id))


def sent(webhook_id: str, message_id: str) -> Sent | None:
    """A message of a webhook's log, or None. One read."""
    item = get(SentItem, webhook_id, message_id)
    return item.document if item else None


def log(tx: Tx, webhook_id: str, document: Sent) -> None:
    """Write what became of a message over what was known of it."""
    expires_at = clock.epoch_seconds(document.at + timedelta(days=KEEP_DAYS))
    tx.put(SentItem(webhook_id, document.id, document=document, expires_at=expires_at))


def sent_to(webhook_id: str, limit: int, cursor: str | None) -> tuple[list[Sent], str | None]:
    """A page of a webhook's log, newest first; the cursor is the last message's id."""
    if cursor is not None and not cursor.startswith("evt_"):
        raise CursorUnknown()
    start = {"pk": {"S": webhook_id}, "sk": {"S": cursor}} if cursor else None
    items, last = page(SentItem, webhook_id, limit=limit, cursor=start)
    return [item.document for item in items], last["sk"]["S"] if last else None


def _webhook_item(document: Webhook, version: int) -> WebhookItem:
    return WebhookItem(document.member_id, _WEBHOOK + document.id, version=version, document=document)
