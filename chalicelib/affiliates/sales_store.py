"""What members sold: counted where a sale is written, in the same transaction, so that it is right at once and after every refund.
Where it is kept: `figures_store.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import msgspec

from chalicelib.affiliates import figures_store
from chalicelib.affiliates.domain.sale import Sale
from chalicelib.affiliates.figures_store import Counts
from chalicelib.kit.tx import Tx


class Sold(msgspec.Struct):
    """Orders, their net and what they earned. Amounts in minor units, net of refunds."""

    orders: int = 0
    net: int = 0
    earned: int = 0


def sold_by(counts: Counts, group: str, currency: str) -> Mapping[str, Sold]:
    """What was sold in a currency, by the keys of a group: `day`, `link`, `sub` (`figures_store.OTHERS` among them) or `programme`."""
    found: defaultdict[str, Sold] = defaultdict(Sold)
    of = f"{group}/{currency}"
    for (name, key, measure), number in counts.items():
        if name == of:
            setattr(found[key], measure, number)
    return found


def earned_in_all(counts: Counts) -> dict[str, int]:
    """What a member earned in all, by currency."""
    found: defaultdict[str, int] = defaultdict(int)
    for (group, _, measure), number in counts.items():
        if measure == "earned":
            found[group.partition("/")[2]] += number
    return dict(found)


def sold_in_all(member_id: str, programme_id: str, currency: str) -> int:
    """The net of all that a member sold for a programme in a currency: what decides the tier. One read."""
    return sold_by(figures_store.in_all(member_id), "programme", currency).get(programme_id, Sold()).net


def count(tx: Tx, before: Sale, after: Sale) -> None:
    """Add what changed of a sale to its member's figures. One read, where something did."""
    found = after.attribution
    if found is None or after.paid_at is None:
        return
    then, now = _counted(before), _counted(after)
    if then == now:
        return
    more = {"orders": now.orders - then.orders, "net": now.net - then.net, "earned": now.earned - then.earned}
    day = after.paid_at.date()
    keys = {"day": day.isoformat(), "link": found.link, "sub": found.sub_id}
    figures_store.add(tx, found.member_id, "sales", day, _counts(keys, after.currency, more))
    figures_store.add_in_all(tx, found.member_id, _counts({"programme": found.programme_id}, after.currency, more))


def _counted(sale: Sale) -> Sold:
    """What counts of a sale: nothing of an order that earns nothing."""
    if sale.attribution is None or sale.stage == "rejected":
        return Sold()
    return Sold(0 if sale.cancelled else 1, sale.net - sale.refunded_net, sale.earned)


def _counts(keys: Mapping[str, str], currency: str, more: Mapping[str, int]) -> Counts:
    """Also of what grew by nothing: a name is either there with all its measures or not at all."""
    return {(f"{of}/{currency}", key, what): number for of, key in keys.items() if key for what, number in more.items()}
