"""The facts that orders publish. None but `MessageReceived` names a person other than by account id; amounts are minor units
of `currency`.

`portal_id`, `click_id`, `quote_id` and `coupon` are opaque here: portals, affiliates and quotes know what they mean.
"""

from __future__ import annotations

import msgspec

from chalicelib.kit.facts import Fact
from chalicelib.orders.domain.life import StockMove


class FactLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line's part: net of tax and discount, and its tax. `line` is the order's name of it; `brand` and `categories` (ids, from the
    top) are as the catalogue had them when the order was paid."""

    sku: str
    quantity: int
    net: int
    tax: int
    line: str = ""
    brand: str = ""
    categories: tuple[str, ...] = ()


class OrderFact(Fact, frozen=True, kw_only=True):
    """What every fact about an order says of it."""

    TYPE = "orders.order"
    order_id: str
    number: str
    customer_id: str | None
    currency: str
    total: int
    coupon: str | None
    portal_id: str | None
    click_id: str | None
    lines: tuple[FactLine, ...]
    quote_id: str | None = None


class OrderPlaced(OrderFact, frozen=True):
    """A cart was checked out, or a quote accepted. `kind`: `payment`, `pre_acceptance` or `on_account`."""

    TYPE = "orders.order_placed.v1"
    kind: str


class OrderPaid(OrderFact, frozen=True):
    """The whole total came in (or was zero). Its lines say what they are. `buyer_keys`: keys of the buyer's e-mail address and of where
    it is sent to (`email:…`, `address:…`), which name nobody."""

    TYPE = "orders.order_paid.v1"
    buyer_keys: tuple[str, ...] = ()


class PaymentCardSeen(OrderFact, frozen=True):
    """Which card paid an order, by key: the same card has the same key, and no card can be read from it. It may come before the
    order is known to be paid. `buyer_keys`: as in `OrderPaid`."""

    TYPE = "orders.payment_card_seen.v1"
    card_key: str
    buyer_keys: tuple[str, ...] = ()


class OrderAccepted(OrderFact, frozen=True):
    """Staff took the order on; a pre-acceptance order was taken up."""

    TYPE = "orders.order_accepted.v1"


class OrderShipped(OrderFact, frozen=True):
    """A parcel left."""

    TYPE = "orders.order_shipped.v1"
    shipment_id: str


class OrderDelivered(OrderFact, frozen=True):
    """A parcel arrived. `all_arrived`: it was the last, and nothing is left to send."""

    TYPE = "orders.order_delivered.v1"
    shipment_id: str
    all_arrived: bool = False


class OrderCompleted(OrderFact, frozen=True):
    """The order is closed."""

    TYPE = "orders.order_completed.v1"


class OrderCancelled(OrderFact, frozen=True):
    """Nothing more will come of it. `reason`: `customer`, `staff`, `payment_expired` or `payment_mismatch` (another amount came in,
    and goes back)."""

    TYPE = "orders.order_cancelled.v1"
    reason: str


class OrderRefunded(OrderFact, frozen=True):
    """Money went back. `lines`: each line's part of this refund, for clawbacks in proportion; `amount` also has delivery's."""

    TYPE = "orders.order_refunded.v1"
    refund_id: str
    amount: int
    delivery: int


class OrderDisputed(OrderFact, frozen=True):
    """The buyer disputes the payment, or a part of it, at their bank. How that ends comes as `OrderDisputeClosed`."""

    TYPE = "orders.order_disputed.v1"
    dispute_id: str


class OrderDisputeClosed(OrderFact, frozen=True):
    """The buyer's bank decided. `outcome`: `won` or `lost`; what a lost dispute took comes as `OrderRefunded`. It may be the first
    that is heard of the dispute."""

    TYPE = "orders.order_dispute_closed.v1"
    dispute_id: str
    outcome: str


class StockToMove(Fact, frozen=True):
    """A step of an order meant more for the stock than one transaction writes: this is left to do."""

    TYPE = "orders.stock_to_move.v1"
    order_id: str
    moves: tuple[StockMove, ...]


class RefundRequested(Fact, frozen=True):
    """A refund was decided; it has to be carried out at Stripe."""

    TYPE = "orders.refund_requested.v1"
    order_id: str
    refund_id: str


class RefundFailed(OrderFact, frozen=True):
    """Stripe could not pay a refund back, though it may have said before that it was paid (`OrderRefunded`, which this takes back,
    whichever comes first); staff have to act."""

    TYPE = "orders.refund_failed.v1"
    refund_id: str


class ReturnChanged(Fact, frozen=True):
    """A return was requested, approved, rejected or received."""

    TYPE = "orders.return_changed.v1"
    order_id: str
    return_id: str
    state: str


class StripeEvent(Fact, frozen=True):
    """Stripe told us something: what we use of it, stored once by Stripe's own event id."""

    TYPE = "orders.stripe_event.v1"
    stripe_id: str
    kind: str
    """Stripe's name of it: `checkout.session.completed`."""
    order_id: str | None
    session_id: str | None = None
    payment_status: str | None = None
    amount: int | None = None
    """As Stripe counts it (its minor units)."""
    currency: str | None = None
    intent: str | None = None
    refund_id: str | None = None
    refund_status: str | None = None
    card_key: str | None = None
    """For a charge: the key of its card."""
    dispute_id: str | None = None


class MessageReceived(Fact, frozen=True):
    """Somebody wrote to the shop through its contact page: their name, address and words, kept as long as facts are (30 days)."""

    TYPE = "orders.message_received.v1"
    name: str
    email: str
    message: str
    language: str
    order_number: str
