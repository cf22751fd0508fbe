"""What programmes have paid, by month and in all, so that caps and budgets hold whatever happens at once.

Table `affiliates`: `pk = prg_…`, `sk = spent#total`, `spent#<month>`, `spent#<month>#<member>`. What is taken back may be spent again.
Counted in the programme's currency; a programme with caps pays nothing for orders in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.affiliates.domain.programme import Programme
from chalicelib.kit.errors import Superseded
from chalicelib.kit.tables import IntegerAttribute, Table, get_many, meta
from chalicelib.kit.tx import Tx


class SpentItem(Table):
    """What was paid, less what was taken back."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    spent = IntegerAttribute(default=0)


class _Pot(msgspec.Struct, frozen=True):
    sk: str
    cap: int | None


def left(programme: Programme, member_id: str, at: datetime) -> int | None:
    """How much the programme may still pay for one more order of a member; None: as much as it earns. At most one read."""
    pots = [pot for pot in _pots(programme, member_id, at) if pot.cap is not None]
    bounds = [programme.caps.per_order] if programme.caps.per_order is not None else []
    if pots:
        spent = {item.sk: item.spent for item in get_many(SpentItem, [(programme.id, pot.sk) for pot in pots])}
        bounds += [(pot.cap or 0) - spent.get(pot.sk, 0) for pot in pots]
    return max(0, min(bounds)) if bounds else None


def spent_in_all(programme_ids: Sequence[str]) -> dict[str, int]:
    """What programmes have given so far, less what was taken back, by programme. One read."""
    found = get_many(SpentItem, [(name, "spent#total") for name in programme_ids]) if programme_ids else ()
    return {str(item.pk): item.spent for item in found}


def spend(tx: Tx, programme: Programme, member_id: str, at: datetime, amount: int) -> None:
    """Count what an order earns (below zero: what is taken back). Superseded at commit where that is over a cap by now."""
    if amount == 0:
        return
    for pot in _pots(programme, member_id, at):
        condition = None
        if pot.cap is not None and amount > 0:
            condition = SpentItem.spent <= pot.cap - amount
            if amount <= pot.cap:
                condition = condition | SpentItem.spent.does_not_exist()
        action = SpentItem.spent.set((SpentItem.spent | 0) + amount)
        tx.update(SpentItem(programme.id, pot.sk), [action], condition, Superseded())


def _pots(programme: Programme, member_id: str, at: datetime) -> list[_Pot]:
    month, caps = at.strftime("%Y-%m"), programme.caps
    return [
        _Pot("spent#total", caps.total),
        _Pot(f"spent#{month}", caps.per_month),
        _Pot(f"spent#{month}#{member_id}", caps.per_member_month),
    ]
