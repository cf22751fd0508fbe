"""Pages of commissions: sales newest first, each with its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from chalicelib.affiliates import store
from chalicelib.affiliates.domain.sale import CommissionNotFound, Sale, place_of
from chalicelib.affiliates.schemas import CommissionList, CommissionView
from chalicelib.affiliates.store import CursorUnknown
from chalicelib.affiliates.views import commission_views

_BATCH = 50
_MAX_BATCHES = 20
"""So many batches of sales are looked through for one page; then the cursor says where to go on."""

Pages = Callable[[int, str | None], tuple[list[Sale], str | None]]


def of_member(
    member_id: str, state: str | None, limit: int, cursor: str | None, *, staff: bool = False
) -> CommissionList:
    """A member's commissions."""
    return _page(lambda many, before: store.sales_of(member_id, many, before), state, limit, cursor, staff=staff)


def in_stage(stage: str, limit: int, cursor: str | None) -> CommissionList:
    """All commissions in a stage, for staff."""
    return _page(lambda many, before: store.sales_in(stage, many, before), None, limit, cursor, staff=True)


def of_order(order_id: str) -> CommissionList:
    """An order's commissions, for staff."""
    item = store.sale(order_id)
    sale = item.document if item else None
    return CommissionList(commission_views(sale, staff=True) if sale and sale.attribution else [], None)


def _page(pages: Pages, state: str | None, limit: int, cursor: str | None, *, staff: bool) -> CommissionList:
    found: list[CommissionView] = []
    seen = cursor
    for view in _all(pages, cursor, staff=staff):
        if view is None:
            return CommissionList(found, seen)
        if state is None or view.state == state:
            if len(found) == limit:
                return CommissionList(found, found[-1].id)
            found.append(view)
        seen = view.id
    return CommissionList(found, None)


def _all(pages: Pages, cursor: str | None, *, staff: bool) -> Iterator[CommissionView | None]:
    """Every commission after the cursor; None where enough was looked through."""
    before, line = _place(cursor)
    if before is not None:
        begun = store.sale(before)
        if begun is not None and begun.document.attribution:
            yield from (view for view in commission_views(begun.document, staff=staff) if view.line > line)
    for _ in range(_MAX_BATCHES):
        sales, before = pages(_BATCH, before)
        for sale in sales:
            yield from commission_views(sale, staff=staff)
        if before is None:
            return
    yield None


def _place(cursor: str | None) -> tuple[str | None, int]:
    if cursor is None:
        return None, -1
    try:
        return place_of(cursor)
    except CommissionNotFound:
        raise CursorUnknown() from None
