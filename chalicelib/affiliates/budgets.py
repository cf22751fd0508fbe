"""What programmes have paid, by month and in all, so that caps and budgets hold whatever happens at once.

Table `affiliates`: `pk = prg_…`, `sk = spent#total`, `spent#<month>`, `spent#<month>#<member>`: pots. What is taken back may be spent again;
where it is earned again after that, a pot goes over its cap by so much.
Counted in the programme's currency; a programme with caps pays nothing for orders in another.

Only a cap needs one item that all sales of a programme write. Without one, what goes out of the whole and of a month is counted in parts
by the order's id, `<pot>~<part>`, so that none is hot. A pot has what its item and its parts say: a cap that is set later knows all.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.affiliates.domain.programme import Programme
from chalicelib.affiliates.domain.sale import Sale
from chalicelib.kit.errors import Superseded
from chalicelib.kit.tables import IntegerAttribute, Table, get_many, meta
from chalicelib.kit.tx import Tx

_PARTS = 16


class SpentItem(Table):
    """What was paid, less what was taken back."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    spent = IntegerAttribute(default=0)


class _Pot(msgspec.Struct, frozen=True):
    sk: str
    cap: int | None
    parts: int = 0

    @property
    def names(self) -> list[str]:
        """The items that say what went out of it."""
        return [self.sk, *(f"{self.sk}~{part}" for part in range(self.parts))]

    def name(self, order_id: str) -> str:
        """The item that an order's amount is counted in."""
        if self.cap is not None or not self.parts:
            return self.sk
        return f"{self.sk}~{zlib.crc32(order_id.encode()) % self.parts}"


def left(programme: Programme, member_id: str, at: datetime) -> int | None:
    """How much the programme may still pay for one more order of a member; None: as much as it earns. At most one read."""
    bounds = [programme.caps.per_order] if programme.caps.per_order is not None else []
    capped = [pot for pot in _pots(programme, member_id, at) if pot.cap is not None]
    spent = _by_pot(_spent((programme.id, name) for pot in capped for name in pot.names))
    bounds += [(pot.cap or 0) - spent[programme.id, pot.sk] for pot in capped]
    return max(0, min(bounds)) if bounds else None


def spent_in_all(programme_ids: Sequence[str]) -> dict[str, int]:
    """What programmes have given so far, less what was taken back, by programme. One read for five of them."""
    total = _Pot("spent#total", None, _PARTS)
    found = _by_pot(_spent((programme_id, name) for programme_id in programme_ids for name in total.names))
    return {programme_id: amount for (programme_id, _), amount in found.items()}


def spend(tx: Tx, programme: Programme, sale: Sale, amount: int, *, is_new: bool) -> None:
    """Count what a sale earns (below zero: what is taken back). Of a new one Superseded at commit where that is over a cap by now. What is
    earned again, as after a refund that failed, is due whatever was given to others meanwhile."""
    if amount == 0 or sale.attribution is None or sale.paid_at is None:
        return
    for pot in _pots(programme, sale.attribution.member_id, sale.paid_at):
        condition = None
        if pot.cap is not None and is_new:
            room = pot.cap - amount - sum(_spent((programme.id, name) for name in pot.names[1:]).values())
            condition = SpentItem.spent <= room
            if room >= 0:
                condition = condition | SpentItem.spent.does_not_exist()
        action = SpentItem.spent.set((SpentItem.spent | 0) + amount)
        tx.update(SpentItem(programme.id, pot.name(sale.order_id)), [action], condition, Superseded())


def _pots(programme: Programme, member_id: str, at: datetime) -> list[_Pot]:
    month, caps = at.strftime("%Y-%m"), programme.caps
    return [
        _Pot("spent#total", caps.total, _PARTS),
        _Pot(f"spent#{month}", caps.per_month, _PARTS),
        _Pot(f"spent#{month}#{member_id}", caps.per_member_month),
    ]


def _spent(items: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    keys = list(items)
    return {(str(item.pk), str(item.sk)): item.spent for item in get_many(SpentItem, keys)} if keys else {}


def _by_pot(spent: dict[tuple[str, str], int]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for (programme_id, name), amount in spent.items():
        found[programme_id, name.partition("~")[0]] += amount
    return found
