"""The facts that quotes publish. None names a person other than by account id; amounts are minor units of `currency`."""

from __future__ import annotations

from chalicelib.kit.facts import Fact


class QuoteFact(Fact, frozen=True):
    """What every fact about a quote says of it."""

    TYPE = "quotes.quote"
    quote_id: str
    number: str
    version: int
    customer_id: str | None
    currency: str
    total: int


class QuoteRequested(QuoteFact, frozen=True):
    """A customer asked for an offer."""

    TYPE = "quotes.quote_requested.v1"


class QuoteSubmitted(QuoteFact, frozen=True):
    """Staff handed a quote in for approval."""

    TYPE = "quotes.quote_submitted.v1"


class QuoteApproved(QuoteFact, frozen=True):
    """All approvals that a quote needs are there."""

    TYPE = "quotes.quote_approved.v1"


class QuoteIssued(QuoteFact, frozen=True):
    """A version went out to its customer, who can accept it until `expires_at` (RFC 3339)."""

    TYPE = "quotes.quote_issued.v1"
    expires_at: str


class QuoteHonoured(QuoteIssued, frozen=True):
    """Staff let an expired quote be accepted after all."""

    TYPE = "quotes.quote_honoured.v1"


class QuoteExpiring(QuoteIssued, frozen=True):
    """A quote ends within two days."""

    TYPE = "quotes.quote_expiring.v1"


class QuoteAccepted(QuoteFact, frozen=True):
    """A customer accepted; the order is placed."""

    TYPE = "quotes.quote_accepted.v1"
    order_id: str


class QuoteDeclined(QuoteFact, frozen=True):
    """A customer does not want it."""

    TYPE = "quotes.quote_declined.v1"


class QuoteExpired(QuoteFact, frozen=True):
    """Its last day is over."""

    TYPE = "quotes.quote_expired.v1"


class QuoteCancelled(QuoteFact, frozen=True):
    """Staff took it back."""

    TYPE = "quotes.quote_cancelled.v1"
