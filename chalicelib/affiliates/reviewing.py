"""Staff look at sales that something seemed wrong with. The decision is about the order: it holds for all its commissions."""

from __future__ import annotations

from chalicelib.affiliates import booking, store
from chalicelib.affiliates.domain import sale as life
from chalicelib.affiliates.domain.sale import CommissionNotFound, Sale
from chalicelib.affiliates.schemas import CommissionList
from chalicelib.affiliates.store import SaleItem
from chalicelib.affiliates.views import commission_views
from chalicelib.kit.tx import Tx


def release(commission_id: str, reason: str, tx: Tx) -> CommissionList:
    """Nothing is wrong: the order's commissions go on. Raises CommissionNotFound, NotUnderReview."""
    item = _must_find(commission_id)
    return _saved(tx, item, life.released(item.document, reason))


def reject(commission_id: str, reason: str, tx: Tx) -> CommissionList:
    """It is wrong: the order earns nothing. Raises CommissionNotFound, NotUnderReview."""
    item = _must_find(commission_id)
    return _saved(tx, item, life.rejected(item.document, reason))


def _must_find(commission_id: str) -> SaleItem:
    order_id, line = life.place_of(commission_id)
    item = store.sale(order_id)
    if item is None or all(one.line != line for one in item.document.commissions):
        raise CommissionNotFound()
    return item


def _saved(tx: Tx, known: SaleItem, after: Sale) -> CommissionList:
    booking.save(tx, known, after, "review")
    return CommissionList(commission_views(after, staff=True), None)
