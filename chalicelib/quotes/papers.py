"""Where the documents of quotes lie. Each is written before the transaction that names it, to a place of its own: where that
fails, nobody knows of the file, and nobody else's is touched."""

from __future__ import annotations

from chalicelib.kit import ids
from chalicelib.kit.files import files
from chalicelib.quotes.domain.quote import Quote


def new_place(quote: Quote) -> str:
    """Where a document of the quote's present version can lie."""
    return f"quotes/{quote.id}/{quote.version}-{ids.secret_token()}.pdf"


def write(quote: Quote) -> None:
    """Make the document of an issued quote, in the place that the quote names for it."""
    from chalicelib.quotes.document import render  # reportlab: not needed on a cold start

    files().put(quote.issued[-1].document, render(quote))
