"""How many take part in each programme: counted where a member is written, in the same transaction.

Table `affiliates`: `pk = prg_…`, `sk = members`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.affiliates.domain.member import Member
from chalicelib.kit.tables import IntegerAttribute, Table, get_many, meta
from chalicelib.kit.tx import Tx

_SK = "members"


class MembershipCountItem(Table):
    """The members of a programme, and who waits to become one."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default=_SK)
    active = IntegerAttribute(default=0)
    pending = IntegerAttribute(default=0)


class MembershipCount(msgspec.Struct, frozen=True):
    """Suspended members are members."""

    active: int = 0
    pending: int = 0


def counts(programme_ids: Sequence[str]) -> dict[str, MembershipCount]:
    """The members of programmes, by programme. One read."""
    found = get_many(MembershipCountItem, [(name, _SK) for name in programme_ids]) if programme_ids else ()
    return {str(item.pk): MembershipCount(item.active, item.pending) for item in found}


def count(tx: Tx, before: Member | None, after: Member) -> None:
    """Add what changed of somebody's memberships."""
    now, then = _places(after), _places(before)
    for programme_id in sorted({name for name, _ in {**now, **then}}):
        active, pending = (now[(programme_id, state)] - then[(programme_id, state)] for state in ("active", "pending"))
        if active or pending:
            item = MembershipCountItem
            actions: list[Action] = [
                item.active.set((item.active | 0) + active),
                item.pending.set((item.pending | 0) + pending),
            ]
            tx.update(MembershipCountItem(programme_id), actions)


def _places(member: Member | None) -> Counter[tuple[str, str]]:
    """A closed member takes part in nothing."""
    if member is None or not member.account_id:
        return Counter()
    return Counter((one.programme_id, one.state) for one in member.memberships)
