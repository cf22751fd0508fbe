"""Affiliates fed with facts alone: no shop, no pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from chalicelib.affiliates import accounts, click_store, store
from chalicelib.affiliates.domain.click import Click
from chalicelib.affiliates.domain.member import Member, Membership
from chalicelib.affiliates.domain.programme import PercentOfLine, Programme, Rule, Text, When
from chalicelib.affiliates.domain.sale import Sale
from chalicelib.affiliates.reactions import SUBSCRIPTIONS
from chalicelib.kit import events, ids, ledger
from chalicelib.kit.facts import EventItem, Fact
from chalicelib.kit.ledger.store import BalanceItem
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import FactLine, OrderFact, OrderPaid, OrderRefunded, PaymentCardSeen

F = TypeVar("F", bound=OrderFact)
TEN_PERCENT = Rule("rul_all", When(), PercentOfLine(10_000))


def programme(now: datetime, **more: Any) -> Programme:
    """A programme that pays ten percent of everything, unless told."""
    settings = {"rules": (TEN_PERCENT,), **more}
    name, terms = Text("Friends", "朋友"), Text("", "")
    made = Programme(ids.new_id("prg", now), name, terms, 1, "open", "USD", created_at=now, **settings)
    tx = Tx(now)
    store.add_programme(tx, made)
    tx.commit()
    return made


def member(now: datetime, of: Programme, account: str = "acc_eve", **more: Any) -> Member:
    """A member of a programme."""
    membership = Membership(of.id, "active", now, 1, **more)
    made = Member(ids.new_id("aff", now), account, "Eve", "active", now, memberships=(membership,))
    tx = Tx(now)
    store.add_member(tx, made)
    tx.commit()
    return made


def click(who: Member, at: datetime, of: int = 0, **more: Any) -> Click:
    """Somebody followed a link of theirs, for one of their programmes, and it was counted."""
    programme_id = who.memberships[of].programme_id
    given = {"kind": "human", "link": "abcdefgh", "visitor": "somebody", "landing": "/", **more}
    made = Click(ids.new_id("clk", at), who.id, programme_id, at, **given)
    tx = Tx(at)
    click_store.add_click(tx, made, 60)
    tx.commit()
    return made


def order(placed_at: datetime, click_id: str | None, nets: Mapping[str, int] | None = None, **more: Any) -> OrderPaid:
    """The fact that an order is paid: one piece a line, `nets` by the line's name."""
    lines = tuple(FactLine(f"SKU-{name}", 1, net, 0, name) for name, net in (nets or {"a": 1000}).items())
    order_id = ids.new_id("ord", placed_at)
    told = {"customer_id": None, "coupon": None, "currency": "USD", **more}
    total = sum(line.net for line in lines)
    return OrderPaid(
        order_id=order_id, number="P-1", total=total, portal_id=None, click_id=click_id, lines=lines, **told
    )


def about(of: OrderPaid, kind: type[F], **more: Any) -> F:
    """Another fact about the same order."""
    told = {name: getattr(of, name) for name in OrderFact.__struct_fields__}
    return kind(**{**told, **more})


def refund(of: OrderPaid, number: int, nets: Mapping[str, int]) -> OrderRefunded:
    """The fact that parts of an order were paid back."""
    lines = tuple(FactLine(f"SKU-{name}", 0, net, 0, name) for name, net in nets.items())
    same = {name: getattr(of, name) for name in ("order_id", "number", "customer_id", "currency", "total", "coupon")}
    amount = sum(nets.values())
    return OrderRefunded(
        **same,
        portal_id=None,
        click_id=of.click_id,
        lines=lines,
        refund_id=f"{of.order_id}-{number}",
        amount=amount,
        delivery=0,
    )


def card(of: OrderPaid, card_key: str) -> PaymentCardSeen:
    """The fact that a card paid an order."""
    return about(of, PaymentCardSeen, lines=(), card_key=card_key, buyer_keys=of.buyer_keys)


def tell(fact: Fact, at: datetime, event_id: str | None = None, now: datetime | None = None) -> str:
    """Deliver a fact to affiliates; the event's id, to deliver it again."""
    name = event_id or ids.new_id("evt", at)
    events.deliver(EventItem.of(fact, name, at), SUBSCRIPTIONS, now or at)
    return name


def sale(of: OrderPaid) -> Sale | None:
    """What the order earned."""
    item = store.sale(of.order_id)
    return item.document if item else None


def balances(who: Member, currency: str = "USD") -> tuple[int, int]:
    """Pending and approved, as the ledger says."""
    return tuple(  # type: ignore[return-value]
        ledger.balance(account(who.id), currency).available for account in (accounts.pending, accounts.approved)
    )


def books_are_even(*members: Member) -> bool:
    """Whether what everybody has and what the system gave is nothing together, and no journal of these members differs from its
    balance."""
    given = ledger.system_balance(accounts.COMMISSIONS.owner, "USD").available
    given += ledger.system_balance(accounts.PAYOUTS.owner, "USD").available
    owned = sum(item.available + item.held for item in BalanceItem.scan(BalanceItem.sk.startswith("balance#USD#")))
    owners = [account(who.id).owner for who in members for account in (accounts.pending, accounts.approved)]
    return given + owned == 0 and not [one for owner in owners for one in ledger.audit(owner, "USD")]


HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
