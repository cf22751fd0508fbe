"""What quotes say and take over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from chalicelib.identity.schemas import ONE_LINE, Address, Email, Language, Name
from chalicelib.kit.money import Money
from chalicelib.kit.patterns import END
from chalicelib.orders.schemas import ClickId
from chalicelib.pricing.schemas import AdjustmentView, Currency, Totals

MAX_LINES = 100

Sku = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
ConfigurationId = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Quantity = Annotated[int, msgspec.Meta(ge=1, le=9999)]
Percent = Annotated[str, msgspec.Meta(pattern=rf"^[0-9]{{1,3}}(\.[0-9]{{1,3}})?{END}")]
"""A percentage with at most three decimals: `"12.5"`."""
Zone = Annotated[str, msgspec.Meta(pattern=rf"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){{0,2}}{END}", max_length=50)]
"""An IANA time zone: `Europe/Berlin`. A quote holds until the end of a day there."""
Text = Annotated[str, msgspec.Meta(max_length=4000)]
LineNote = Annotated[str, msgspec.Meta(max_length=500)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Remark = Annotated[str, msgspec.Meta(max_length=1000)]
Label = Annotated[str, msgspec.Meta(max_length=100, pattern=ONE_LINE)]
Reference = Annotated[str, msgspec.Meta(max_length=60, pattern=ONE_LINE)]
Lock = Annotated[int, msgspec.Meta(ge=1)]
"""The `lock` of the quote that was looked at; when it changed since: 409 `quote_changed`."""
Version = Annotated[int, msgspec.Meta(ge=1, le=999)]

QuoteState = Literal[
    "requested", "draft", "submitted", "approved", "issued", "revised", "accepted", "declined", "expired", "cancelled"
]
"""`revised`: what its customer sees while a new version is being made: readable, not acceptable."""
Action = Literal["edit", "submit", "approve", "reject", "issue", "revise", "accept", "decline", "cancel", "honour"]
ApproverRole = Literal["support", "finance", "admin"]
Happening = Literal[
    "requested",
    "drafted",
    "edited",
    "submitted",
    "approved",
    "rejected",
    "issued",
    "withdrawn",
    "revised",
    "accepted",
    "declined",
    "expired",
    "cancelled",
    "honoured",
    "reminded",
    "reopened",
]
"""What happens to a quote. `withdrawn`: taken back to draft before it was issued; `reopened`: its order was not paid, and it
can be accepted again."""


class QuoteLineRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product, or a saved configuration of it."""

    sku: Sku
    quantity: Quantity
    configuration_id: ConfigurationId | None = None
    note: LineNote = ""


class CreateQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A customer's request: of `lines`, or of what is in the cart `cart_id` (a guest sends its `Cart-Token`). Guests give `name` and
    `email`. With `draft`, staff draft a quote for the account of `email`, or for that address."""

    lines: Annotated[list[QuoteLineRequest], msgspec.Meta(max_length=MAX_LINES)] = []
    cart_id: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    name: Name | None = None
    email: Email | None = None
    message: Text = ""
    language: Language = "en"
    zone: Zone = "UTC"
    shipping_address: Address | None = None
    billing_address: Address | None = None
    currency: Currency | None = None
    """Its prices are those in this currency; none: the shop's own."""
    click_id: ClickId | None = None
    """The affiliate's click that led here in this visit. Without it the cookie `portico_click` counts."""
    draft: bool = False


class QuoteLineChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line as staff want it. `id`: that of the line that it changes; none for a new one. At most one of `unit_price` and
    `discount_percent` (off the price without the quote); neither: the price without the quote."""

    sku: Sku
    quantity: Quantity
    id: Annotated[str, msgspec.Meta(max_length=10)] | None = None
    configuration_id: ConfigurationId | None = None
    unit_price: Money | None = None
    discount_percent: Percent | None = None
    note: LineNote = ""


class WholeDiscount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A discount of the whole, split exactly over its lines: `percent` of the sum of its lines, or an `amount`. `"0"` takes
    it off."""

    percent: Percent | None = None
    amount: Money | None = None


class DeliveryTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How it is delivered, in words, and what that costs."""

    name: Label
    price: Money


class EditQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays as it is. `lines` replaces all lines; each is looked up and priced anew."""

    lock: Lock
    lines: Annotated[list[QuoteLineChange], msgspec.Meta(max_length=MAX_LINES)] | None = None
    discount: WholeDiscount | None = None
    delivery: DeliveryTerms | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    terms: Text | None = None
    valid_until: date | None = None
    """The last day on which it can be accepted; left open: 30 days from its issue."""
    zone: Zone | None = None
    language: Language | None = None
    name: Name | None = None
    email: Email | None = None
    internal_note: Text | None = None


class QuoteStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step of staff's on the quote as it was when they looked at it."""

    lock: Lock
    note: Remark = ""


class RejectQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lock: Lock
    reason: Reason


class CancelQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lock: Lock
    reason: Remark = ""


class HonourQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Makes an expired quote acceptable again, until the end of a day."""

    lock: Lock
    valid_until: date
    reason: Reason


class AcceptQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`version` and `expected_total` are what the customer saw; anything else is refused, never charged. `account`: on account,
    for organisations that may."""

    version: Version
    expected_total: Money
    pay: Literal["card", "account"] = "card"
    shipping_address: Address | None = None
    """Another one in the same country and region: its tax stays."""
    billing_address: Address | None = None
    purchase_order: Reference = ""
    click_id: ClickId | None = None
    """The affiliate's click that led here in this visit. Without it the cookie `portico_click` counts, else the click of the request."""


class DeclineQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Version
    reason: Remark = ""


