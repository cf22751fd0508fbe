"""What happened to members' commissions in a day, gathered for one mail.

Table `affiliates`: a member's day is `pk = digest`, `sk = <day>#aff_…`; a counter an attribute. It goes when the mail is due. Question: all
days that are over.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Any, Literal, get_args

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from chalicelib.kit.errors import Superseded
from chalicelib.kit.facts import Fact
from chalicelib.kit.money import Money
from chalicelib.kit.tables import Table, meta
from chalicelib.kit.tx import Tx

SENT_FROM_HOUR = 7
"""Of the next day (UTC): the morning of Europe, the afternoon of China."""
_DIGEST = "digest"

What = Literal["new", "approved"]


class DigestDue(Fact, frozen=True):
    """A member's day is over. `counts`: of orders, `new` and `approved`; `sums`: minor units, by `new:USD`, `approved:USD`."""

    TYPE = "affiliates.digest_due.v1"
    member_id: str
    day: str
    counts: dict[str, int]
    sums: dict[str, int]


class DigestItem(Table):
    """A member's day. Its counters are attributes of their own, named `orders:new` and `sum:new:USD`."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True, default=_DIGEST)
    sk = UnicodeAttribute(range_key=True)

    def __init__(self, hash_key: str, range_key: str, counts: Mapping[str, int] | None = None) -> None:
        super().__init__(hash_key, range_key)
        self.counts = dict(counts or {})

    @classmethod
    def from_raw_data(cls, data: Mapping[str, Any]) -> DigestItem:
        counts = {name: int(value["N"]) for name, value in data.items() if ":" in name}
        return cls(data["pk"]["S"], data["sk"]["S"], counts)


def add(tx: Tx, member_id: str, on: date, what: What, earned: Money) -> None:
    """Gather an order's commissions for a member's mail of a day."""
    item = DigestItem(_DIGEST, f"{on.isoformat()}#{member_id}")
    tx.update(item, [Path([f"orders:{what}"]).add(1), Path([f"sum:{what}:{earned.currency}"]).add(earned.minor)])


def send(now: datetime) -> None:
    """Have the mails of all days that are over sent."""
    if now.hour < SENT_FROM_HOUR:
        return
    for item in DigestItem.query(_DIGEST, DigestItem.sk < now.date().isoformat(), consistent_read=True):
        with suppress(Superseded):
            send_day(item, now)


def send_day(item: DigestItem, now: datetime) -> None:
    """Have a member's mail of a day sent: the day goes in the transaction that asks for it. Raises Superseded where another run has it,
    or an order came late to it since it was read: the next run has that, too."""
    day, _, member_id = item.sk.partition("#")
    tx = Tx(now)
    tx.delete(item, reduce(and_, (_as_read(item, f"orders:{what}") for what in get_args(What))), Superseded())
    tx.publish(DigestDue(member_id, day, _named("orders:", item), _named("sum:", item)))
    tx.commit()


def _as_read(item: DigestItem, counter: str) -> Condition:
    """Each order that comes adds to one of the counters of orders."""
    path, read = Path([counter]), item.counts.get(counter)
    return path.does_not_exist() if read is None else path == read


def _named(prefix: str, item: DigestItem) -> dict[str, int]:
    return {name.removeprefix(prefix): number for name, number in item.counts.items() if name.startswith(prefix)}
