"""Disputed payments (chargebacks): the buyer's bank takes money back, hears the shop, and decides.

What is told of a dispute may come twice, late and in any order: one that is closed stays as it was closed. What a lost one took is written
down as a refund that the bank made, so that nobody refunds it again and everything that follows from refunds follows.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from chalicelib.orders.domain import refunds
from chalicelib.orders.domain.order import Dispute, Happening, Order, noted

_HAPPENED: dict[str, Happening] = {"open": "disputed", "won": "dispute_won", "lost": "dispute_lost"}


def tell(order: Order, told: Dispute, now: datetime) -> Order:
    """How a dispute stands. What is known already changes nothing."""
    known = {one.id: one for one in order.disputes}
    before = known.get(told.id)
    if before is not None:
        told = replace(told, opened_at=before.opened_at)
        if before.state != "open" or told == before:
            return order
    known[told.id] = told
    changed = tuple(known.values())
    if before is not None and before.state == told.state:
        return replace(order, disputes=changed, updated_at=now)
    return noted(order, now, _HAPPENED[told.state], "system", told.reason, disputes=changed)


def with_money_taken(order: Order, refund_id: str, now: datetime) -> Order:
    """What lost disputes took and is not written down yet, as far as the shop still had it: what was paid back before, or is on its way
    back, is not taken twice. A refund on its way that then fails frees its part for this."""
    lost = [one for one in order.disputes if one.state == "lost"]
    taken = sum(one.amount for one in order.refunds if one.method == "dispute")
    missing = min(sum(one.amount for one in lost) - taken, order.refundable)
    return (
        refunds.taken_by_bank(order, refund_id, missing, f"Disputed: {lost[-1].reason}", now) if missing > 0 else order
    )
