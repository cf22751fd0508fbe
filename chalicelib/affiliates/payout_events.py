"""The facts that payouts publish. None names a person other than by account id; amounts are minor units of `currency`."""

from __future__ import annotations

from chalicelib.kit.facts import Fact


class PayoutMoved(Fact, frozen=True):
    """A payout came into a state in which work is to be done (`building`, `paying`, `cancelling`), or sales in
    parts have to follow an item that ended."""

    TYPE = "affiliates.payout_moved.v1"
    payout_id: str
    state: str


class PayoutItemFact(Fact, frozen=True):
    """What every fact about a member's part of a payout says of it."""

    TYPE = "affiliates.payout_item"
    member_id: str
    account_id: str
    payout_id: str
    currency: str
    amount: int


class PayoutPaid(PayoutItemFact, frozen=True):
    """A member was paid: `pay_amount` of `pay_currency`."""

    TYPE = "affiliates.payout_paid.v1"
    pay_currency: str
    pay_amount: int


class PayoutFailed(PayoutItemFact, frozen=True):
    """A payment failed or came back (`amount` of it): it is payable again. `reason`: a code of
    docs/payouts.md."""

    TYPE = "affiliates.payout_failed.v1"
    reason: str


class ReversalRequested(Fact, frozen=True):
    """What was sent to a member by Stripe is to be brought back. `reason`: in staff's or the bank's words, if they gave any."""

    TYPE = "affiliates.payout_reversal_requested.v1"
    payout_id: str
    member_id: str
    reason: str


class ConnectEvent(Fact, frozen=True):
    """Stripe told us something about connected accounts: what we use of it, stored once by Stripe's own event id."""

    TYPE = "affiliates.connect_event.v1"
    stripe_id: str
    kind: str
    """Stripe's name of it: `account.updated`."""
    object_id: str
    account: str
    item_id: str = ""
    amount: int = 0
    """Of a transfer what was reversed so far, of a payout its amount; as Stripe counts it."""
    currency: str = ""
    reason: str = ""
