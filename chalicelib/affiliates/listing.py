"""Pages of commissions: sales newest first, each with its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from msgspec.structs import replace

from chalicelib.affiliates import store
from chalicelib.affiliates.domain.sale import CommissionNotFound, Sale, place_of
from chalicelib.affiliates.schemas import CommissionList, CommissionView
from chalicelib.affiliates.store import CursorUnknown
from chalicelib.affiliates.views import commission_views

_BATCH = 50
_MAX_BATCHES = 20
"""So many batches of sales are looked through for one page; then the cursor says where to go on."""

Pages = Callable[[int, str | None], tuple[list[Sale], str | None]]
Belongs = Callable[[Sale], bool]
"""Whether a sale is one of the list: a cursor names any."""


def of_member(
    member_id: str, state: str | None, limit: int, cursor: str | None, *, staff: bool = False
) -> CommissionList:
    """A member's commissions."""

    def is_theirs(sale: Sale) -> bool:
        return sale.attribution is not None and sale.attribution.member_id == member_id

    sales = _all(lambda many, before: store.sales_of(member_id, many, before), is_theirs, cursor, staff=staff)
    found = _page(sales, state, limit, cursor)
    return _named(found) if staff else found


def in_stage(stage: str, limit: int, cursor: str | None) -> CommissionList:
    """All commissions in a stage, for staff."""
    pages = partial(store.sales_in, stage)
    return _named(_page(_all(pages, lambda sale: sale.stage == stage, cursor, staff=True), None, limit, cursor))


def of_order(order_id: str) -> CommissionList:
    """An order's commissions, for staff."""
    item = store.sale(order_id)
    sale = item.document if item else None
    return _named(CommissionList(commission_views(sale, staff=True) if sale and sale.attribution else [], None))


def _named(found: CommissionList) -> CommissionList:
    """With what the members are called."""
    names = store.display_names({view.member_id for view in found.items if view.member_id})
    items = [replace(view, member_name=names.get(view.member_id or "")) for view in found.items]
    return CommissionList(items, found.next_cursor)


def _page(sales: Iterator[CommissionView | None], state: str | None, limit: int, cursor: str | None) -> CommissionList:
    found: list[CommissionView] = []
    seen = cursor
    for view in sales:
        if view is None:
            return CommissionList(found, seen)
        if state is None or view.state == state:
            if len(found) == limit:
                return CommissionList(found, found[-1].id)
            found.append(view)
        seen = view.id
    return CommissionList(found, None)


def _all(pages: Pages, belongs: Belongs, cursor: str | None, *, staff: bool) -> Iterator[CommissionView | None]:
    """Every commission after the cursor; None where enough was looked through."""
    before, line = _place(cursor)
    if before is not None:
        begun = store.sale(before)
        if begun is not None and belongs(begun.document):
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
