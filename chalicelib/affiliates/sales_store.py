"""What members sold: counted where a sale is written, in the same transaction, so that it is right at once and after every refund."""

from __future__ import annotations

from datetime import date

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.affiliates.domain.sale import Sale
from chalicelib.kit.tables import IntegerAttribute, Table, get, meta
from chalicelib.kit.tx import Tx


class SoldItem(Table):
    """Orders, their net and what they earned: of a day, link, sub-id and currency."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    orders = IntegerAttribute(default=0)
    net = IntegerAttribute(default=0)
    earned = IntegerAttribute(default=0)


class Sold(msgspec.Struct, frozen=True):
    """A line of the figures. Amounts in minor units of `currency`, net of refunds."""

    day: str
    currency: str
    link: str
    sub_id: str
    orders: int
    net: int
    earned: int


def sold(member_id: str, since: date, until: date) -> list[Sold]:
    """What a member sold on the days from `since` to `until`. One query."""
    span = SoldItem.sk.between(since.isoformat(), f"{until.isoformat()}~")
    return [_sold(item) for item in SoldItem.query(f"{member_id}#sales", span)]


def sold_in_all(member_id: str, programme_id: str) -> int:
    """The net of all that a member sold for a programme, in its currency: what decides the tier. One read."""
    item = get(SoldItem, member_id, f"sold#{programme_id}")
    return item.net if item else 0


def count(tx: Tx, before: Sale, after: Sale, programme_currency: str) -> None:
    """Add what changed of a sale to its member's figures."""
    found = after.attribution
    if found is None or after.paid_at is None:
        return
    orders, net, earned = (now - then for now, then in zip(_counted(after), _counted(before), strict=True))
    if not (orders or net or earned):
        return
    day = after.paid_at.date().isoformat()
    key = f"{day}#{after.currency}#{found.link}#{found.sub_id}"
    _add(tx, SoldItem(f"{found.member_id}#sales", key), orders, net, earned)
    if after.currency == programme_currency:
        _add(tx, SoldItem(found.member_id, f"sold#{found.programme_id}"), orders, net, earned)


def _counted(sale: Sale) -> tuple[int, int, int]:
    """Orders, their net and what they earned: nothing of an order that earns nothing."""
    if sale.attribution is None or sale.stage == "rejected":
        return 0, 0, 0
    return 0 if sale.cancelled else 1, sale.net - sale.refunded_net, sale.earned


def _add(tx: Tx, item: SoldItem, orders: int, net: int, earned: int) -> None:
    actions: list[Action] = [
        SoldItem.orders.set((SoldItem.orders | 0) + orders),
        SoldItem.net.set((SoldItem.net | 0) + net),
        SoldItem.earned.set((SoldItem.earned | 0) + earned),
    ]
    tx.update(item, actions)


def _sold(item: SoldItem) -> Sold:
    day, currency, link, sub_id = str(item.sk).split("#", 3)
    return Sold(day, currency, link, sub_id, item.orders, item.net, item.earned)
