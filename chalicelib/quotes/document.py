"""The document of a quote: an A4 PDF in the customer's language."""

from __future__ import annotations

from chalicelib.quotes.domain.quote import Quote


def render(quote: Quote) -> bytes:
    """The PDF of an issued quote."""
    return b"%PDF-1.4\n"
