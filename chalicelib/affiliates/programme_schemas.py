"""What programmes and their rules say and take over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from chalicelib.identity.schemas import ONE_LINE
from chalicelib.kit.money import Money
from chalicelib.kit.patterns import END

_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=ONE_LINE)]
_Words = Annotated[str, msgspec.Meta(max_length=20_000)]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]
_Key = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=ONE_LINE)]
_Host = Annotated[str, msgspec.Meta(min_length=3, max_length=253, pattern=rf"^[a-z0-9.-]+{END}")]
_CurrencyCode = Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{3}}{END}")]
_ShareText = Annotated[str, msgspec.Meta(pattern=rf"^[0-9]{{1,3}}(\.[0-9]{{1,3}})?{END}")]
"""At most three decimals: `2.9`."""
MAX_LISTED = 500


class LocalText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    en: _Line
    zh: _Line


class TermsText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    en: _Words = ""
    zh: _Words = ""


class RuleConditions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Each that names something has to hold; none: the rule is for everything."""

    skus: Annotated[list[_Key], msgspec.Meta(max_length=MAX_LISTED)] = []
    categories: Annotated[list[_Key], msgspec.Meta(max_length=50)] = []
    """Category ids; those below them too."""
    brands: Annotated[list[_Key], msgspec.Meta(max_length=50)] = []
    members: Annotated[list[_Id], msgspec.Meta(max_length=MAX_LISTED)] = []
    groups: Annotated[list[_Name], msgspec.Meta(max_length=50)] = []
    tiers: Annotated[list[_Name], msgspec.Meta(max_length=50)] = []
    customer: Literal["new", "returning"] | None = None
    order_net_from: Money | None = None


class FixedReward(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="fixed_per_piece", tag_field="kind"):
    amount: Money


class LineShareReward(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="percent_of_line", tag_field="kind"):
    """Of each line's net."""

    percent: _ShareText


class OrderShareReward(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="percent_of_order", tag_field="kind"
):
    """Of the net of all lines that the rule is for, rounded once."""

    percent: _ShareText


RewardDefinition = FixedReward | LineShareReward | OrderShareReward


class RuleDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is paid for which lines. The most specific rule wins; among equals the higher priority."""

    reward: RewardDefinition
    when: RuleConditions = RuleConditions()
    recurring_months: Annotated[int, msgspec.Meta(ge=0, le=120)] = 0
    priority: Annotated[int, msgspec.Meta(ge=-1000, le=1000)] = 0


class RuleChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new rule in place of one, over the version of the programme that was looked at (`lock`)."""

    lock: Annotated[int, msgspec.Meta(ge=1)]
    rule: RuleDefinition


class PhraseView(msgspec.Struct, frozen=True):
    """A code and what belongs to it, to be said in any language: see docs/affiliates.md. Amounts are minor units of `currency`."""

    code: str
    params: dict[str, str | int | list[str]]


class RuleView(msgspec.Struct, frozen=True):
    id: str
    when: RuleConditions
    reward: RewardDefinition
    recurring_months: int
    priority: int
    words: str
    """The rule in an English sentence."""
    phrases: list[PhraseView]
    """The same by code, as it stands on the commissions that it makes."""


class TierDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level that members reach by what they sold, net of refunds."""

    name: _Name
    from_sales: Money


class CapsDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The most that is paid; what is left out is not bounded. Months are UTC's."""

    per_order: Money | None = None
    per_member_month: Money | None = None
    per_month: Money | None = None
    total: Money | None = None


Days = Annotated[int, msgspec.Meta(ge=0, le=365)]


class ProgrammeDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A programme without its rules. Amounts are in its currency."""

    name: LocalText
    currency: _CurrencyCode
    terms: TermsText = TermsText()
    approval: Literal["open", "manual", "invitation"] = "manual"
    invitation_code: Annotated[str, msgspec.Meta(max_length=60, pattern=ONE_LINE)] = ""
    attribution: Literal["last_click", "first_click"] = "last_click"
    """A coupon bound to a member goes before both."""
    window_days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 30
    hold_days: Days = 14
    minimum_payout: Annotated[int, msgspec.Meta(ge=0)] = 0
    """In minor units of the currency."""
    groups: Annotated[list[_Name], msgspec.Meta(max_length=50)] = []
    tiers: Annotated[list[TierDefinition], msgspec.Meta(max_length=20)] = []
    caps: CapsDefinition = CapsDefinition()
    brand_words: Annotated[list[_Name], msgspec.Meta(max_length=50)] = []
    """Words that members may not buy in paid search."""
    banned_referrers: Annotated[list[_Host], msgspec.Meta(max_length=200)] = []
    review_score: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50
    """From this fraud score on a commission waits for staff."""
    active: bool = True


class Invitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code that somebody was sent."""

    invitation_code: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class ProgrammeChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new definition over the version that was looked at (`lock`)."""

    lock: Annotated[int, msgspec.Meta(ge=1)]
    definition: ProgrammeDefinition


class ProgrammeView(msgspec.Struct, frozen=True):
    """A programme. What is None is for staff only."""

    id: str
    name: LocalText
    terms: TermsText
    terms_version: int
    approval: Literal["open", "manual", "invitation"]
    currency: str
    attribution: Literal["last_click", "first_click"]
    window_days: int
    hold_days: int
    minimum_payout: Money
    tiers: list[TierDefinition]
    rules: list[RuleView]
    """In the order in which they are tried: the first that is for a line wins."""
    active: bool
    created_at: str
    lock: int | None = None
    invitation_code: str | None = None
    groups: list[str] | None = None
    caps: CapsDefinition | None = None
    brand_words: list[str] | None = None
    banned_referrers: list[str] | None = None
    review_score: int | None = None
    members: int | None = None
    waiting: int | None = None
    """Who asked to take part, and waits for a decision."""
    earned: Money | None = None
    """All commissions so far in the programme's currency, less what was taken back."""


class ProgrammeList(msgspec.Struct, frozen=True):
    items: list[ProgrammeView]
    next_cursor: str | None


class TryLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`net`: of the whole line, without tax; left out: as the catalogue asks."""

    sku: _Key
    quantity: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1
    net: Money | None = None


class TryRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order that might be: of a member, or of somebody in this group and tier."""

    lines: Annotated[list[TryLine], msgspec.Meta(min_length=1, max_length=50)]
    customer: Literal["new", "returning"] = "new"
    member_id: _Id | None = None
    group: Annotated[str, msgspec.Meta(max_length=60, pattern=ONE_LINE)] = ""
    tier: Annotated[str, msgspec.Meta(max_length=60, pattern=ONE_LINE)] = ""


class TriedLine(msgspec.Struct, frozen=True):
    """What a line would earn. Without a rule: none is for it."""

    sku: str
    quantity: int
    net: Money
    amount: Money
    rule_id: str | None
    phrases: list[PhraseView]
    words: str


class TryResult(msgspec.Struct, frozen=True):
    """Without caps, and without what looks wrong about an order."""

    lines: list[TriedLine]
    net: Money
    amount: Money
    group: str
    tier: str
