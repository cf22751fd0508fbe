"""Orders made up for tests of the domain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.orders.domain.order import DeliveryCharge, Line, Order, Payment

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def line(line_id: str = "A", quantity: int = 3, payable: int = 1000, **changes: Any) -> Line:
    """`quantity` pieces for `payable` in all, untaxed."""
    made = Line(
        id=line_id,
        sku=line_id,
        title=line_id,
        picture=None,
        quantity=quantity,
        unit=payable // quantity,
        total=payable,
        discount=0,
        tax=0,
        payable=payable,
        tracked=True,
    )
    return replace(made, **changes)


def order(*lines: Line, delivery: int = 500, **changes: Any) -> Order:
    """A placed order that waits for its payment."""
    bought = lines or (line(),)
    total = sum(part.payable for part in bought) + delivery
    made = Order(
        id="ord_1",
        number="P-0000-0001",
        kind="payment",
        state="placed",
        currency="USD",
        created_at=NOW,
        updated_at=NOW,
        customer_id=None,
        email="ana@example.com",
        language="en",
        lines=bought,
        delivery=DeliveryCharge("standard", "Standard", delivery, 0, 0, delivery),
        adjustments=(),
        taxes=(),
        tax_included=False,
        subtotal=total - delivery,
        total=total,
        shipping_address=None,
        billing_address=None,
        payment=Payment("cs_1", "https://pay", NOW + timedelta(minutes=31)),
    )
    return replace(made, **changes)


def paid(*lines: Line, state: str = "paid", **changes: Any) -> Order:
    """A paid order in `state`."""
    made = order(*lines, **changes)
    payment = Payment("cs_1", "https://pay", NOW, intent="pi_1", paid_at=NOW)
    return replace(made, payment=payment, state=state)  # type: ignore[arg-type]


def pre_accepted(**changes: Any) -> Order:
    """An order that staff complete."""
    return replace(order(line(tracked=False)), kind="pre_acceptance", state="pre_accepted", payment=None, **changes)
