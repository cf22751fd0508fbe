"""What is counted for a member, by day and by month: clicks (`counters.py`) and sales (`sales_store.py`).

Table `affiliates`. A day and a month have the same counters, and both are added to in the transaction that writes what is counted:
- a day: `pk = aff_…#clicks-days` or `aff_…#sales-days`, `sk = 2026-03-02`
- a month: `pk = aff_…#clicks-months` or `aff_…#sales-months`, `sk = 2026-03`
- a member's sales of all time, by programme: `pk = aff_…#sales-total`, `sk = total`

So a period is the months that lie in it whole and the days around them: 145 items at most for 400 days, whatever was counted. They are
read by their keys, a hundred a call. Days and months lie apart, for a busy member's counters are among the most written keys there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import quote, unquote

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from chalicelib.kit.errors import Superseded
from chalicelib.kit.tables import IntegerAttribute, Table, get, get_many, meta
from chalicelib.kit.tx import Tx

Counted = Literal["clicks", "sales"]
Entry = tuple[str, str, str]
"""What a counter counts: group, key and measure, such as `link`, `7k3p9qxa`, `human`. A group may be told apart further: `link/USD`."""
Counts = Mapping[Entry, int]

MAX_NAMES = 100
"""Links, and sub-ids, that an item counts one by one. Sub-ids are what anybody writes into an address: without a bound an item would
outgrow DynamoDB's 400 KB, and what an item costs to add to goes by its size."""
OTHERS = "~"
"""The key that counts those beyond."""
_BOUNDED = ("link", "sub")
_IN_NAMES = str.maketrans({each: quote(each) for each in "%[]"})


class FiguresItem(Table):
    """Counters, each an attribute of its own, named `<group>:<key>:<measure>`: adding to one that is there needs no condition.
    `names`: how many keys of bounded groups there are."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    names = IntegerAttribute(default=0)

    def __init__(self, hash_key: str, range_key: str, names: int = 0, counts: Counts | None = None) -> None:
        super().__init__(hash_key, range_key, names=names)
        self.counts = dict(counts or {})

    @classmethod
    def from_raw_data(cls, data: Mapping[str, Any]) -> FiguresItem:
        counts = {_entry(name): int(value["N"]) for name, value in data.items() if ":" in name}
        return cls(data["pk"]["S"], data["sk"]["S"], int(data["names"]["N"]) if "names" in data else 0, counts)


def add(tx: Tx, member_id: str, counted: Counted, day: date, counts: Counts) -> None:
    """Add to a day's counters and to its month's. One read; Superseded at commit where somebody else brought a new link or sub-id."""
    keys = [_key(member_id, counted, day.isoformat()), _key(member_id, counted, _month(day))]
    known = {item.sk: item for item in get_many(FiguresItem, keys)}
    for key in keys:
        _add(tx, known.get(key[1]) or FiguresItem(*key), counts)


def add_in_all(tx: Tx, member_id: str, counts: Counts) -> None:
    """Add to a member's sales of all time."""
    tx.update(FiguresItem(*_in_all(member_id)), _additions(counts))


def day(member_id: str, counted: Counted, on: date) -> Counts:
    """A day's counters. One read."""
    item = get(FiguresItem, *_key(member_id, counted, on.isoformat()))
    return item.counts if item else {}


def in_all(member_id: str) -> Counts:
    """A member's sales of all time. One read."""
    item = get(FiguresItem, *_in_all(member_id))
    return item.counts if item else {}


def of_period(member_id: str, since: date, until: date) -> tuple[Counts, Counts, Counts]:
    """The clicks and the sales of the days from `since` to `until`, both included, and the sales of all time. One read a hundred items:
    one for a month, two for 400 days."""
    spans = list(_spans(since, until))
    of_clicks = [_key(member_id, "clicks", span) for span in spans]
    of_sales = [_key(member_id, "sales", span) for span in spans]
    clicks, sales, total = Counter[Entry](), Counter[Entry](), Counter[Entry]()
    sums = {key[0]: clicks for key in of_clicks} | {key[0]: sales for key in of_sales} | {_in_all(member_id)[0]: total}
    for item in get_many(FiguresItem, [*of_clicks, *of_sales, _in_all(member_id)]):
        into = sums[item.pk]
        for entry, number in item.counts.items():
            into[entry] += number
    return clicks, sales, total


def by_key(counts: Counts, group: str, measure: str) -> dict[str, int]:
    """One measure of a group."""
    return {key: number for (of, key, what), number in counts.items() if of == group and what == measure}


def _spans(since: date, until: date) -> Iterator[str]:
    """The months that lie between them whole, and the days of the others."""
    while since <= until:
        after = (since.replace(day=1) + timedelta(days=31)).replace(day=1)
        if since.day == 1 and after - timedelta(days=1) <= until:
            yield _month(since)
            since = after
        else:
            yield since.isoformat()
            since += timedelta(days=1)


def _add(tx: Tx, item: FiguresItem, counts: Counts) -> None:
    kept, names = _bounded(counts, item.counts)
    actions, condition = _additions(kept), None
    if names != item.names:
        actions.append(FiguresItem.names.set(names))
        condition = FiguresItem.names == item.names if item.names else FiguresItem.names.does_not_exist()
    tx.update(item, actions, condition, Superseded())


def _bounded(counts: Counts, known: Counts) -> tuple[Counts, int]:
    """What is added, with what is beyond the bound under `OTHERS`; and how many names there are then. A name that an item once counted it
    always counts, and what once went to the others always goes there: what is taken back is taken from where it was added."""
    names = {(group, key) for group, key, _ in known if _kind(group) in _BOUNDED}
    numbers = Counter(_kind(group) for group, _ in names)
    kept: Counter[Entry] = Counter()
    for (group, key, measure), number in counts.items():
        kind, name = _kind(group), key
        if kind in _BOUNDED and (group, key) not in names:
            if numbers[kind] >= MAX_NAMES:
                name = OTHERS
            else:
                numbers[kind] += 1
            names.add((group, name))
        kept[group, name, measure] += number
    return kept, len(names)


def _additions(counts: Counts) -> list[Action]:
    return [Path([_name(entry)]).add(number) for entry, number in sorted(counts.items())]


def _name(entry: Entry) -> str:
    """The attribute of an entry. In a path PynamoDB takes brackets for a place in a list, and sub-ids are what anybody writes."""
    return ":".join(entry).translate(_IN_NAMES)


def _entry(name: str) -> Entry:
    group, _, rest = unquote(name).partition(":")
    key, _, measure = rest.rpartition(":")
    return group, key, measure


def _kind(group: str) -> str:
    return group.partition("/")[0]


def _key(member_id: str, counted: Counted, span: str) -> tuple[str, str]:
    return f"{member_id}#{counted}-{'months' if len(span) == len('2026-03') else 'days'}", span


def _in_all(member_id: str) -> tuple[str, str]:
    return f"{member_id}#sales-total", "total"


def _month(day: date) -> str:
    return day.isoformat()[:7]
