"""A quote's life. Each function is quote × command × now → quote; who did it is in its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from msgspec.structs import replace

from chalicelib.kit.errors import Conflict
from chalicelib.pricing import PricedCart
from chalicelib.quotes.domain import approval, validity
from chalicelib.quotes.domain.quote import (
    SYSTEM,
    Actor,
    Approval,
    Issued,
    Offer,
    PlacedAs,
    Quote,
    State,
    noted,
    require,
)

EDITABLE: tuple[State, ...] = ("requested", "draft")
WITHDRAWABLE: tuple[State, ...] = ("submitted", "approved")
REVISABLE: tuple[State, ...] = ("issued", "expired", "declined")
CANCELLABLE: tuple[State, ...] = ("requested", "draft", "submitted", "approved", "issued", "expired", "declined")


Missing = Literal["lines", "address"]


class QuoteIncomplete(Conflict):
    title = "Something is missing before this quote can go on"


class QuoteExpired(Conflict):
    title = "This quote has expired; ask us to honour it or for a new one"


class QuoteRevised(Conflict):
    title = "There is a newer version of this quote; look at it before you accept"


class TotalDiffers(Conflict):
    title = "That is not the total of this quote; look at it again"


def edit(quote: Quote, offer: Offer, actor: Actor, detail: str, now: datetime) -> Quote:
    """Staff change what is offered; a request becomes a draft by it."""
    require(quote, now, *EDITABLE)
    return noted(quote, now, "edited", actor, detail, offer=offer, state="draft", authors=_with(quote, actor))


def submit(quote: Quote, approvals: Sequence[Approval], actor: Actor, note: str, now: datetime) -> Quote:
    """Hand it in: it needs `approvals`, or none and is approved at once."""
    require(quote, now, *EDITABLE)
    if not quote.offer.lines:
        raise QuoteIncomplete("The quote has no lines.", missing=["lines"])
    handed = noted(
        quote, now, "submitted", actor, note, state="submitted", approvals=tuple(approvals), authors=_with(quote, actor)
    )
    if approvals:
        return handed
    return noted(handed, now, "approved", SYSTEM, "No rule asks for an approval.", state="approved")


def approve(quote: Quote, actor: Actor, note: str, now: datetime) -> Quote:
    """Give the next approval; with the last one the quote is approved. Raises what `approval.step_to_approve` does."""
    require(quote, now, "submitted")
    index = approval.step_to_approve(quote, actor)
    step = quote.approvals[index]
    done = replace(step, state="approved", by=actor.id, name=actor.name, at=now, note=note)
    steps = (*quote.approvals[:index], done, *quote.approvals[index + 1 :])
    is_last = all(each.state == "approved" for each in steps)
    state = "approved" if is_last else "submitted"
    detail = f"Tier {step.tier}: {step.rule}" + (f". {note}" if note else "")
    return noted(quote, now, "approved", actor, detail, approvals=steps, state=state)


def reject(quote: Quote, actor: Actor, reason: str, now: datetime) -> Quote:
    """One rejection stops it: it is a draft again, with the reason. Raises NotYourApproval."""
    require(quote, now, "submitted")
    index = approval.next_step(quote, actor)
    if index is None:
        raise approval.NotYourApproval(approval.waiting_text(quote), roles=approval.waiting_roles(quote))
    done = replace(quote.approvals[index], state="rejected", by=actor.id, name=actor.name, at=now, note=reason)
    steps = (*quote.approvals[:index], done, *quote.approvals[index + 1 :])
    return noted(quote, now, "rejected", actor, reason, approvals=steps, state="draft")


def missing(offer: Offer) -> list[Missing]:
    """What an offer cannot be issued without."""
    checks: dict[Missing, bool] = {"lines": not offer.lines, "address": offer.shipping is None}
    return [name for name, lacks in checks.items() if lacks]


def issue(quote: Quote, priced: PricedCart, document: str, actor: Actor, now: datetime) -> Quote:
    """Freeze what is offered, until its last day, and what it costs; `document` is the file of its PDF."""
    require(quote, now, "approved")
    offer = quote.offer
    day = validity.last_day(offer.valid_until, offer.zone, now)
    ends = validity.end_of_day(day, offer.zone)
    version = Issued(quote.version, now, day, offer.zone, priced.total_minor, document)
    return noted(
        quote,
        now,
        "issued",
        actor,
        f"Version {quote.version}, until {day.isoformat()} ({offer.zone})",
        state="issued",
        offer=replace(offer, valid_until=day),
        priced=priced,
        issued=(*quote.issued, version),
        expires_at=ends,
        remind_at=validity.reminder(ends, now),
    )


def revise(quote: Quote, actor: Actor, note: str, now: datetime) -> Quote:
    """Begin a new version of an issued one, which can be read but not accepted from now on; or take one that was not issued yet
    back to draft."""
    state = quote.state_at(now)
    if state in WITHDRAWABLE:
        return noted(quote, now, "withdrawn", actor, note, state="draft", approvals=())
    require(quote, now, *REVISABLE)
    offer = quote.offer
    if offer.valid_until is not None and offer.valid_until < validity.day_of(now, offer.zone):
        offer = replace(offer, valid_until=None)
    return noted(
        quote,
        now,
        "revised",
        actor,
        note,
        state="draft",
        version=quote.version + 1,
        offer=offer,
        priced=None,
        approvals=(),
        expires_at=None,
        remind_at=None,
        authors=_with(quote, actor),
    )


def check_acceptable(quote: Quote, version: int, now: datetime) -> None:
    """Raise unless this version can be accepted now: QuoteRevised, QuoteExpired, WrongState."""
    if quote.issued and version != quote.version:
        raise QuoteRevised(version=quote.issued[-1].version, revised=not quote.is_issued)
    if quote.state_at(now) == "expired":
        raise QuoteExpired()
    require(quote, now, "issued")


def accept(quote: Quote, order: PlacedAs, actor: Actor, detail: str, now: datetime) -> Quote:
    """Its customer agrees; it is an order now."""
    return noted(quote, now, "accepted", actor, detail, state="accepted", order=order)


def decline(quote: Quote, version: int, actor: Actor, reason: str, now: datetime) -> Quote:
    """Its customer does not want it."""
    check_acceptable(quote, version, now)
    return noted(quote, now, "declined", actor, reason, state="declined")


def cancel(quote: Quote, actor: Actor, reason: str, now: datetime) -> Quote:
    """Staff take it back for good."""
    require(quote, now, *CANCELLABLE)
    return noted(quote, now, "cancelled", actor, reason, state="cancelled")


def expire(quote: Quote, now: datetime) -> Quote:
    """Its last day is over."""
    if quote.state != "issued" or quote.state_at(now) != "expired":
        return quote
    return noted(quote, now, "expired", SYSTEM, state="expired")


def honour(quote: Quote, until: date, actor: Actor, reason: str, now: datetime, *, document: str) -> Quote:
    """Staff let an expired one be accepted after all, to the end of a day; `document`: the file that says so. Raises OwnQuote: its prices need no new approval, so
    that it is for somebody who neither made them nor gains by them."""
    require(quote, now, "expired")
    if approval.is_own(quote, actor):
        raise approval.OwnQuote()
    zone = quote.offer.zone
    day = validity.last_day(until, zone, now)
    ends = validity.end_of_day(day, zone)
    detail = f"Until {day.isoformat()} ({zone}). {reason}"
    return noted(
        quote,
        now,
        "honoured",
        actor,
        detail,
        state="issued",
        offer=replace(quote.offer, valid_until=day),
        issued=(*quote.issued[:-1], replace(quote.issued[-1], valid_until=day, zone=zone, document=document)),
        expires_at=ends,
        remind_at=validity.reminder(ends, now),
    )


def remind(quote: Quote, now: datetime) -> Quote:
    """Its customer is told that it ends soon, once."""
    if quote.state != "issued" or quote.remind_at is None or quote.remind_at > now:
        return quote
    return noted(quote, now, "reminded", SYSTEM, remind_at=None)


def reopen(quote: Quote, order_id: str, reason: str, now: datetime) -> Quote:
    """Its order came to nothing. Unless staff cancelled it, the quote can be accepted again while it holds."""
    if quote.state != "accepted" or quote.order is None or quote.order.id != order_id:
        return quote
    number = quote.order.number
    if reason == "staff":
        return noted(quote, now, "cancelled", SYSTEM, f"Order {number} was cancelled by staff.", state="cancelled")
    detail = {"payment_expired": f"Order {number} was not paid in time."}.get(reason, f"Order {number} was cancelled.")
    return noted(quote, now, "reopened", SYSTEM, detail, state="issued", order=None)


def paid(quote: Quote, order_id: str) -> Quote:
    """Its order is paid: there is no page to pay on any more."""
    order = quote.order
    if order is None or order.id != order_id or order.payment_url is None:
        return quote
    return replace(quote, order=replace(order, payment_url=None))


def _with(quote: Quote, actor: Actor) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*quote.authors, *([actor.id] if actor.id else [])]))
