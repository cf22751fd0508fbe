"""Programmes: terms, rules, caps. All amounts are minor units of the programme's currency."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from chalicelib.affiliates.domain.member import Interval
from chalicelib.kit.errors import Conflict, Invalid, NotFound

RATE_WHOLE = 100_000
"""Rates are parts per 100,000: 2,900 is 2.9 %."""
MAX_RULES = 200
MIN_INVITATION_CODE = 8
"""Characters: with the limit of tries, too many codes to guess one."""

Approval = Literal["open", "manual", "invitation"]
Attribution = Literal["last_click", "first_click"]
Customer = Literal["new", "returning"]


class ProgrammeNotFound(NotFound):
    title = "There is no such programme"


class RuleNotFound(NotFound):
    title = "The programme has no such rule"


class TooManyRules(Conflict):
    title = f"A programme has at most {MAX_RULES} rules"


class ProgrammeTooLarge(Conflict):
    title = "The programme would be too large; name categories or brands in its rules, not each product, or shorten its terms"


class ProgrammeClosed(Conflict):
    title = "This programme takes nobody on at the moment"


class InvitationNotValid(Invalid):
    title = "This programme is by invitation; ask for its code"


class TermsNotAccepted(Invalid):
    title = "Accept the terms as they are now to take part"


class Text(msgspec.Struct, frozen=True):
    """Words in both languages."""

    en: str
    zh: str


class When(msgspec.Struct, frozen=True):
    """The conditions of a rule: each that names something has to hold. None: it always holds."""

    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    """Category ids; those below them too."""
    brands: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    customer: Customer | None = None
    order_net_from: int | None = None


class FixedPerPiece(msgspec.Struct, frozen=True, tag="fixed_per_piece", tag_field="kind"):
    amount: int


class PercentOfLine(msgspec.Struct, frozen=True, tag="percent_of_line", tag_field="kind"):
    """Of the line's net, `rate` parts per 100,000."""

    rate: int


class PercentOfOrder(msgspec.Struct, frozen=True, tag="percent_of_order", tag_field="kind"):
    """Of the net of all lines that the rule is for, rounded once and split over them by largest remainder."""

    rate: int


Reward = FixedPerPiece | PercentOfLine | PercentOfOrder


class Rule(msgspec.Struct, frozen=True):
    """What is paid for which lines. `recurring_months`: also for what the same customer buys by themselves so long after."""

    id: str
    when: When
    reward: Reward
    recurring_months: int = 0
    priority: int = 0


class Tier(msgspec.Struct, frozen=True):
    """A level that members reach by what they sold, net, less what was refunded."""

    name: str
    from_sales: int


class Caps(msgspec.Struct, frozen=True):
    """The most that is paid; None: no bound."""

    per_order: int | None = None
    per_member_month: int | None = None
    per_month: int | None = None
    total: int | None = None

    @property
    def binds(self) -> bool:
        return any(cap is not None for cap in msgspec.structs.astuple(self))


class Programme(msgspec.Struct, frozen=True):
    """What members take part in. `terms_version` counts the changes of its terms."""

    id: str
    name: Text
    terms: Text
    terms_version: int
    approval: Approval
    currency: str
    created_at: datetime
    invitation_code: str = ""
    attribution: Attribution = "last_click"
    window_days: int = 30
    hold_days: int = 14
    minimum_payout: int = 0
    groups: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    caps: Caps = Caps()
    rules: tuple[Rule, ...] = ()
    brand_words: tuple[str, ...] = ()
    """Words that members may not buy in paid search."""
    banned_referrers: tuple[str, ...] = ()
    """Hosts whose clicks earn nothing; those below them too."""
    review_score: int = 50
    """From this fraud score on a commission waits for staff."""
    active: bool = True
    closures: tuple[Interval, ...] = ()
    """When it was not active: orders of those times earn nothing, whenever they are paid."""

    def is_closed(self, at: datetime) -> bool:
        """Whether orders of that moment earn nothing."""
        return any(interval.holds(at) for interval in self.closures)

    @property
    def is_listed(self) -> bool:
        """Whether everybody sees it who looks for a programme to take part in."""
        return self.active and self.approval != "invitation"

    def tier_of(self, sales_net: int) -> str:
        """The highest tier that somebody with these sales has reached; empty: none."""
        reached = [tier for tier in self.tiers if tier.from_sales <= sales_net]
        return max(reached, key=lambda tier: tier.from_sales).name if reached else ""


def opened(programme: Programme, active: bool, now: datetime) -> Programme:
    """Open or close it from now on."""
    if active == programme.is_closed(now):
        closed = tuple(msgspec.structs.replace(one, until=one.until or now) for one in programme.closures)
        programme = msgspec.structs.replace(programme, closures=closed if active else (*closed, Interval(now, None)))
    return msgspec.structs.replace(programme, active=active)
