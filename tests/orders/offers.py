"""What a shop in a test offers beyond its catalogue: price lists, promotions, and a product that is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from chalicelib import configurator
from chalicelib.configurator.schemas import OptionModel
from chalicelib.kit import clock
from tests.orders.shopping import PRODUCTS, Shop
from tests.support.http import Http

Tiers = Mapping[int, int]

CHASSIS = (
    *PRODUCTS,
    ("CHASSIS-1", "Chassis", "机箱", "1000.00 USD", "3", "", "9000 g", ""),
    ("CARD-48", "48-port card", "48口业务板", "250.00 USD", "10", "", "1000 g", ""),
    ("OPTIC-10", "Optic 10G", "10G光模块", "20.00 USD", "50", "", "20 g", ""),
)
MODEL: dict[str, Any] = {
    "id": "chassis",
    "title": {"en": "Chassis", "zh": "机箱"},
    "options": [
        {
            "id": "card",
            "title": {"en": "Card", "zh": "业务板"},
            "values": [
                {"id": "c48", "title": {"en": "48 ports", "zh": "48个端口"}, "sku": "CARD-48", "price": 250_00},
                {"id": "bare", "title": {"en": "Blank cover", "zh": "挡板"}, "price": 5_00},
            ],
        },
        {
            "id": "optics",
            "title": {"en": "Optic 10G", "zh": "10G光模块"},
            "quantity": {"max": 8, "price": 20_00, "sku": "OPTIC-10"},
        },
    ],
}
BUILT = {"card": "c48", "optics": 4}
BUILT_PRICE = 1000_00 + 250_00 + 4 * 20_00


def finance(shop: Shop) -> Http:
    return shop.http.signed_in("acc_fin", "finance")


def organisation(shop: Shop) -> str:
    """An organisation that buys. Returns its id."""
    reply = finance(shop).post("/v1/organisations", {"name": "Acme", "country": "US"})
    assert reply.status == 201, reply.body
    made: str = reply.json["id"]
    return made


def contract(shop: Shop, prices: Mapping[str, int | Tiers]) -> str:
    """A new organisation's contract. Returns the organisation's id."""
    buying = organisation(shop)
    price_list(shop, prices, "contract", organisation_id=buying)
    return buying


def price_list(shop: Shop, prices: Mapping[str, int | Tiers], kind: str = "list", **scope: Any) -> str:
    """A price list. Returns its id."""
    reply = finance(shop).post("/v1/price-lists", {"name": f"The {kind}", "kind": kind, "currency": "USD", **scope})
    assert reply.status == 201, reply.body
    made: str = reply.json["id"]
    for sku, given in prices.items():
        tiers = given if isinstance(given, Mapping) else {1: given}
        body = {"sku": sku, "tiers": [{"from_quantity": first, "unit": unit} for first, unit in tiers.items()]}
        put = finance(shop).put(f"/v1/price-lists/{made}/prices", body)
        assert put.status == 200, put.body
    return made


def promotion(shop: Shop, percent: str, level: str = "item", **more: Any) -> str:
    """A percentage off. Returns its id."""
    name = {"en": f"{percent} off", "zh": f"优惠 {percent}"}
    body = {"name": name, "level": level, "effect": {"kind": "percentage", "percent": percent}, **more}
    reply = finance(shop).post("/v1/promotions", body)
    assert reply.status == 201, reply.body
    made: str = reply.json["id"]
    return made


def sell_chassis(shop: Shop, model: Mapping[str, Any] = MODEL) -> str:
    """Sell a chassis that is built. Returns the version of its option model."""
    if model is MODEL:
        shop.sell(*CHASSIS)
    return publish(model)


def publish(model: Mapping[str, Any]) -> str:
    """Let the chassis be configured by this model. Returns its version."""
    return configurator.publish(msgspec.convert(model, OptionModel), ["CHASSIS-1"], clock.now()).version


def save(http: Http, version: str, choices: Mapping[str, Any] = BUILT) -> str:
    """Save a configuration. Returns its id."""
    reply = http.post("/v1/configurations", {"sku": "CHASSIS-1", "choices": dict(choices), "version": version})
    assert reply.status == 201, reply.body
    made: str = reply.json["id"]
    return made


def line(sku: str, quantity: int, configuration_id: str | None = None) -> dict[str, Any]:
    """The body that sets a line."""
    return {"sku": sku, "quantity": quantity} | ({"configuration_id": configuration_id} if configuration_id else {})
