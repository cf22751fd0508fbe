"""From a paid order to what it earns, once; and what becomes of that when the order is delivered, refunded, cancelled."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from msgspec.structs import replace

from chalicelib.affiliates import (
    attributing,
    booking,
    budgets,
    click_store,
    customers_store,
    members,
    sales_store,
    store,
)
from chalicelib.affiliates.attributing import COUNTED_WITHIN, Candidate
from chalicelib.affiliates.counters import clicks_on
from chalicelib.affiliates.domain import attribution, fraud, rules
from chalicelib.affiliates.domain import sale as life
from chalicelib.affiliates.domain.attribution import Referral
from chalicelib.affiliates.domain.fraud import Evidence
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.domain.programme import Customer
from chalicelib.affiliates.domain.rules import Circumstances, SoldLine
from chalicelib.affiliates.domain.sale import Commission, Sale
from chalicelib.identity import email_key, household_key
from chalicelib.kit import ids
from chalicelib.kit.events import Delivery
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import (
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderDisputeClosed,
    OrderDisputed,
    OrderFact,
    OrderPaid,
    OrderRefunded,
    PaymentCardSeen,
    RefundFailed,
)

log = logging.getLogger(__name__)
MAX_SALES_A_RUN = 500
LOOKED_BACK = 100
"""So many of a member's last sales are looked at for a card of theirs that was not known before."""
LOOK_AGAIN = timedelta(days=1)
"""So long after a suspended member's sale became due it is looked at again, and after that."""


def on_paid(delivery: Delivery, tx: Tx) -> None:
    """Work out what a paid order earns whom."""
    fact: OrderPaid = delivery.fact
    known = store.sale(fact.order_id)
    if known is not None and known.document.paid_at is not None:
        return
    placed_at = ids.made_at(fact.order_id)
    names = customers_store.names_of(fact.customer_id, fact.buyer_keys)
    customers = customers_store.find(names)
    referrals = {one.order_id: one for item in customers.values() if (one := item.document.referral)}
    newest_first = sorted(referrals.values(), key=lambda one: one.since, reverse=True)
    may_wait = delivery.now - delivery.occurred_at < COUNTED_WITHIN
    found = attributing.find(fact, placed_at, newest_first, may_wait=may_wait)
    returning = any(item.document.first_order not in ("", fact.order_id) for item in customers.values())
    sale, brought, click_buyer = None, None, frozenset[str]()
    if found is not None:
        click_id = found.attribution.click_id
        click_buyer = click_store.buyer_by(click_id) if click_id else click_buyer
        base = known.document if known else Sale(fact.order_id, fact.number, fact.currency)
        paid = replace(base, paid_at=delivery.occurred_at, net=sum(max(0, line.net) for line in fact.lines))
        evidence = _evidence(fact, found, paid.cards, click_buyer)
        sale = _earned(paid, evidence, fact, found, "returning" if returning else "new")
        brought = _referral(sale, found, placed_at)
    keys = (*fact.buyer_keys, *(known.document.cards if known else ()))
    customers_store.note(tx, names, customers, fact.order_id, keys, paid=True, referral=brought)
    if sale is not None and found is not None and sale.commissions:
        booking.save(tx, known, sale, "paid")
        _note_buyer(tx, sale, names, click_buyer)


def _note_buyer(tx: Tx, sale: Sale, names: Sequence[str], known: frozenset[str]) -> None:
    """By a click one person buys: who did so first is remembered with it, in the transaction of the sale."""
    click_id = sale.attribution.click_id if sale.attribution else None
    if click_id and names and not known and not sale.refused:
        click_store.note_buyer(tx, click_id, names)


