"""A small shop with one product that is built, not picked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from chalicelib import configurator
from chalicelib.catalog import import_feed
from chalicelib.configurator.book import ModelVersion
from chalicelib.configurator.schemas import OptionModel
from chalicelib.kit import clock as kit_clock
from tests.catalog.feeds import row, tsv

SHOP = (
    row("CHASSIS-4", "4-slot chassis", "1000.00 USD", title_zh="4槽机箱", brand="Northvane"),
    row("CHASSIS-7", "7-slot chassis", "2000.00 USD", title_zh="7槽机箱", brand="Northvane"),
    row("ROUTER", "Plain router", "60.00 USD", brand="Northvane"),
    row("CARD-48", "48-port card", "50.00 USD", brand="Northvane"),
    row("OPTIC", "Transceiver", "9.00 USD", brand="Northvane"),
)


def is_(option: str, *values: str) -> dict[str, Any]:
    """The condition that an option has one of these values."""
    return {"kind": "is", "option": option, "values": list(values)}


def chassis(**changes: Any) -> dict[str, Any]:
    """A chassis: a power module, a card with optics of its own, fans. Two strong fans' worth of card needs DC power."""
    document: dict[str, Any] = {
        "id": "chassis",
        "title": {"en": "Chassis", "zh": "机箱"},
        "groups": {"power": {"en": "Power", "zh": "电源"}, "cards": {"en": "Cards", "zh": "业务板"}},
        "options": [
            {
                "id": "power",
                "title": {"en": "Power module", "zh": "电源模块"},
                "group": "power",
                "values": [
                    {"id": "ac", "title": {"en": "AC", "zh": "交流"}, "price": 5000},
                    {"id": "dc", "title": {"en": "DC", "zh": "直流"}, "price": 7000},
                ],
                "default": "ac",
            },
            {
                "id": "card",
                "title": {"en": "Card", "zh": "业务板"},
                "group": "cards",
                "optional": True,
                "values": [
                    {"id": "copper", "title": {"en": "Copper card", "zh": "电口板"}, "price": 3000},
                    {
                        "id": "fibre",
                        "title": {"en": "Fibre card", "zh": "光口板"},
                        "price": 5000,
                        "sku": "CARD-48",
                        "module": "optics",
                    },
                ],
            },
        ],
        "modules": {
            "optics": {
                "options": [
                    {
                        "id": "transceivers",
                        "title": {"en": "Transceivers", "zh": "光模块"},
                        "quantity": {"max": 4, "price": 900, "sku": "OPTIC"},
                    }
                ]
            }
        },
        "rules": [
            {
                "kind": "requires",
                "id": "fibre-dc",
                "reason": {"en": "The fibre card needs DC power.", "zh": "光口板需要直流电源。"},
                "if": is_("card", "fibre"),
                "then": is_("power", "dc"),
            }
        ],
    }
    return {**document, **changes}


@pytest.fixture
def shop(store: None, clock: object) -> None:
    """The products, live at noon of 2 March 2026."""
    assert import_feed(tsv(*SHOP), "test.tsv", kit_clock.now()).state == "published"


@pytest.fixture
def publish(shop: None) -> Callable[..., ModelVersion]:
    """`publish(document, products)` makes a model the one that customers of these products see."""

    def do(document: dict[str, Any], products: tuple[str, ...] = ("CHASSIS-4", "CHASSIS-7")) -> ModelVersion:
        return configurator.publish(msgspec.convert(document, OptionModel), products, kit_clock.now())

    return do
