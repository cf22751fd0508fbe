"""Quotes, their issued versions, and the rules of approval.

Table `quotes`. Questions and keys:
- a quote: `pk = quo_…`, `sk = quote`; guarded by `version`, which is the `lock` that people send
- what its customer saw of a version: `pk = quo_…`, `sk = version#0002` (0000: their request); written once
- a customer's quotes, newest first: index `by_owner` (`owner`: the account, or `guest#` and the hash of the e-mail address). Those
  that have no `shown` yet (drafts) are for staff only
- quotes in a state, newest first: index `by_state`
- issued quotes by when something is due (a reminder, their end): index `by_due`
- a quote by its number: index `by_number`
- the rules: `pk = rules`, `sk = rules`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from heapq import nlargest
from typing import get_args

from msgspec.structs import replace
from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.kit import clock
from chalicelib.kit.errors import Invalid, Superseded
from chalicelib.kit.money import Money
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tables import (
    DocumentAttribute,
    IntegerAttribute,
    MomentAttribute,
    PackedAttribute,
    Table,
    get,
    meta,
    page,
)
from chalicelib.kit.tx import Tx
from chalicelib.quotes.domain.approval import Rules, barred, waiting_roles
from chalicelib.quotes.domain.quote import Quote, QuoteChanged, State
from chalicelib.quotes.schemas import ApproverRole, QuoteState, QuoteSummary

_QUOTE = "quote"
_RULES = "rules"
_ISSUED = "issued"
MAX_ID = 60
MAX_DOCUMENT_BYTES = 330_000
"""DynamoDB takes items of 400 KB; the index attributes and the history need some of it."""


class CursorUnknown(Invalid):
    title = "The cursor is not one that this list gave; start again without it"


class QuoteTooLarge(Invalid):
    title = "This quote is too large to be kept; split it into two"


class Listed(QuoteSummary, frozen=True):
    """What staff's lists show of a quote, and, while it waits for approvals, what tells whom it waits for."""

    waiting_roles: tuple[ApproverRole, ...] = ()
    barred: tuple[str, ...] = ()
    """Accounts that cannot give the approval."""

    def told(self) -> QuoteSummary:
        """What is shown of it."""
        return QuoteSummary(*(getattr(self, name) for name in QuoteSummary.__struct_fields__))


