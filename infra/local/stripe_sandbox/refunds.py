"""Refunds, whole or in parts, until nothing of the charge is left."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from infra.local.stripe_sandbox import amounts, objects
from infra.local.stripe_sandbox.account import Account, new_id
from infra.local.stripe_sandbox.errors import invalid, missing
from infra.local.stripe_sandbox.forms import typed
from infra.local.stripe_sandbox.sessions import Metadata


class CreateRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    amount: Annotated[int, msgspec.Meta(ge=1)] | None = None
    charge: str | None = None
    expand: list[str] = []
    metadata: Metadata = {}
    payment_intent: str | None = None
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None


def create(account: Account, params: dict[str, Any]) -> dict[str, Any]:
    """POST /v1/refunds. Without `amount`, what is left of the charge."""
    asked = typed(params, CreateRefund)
    charge = _charge(account, asked)
    if charge["disputed"]:
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
            executed=True,
        )
    amount = _amount(charge, asked.amount)
    refund = objects.refund(account.now(), charge, amount)
    refund |= {"metadata": asked.metadata, "reason": asked.reason}
    account.store.add(refund)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    account.store.save(charge)
    account.emit("refund.created", refund)
    account.emit("charge.refunded", charge)
    _refer(account, refund)
    return refund


def _charge(account: Account, asked: CreateRefund) -> dict[str, Any]:
    if asked.payment_intent is None:
        if asked.charge is None:
            raise invalid("One of the following params should be provided for this request: payment_intent or charge.")
        return account.require("charge", asked.charge, "charge")
    intent = account.require("payment_intent", asked.payment_intent, "payment_intent")
    charge = account.store.get(intent["latest_charge"] or "", "charge")
    if charge is None or not charge["paid"]:
        message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        raise invalid(message, executed=True)
    if asked.charge not in (None, charge["id"]):
        raise missing("charge", asked.charge or "", "charge")
    return charge


def _amount(charge: dict[str, Any], asked: int | None) -> int:
    left = charge["amount"] - charge["amount_refunded"]
    if not left:
        message = f"Charge {charge['id']} has already been refunded."
        raise invalid(message, code="charge_already_refunded", executed=True)
    if asked is None:
        return int(left)
    amounts.check_step(asked, charge["currency"], "amount")
    if asked > left:
        # Stripe gives this one no code.
        wanted, possible = (amounts.shown(amount, charge["currency"]) for amount in (asked, left))
        message = f"Refund amount ({wanted}) is greater than unrefunded amount on charge ({possible})"
        raise invalid(message, param="amount", executed=True)
    return asked


def _refer(account: Account, refund: dict[str, Any]) -> None:
    """The card network's reference for the refund arrives, with Stripe some days later."""
    refund["destination_details"]["card"] |= {"reference": new_id("", 23), "reference_status": "available"}
    account.store.save(refund)
    account.emit("refund.updated", refund)
