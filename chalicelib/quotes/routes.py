"""HTTP routes of quotes: for customers, whoever has a link, and staff."""

from __future__ import annotations

from itertools import islice
from typing import Any

from msgspec.structs import replace

from chalicelib.identity import find_account_by_email, network
from chalicelib.kit import limits
from chalicelib.kit.errors import Forbidden, Invalid
from chalicelib.kit.http import OPTIONAL, SIGNED_IN, Answer, Api, Call, staff
from chalicelib.orders import click_of, open_cart
from chalicelib.pricing import Buyer
from chalicelib.quotes import accepting, access, issuing, rulebook, service, store
from chalicelib.quotes.access import STAFF, Asker, Viewer, quote_token
from chalicelib.quotes.domain.approval import waits_for
from chalicelib.quotes.domain.quote import Actor
from chalicelib.quotes.lines import Wanted
from chalicelib.quotes.rule_schemas import ApprovalRules
from chalicelib.quotes.schemas import (
    MAX_LINES,
    AcceptAnswer,
    AcceptQuote,
    CancelQuote,
    CreateQuote,
    DeclineQuote,
    DocumentQuery,
    EditQuote,
    HonourQuote,
    QuoteAccess,
    QuoteList,
    QuoteListQuery,
    QuoteStep,
    QuoteSummary,
    QuoteView,
    RejectQuote,
)
from chalicelib.quotes.store import QuoteItem
from chalicelib.quotes.views import Sight, quote_view

api = Api(__name__, "quotes")

_WORKS = staff(*STAFF)
_TOKEN = ("Quote-Token",)
REQUESTS_PER_NETWORK = 30
"""Requests of guests in an hour, by network."""
REQUESTS_PER_ADDRESS = 5
"""Requests in an hour, by the guest's e-mail address: each sends a mail that its reader may not have asked for."""
REQUESTS_PER_ACCOUNT = 30
MOST_LOOKED_AT = 500
"""Quotes that one answer about waiting approvals looks through."""


def _find(call: Call[Any, Any], quote_id: str, *, as_customer: bool) -> tuple[QuoteItem, Viewer]:
    return access.find(quote_id, Asker(call.principal, call.headers.get("quote-token"), as_customer))


def _view(call: Call[Any, Any], item: QuoteItem, viewer: Viewer = "staff", version: int | None = None) -> QuoteView:
    return quote_view(item.document, item.version, Sight(viewer, call.principal, call.now), version=version)


def _actor(call: Call[Any, Any]) -> Actor:
    return access.staff_actor(call.principal)


@api.post(
    "/v1/quotes",
    summary="Ask for a quote; staff draft one",
    body=CreateQuote,
    answer=QuoteView,
    status=201,
    access=OPTIONAL,
    idempotent=True,
    headers=("Cart-Token",),
    errors=(403, 404, 409, 410, 429),
)
def create_quote(call: Call[CreateQuote, None]) -> QuoteView:
    account_id = call.principal.account_id
    asked, wanted = _wanted(call)
    if asked.draft:
        if not call.principal.is_staff(*STAFF):
            raise Forbidden("Only staff draft quotes; leave out `draft` to ask for one.")
        return _view(call, service.draft(asked, wanted, _actor(call), call.tx))
    if account_id is None:
        limits.count("quote_network", network(call.source_ip), REQUESTS_PER_NETWORK, 3600, call.now)
        if asked.email and asked.name:  # without them nothing is sent
            limits.count("quote_address", asked.email.casefold(), REQUESTS_PER_ADDRESS, 3600, call.now)
    else:
        limits.count("quote_account", account_id, REQUESTS_PER_ACCOUNT, 3600, call.now)
    item = service.request(asked, wanted, account_id, call.tx)
    token = None if account_id else quote_token(item.document)
    return quote_view(item.document, item.version, Sight("customer", call.principal, call.now), token)


def _wanted(call: Call[CreateQuote, None]) -> tuple[CreateQuote, list[Wanted]]:
    """The lines that are asked for, and what is in the cart that is named; in the cart's currency, where none is asked for."""
    asked = replace(call.body, click_id=click_of(call.body.click_id, call.headers))
    wanted = [Wanted(line.sku, line.quantity, line.configuration_id, line.note) for line in call.body.lines]
    if call.body.cart_id is not None:
        who = Buyer(call.principal.account_id, call.principal.organisation_id, call.principal.group)
        cart = open_cart(call.body.cart_id, who, call.headers.get("cart-token"), call.now)
        wanted += [Wanted(line.sku, line.quantity, line.configuration_id) for line in cart.lines]
        asked = replace(asked, currency=asked.currency or cart.currency)
    if len(wanted) > MAX_LINES:
        raise Invalid(fields={"lines": f"a quote has at most {MAX_LINES} lines"})
    return asked, wanted


