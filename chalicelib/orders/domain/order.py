"""The order: what it is made of, and what its parts add up to. All amounts are minor units of `Order.currency`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

from chalicelib.identity.schemas import Address
from chalicelib.kit.errors import Conflict
from chalicelib.kit.money import Money
from chalicelib.pricing import Adjustment, Tax

State = Literal[
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
Kind = Literal["payment", "pre_acceptance", "on_account"]
By = Literal["customer", "staff", "system"]
Happening = Literal[
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

PAYMENT_MINUTES = 31
"""How long a buyer may take to pay, and so how long stock is held. Stripe's shortest is 30 minutes."""
MAX_TIMELINE = 300
"""A bound on an order's history; what is older than the newest 300 entries is not kept."""


class WrongState(Conflict):
    title = "The order is not in a state that allows this; load it again"


class PiecesExceeded(Conflict):
    title = "The order line has fewer pieces than that"


class Pieces(msgspec.Struct, frozen=True):
    """So many pieces of a line."""

    line: str
    quantity: int


class Component(msgspec.Struct, frozen=True):
    """A choice of a configured line: its words in the order's language, and how many of it one piece of the line has."""

    option_title: str
    value_title: str
    sku: str | None
    quantity: int


class Configured(msgspec.Struct, frozen=True):
    """The configuration that a line was built from, as it was when it was bought."""

    id: str
    components: tuple[Component, ...]


class Part(msgspec.Struct, frozen=True):
    """A component whose pieces are held in stock: so many for one piece of the line."""

    sku: str
    quantity: int


class Line(msgspec.Struct, frozen=True):
    """What was bought, at the price of that moment."""

    id: str
    sku: str
    title: str
    picture: str | None
    quantity: int
    unit: int
    total: int
    """quantity × unit, before discount."""
    discount: int
    tax: int
    payable: int
    """What the buyer pays for the line: after discount, with tax."""
    tracked: bool
    """Its pieces were reserved in stock."""
    shipped: int = 0
    returned: int = 0
    dropped: int = 0
    """Pieces that will not be sent any more: cancelled or refunded before they left."""
    configuration: Configured | None = None
    parts: tuple[Part, ...] = ()
    """Its components of which pieces were reserved in stock."""
    available_from: str | None = None
    """For presale: when it could be had (ISO 8601)."""

    @property
    def open(self) -> int:
        """Pieces still to be sent."""
        return self.quantity - self.shipped - self.dropped


class DeliveryCharge(msgspec.Struct, frozen=True):
    """How it is sent and what that costs."""

    method: str
    name: str
    total: int
    discount: int
    tax: int
    payable: int


class Payment(msgspec.Struct, frozen=True):
    """The Stripe Checkout Session that pays the order, and what came of it."""

    session: str
    url: str
    expires_at: datetime
    intent: str | None = None
    paid_at: datetime | None = None
    misfit: Money | None = None
    """What came in where it was not the total: it pays for nothing and goes back whole."""


class Transfer(msgspec.Struct, frozen=True):
    """The transfer that paid an order on account."""

    reference: str
    amount: int
    received_at: datetime


class Shipment(msgspec.Struct, frozen=True):
    """A parcel that left."""

    id: str
    carrier: str
    tracking_number: str
    tracking_url: str | None
    shipped_at: datetime
    lines: tuple[Pieces, ...]
    delivered_at: datetime | None = None


class Share(msgspec.Struct, frozen=True):
    """A line's part of a refund: how much, and for how many of its pieces (0: money only)."""

    line: str
    amount: int
    quantity: int = 0


class Refund(msgspec.Struct, frozen=True):
    """Money on its way back to the buyer."""

    id: str
    state: Literal["pending", "succeeded", "failed"]
    amount: int
    delivery: int
    """The part of `amount` that pays back delivery."""
    shares: tuple[Share, ...]
    reason: str
    created_at: datetime
    return_id: str | None = None
    method: Literal["card", "transfer", "credit", "dispute"] = "card"
    """`credit`: off what is still owed for an order on account; `dispute`: the buyer's bank took it."""


class Dispute(msgspec.Struct, frozen=True):
    """A payment that the buyer disputes at their bank, under Stripe's id and with Stripe's reason."""

    id: str
    state: Literal["open", "won", "lost"]
    amount: int
    """Of the paid currency."""
    reason: str
    opened_at: datetime
    answer_by: datetime | None = None


class Return(msgspec.Struct, frozen=True):
    """Pieces on their way back to the shop."""

    id: str
    state: Literal["requested", "approved", "rejected", "received"]
    reason: str
    created_at: datetime
    lines: tuple[Pieces, ...]
    note: str = ""


class Entry(msgspec.Struct, frozen=True):
    """A step of the order's history."""

    at: datetime
    kind: Happening
    detail: str
    by: By


