"""What checkout and orders say and take over HTTP; carts in `cart_schemas`."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from chalicelib.identity.schemas import ONE_LINE, Address, Email, Language, Name
from chalicelib.kit.money import Money
from chalicelib.pricing.schemas import AdjustmentView, Totals

Note = Annotated[str, msgspec.Meta(max_length=500)]
ClickId = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Quantity = Annotated[int, msgspec.Meta(ge=1, le=9999)]


class ChoiceSummary(msgspec.Struct, frozen=True):
    """A choice of a configuration, in words. `quantity`: pieces of it in one piece of the product."""

    option_title: str
    value_title: str
    quantity: int


class ConfigurationSummary(msgspec.Struct, frozen=True):
    """What a configured line consists of."""

    id: str
    """Opens it in the configurator (`/v1/configurations/{id}`)."""
    summary: list[ChoiceSummary]


class CheckoutRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`expected_total` is what the buyer saw and agreed to; another total is refused, never charged."""

    cart_version: Annotated[int, msgspec.Meta(ge=0)]
    expected_total: Money
    language: Language = "en"
    note: Note = ""
    click_id: ClickId | None = None
    """The affiliate's click that led here in this visit, as the page's address said it. Without it the cookie `portico_click` counts."""


class PaymentStart(msgspec.Struct, frozen=True):
    url: str | None
    """Where the buyer pays (Stripe's page); none for a zero total or a pre-acceptance order."""


class CheckoutAnswer(msgspec.Struct, frozen=True):
    order: OrderView
    payment: PaymentStart


OrderState = Literal[
    "placed",
    "pre_accepted",
    "in_progress",
    "paid",
    "accepted",
    "partially_shipped",
    "shipped",
    "completed",
    "cancelled",
]
PaymentState = Literal["none", "pending", "paid", "partially_refunded", "refunded"]
OrderKind = Literal["payment", "pre_acceptance", "on_account"]
"""`on_account`: staff send it and the buyer pays by transfer, before or after."""


class OrderLineView(msgspec.Struct, frozen=True):
    id: str
    sku: str
    title: str
    picture: str | None
    configuration: ConfigurationSummary | None
    available_from: str | None
    """For presale: when it can be had."""
    quantity: int
    unit_price: Money
    total: Money
    discount: Money
    tax: Money
    shipped: int
    returned: int
    refunded: Money
    """Paid back for this line so far, tax included."""
    refundable: Money
    """What could still be paid back for this line, tax included."""
    dropped: int = 0
    """Pieces that will not be sent any more: cancelled or refunded before they left. Still to go: quantity − shipped − dropped."""


class ShipmentView(msgspec.Struct, frozen=True):
    id: str
    carrier: str
    tracking_number: str
    tracking_url: str | None
    shipped_at: str
    delivered_at: str | None
    lines: list[LineQuantity]


class LineQuantity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    line: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    quantity: Quantity


class RefundView(msgspec.Struct, frozen=True):
    id: str
    state: Literal["pending", "succeeded", "failed"]
    method: Literal["card", "transfer", "credit", "dispute"]
    """`transfer`: paid back by the shop's bank; `credit`: off what is still owed for an order on account; `dispute`: the buyer's bank
    took it after a dispute."""
    amount: Money
    reason: str
    created_at: str
    lines: list[LineQuantity]


class ReturnView(msgspec.Struct, frozen=True):
    id: str
    state: Literal["requested", "approved", "rejected", "received"]
    reason: str
    created_at: str
    lines: list[LineQuantity]
    note: str


class TimelineEntry(msgspec.Struct, frozen=True):
    """Something that happened to the order. `kind` is stable; the shop words it per language."""

    at: str
    kind: Literal[
        "placed",
        "pre_accepted",
        "taken_up",
        "payment_received",
        "payment_failed",
        "accepted",
        "shipped",
        "delivered",
        "completed",
        "cancelled",
        "payment_expired",
        "refund_requested",
        "refunded",
        "refund_failed",
        "return_requested",
        "return_approved",
        "return_rejected",
        "return_received",
        "disputed",
        "dispute_won",
        "dispute_lost",
        "note",
    ]
    detail: str
    by: Literal["customer", "staff", "system"]


