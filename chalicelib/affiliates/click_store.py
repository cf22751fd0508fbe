"""Links, clicks and what counts them. Keys and webhooks: `tools_store.py`. Programmes, members and sales: `store.py`.

Table `affiliates`. Questions and keys:
- a link by its code: `pk = link#<code>`, `sk = link`; guarded by `version`
- a member's links, newest first: `pk = aff_…`, `sk = link#lnk_…`; the same document, written in the same transaction
- a click by its id: `pk = click#clk_…`, `sk = click`; written once, which is also the claim that it was counted; TTL
- whether a visitor followed a link within the hour: `pk = visit#<code>#<visitor>`, `sk = visit`; TTL
- a member's clicks, newest first: `pk = aff_…#clicks`, `sk = <moment>#clk_…`; one item a counted batch, with all its
  clicks but bots'; TTL
- how many clicks those are, by day, link and sub-id: `figures_store.py`

A click's own items lie under keys of their own. What lies under a member's keys is written once a batch, so that a thousand clicks a
second on one link stay far below what one partition takes (1,000 write units a second).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute

from chalicelib.affiliates.domain.click import Click
from chalicelib.affiliates.domain.link import Link
from chalicelib.affiliates.store import CursorUnknown
from chalicelib.kit import clock
from chalicelib.kit.errors import Superseded
from chalicelib.kit.tables import (
    DocumentAttribute,
    IntegerAttribute,
    MomentAttribute,
    PackedAttribute,
    Table,
    get,
    get_many,
    meta,
    page,
)
from chalicelib.kit.tx import Tx

VISIT_KEPT = timedelta(days=1)
"""Longer than a repeated click can be one; TTL takes its time anyway."""
_LINK = "link#"


class LinkItem(Table):
    """A link, by code or by member; `version` counts its writes. `own`: the sort key of the member's copy."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="link")
    own = UnicodeAttribute()
    version = IntegerAttribute()
    document = DocumentAttribute(Link)


class ClickItem(Table):
    """A click that was counted. `buyer`: the account and the e-mail address (its key) of who first bought by it."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="click")
    document = DocumentAttribute(Click)
    buyer = DocumentAttribute(tuple[str, ...], null=True)
    expires_at = IntegerAttribute()


class VisitItem(Table):
    """The last counted click of a visitor on a link."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="visit")
    click_id = UnicodeAttribute()
    at = MomentAttribute()
    expires_at = IntegerAttribute()


class BatchItem(Table):
    """The clicks of a member that were counted together, newest first."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    clicks = PackedAttribute(tuple[Click, ...])
    expires_at = IntegerAttribute()


def link(code: str) -> LinkItem | None:
    """The link with a code, or None. One strongly consistent read."""
    return get(LinkItem, _LINK + code, "link")


def add_link(tx: Tx, document: Link, link_id: str) -> LinkItem:
    """Write a new link; Superseded at commit where its code is taken."""
    item = LinkItem(_LINK + document.code, own=_LINK + link_id, version=1, document=document)
    tx.put(item, LinkItem.pk.does_not_exist(), Superseded())
    tx.put(_own_copy(item))
    return item


def save_link(tx: Tx, known: LinkItem, document: Link) -> LinkItem:
    """Write a changed link over the version that was read; Superseded at commit when somebody else wrote first."""
    item = LinkItem(known.pk, own=known.own, version=known.version + 1, document=document)
    tx.put(item, LinkItem.version == known.version, Superseded())
    tx.put(_own_copy(item))
    return item


def links_of(member_id: str, limit: int, cursor: str | None) -> tuple[list[Link], str | None]:
    """A page of a member's links, newest first."""
    if cursor is not None and not cursor.isalnum():
        raise CursorUnknown()
    start = {"pk": {"S": member_id}, "sk": {"S": f"{_LINK}lnk_{cursor}"}} if cursor else None
    items, last = page(
        LinkItem, member_id, limit=limit, cursor=start, range_key_condition=LinkItem.sk.startswith(_LINK)
    )
    return [item.document for item in items], last["sk"]["S"].removeprefix(f"{_LINK}lnk_") if last else None


def click(click_id: str) -> Click | None:
    """The click, or None where it is not counted yet. One strongly consistent read."""
    item = get(ClickItem, f"click#{click_id}", "click")
    return item.document if item else None


def buyer_by(click_id: str) -> frozenset[str]:
    """Who first bought by a click, by all their names; nobody yet: none. One strongly consistent read."""
    item = get(ClickItem, f"click#{click_id}", "click")
    return frozenset(item.buyer or ()) if item else frozenset()


def note_buyer(tx: Tx, click_id: str, names: Iterable[str]) -> None:
    """Remember who first bought by a click; Superseded at commit where somebody else did meanwhile."""
    first = ClickItem.pk.exists() & ClickItem.buyer.does_not_exist()
    tx.update(ClickItem(f"click#{click_id}"), [ClickItem.buyer.set(tuple(names))], first, Superseded())


def counted(click_ids: Iterable[str]) -> set[str]:
    """Which of these clicks were counted already."""
    found = get_many(ClickItem, [(f"click#{click_id}", "click") for click_id in click_ids])
    return {item.document.id for item in found}


def visits(keys: Iterable[str]) -> dict[str, VisitItem]:
    """The last counted clicks, by `visit_key`."""
    return {item.pk: item for item in get_many(VisitItem, [(key, "visit") for key in keys])}


def visit_key(seen: Click) -> str:
    """Under what it is kept that this visitor followed this link."""
    return f"visit#{seen.link}#{seen.visitor}"


def add_click(tx: Tx, seen: Click, keep_days: int) -> None:
    """Keep a click; Superseded at commit where it was counted already."""
    item = ClickItem(f"click#{seen.id}", document=seen, expires_at=_until(seen.at, keep_days))
    tx.put(item, ClickItem.pk.does_not_exist(), Superseded())


def note_visit(tx: Tx, seen: Click, known: VisitItem | None) -> None:
    """Remember a counted click of a visitor; Superseded at commit where another one was counted meanwhile."""
    expires_at = clock.epoch_seconds(seen.at + VISIT_KEPT)
    item = VisitItem(visit_key(seen), click_id=seen.id, at=seen.at, expires_at=expires_at)
    unchanged = VisitItem.click_id == known.click_id if known else VisitItem.pk.does_not_exist()
    tx.put(item, unchanged, Superseded())


def add_batch(tx: Tx, clicks: Sequence[Click], keep_days: int) -> None:
    """Keep clicks of one member, newest first, for their list."""
    newest = clicks[0]
    key = f"{MomentAttribute().serialize(newest.at)}#{newest.id}"
    tx.put(BatchItem(f"{newest.member_id}#clicks", key, clicks=tuple(clicks), expires_at=_until(newest.at, keep_days)))


def batches(member_id: str, lowest: str, highest: str, page_size: int) -> Iterator[BatchItem]:
    """A member's counted batches with keys in between, both included, newest first; read as far as they are taken."""
    between = BatchItem.sk.between(lowest, highest)
    return iter(BatchItem.query(f"{member_id}#clicks", between, scan_index_forward=False, page_size=page_size))


def _own_copy(item: LinkItem) -> LinkItem:
    return LinkItem(item.document.member_id, item.own, own=item.own, version=item.version, document=item.document)


def _until(at: datetime, keep_days: int) -> int:
    return clock.epoch_seconds(at + timedelta(days=keep_days))
