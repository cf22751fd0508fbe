"""The quote: what it is made of. All amounts are minor units of `Quote.currency`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from chalicelib.identity.schemas import Address, OrganisationRef
from chalicelib.kit.errors import Conflict, NotFound
from chalicelib.orders import Configured
from chalicelib.pricing import PricedCart
from chalicelib.quotes.schemas import ApproverRole, Happening

State = Literal["requested", "draft", "submitted", "approved", "issued", "accepted", "declined", "expired", "cancelled"]
Who = Literal["customer", "staff", "system"]

MAX_HISTORY = 500
"""A bound on a quote's history; what is older than the newest entries is not kept."""


class QuoteNotFound(NotFound):
    title = "This quote is not here"


class WrongState(Conflict):
    title = "The quote is not in a state that allows this; load it again"


class QuoteChanged(Conflict):
    title = "The quote has changed since you looked at it; load it again"


class Source(msgspec.Struct, frozen=True):
    """Where a price comes from: the kind of its list, and its name."""

    kind: str
    name: str = ""


class Line(msgspec.Struct, frozen=True):
    """What is offered: so many pieces at `unit` each, where they would cost `list_unit` without the quote."""

    id: str
    sku: str
    title: str
    picture: str | None
    quantity: int
    list_unit: int
    source: Source
    unit: int
    tax_category: str
    note: str = ""
    configuration: Configured | None = None
    available_from: str | None = None
    pre_acceptance: bool = False
    """Staff take an order of it up before anything is paid."""
    cost: int | None = None
    """Of one piece, where the cost lists have it."""

    @property
    def total(self) -> int:
        return self.unit * self.quantity

    @property
    def list_total(self) -> int:
        return self.list_unit * self.quantity


class Discount(msgspec.Struct, frozen=True):
    """Off the whole: a `rate` (parts per 100,000) of the sum of its lines, or an `amount`."""

    rate: int | None = None
    amount: int | None = None


class Delivery(msgspec.Struct, frozen=True):
    """How it is delivered, in words, and what that costs."""

    name: str
    amount: int


class Offer(msgspec.Struct, frozen=True):
    """What can be changed until it is issued. `valid_until`: its last day, in `zone`."""

    language: Literal["en", "zh"]
    zone: str
    lines: tuple[Line, ...] = ()
    discount: Discount | None = None
    delivery: Delivery | None = None
    shipping: Address | None = None
    billing: Address | None = None
    terms: str = ""
    valid_until: date | None = None

    @property
    def subtotal(self) -> int:
        """Its lines, before the discount of the whole."""
        return sum(line.total for line in self.lines)

    @property
    def list_total(self) -> int:
        """Its lines without the quote."""
        return sum(line.list_total for line in self.lines)


class Customer(msgspec.Struct, frozen=True):
    """Whom it is for. Without an account: whoever has the link that was mailed to `email`."""

    name: str
    email: str
    account_id: str | None = None
    organisation: OrganisationRef | None = None
    group: str | None = None


class Approval(msgspec.Struct, frozen=True):
    """An approval that rules ask for (`rule`: their names), and what came of it."""

    tier: int
    role: ApproverRole
    rule: str
    state: Literal["waiting", "approved", "rejected"] = "waiting"
    by: str | None = None
    name: str = ""
    at: datetime | None = None
    note: str = ""


class Issued(msgspec.Struct, frozen=True):
    """A version that was issued, and the file of its document."""

    version: int
    at: datetime
    valid_until: date
    zone: str
    total: int
    document: str


class PlacedAs(msgspec.Struct, frozen=True):
    """The order that it became."""

    id: str
    number: str
    token: str | None
    payment_url: str | None


class Entry(msgspec.Struct, frozen=True):
    """Something that happened; `by`: the account, where there is one."""

    at: datetime
    kind: Happening
    who: Who
    by: str | None
    name: str
    detail: str
    version: int


class Actor(msgspec.Struct, frozen=True):
    """Who does something."""

    who: Who
    id: str | None = None
    name: str = ""
    roles: frozenset[str] = frozenset()


SYSTEM = Actor("system")


class Quote(msgspec.Struct, frozen=True):
    """A quote. `version` is that of `offer`; `priced` is what it costs, frozen when that version was issued."""

    id: str
    number: str
    state: State
    version: int
    currency: str
    created_at: datetime
    updated_at: datetime
    customer: Customer
    offer: Offer
    requested: bool
    """Its customer asked for it, and sees it before it is issued."""
    message: str = ""
    internal_note: str = ""
    authors: tuple[str, ...] = ()
    """Who drafted, changed or submitted it: none of them approves it."""
    approvals: tuple[Approval, ...] = ()
    issued: tuple[Issued, ...] = ()
    priced: PricedCart | None = None
    expires_at: datetime | None = None
    remind_at: datetime | None = None
    order: PlacedAs | None = None
    click_id: str | None = None
    """The affiliate's click that led its customer to ask for it."""
    history: tuple[Entry, ...] = ()

    def state_at(self, now: datetime) -> State:
        """Its state: an issued one is expired as soon as its last day is over."""
        over = self.state == "issued" and self.expires_at is not None and now >= self.expires_at
        return "expired" if over else self.state

    @property
    def is_issued(self) -> bool:
        """Its present version was issued."""
        return bool(self.issued) and self.issued[-1].version == self.version

    @property
    def shown_version(self) -> int | None:
        """What its customer sees: the newest issued version, 0 for their request, None for nothing yet."""
        if self.issued:
            return self.issued[-1].version
        return 0 if self.requested else None


def noted(quote: Quote, now: datetime, kind: Happening, actor: Actor, detail: str = "", **changes: object) -> Quote:
    """`quote` with `changes` and what happened in its history."""
    changed = replace(quote, updated_at=now, **changes)
    entry = Entry(now, kind, actor.who, actor.id, actor.name, detail, changed.version)
    return replace(changed, history=(*quote.history, entry)[-MAX_HISTORY:])


def require(quote: Quote, now: datetime, *states: State) -> None:
    """Raise WrongState unless the quote is in one of `states`."""
    state = quote.state_at(now)
    if state not in states:
        raise WrongState(f"The quote is {state}; this cannot be done now.", state=state)