class DisputeView(msgspec.Struct, frozen=True):
    """A payment that the buyer disputes at their bank. It is answered at Stripe, under its id, until `answer_by`."""

    id: str
    state: Literal["open", "won", "lost"]
    amount: Money
    reason: str
    """In Stripe's words: `product not received`."""
    opened_at: str
    answer_by: str | None


class OrderView(msgspec.Struct, frozen=True):
    id: str
    number: str
    """Short, for people: `P-7K3M-2QXD`."""
    token: str | None
    """Only in the answer of a guest's checkout and in mails: opens this order without signing in (`Order-Token`)."""
    state: OrderState
    payment_state: PaymentState
    kind: OrderKind
    created_at: str
    updated_at: str
    version: int
    email: str
    language: Language
    currency: str
    lines: list[OrderLineView]
    adjustments: list[AdjustmentView]
    totals: Totals
    refunded: Money
    refundable: Money
    shipping_address: Address | None
    billing_address: Address | None
    delivery_name: str
    shipments: list[ShipmentView]
    refunds: list[RefundView]
    returns: list[ReturnView]
    disputes: list[DisputeView]
    """For staff only."""
    timeline: list[TimelineEntry]
    payment_url: str | None
    """While it waits for its payment."""
    payment_expires_at: str | None
    business_reference: str | None
    """The number that a pre-acceptance order got in the business system."""
    note: str
    quote_id: str | None
    """The quote that was accepted with this order."""
    purchase_order: str
    """The buyer's own number for it."""
    due: Money
    """What is still owed: an order on account until its payment is recorded; zero for any other."""
    can: list[
        Literal[
            "pay", "cancel", "return", "take_up", "accept", "ship", "complete", "refund", "record_payment", "reorder"
        ]
    ]
    """What the one who asks may do with it now."""


class OrderSummary(msgspec.Struct, frozen=True):
    id: str
    number: str
    state: OrderState
    payment_state: PaymentState
    kind: OrderKind
    created_at: str
    email: str
    name: str
    total: Money
    item_count: int
    pictures: list[str]


class OrderList(msgspec.Struct, frozen=True):
    items: list[OrderSummary]
    next_cursor: str | None


class OrderListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`scope=all` is for support and finance; `q` (an order's number or an e-mail address), `payment`, `returns` or `state` narrow it, the
    first given. `payment=due`: orders on account that are not paid; `returns=requested`: those with a return to decide."""

    scope: Literal["mine", "all"] = "mine"
    state: OrderState | None = None
    returns: Literal["requested"] | None = None
    payment: Literal["due"] | None = None
    q: Annotated[str, msgspec.Meta(max_length=254)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    cursor: Annotated[str, msgspec.Meta(max_length=500)] | None = None


class CancelRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Note = ""


class ReturnRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: Annotated[list[LineQuantity], msgspec.Meta(min_length=1, max_length=100)]
    reason: Reason


class ReturnDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`received`: the pieces are back; `restock` puts them on sale again, `refund` pays them back."""

    decision: Literal["approve", "reject", "receive"]
    note: Note = ""
    restock: bool = True
    refund: bool = True


class AcceptRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Staff take the order on; for a pre-acceptance order they take it up."""

    note: Note = ""


class CompleteRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Closes the order; a pre-acceptance order with its number in the business system."""

    business_reference: Annotated[str, msgspec.Meta(max_length=60)] = ""
    note: Note = ""


class ShipmentRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines left out are not in this parcel; no lines at all: everything that is still to go."""

    carrier: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    tracking_number: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    lines: Annotated[list[LineQuantity], msgspec.Meta(max_length=100)] = []


class StaffNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A remark for colleagues; the customer does not see it."""

    note: Reason


class ContactMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message to the shop."""

    name: Name
    email: Email
    message: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    language: Language = "en"
    order_number: Annotated[str, msgspec.Meta(max_length=20, pattern=ONE_LINE)] = ""


class PaymentRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The transfer that paid an order on account: what the bank statement says of it, and its amount, which is what is due."""

    reference: Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=ONE_LINE)]
    amount: Money


class RefundRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By pieces of lines, or an amount; neither: all that is left. `restock` puts unshipped pieces of the lines back on sale."""

    reason: Reason
    lines: Annotated[list[LineQuantity], msgspec.Meta(max_length=100)] = []
    amount: Money | None = None
    restock: bool = False
