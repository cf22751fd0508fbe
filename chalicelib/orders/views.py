"""Carts and orders in the shapes of the HTTP interface."""

from __future__ import annotations

from typing import Literal

from chalicelib.kit import clock
from chalicelib.kit.money import Money
from chalicelib.kit.secrets import keyed_hash
from chalicelib.orders.basket import Basket, Entry
from chalicelib.orders.cart_schemas import (
    CartLineView,
    CartView,
    DeliveryOption,
)
from chalicelib.orders.configured import configured_in
from chalicelib.orders.domain import life, refunds
from chalicelib.orders.domain.order import Configured, Dispute, Line, Order, Pieces, Refund, Return, Shipment
from chalicelib.orders.schemas import (
    ChoiceSummary,
    ConfigurationSummary,
    DisputeView,
    LineQuantity,
    OrderLineView,
    OrderView,
    RefundView,
    ReturnView,
    ShipmentView,
    TimelineEntry,
)
from chalicelib.pricing import adjustment_view, source_view, tier_views, totals_view
from chalicelib.pricing.schemas import Totals

Viewer = Literal["customer", "staff"]
Can = Literal["pay", "cancel", "return", "take_up", "accept", "ship", "complete", "refund", "record_payment", "reorder"]
_FOR_STAFF = ("note", "disputed", "dispute_won", "dispute_lost")
"""Happenings that the customer is not shown."""


def order_token(order_id: str) -> str:
    """What opens a guest's order without signing in."""
    return keyed_hash("order", order_id)


def cart_view(basket: Basket, version: int, language: str, token: str | None = None) -> CartView:
    """A cart with its prices of this moment."""
    cart, priced = basket.cart, basket.priced
    discounts = {line.id: line.discount_minor for line in priced.lines}
    return CartView(
        id=cart.id,
        token=token,
        version=version,
        state="open" if cart.state == "open" else "checked_out",
        currency=cart.currency,
        lines=[_cart_line(entry, discounts.get(entry.line.id, 0), language) for entry in basket.entries],
        item_count=sum(line.quantity for line in cart.lines),
        coupon=cart.coupon.code if cart.coupon else None,
        email=cart.email,
        shipping_address=cart.shipping,
        billing_address=cart.billing,
        delivery_options=[
            DeliveryOption(offer.id, offer.name, offer.price, offer.days_min, offer.days_max) for offer in basket.offers
        ],
        delivery_method=basket.offer.id if basket.offer else None,
        needs_delivery=basket.needs_delivery,
        adjustments=[adjustment_view(adjustment, priced.currency, language) for adjustment in priced.adjustments],
        totals=totals_view(
            currency=priced.currency,
            subtotal_minor=priced.subtotal_minor,
            discount_minor=priced.discount_minor,
            delivery_minor=priced.delivery.total_minor,
            taxes=priced.taxes,
            tax_included=priced.tax_included,
            total_minor=priced.total_minor,
        ),
        kind=basket.kind,
        ready=not basket.missing,
        missing=list(basket.missing),
        order_id=cart.order_id,
        coupon_problem=basket.coupon_problem.detail if basket.coupon_problem else None,
    )


def order_view(order: Order, version: int, viewer: Viewer, token: str | None = None) -> OrderView:
    """An order as its customer or staff see it."""
    currency = order.currency
    waiting = order.payment if order.payment_due else None
    return OrderView(
        id=order.id,
        number=order.number,
        token=token,
        state=order.state,
        payment_state=order.payment_state,
        kind=order.kind,
        created_at=clock.rfc3339(order.created_at),
        updated_at=clock.rfc3339(order.updated_at),
        version=version,
        email=order.email,
        language=order.language,
        currency=currency,
        lines=[_order_line(order, line) for line in order.lines],
        adjustments=[adjustment_view(adjustment, currency, order.language) for adjustment in order.adjustments],
        totals=_totals(order),
        refunded=Money(order.refunded, order.paid_currency),
        refundable=Money(order.refundable, order.paid_currency),
        shipping_address=order.shipping_address,
        billing_address=order.billing_address,
        delivery_name=order.delivery.name,
        shipments=[_shipment(shipment) for shipment in order.shipments],
        refunds=[_refund(refund, order.paid_currency) for refund in order.refunds],
        returns=[_return(back) for back in order.returns],
        disputes=[_dispute(order, dispute) for dispute in order.disputes] if viewer == "staff" else [],
        timeline=_timeline(order, viewer),
        payment_url=waiting.url if waiting else None,
        payment_expires_at=clock.rfc3339(waiting.expires_at) if waiting else None,
        business_reference=order.business_reference,
        note=order.note,
        quote_id=order.quote_id,
        purchase_order=order.purchase_order,
        due=Money(order.due, currency),
        can=_staff_can(order) if viewer == "staff" else _customer_can(order),
    )


def _timeline(order: Order, viewer: Viewer) -> list[TimelineEntry]:
    return [
        TimelineEntry(clock.rfc3339(entry.at), entry.kind, entry.detail, entry.by)
        for entry in order.timeline
        if viewer == "staff" or entry.kind not in _FOR_STAFF
    ]


