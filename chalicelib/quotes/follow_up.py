"""What happens to issued quotes by themselves: a reminder before they end, their end, and what becomes of their orders."""

from __future__ import annotations

import logging
from datetime import datetime

from chalicelib.kit import clock
from chalicelib.kit.errors import PorticoError
from chalicelib.kit.events import Delivery
from chalicelib.kit.tx import Tx
from chalicelib.quotes import store
from chalicelib.quotes.domain import life
from chalicelib.quotes.domain.quote import Quote
from chalicelib.quotes.events import QuoteExpired, QuoteExpiring
from chalicelib.quotes.service import fact
from chalicelib.quotes.store import QuoteItem
from chalicelib.quotes.views import price

log = logging.getLogger(__name__)

MAX_QUOTES_A_RUN = 200


def follow_up(now: datetime) -> int:
    """Remind of the quotes that end soon, and close those that ended. Each in a transaction of its own; one that fails is logged
    and comes again with the next run. Returns how many were looked at with success."""
    done = 0
    for quote_id in store.due(now):
        if done == MAX_QUOTES_A_RUN:
            break
        tx = Tx(now)

        def decide(quote_id: str = quote_id, tx: Tx = tx) -> None:
            item = store.find(quote_id)
            if item is not None:
                _follow_up(item, tx)

        try:
            tx.run(decide)
            done += 1
        except PorticoError:
            log.exception("quote %s is not followed up", quote_id)
    return done


def on_order_cancelled(delivery: Delivery, tx: Tx) -> None:
    """An accepted quote whose order came to nothing can be accepted again while it holds."""
    item = store.find(delivery.fact.quote_id) if delivery.fact.quote_id else None
    if item is not None:
        quote = item.document
        _save(tx, item, life.expire(life.reopen(quote, delivery.fact.order_id, delivery.fact.reason, tx.at), tx.at))


def on_order_paid(delivery: Delivery, tx: Tx) -> None:
    """The way to pay is no longer shown."""
    item = store.find(delivery.fact.quote_id) if delivery.fact.quote_id else None
    if item is not None:
        _save(tx, item, life.paid(item.document, delivery.fact.order_id))


def _follow_up(item: QuoteItem, tx: Tx) -> None:
    quote = life.remind(life.expire(item.document, tx.at), tx.at)
    if quote is item.document:
        return
    total = price(quote, tx.at).total_minor
    if quote.state == "expired":
        tx.publish(fact(QuoteExpired, quote, total))
    elif quote.expires_at is not None:
        tx.publish(fact(QuoteExpiring, quote, total, expires_at=clock.rfc3339(quote.expires_at)))
    _save(tx, item, quote)


def _save(tx: Tx, item: QuoteItem, quote: Quote) -> None:
    if quote is not item.document:
        store.save(tx, item, quote, price(quote, tx.at).total_minor)
