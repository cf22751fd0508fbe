"""Stripe's objects of Connect with all their members; what is not used is null."""

from __future__ import annotations

from typing import Any

from infra.local.stripe_sandbox.account import new_id
from infra.local.stripe_sandbox.objects import NO_ADDRESS

_DUE = ["business_profile.url", "external_account", "tos_acceptance.date", "tos_acceptance.ip"]


def account(account_id: str, created: int, country: str) -> dict[str, Any]:
    """An account whose owner has told nothing yet."""
    return {
        "id": account_id,
        "object": "account",
        "business_profile": {
            "annual_revenue": None,
            "estimated_worker_count": None,
            "mcc": None,
            "minority_owned_business_designation": None,
            "name": None,
            "product_description": None,
            "support_address": dict(NO_ADDRESS),
            "support_email": None,
            "support_phone": None,
            "support_url": None,
            "url": None,
        },
        "business_type": None,
        "capabilities": {},
        "charges_enabled": False,
        "controller": {"type": "account"},
        "country": country,
        "created": created,
        "default_currency": "usd",
        "details_submitted": False,
        "email": None,
        "external_accounts": _list([], f"/v1/accounts/{account_id}/external_accounts"),
        "future_requirements": _requirements([]),
        "metadata": {},
        "payouts_enabled": False,
        "requirements": _requirements(_DUE),
        "settings": {
            "bacs_debit_payments": {"display_name": None, "service_user_number": None},
            "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
            "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
            "card_payments": {
                "decline_on": {"avs_failure": False, "cvc_failure": False},
                "statement_descriptor_prefix": None,
                "statement_descriptor_prefix_kana": None,
                "statement_descriptor_prefix_kanji": None,
            },
            "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
            "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": None},
            "payments": {
                "statement_descriptor": None,
                "statement_descriptor_kana": None,
                "statement_descriptor_kanji": None,
                "statement_descriptor_prefix_kana": None,
                "statement_descriptor_prefix_kanji": None,
            },
            "payouts": {
                "debit_negative_balances": True,
                "schedule": {"delay_days": 2, "interval": "daily"},
                "statement_descriptor": None,
            },
            "sepa_debit_payments": {},
        },
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": "standard",
    }


def transfer(created: int, amount: int, currency: str, destination: str) -> dict[str, Any]:
    """Money on its way to an account."""
    transfer_id = new_id("tr_")
    return {
        "id": transfer_id,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": new_id("txn_"),
        "created": created,
        "currency": currency,
        "description": None,
        "destination": destination,
        "destination_payment": new_id("py_", 14),
        "livemode": False,
        "metadata": {},
        "reversals": _list([], f"/v1/transfers/{transfer_id}/reversals"),
        "reversed": False,
        "source_transaction": None,
        "source_type": "card",
        "transfer_group": None,
    }


def reversal(created: int, of: dict[str, Any], amount: int) -> dict[str, Any]:
    """A transfer, or a part of it, on its way back."""
    return {
        "id": new_id("trr_"),
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": new_id("txn_"),
        "created": created,
        "currency": of["currency"],
        "destination_payment_refund": new_id("pyr_", 14),
        "metadata": {},
        "source_refund": None,
        "transfer": of["id"],
    }


def movement(created: int, transfer: dict[str, Any], *, expand: bool) -> dict[str, Any]:
    """What a transfer put on the balance of the account that it went to."""
    payment = transfer["destination_payment"]
    source: Any = payment
    if expand:
        source = {"id": payment, "object": "charge", "amount": transfer["amount"], "source_transfer": transfer["id"]}
    return {
        "id": new_id("txn_"),
        "object": "balance_transaction",
        "amount": transfer["amount"],
        "available_on": created,
        "created": created,
        "currency": transfer["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": 0,
        "fee_details": [],
        "net": transfer["amount"],
        "reporting_category": "charge",
        "source": source,
        "status": "available",
        "type": "payment",
    }


def failed_payout(created: int, amount: int, currency: str) -> dict[str, Any]:
    """What Stripe paid out to an account's owner, and their bank sent back."""
    return {
        "id": new_id("po_"),
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": created,
        "automatic": True,
        "balance_transaction": new_id("txn_"),
        "created": created,
        "currency": currency,
        "description": "STRIPE PAYOUT",
        "destination": new_id("ba_"),
        "failure_balance_transaction": new_id("txn_"),
        "failure_code": "account_closed",
        "failure_message": "The bank account has been closed.",
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "failed",
        "trace_id": {"status": "unsupported", "value": None},
        "type": "bank_account",
    }


def _requirements(due: list[str]) -> dict[str, Any]:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": list(due),
        "disabled_reason": "requirements.past_due" if due else None,
        "errors": [],
        "eventually_due": list(due),
        "past_due": [],
        "pending_verification": [],
    }


def _list(items: list[Any], url: str) -> dict[str, Any]:
    return {"object": "list", "data": items, "has_more": False, "url": url}
