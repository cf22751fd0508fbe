"""Price lists, their prices, and how often coupons and promotions were used.

Table `pricing`. Questions and keys:
- all coupons, by code: `pk = coupon`, `sk = <CODE>`; the counter `used` stands beside the definition
- how often one customer used one: `pk = coupon#<CODE>`, `sk = <hash of account or e-mail address>`
- the price lists of an organisation or a group: `pk = scope#organisation#<id>` or `scope#group#<group>`, `sk = lists`
  (everyone's stand in the book, `book.py`)
- all price lists, by id, and whose each is: `pk = price-list`, `sk = <id>`; the counter `prices` stands beside it
- a list's prices of some SKUs: `pk = prices#<list>#<generation>`, `sk = <page>` (`pages.py`)
- generations of prices to look at later, whether they may go: `pk = sweep`, `sk = <moment>#<list>`
- how often a promotion with a limit was used: `pk = promotion#<id>`, `sk = uses`, and a customer: `sk = <hash>`
All counters move under a condition, in the transaction of the checkout or the cancellation.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.kit import clock
from chalicelib.kit.errors import Busy, Superseded
from chalicelib.kit.tables import DocumentAttribute, IntegerAttribute, Table, get, get_many, meta, page
from chalicelib.kit.tx import Tx
from chalicelib.pricing.book import EVERYONE, ListHead
from chalicelib.pricing.domain import Coupon

_COUPONS = "coupon"
MAX_CODE = 40


class CouponItem(Table):
    """A coupon and its overall counter."""

    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    used = IntegerAttribute(default=0)
    document = DocumentAttribute(Coupon)


class CouponUseItem(Table):
    """How often one customer used one coupon."""

    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    used = IntegerAttribute(default=0)


def key_of(code: str) -> CouponItem:
    """An item that stands for the coupon's key, for updates."""
    return CouponItem(_COUPONS, code)


def use_of(code: str, customer: str) -> CouponUseItem:
    """An item that stands for the key of a customer's counter."""
    return CouponUseItem(f"{_COUPONS}#{code}", customer)


def find(code: str) -> CouponItem | None:
    """The coupon, or None. One strongly consistent read."""
    return get(CouponItem, _COUPONS, code) if 0 < len(code) <= MAX_CODE else None


def find_use(code: str, customer: str) -> CouponUseItem | None:
    """How often a customer used a coupon, if ever. One strongly consistent read."""
    return get(CouponUseItem, f"{_COUPONS}#{code}", customer)


def listed(limit: int, after: str | None) -> tuple[list[CouponItem], str | None]:
    """A page of coupons by code, and the code to go on from."""
    cursor = {"pk": {"S": _COUPONS}, "sk": {"S": after}} if after else None
    items, last = page(CouponItem, _COUPONS, limit=limit, cursor=cursor, newest_first=False)
    return items, last["sk"]["S"] if last else None


_LISTS, _INDEX, _SWEEP, _USES = "lists", "price-list", "sweep", "uses"
_PAGE_SIZE = 500
_MOST_IDLE_READS = 6
"""Answers in a row without anything in them; the pauses between them add up to about a second."""


class Heads(msgspec.Struct, frozen=True):
    """The price lists of one organisation or group."""

    lists: tuple[ListHead, ...] = ()


class ScopeItem(Table):
    """All price lists of an organisation or a group in one item, so that a cart finds them in one read."""

    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default=_LISTS)
    version = IntegerAttribute(default=0)
    document = DocumentAttribute(Heads)


class ListItem(Table):
    """Whose a price list is, and how many prices it has."""

    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True, default=_INDEX)
    sk = UnicodeAttribute(range_key=True)
    scope = UnicodeAttribute()
    kind = UnicodeAttribute()
    generation = UnicodeAttribute()
    """The one in use: changes of its prices hold on to it."""
    prices = IntegerAttribute(default=0)


class PageItem(Table):
    """A page of a list's prices."""

    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    version = IntegerAttribute(default=0)
    text = UnicodeAttribute()


class Generations(msgspec.Struct, frozen=True):
    """Generations of a list's prices, with their numbers of pages."""

    scope: str
    list_id: str
    generations: tuple[tuple[str, int], ...]


class SweepItem(Table):
    """Pages that are to go, unless their generation is the one in use by then."""

    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True, default=_SWEEP)
    sk = UnicodeAttribute(range_key=True)
    document = DocumentAttribute(Generations)


class PromotionUseItem(Table):
    """How often a promotion was used, in all or by one customer."""

    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default=_USES)
    used = IntegerAttribute(default=0)


def find_scope(scope: str) -> ScopeItem | None:
    """The lists of an organisation or a group; one strongly consistent read."""
    return get(ScopeItem, _scope_key(scope), _LISTS)


def find_scopes(scopes: Iterable[str]) -> list[ListHead]:
    """The lists of several, in one read for every hundred; none, no read."""
    keys = [(_scope_key(scope), _LISTS) for scope in scopes]
    return [head for item in get_many(ScopeItem, keys) for head in item.document.lists] if keys else []


