"""The demo's rules of approval and quotes. Data only: the seeding code writes it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Until = Literal["requested", "submitted", "issued"]


class DemoLine(NamedTuple):
    """`built`: completed by defaults from these choices, and saved as a configuration."""

    sku: str
    quantity: int
    built: dict[str, str] | None = None


class DemoQuote(NamedTuple):
    """A customer's request and how far staff have taken it."""

    email: str
    until: Until
    zone: str
    lines: tuple[DemoLine, ...]
    message: str
    address: dict[str, str]
    discount_percent: str = "0"
    delivery: tuple[str, int] = ("", 0)
    terms: str = ""


RULES: tuple[dict[str, Any], ...] = (
    {"name": "10 % off or more", "tier": 1, "role": "finance", "when": {"discount_at_least_percent": "10"}},
    {"name": "25 % off or more", "tier": 2, "role": "admin", "when": {"discount_at_least_percent": "25"}},
    {
        "name": "100,000 USD or more",
        "tier": 2,
        "role": "admin",
        "when": {"amount_at_least": {"amount": 100_000_00, "currency": "USD"}},
    },
)

_PORTLAND = {"name": "Ingrid Solberg", "line1": "400 Harbour Way", "city": "Long Beach", "country": "US", "region": "CA", "postal_code": "90802"}  # fmt: skip
_BEIJING = {"name": "李明", "line1": "中关村大街27号", "city": "北京", "country": "CN", "region": "北京市", "postal_code": "100080", "phone": "010 5555 0123"}  # fmt: skip
_SEATTLE = {"name": "Mina Park", "line1": "88 Pine Street", "city": "San Francisco", "country": "US", "region": "CA", "postal_code": "94111"}  # fmt: skip

QUOTES: tuple[DemoQuote, ...] = (
    DemoQuote(
        "customer@demo.portico.example",
        "issued",
        "America/Los_Angeles",
        (DemoLine("NV-MASS-C04", 1, {"slot-1": "48X"}), DemoLine("NV-MASS-48X", 1)),
        "A core switch for our new floor, please with a spare line card.",
        _SEATTLE,
        "8",
        ("Truck, to the rack", 180_00),
        "Payment within 30 days of delivery.\nThe price includes mounting and a first configuration on site.",
    ),
    DemoQuote(
        "kehu@demo.portico.example",
        "submitted",
        "Asia/Shanghai",
        (DemoLine("HV-GLAC-C04", 1, {"slot-1": "48X"}), DemoLine("HV-GLAC-48X", 2)),
        "新机房需要一台核心交换机，另备两块业务板。",
        _BEIJING,
        "12",
        ("送货上门", 120_00),
        "收货后30天内付款。\n价格含上架安装与首次配置。",
    ),
    DemoQuote(
        "buyer@demo.portico.example",
        "requested",
        "America/Los_Angeles",
        (DemoLine("NV-MASS-C10", 2, {}),),
        "Two for our warehouses in Long Beach and Reno. Can you do better than the framework prices for two?",
        _PORTLAND,
    ),
)
