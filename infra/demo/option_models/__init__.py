"""The demo's option models: a chassis of every platform and size, with its supervisors, line cards, optics and power.

All platforms share their rules and differ in article numbers and prices, which are those of the demo catalogue. Watts are made
up, as the products are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from infra.demo.option_models import parts, rules
from infra.demo.option_models.words import GROUPS, both
from infra.demo.text import Text

PriceOf = Callable[[str], int]
"""What a product costs in the catalogue, in cents."""

_PLATFORMS = (("NV", "Massif"), ("KS", "Crucible"), ("HV", "Glacier"), ("MD", "Zenith"))
_SLOTS = (4, 7, 10, 16)
_SUPPORT = ("", "-S1", "-S3", "-S5")
"""A chassis is sold with and without support; each is configured alike."""


def option_models(price_of: PriceOf) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each model's document, and the products that it configures."""
    for code, platform in _PLATFORMS:
        for slots in _SLOTS:
            shelf = parts.Shelf(code, platform, price_of)
            chassis = shelf.sku(f"C{slots:02}")
            yield _chassis_model(shelf, slots), [chassis + support for support in _SUPPORT]


def _chassis_model(shelf: parts.Shelf, slots: int) -> dict[str, Any]:
    """The option model of one chassis, as an author would hand it in."""
    return {
        "id": f"{shelf.platform}-{slots}".lower(),
        "title": both(Text(f"{shelf.platform} {slots}-Slot Chassis", f"{shelf.platform} {slots}槽机箱")),
        "groups": {name: both(title) for name, title in GROUPS.items()},
        "options": [
            *parts.supervisors(shelf, slots),
            *parts.slots(shelf, slots),
            parts.power(),
            *parts.cooling(shelf, slots),
            *parts.software(),
        ],
        "modules": {**parts.optics_modules(shelf), **parts.power_modules(shelf, slots)},
        "rules": rules.rules(slots),
    }
