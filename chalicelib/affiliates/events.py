"""The facts that affiliates publish. None names a person other than by account id; amounts are minor units of `currency`.
Clicks: `click_events.py`."""

from __future__ import annotations

from chalicelib.kit.facts import Fact


class MemberJoined(Fact, frozen=True):
    """Somebody signed up for a programme. `state`: `active`, or `pending` where staff decide."""

    TYPE = "affiliates.member_joined.v1"
    member_id: str
    account_id: str
    programme_id: str
    state: str


class MemberDecided(Fact, frozen=True):
    """Staff decided about a member: `approved`, `rejected`, `suspended`, `banned` or `restored`."""

    TYPE = "affiliates.member_decided.v1"
    member_id: str
    account_id: str
    decision: str


class PayoutDetailsChanged(Fact, frozen=True):
    """A member is paid to another account from now on. `first`: it took the place of none that they could be paid by."""

    TYPE = "affiliates.payout_details_changed.v1"
    member_id: str
    account_id: str
    first: bool


class CommissionFact(Fact, frozen=True):
    """What every fact about an order's commissions says of them. `amount`: what is left of all of them."""

    TYPE = "affiliates.commission"
    member_id: str
    order_id: str
    programme_id: str
    currency: str
    amount: int


class CommissionAccrued(CommissionFact, frozen=True):
    """A paid order earned a member something. `held`: staff look at it first."""

    TYPE = "affiliates.commission_accrued.v1"
    held: bool


class CommissionRefused(CommissionFact, frozen=True):
    """An order that a member brought earns nothing. `reason`: a code."""

    TYPE = "affiliates.commission_refused.v1"
    reason: str


class CommissionApproved(CommissionFact, frozen=True):
    """The hold period is over and the order arrived: it is payable."""

    TYPE = "affiliates.commission_approved.v1"


class CommissionReversed(CommissionFact, frozen=True):
    """`taken_back` of it was reversed: a refund, a cancelled order, a review."""

    TYPE = "affiliates.commission_reversed.v1"
    taken_back: int
    cause: str


class CommissionRestored(CommissionFact, frozen=True):
    """`given_back` of what was reversed is earned again: a refund could not be paid, staff took a rejection back."""

    TYPE = "affiliates.commission_restored.v1"
    given_back: int
    cause: str
