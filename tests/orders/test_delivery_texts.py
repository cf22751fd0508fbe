"""The shop's texts tell the delivery costs and days that the orders charge and promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chalicelib.orders.domain.delivery import METHODS, Zone

TEXTS = Path(__file__).parents[2] / "frontend/shop/i18n"
LANGUAGES = ("en", "zh")
STANDARD, EXPRESS = (method.zones for method in METHODS[:2])
AMERICA, EUROPE, ASIA, WORLD = range(4)


def text(lang: str, area: str, key: str) -> str:
    found = re.search(rf"^ +{key}: '(.*)',$", (TEXTS / lang / f"{area}.ts").read_text("utf-8"), re.MULTILINE)
    assert found, f"{area}.{key} is gone: hold the figures where they are told now"
    return found[1]


def figures(told: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d\d)?", told)


def days(zone: Zone) -> list[str]:
    return [str(zone.days_min), str(zone.days_max)]


def price(zone: Zone) -> str:
    return f"{zone.price_cents / 100:.2f}"


def free(zone: Zone) -> list[str]:
    return [] if zone.free_from_cents is None else [str(zone.free_from_cents // 100)]


def told(zone: Zone) -> list[str]:
    return [*days(zone), price(zone)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_help_page_lists_every_zone_as_it_is_charged(lang: str) -> None:
    table = (TEXTS / lang / "info.ts").read_text("utf-8").split("id: 'delivery'")[1].split("],\n      }")[0]
    rows = [figures(line) for line in table.splitlines() if line.strip().startswith("['") and figures(line)]
    assert rows == [
        told(STANDARD[AMERICA]) + told(EXPRESS[0]) + free(STANDARD[AMERICA]),
        told(STANDARD[EUROPE]) + told(EXPRESS[1]) + free(STANDARD[EUROPE]),
        told(STANDARD[ASIA]) + told(EXPRESS[1]) + free(STANDARD[ASIA]),
        told(STANDARD[WORLD]),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_front_page_and_products_tell_what_north_america_pays(lang: str) -> None:
    home = STANDARD[AMERICA]
    assert figures(text(lang, "home", "why_delivery_text")) == days(home) + free(home)
    assert figures(text(lang, "catalog", "price_note")) == [price(home), *free(home)]
    assert figures(text(lang, "catalog", "term_delivery")) == days(home)
    soonest_abroad = min(zone.days_min for zone in STANDARD[EUROPE:])
    assert figures(text(lang, "catalog", "term_delivery_text")) == [*days(EXPRESS[0]), str(soonest_abroad)]
