"""Disputes: the buyer's bank takes a payment back, hears the shop, and decides. Raised and decided on the pay page of a paid session.

As with Stripe, a disputed charge cannot be refunded, and the money is gone from the beginning until the bank decides for the shop.
"""

from __future__ import annotations

from typing import Any, Literal

from infra.local.stripe_sandbox.account import Account, new_id
from infra.local.stripe_sandbox.errors import invalid
from infra.local.stripe_sandbox.listing import expand_paths, expanded

KIND = "dispute"
ANSWER_SECONDS = 9 * 24 * 3600
Decision = Literal["won", "lost"]
_EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)


def raise_dispute(
    account: Account, intent_id: str, amount: int | None = None, reason: str = "product_not_received"
) -> dict[str, Any]:
    """The buyer's bank takes `amount` of a payment back; without it, what is not refunded of it."""
    with account.store.transaction():
        intent = account.require("payment_intent", intent_id, "intent")
        charge = account.require("charge", intent["latest_charge"] or "", "charge")
        known = of_payment(account, intent_id)
        left = charge["amount"] - charge["amount_refunded"]
        if known is not None or not charge["paid"] or not 0 < (amount or left) <= charge["amount"]:
            raise invalid("This payment cannot be disputed.", param="payment_intent")
        made = _dispute(account, charge, amount or left, reason)
        made["balance_transactions"].append(_movement(account, made, -made["amount"]))
        account.store.add(made)
        charge["disputed"] = True
        account.store.save(charge)
        account.emit("charge.dispute.created", made)
        account.emit("charge.dispute.funds_withdrawn", made)
    account.outbox.wake()
    return made


def decide(account: Account, dispute_id: str, decision: Decision) -> dict[str, Any]:
    """The bank decided: for the shop (`won`), which gets its money again, or for the buyer."""
    with account.store.transaction():
        dispute = account.require(KIND, dispute_id, "dispute")
        if dispute["status"] in ("won", "lost"):
            raise invalid("This dispute is already closed.", param="dispute", executed=True)
        dispute["status"] = decision
        if decision == "won":
            dispute["balance_transactions"].append(_movement(account, dispute, dispute["amount"]))
        account.store.save(dispute)
        account.emit("charge.dispute.closed", dispute)
        if decision == "won":
            account.emit("charge.dispute.funds_reinstated", dispute)
    account.outbox.wake()
    return dispute


def of_payment(account: Account, intent_id: str) -> dict[str, Any] | None:
    """The dispute about a payment."""
    found = account.store.page({"kind": KIND, "payment_intent": intent_id}, {}, [], limit=1, after=None, before=None)
    return found.items[0] if found.items else None


def retrieve(account: Account, params: dict[str, Any], dispute_id: str) -> dict[str, Any]:
    """GET /v1/disputes/{id}"""
    return expanded(account, account.require(KIND, dispute_id, "dispute"), expand_paths(params))


def _dispute(account: Account, charge: dict[str, Any], amount: int, reason: str) -> dict[str, Any]:
    return {
        "id": new_id("du_"),
        "object": KIND,
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": account.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(_EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": account.now() + ANSWER_SECONDS,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "network_reason_code": None,
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {"card": {"brand": "visa", "case_type": "chargeback"}, "type": "card"},
        "reason": reason,
        "status": "needs_response",
    }


def _movement(account: Account, dispute: dict[str, Any], amount: int) -> dict[str, Any]:
    return {
        "id": new_id("txn_"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": account.now(),
        "created": account.now(),
        "currency": dispute["currency"],
        "description": f"Chargeback {'withdrawal' if amount < 0 else 'reversal'} for {dispute['charge']}",
        "exchange_rate": None,
        "fee": 0,
        "fee_details": [],
        "net": amount,
        "reporting_category": "dispute" if amount < 0 else "dispute_reversal",
        "source": dispute["id"],
        "status": "available",
        "type": "adjustment",
    }
