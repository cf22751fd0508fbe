"""Which rule is for which line, and what it pays. All amounts are minor units of the order's currency.

A rule is the more specific the higher its first condition stands in this order: member, SKU, group or tier, category, brand, new or
returning customer, least value of the order; then the more conditions it has, then by priority, then the older one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from chalicelib.affiliates.domain.programme import (
    RATE_WHOLE,
    Customer,
    FixedPerPiece,
    PercentOfOrder,
    Rule,
    When,
)
from chalicelib.affiliates.domain.sale import Commission
from chalicelib.affiliates.domain.wording import Phrase, rule_phrases
from chalicelib.kit.money import Rounding, divide, split


class SoldLine(msgspec.Struct, frozen=True):
    """A line of a paid order."""

    key: str
    sku: str
    quantity: int
    net: int
    brand: str = ""
    categories: tuple[str, ...] = ()
    """Category ids from the top down."""


class Circumstances(msgspec.Struct, frozen=True):
    """What the rules look at beside the line."""

    member_id: str
    currency: str
    group: str
    tier: str
    customer: Customer
    order_net: int
    source: Literal["click", "coupon", "recurring"] = "click"
    months: int = 0
    """For `recurring`: the whole months since the first order that begun, so that the day itself is month 0."""


def percentage(net: int, rate: int) -> int:
    """`rate` parts per 100,000 of `net`, half up: 2.9 % of 500 is 15."""
    return divide(net * rate, RATE_WHOLE, Rounding.HALF_UP)


def commissions(
    lines: Sequence[SoldLine], rules: Sequence[Rule], around: Circumstances, programme_currency: str
) -> list[Commission]:
    """What each line earns, by the rule that wins for it. A line that was given away, or that no rule is for, earns nothing and is
    not among them."""
    usable = [rule for rule in rules if _is_payable(rule, around, programme_currency)]
    won: dict[int, Rule] = {}
    for place, line in enumerate(lines):
        rule = best(line, usable, around)
        if rule is not None and line.net > 0:
            won[place] = rule
    shares = _order_shares(lines, won)
    found = []
    for place, rule in won.items():
        line = lines[place]
        amount = shares[place] if place in shares else _alone(line, rule)
        words = rule_phrases(rule, programme_currency)
        found.append(Commission(place, line.key, line.sku, line.quantity, line.net, amount, rule.id, words))
    return found


def best(line: SoldLine, rules: Sequence[Rule], around: Circumstances) -> Rule | None:
    """The most specific rule that is for a line, or None."""
    fitting = [rule for rule in rules if fits(rule.when, line, around)]
    return min(fitting, key=_rank) if fitting else None


def fits(when: When, line: SoldLine, around: Circumstances) -> bool:
    """Whether each condition that names something holds."""
    holds = (
        (when.members, around.member_id in when.members),
        (when.skus, line.sku in when.skus),
        (when.groups, around.group in when.groups),
        (when.tiers, around.tier in when.tiers),
        (when.categories, not set(when.categories).isdisjoint(line.categories)),
        (when.brands, line.brand.casefold() in {brand.casefold() for brand in when.brands}),
        (when.customer, when.customer == around.customer),
        (when.order_net_from is not None, around.order_net >= (when.order_net_from or 0)),
    )
    return all(is_so for named, is_so in holds if named)


def by_precedence(rules: Sequence[Rule]) -> list[Rule]:
    """The order in which rules are tried: the first that is for a line wins."""
    return sorted(rules, key=_rank)


def _rank(rule: Rule) -> tuple[int, int, int, str]:
    """Smaller is more specific."""
    when = rule.when
    given = (
        bool(when.members),
        bool(when.skus),
        bool(when.groups or when.tiers),
        bool(when.categories),
        bool(when.brands),
        when.customer is not None,
        when.order_net_from is not None,
    )
    conditions = sum(given) + (1 if when.groups and when.tiers else 0)
    first = given.index(True) if any(given) else len(given)
    return first, -conditions, -rule.priority, rule.id


def _is_payable(rule: Rule, around: Circumstances, programme_currency: str) -> bool:
    """A fixed amount and a least value are in the programme's currency: in another one they mean nothing. A customer who comes again
    by themselves earns only by rules that say so, and only so long."""
    in_money = isinstance(rule.reward, FixedPerPiece) or rule.when.order_net_from is not None
    if in_money and around.currency != programme_currency:
        return False
    return around.source != "recurring" or around.months < rule.recurring_months


def _alone(line: SoldLine, rule: Rule) -> int:
    if isinstance(rule.reward, FixedPerPiece):
        return min(rule.reward.amount * line.quantity, line.net)
    return percentage(line.net, rule.reward.rate)


def _order_shares(lines: Sequence[SoldLine], won: dict[int, Rule]) -> dict[int, int]:
    """A percentage of the order is rounded once, over all lines that the rule won, and split over them by largest remainder."""
    shares: dict[int, int] = {}
    for rule in {rule.id: rule for rule in won.values()}.values():
        if not isinstance(rule.reward, PercentOfOrder):
            continue
        places = [place for place, winner in won.items() if winner.id == rule.id]
        nets = [lines[place].net for place in places]
        parts = split(percentage(sum(nets), rule.reward.rate), nets)
        shares |= dict(zip(places, parts, strict=True))
    return shares


def cut_to(found: Sequence[Commission], most: int) -> list[Commission]:
    """The commissions bounded to `most` in all, each in proportion, by largest remainder."""
    amounts = [one.amount for one in found]
    if sum(amounts) <= most:
        return list(found)
    parts = split(most, amounts)
    return [
        msgspec.structs.replace(one, amount=part, words=(*one.words, Phrase("capped")))
        for one, part in zip(found, parts, strict=True)
    ]
