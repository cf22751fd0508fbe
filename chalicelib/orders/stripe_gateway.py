"""Stripe: the only file that talks to it. `stripe` is imported on first use (a quarter of a second).

Amounts go to Stripe in its own minor units, which differ from ISO 4217's for a few currencies
(https://docs.stripe.com/currencies): ISK and UGX count hundredths there, and three-decimal currencies must end in 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, Protocol

import msgspec

from chalicelib.kit import clock
from chalicelib.kit.config import config
from chalicelib.kit.errors import BadGateway, Conflict
from chalicelib.kit.money import Money, charge_step
from chalicelib.kit.secrets import read_secret

_HUNDREDTHS_AT_STRIPE = frozenset({"ISK", "UGX"})
_TIMEOUT_SECONDS = 10
MAX_ITEMS = 100
"""Lines of one pay page (https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-line_items)."""


class PaymentUnavailable(BadGateway):
    title = "The payment service gave no usable answer; try again in a moment"


class RefundRefused(Exception):
    """Stripe will not carry out this refund, now or later."""


class AmountNotChargeable(Conflict):
    title = "Cards cannot be charged this amount"


class Item(msgspec.Struct, frozen=True):
    """A line of Stripe's pay page: what is bought and what is due for it in all."""

    name: str
    amount: Money


class SessionRequest(msgspec.Struct, frozen=True):
    """What has to be paid, by whom, until when."""

    order_id: str
    number: str
    items: Sequence[Item]
    email: str
    language: str
    expires_at: datetime
    success_url: str
    cancel_url: str


class Session(msgspec.Struct, frozen=True):
    """A Checkout Session as it is now. `amount` in our minor units."""

    id: str
    url: str
    status: Literal["open", "complete", "expired"]
    is_paid: bool
    amount: int
    currency: str
    intent: str | None


class PaymentDispute(msgspec.Struct, frozen=True):
    """A dispute as it is now. `amount` in our minor units; `order_id`: of the disputed payment."""

    id: str
    order_id: str | None
    state: Literal["open", "won", "lost"]
    amount: int
    currency: str
    reason: str
    opened_at: datetime
    answer_by: datetime | None


class PaymentGateway(Protocol):
    """What orders need of a payment service. Every call may be repeated."""

    def open_session(self, request: SessionRequest) -> Session:
        """Make the pay page of an order, once however often it is asked (idempotency key: the order's id)."""

    def find_session(self, session_id: str) -> Session:
        """How a session stands; one that the service does not know (any more) is expired: nobody can pay it."""

    def expire_session(self, session_id: str) -> Session:
        """Close a session so that it cannot be paid any more; how it stands after that (`complete` if paying was faster)."""

    def refund(self, intent: str, amount: Money, order_id: str, refund_id: str) -> Literal["pending", "succeeded"]:
        """Pay back a part of a payment, once however often it is asked (idempotency key: the refund's id).
        Raises RefundRefused."""

    def find_dispute(self, dispute_id: str) -> PaymentDispute:
        """How a dispute stands."""


