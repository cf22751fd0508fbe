"""Looking up who brought an order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain

import msgspec

from chalicelib.affiliates import store
from chalicelib.affiliates.clicks import find_click
from chalicelib.affiliates.coupons import find_binding
from chalicelib.affiliates.domain import attribution
from chalicelib.affiliates.domain.attribution import Referral
from chalicelib.affiliates.domain.click import Click
from chalicelib.affiliates.domain.link import CLICK_ID
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.domain.programme import Programme
from chalicelib.affiliates.domain.sale import Attribution
from chalicelib.kit import ids
from chalicelib.kit.errors import PorticoError
from chalicelib.orders.events import OrderPaid

COUNTED_WITHIN = timedelta(minutes=10)
"""So long after it was paid an order waits for its click to be counted; after that there is no such click."""


class ClickNotCountedYet(PorticoError):
    """The order came faster than its click was counted; the fact is parked and comes again."""


class Candidate(msgspec.Struct, frozen=True):
    """Who brought an order, with what has to be known of them. `obstacle`: why it earns nothing all the same."""

    attribution: Attribution
    member: Member
    programme: Programme
    click: Click | None
    obstacle: str


def find(fact: OrderPaid, placed_at: datetime, referrals: Sequence[Referral], *, may_wait: bool) -> Candidate | None:
    """Who brought a paid order: the first of coupon, click and customer's first order that may earn; where none may, the first
    with what stands in the way. None: nobody did. `referrals`: of this customer, newest first."""
    refused: Candidate | None = None
    for found, click in _claims(fact, placed_at, referrals, may_wait=may_wait):
        candidate = _candidate(found, click, placed_at)
        if candidate is not None and not candidate.obstacle:
            return candidate
        refused = refused or candidate
    return refused


def _claims(
    fact: OrderPaid, placed_at: datetime, referrals: Sequence[Referral], *, may_wait: bool
) -> Iterator[tuple[Attribution, Click | None]]:
    """All that an order could be somebody's by, in order; read as far as it is asked for."""
    clicks = _clicks(fact, placed_at, may_wait=may_wait)
    click = next(clicks, None)
    binding = find_binding(fact.coupon) if fact.coupon else None
    if binding is not None and binding.bound_at <= placed_at:
        by_coupon = Attribution(
            binding.member_id, binding.programme_id, "coupon", coupon=binding.code, since=binding.bound_at
        )
        same = click if click is not None and click.member_id == binding.member_id else None
        yield by_coupon, same
    if click is not None:
        for one in chain([click], clicks):
            yield attribution.by_click(one), one
    for referral in referrals:
        first = store.sale(referral.order_id)
        if first is not None and first.document.stands:
            yield attribution.by_referral(referral), None


def _clicks(fact: OrderPaid, placed_at: datetime, *, may_wait: bool) -> Iterator[Click]:
    """The click that the order's programme gives it to; then, where its member may not earn by it, the browser's others, newest first."""
    if fact.click_id is None or not CLICK_ID.fullmatch(fact.click_id):
        return
    click = find_click(fact.click_id)
    if click is None:
        if may_wait:
            raise ClickNotCountedYet()
        return
    programme = _led_by(click, fact, placed_at)
    if programme is None:
        return
    given = click
    if programme.attribution == "first_click":
        given = attribution.first_click(click, programme, _counted_until(fact, click, placed_at), find_click)
    yield given
    for other in chain([click], attribution.before(click, find_click)):
        if other.id != given.id and _led_by(other, fact, placed_at) is not None:
            yield other


def _led_by(click: Click, fact: OrderPaid, placed_at: datetime) -> Programme | None:
    """The programme by whose terms the order can have come from the click; None: it is too old, or nobody's."""
    item = store.programme(click.programme_id)
    if item is None or not attribution.leads(click, item.document, _counted_until(fact, click, placed_at)):
        return None
    return item.document


def _counted_until(fact: OrderPaid, click: Click, placed_at: datetime) -> datetime:
    """When an order was made that a click may have led to. For a click before a quote that is when the quote was asked for: deciding
    about it takes as long as it takes."""
    asked_at = ids.made_at(fact.quote_id) if fact.quote_id else placed_at
    return asked_at if click.at <= asked_at else placed_at


def _candidate(found: Attribution, click: Click | None, placed_at: datetime) -> Candidate | None:
    member, programme = store.member(found.member_id), store.programme(found.programme_id)
    if member is None or programme is None:
        return None
    obstacle = attribution.obstacle(member.document, programme.document, found, placed_at)
    return Candidate(found, member.document, programme.document, click, obstacle)
