"""Quotes in the shapes of the HTTP interface, as their customer or staff see them."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import replace

from chalicelib.identity import find_account
from chalicelib.kit import clock
from chalicelib.kit.errors import Forbidden, NotFound
from chalicelib.kit.http import Principal
from chalicelib.kit.mail_layout import page_url
from chalicelib.kit.money import Money
from chalicelib.pricing import PricedCart, PricedLine, adjustment_view, rate_text, tax_table, totals_view
from chalicelib.pricing.schemas import Totals
from chalicelib.quotes import store
from chalicelib.quotes.access import Viewer, document_key
from chalicelib.quotes.domain import approval, life
from chalicelib.quotes.domain.approval import Figures
from chalicelib.quotes.domain.offer import figures, line_rate, price_offer
from chalicelib.quotes.domain.quote import Actor, Approval, Entry, Issued, Line, Offer, Quote
from chalicelib.quotes.schemas import (
    Action,
    ApprovalView,
    DeliveryTerms,
    HistoryEntry,
    Margin,
    PriceWithout,
    QuoteComponent,
    QuoteConfiguration,
    QuoteCustomer,
    QuoteLineView,
    QuoteOrganisation,
    QuoteState,
    QuoteVersionView,
    QuoteView,
    WholeDiscount,
)

_TOLD = frozenset("requested issued revised accepted declined expired cancelled honoured reopened".split())
"""What a customer reads in a quote's history."""
_WITH_DETAIL = frozenset({"requested", "accepted", "declined"})
"""Their own words; what staff wrote is for staff."""


class Sight(msgspec.Struct, frozen=True):
    """Who looks at a quote, and when."""

    viewer: Viewer
    principal: Principal
    now: datetime


def price(quote: Quote, now: datetime) -> PricedCart:
    """What it costs: frozen since its issue, and until then as taxed where it goes (in the shop's own country, before there is an
    address)."""
    if quote.priced is not None:
        return quote.priced
    where = quote.offer.shipping
    rules = tax_table().rules(where.country if where else None, where.region if where else "")
    return price_offer(quote.offer, quote.currency, rules, now)


def quote_view(
    quote: Quote, lock: int, sight: Sight, token: str | None = None, version: int | None = None
) -> QuoteView:
    """A quote, or its version `version`, as the one who looks may see it."""
    content = _content(quote, sight.viewer, version)
    view = _view(quote, content, sight, lock, token)
    return _for_staff(view, quote, content, sight) if sight.viewer == "staff" else view


def _view(quote: Quote, content: Quote, sight: Sight, lock: int, token: str | None) -> QuoteView:
    """What everybody sees of it who may see it, with `content` as what is offered."""
    offer, priced = content.offer, price(content, sight.now)
    return QuoteView(
        id=quote.id,
        number=quote.number,
        token=token,
        state=_state(quote, content, sight),
        version=content.version if sight.viewer == "staff" or content.issued else 0,
        lock=lock,
        created_at=clock.rfc3339(quote.created_at),
        updated_at=clock.rfc3339(quote.updated_at),
        versions=[_version(quote, issued, sight.now) for issued in quote.issued],
        customer=_customer(quote),
        language=offer.language,
        currency=quote.currency,
        lines=[_line(*pair, quote.currency, sight) for pair in zip(offer.lines, priced.lines, strict=True)],
        discount=_discount(offer, quote.currency),
        delivery=_delivery(offer, quote.currency),
        adjustments=[adjustment_view(each, quote.currency) for each in priced.adjustments],
        totals=_totals(priced, quote.currency),
        list_total=Money(offer.list_total, quote.currency),
        shipping_address=offer.shipping,
        billing_address=offer.billing,
        terms=offer.terms,
        valid_until=offer.valid_until.isoformat() if offer.valid_until else None,
        zone=offer.zone,
        expires_at=clock.rfc3339(content.expires_at) if content.expires_at else None,
        message=quote.message,
        history=[_entry(entry, sight) for entry in quote.history if sight.viewer == "staff" or entry.kind in _TOLD],
        order_id=quote.order.id if quote.order else None,
        order_url=order_url(quote),
        document_url=document_url(quote, quote.issued[-1].version) if quote.issued else None,
        missing=life.missing(offer),
        pay_on_account=_on_account(quote, sight),
        can=_can(quote, content, sight),
    )


