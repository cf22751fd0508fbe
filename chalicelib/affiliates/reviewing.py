"""Staff look at sales that something seemed wrong with. The decision is about the order: it holds for all its commissions."""

from __future__ import annotations

from collections import Counter

from chalicelib.affiliates import booking, members, store
from chalicelib.affiliates.clicks import find_click
from chalicelib.affiliates.domain import sale as life
from chalicelib.affiliates.domain.click import Click
from chalicelib.affiliates.domain.sale import CommissionNotFound, Sale
from chalicelib.affiliates.schemas import ClickEvidence, CommissionList, CommissionReview, MemberRecord
from chalicelib.affiliates.store import SaleItem
from chalicelib.affiliates.views import commission_views, member_view
from chalicelib.kit import clock, ids
from chalicelib.kit.tx import Tx

_LOOKED_AT = 50
"""So many of a member's last orders are their record."""


def release(commission_id: str, reason: str, staff_id: str, tx: Tx) -> CommissionList:
    """Nothing is wrong: the order's commissions go on. Raises CommissionNotFound, OwnMembership, NotUnderReview."""
    item = _must_be_anothers(commission_id, staff_id)
    return _saved(tx, item, life.released(item.document, reason))


def reject(commission_id: str, reason: str, staff_id: str, tx: Tx) -> CommissionList:
    """It is wrong: the order earns nothing. Raises CommissionNotFound, OwnMembership, NotUnderReview."""
    item = _must_be_anothers(commission_id, staff_id)
    return _saved(tx, item, life.rejected(item.document, reason))


def reopen(commission_id: str, staff_id: str, tx: Tx) -> CommissionList:
    """Take a decision back: the order waits for a review again. Raises CommissionNotFound, OwnMembership, NotReviewed."""
    item = _must_be_anothers(commission_id, staff_id)
    return _saved(tx, item, life.reopened(item.document))


def evidence(commission_id: str) -> CommissionReview:
    """What there is to decide by. Raises CommissionNotFound."""
    sale = _must_find(commission_id).document
    found = sale.attribution
    member = store.member(found.member_id) if found else None
    if found is None or member is None:
        raise CommissionNotFound()
    placed_at = ids.made_at(sale.order_id)
    click = find_click(found.click_id) if found.click_id else None
    account = members.account_of(member.document)
    return CommissionReview(
        commissions=commission_views(sale, staff=True),
        placed_at=clock.rfc3339(placed_at),
        seconds=int((placed_at - click.at).total_seconds()) if click else None,
        click=_click(click) if click else None,
        member=member_view(member, email=account.email if account else None, staff=True, tax=False),
        record=_record(found.member_id),
    )


def _click(click: Click) -> ClickEvidence:
    return ClickEvidence(
        click.id,
        clock.rfc3339(click.at),
        click.kind,
        click.navigated,
        click.referrer_host,
        click.landing,
        click.link,
        click.sub_id,
    )


def _record(member_id: str) -> MemberRecord:
    sales, _ = store.sales_of(member_id, _LOOKED_AT, None)
    stages = Counter(sale.stage for sale in sales)
    taken_back = sum(1 for sale in sales if sale.refunded_net)
    return MemberRecord(_LOOKED_AT, len(sales), stages["held"], stages["rejected"], taken_back)


def _must_find(commission_id: str) -> SaleItem:
    order_id, line = life.place_of(commission_id)
    item = store.sale(order_id)
    if item is None or all(one.line != line for one in item.document.commissions):
        raise CommissionNotFound()
    return item


def _must_be_anothers(commission_id: str, staff_id: str) -> SaleItem:
    """The order of a commission that is not the decider's own."""
    item = _must_find(commission_id)
    found = item.document.attribution
    member = store.member(found.member_id) if found else None
    if member is not None:
        members.must_be_anothers(member, staff_id)
    return item


def _saved(tx: Tx, known: SaleItem, after: Sale) -> CommissionList:
    booking.save(tx, known, after, f"review#{known.version}")
    return CommissionList(commission_views(after, staff=True), None)
