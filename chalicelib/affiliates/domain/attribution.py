"""Who brought an order: a coupon that is a member's, else the click, else the member who brought this customer before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import msgspec

from chalicelib.affiliates.domain.click import Click
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.domain.programme import Programme
from chalicelib.affiliates.domain.sale import Attribution

_LEADS = frozenset({"human", "duplicate", "prefetch", "self", "suspended"})
"""Clicks that an order can come from. A repeated one does not count as a click, but the order is still the member's."""
MAX_CHAIN = 50
"""So many clicks of one browser are looked back at for the first."""


class Referral(msgspec.Struct, frozen=True):
    """Who brought a customer, by which programme, and when (the first order)."""

    member_id: str
    programme_id: str
    since: datetime
    order_id: str
    """The first order. While it is rejected or cancelled nobody has brought the customer."""
    link: str = ""
    sub_id: str = ""


def within(programme: Programme, clicked_at: datetime, placed_at: datetime) -> bool:
    """Whether a click is in the programme's window of an order."""
    return clicked_at <= placed_at <= clicked_at + timedelta(days=programme.window_days)


def first_click(last: Click, programme: Programme, placed_at: datetime, find: Callable[[str], Click | None]) -> Click:
    """The first click of the same browser in the window, for the same programme."""
    first = last
    for earlier in before(last, find):
        if not within(programme, earlier.at, placed_at):
            break
        if earlier.programme_id == programme.id and earlier.kind in _LEADS:
            first = earlier
    return first


def before(last: Click, find: Callable[[str], Click | None]) -> Iterator[Click]:
    """The clicks of the same browser before one, newest first, as far as its cookie tells."""
    click, seen = last, {last.id}
    for _ in range(MAX_CHAIN):
        if click.earlier is None or click.earlier in seen:
            return
        seen.add(click.earlier)
        found = find(click.earlier)
        if found is None:
            return
        yield found
        click = found


def leads(click: Click, programme: Programme, placed_at: datetime) -> bool:
    """Whether an order can have come from a click at all."""
    return click.kind in _LEADS and within(programme, click.at, placed_at)


def by_click(click: Click) -> Attribution:
    """The order is the click's member's."""
    return Attribution(
        click.member_id,
        click.programme_id,
        "click",
        click_id=click.id,
        link=click.link,
        sub_id=click.sub_id,
        since=click.at,
    )


def by_referral(referral: Referral) -> Attribution:
    """The order is whose member brought its customer before."""
    return Attribution(
        referral.member_id,
        referral.programme_id,
        "recurring",
        link=referral.link,
        sub_id=referral.sub_id,
        since=referral.since,
    )


def obstacle(member: Member | None, programme: Programme | None, found: Attribution, placed_at: datetime) -> str:
    """Why the member earns nothing by it, as a code; empty: nothing stands in the way."""
    membership = member.membership(found.programme_id) if member else None
    if member is None or membership is None or membership.state != "active":
        return "not_a_member"
    if programme is None or programme.is_closed(placed_at):
        return "programme_closed"
    clicked_suspended = found.source == "click" and found.since is not None and member.is_suspended(found.since)
    if member.is_suspended(placed_at) or clicked_suspended:
        return "member_suspended"
    return ""


def months_between(since: datetime, until: datetime) -> int:
    """Whole months from one moment to another: the same day of the next month is one."""
    months = 12 * (until.year - since.year) + until.month - since.month
    early = (until.day, until.time()) < (since.day, since.time())
    return months - 1 if early else months
