"""Why something is earned, or is not, and what looks wrong: a code with what belongs to it, which every page says in its own language,
and the English sentence for those who call the API."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from chalicelib.affiliates.domain.programme import (
    RATE_WHOLE,
    FixedPerPiece,
    PercentOfLine,
    Reward,
    Rule,
    When,
)
from chalicelib.kit.money import Money

Param = str | int | tuple[str, ...]

_NAMED = 3
"""So many of a list are named; the others are counted (`more`)."""

SENTENCES = {
    # What a rule pays, and for what.
    "percent_of_line": "{percent} % of the line",
    "percent_of_order": "{percent} % of the order",
    "fixed_per_piece": "{amount} per piece",
    "skus": "SKU {names}",
    "categories": "category {names}",
    "brands": "brand {names}",
    "members": "for chosen members",
    "groups": "group {names}",
    "tiers": "tier {names}",
    "customer_new": "new customers",
    "customer_returning": "returning customers",
    "order_from": "orders from {amount}",
    "everything": "everything",
    "recurring": "again for {months} months",
    "capped": "up to what the programme may still pay",
    # Why nothing is earned.
    "not_a_member": "The member takes no part in the programme",
    "programme_closed": "The programme is closed",
    "member_suspended": "The member was suspended",
    "other_currency": "The programme has caps, and they are in another currency",
    "budget_spent": "The programme has nothing left to pay",
    "review": "Staff looked at the order and rejected it",
    # What looks wrong; the hard ones of these are also why nothing is earned.
    "self_account": "The member bought it with the same account",
    "self_email": "The member's own e-mail address bought it",
    "self_card": "A card of the member's paid for it",
    "self_click": "The member followed their own link",
    "same_household": "It is sent to an address of the member's",
    "prefetched": "The click was a page's, before somebody went there",
    "click_reused": "Somebody else bought by the same click before",
    "server_click": "The member's own server told of the click",
    "too_fast": "Ordered {seconds} seconds after the click",
    "hidden_click": "The click came from a frame, picture or script, not from a person",
    "click_flood": "{clicks} clicks of that day are repeated or the member's own",
    "banned_referrer": "The click came from {host}",
    "brand_search": "Paid search on the brand: {word}",
    "paid_search": "The click came from paid search; look whether it was on the brand",
}
"""Every code, and how it is said."""


class Phrase(msgspec.Struct, frozen=True):
    """A code of `SENTENCES`. Amounts are minor units (`amount`) with their `currency`."""

    code: str
    params: dict[str, Param] = {}


def sentence(phrases: Sequence[Phrase]) -> str:
    """`2.9 % of the line · brand Acme · new customers`."""
    return " · ".join(SENTENCES[phrase.code].format_map(_said(phrase.params)) for phrase in phrases)


def rule_phrases(rule: Rule, currency: str) -> tuple[Phrase, ...]:
    """What a rule pays and when."""
    again = (Phrase("recurring", {"months": rule.recurring_months}),) if rule.recurring_months else ()
    return (_reward(rule.reward, currency), *_conditions(rule.when, currency), *again)


def percent_text(rate: int) -> str:
    """Parts per 100,000 as people write them: 2,900 → `2.9`."""
    whole, rest = divmod(rate, RATE_WHOLE // 100)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)


def _reward(reward: Reward, currency: str) -> Phrase:
    if isinstance(reward, FixedPerPiece):
        return Phrase("fixed_per_piece", {"amount": reward.amount, "currency": currency})
    of = "line" if isinstance(reward, PercentOfLine) else "order"
    return Phrase(f"percent_of_{of}", {"percent": percent_text(reward.rate)})


def _conditions(when: When, currency: str) -> list[Phrase]:
    named = (
        ("skus", when.skus),
        ("categories", when.categories),
        ("brands", when.brands),
        ("groups", when.groups),
        ("tiers", when.tiers),
    )
    found = [
        Phrase(code, {"names": values[:_NAMED], "more": max(0, len(values) - _NAMED)})
        for code, values in named
        if values
    ]
    if when.members:
        found.append(Phrase("members"))  # who they are is nobody else's business
    if when.customer:
        found.append(Phrase(f"customer_{when.customer}"))
    if when.order_net_from is not None:
        found.append(Phrase("order_from", {"amount": when.order_net_from, "currency": currency}))
    return found or [Phrase("everything")]


def _said(params: dict[str, Param]) -> dict[str, str]:
    """What fills the blanks of an English sentence."""
    said = {name: str(value) for name, value in params.items()}
    names, more, amount = params.get("names"), params.get("more"), params.get("amount")
    if isinstance(names, tuple):
        said["names"] = ", ".join(names) + (f" and {more} more" if more else "")
    if isinstance(amount, int):
        money = Money(amount, said["currency"])
        said["amount"] = f"{money.decimal_text()} {money.currency}"
    return said
