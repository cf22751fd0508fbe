"""Price lists as staff keep them: made, changed, found, removed.

Everyone's lists (kinds `list` and `cost`) stand in the book, those of an organisation or a group in one item of the table. Kind, scope
and currency of a list never change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.identity import find_organisation
from chalicelib.kit import ids
from chalicelib.kit.errors import Conflict, Invalid, NotFound
from chalicelib.kit.tx import Tx
from chalicelib.pricing import book, pages, store
from chalicelib.pricing.book import EVERYONE, ListHead
from chalicelib.pricing.domain import Buyer, PriceList
from chalicelib.pricing.store import Generations, ListItem

MOST_LISTS = 50
"""Of one organisation, one group, or everyone."""
SWEPT_AFTER = timedelta(hours=1)
"""How long prices that were replaced stay: whoever found their list before still reads them."""

Heads = tuple[ListHead, ...]


class PriceListNotFound(NotFound):
    title = "There is no such price list"


class TooManyPriceLists(Conflict):
    title = f"There can be {MOST_LISTS} price lists at most; remove some that have ended"


class Listed(msgspec.Struct, frozen=True):
    """A list, and how many prices it has."""

    head: ListHead
    prices: int


def heads_of(buyer: Buyer, currency: str, now: datetime) -> list[ListHead]:
    """The lists that a buyer pays by now. One read for somebody of an organisation or a group, none for others."""
    known = [*book.current().lists, *store.find_scopes(scopes_of(buyer))]
    return [head for head in known if head.list.serves(buyer, currency, now)]


def scopes_of(buyer: Buyer) -> list[str]:
    """Where lists of a buyer's own stand."""
    scopes = []
    if buyer.organisation_id is not None:
        scopes.append(f"organisation#{buyer.organisation_id}")
    if buyer.group is not None:
        scopes.append(f"group#{buyer.group}")
    return scopes


def find_head(list_id: str) -> ListHead:
    """The list as it is now. Raises PriceListNotFound."""
    head = _find(list_id)
    if head is None:
        raise PriceListNotFound()
    return head


def find(list_id: str) -> Listed:
    """The list with its count. Raises PriceListNotFound."""
    head, item = find_head(list_id), store.find_list(list_id)
    return Listed(head, item.prices if item else 0)


def make(tx: Tx, wanted: PriceList) -> Listed:
    """A new list without prices; its id is given here. Raises Invalid, TooManyPriceLists."""
    made = replace(wanted, id=ids.new_id("lst", tx.at))
    _check(made)
    head = ListHead(made, ids.new_id("imp", tx.at), pages.FIRST_PAGES, tx.at)

    def add(known: Heads) -> Heads:
        if len(known) >= MOST_LISTS:
            raise TooManyPriceLists()
        return (*known, head)

    _change(tx, head.scope, add)
    item = ListItem(sk=made.id, scope=head.scope, kind=made.kind, generation=head.generation)
    tx.put(item, ListItem.pk.does_not_exist())
    return Listed(head, 0)


def alter(tx: Tx, list_id: str, decide: Callable[[ListHead], ListHead]) -> ListHead:
    """Put what `decide` makes of a list's head in its place. Raises PriceListNotFound."""
    head = find_head(list_id)
    changed = head

    def swap(known: Heads) -> Heads:
        nonlocal changed
        before = next((one for one in known if one.list.id == list_id), None)
        if before is None:
            raise PriceListNotFound()
        changed = decide(before)
        _check(changed.list)
        return tuple(changed if one is before else one for one in known)

    _change(tx, head.scope, swap)
    return changed


def flip(tx: Tx, after: ListHead) -> None:
    """Have a list's prices found in the generation of `after` from the commit on. The book follows the commit: a list of
    everyone's is read from the old generation until then, and a commit that fails leaves it there."""

    def in_place(known: ListHead) -> ListHead:
        return replace(known, generation=after.generation, pages=after.pages)

    if after.scope == EVERYONE:
        tx.afterwards(lambda: alter(tx, after.list.id, in_place))
    else:
        alter(tx, after.list.id, in_place)


