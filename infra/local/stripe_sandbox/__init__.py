"""A small stateful stand-in for the part of Stripe that Portico uses. See README.md here."""

from infra.local.stripe_sandbox.api import Request, Response
from infra.local.stripe_sandbox.payments import (
    ASKS_THE_BANK,
    DECLINED,
    INSUFFICIENT_FUNDS,
    PAYS,
    PAYS_TOO,
    Attempt,
    Card,
)
from infra.local.stripe_sandbox.sandbox import API_KEY, WEBHOOK_SECRET, Sandbox
from infra.local.stripe_sandbox.wsgi import application

__all__ = [
    "API_KEY",
    "ASKS_THE_BANK",
    "DECLINED",
    "INSUFFICIENT_FUNDS",
    "PAYS",
    "PAYS_TOO",
    "WEBHOOK_SECRET",
    "Attempt",
    "Card",
    "Request",
    "Response",
    "Sandbox",
    "application",
]