def _earned(paid: Sale, evidence: Evidence, fact: OrderPaid, found: Candidate, customer: Customer) -> Sale:
    placed_at, programme, member = ids.made_at(fact.order_id), found.programme, found.member
    signs = fraud.signs(evidence, found.click, programme)
    refused = found.obstacle or next((sign.code for sign in signs if sign.hard), "")
    lines = [SoldLine(line.line, line.sku, line.quantity, line.net, line.brand, line.categories) for line in fact.lines]
    membership = member.membership(programme.id)
    tier = (membership.tier if membership else "") or programme.tier_of(
        sales_store.sold_in_all(member.id, programme.id, programme.currency)
    )
    around = Circumstances(
        member_id=member.id,
        currency=fact.currency,
        group=membership.group if membership else "",
        tier=tier,
        customer=customer,
        order_net=paid.net,
        source=found.attribution.source,
        months=attribution.months_between(found.attribution.since or placed_at, placed_at),
    )
    lines_earned = rules.commissions(lines, programme.rules, around, programme.currency)
    if not refused:
        lines_earned, refused = _bounded(lines_earned, found, paid)
    if refused:
        lines_earned = [replace(one, amount=0) for one in lines_earned]
    return life.accrued(
        paid,
        found.attribution,
        commissions=lines_earned,
        signs=signs,
        refused=refused,
        due_at=(paid.paid_at or placed_at) + timedelta(days=programme.hold_days),
        review=sum(sign.score for sign in signs) >= programme.review_score,
    )


def _bounded(earned: list[Commission], found: Candidate, paid: Sale) -> tuple[list[Commission], str]:
    """What caps and budget leave of it."""
    programme = found.programme
    if programme.caps.binds and paid.currency != programme.currency:
        return earned, "other_currency"
    at = paid.paid_at
    most = budgets.left(programme, found.member.id, at) if at else None
    if most is None:
        return earned, ""
    return (rules.cut_to(earned, most), "") if most > 0 else (earned, "budget_spent")


def _evidence(fact: OrderPaid, found: Candidate, cards: tuple[str, ...], click_buyer: frozenset[str]) -> Evidence:
    member = found.member
    counted, repeated = clicks_on(found.member.id, found.click.at.date()) if found.click else (0, 0)
    return Evidence(
        placed_at=ids.made_at(fact.order_id),
        buyer_account=fact.customer_id,
        buyer_keys=frozenset((*fact.buyer_keys, *cards)),
        member_account=member.account_id,
        member_keys=_keys_of(member),
        repeated_clicks=repeated,
        counted_clicks=counted,
        click_buyer=click_buyer,
    )


def _keys_of(member: Member) -> frozenset[str]:
    """What is known of a member as a buyer: of their account, and of all that was bought by it or under its e-mail address."""
    account = members.account_of(member)
    own = [email_key(account.email), *(household_key(one) for one in account.addresses)] if account else []
    bought = customers_store.find(customers_store.names_of(member.account_id, own))
    return frozenset(own).union(*(item.document.keys for item in bought.values()))


def _referral(sale: Sale, found: Candidate, placed_at: datetime) -> Referral | None:
    """The member whom this customer's later orders are due to, where a rule that won pays for those too."""
    recurring = {rule.id for rule in found.programme.rules if rule.recurring_months}
    won = {one.rule_id for one in sale.commissions}
    if sale.refused or found.attribution.source == "recurring" or recurring.isdisjoint(won):
        return None
    by = found.attribution
    return Referral(found.member.id, found.programme.id, placed_at, sale.order_id, by.link, by.sub_id)


def on_card_seen(delivery: Delivery, tx: Tx) -> None:
    """Remember with which card an order was paid: one that a card of the member's paid earns nothing, whatever comes first."""
    fact: PaymentCardSeen = delivery.fact
    names = customers_store.names_of(fact.customer_id, fact.buyer_keys)
    customers_store.note(tx, names, customers_store.find(names), fact.order_id, [fact.card_key], paid=False)
    _change(fact, tx, lambda sale: _with_card(sale, fact.card_key), "card")
    for order_id in _sold_to_themselves(fact):
        own = Tx(tx.at)
        own.run(partial(_expose, order_id, own))


def _sold_to_themselves(fact: PaymentCardSeen) -> list[str]:
    """The last orders that a member brought and that were paid by the card that they buy with now."""
    known = store.member_of_account(fact.customer_id) if fact.customer_id else None
    sales = store.sales_of(known.document.id, LOOKED_BACK, None)[0] if known else []
    others = (sale for sale in sales if sale.stands and sale.order_id != fact.order_id)
    return [sale.order_id for sale in others if fact.card_key in sale.cards]


