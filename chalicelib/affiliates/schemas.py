"""What members and commissions say and take over HTTP. Programmes: `programme_schemas.py`; links and clicks: `link_schemas.py`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from chalicelib.affiliates.programme_schemas import PhraseView
from chalicelib.identity.schemas import ONE_LINE, Language
from chalicelib.kit.money import Money
from chalicelib.kit.patterns import END

_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=ONE_LINE)]
_Cursor = Annotated[str, msgspec.Meta(max_length=200)]
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]
_Country = Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{2}}{END}")]
_CurrencyCode = Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{3}}{END}")]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class PayoutDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How somebody is paid. `bank`: holder and IBAN; a Stripe account is connected elsewhere."""

    method: Literal["bank", "stripe"] = "bank"
    holder: Annotated[str, msgspec.Meta(max_length=70, pattern=ONE_LINE)] = ""
    iban: Annotated[str, msgspec.Meta(max_length=42, pattern=rf"^[A-Za-z0-9 ]*{END}")] = ""
    bic: Annotated[str, msgspec.Meta(max_length=11, pattern=rf"^[A-Za-z0-9]*{END}")] = ""


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


_Often = Literal["off", "daily", "each"]


class MailChoicesView(msgspec.Struct, frozen=True):
    """What a member is written of: of new commissions and of approved ones each time, once a day in one mail, or never; of money that
    was sent, and of money that did not arrive."""

    commissions: _Often
    approvals: _Often
    payouts: bool
    payout_problems: bool


class MailChoicesChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays."""

    commissions: _Often | None = None
    approvals: _Often | None = None
    payouts: bool | None = None
    payout_problems: bool | None = None


class MailsOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a mail's own link says, for who is not signed in: whose mails of which kind are to end."""

    member_id: _Id
    token: Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=rf"^[0-9a-z]+{END}")]
    kind: Literal["commissions", "approvals", "payouts", "payout_problems"]


class AffiliateChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays."""

    display_name: _Line | None = None
    language: Language | None = None
    payout: PayoutDetails | None = None
    tax: TaxDetails | None = None
    mails: MailChoicesChange | None = None


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
    pays_from: str | None = None
    """It took the place of another account: the first payment goes there after this. None: at any time."""


class AffiliateView(msgspec.Struct, frozen=True):
    """A member. `account_id`, `email` and `lock` are for staff. `tax`: none in lists, and for staff other than finance."""

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
    mails: MailChoicesView
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


class Admission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The programme that turned somebody down, and is to take them after all."""

    programme_id: _Id


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
    """In English."""
    params: dict[str, str | int | list[str]]


class CommissionView(msgspec.Struct, frozen=True):
    """What a line of an order earns. `net` = `amount − reversed`. What is None in the end is for staff."""

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
    """In English: the rule, or why nothing is earned."""
    reasons: list[PhraseView]
    """The same by code."""
    note: str
    """What staff said when they reviewed it."""
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
    member_name: str | None = None
    score: int | None = None
    signs: list[FraudSign] | None = None
    can_reopen: bool | None = None
    """Staff decided about it, and may still take that back."""


class CommissionList(msgspec.Struct, frozen=True):
    items: list[CommissionView]
    next_cursor: str | None


class ClickEvidence(msgspec.Struct, frozen=True):
    """The click that an order came by. `kind`: what it was taken for; `navigated`: a whole page went there, no hidden frame."""

    id: str
    at: str
    kind: Literal["human", "bot", "prefetch", "duplicate", "self", "suspended"]
    navigated: bool
    referrer_host: str
    landing: str
    link: str
    sub_id: str


class MemberRecord(msgspec.Struct, frozen=True):
    """A member's last orders (at most `of`), by what became of them."""

    of: int
    orders: int
    held: int
    rejected: int
    taken_back: int
    """Refunded or cancelled, at least in part."""


class CommissionReview(msgspec.Struct, frozen=True):
    """What there is to decide by. `seconds`: from the click to the order. `click`: none where it was a coupon, or was forgotten."""

    commissions: list[CommissionView]
    placed_at: str
    seconds: int | None
    click: ClickEvidence | None
    member: AffiliateView
    record: MemberRecord


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
