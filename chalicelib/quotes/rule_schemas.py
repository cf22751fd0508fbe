"""The rules of approval, as an admin reads and writes them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from chalicelib.identity.schemas import Name
from chalicelib.kit.money import Money
from chalicelib.quotes.schemas import ApproverRole, Percent


class RuleWhen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one condition. `discount_at_least_percent`: off the prices without the quote; `margin_below_percent`: also holds
    where the margin is not known; `amount_at_least`: the total without tax, in this currency."""

    discount_at_least_percent: Percent | None = None
    margin_below_percent: Percent | None = None
    amount_at_least: Money | None = None


class ApprovalRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who must approve what. Lower tiers come first."""

    name: Name
    tier: Annotated[int, msgspec.Meta(ge=1, le=9)]
    role: ApproverRole
    when: RuleWhen
    id: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """Left out for a new rule."""


class ApprovalRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rules. Quotes already submitted keep the approvals that they were submitted with."""

    rules: Annotated[list[ApprovalRule], msgspec.Meta(max_length=30)]
    lock: Annotated[int, msgspec.Meta(ge=0)] = 0
    """That of the rules that were looked at."""