def _expose(order_id: str, tx: Tx) -> None:
    item = store.sale(order_id)
    if item is not None:
        booking.save(tx, item, life.exposed(item.document, fraud.own_card()), "own_card")


def _with_card(sale: Sale, card_key: str) -> Sale:
    after = life.with_card(sale, card_key)
    member = store.member(after.attribution.member_id) if after.attribution else None
    return _without_own(after, member.document) if member else after


def _without_own(sale: Sale, member: Member) -> Sale:
    """The sale, which earns nothing where a card of the member's paid it."""
    is_own = bool(sale.cards) and not _keys_of(member).isdisjoint(sale.cards)
    return life.exposed(sale, fraud.own_card()) if is_own else sale


def on_refunded(delivery: Delivery, tx: Tx) -> None:
    """Take back of each commission what belongs to what was paid back of its line."""
    fact: OrderRefunded = delivery.fact
    nets: dict[str, int] = {}
    for line in fact.lines:
        nets[line.line] = nets.get(line.line, 0) + line.net
    _change(fact, tx, lambda sale: life.with_refund(sale, fact.refund_id, nets), f"refund#{fact.refund_id}")


def on_refund_failed(delivery: Delivery, tx: Tx) -> None:
    """A refund could not be paid after all: give again what it took."""
    fact: RefundFailed = delivery.fact
    _change(fact, tx, lambda sale: life.with_failed_refund(sale, fact.refund_id), f"refund_failed#{fact.refund_id}")


def on_cancelled(delivery: Delivery, tx: Tx) -> None:
    """Take all of it back."""
    fact: OrderCancelled = delivery.fact
    _change(fact, tx, life.with_cancellation, "cancel")


def on_disputed(delivery: Delivery, tx: Tx) -> None:
    """The buyer disputes the payment at their bank: nothing of it becomes payable meanwhile."""
    fact: OrderDisputed = delivery.fact
    _change(fact, tx, lambda sale: life.with_dispute(sale, fact.dispute_id), "dispute")


def on_dispute_closed(delivery: Delivery, tx: Tx) -> None:
    """The bank decided: what is left goes on. What a lost dispute took comes as a refund of its own."""
    fact: OrderDisputeClosed = delivery.fact
    _change(fact, tx, lambda sale: life.with_dispute_closed(sale, fact.dispute_id), "dispute")


def on_delivered(delivery: Delivery, tx: Tx) -> None:
    """The last parcel arrived: the hold period's end makes it payable."""
    fact: OrderDelivered = delivery.fact
    if fact.all_arrived:
        _change(fact, tx, life.with_delivery, "delivered")


def on_completed(delivery: Delivery, tx: Tx) -> None:
    """A closed order has arrived."""
    fact: OrderCompleted = delivery.fact
    _change(fact, tx, life.with_delivery, "delivered")


def _change(fact: OrderFact, tx: Tx, change: Callable[[Sale], Sale], cause: str) -> None:
    """What was heard of an order; also before it is known to be paid: any may be due to who brought its buyer before."""
    known = store.sale(fact.order_id)
    before = known.document if known else Sale(fact.order_id, fact.number, fact.currency)
    booking.save(tx, known, change(before), cause)


def approve_due(now: datetime) -> int:
    """Make payable what arrived and whose hold period is over, but nothing of members who are suspended: those are looked at again after
    `LOOK_AGAIN`, so that they keep nobody else waiting. How many orders were decided about."""
    done = 0
    for order_id in store.ripe(now):
        if done == MAX_SALES_A_RUN:
            break
        tx = Tx(now)
        try:
            done += tx.run(partial(_approve, order_id, tx))
        except Exception:
            log.exception("order %s: its commissions could not be approved", order_id)
    return done


def _approve(order_id: str, tx: Tx) -> int:
    item = store.sale(order_id)
    if item is None or item.document.attribution is None or not life.is_ripe(item.document, tx.at):
        return 0
    member = store.member(item.document.attribution.member_id)
    if member is None or not member.document.is_payable:
        store.save_sale(tx, item, item.document, not_before=tx.at + LOOK_AGAIN)
        return 1
    sale = _without_own(item.document, member.document)
    booking.save(tx, item, life.approved(sale) if sale.stands else sale, "due")
    return 1