def order_url(quote: Quote) -> str | None:
    """The page of the order that it became; with the token that opens it, for somebody without an account."""
    if quote.order is None:
        return None
    token = f"?token={quote.order.token}" if quote.order.token else ""
    return page_url(f"/orders/{quote.order.id}{token}", quote.offer.language)


def _content(quote: Quote, viewer: Viewer, version: int | None) -> Quote:
    """What is shown: the version that was asked for; else for staff what stands now, for its customer what they were sent last."""
    shown = quote.version if viewer == "staff" else quote.shown_version
    wanted = shown if version is None else version
    if wanted == quote.version and (viewer == "staff" or quote.is_issued):
        return quote
    if wanted == 0 and quote.state == "requested":
        return quote  # nobody has changed it yet
    kept = store.find_version(quote.id, wanted or 0)
    if kept is None:
        raise VersionNotFound()
    return kept


class VersionNotFound(NotFound):
    title = "This version of the quote was never issued"


def _state(quote: Quote, content: Quote, sight: Sight) -> QuoteState:
    state = quote.state_at(sight.now)
    if sight.viewer == "staff" and content.version == quote.version:
        return state
    if state == "cancelled":
        return state
    if content.issued and (content.version != quote.version or not quote.is_issued):
        return "revised"
    return state if quote.is_issued else "requested"


def _version(quote: Quote, issued: Issued, now: datetime) -> QuoteVersionView:
    state: QuoteState = quote.state_at(now) if issued.version == quote.version else "revised"
    return QuoteVersionView(
        version=issued.version,
        state=state,
        issued_at=clock.rfc3339(issued.at),
        valid_until=issued.valid_until.isoformat(),
        total=Money(issued.total, quote.currency),
        document_url=document_url(quote, issued.version),
    )


def document_url(quote: Quote, version: int) -> str:
    """The address of a version's document, which it opens by itself."""
    return f"/v1/quotes/{quote.id}/document.pdf?version={version}&key={document_key(quote.id, version)}"


def _customer(quote: Quote) -> QuoteCustomer:
    customer = quote.customer
    organisation = customer.organisation
    return QuoteCustomer(
        name=customer.name,
        email=customer.email,
        account_id=customer.account_id,
        organisation=QuoteOrganisation(organisation.id, organisation.name, organisation.on_account)
        if organisation
        else None,
    )


def _totals(priced: PricedCart, currency: str) -> Totals:
    return totals_view(
        currency=currency,
        subtotal_minor=priced.subtotal_minor,
        discount_minor=priced.discount_minor,
        delivery_minor=priced.delivery.total_minor,
        taxes=priced.taxes,
        tax_included=priced.tax_included,
        total_minor=priced.total_minor,
    )


def _line(line: Line, share: PricedLine, currency: str, sight: Sight) -> QuoteLineView:
    return QuoteLineView(
        id=line.id,
        sku=line.sku,
        title=line.title,
        picture=line.picture,
        quantity=line.quantity,
        configuration=_configuration(line),
        list_price=PriceWithout(Money(line.list_unit, currency), line.source.kind, line.source.name),
        unit_price=Money(line.unit, currency),
        discount_percent=rate_text(line_rate(line)),
        total=Money(share.total_minor, currency),
        discount=Money(-share.discount_minor, currency),
        tax=Money(share.tax_minor, currency),
        payable=Money(share.payable_minor, currency),
        note=line.note,
        unit_cost=Money(line.cost, currency) if line.cost is not None and sight.viewer == "staff" else None,
    )


def _configuration(line: Line) -> QuoteConfiguration | None:
    if line.configuration is None:
        return None
    parts = [
        QuoteComponent(part.option_title, part.value_title, part.sku, part.quantity)
        for part in line.configuration.components
    ]
    return QuoteConfiguration(line.configuration.id, parts)