class StripeGateway:
    """Stripe's API through a `stripe.StripeClient`."""

    def __init__(self, client: Any) -> None:
        import stripe

        self._errors = stripe
        self._client = client

    def open_session(self, request: SessionRequest) -> Session:
        parameters: Any = {
            "mode": "payment",
            "payment_method_types": ["card"],  # paid at once or not at all: stock waits for no bank transfer
            "client_reference_id": request.order_id,
            "customer_email": request.email,
            "locale": request.language,
            "expires_at": clock.epoch_seconds(request.expires_at),
            "success_url": request.success_url,
            "cancel_url": request.cancel_url,
            "metadata": {"order_id": request.order_id, "order_number": request.number},
            "payment_intent_data": {
                "metadata": {"order_id": request.order_id},
                "description": f"Order {request.number}",
            },
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": item.amount.currency.lower(),
                        "unit_amount": stripe_amount(item.amount),
                        "product_data": {"name": item.name[:250]},
                    },
                }
                for item in request.items
            ],
        }
        options: Any = {"idempotency_key": request.order_id}
        try:
            return _session(self._client.v1.checkout.sessions.create(parameters, options))
        except self._errors.StripeError as error:
            if error.code in ("amount_too_small", "amount_too_large"):
                raise AmountNotChargeable(str(error.user_message or "")) from error
            raise PaymentUnavailable() from error

    def find_session(self, session_id: str) -> Session:
        try:
            return _session(self._client.v1.checkout.sessions.retrieve(session_id))
        except self._errors.StripeError as error:
            if error.code == "resource_missing":
                return Session(session_id, "", "expired", False, 0, "", None)
            raise PaymentUnavailable() from error

    def expire_session(self, session_id: str) -> Session:
        try:
            return _session(self._client.v1.checkout.sessions.expire(session_id))
        except self._errors.InvalidRequestError:
            return self.find_session(session_id)  # not open any more: paid, or expired before
        except self._errors.StripeError as error:
            raise PaymentUnavailable() from error

    def refund(self, intent: str, amount: Money, order_id: str, refund_id: str) -> Literal["pending", "succeeded"]:
        if not intent:
            raise RefundRefused("Stripe named no payment that could be paid back")
        parameters: Any = {
            "payment_intent": intent,
            "amount": stripe_amount(amount),
            "metadata": {"order_id": order_id, "refund_id": refund_id},
        }
        options: Any = {"idempotency_key": refund_id}
        try:
            status = self._client.v1.refunds.create(parameters, options).status
        except self._errors.InvalidRequestError as error:
            raise RefundRefused(str(error)) from error
        except self._errors.StripeError as error:
            raise PaymentUnavailable() from error
        if status in ("failed", "canceled"):
            raise RefundRefused(f"Stripe says {status}")
        return "succeeded" if status == "succeeded" else "pending"

    def find_dispute(self, dispute_id: str) -> PaymentDispute:
        try:
            found = self._client.v1.disputes.retrieve(dispute_id, {"expand": ["payment_intent"]})
        except self._errors.StripeError as error:
            raise PaymentUnavailable() from error
        return _dispute(found)


def _dispute(found: Any) -> PaymentDispute:
    currency, due_by = found.currency.upper(), found.evidence_details.due_by
    intent = found.payment_intent
    metadata = intent.metadata.to_dict() if intent is not None and intent.metadata else {}
    return PaymentDispute(
        id=found.id,
        order_id=metadata.get("order_id"),
        state=_dispute_state(found),
        amount=our_amount(found.amount, currency),
        currency=currency,
        reason=found.reason.replace("_", " "),
        opened_at=datetime.fromtimestamp(found.created, UTC),
        answer_by=datetime.fromtimestamp(due_by, UTC) if due_by else None,
    )


def _dispute_state(found: Any) -> Literal["open", "won", "lost"]:
    """Stripe's status as what it means (https://docs.stripe.com/api/disputes/object#dispute_object-status). `prevented` may mean that the
    bank was satisfied with the money: then the money is away."""
    if found.status in ("won", "lost"):
        return "won" if found.status == "won" else "lost"
    if found.status in ("warning_closed", "prevented"):
        return "lost" if sum(moved.amount for moved in found.balance_transactions) < 0 else "won"
    return "open"


def _session(session: Any) -> Session:
    currency = (session.currency or "").upper()
    return Session(
        id=session.id,
        url=session.url or "",
        status=session.status,
        is_paid=session.payment_status == "paid",
        amount=our_amount(session.amount_total or 0, currency),
        currency=currency,
        intent=session.payment_intent if isinstance(session.payment_intent, str) else None,
    )


def stripe_amount(money: Money) -> int:
    """An amount as Stripe counts it. Raises AmountNotChargeable for one that it cannot take."""
    if money.currency in _HUNDREDTHS_AT_STRIPE:
        return money.minor * 100
    if money.minor % charge_step(money.currency):
        raise AmountNotChargeable(
            f"Cards in {money.currency} are charged in steps of ten; {money.decimal_text()} is not one."
        )
    return money.minor


def our_amount(amount: int, currency: str) -> int:
    """Stripe's count of an amount as ours."""
    return amount // 100 if currency in _HUNDREDTHS_AT_STRIPE else amount


_given: list[PaymentGateway] = []


def use(gateway: PaymentGateway | None) -> None:
    """Have payments go through another gateway than Stripe's (None: Stripe again)."""
    _given[:] = [gateway] if gateway else []


@cache
def _stripe() -> StripeGateway:
    """Stripe over connections that stay open."""
    import stripe

    client = stripe.StripeClient(
        read_secret(config().stripe_api_key),
        base_addresses={"api": config().stripe_api_base},
        http_client=stripe.RequestsClient(timeout=_TIMEOUT_SECONDS),
        max_network_retries=2,
    )
    return StripeGateway(client)


def gateway() -> PaymentGateway:
    """The payment service of this deployment."""
    return _given[0] if _given else _stripe()
