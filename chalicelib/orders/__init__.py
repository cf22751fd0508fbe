"""Carts, checkout, payments, fulfilment and refunds.

This is the face: the facts that others learn of orders from, and what orders keep of a person.
"""

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
from chalicelib.orders.personal import personal_data

__all__ = [
    "OrderAccepted",
    "OrderCancelled",
    "OrderCompleted",
    "OrderDelivered",
    "OrderPaid",
    "OrderPlaced",
    "OrderRefunded",
    "OrderShipped",
    "personal_data",
]