class Order(msgspec.Struct, frozen=True):
    """An order. Changes are made by the functions of this package, each of which answers a new one."""

    id: str
    number: str
    kind: Kind
    state: State
    currency: str
    created_at: datetime
    updated_at: datetime
    customer_id: str | None
    email: str
    language: Literal["en", "zh"]
    lines: tuple[Line, ...]
    delivery: DeliveryCharge
    adjustments: tuple[Adjustment, ...]
    taxes: tuple[Tax, ...]
    tax_included: bool
    subtotal: int
    total: int
    shipping_address: Address | None
    billing_address: Address | None
    note: str = ""
    coupon: str | None = None
    promotions: tuple[str, ...] = ()
    """The uses of promotions that it counts for, as `use_promotions` named them."""
    portal_id: str | None = None
    click_id: str | None = None
    payment: Payment | None = None
    shipments: tuple[Shipment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    returns: tuple[Return, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    timeline: tuple[Entry, ...] = ()
    business_reference: str | None = None
    quote_id: str | None = None
    purchase_order: str = ""
    """The buyer's own number for the order."""
    transfer: Transfer | None = None
    forget: bool = False
    """The buyer's account is deleted: who they are is removed as soon as the order is over."""

    def line(self, line_id: str) -> Line:
        """The line, or PiecesExceeded: no pieces of it were bought."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise PiecesExceeded(f"The order has no line {line_id!r}.")

    @property
    def paid_at(self) -> datetime | None:
        if self.transfer is not None:
            return self.transfer.received_at
        return self.payment.paid_at if self.payment else None

    @property
    def paid_amount(self) -> int:
        """What the buyer has paid, before refunds."""
        if self.transfer is not None:
            return self.transfer.amount
        if self.misfit is not None:
            return self.misfit.minor
        return self.total if self.paid_at is not None else 0

    @property
    def misfit(self) -> Money | None:
        """What came in instead of the total."""
        return self.payment.misfit if self.payment else None

    @property
    def paid_currency(self) -> str:
        """What `paid_amount` and refunds are counted in: the order's currency, unless another came in."""
        return self.misfit.currency if self.misfit else self.currency

    @property
    def is_charged(self) -> bool:
        """Its lines and its delivery are paid, or owed on account: what is taken off them is paid back or credited."""
        if self.kind == "on_account" and self.paid_at is None:
            return self.state != "cancelled"
        return self.paid_at is not None and self.misfit is None

    @property
    def refunded(self) -> int:
        """What has been paid back, or credited on account."""
        return sum(refund.amount for refund in self.refunds if refund.state == "succeeded")

    @property
    def refundable(self) -> int:
        """What can still be paid back, or credited on account: refunds under way count as gone."""
        base = self.total if self.is_charged else self.misfit.minor if self.misfit else 0
        return base - self._claimed if base else 0

    @property
    def due(self) -> int:
        """What is still owed for an order on account."""
        owes = self.kind == "on_account" and self.paid_at is None and self.state != "cancelled"
        return self.total - self._claimed if owes else 0

    @property
    def _claimed(self) -> int:
        return sum(refund.amount for refund in self.refunds if refund.state != "failed")

    @property
    def payment_state(self) -> PaymentState:
        if self.kind == "pre_acceptance":
            return "none"
        if self.total == 0:
            return "none" if self.state == "cancelled" else "paid"
        if self.paid_at is None and self.state == "cancelled":
            return "none"
        if self.paid_at is None:
            return "pending" if self.kind == "payment" or self.due else "refunded"
        paid_back = sum(r.amount for r in self.refunds if r.state == "succeeded" and r.method != "credit")
        if paid_back == 0:
            return "paid"
        return "refunded" if paid_back >= self.paid_amount else "partially_refunded"

    @property
    def payment_due(self) -> bool:
        """It waits for its buyer to pay."""
        return self.state == "placed" and self.payment is not None

    @property
    def return_waits(self) -> bool:
        """Staff have a return to decide."""
        return any(back.state == "requested" for back in self.returns)

    @property
    def fully_sent(self) -> bool:
        """Nothing is left to send."""
        return all(line.open == 0 for line in self.lines)


def noted(order: Order, now: datetime, kind: Happening, by: By, detail: str = "", **changes: object) -> Order:
    """`order` with `changes` and a step in its history."""
    timeline = (*order.timeline, Entry(now, kind, detail, by))[-MAX_TIMELINE:]
    return replace(order, updated_at=now, timeline=timeline, **changes)


def forgotten(order: Order) -> Order:
    """`order` without the person, once it is over, nothing is owed for it and they asked to be forgotten; amounts and goods stay for the books."""
    if not order.forget or order.due or order.state not in ("completed", "cancelled"):
        return order
    return replace(
        order, customer_id=None, email="", shipping_address=None, billing_address=None, note="", promotions=()
    )


def with_lines(order: Order, changed: dict[str, Line]) -> tuple[Line, ...]:
    """The order's lines with those of `changed` in their places."""
    return tuple(changed.get(line.id, line) for line in order.lines)


def require(order: Order, *states: State) -> None:
    """Raise WrongState unless the order is in one of `states`."""
    if order.state not in states:
        raise WrongState(f"The order is {order.state.replace('_', ' ')}; this cannot be done now.", state=order.state)


def payment_expiry(now: datetime) -> datetime:
    """Until when an order placed now can be paid."""
    return now + timedelta(minutes=PAYMENT_MINUTES)