def _totals(order: Order) -> Totals:
    return totals_view(
        currency=order.currency,
        subtotal_minor=order.subtotal,
        discount_minor=sum(adjustment.minor for adjustment in order.adjustments),
        delivery_minor=order.delivery.total,
        taxes=order.taxes,
        tax_included=order.tax_included,
        total_minor=order.total,
    )


def _cart_line(entry: Entry, discount: int, language: str) -> CartLineView:
    product, currency = entry.product, entry.price.unit.currency
    return CartLineView(
        id=entry.line.id,
        sku=entry.line.sku,
        title=product.title_in(language) if product else entry.line.sku,
        picture=product.picture if product else None,
        quantity=entry.line.quantity,
        unit_price=entry.price.unit,
        list_price=entry.price.list_unit,
        total=entry.total,
        discount=Money(-discount, currency),
        source=source_view(entry.price.source, language),
        tiers=tier_views(entry.price.tiers, currency),
        configuration=_configuration(configured_in(entry.configuration, language) if entry.configuration else None),
        availability=product.availability if product else "out_of_stock",
        available_from=entry.available_from,
        max_quantity=product.max_quantity if product else 0,
        pre_acceptance=product.pre_acceptance if product else False,
        problem=entry.problem,
    )


def _order_line(order: Order, line: Line) -> OrderLineView:
    currency = order.currency
    return OrderLineView(
        id=line.id,
        sku=line.sku,
        title=line.title,
        picture=line.picture,
        configuration=_configuration(line.configuration),
        available_from=line.available_from,
        quantity=line.quantity,
        unit_price=Money(line.unit, currency),
        total=Money(line.total, currency),
        discount=Money(-line.discount, currency),
        tax=Money(line.tax, currency),
        shipped=line.shipped,
        returned=line.returned,
        refunded=Money(refunds.refunded_of(order, line.id, succeeded_only=True), currency),
        refundable=Money(refunds.refundable_of(order, line), currency),
        dropped=line.dropped,
    )


def _configuration(configured: Configured | None) -> ConfigurationSummary | None:
    if configured is None:
        return None
    parts = configured.components
    return ConfigurationSummary(
        configured.id, [ChoiceSummary(part.option_title, part.value_title, part.quantity) for part in parts]
    )


def _pieces(lines: tuple[Pieces, ...]) -> list[LineQuantity]:
    return [LineQuantity(part.line, part.quantity) for part in lines]


def _shipment(shipment: Shipment) -> ShipmentView:
    return ShipmentView(
        id=shipment.id,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        tracking_url=shipment.tracking_url,
        shipped_at=clock.rfc3339(shipment.shipped_at),
        delivered_at=clock.rfc3339(shipment.delivered_at) if shipment.delivered_at else None,
        lines=_pieces(shipment.lines),
    )


def _refund(refund: Refund, currency: str) -> RefundView:
    return RefundView(
        id=refund.id,
        state=refund.state,
        method=refund.method,
        amount=Money(refund.amount, currency),
        reason=refund.reason,
        created_at=clock.rfc3339(refund.created_at),
        lines=[LineQuantity(share.line, share.quantity) for share in refund.shares if share.quantity],
    )


def _return(back: Return) -> ReturnView:
    return ReturnView(back.id, back.state, back.reason, clock.rfc3339(back.created_at), _pieces(back.lines), back.note)


def _dispute(order: Order, dispute: Dispute) -> DisputeView:
    return DisputeView(
        dispute.id,
        dispute.state,
        Money(dispute.amount, order.paid_currency),
        dispute.reason,
        clock.rfc3339(dispute.opened_at),
        clock.rfc3339(dispute.answer_by) if dispute.answer_by else None,
    )


def _customer_can(order: Order) -> list[Can]:
    returnable = order.state in ("partially_shipped", "shipped", "completed") and any(
        refunds.returnable(order, line) for line in order.lines
    )
    checks: dict[Can, bool] = {
        "pay": order.payment_due,
        "cancel": order.state in life.CUSTOMER_CANCELS_IN,
        "return": returnable,
        "reorder": True,
    }
    return [name for name, allowed in checks.items() if allowed]


def _staff_can(order: Order) -> list[Can]:
    closes = order.state == "in_progress" or (order.state in ("accepted", "shipped") and order.fully_sent)
    sends = order.state in ("accepted", "partially_shipped") and not order.fully_sent
    checks: dict[Can, bool] = {
        "cancel": order.state in life.STAFF_CANCELS_IN,
        "return": "return" in _customer_can(order),
        "take_up": order.state == "pre_accepted",
        "accept": order.state == ("placed" if order.kind == "on_account" else "paid"),
        "ship": sends,
        "complete": closes,
        "refund": order.refundable > 0 or sends,
        "record_payment": order.due > 0,
    }
    return [name for name, allowed in checks.items() if allowed]