def save_scope(tx: Tx, scope: str, known: ScopeItem | None, lists: Sequence[ListHead]) -> None:
    """Write the lists of an organisation or a group over what was `known`; Superseded at commit where that has changed."""
    version = known.version if known else 0
    item = ScopeItem(_scope_key(scope), version=version + 1, document=Heads(tuple(lists)))
    condition = ScopeItem.version == version if known else ScopeItem.pk.does_not_exist()
    tx.put(item, condition, Superseded())


def _scope_key(scope: str) -> str:
    return f"scope#{scope}"


def find_list(list_id: str) -> ListItem | None:
    """Whose a list is; one strongly consistent read."""
    return get(ListItem, _INDEX, list_id)


def find_lists(list_ids: Iterable[str]) -> dict[str, ListItem]:
    """The same of many."""
    keys = [(_INDEX, list_id) for list_id in list_ids]
    return {item.sk: item for item in get_many(ListItem, keys)} if keys else {}


def owned_lists(limit: int, after: str | None, kind: str | None) -> tuple[list[ListItem], str | None]:
    """Lists of organisations and groups, newest first, and the id to go on from."""
    wanted = ListItem.scope != EVERYONE
    if kind is not None:
        wanted = wanted & (ListItem.kind == kind)
    result = ListItem.query(
        _INDEX,
        limit=limit,
        page_size=_PAGE_SIZE,
        filter_condition=wanted,
        scan_index_forward=False,
        last_evaluated_key={"pk": {"S": _INDEX}, "sk": {"S": after}} if after else None,
    )
    items = list(result)
    return items, items[-1].sk if len(items) == limit else None


def page_name(head: ListHead, number: int) -> str:
    """What a page begins with, so that its text alone tells which it is."""
    return f"{head.list.id}#{head.generation}#{number:05}"


def _page_key(name: str) -> tuple[str, str]:
    generation, _, number = name.rpartition("#")
    return f"prices#{generation}", number


def find_page(name: str) -> PageItem | None:
    """A page with its version; one strongly consistent read."""
    return get(PageItem, *_page_key(name))


def find_pages(names: Iterable[str]) -> Iterator[str]:
    """The texts of the pages that exist, one BatchGet for every hundred and for what DynamoDB left out of an answer (it ends at
    16 MB). Nothing but the text is asked for, and no model made of it: that would be half of a large cart's time. Raises Busy
    when the store answers nothing more."""
    keys: list[Any] = [dict(zip(("pk", "sk"), _page_key(name), strict=True)) for name in names]
    idle = 0
    while keys:
        answer = PageItem._get_connection().batch_get_item(keys[:100], consistent_read=True, attributes_to_get=["text"])
        for found in answer["Responses"].values():
            yield from (item["text"]["S"] for item in found)
        left = [key for asked in answer["UnprocessedKeys"].values() for key in asked["Keys"]]
        idle = idle + 1 if len(left) == len(keys[:100]) else 0
        if idle == _MOST_IDLE_READS:
            raise Busy(retry_after_seconds=1)
        keys = [{name: value["S"] for name, value in key.items()} for key in left] + keys[100:]
        if idle:
            time.sleep(random.uniform(0, 0.02 * 2**idle))


def write_pages(head: ListHead, texts: Sequence[str]) -> None:
    """Write the pages of a generation that nobody reads yet."""
    with PageItem.batch_write() as batch:
        for number, text in enumerate(texts):
            batch.save(PageItem(*_page_key(page_name(head, number)), text=page_name(head, number) + text))


def save_page(tx: Tx, name: str, known: PageItem | None, text: str) -> None:
    """Write a page over what was `known`; Superseded at commit where that has changed."""
    version = known.version if known else 0
    condition = PageItem.version == version if known else PageItem.pk.does_not_exist()
    tx.put(PageItem(*_page_key(name), version=version + 1, text=name + text), condition, Superseded())


def sweep_later(generations: Generations, due: datetime) -> SweepItem:
    """A note to look at generations of prices at `due`."""
    return SweepItem(
        sk=f"{clock.rfc3339(due)}#{generations.list_id}#{generations.generations[0][0]}", document=generations
    )


def due_sweeps(now: datetime, limit: int) -> list[SweepItem]:
    """The notes whose time has come, oldest first."""
    return list(SweepItem.query(_SWEEP, SweepItem.sk < clock.rfc3339(now), limit=limit, consistent_read=True))


def delete_generation(list_id: str, generation: str, pages: int) -> None:
    """Remove all pages of a generation."""
    with PageItem.batch_write() as batch:
        for number in range(pages):
            batch.delete(PageItem(f"prices#{list_id}#{generation}", f"{number:05}", text=""))


def promotion_uses(promotion_id: str, customer: str = "") -> PromotionUseItem:
    """An item that stands for the key of a promotion's counter: of one customer, or (without one) in all."""
    return PromotionUseItem(f"promotion#{promotion_id}", customer or _USES)


def find_uses(keys: Iterable[tuple[str, str]]) -> list[PromotionUseItem]:
    """The counters that exist of `(promotion id, customer)`; an empty customer stands for all. One read for every hundred."""
    wanted = [(f"promotion#{promotion_id}", customer or _USES) for promotion_id, customer in keys]
    return list(get_many(PromotionUseItem, wanted)) if wanted else []
