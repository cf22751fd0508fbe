"""Messages to members' own tools: signed, once each as far as the network allows, retried for hours. See docs/affiliate-api.md."""

from __future__ import annotations

import hashlib
import hmac

import msgspec

from chalicelib.affiliates import click_store
from chalicelib.affiliates.click_events import WebhookDue
from chalicelib.affiliates.click_store import Webhook
from chalicelib.affiliates.events import CommissionAccrued, CommissionApproved, CommissionFact, CommissionReversed
from chalicelib.affiliates.link_schemas import WebhookDefinition, WebhookEvent, WebhookView
from chalicelib.kit import clock, ids, outgoing
from chalicelib.kit.errors import Conflict, NotFound
from chalicelib.kit.events import Delivery
from chalicelib.kit.secrets import keyed_hash
from chalicelib.kit.tx import Tx

MAX_WEBHOOKS = 5
EVENTS: dict[type[CommissionFact], WebhookEvent] = {
    CommissionAccrued: "commission.accrued",
    CommissionApproved: "commission.approved",
    CommissionReversed: "commission.reversed",
}
TEST = "test"


class TooManyWebhooks(Conflict):
    title = f"An affiliate has at most {MAX_WEBHOOKS} webhooks; remove one that is not used"


class WebhookNotFound(NotFound):
    title = "You have no such webhook"


class Message(msgspec.Struct, frozen=True):
    """What is sent. `id` is the same on every attempt: who keeps it handles each message once."""

    id: str
    type: str
    created_at: str
    data: dict[str, object]


def make(member_id: str, asked: WebhookDefinition, tx: Tx) -> WebhookView:
    """A new webhook. Raises TooManyWebhooks, AddressNotAllowed."""
    outgoing.check(asked.url)
    if len(click_store.webhooks_of(member_id)) >= MAX_WEBHOOKS:
        raise TooManyWebhooks()
    made = Webhook(ids.new_id("web", tx.at), member_id, asked.url, tuple(asked.events), tx.at)
    click_store.add_webhook(tx, made)
    return view(made)


def listed(member_id: str) -> list[WebhookView]:
    """A member's webhooks."""
    return [view(each) for each in click_store.webhooks_of(member_id)]


def own(member_id: str, webhook_id: str) -> Webhook:
    """A member's own webhook. Raises WebhookNotFound."""
    found = click_store.webhook(member_id, webhook_id)
    if found is None:
        raise WebhookNotFound()
    return found


def try_out(webhook: Webhook, tx: Tx) -> None:
    """Send a message that says nothing but that it came."""
    _publish(webhook, TEST, {"webhook_id": webhook.id}, tx)


def tell(delivery: Delivery, tx: Tx) -> None:
    """A commission changed: each webhook that wants to know of it gets a message of its own, so that one that is not taken holds up no
    other."""
    event = EVENTS[type(delivery.fact)]
    data = msgspec.to_builtins(delivery.fact)
    for webhook in click_store.webhooks_of(delivery.fact.member_id):
        if not webhook.events or event in webhook.events:
            _publish(webhook, event, data, tx)


def send(delivery: Delivery, tx: Tx) -> None:
    """Send one message. Fails, and is tried again, until it is taken; a webhook that was removed meanwhile gets none."""
    due: WebhookDue = delivery.fact
    webhook = click_store.webhook(due.member_id, due.webhook_id)
    if webhook is not None:
        body = due.body.encode()
        outgoing.post(webhook.url, body, {"Portico-Signature": signature(webhook.id, body, delivery)})


def signature(webhook_id: str, body: bytes, delivery: Delivery) -> str:
    """`t=<seconds>,v1=<hex>`: HMAC-SHA-256 of `<t>.<body>` under the webhook's secret. A receiver refuses what is older than minutes."""
    moment = clock.epoch_seconds(delivery.now)
    signed = hmac.new(secret(webhook_id).encode(), f"{moment}.".encode() + body, hashlib.sha256)
    return f"t={moment},v1={signed.hexdigest()}"


def secret(webhook_id: str) -> str:
    """What signs a webhook's messages; it follows from the webhook and is nowhere kept."""
    return "whsec_" + keyed_hash("affiliates.webhook", webhook_id)


def view(webhook: Webhook) -> WebhookView:
    """A webhook as its member sees it."""
    return WebhookView(
        webhook.id, webhook.url, list(webhook.events), clock.rfc3339(webhook.created_at), secret(webhook.id)
    )


def _publish(webhook: Webhook, event: str, data: dict[str, object], tx: Tx) -> None:
    message = Message(ids.new_id("evt", tx.at), event, clock.rfc3339(tx.at), data)
    tx.publish(WebhookDue(webhook.id, webhook.member_id, event, msgspec.json.encode(message).decode()))
