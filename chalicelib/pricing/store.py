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

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from pynamodb.attributes import BinaryAttribute, UnicodeAttribute

from chalicelib.kit import clock
from chalicelib.kit.errors import Superseded
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
    prices = IntegerAttribute(default=0)


class PageItem(Table):
    """A page of a list's prices."""

    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    version = IntegerAttribute(default=0)
    packed = BinaryAttribute(legacy_encoding=False)


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


def page_key(head: ListHead, number: int) -> tuple[str, str]:
    """Where a page of a list lies."""
    return f"prices#{head.list.id}#{head.generation}", f"{number:05}"


def find_page(head: ListHead, number: int) -> PageItem | None:
    """A page; one strongly consistent read."""
    return get(PageItem, *page_key(head, number))


def find_pages(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    """The pages that exist of `keys`, one BatchGet for every hundred. What DynamoDB leaves unprocessed is asked for again."""
    return {(item.pk, item.sk): item.packed for item in get_many(PageItem, keys)} if keys else {}


def write_pages(head: ListHead, packed: Sequence[bytes]) -> None:
    """Write the pages of a generation that nobody reads yet."""
    with PageItem.batch_write() as batch:
        for number, page_bytes in enumerate(packed):
            pk, sk = page_key(head, number)
            batch.save(PageItem(pk, sk, packed=page_bytes))


def save_page(tx: Tx, head: ListHead, number: int, known: PageItem | None, packed: bytes) -> None:
    """Write a page over what was `known`; Superseded at commit where that has changed."""
    pk, sk = page_key(head, number)
    version = known.version if known else 0
    condition = PageItem.version == version if known else PageItem.pk.does_not_exist()
    tx.put(PageItem(pk, sk, version=version + 1, packed=packed), condition, Superseded())


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
            batch.delete(PageItem(f"prices#{list_id}#{generation}", f"{number:05}", packed=b""))


def promotion_uses(promotion_id: str, customer: str = "") -> PromotionUseItem:
    """An item that stands for the key of a promotion's counter: of one customer, or (without one) in all."""
    return PromotionUseItem(f"promotion#{promotion_id}", customer or _USES)


def find_uses(keys: Iterable[tuple[str, str]]) -> list[PromotionUseItem]:
    """The counters that exist of `(promotion id, customer)`; an empty customer stands for all. One read for every hundred."""
    wanted = [(f"promotion#{promotion_id}", customer or _USES) for promotion_id, customer in keys]
    return list(get_many(PromotionUseItem, wanted)) if wanted else []