@api.get(
    "/v1/quotes",
    summary="Quotes, newest first: one's own, or for staff all",
    query=QuoteListQuery,
    answer=QuoteList,
    access=SIGNED_IN,
    errors=(403,),
)
def list_quotes(call: Call[None, QuoteListQuery]) -> QuoteList:
    query = call.query
    if query.scope == "mine":
        return QuoteList(*store.of_owner(call.account_id, query.limit, query.cursor, drafts=False))
    if not call.principal.is_staff(*STAFF):
        raise Forbidden("Only support and finance see everybody's quotes.")
    if query.q.strip():
        return _search(query)
    if query.waiting_for_me:
        return _waiting_for(Actor("staff", call.principal.account_id, roles=call.principal.roles), query)
    states: list[Any] = [query.state] if query.state else []
    found = store.in_states(states, query.cursor, query.limit + 1)
    items = [listed.told() for listed in islice(found, query.limit + 1)]
    more = len(items) > query.limit
    return QuoteList(items[: query.limit], items[query.limit - 1].id if more else None)


def _waiting_for(actor: Actor, query: QuoteListQuery) -> QuoteList:
    """Those that wait for an approval of the actor's; after so many that were looked at, the cursor leads on."""
    found: list[QuoteSummary] = []
    for looked, listed in enumerate(store.in_states(["submitted"], query.cursor, MOST_LOOKED_AT // 5), 1):
        if waits_for(listed.waiting_roles, listed.barred, actor):
            found.append(listed.told())
        if len(found) == query.limit or looked == MOST_LOOKED_AT:
            return QuoteList(found, listed.id)
    return QuoteList(found, None)


def _search(query: QuoteListQuery) -> QuoteList:
    text = query.q.strip()
    if "@" not in text:
        return QuoteList(store.with_number(text.upper()), None)
    account = find_account_by_email(text)
    owner = store.owner_of(account.id if account else None, text)
    return QuoteList(*store.of_owner(owner or "", query.limit, query.cursor, drafts=True))


@api.get(
    "/v1/quotes/{quote_id}",
    summary="A quote; an earlier version too",
    query=QuoteAccess,
    answer=QuoteView,
    access=OPTIONAL,
    headers=_TOKEN,
)
def get_quote(call: Call[None, QuoteAccess], quote_id: str) -> QuoteView:
    item, viewer = _find(call, quote_id, as_customer=call.query.as_customer)
    return _view(call, item, viewer, call.query.version)


@api.get(
    "/v1/quotes/{quote_id}/document.pdf",
    summary="The document of an issued version",
    query=DocumentQuery,
    access=OPTIONAL,
    answer=bytes,
    answer_type="application/pdf",
    headers=_TOKEN,
)
def get_document(call: Call[None, DocumentQuery], quote_id: str) -> Answer:
    asker = Asker(call.principal, call.headers.get("quote-token"))
    name, content = issuing.document(quote_id, call.query.version, call.query.key, asker)
    return Answer(
        content, headers={"Content-Disposition": f'inline; filename="{name}"'}, content_type="application/pdf"
    )


@api.patch("/v1/quotes/{quote_id}", summary="Change what is offered", body=EditQuote, answer=QuoteView, access=_WORKS)
def patch_quote(call: Call[EditQuote, None], quote_id: str) -> QuoteView:
    return _view(call, service.edit(access.must_find(quote_id), call.body, _actor(call), call.tx))


@api.post(
    "/v1/quotes/{quote_id}/submit",
    summary="Hand a quote in; the rules decide who approves it",
    body=QuoteStep,
    answer=QuoteView,
    access=_WORKS,
    idempotent=True,
)
def submit_quote(call: Call[QuoteStep, None], quote_id: str) -> QuoteView:
    item = access.must_find(quote_id)
    return _view(call, service.submit(item, call.body.lock, call.body.note, _actor(call), call.tx))


@api.post(
    "/v1/quotes/{quote_id}/approve",
    summary="Give the next approval",
    body=QuoteStep,
    answer=QuoteView,
    access=_WORKS,
    idempotent=True,
)
def approve_quote(call: Call[QuoteStep, None], quote_id: str) -> QuoteView:
    item = access.must_find(quote_id)
    return _view(call, service.approve(item, call.body.lock, call.body.note, _actor(call), call.tx))


@api.post(
    "/v1/quotes/{quote_id}/reject",
    summary="Refuse an approval: it is a draft again",
    body=RejectQuote,
    answer=QuoteView,
    access=_WORKS,
    idempotent=True,
)
def reject_quote(call: Call[RejectQuote, None], quote_id: str) -> QuoteView:
    item = access.must_find(quote_id)
    return _view(call, service.reject(item, call.body.lock, call.body.reason, _actor(call), call.tx))


@api.post(
    "/v1/quotes/{quote_id}/issue",
    summary="Freeze it, make its document, send it to its customer",
    body=QuoteStep,
    answer=QuoteView,
    access=_WORKS,
    idempotent=True,
)
def issue_quote(call: Call[QuoteStep, None], quote_id: str) -> QuoteView:
    return _view(call, issuing.issue(access.must_find(quote_id), call.body.lock, _actor(call), call.tx))


@api.post(
    "/v1/quotes/{quote_id}/revise",
    summary="Begin a new version, or take back what was not issued yet",
    body=QuoteStep,
    answer=QuoteView,
    access=_WORKS,
    idempotent=True,
)
def revise_quote(call: Call[QuoteStep, None], quote_id: str) -> QuoteView:
    item = access.must_find(quote_id)
    return _view(call, service.revise(item, call.body.lock, call.body.note, _actor(call), call.tx))


@api.post(
    "/v1/quotes/{quote_id}/cancel",
    summary="Take a quote back for good",
    body=CancelQuote,
    answer=QuoteView,
    access=_WORKS,
    idempotent=True,
)
def cancel_quote(call: Call[CancelQuote, None], quote_id: str) -> QuoteView:
    item = access.must_find(quote_id)
    return _view(call, service.cancel(item, call.body.lock, call.body.reason, _actor(call), call.tx))


@api.post(
    "/v1/quotes/{quote_id}/honour",
    summary="Let an expired quote be accepted after all",
    body=HonourQuote,
    answer=QuoteView,
    access=_WORKS,
    idempotent=True,
)
def honour_quote(call: Call[HonourQuote, None], quote_id: str) -> QuoteView:
    return _view(call, service.honour(access.must_find(quote_id), call.body, _actor(call), call.tx))


@api.post(
    "/v1/quotes/{quote_id}/accept",
    summary="Agree to a version: it becomes an order",
    body=AcceptQuote,
    answer=AcceptAnswer,
    status=201,
    access=OPTIONAL,
    idempotent=True,
    headers=_TOKEN,
    errors=(403,),
)
def accept_quote(call: Call[AcceptQuote, None], quote_id: str) -> AcceptAnswer:
    item, viewer = _find(call, quote_id, as_customer=True)
    asked = replace(call.body, click_id=click_of(call.body.click_id, call.headers))
    after, order = accepting.accept(item, viewer, asked, call.principal, call.tx)
    return AcceptAnswer(
        quote=_view(call, after, "customer"),
        order_id=order.id,
        order_number=order.number,
        order_url=accepting.order_url(after.document),
        payment_url=order.payment_url,
    )


@api.post(
    "/v1/quotes/{quote_id}/decline",
    summary="Say no to a version",
    body=DeclineQuote,
    answer=QuoteView,
    access=OPTIONAL,
    idempotent=True,
    headers=_TOKEN,
    errors=(403,),
)
def decline_quote(call: Call[DeclineQuote, None], quote_id: str) -> QuoteView:
    item, viewer = _find(call, quote_id, as_customer=True)
    return _view(call, accepting.decline(item, viewer, call.body, call.principal, call.tx), "customer")


@api.get("/v1/quote-approval-rules", summary="Who must approve what", answer=ApprovalRules, access=_WORKS)
def get_rules(call: Call[None, None]) -> ApprovalRules:
    return rulebook.show()


@api.put(
    "/v1/quote-approval-rules",
    summary="Replace the rules of approval",
    body=ApprovalRules,
    answer=ApprovalRules,
    access=staff("admin"),
)
def put_rules(call: Call[ApprovalRules, None]) -> ApprovalRules:
    return rulebook.replace_all(call.body, call.tx)
