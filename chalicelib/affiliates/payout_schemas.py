"""What payouts say and take over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from chalicelib.affiliates.domain.payouts import Reason
from chalicelib.affiliates.schemas import TaxDetails
from chalicelib.identity.schemas import ONE_LINE
from chalicelib.kit.money import Money
from chalicelib.kit.patterns import END

PayoutState = Literal["building", "draft", "reviewed", "paying", "paid", "cancelling", "cancelled"]
PayoutItemState = Literal["gathering", "held", "sending", "paid", "failed", "reversed", "cancelled", "skipped"]
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]
_CurrencyCode = Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{3}}{END}")]
_Cursor = Annotated[str, msgspec.Meta(max_length=200)]
_Line = Annotated[str, msgspec.Meta(max_length=120, pattern=ONE_LINE)]
_Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]


class PayoutRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A payout of what a programme's members have approved. What is left out is the programme's own: its currency, its minimum."""

    programme_id: _Id
    currency: _CurrencyCode | None = None
    minimum: Annotated[int, msgspec.Meta(ge=0, le=10**15)] | None = None
    """In minor units of the payout's currency."""
    until: datetime | None = None
    """Only commissions whose hold period ended by then; now unless told."""


class DebtorAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The account that the bank file pays from."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=70, pattern=ONE_LINE)]
    iban: Annotated[str, msgspec.Meta(min_length=15, max_length=42, pattern=rf"^[A-Za-z0-9 ]*{END}")]
    bic: Annotated[str, msgspec.Meta(max_length=11, pattern=rf"^[A-Za-z0-9]*{END}")] = ""


class PayoutReview(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Staff looked at a draft. `rate`: how many units of `pay_currency` one unit of the payout's currency is."""

    pay_currency: _CurrencyCode | None = None
    rate: Annotated[str, msgspec.Meta(max_length=20, pattern=rf"^[0-9.]*{END}")] = ""
    execute_on: date | None = None
    debtor: DebtorAccount | None = None
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""


class PayoutReference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bank carried the file out. `reference`: the bank's."""

    reference: Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=ONE_LINE)]


class PayoutReturn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a member's money did not arrive, or came back; the member reads it."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class PayoutLeaveOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a member is taken out of a payout before it is paid; for staff."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class BankFileQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A payout with many members has several files (`bank_files`): `file` is which, from 1."""

    file: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1


class PayoutTotals(msgspec.Struct, frozen=True):
    """`amount`: of what is or will be paid. `pay_amount`: the same in the currency that is paid."""

    items: int
    amount: Money
    pay_amount: Money
    paid_items: int
    paid_amount: Money
    failed_items: int
    skipped_items: int
    by_bank: int
    by_stripe: int


class PayoutView(msgspec.Struct, frozen=True):
    """A payout. Its members are a list of their own. In `building`, `paying` and `cancelling` work goes on: look again."""

    id: str
    programme_id: str
    currency: str
    minimum: Money
    until: str
    state: PayoutState
    created_at: str
    created_by: str
    pay_currency: str
    rate: str
    execute_on: str | None
    debtor_name: str
    debtor_iban: str
    """Its first four and last four characters."""
    reviewed_at: str | None
    reviewed_by: str
    pay_begun_at: str | None
    pay_begun_by: str
    ended_at: str | None
    reference: str
    note: str
    bank_files: int
    """How many bank files it has: each has at most 5,000 payments."""
    exports_open: bool
    """They can be fetched: soon after `pay`."""
    totals: PayoutTotals


class PayoutList(msgspec.Struct, frozen=True):
    items: list[PayoutView]
    next_cursor: str | None


class PayoutListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Newest first."""

    limit: _Limit = 50
    cursor: _Cursor | None = None


class PayoutItemView(msgspec.Struct, frozen=True):
    """What one member gets: `gross` of commissions and of what is `carried` over because it came back of an earlier payment, less `settled`:
    what was taken back of earlier commissions after they were paid, and `rest`: what Stripe cannot send, which the next payout does.
    `reason`: why it was left out, failed, came back, or waits, by code."""

    payout_id: str
    member_id: str
    name: str
    state: PayoutItemState
    gross: Money
    settled: Money
    amount: Money
    pay_amount: Money
    rate: str
    method: Literal["bank", "stripe"] | None
    account: str
    """The IBAN's first and last four characters, or Stripe's name of the account."""
    reason: Reason
    note: str
    """Words on the reason: for the member of what came back, for staff whatever was said."""
    transfer: str
    reference: str
    reversed: Money
    carried: Money
    rest: Money
    made_at: str
    ended_at: str | None
    tax: TaxDetails | None = None
    """For staff."""


class PayoutItemList(msgspec.Struct, frozen=True):
    items: list[PayoutItemView]
    next_cursor: str | None


class StatementQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In the member's language unless told."""

    lang: Literal["en", "zh"] | None = None


class OnboardingRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Connect an account at Stripe. `country`: where the member lives; that of the tax data unless told."""

    country: Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{2}}{END}")] | None = None


class OnboardingLink(msgspec.Struct, frozen=True):
    """A page of Stripe's for this member alone; it holds for some minutes and opens once."""

    url: str
    expires_at: str
