"""Checkout Sessions: created, read, expired, by the calls that Portico uses."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

from infra.local.stripe_sandbox import amounts, objects
from infra.local.stripe_sandbox.account import Account, new_id
from infra.local.stripe_sandbox.errors import invalid
from infra.local.stripe_sandbox.forms import typed

KIND = "checkout.session"
LEAST_LIFE_SECONDS = 30 * 60
LONGEST_LIFE_SECONDS = 24 * 3600

Amount = Annotated[int, msgspec.Meta(ge=0)]
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Za-z]{3}$")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=5000)]
Metadata = Annotated[
    dict[Annotated[str, msgspec.Meta(max_length=40)], Annotated[str, msgspec.Meta(max_length=500)]],
    msgspec.Meta(max_length=50),
]
# The languages of Stripe's own pay page.
_LOCALES = frozenset(
    "auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk"
    " sl sv th tr vi zh zh-HK zh-TW".split()
)


class _Params(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base: what is not listed is refused, as Stripe does."""


class ProductData(_Params, frozen=True):
    name: Text
    description: Text | None = None
    images: list[str] = []
    metadata: Metadata = {}


class PriceData(_Params, frozen=True):
    currency: Currency
    product_data: ProductData
    unit_amount: Amount
    tax_behavior: Literal["exclusive", "inclusive", "unspecified"] = "unspecified"


class LineItem(_Params, frozen=True):
    price_data: PriceData
    quantity: Annotated[int, msgspec.Meta(ge=1, le=999_999_999)] = 1
    metadata: Metadata = {}


class FixedAmount(_Params, frozen=True):
    amount: Amount
    currency: Currency


class ShippingRate(_Params, frozen=True):
    display_name: Text
    fixed_amount: FixedAmount
    type: Literal["fixed_amount"] = "fixed_amount"


class ShippingOption(_Params, frozen=True):
    shipping_rate_data: ShippingRate


class IntentData(_Params, frozen=True):
    """What the payment intent is to carry."""

    description: Text | None = None
    metadata: Metadata = {}
    receipt_email: str | None = None
    shipping: dict[str, Any] | None = None
    statement_descriptor: str | None = None
    statement_descriptor_suffix: str | None = None
    transfer_group: str | None = None


class CreateSession(_Params, frozen=True):
    line_items: Annotated[list[LineItem], msgspec.Meta(min_length=1, max_length=100)]
    mode: Literal["payment"]
    success_url: Text
    billing_address_collection: Literal["auto", "required"] | None = None
    cancel_url: Text | None = None
    client_reference_id: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    customer_creation: Literal["always", "if_required"] = "if_required"
    customer_email: Annotated[str, msgspec.Meta(max_length=800)] | None = None
    expand: list[str] = []
    expires_at: int | None = None
    locale: str | None = None
    metadata: Metadata = {}
    payment_intent_data: IntentData = IntentData()
    payment_method_types: tuple[Literal["card"], ...] = ("card",)
    shipping_options: Annotated[list[ShippingOption], msgspec.Meta(max_length=5)] = []
    submit_type: Literal["auto", "book", "donate", "pay"] | None = None
    ui_mode: Literal["hosted", "hosted_page"] = "hosted_page"


class Hidden(msgspec.Struct, frozen=True):
    """What a session knows and does not show."""

    line_items: list[dict[str, Any]]
    intent_data: IntentData


def create(account: Account, params: dict[str, Any]) -> dict[str, Any]:
    """POST /v1/checkout/sessions. No payment intent exists before the buyer's first attempt, as with Stripe."""
    asked = typed(params, CreateSession)
    now = account.now()
    expires_at = now + LONGEST_LIFE_SECONDS if asked.expires_at is None else asked.expires_at
    currency = asked.line_items[0].price_data.currency.lower()
    _check(asked, currency, expires_at - now)
    session_id = new_id("cs_test_", 58)
    session = objects.checkout_session(session_id, now, expires_at, currency, f"{account.public_url}/pay/{session_id}")
    lines = [
        objects.line_item(now, currency, line.price_data.product_data.name, line.price_data.unit_amount, line.quantity)
        for line in asked.line_items
    ]
    for line, kept in zip(asked.line_items, lines, strict=True):
        kept["metadata"] = line.metadata
    _price(session, lines, asked.shipping_options)
    for name in (
        "cancel_url",
        "client_reference_id",
        "customer_email",
        "locale",
        "metadata",
        "submit_type",
        "success_url",
    ):
        session[name] = getattr(asked, name)
    session["billing_address_collection"] = asked.billing_address_collection
    session["customer_creation"] = asked.customer_creation
    if asked.customer_email:
        session["customer_details"] = _customer(asked.customer_email)
    amounts.check_total(session["amount_total"], currency)
    account.store.add(session, Hidden(lines, asked.payment_intent_data))
    return session


