"""Members' webhooks, and the messages to them: signed, and logged for the member. Who sends them: `courier.py`. See
docs/affiliate-api.md."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.affiliates import courier_store, store, tools_store
from chalicelib.affiliates.store import MemberItem
from chalicelib.affiliates.tool_events import WebhookDue
from chalicelib.affiliates.tools_store import Sent, Webhook, WebhookItem
from chalicelib.affiliates.webhook_schemas import (
    Message,
    SentMessage,
    SentMessageList,
    TestData,
    TestMessage,
    WebhookChange,
    WebhookDefinition,
    WebhookEvent,
    WebhookMade,
    WebhookView,
)
from chalicelib.kit import clock, ids, outgoing
from chalicelib.kit.errors import Conflict, NotFound
from chalicelib.kit.limits import count
from chalicelib.kit.secrets import keyed_hash
from chalicelib.kit.tx import Tx

MAX_WEBHOOKS = 5
OLD_SECRET_SIGNS = timedelta(hours=24)
MAX_TRIES_AN_HOUR = 60
"""How often a member may have something sent by hand."""


class TooManyWebhooks(Conflict):
    title = f"An affiliate has at most {MAX_WEBHOOKS} webhooks; remove one that is not used"


class WebhookNotFound(NotFound):
    title = "You have no such webhook"


class MessageNotFound(NotFound):
    title = "The webhook was sent no such message in the last thirty days"


class WebhookIsOff(Conflict):
    title = "The webhook is switched off; switch it on first"


def make(member: MemberItem, asked: WebhookDefinition, tx: Tx) -> WebhookMade:
    """A new webhook; its secret is told this once. Raises TooManyWebhooks, AddressNotAllowed."""
    outgoing.check(asked.url)
    member_id = member.document.id
    if len(tools_store.webhooks_of(member_id)) >= MAX_WEBHOOKS:
        raise TooManyWebhooks()
    store.save_member(tx, member, member.document)  # of two who count at once, the second counts again
    made = Webhook(ids.new_id("web", tx.at), member_id, asked.url, tuple(asked.events), tx.at)
    tools_store.add_webhook(tx, made)
    return _with_secret(made)


def change(known: WebhookItem, asked: WebhookChange, tx: Tx) -> WebhookView:
    """Change where it goes and what it tells, switch it on or off. Raises AddressNotAllowed."""
    after = known.document
    if asked.url is not None:
        outgoing.check(asked.url)
        after = replace(after, url=asked.url, failing_since=None)
    if asked.events is not None:
        after = replace(after, events=tuple(asked.events))
    if asked.active is not None:
        after = replace(after, failing_since=None, disabled_at=None if asked.active else after.disabled_at or tx.at)
    tools_store.save_webhook(tx, known, after)
    return view(after)


def rotate(known: WebhookItem, tx: Tx) -> WebhookMade:
    """A new secret. For a day messages are signed with the old one too, so that none is lost meanwhile."""
    after = replace(known.document, secret_number=known.document.secret_number + 1, rotated_at=tx.at)
    tools_store.save_webhook(tx, known, after)
    return _with_secret(after)


def listed(member_id: str) -> list[WebhookView]:
    """A member's webhooks."""
    return [view(each) for each in tools_store.webhooks_of(member_id)]


def own(member_id: str, webhook_id: str) -> WebhookItem:
    """A member's own webhook. Raises WebhookNotFound."""
    found = tools_store.webhook(member_id, webhook_id)
    if found is None:
        raise WebhookNotFound()
    return found


def try_out(webhook: Webhook, tx: Tx) -> SentMessage:
    """Send a message that says nothing but that it came. Raises WebhookIsOff, TooMany."""
    _by_hand(webhook, tx)
    message = TestMessage(id=ids.new_id("evt", tx.at), created_at=clock.rfc3339(tx.at), data=TestData(webhook.id))
    return sent_view(_send_later(webhook, Sent(message.id, "test", _json(message), tx.at), tx, by_hand=True))


def send_again(webhook: Webhook, message_id: str, tx: Tx) -> SentMessage:
    """Send a message of the log once more, as it was. Raises MessageNotFound, WebhookIsOff, TooMany."""
    known = tools_store.sent(webhook.id, message_id)
    if known is None:
        raise MessageNotFound()
    _by_hand(webhook, tx)
    again = Sent(known.id, known.event, known.body, tx.at)
    return sent_view(_send_later(webhook, again, tx, by_hand=True))


def log(webhook: Webhook, limit: int, cursor: str | None) -> SentMessageList:
    """What a webhook was sent in the last thirty days, newest first."""
    found, following = tools_store.sent_to(webhook.id, limit, cursor)
    return SentMessageList([sent_view(each) for each in found], following)


def signature(webhook: Webhook, body: bytes, now: datetime) -> str:
    """`t=<seconds>,v1=<hex>`: HMAC-SHA-256 of `<t>.<body>` under the webhook's secret; for a day after a change a second `v1`, under
    the secret before. A receiver refuses what is older than minutes."""
    moment = clock.epoch_seconds(now)
    numbers = [webhook.secret_number]
    if webhook.rotated_at is not None and now < webhook.rotated_at + OLD_SECRET_SIGNS:
        numbers.append(webhook.secret_number - 1)
    signed = f"{moment}.".encode() + body
    codes = (hmac.new(secret(webhook.id, number).encode(), signed, hashlib.sha256).hexdigest() for number in numbers)
    return ",".join([f"t={moment}", *(f"v1={code}" for code in codes)])


def secret(webhook_id: str, number: int) -> str:
    """What signs a webhook's messages; it follows from the webhook and is nowhere kept."""
    return "whsec_" + keyed_hash("affiliates.webhook", f"{webhook_id}#{number}")


def view(webhook: Webhook) -> WebhookView:
    """A webhook as its member sees it."""
    return WebhookView(
        webhook.id,
        webhook.url,
        list(webhook.events),
        clock.rfc3339(webhook.created_at),
        _told(webhook.rotated_at),
        _told(webhook.failing_since),
        _told(webhook.disabled_at),
    )


def sent_view(message: Sent) -> SentMessage:
    """A message of the log as its member sees it."""
    return SentMessage(
        message.id,
        message.event,
        clock.rfc3339(message.at),
        message.state,
        message.attempts,
        message.status,
        message.answer,
        message.took_ms,
        message.body,
    )


def queue(webhook: Webhook, event: WebhookEvent, message: Message, tx: Tx) -> None:
    """Have a message sent to one webhook."""
    _send_later(webhook, Sent(message.id, event, _json(message), tx.at), tx, by_hand=False)


def _send_later(webhook: Webhook, message: Sent, tx: Tx, *, by_hand: bool) -> Sent:
    tools_store.log(tx, webhook.id, message)
    courier_store.add(tx, webhook.member_id, webhook.id, message.id, by_hand=by_hand)
    tx.publish(WebhookDue(webhook.id, webhook.member_id, message.id))
    return message


def _by_hand(webhook: Webhook, tx: Tx) -> None:
    if webhook.disabled_at is not None:
        raise WebhookIsOff()
    count("affiliate_webhook_tries", webhook.member_id, MAX_TRIES_AN_HOUR, 3600, tx.at)


def _with_secret(webhook: Webhook) -> WebhookMade:
    shown = view(webhook)
    return WebhookMade(
        **{name: getattr(shown, name) for name in shown.__struct_fields__},
        secret=secret(webhook.id, webhook.secret_number),
    )


def _json(message: Message) -> str:
    return msgspec.json.encode(message).decode()


def _told(at: datetime | None) -> str | None:
    return clock.rfc3339(at) if at else None
