"""Orders whose prices were agreed beforehand: an accepted quote becomes one as it stands, nothing is priced again."""

from __future__ import annotations

from typing import Literal

import msgspec

from chalicelib.identity.schemas import Address
from chalicelib.kit import ids
from chalicelib.kit.tx import Tx
from chalicelib.orders import placing
from chalicelib.orders.configured import is_counted
from chalicelib.orders.domain.order import Configured, DeliveryCharge, Kind, Line, Order, noted
from chalicelib.orders.views import order_token
from chalicelib.pricing import Adjustment, Tax


class FrozenLine(msgspec.Struct, frozen=True):
    """A line as it was agreed. All amounts in minor units; `total`: quantity × unit, before `discount` (counted up from zero);
    `payable`: what the buyer pays for it, after discount and with tax."""

    id: str
    sku: str
    title: str
    picture: str | None
    quantity: int
    unit: int
    total: int
    discount: int
    tax: int
    payable: int
    configuration: Configured | None = None
    available_from: str | None = None
    pre_acceptance: bool = False
    """Of a product that staff take up before anything is paid or held."""


class FrozenOrder(msgspec.Struct, frozen=True):
    """What was agreed, in the buyer's `language`. Amounts in minor units of `currency`; the lines' and the delivery's
    `payable` sum to `total`.

    `payment`: `card` is paid on a page within half an hour, or the order is cancelled (`OrderCancelled` names the quote);
    `account` is sent first and paid by transfer. Whether the buyer may is for the caller to decide. A line for pre-acceptance
    makes the whole order so, whatever was chosen, as in a cart: staff take it up first."""

    quote_id: str
    customer_id: str | None
    email: str
    language: Literal["en", "zh"]
    currency: str
    lines: tuple[FrozenLine, ...]
    delivery: DeliveryCharge
    adjustments: tuple[Adjustment, ...]
    taxes: tuple[Tax, ...]
    tax_included: bool
    subtotal: int
    total: int
    shipping_address: Address
    billing_address: Address | None
    payment: Literal["card", "account"]
    purchase_order: str = ""
    click_id: str | None = None


class PlacedOrder(msgspec.Struct, frozen=True):
    """The order that was made. `payment_url`: where it is paid, if it has to be; `token` opens it for somebody without an
    account."""

    order_id: str
    number: str
    payment_url: str | None
    token: str | None


def place_frozen(tx: Tx, frozen: FrozenOrder) -> PlacedOrder:
    """Place the order of an agreement, in its transaction; prices are taken as they are.

    The pay page is made at once (an orphan where the transaction then fails: nobody learns its address). Raises
    PaymentUnavailable, AmountNotChargeable, and OutOfStock (at commit, too). ValueError: the amounts do not add up.
    """
    if sum(line.payable for line in frozen.lines) + frozen.delivery.payable != frozen.total:
        raise ValueError("the lines and the delivery of a frozen order do not sum to its total")
    order = placing.with_payment(_order(frozen, tx), tx.at)
    placing.add(tx, order)
    return PlacedOrder(
        order.id,
        order.number,
        order.payment.url if order.payment else None,
        order_token(order.id) if order.customer_id is None else None,
    )


def _kind(frozen: FrozenOrder) -> Kind:
    if any(line.pre_acceptance for line in frozen.lines):
        return "pre_acceptance"
    return "payment" if frozen.payment == "card" else "on_account"


def _order(frozen: FrozenOrder, tx: Tx) -> Order:
    order_id, kind = ids.new_id("ord", tx.at), _kind(frozen)
    state: Literal["pre_accepted", "placed"] = "pre_accepted" if kind == "pre_acceptance" else "placed"
    order = Order(
        id=order_id,
        number=placing.number_of(order_id),
        kind=kind,
        state=state,
        currency=frozen.currency,
        created_at=tx.at,
        updated_at=tx.at,
        customer_id=frozen.customer_id,
        email=frozen.email,
        language=frozen.language,
        lines=tuple(_line(line, held=kind != "pre_acceptance") for line in frozen.lines),
        delivery=frozen.delivery,
        adjustments=frozen.adjustments,
        taxes=frozen.taxes,
        tax_included=frozen.tax_included,
        subtotal=frozen.subtotal,
        total=frozen.total,
        shipping_address=frozen.shipping_address,
        billing_address=frozen.billing_address,
        quote_id=frozen.quote_id,
        purchase_order=frozen.purchase_order,
        click_id=frozen.click_id,
    )
    return noted(order, tx.at, state, "customer")


def _line(line: FrozenLine, *, held: bool) -> Line:
    return Line(
        id=line.id,
        sku=line.sku,
        title=line.title,
        picture=line.picture,
        quantity=line.quantity,
        unit=line.unit,
        total=line.total,
        discount=line.discount,
        tax=line.tax,
        payable=line.payable,
        tracked=held and is_counted(line.sku),
        configuration=line.configuration,
        parts=placing.counted_parts(line.configuration) if held else (),
        available_from=line.available_from,
    )