def _check(asked: CreateSession, currency: str, life_seconds: int) -> None:
    if any(line.price_data.currency.lower() != currency for line in asked.line_items):
        message = (
            "The price specified supports currencies of one kind only: all line items must have the same currency."
        )
        raise invalid(message, param="line_items")
    if life_seconds < LEAST_LIFE_SECONDS:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise invalid(message, param="expires_at")
    if life_seconds > LONGEST_LIFE_SECONDS:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise invalid(message, param="expires_at")
    if asked.locale is not None and asked.locale not in _LOCALES:
        raise invalid(f"Invalid locale: must be one of {', '.join(sorted(_LOCALES))}", param="locale")
    if asked.customer_email is not None and "@" not in asked.customer_email:
        raise invalid(f"Invalid email address: {asked.customer_email}", param="customer_email", code="email_invalid")
    for param in ("success_url", "cancel_url"):
        url = getattr(asked, param)
        if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
            raise invalid("Not a valid URL", param=param, code="url_invalid")


def _price(session: dict[str, Any], lines: list[dict[str, Any]], shipping: list[ShippingOption]) -> None:
    subtotal = sum(line["amount_total"] for line in lines)
    session["amount_subtotal"] = session["amount_total"] = subtotal
    if not shipping:
        return
    rates = [(new_id("shr_"), option.shipping_rate_data.fixed_amount.amount) for option in shipping]
    session["shipping_options"] = [{"shipping_amount": amount, "shipping_rate": rate} for rate, amount in rates]
    rate, amount = rates[0]
    session["shipping_cost"] = {
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "shipping_rate": rate,
    }
    session["total_details"]["amount_shipping"] = amount
    session["amount_total"] = subtotal + amount


def _customer(email: str) -> dict[str, Any]:
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": None,
    }


def hidden(account: Account, session_id: str) -> Hidden:
    """What belongs to a session but is not shown with it."""
    return msgspec.convert(account.store.hidden(session_id), Hidden)


def complete(account: Account, session: dict[str, Any], intent_id: str, billing: dict[str, Any]) -> None:
    """Paid: the session ends well."""
    session |= {"status": "complete", "payment_status": "paid", "payment_intent": intent_id, "url": None}
    email = session["customer_email"] or billing["email"]
    customer = session["customer_details"] or _customer(email)
    session["customer_details"] = customer | {"name": billing["name"], "address": billing["address"]}
    account.store.save(session)
    account.emit("checkout.session.completed", session)


def expire(account: Account, session_id: str) -> dict[str, Any]:
    """POST …/expire: an open session can no longer be paid."""
    session = account.require(KIND, session_id, "session")
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired.'
            f" This Checkout Session has a status of `{session['status']}`."
        )
        raise invalid(message, executed=True)
    _end(account, session)
    return session


def expire_due(account: Account) -> int:
    """End the open sessions whose time is over; returns how many."""
    with account.store.transaction():
        due = account.store.execute(
            # Named, or SQLite walks through every session that there ever was.
            "SELECT id FROM objects INDEXED BY objects_by_expiry"
            " WHERE kind = 'checkout.session' AND status = 'open' AND expires_at <= ?",
            account.now(),
        )
        for row in due:
            session = account.store.get(row["id"])
            assert session is not None
            _end(account, session)
    return len(due)


def _end(account: Account, session: dict[str, Any]) -> None:
    session |= {"status": "expired", "url": None}
    account.store.save(session)
    intent = account.store.get(session["payment_intent"]) if session["payment_intent"] else None
    if intent is not None:
        intent |= {"status": "canceled", "canceled_at": account.now(), "cancellation_reason": "automatic"}
        intent["next_action"] = None
        account.store.save(intent)
        account.emit("payment_intent.canceled", intent)
    account.emit("checkout.session.expired", session)
