"""What an order would earn: staff try a programme's rules out before anybody clicks."""

from __future__ import annotations

from datetime import datetime

from chalicelib.affiliates import members, sales_store
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.domain.programme import Programme
from chalicelib.affiliates.domain.rules import Circumstances, SoldLine, commissions
from chalicelib.affiliates.domain.wording import sentence
from chalicelib.affiliates.programme_schemas import TriedLine, TryRequest, TryResult
from chalicelib.affiliates.views import phrases
from chalicelib.catalog import find_product
from chalicelib.kit.errors import Invalid
from chalicelib.kit.money import Money


def try_out(programme: Programme, asked: TryRequest, now: datetime) -> TryResult:
    """What each line would earn, and by which rule. Caps, and what looks wrong about an order, are left out. A line without a net
    costs what the catalogue asks, without tax. Raises Invalid for SKUs and members that there are not."""
    member = members.must_find(asked.member_id).document if asked.member_id else None
    sold, currency = _sold(asked, now)
    around = _around(programme, member, asked, sold, currency)
    earned = {one.line: one for one in commissions(sold, programme.rules, around, programme.currency)}
    lines = []
    for place, (line, one) in enumerate(zip(asked.lines, sold, strict=True)):
        won = earned.get(place)
        amount, words = (won.amount, won.words) if won else (0, ())
        worth = Money(one.net, currency), Money(amount, currency)
        rule = won.rule_id if won else None
        lines.append(TriedLine(line.sku, line.quantity, *worth, rule, phrases(words), sentence(words)))
    total = Money(sum(one.amount.minor for one in lines), currency)
    return TryResult(lines, Money(around.order_net, currency), total, around.group, around.tier)


def _sold(asked: TryRequest, now: datetime) -> tuple[list[SoldLine], str]:
    """The lines as an order would have them, and its currency."""
    sold, currencies = [], set()
    for place, line in enumerate(asked.lines):
        product = find_product(line.sku)
        if product is None:
            raise Invalid(fields={f"lines.{place}.sku": "is not in the catalogue"})
        each = product.price_at(now)
        net = line.net or Money(each.minor * line.quantity, each.currency)
        currencies.add(net.currency)
        steps = tuple(step.id for step in product.categories)
        sold.append(SoldLine(str(place), line.sku, line.quantity, net.minor, product.brand, steps))
    if len(currencies) > 1:
        raise Invalid(fields={"lines": "an order is in one currency"})
    return sold, currencies.pop()


def _around(
    programme: Programme, member: Member | None, asked: TryRequest, sold: list[SoldLine], currency: str
) -> Circumstances:
    """As the order would find it: a member with their own group and tier, or somebody with the ones that were asked for."""
    group, tier = asked.group, asked.tier
    if member is not None:
        membership = member.membership(programme.id)
        if membership is None:
            raise Invalid(fields={"member_id": "they take no part in this programme"})
        sales = sales_store.sold_in_all(member.id, programme.id, programme.currency)
        group, tier = membership.group, membership.tier or programme.tier_of(sales)
    return Circumstances(
        member_id=member.id if member else "",
        currency=currency,
        group=group,
        tier=tier,
        customer=asked.customer,
        order_net=sum(line.net for line in sold),
    )