class _ByOwner(GlobalSecondaryIndex["QuoteItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_owner"
        projection = IncludeProjection(["shown", "summary"])

    owner = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class _ByState(GlobalSecondaryIndex["QuoteItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_state"
        projection = IncludeProjection(["summary"])

    state = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class _ByDue(GlobalSecondaryIndex["QuoteItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = MomentAttribute(range_key=True)


class _ByNumber(GlobalSecondaryIndex["QuoteItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_number"
        projection = IncludeProjection(["summary"])

    number = UnicodeAttribute(hash_key=True)


class QuoteItem(Table):
    """A quote; `version` counts its writes. `summary` is for staff's lists, `shown` for its customer's."""

    Meta = meta("quotes")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default=_QUOTE)
    owner = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    due = UnicodeAttribute(null=True)
    due_at = MomentAttribute(null=True)
    number = UnicodeAttribute()
    version = IntegerAttribute()
    document = PackedAttribute(Quote)
    summary = DocumentAttribute(Listed)
    shown = DocumentAttribute(QuoteSummary, null=True)
    by_owner = _ByOwner()
    by_state = _ByState()
    by_due = _ByDue()
    by_number = _ByNumber()


class VersionItem(Table):
    """What a customer saw of a version, with what it cost then (`priced` of the document)."""

    Meta = meta("quotes")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    document = PackedAttribute(Quote)


class RulesItem(Table):
    """The rules of approval; `version` counts their writes."""

    Meta = meta("quotes")

    pk = UnicodeAttribute(hash_key=True, default=_RULES)
    sk = UnicodeAttribute(range_key=True, default=_RULES)
    version = IntegerAttribute()
    document = DocumentAttribute(Rules)


def find(quote_id: str) -> QuoteItem | None:
    """The quote, or None. One strongly consistent read."""
    return get(QuoteItem, quote_id, _QUOTE) if _may_be(quote_id) else None


def find_version(quote_id: str, version: int) -> Quote | None:
    """The quote as it was when that version was issued (0: when it was requested). One read."""
    item = get(VersionItem, quote_id, _version_key(version))
    return item.document if item else None


def add(tx: Tx, quote: Quote, total: int) -> QuoteItem:
    """Write a new quote. `total`: what it costs as it stands."""
    item = _item(quote, 1, total, None)
    tx.put(item, QuoteItem.pk.does_not_exist())
    return item


def save(tx: Tx, known: QuoteItem, quote: Quote, total: int) -> QuoteItem:
    """Write a changed quote over the version that was read; Superseded at commit when somebody else wrote first."""
    item = _item(quote, known.version + 1, total, known.shown)
    tx.put(item, QuoteItem.version == known.version, Superseded())
    return item


def keep_version(tx: Tx, quote: Quote, version: int) -> None:
    """Keep what the customer saw of a version: written once, never changed."""
    tx.put(VersionItem(quote.id, _version_key(version), document=quote), VersionItem.pk.does_not_exist(), Superseded())


def of_owner(owner: str, limit: int, cursor: str | None, *, drafts: bool) -> tuple[list[QuoteSummary], str | None]:
    """A page of somebody's quotes, newest first; the cursor is the last one's id. Without `drafts`: as the customer sees them."""
    _check(cursor)
    start = {"owner": {"S": owner}, "pk": {"S": cursor}, "sk": {"S": _QUOTE}} if cursor else None
    condition = None if drafts else QuoteItem.shown.exists()
    items, last = page(QuoteItem.by_owner, owner, limit=limit, cursor=start, filter_condition=condition)
    return [item.summary.told() if drafts else item.shown for item in items], last["pk"]["S"] if last else None


def in_states(states: Sequence[State], cursor: str | None, batch: int) -> Iterator[Listed]:
    """The quotes in any of `states` after the cursor, newest first. For staff; a query a state for each `batch` that is read."""
    _check(cursor)
    while True:
        found = [item.summary for state in states or get_args(State) for item in _newest_in(state, cursor, batch)]
        newest = nlargest(batch, found, key=lambda summary: summary.id)
        yield from newest
        if len(newest) < batch:
            return
        cursor = newest[-1].id


def with_number(number: str) -> list[QuoteSummary]:
    """The quotes with a number: one, or (once in a very long time) two."""
    return [item.summary.told() for item in QuoteItem.by_number.query(number, limit=10)]


def due(until: datetime) -> Iterator[str]:
    """Ids of the issued quotes of which something is due by `until`, the longest due first."""
    return (item.pk for item in QuoteItem.by_due.query(_ISSUED, QuoteItem.due_at <= until))


def every_quote_of(owner: str) -> Iterable[str]:
    """Ids of all quotes of an owner."""
    return (item.pk for item in QuoteItem.by_owner.query(owner))


def versions_of(quote_id: str) -> Iterable[VersionItem]:
    """All kept versions of a quote."""
    return VersionItem.query(quote_id, VersionItem.sk.startswith("version#"))


def owner_of(account_id: str | None, email: str) -> str | None:
    """Under what a quote's customer is found."""
    if account_id:
        return account_id
    return f"guest#{hashed(email.strip().lower())[:32]}" if email else None


def rules() -> RulesItem:
    """The rules of approval. One strongly consistent read."""
    return get(RulesItem, _RULES, _RULES) or RulesItem(version=0, document=Rules())


def save_rules(tx: Tx, known_version: int, document: Rules) -> RulesItem:
    """Write all rules over the version that was looked at. Raises QuoteChanged at commit."""
    item = RulesItem(version=known_version + 1, document=document)
    condition = RulesItem.version == known_version if known_version else RulesItem.pk.does_not_exist()
    tx.put(item, condition, QuoteChanged("The rules have changed since you looked at them; load them again."))
    return item


def _newest_in(state: State, cursor: str | None, batch: int) -> Iterable[QuoteItem]:
    condition = QuoteItem.pk < cursor if cursor else None
    items: Iterable[QuoteItem] = QuoteItem.by_state.query(
        state, condition, limit=batch, page_size=batch, scan_index_forward=False
    )
    return items


def _item(quote: Quote, version: int, total: int, shown: QuoteSummary | None) -> QuoteItem:
    issued = quote.state == "issued"
    item = QuoteItem(
        quote.id,
        owner=owner_of(quote.customer.account_id, quote.customer.email),
        state=quote.state,
        due=_ISSUED if issued else None,
        due_at=(quote.remind_at or quote.expires_at) if issued else None,
        number=quote.number,
        version=version,
        document=quote,
        summary=_summary(quote, quote.state, quote.version, total),
        shown=_shown(quote, total, shown),
    )
    if len(QuoteItem.document.serialize(quote)) > MAX_DOCUMENT_BYTES:
        raise QuoteTooLarge()
    return item


def _shown(quote: Quote, total: int, before: QuoteSummary | None) -> QuoteSummary | None:
    """What the customer's list says: nothing of an offer that is still being worked on."""
    version = quote.shown_version
    if version is None:
        return None
    if before is None or quote.is_issued:
        state: QuoteState = quote.state if quote.is_issued else "requested"
        return _summary(quote, state, version, total).told()
    name, email = quote.customer.name, quote.customer.email
    if quote.state == "cancelled":
        return replace(before, name=name, email=email, state="cancelled")
    return replace(before, name=name, email=email, state="revised" if quote.issued else "requested")


def _summary(quote: Quote, state: QuoteState, version: int, total: int) -> Listed:
    waits = state == "submitted"
    roles = waiting_roles(quote) if waits else []
    return Listed(
        id=quote.id,
        number=quote.number,
        state=state,
        version=version,
        created_at=clock.rfc3339(quote.created_at),
        updated_at=clock.rfc3339(quote.updated_at),
        name=quote.customer.name,
        email=quote.customer.email,
        total=Money(total, quote.currency),
        line_count=len(quote.offer.lines),
        titles=[line.title for line in quote.offer.lines[:3]],
        expires_at=clock.rfc3339(quote.expires_at) if quote.expires_at else None,
        waiting_role=roles[0] if roles else None,
        valid_until=quote.offer.valid_until.isoformat() if quote.offer.valid_until else None,
        zone=quote.offer.zone,
        waiting_roles=tuple(roles),
        barred=barred(quote) if waits else (),
    )


def _version_key(version: int) -> str:
    return f"version#{version:04d}"


def _may_be(quote_id: str) -> bool:
    return quote_id.startswith("quo_") and len(quote_id) <= MAX_ID


def _check(cursor: str | None) -> None:
    if cursor and not _may_be(cursor):
        raise CursorUnknown()
