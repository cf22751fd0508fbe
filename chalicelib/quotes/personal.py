"""What quotes keep of a person: told in their export, forgotten when their account is deleted."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from chalicelib.kit import clock
from chalicelib.kit.events import Delivery
from chalicelib.kit.files import files
from chalicelib.kit.http import Principal
from chalicelib.kit.tx import Tx
from chalicelib.quotes import store
from chalicelib.quotes.domain.quote import SYSTEM, Customer, Entry, Quote, noted
from chalicelib.quotes.schemas import QuoteView
from chalicelib.quotes.store import VersionItem
from chalicelib.quotes.views import Sight, price, quote_view

_OVER = ("accepted", "cancelled")


def quotes_of(account_id: str) -> list[QuoteView]:
    """All quotes of an account, as its owner sees them."""
    sight = Sight("customer", Principal(account_id), clock.now())
    items = [store.find(quote_id) for quote_id in store.every_quote_of(account_id)]
    seen = [item for item in items if item is not None and item.document.shown_version is not None]
    return [quote_view(item.document, item.version, sight) for item in seen]


def personal_data() -> dict[str, Any]:
    """What this context adds to a person's export."""
    return {"quotes": quotes_of}


def forget(delivery: Delivery, tx: Tx) -> None:
    """A deleted account's quotes lose the person: their documents are removed, those that were not accepted are cancelled. Goods
    and amounts stay. Each quote in a transaction of its own: once it is forgotten, it is no longer found."""
    for quote_id in list(store.every_quote_of(delivery.fact.account_id)):
        parting = Tx(tx.at)

        def decide(quote_id: str = quote_id, parting: Tx = parting) -> None:
            _forget(quote_id, parting)

        parting.run(decide)


def _forget(quote_id: str, tx: Tx) -> None:
    item = store.find(quote_id)
    if item is None:
        return
    quote = item.document
    for issued in quote.issued:
        files().delete(issued.document)
    for kept in store.versions_of(quote_id):
        tx.put(VersionItem(kept.pk, kept.sk, document=_without_person(kept.document)))
    after = _without_person(quote)
    if quote.state not in _OVER:
        after = noted(after, tx.at, "cancelled", SYSTEM, "The customer's account was deleted.", state="cancelled")
    store.save(tx, item, after, price(after, tx.at).total_minor)


def _without_person(quote: Quote) -> Quote:
    offer = replace(quote.offer, shipping=None, billing=None)
    history = tuple(_without_name(entry) for entry in quote.history)
    return replace(quote, customer=Customer("", ""), offer=offer, message="", history=history)


def _without_name(entry: Entry) -> Entry:
    return replace(entry, by=None, name="", detail="") if entry.who == "customer" else entry
