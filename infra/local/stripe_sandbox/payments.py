"""What happens when the buyer pays on the hosted page: Stripe's test cards, declines and the bank's extra question."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Any

from infra.local.stripe_sandbox import objects, sessions
from infra.local.stripe_sandbox.account import Account

TEST_RANGE = "424242"
PAYS = "4242424242424242"
PAYS_TOO = "5555555555554444"
"""Another card, and so another fingerprint."""
DECLINED = "4000000000000002"
INSUFFICIENT_FUNDS = "4000000000009995"
ASKS_THE_BANK = "4000002500003155"


@dataclass(frozen=True)
class Decline:
    """Why a card was not charged. `reason` is the page's word for it."""

    code: str
    decline_code: str | None
    message: str

    @property
    def reason(self) -> str:
        return self.decline_code or self.code


_DECLINES = {
    DECLINED: Decline("card_declined", "generic_decline", "Your card was declined."),
    INSUFFICIENT_FUNDS: Decline("card_declined", "insufficient_funds", "Your card has insufficient funds."),
}
NOT_A_TEST_CARD = Decline(
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test card.",
)
UNAUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
)


@dataclass(frozen=True)
class Card:
    """A card as typed in; `number` with or without spaces, none: the buyer's own (`own_card`)."""

    number: str = ""
    exp_month: int = 12
    exp_year: int = 2034
    name: str = "Test Buyer"
    country: str = "US"

    @property
    def digits(self) -> str:
        return re.sub(r"[^0-9]", "", self.number)


@dataclass(frozen=True)
class Attempt:
    """How an attempt to pay ended: paid, declined, waiting for the bank's question, or too late."""

    outcome: str
    """`paid`, `declined`, `asks_bank`, `closed`."""
    session: dict[str, Any]
    decline: Decline | None = None

    @property
    def redirect(self) -> str | None:
        """Where the buyer goes after paying."""
        url = self.session["success_url"].replace("{CHECKOUT_SESSION_ID}", self.session["id"])
        return str(url) if self.outcome == "paid" else None


def own_card(email: str | None) -> str:
    """The number of a card that somebody with this e-mail address alone has: a valid one of the test range, which pays."""
    if not email:
        return PAYS
    drawn = int(hashlib.sha256(email.strip().casefold().encode()).hexdigest(), 16) % 10**9
    digits = f"{TEST_RANGE}{drawn:09}"
    return next(number for last in range(10) if _is_card_number(number := f"{digits}{last}"))


def _is_card_number(digits: str) -> bool:
    """Whether the check digit fits (ISO/IEC 7812-1, Luhn)."""
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _pays(digits: str) -> bool:
    return digits == PAYS_TOO or (
        digits.startswith(TEST_RANGE) and len(digits) == len(PAYS) and _is_card_number(digits)
    )


def pay(account: Account, session_id: str, card: Card) -> Attempt:
    """The buyer pressed 'pay'."""
    with account.store.transaction():
        session = account.require(sessions.KIND, session_id, "session")
        if session["status"] != "open" or session["expires_at"] <= account.now():
            return Attempt("closed", session)
        card = card if card.digits else replace(card, number=own_card(session["customer_email"]))
        intent = _intent(account, session)
        method = objects.payment_method(account.now(), _details(card), _billing(session, card))
        account.store.add(method)
        if card.digits == ASKS_THE_BANK:
            return _ask_the_bank(account, session, intent, method)
        decline = _DECLINES.get(card.digits, None if _pays(card.digits) else NOT_A_TEST_CARD)
        if decline is not None:
            return _decline(account, session, intent, method, decline)
        return _charge(account, session, intent, method)


def answer_bank(account: Account, session_id: str, *, confirmed: bool) -> Attempt:
    """The buyer answered the bank's question of a payment that waits for it."""
    with account.store.transaction():
        session = account.require(sessions.KIND, session_id, "session")
        intent = account.store.get(session["payment_intent"] or "", "payment_intent")
        if session["status"] != "open" or intent is None or intent["status"] != "requires_action":
            return Attempt("closed", session)
        method = account.store.get(intent["payment_method"])
        assert method is not None
        if confirmed:
            return _charge(account, session, intent, method)
        return _decline(account, session, intent, method, UNAUTHENTICATED)


def _intent(account: Account, session: dict[str, Any]) -> dict[str, Any]:
    known = account.store.get(session["payment_intent"] or "", "payment_intent")
    if known is not None:
        return known
    intent = objects.payment_intent(account.now(), session["amount_total"], session["currency"])
    wanted = sessions.hidden(account, session["id"]).intent_data
    intent |= {name: getattr(wanted, name) for name in wanted.__struct_fields__}
    account.store.add(intent)
    session["payment_intent"] = intent["id"]
    account.store.save(session)
    return intent


def _details(card: Card) -> dict[str, Any]:
    return objects.card_details(card.digits, card.exp_month, card.exp_year)


def _billing(session: dict[str, Any], card: Card) -> dict[str, Any]:
    return {
        "address": objects.NO_ADDRESS | {"country": card.country},
        "email": session["customer_email"],
        "name": card.name or None,
        "phone": None,
        "tax_id": None,
    }


def _ask_the_bank(account: Account, session: dict[str, Any], intent: dict[str, Any], method: dict[str, Any]) -> Attempt:
    intent |= {
        "status": "requires_action",
        "payment_method": method["id"],
        "next_action": {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}},
    }
    account.store.save(intent)
    account.emit("payment_intent.requires_action", intent)
    return Attempt("asks_bank", session)


def _charge(account: Account, session: dict[str, Any], intent: dict[str, Any], method: dict[str, Any]) -> Attempt:
    charge = objects.charge(account.now(), intent, method, account.public_url)
    account.store.add(charge)
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "latest_charge": charge["id"],
        "payment_method": method["id"],
        "next_action": None,
        "last_payment_error": None,
    }
    account.store.save(intent)
    account.emit("charge.succeeded", charge)
    account.emit("payment_intent.succeeded", intent)
    sessions.complete(account, session, intent["id"], method["billing_details"])
    return Attempt("paid", session)


def _decline(
    account: Account, session: dict[str, Any], intent: dict[str, Any], method: dict[str, Any], why: Decline
) -> Attempt:
    error: dict[str, Any] = {"code": why.code, "message": why.message, "type": "card_error", "payment_method": method}
    if why.decline_code:
        charge = _failed_charge(account, intent, method, why)
        error |= {"charge": charge["id"], "decline_code": why.decline_code}
        intent["latest_charge"] = charge["id"]
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_payment_error": error,
    }
    account.store.save(intent)
    account.emit("payment_intent.payment_failed", intent)
    return Attempt("declined", session, why)


def _failed_charge(account: Account, intent: dict[str, Any], method: dict[str, Any], why: Decline) -> dict[str, Any]:
    charge = objects.charge(account.now(), intent, method, account.public_url)
    charge |= {
        "status": "failed",
        "paid": False,
        "captured": False,
        "amount_captured": 0,
        "balance_transaction": None,
        "failure_code": why.code,
        "failure_message": why.message,
        "receipt_url": None,
    }
    charge["outcome"] |= {
        "network_status": "declined_by_network",
        "reason": why.decline_code,
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }
    account.store.add(charge)
    account.emit("charge.failed", charge)
    return charge
