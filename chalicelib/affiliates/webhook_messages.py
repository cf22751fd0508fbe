"""What webhooks are told of which fact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalicelib.affiliates import tools_store, webhooks
from chalicelib.affiliates.events import CommissionAccrued, CommissionApproved, CommissionRestored, CommissionReversed
from chalicelib.affiliates.payout_events import PayoutFailed, PayoutPaid
from chalicelib.affiliates.webhook_schemas import (
    CommissionAccruedData,
    CommissionAccruedMessage,
    CommissionApprovedData,
    CommissionApprovedMessage,
    CommissionRestoredData,
    CommissionRestoredMessage,
    CommissionReversedData,
    CommissionReversedMessage,
    Message,
    PayoutFailedData,
    PayoutFailedMessage,
    PayoutPaidData,
    PayoutPaidMessage,
    WebhookEvent,
)
from chalicelib.kit import clock, ids
from chalicelib.kit.events import Delivery
from chalicelib.kit.facts import Fact
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx

Teller = Callable[[Any, str, str], Message]


def tell(delivery: Delivery, tx: Tx) -> None:
    """Something happened to a member's commissions: each webhook that wants to know of it gets a message of its own, so that one that is
    not taken holds up no other."""
    event, teller = _TELLERS[type(delivery.fact)]
    for webhook in tools_store.webhooks_of(delivery.fact.member_id):
        if webhook.disabled_at is None and (not webhook.events or event in webhook.events):
            made = teller(delivery.fact, ids.new_id("evt", tx.at), clock.rfc3339(delivery.occurred_at))
            webhooks.queue(webhook, event, made, tx)


def _accrued(fact: CommissionAccrued, id: str, at: str) -> Message:
    amount = Money(fact.amount, fact.currency)
    told = CommissionAccruedData(fact.order_id, fact.programme_id, amount, fact.held)
    return CommissionAccruedMessage(id=id, created_at=at, data=told)


def _approved(fact: CommissionApproved, id: str, at: str) -> Message:
    told = CommissionApprovedData(fact.order_id, fact.programme_id, Money(fact.amount, fact.currency))
    return CommissionApprovedMessage(id=id, created_at=at, data=told)


def _reversed(fact: CommissionReversed, id: str, at: str) -> Message:
    left, taken_back = Money(fact.amount, fact.currency), Money(fact.taken_back, fact.currency)
    told = CommissionReversedData(fact.order_id, fact.programme_id, left, taken_back, fact.cause)
    return CommissionReversedMessage(id=id, created_at=at, data=told)


def _restored(fact: CommissionRestored, id: str, at: str) -> Message:
    left, given_back = Money(fact.amount, fact.currency), Money(fact.given_back, fact.currency)
    told = CommissionRestoredData(fact.order_id, fact.programme_id, left, given_back, fact.cause)
    return CommissionRestoredMessage(id=id, created_at=at, data=told)


def _paid(fact: PayoutPaid, id: str, at: str) -> Message:
    amount, paid = Money(fact.amount, fact.currency), Money(fact.pay_amount, fact.pay_currency)
    return PayoutPaidMessage(id=id, created_at=at, data=PayoutPaidData(fact.payout_id, amount, paid))


def _failed(fact: PayoutFailed, id: str, at: str) -> Message:
    told = PayoutFailedData(fact.payout_id, Money(fact.amount, fact.currency), fact.reason)
    return PayoutFailedMessage(id=id, created_at=at, data=told)


_TELLERS: dict[type[Fact], tuple[WebhookEvent, Teller]] = {
    CommissionAccrued: ("commission.accrued", _accrued),
    CommissionApproved: ("commission.approved", _approved),
    CommissionReversed: ("commission.reversed", _reversed),
    CommissionRestored: ("commission.restored", _restored),
    PayoutPaid: ("payout.paid", _paid),
    PayoutFailed: ("payout.failed", _failed),
}
