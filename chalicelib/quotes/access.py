"""Who may see a quote, as whom, and the tokens that open one without signing in."""

from __future__ import annotations

import hmac
from typing import Literal

import msgspec

from chalicelib.identity import find_account
from chalicelib.kit.http import Principal
from chalicelib.kit.secrets import keyed_hash
from chalicelib.quotes import store
from chalicelib.quotes.domain.quote import Actor, Quote, QuoteNotFound
from chalicelib.quotes.store import QuoteItem

Viewer = Literal["customer", "staff"]
STAFF = ("support", "finance")
"""Who of the staff works with quotes; the others have no business with them."""


class Asker(msgspec.Struct, frozen=True):
    """Who asks for a quote: an account, somebody with its token, or staff. `as_customer`: staff whose own quote it is ask as
    its customer."""

    principal: Principal
    token: str | None = None
    as_customer: bool = False


def quote_token(quote: Quote) -> str:
    """What opens a quote without signing in: in the mails to its customer. Where it goes to another address, links that were
    mailed to the first open it no more."""
    return keyed_hash("quote", f"{quote.id} {quote.customer.email}")


def document_key(quote_id: str, version: int) -> str:
    """What opens one document, and nothing else."""
    return keyed_hash("quote document", f"{quote_id} {version}")


def opens(given: str | None, expected: str) -> bool:
    """Whether a token is the right one, however long that takes to tell."""
    return given is not None and hmac.compare_digest(given.encode(), expected.encode())


def find(quote_id: str, asker: Asker) -> tuple[QuoteItem, Viewer]:
    """The quote, and as whom the asker sees it. Raises QuoteNotFound for somebody else's, and for one that its customer is not
    to see yet."""
    item = must_find(quote_id)
    quote = item.document
    owner = quote.customer.account_id
    owns = owner is not None and owner == asker.principal.account_id
    theirs = quote.shown_version is not None and (owns or opens(asker.token, quote_token(quote)))
    if asker.principal.is_staff(*STAFF) and not (theirs and asker.as_customer):
        return item, "staff"
    if not theirs:
        raise QuoteNotFound()
    return item, "customer"


def must_find(quote_id: str) -> QuoteItem:
    """The quote, for staff and reactions. Raises QuoteNotFound."""
    item = store.find(quote_id)
    if item is None:
        raise QuoteNotFound()
    return item


def staff_actor(principal: Principal) -> Actor:
    """A member of the staff, with their name for the history."""
    account = find_account(principal.account_id) if principal.account_id else None
    return Actor("staff", principal.account_id, account.name if account else "", principal.roles)


def customer_actor(quote: Quote, principal: Principal) -> Actor:
    """Its customer, or whoever has the link."""
    return Actor("customer", principal.account_id, quote.customer.name)