def _discount(offer: Offer, currency: str) -> WholeDiscount | None:
    if offer.discount is None:
        return None
    if offer.discount.rate is not None:
        return WholeDiscount(percent=rate_text(offer.discount.rate))
    return WholeDiscount(amount=Money(offer.discount.amount or 0, currency))


def _delivery(offer: Offer, currency: str) -> DeliveryTerms | None:
    return DeliveryTerms(offer.delivery.name, Money(offer.delivery.amount, currency)) if offer.delivery else None


def _entry(entry: Entry, sight: Sight) -> HistoryEntry:
    if sight.viewer == "staff":
        return HistoryEntry(clock.rfc3339(entry.at), entry.kind, entry.who, entry.name, entry.detail, entry.version)
    detail = entry.detail if entry.kind in _WITH_DETAIL and entry.who == "customer" else ""
    return HistoryEntry(clock.rfc3339(entry.at), entry.kind, entry.who, "", detail, entry.version)


def may_buy_on_account(account_id: str) -> bool:
    """Whether that person belongs to an organisation that may now. Two reads."""
    account = find_account(account_id)
    return account is not None and account.organisation is not None and account.organisation.on_account


def _on_account(quote: Quote, sight: Sight) -> bool:
    """Of use only to its customer, signed in; and to staff, to know."""
    owner = quote.customer.account_id
    asks = sight.viewer == "staff" or sight.principal.account_id == owner
    return owner is not None and asks and may_buy_on_account(owner)


def _can(quote: Quote, content: Quote, sight: Sight) -> list[Action]:
    state = quote.state_at(sight.now)
    if sight.viewer == "customer":
        acceptable = state == "issued" and content.version == quote.version and quote.is_issued
        return ["accept", "decline"] if acceptable else []
    if content.version != quote.version:
        return []
    actor = Actor("staff", sight.principal.account_id, roles=sight.principal.roles)
    waits = state == "submitted"
    checks: dict[Action, bool] = {
        "edit": state in life.EDITABLE,
        "submit": state in life.EDITABLE and bool(quote.offer.lines),
        "approve": waits and approval.may_approve(quote, actor),
        "reject": waits and approval.next_step(quote, actor) is not None,
        "issue": state == "approved" and not life.missing(quote.offer),
        "revise": state in life.WITHDRAWABLE or state in life.REVISABLE,
        "cancel": state in life.CANCELLABLE,
        "honour": state == "expired" and not approval.is_own(quote, actor),
    }
    return [name for name, allowed in checks.items() if allowed]


def _for_staff(view: QuoteView, quote: Quote, content: Quote, sight: Sight) -> QuoteView:
    """With what only staff see; approvals are those of the present version."""
    found = figures(content.offer, price(content, sight.now))
    present = content.version == quote.version
    return replace(
        view,
        internal_note=quote.internal_note,
        approvals=[_approval(step) for step in quote.approvals] if present else [],
        waiting_for=_waiting(quote, sight) if present else None,
        discount_percent=rate_text(found.discount_rate),
        margin=_margin(found, content.offer, quote.currency),
    )


def _approval(step: Approval) -> ApprovalView:
    return ApprovalView(
        tier=step.tier,
        rule=step.rule,
        role=step.role,
        state=step.state,
        by=step.name or step.by,
        at=clock.rfc3339(step.at) if step.at else None,
        note=step.note,
    )


def _waiting(quote: Quote, sight: Sight) -> str | None:
    if quote.state != "submitted":
        return None
    try:
        approval.step_to_approve(quote, Actor("staff", sight.principal.account_id, roles=sight.principal.roles))
    except Forbidden as refused:
        return refused.detail
    return approval.waiting_text(quote)


def _margin(found: Figures, offer: Offer, currency: str) -> Margin:
    unknown = sum(line.cost is None for line in offer.lines)
    if found.margin is None or found.revenue <= 0:
        return Margin(None if found.margin is None else Money(found.margin, currency), None, unknown)
    rate = found.margin * 100_000 // found.revenue
    sign, size = ("-", -rate) if rate < 0 else ("", rate)
    return Margin(Money(found.margin, currency), sign + rate_text(size), unknown)
