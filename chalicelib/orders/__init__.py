"""Carts, checkout, payments, fulfilment and refunds.

This is the face: the facts that others learn of orders from, orders with agreed prices for quotes, and what orders keep of a
person.
"""

from chalicelib.orders.carts import open_cart
from chalicelib.orders.configured import configured_in, products_of
from chalicelib.orders.domain.order import Component, Configured, DeliveryCharge
from chalicelib.orders.events import (
    OrderAccepted,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
)
from chalicelib.orders.frozen import FrozenLine, FrozenOrder, PlacedOrder, place_frozen
from chalicelib.orders.personal import personal_data
from chalicelib.orders.visits import click_of

__all__ = [
    "Component",
    "Configured",
    "DeliveryCharge",
    "FrozenLine",
    "FrozenOrder",
    "OrderAccepted",
    "OrderCancelled",
    "OrderCompleted",
    "OrderDelivered",
    "OrderPaid",
    "OrderPlaced",
    "OrderRefunded",
    "OrderShipped",
    "PlacedOrder",
    "click_of",
    "configured_in",
    "open_cart",
    "personal_data",
    "place_frozen",
    "products_of",
]
