"""Orders made up for tests of the domain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.identity.schemas import Address
from chalicelib.orders import FrozenLine, FrozenOrder
from chalicelib.orders.domain.order import DeliveryCharge, Line, Order, Payment
from chalicelib.pricing import Adjustment, Tax

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


def on_account(*lines: Line, delivery: int = 500, **changes: Any) -> Order:
    """An order that is sent first and paid by transfer."""
    return replace(order(*lines, delivery=delivery), kind="on_account", payment=None, **changes)


def frozen(**changes: Any) -> FrozenOrder:
    """Two routers and a cable as a quote has them: dearer and cheaper than in the catalogue, taxed on top."""
    made = FrozenOrder(
        quote_id="quo_1",
        customer_id=None,
        email="ana@example.com",
        language="en",
        currency="USD",
        lines=(
            FrozenLine("quo_1-1", "ROUTER-1", "Router", None, 2, 80_00, 160_00, 10_00, 14_99, 164_99),
            FrozenLine("quo_1-2", "CABLE-1", "Patch cable", None, 3, 5_01, 15_03, 0, 1_50, 16_53),
        ),
        delivery=DeliveryCharge("quoted", "Delivery", 20_00, 0, 0, 20_00),
        adjustments=(Adjustment("quote", "", "−10.00 USD", -10_00),),
        taxes=(Tax("Sales tax", 10_000, 16_49),),
        tax_included=False,
        subtotal=175_03,
        total=201_52,
        shipping_address=Address("Ana Li", "1 Main St", "Portland", "US", region="CA", postal_code="90001"),
        billing_address=None,
        payment="card",
    )
    return replace(made, **changes)
