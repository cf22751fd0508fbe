"""A sandbox with a clock and an endpoint of the test's own, and Stripe's library on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import stripe

from infra.local.stripe_sandbox import API_KEY, WEBHOOK_SECRET, Sandbox
from infra.local.stripe_sandbox.in_process import InProcessClient

PUBLIC_URL = "https://shop.example/_local/stripe"


class Endpoint:
    """Where webhooks arrive: keeps what came and answers what the test says."""

    def __init__(self) -> None:
        self.received: list[tuple[bytes, str]] = []
        self.answers: list[int] = []

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.received.append((body, headers["Stripe-Signature"]))
        return self.answers.pop(0) if self.answers else 200

    def events(self) -> list[stripe.Event]:
        """What came with a good signature, as Stripe's library reads it; the test's clock is not the library's."""
        return [
            stripe.Webhook.construct_event(body, signature, WEBHOOK_SECRET, tolerance=0)
            for body, signature in self.received
        ]

    def types(self) -> list[str]:
        return [event.type for event in self.events()]


class Desk:
    """A sandbox and all around it."""

    def __init__(self, database: str | Path = ":memory:") -> None:
        self.at = datetime(2026, 3, 2, 12, tzinfo=UTC)
        self.endpoint = Endpoint()
        self.sandbox = Sandbox(
            database,
            public_url=PUBLIC_URL,
            webhook_url="https://shop.example/v1/webhooks/stripe",
            clock=lambda: self.at,
            post=self.endpoint,
        )
        self.http = InProcessClient(self.sandbox)
        self.stripe = stripe.StripeClient(API_KEY, http_client=self.http, max_network_retries=0).v1

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)

    def session(self, key: str | None = None, **params: Any) -> stripe.checkout.Session:
        """A session of 25.00 USD, changed by `params`, under an idempotency key if there is one."""
        asked = {
            "mode": "payment",
            "line_items": [line("Patch cable", 1250, 2)],
            "success_url": "https://shop.example/thanks?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://shop.example/basket",
            "customer_email": "ana@example.com",
            "client_reference_id": "ord_1",
            "metadata": {"order_id": "ord_1"},
            "payment_intent_data": {"metadata": {"order_id": "ord_1"}, "description": "Order 1001"},
            **params,
        }
        return self.stripe.checkout.sessions.create(asked, {"idempotency_key": key} if key else {})  # type: ignore[arg-type]

    def paid(self) -> stripe.checkout.Session:
        """A session that was paid with a good card."""
        session = self.session()
        self.sandbox.pay(session.id)
        return self.stripe.checkout.sessions.retrieve(session.id)


def line(name: str, unit_amount: int, quantity: int = 1, currency: str = "usd") -> dict[str, Any]:
    """A line priced inline."""
    price = {"currency": currency, "unit_amount": unit_amount, "product_data": {"name": name}}
    return {"price_data": price, "quantity": quantity}
