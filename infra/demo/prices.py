"""The demo's price lists and promotions. Data only: the seeding code writes it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from infra.demo.text import Text

Shares = tuple[tuple[int, int], ...]
"""`(from quantity, percent of the catalogue's price)`."""


class DemoList(NamedTuple):
    """A price list. `shares` by category: the first that a product lies in counts; what lies in none has no price."""

    name: str
    kind: Literal["contract", "company", "group", "list", "cost"]
    shares: tuple[tuple[str, Shares], ...]
    owner: str = ""
    """A member's e-mail address for a contract or company list, the customer group for a group's."""
    currency: str = "USD"


class DemoPromotion(NamedTuple):
    """A promotion; the rest of it as the HTTP interface takes it."""

    name: Text
    level: Literal["item", "order", "delivery"]
    effect: dict[str, Any]
    more: dict[str, Any]


_FLAT_12: Shares = ((1, 88),)
_OPTICS: Shares = ((1, 90), (10, 85), (50, 78))

LISTS = (
    DemoList(
        "Framework contract",
        "contract",
        (
            ("network-equipment.modular-systems", _FLAT_12),
            ("network-equipment.switches.enterprise-switches", ((1, 92), (5, 88), (20, 84))),
            ("optics-and-cabling.optical-transceivers", _OPTICS),
        ),
        owner="buyer@demo.portico.example",
    ),
    DemoList(
        "House prices",
        "company",
        (
            ("phones.desk-phones", ((1, 95), (25, 91))),
            ("network-equipment.switches", ((1, 96),)),
            ("optics-and-cabling.copper-patch-cables", ((1, 94), (100, 85))),
        ),
        owner="buyer@demo.portico.example",
    ),
    DemoList(
        "Schools and universities",
        "group",
        (
            ("network-equipment.wireless", ((1, 90),)),
            ("network-equipment.switches.smart-switches", ((1, 85),)),
        ),
        owner="education",
    ),
    DemoList(
        "Prices in euros",
        "list",
        (
            ("network-equipment.switches.unmanaged-switches", ((1, 109),)),
            ("network-equipment.switches.smart-switches", ((1, 109),)),
        ),
        currency="EUR",
    ),
    DemoList(
        "What we pay",
        "cost",
        (
            ("network-equipment.modular-systems", ((1, 68),)),
            ("network-equipment", ((1, 72),)),
            ("optics-and-cabling", ((1, 45),)),
            ("racks-and-power", ((1, 64),)),
            ("phones", ((1, 83),)),
            ("accessories", ((1, 40),)),
        ),
    ),
)

_GLASS, _CABLES = "accessories.screen-protectors", "accessories.charging-cables"

PROMOTIONS = (
    DemoPromotion(
        Text("15 % off screen protectors", "屏幕保护膜85折"),
        "item",
        {"kind": "percentage", "percent": "15"},
        {"products": {"categories": [_GLASS]}},
    ),
    DemoPromotion(
        Text("Charging cables: buy 3, get 1 more for nothing", "充电线买三赠一"),
        "item",
        {"kind": "buy_x_get_y", "buy": 3, "get": 1},
        {"products": {"categories": [_CABLES]}},
    ),
    DemoPromotion(
        Text("Phone with case and glass: 8 % off together", "手机、保护壳、钢化膜套装92折"),
        "item",
        {
            "kind": "bundle",
            "parts": [
                {"sku": "OP-LUNA7ULTRA-256-GRAP", "pieces": 1},
                {"sku": "PB-SLIM-OP-LUNA7ULTRA-BLAC", "pieces": 1},
                {"sku": "CH-GL1-OP-LUNA7ULTRA", "pieces": 1},
            ],
            "percent": "8",
        },
        {"priority": 10},
    ),
    DemoPromotion(
        Text("20 USD off accessories from 150 USD", "配件满150美元减20美元"),
        "order",
        {"kind": "amount", "amount": {"amount": 2_000, "currency": "USD"}},
        {
            "products": {"categories": ["accessories"]},
            "minimum_subtotal": {"amount": 15_000, "currency": "USD"},
        },
    ),
    DemoPromotion(
        Text("Accessories from 40 USD are delivered free", "配件满40美元免运费"),
        "delivery",
        {"kind": "percentage", "percent": "100"},
        {
            "products": {"categories": ["accessories"]},
            "minimum_subtotal": {"amount": 4_000, "currency": "USD"},
        },
    ),
    DemoPromotion(
        Text("Schools: 5 % off the whole order, for the first 500 orders", "教育用户：前500单整单95折"),
        "order",
        {"kind": "percentage", "percent": "5"},
        {"group": "education", "usage_limit": 500, "per_customer_limit": 2, "stacking": "exclusive"},
    ),
)
