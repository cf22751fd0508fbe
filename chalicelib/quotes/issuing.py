"""Issuing a quote: its prices are frozen, its document is made and kept, its customer is told."""

from __future__ import annotations

from chalicelib.kit import clock
from chalicelib.kit.files import files
from chalicelib.kit.tx import Tx
from chalicelib.quotes import access, papers, store
from chalicelib.quotes.access import Asker, document_key, opens
from chalicelib.quotes.domain import life
from chalicelib.quotes.domain.life import QuoteIncomplete
from chalicelib.quotes.domain.quote import Actor, require
from chalicelib.quotes.events import QuoteIssued
from chalicelib.quotes.service import as_shown, check_lock, fact
from chalicelib.quotes.store import QuoteItem
from chalicelib.quotes.views import VersionNotFound, price


def issue(known: QuoteItem, lock: int, actor: Actor, tx: Tx) -> QuoteItem:
    """Send an approved quote out.

    Raises QuoteChanged, WrongState, QuoteIncomplete without an address, ValidityOver.
    """
    quote = check_lock(known, lock)
    require(quote, tx.at, "approved")
    lacking = life.missing(quote.offer)
    if lacking:
        raise QuoteIncomplete(f"Still missing: {', '.join(lacking)}. Take it back to draft to add it.", missing=lacking)
    priced = price(quote, tx.at)
    after = life.issue(quote, priced, papers.new_place(quote), actor, tx.at)
    papers.write(after)
    store.keep_version(tx, as_shown(after), after.version)
    if after.expires_at is not None:
        told = fact(QuoteIssued, after, priced.total_minor, expires_at=clock.rfc3339(after.expires_at))
        tx.publish(told)
    return store.save(tx, known, after, priced.total_minor)


def document(quote_id: str, version: int | None, key: str | None, asker: Asker) -> tuple[str, bytes]:
    """The name and content of an issued version's document (None: the newest), for staff, its customer, and whoever has the
    quote's token or the document's key. Raises QuoteNotFound, VersionNotFound."""
    if version is not None and opens(key, document_key(quote_id, version)):
        quote = access.must_find(quote_id).document
    else:
        quote = access.find(quote_id, asker)[0].document
    wanted = [each for each in quote.issued if version in (None, each.version)]
    stored = files().get(wanted[-1].document) if wanted else None
    if stored is None:
        raise VersionNotFound()
    return f"{quote.number}-v{wanted[-1].version}.pdf", stored.content