class QuoteAccess(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`version`: an earlier issued one. `as_customer`: staff see a quote that is their own as its customer does."""

    version: Version | None = None
    as_customer: bool = False


class DocumentQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`version`: none is the newest issued one. `key`: opens this one document, as in `document_url`."""

    version: Version | None = None
    key: Annotated[str, msgspec.Meta(max_length=100)] | None = None


class QuoteListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`scope=all` is for support and finance; `q` (a number or an e-mail address), `waiting_for_me` or `state` narrow it, the first
    given."""

    scope: Literal["mine", "all"] = "mine"
    state: QuoteState | None = None
    waiting_for_me: bool = False
    """Those that wait for an approval that the one who asks may give. A page may have fewer than `limit`: there are more as long
    as there is a cursor."""
    q: Annotated[str, msgspec.Meta(max_length=254)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    cursor: Annotated[str, msgspec.Meta(max_length=100)] | None = None


class QuoteSummary(msgspec.Struct, frozen=True):
    id: str
    number: str
    state: QuoteState
    version: int
    created_at: str
    updated_at: str
    name: str
    email: str
    total: Money
    """As it is shown in lists: at its issue, or as it stood at the last change before."""
    line_count: int
    titles: list[str]
    """Its first three lines."""
    expires_at: str | None
    waiting_role: ApproverRole | None
    """The role whose approval it waits for (staff)."""
    valid_until: str | None = None
    """A day (`2026-12-31`); it holds until that day ends in `zone`, which is `expires_at`."""
    zone: str = "UTC"


class QuoteList(msgspec.Struct, frozen=True):
    items: list[QuoteSummary]
    next_cursor: str | None


class QuoteOrganisation(msgspec.Struct, frozen=True):
    id: str
    name: str
    on_account: bool


class QuoteCustomer(msgspec.Struct, frozen=True):
    name: str
    email: str
    account_id: str | None
    organisation: QuoteOrganisation | None


class QuoteComponent(msgspec.Struct, frozen=True):
    """A part of a configured product."""

    option_title: str
    value_title: str
    sku: str | None
    quantity: int


class QuoteConfiguration(msgspec.Struct, frozen=True):
    id: str
    components: list[QuoteComponent]


class PriceWithout(msgspec.Struct, frozen=True):
    """What one piece would cost this customer without the quote, and why."""

    price: Money
    kind: str
    """`catalogue`, `list`, `group`, `company`, `contract`, or `configuration`: the sum of what was built in."""
    name: str


class QuoteLineView(msgspec.Struct, frozen=True):
    id: str
    sku: str
    title: str
    picture: str | None
    quantity: int
    configuration: QuoteConfiguration | None
    list_price: PriceWithout
    unit_price: Money
    """Offered for one piece."""
    discount_percent: str
    """How much the offered price is below the one without the quote: `12.5`; dearer is `0`."""
    total: Money
    """quantity × unit price."""
    discount: Money
    """Its share of the whole's discount: zero or negative."""
    tax: Money
    payable: Money
    note: str
    unit_cost: Money | None = None
    """For staff, where a cost list has it."""


class QuoteVersionView(msgspec.Struct, frozen=True):
    """An issued version. Those before the newest are `revised`: readable, not acceptable."""

    version: int
    state: QuoteState
    issued_at: str
    valid_until: str
    total: Money
    document_url: str


class ApprovalView(msgspec.Struct, frozen=True):
    """An approval that the rules ask for, in the order of the tiers."""

    tier: int
    rule: str
    """The names of the rules that ask for it."""
    role: ApproverRole
    """Who may give it; an admin may always."""
    state: Literal["waiting", "approved", "rejected"]
    by: str | None
    at: str | None
    note: str


class HistoryEntry(msgspec.Struct, frozen=True):
    """Something that happened. The shop words `kind` per language."""

    at: str
    kind: Happening
    by: Literal["customer", "staff", "system"]
    name: str
    """Who it was, for staff."""
    detail: str
    version: int


class Margin(msgspec.Struct, frozen=True):
    """What stays after costs, before tax and delivery. Unknown where a line has no cost."""

    amount: Money | None
    percent: str | None
    lines_without_cost: int


class QuoteView(msgspec.Struct, frozen=True):
    id: str
    number: str
    """Short, for people: `Q-7K3M-2QXD`."""
    token: str | None
    """Only in the answer to a guest's request: opens this quote without signing in (`Quote-Token`)."""
    state: QuoteState
    version: int
    """The version that is shown: 0 for a request that no offer was made for yet."""
    lock: int
    created_at: str
    updated_at: str
    versions: list[QuoteVersionView]
    customer: QuoteCustomer
    language: Language
    currency: str
    lines: list[QuoteLineView]
    discount: WholeDiscount | None
    delivery: DeliveryTerms | None
    adjustments: list[AdjustmentView]
    totals: Totals
    list_total: Money
    """Its lines without the quote, before tax and delivery."""
    shipping_address: Address | None
    billing_address: Address | None
    terms: str
    valid_until: str | None
    """A day (`2026-12-31`); it holds until that day ends in `zone`."""
    zone: str
    expires_at: str | None
    message: str
    """The customer's."""
    history: list[HistoryEntry]
    order_id: str | None
    order_url: str | None
    """The page of the order that it became."""
    document_url: str | None
    """The newest issued version as PDF; opens without signing in."""
    missing: list[Literal["lines", "address"]]
    """What it cannot be issued without."""
    pay_on_account: bool
    """Whether its customer may buy on account."""
    can: list[Action]
    """What the one who asks may do with it now."""
    internal_note: str | None = None
    approvals: list[ApprovalView] = []
    waiting_for: str | None = None
    """For staff: who may give the next approval, as a sentence; why not the one who asks."""
    discount_percent: str | None = None
    margin: Margin | None = None


class AcceptAnswer(msgspec.Struct, frozen=True):
    """The order that the quote became. `payment_url`: where to pay (Stripe's page), when paying by card."""

    quote: QuoteView
    order_id: str
    order_number: str
    order_url: str
    payment_url: str | None