def remove(tx: Tx, list_id: str) -> None:
    """Remove a list; its prices go later. Raises PriceListNotFound."""
    head = find_head(list_id)
    note = Generations(head.scope, list_id, ((head.generation, head.pages),))
    tx.put(store.sweep_later(note, tx.at + SWEPT_AFTER))
    _change(tx, head.scope, lambda known: tuple(one for one in known if one.list.id != list_id))
    tx.delete(ListItem(sk=list_id))


def listed(scope: str | None, kind: str | None, limit: int, cursor: str | None) -> tuple[list[Listed], str | None]:
    """Lists, everyone's first, then the newest first; of one scope or one kind where that is named. The id to go on from."""
    known = book.latest().lists if scope in (None, EVERYONE) else store.find_scopes([scope])
    heads = sorted((head for head in known if kind in (None, head.list.kind)), key=_age, reverse=True)
    ids = [head.list.id for head in heads]
    begun = cursor is not None and cursor not in ids  # the page before ended among those of the table
    start = len(ids) if begun else ids.index(cursor) + 1 if cursor else 0
    shown = heads[start : start + limit]
    if scope is not None or len(shown) == limit:
        more = start + limit < len(ids) or (scope is None and bool(shown))
        return _counted(shown), shown[-1].list.id if more else None
    items, following = store.owned_lists(limit - len(shown), cursor if begun else None, kind)
    by_id = {head.list.id: head for head in store.find_scopes({item.scope for item in items})}
    owned = [Listed(by_id[item.sk], item.prices) for item in items if item.sk in by_id]
    return [*_counted(shown), *owned], following


def _age(head: ListHead) -> str:
    return head.list.id  # ids sort by their time of making


def _counted(heads: list[ListHead]) -> list[Listed]:
    items = store.find_lists(head.list.id for head in heads)
    return [Listed(head, items[head.list.id].prices if head.list.id in items else 0) for head in heads]


def sweep(now: datetime) -> None:
    """The schedule: remove generations of prices that are no longer in use."""
    for item in store.due_sweeps(now, 20):
        note = item.document
        head = _in_scope(note.scope, note.list_id)
        for generation, count in note.generations:
            if head is None or head.generation != generation:
                store.delete_generation(note.list_id, generation, count)
        item.delete()


def _find(list_id: str) -> ListHead | None:
    head = next((head for head in book.latest().lists if head.list.id == list_id), None)
    if head is not None:
        return head
    item = store.find_list(list_id)
    return _in_scope(item.scope, list_id) if item else None


def _in_scope(scope: str, list_id: str) -> ListHead | None:
    heads: Iterable[ListHead] = book.latest().lists if scope == EVERYONE else store.find_scopes([scope])
    return next((head for head in heads if head.list.id == list_id), None)


def _change(tx: Tx, scope: str, decide: Callable[[Heads], Heads]) -> None:
    if scope == EVERYONE:
        book.change(lambda known: replace(known, lists=decide(known.lists)))
        return
    item = store.find_scope(scope)
    store.save_scope(tx, scope, item, decide(item.document.lists if item else ()))


def _check(wanted: PriceList) -> None:
    """Raise Invalid for a list that means nothing."""
    problems = {}
    if wanted.kind in ("contract", "company") and (wanted.scope is None or find_organisation(wanted.scope) is None):
        problems["organisation_id"] = "a contract or company list needs the organisation that it is for"
    if wanted.kind == "group" and not wanted.scope:
        problems["group"] = "a list of a group needs the customer group that it is for"
    if wanted.starts_at and wanted.ends_at and wanted.starts_at >= wanted.ends_at:
        problems["ends_at"] = "must be after the start"
    if problems:
        raise Invalid(fields=problems)
