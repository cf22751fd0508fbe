"""What programmes, members and commissions say and take over HTTP. Links and clicks: `link_schemas.py`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from chalicelib.identity.schemas import ONE_LINE, Language
from chalicelib.kit.money import Money

_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=ONE_LINE)]
_Words = Annotated[str, msgspec.Meta(max_length=20_000)]
_Cursor = Annotated[str, msgspec.Meta(max_length=200)]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]
_Key = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=ONE_LINE)]
_Host = Annotated[str, msgspec.Meta(min_length=3, max_length=253, pattern=r"^[a-z0-9.-]+$")]
_Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
_CurrencyCode = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
_ShareText = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,3})?$")]
"""At most three decimals: `2.9`."""
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
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


class RuleView(msgspec.Struct, frozen=True):
    id: str
    when: RuleConditions
    reward: RewardDefinition
    recurring_months: int
    priority: int
    words: str
    """The rule in a sentence, as it stands on the commissions that it makes."""


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
    active: bool
    created_at: str
    lock: int | None = None
    invitation_code: str | None = None
    groups: list[str] | None = None
    caps: CapsDefinition | None = None
    brand_words: list[str] | None = None
    banned_referrers: list[str] | None = None
    review_score: int | None = None


class ProgrammeList(msgspec.Struct, frozen=True):
    items: list[ProgrammeView]
    next_cursor: str | None


class PayoutDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How somebody is paid. `bank`: holder and IBAN; a Stripe account is connected elsewhere."""

    method: Literal["bank", "stripe"] = "bank"
    holder: Annotated[str, msgspec.Meta(max_length=70, pattern=ONE_LINE)] = ""
    iban: Annotated[str, msgspec.Meta(max_length=42, pattern=r"^[A-Za-z0-9 ]*$")] = ""
    bic: Annotated[str, msgspec.Meta(max_length=11, pattern=r"^[A-Za-z0-9]*$")] = ""


class TaxDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Literal["person", "business"]
    legal_name: _Line
    country: _Country
    tax_id: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] = ""
    address: Annotated[str, msgspec.Meta(max_length=300)] = ""


class JoinRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take part in a programme. `terms_version`: the terms that were read and accepted. Without a programme: the only open one."""

    display_name: _Line
    accept_terms: bool
    programme_id: _Id | None = None
    terms_version: Annotated[int, msgspec.Meta(ge=1)] | None = None
    invitation_code: Annotated[str, msgspec.Meta(max_length=60)] = ""
    language: Language = "en"


class AffiliateChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays."""

    display_name: _Line | None = None
    language: Language | None = None
    payout: PayoutDetails | None = None
    tax: TaxDetails | None = None


MemberState = Literal["pending", "active", "suspended", "banned", "rejected"]


class MembershipView(msgspec.Struct, frozen=True):
    programme_id: str
    state: Literal["pending", "active", "rejected"]
    joined_at: str
    terms_version: int
    group: str
    tier: str
    """Given by staff; empty: as the sales say."""


class SuspensionView(msgspec.Struct, frozen=True):
    since: str
    until: str | None
    reason: str


class PayoutProfileView(msgspec.Struct, frozen=True):
    """`iban`: its first four and last four characters."""

    method: Literal["bank", "stripe"]
    holder: str
    iban: str
    bic: str
    connected: bool
    """A Stripe account is connected."""


class AffiliateView(msgspec.Struct, frozen=True):
    """A member. `account_id`, `email` and `lock` are for staff."""

    id: str
    display_name: str
    state: MemberState
    language: Language
    created_at: str
    memberships: list[MembershipView]
    payout: PayoutProfileView | None
    tax: TaxDetails | None
    suspensions: list[SuspensionView]
    note: str
    account_id: str | None = None
    email: str | None = None
    lock: int | None = None


class AffiliateList(msgspec.Struct, frozen=True):
    items: list[AffiliateView]
    next_cursor: str | None


class AffiliateListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Newest first; `waiting`: those about whom something has to be decided."""

    state: Literal["waiting", "active", "suspended", "banned", "rejected"] = "active"
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    cursor: _Cursor | None = None


class MembershipChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Staff put a member into a group or a tier of a programme; empty: none, and the tier by sales."""

    programme_id: _Id
    group: Annotated[str, msgspec.Meta(max_length=60, pattern=ONE_LINE)] = ""
    tier: Annotated[str, msgspec.Meta(max_length=60, pattern=ONE_LINE)] = ""


class CouponChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For which programme of theirs a coupon earns the member something."""

    programme_id: _Id


class BoundCoupon(msgspec.Struct, frozen=True):
    code: str
    programme_id: str
    bound_at: str


class BoundCouponList(msgspec.Struct, frozen=True):
    items: list[BoundCoupon]
    next_cursor: str | None


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why; the member reads it."""

    reason: Reason


class Suspension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Reason
    for_good: bool = False


CommissionState = Literal["pending", "held", "approved", "in_payout", "paid", "reversed", "rejected"]


class FraudSign(msgspec.Struct, frozen=True):
    """Why something looks wrong, and how much that counts."""

    code: str
    score: int
    detail: str


class CommissionView(msgspec.Struct, frozen=True):
    """What a line of an order earns. `net` = `amount − reversed`. `member_id`, `score` and `signs` are for staff."""

    id: str
    order_id: str
    order_number: str
    line: int
    sku: str
    quantity: int
    programme_id: str
    source: Literal["click", "coupon", "recurring"]
    click_id: str | None
    coupon: str | None
    link: str | None
    sub_id: str | None
    rule_id: str | None
    reason: str
    base_net: Money
    amount: Money
    reversed: Money
    net: Money
    state: CommissionState
    at: str
    due_at: str
    """The hold period's end; it is approved then, if all was delivered."""
    delivered: bool
    payout_id: str | None = None
    member_id: str | None = None
    score: int | None = None
    signs: list[FraudSign] | None = None


class CommissionList(msgspec.Struct, frozen=True):
    items: list[CommissionView]
    next_cursor: str | None


class CommissionListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Newest first."""

    state: CommissionState | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    cursor: _Cursor | None = None


class StaffCommissionQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member's, an order's, or all in a state (`held`: to be reviewed); newest first."""

    state: Literal["pending", "held", "approved", "in_payout", "paid", "rejected"] | None = None
    member_id: _Id | None = None
    order_id: _Id | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    cursor: _Cursor | None = None


class SummaryQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days (UTC), both included; the last thirty unless told."""

    since: date | None = None
    until: date | None = None
    currency: _CurrencyCode | None = None


class Figures(msgspec.Struct, frozen=True):
    """`earned`: commissions less what was reversed. `conversion_percent`: orders a hundred clicks, two decimals."""

    key: str
    clicks: int
    orders: int
    sales: Money
    earned: Money
    conversion_percent: str | None
    earned_per_click: str | None
    """In the currency's major unit, with two more decimals than it has."""


class Balances(msgspec.Struct, frozen=True):
    """What the ledger says now. `approved` may be negative: the next payout settles it. `in_payout` is on its way."""

    pending: Money
    approved: Money
    in_payout: Money
    paid: Money


class AffiliateSummary(msgspec.Struct, frozen=True):
    since: str
    until: str
    currency: str
    currencies: list[str]
    """In which there is something."""
    totals: Figures
    balances: Balances
    by_day: list[Figures]
    by_link: list[Figures]
    by_sub_id: list[Figures]
