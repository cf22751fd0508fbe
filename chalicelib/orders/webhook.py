"""Stripe's webhook: signature verified on the raw body, the event stored once by its id, and nothing else; a subscriber acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from chalicelib.kit import stripe_signature
from chalicelib.kit.config import config
from chalicelib.kit.errors import Conflict
from chalicelib.kit.facts import EventItem
from chalicelib.kit.secrets import keyed_hash
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import StripeEvent
from chalicelib.orders.payments import EVENTS


class _Known(Conflict):
    pass


class _Object(msgspec.Struct, frozen=True):
    """What we use of a Checkout Session, a refund, a charge or a dispute."""

    object: str
    id: str
    client_reference_id: str | None = None
    metadata: dict[str, str] | None = None
    payment_status: str | None = None
    amount_total: int | None = None
    currency: str | None = None
    payment_intent: Any = None
    status: str | None = None
    payment_method_details: Any = None


class _Data(msgspec.Struct, frozen=True):
    object: _Object


class _Event(msgspec.Struct, frozen=True):
    id: str
    type: str
    data: _Data


def receive(raw: bytes, signature: str | None, now: datetime) -> None:
    """Take one event in. Raises BadSignature, BadRequest; an event that is known already is fine.

    It commits by itself: a repeated event is no error for the one who sends it.
    """
    stripe_signature.verify(raw, signature or "", config().stripe_webhook_secret, now)
    try:
        event = msgspec.json.decode(raw, type=_Event)
    except msgspec.MsgspecError:
        return  # signed by Stripe, but about something that we have no use for
    if event.type not in EVENTS:
        return
    tx = Tx(now)
    item = EventItem.of(_fact(event), f"stripe_{event.id}", now)
    tx.put(item, EventItem.event_id.does_not_exist(), _Known())
    try:
        tx.commit()
    except _Known:
        return


def _fact(event: _Event) -> StripeEvent:
    found = event.data.object
    metadata = found.metadata or {}
    is_refund = found.object == "refund"
    return StripeEvent(
        stripe_id=event.id,
        kind=event.type,
        order_id=found.client_reference_id or metadata.get("order_id"),
        session_id=found.id if found.object == "checkout.session" else None,
        payment_status=found.payment_status,
        amount=found.amount_total,
        currency=found.currency.upper() if found.currency else None,
        intent=found.payment_intent if isinstance(found.payment_intent, str) else None,
        refund_id=metadata.get("refund_id") if is_refund else None,
        refund_status=found.status if is_refund else None,
        card_key=_card_key(found.payment_method_details) if found.object == "charge" else None,
        dispute_id=found.id if found.object == "dispute" else None,
    )


def _card_key(details: Any) -> str | None:
    """`card:…` from Stripe's fingerprint of the card, which is the same for the same number."""
    card = details.get("card") if isinstance(details, dict) else None
    fingerprint = card.get("fingerprint") if isinstance(card, dict) else None
    return f"card:{keyed_hash('card key', str(fingerprint))[:32]}" if fingerprint else None
