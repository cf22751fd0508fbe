"""The life of a quote: asked for, drafted, approved, issued with its document, accepted as an order.

This is the face: what happened to quotes, and what they keep of a person.
"""

from chalicelib.quotes.events import (
    QuoteAccepted,
    QuoteApproved,
    QuoteCancelled,
    QuoteDeclined,
    QuoteExpired,
    QuoteHonoured,
    QuoteIssued,
    QuoteRequested,
    QuoteSubmitted,
)
from chalicelib.quotes.personal import personal_data

__all__ = [
    "QuoteAccepted",
    "QuoteApproved",
    "QuoteCancelled",
    "QuoteDeclined",
    "QuoteExpired",
    "QuoteHonoured",
    "QuoteIssued",
    "QuoteRequested",
    "QuoteSubmitted",
    "personal_data",
]
