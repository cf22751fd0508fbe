"""What members sold: counted where a sale is written, in the same transaction, so that it is right at once and after every refund.

Table `affiliates`, `pk = aff_…#sales`: `sk = <day>#<currency>#<link>#<sub-id>`, and of all time `total#<programme>#<currency>`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.affiliates.domain.sale import Sale
from chalicelib.kit.tables import IntegerAttribute, Table, get, meta
from chalicelib.kit.tx import Tx

_TOTAL = "total#"
"""Sorts behind every day."""


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


class Sales(msgspec.Struct, frozen=True):
    """What a member sold in a period, and what they earned in all, by currency."""

    of_period: list[Sold]
    earned_in_all: dict[str, int]


def sales(member_id: str, since: date, until: date) -> Sales:
    """What a member sold on the days from `since` to `until`. One query: the totals lie behind the days."""
    of_period: list[Sold] = []
    in_all: defaultdict[str, int] = defaultdict(int)
    for item in SoldItem.query(_of(member_id), SoldItem.sk >= since.isoformat()):
        if str(item.sk).startswith(_TOTAL):
            in_all[str(item.sk).rpartition("#")[2]] += item.earned
        elif str(item.sk)[:10] <= until.isoformat():
            of_period.append(_sold(item))
    return Sales(of_period, dict(in_all))


def sold_in_all(member_id: str, programme_id: str, currency: str) -> int:
    """The net of all that a member sold for a programme in a currency: what decides the tier. One read."""
    item = get(SoldItem, _of(member_id), _total(programme_id, currency))
    return item.net if item else 0


def count(tx: Tx, before: Sale, after: Sale) -> None:
    """Add what changed of a sale to its member's figures."""
    found = after.attribution
    if found is None or after.paid_at is None:
        return
    orders, net, earned = (now - then for now, then in zip(_counted(after), _counted(before), strict=True))
    if not (orders or net or earned):
        return
    day = after.paid_at.date().isoformat()
    key = f"{day}#{after.currency}#{found.link}#{found.sub_id}"
    _add(tx, SoldItem(_of(found.member_id), key), orders, net, earned)
    _add(tx, SoldItem(_of(found.member_id), _total(found.programme_id, after.currency)), orders, net, earned)


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


def _of(member_id: str) -> str:
    return f"{member_id}#sales"


def _total(programme_id: str, currency: str) -> str:
    return f"{_TOTAL}{programme_id}#{currency}"


def _sold(item: SoldItem) -> Sold:
    day, currency, link, sub_id = str(item.sk).split("#", 3)
    return Sold(day, currency, link, sub_id, item.orders, item.net, item.earned)
