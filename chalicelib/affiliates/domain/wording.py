"""Rules in words, as they stand on the commissions that they make."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.affiliates.domain.programme import (
    RATE_WHOLE,
    FixedPerPiece,
    PercentOfLine,
    Reward,
    Rule,
    When,
)
from chalicelib.kit.money import Money

_NAMED = 3
"""So many of a list are named; the others are counted."""


def rule_words(rule: Rule, currency: str) -> str:
    """`2.9 % of each line · brand Acme · new customers`."""
    parts = [reward_words(rule.reward, currency), *_conditions(rule.when, currency)]
    if rule.recurring_months:
        parts.append(f"again for {rule.recurring_months} months")
    return " · ".join(parts)


def reward_words(reward: Reward, currency: str) -> str:
    """`2.9 % of the line`, `5.00 USD per piece`."""
    if isinstance(reward, FixedPerPiece):
        return f"{Money(reward.amount, currency).decimal_text()} {currency} per piece"
    of = "line" if isinstance(reward, PercentOfLine) else "order"
    return f"{percent_text(reward.rate)} % of the {of}"


def percent_text(rate: int) -> str:
    """Parts per 100,000 as people write them: 2,900 → `2.9`."""
    whole, rest = divmod(rate, RATE_WHOLE // 100)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)


def _conditions(when: When, currency: str) -> list[str]:
    named = (
        ("SKU", when.skus),
        ("category", when.categories),
        ("brand", when.brands),
        ("member", when.members),
        ("group", when.groups),
        ("tier", when.tiers),
    )
    words = [f"{label} {_listed(values)}" for label, values in named if values]
    if when.customer:
        words.append(f"{when.customer} customers")
    if when.order_net_from is not None:
        words.append(f"orders from {Money(when.order_net_from, currency).decimal_text()} {currency}")
    return words or ["everything"]


def _listed(values: Sequence[str]) -> str:
    more = len(values) - _NAMED
    return ", ".join(values[:_NAMED]) + (f" and {more} more" if more > 0 else "")
