"""Affiliates on the ledger: an asset for each currency, in minor units.

What an order earns goes from the system's commissions to the member's pending account, when it becomes payable from there to the
approved one, which a payout empties. A clawback goes back the way it came; after a payout it leaves the approved account below zero,
and the next payout settles that. What is paid in another currency goes from the payouts to the exchange, and comes from there as the other.
"""

from __future__ import annotations

from chalicelib.kit.ledger import Account

COMMISSIONS = Account("system:commissions")
PAYOUTS = Account("system:payouts")
EXCHANGE = Account("system:exchange")
"""What payouts gave of one currency and got of another."""


def pending(member_id: str) -> Account:
    """What was earned and is not payable yet."""
    return Account(f"affiliate:{member_id}:pending")


def approved(member_id: str) -> Account:
    """What is payable. May be below zero."""
    return Account(f"affiliate:{member_id}:approved")
