"""Messages to members' own tools: signed, once each as far as the network allows, retried for hours, and logged for the member. See
docs/affiliate-api.md."""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.affiliates import tools_store
from chalicelib.affiliates.tool_events import WebhookDisabled, WebhookDue
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
from chalicelib.kit.errors import Conflict, NotFound, Superseded
from chalicelib.kit.events import MAX_ATTEMPTS, Delivery
from chalicelib.kit.limits import count
from chalicelib.kit.secrets import keyed_hash
from chalicelib.kit.tx import Tx

MAX_WEBHOOKS = 5
ATTEMPTS = MAX_ATTEMPTS - 1
"""One less than a delivery has: what a member's tool does not take is the member's to see, not staff's."""
OLD_SECRET_SIGNS = timedelta(hours=24)
DISABLED_AFTER = timedelta(days=3)
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


def make(member_id: str, asked: WebhookDefinition, tx: Tx) -> WebhookMade:
    """A new webhook; its secret is told this once. Raises TooManyWebhooks, AddressNotAllowed."""
    outgoing.check(asked.url)
    if len(tools_store.webhooks_of(member_id)) >= MAX_WEBHOOKS:
        raise TooManyWebhooks()
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
    return sent_view(_send_later(webhook, Sent(message.id, "test", _json(message), tx.at), tx))


def send_again(webhook: Webhook, message_id: str, tx: Tx) -> SentMessage:
    """Send a message of the log once more, as it was. Raises MessageNotFound, WebhookIsOff, TooMany."""
    known = tools_store.sent(webhook.id, message_id)
    if known is None:
        raise MessageNotFound()
    _by_hand(webhook, tx)
    again = Sent(known.id, known.event, known.body, tx.at)
    return sent_view(_send_later(webhook, again, tx))


def log(webhook: Webhook, limit: int, cursor: str | None) -> SentMessageList:
    """What a webhook was sent in the last thirty days, newest first."""
    found, following = tools_store.sent_to(webhook.id, limit, cursor)
    return SentMessageList([sent_view(each) for each in found], following)


def send(delivery: Delivery, tx: Tx) -> None:
    """Send one message, and write down what came of it. What is not taken fails, and is tried again; after the last attempt it stays in
    the log as given up. A webhook that was removed or switched off meanwhile gets nothing."""
    due: WebhookDue = delivery.fact
    known = tools_store.webhook(due.member_id, due.webhook_id)
    message = tools_store.sent(due.webhook_id, due.message_id)
    if known is None or message is None or known.document.disabled_at is not None:
        return
    attempt = replace(message, attempts=message.attempts + 1, at=delivery.now)
    done = _attempted(known.document, attempt)
    noted = Tx(delivery.now)
    tools_store.log(noted, known.document.id, done)
    noted.commit()
    _note_health(known, done.state == "taken", delivery.now)
    if done.state == "failing":
        raise outgoing.NotTaken(done.answer)


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
    _send_later(webhook, Sent(message.id, event, _json(message), tx.at), tx)


def _send_later(webhook: Webhook, message: Sent, tx: Tx) -> Sent:
    tools_store.log(tx, webhook.id, message)
    tx.publish(WebhookDue(webhook.id, webhook.member_id, message.id))
    return message


def _attempted(webhook: Webhook, message: Sent) -> Sent:
    """Send it now, and say what came of it."""
    body = message.body.encode()
    try:
        reply = outgoing.post(webhook.url, body, {"Portico-Signature": signature(webhook, body, message.at)})
    except (outgoing.NotTaken, outgoing.AddressNotAllowed) as error:
        reply = outgoing.Reply(None, error.detail, 0)
    state = "taken" if reply.is_success else "given_up" if message.attempts >= ATTEMPTS else "failing"
    return replace(message, state=state, status=reply.status, answer=reply.text, took_ms=reply.took_ms)


def _note_health(known: WebhookItem, taken: bool, now: datetime) -> None:
    """When it began to fail, and that it is off when it failed for long; its first success clears it. Where another message's outcome
    was written first, that one stands."""
    webhook, tx = known.document, Tx(now)
    if taken and webhook.failing_since is not None:
        tools_store.save_webhook(tx, known, replace(webhook, failing_since=None))
    elif not taken and webhook.failing_since is None:
        tools_store.save_webhook(tx, known, replace(webhook, failing_since=tx.at))
    elif not taken and webhook.failing_since is not None and tx.at >= webhook.failing_since + DISABLED_AFTER:
        tools_store.save_webhook(tx, known, replace(webhook, disabled_at=tx.at))
        tx.publish(WebhookDisabled(webhook.id, webhook.member_id, webhook.url))
    with suppress(Superseded):
        tx.commit()


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
