"""Delivery methods and carriers: data, and which of them serve a cart."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import msgspec

from chalicelib.kit.money import Money, exponent

WORLD = "*"


class Zone(msgspec.Struct, frozen=True):
    """What a method costs in some countries. Figures are hundredths of a unit; `_UNITS` scales them to the cart's currency."""

    countries: frozenset[str]
    price_cents: int
    per_kilogram_cents: int
    days_min: int
    days_max: int
    free_from_cents: int | None = None
    """Goods of at least this much are sent free of charge."""


class Method(msgspec.Struct, frozen=True):
    """A way to deliver, with its names and zones; the first zone that has the country counts."""

    id: str
    names: Mapping[str, str]
    zones: tuple[Zone, ...]


class Offer(msgspec.Struct, frozen=True):
    """A method as it serves one cart."""

    id: str
    name: str
    price: Money
    days_min: int
    days_max: int


_EUROPE = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE GB CH NO IS".split()
)
_NORTH_AMERICA = frozenset({"US", "CA"})
_ASIA = frozenset("CN HK TW JP KR SG".split())

METHODS: tuple[Method, ...] = (
    Method(
        "standard",
        {"en": "Standard delivery", "zh": "标准配送"},
        (
            Zone(_NORTH_AMERICA, 595, 50, 3, 6, free_from_cents=99_00),
            Zone(_EUROPE, 795, 75, 4, 8, free_from_cents=149_00),
            Zone(_ASIA, 895, 90, 4, 8, free_from_cents=149_00),
            Zone(frozenset({WORLD}), 1995, 300, 7, 21),
        ),
    ),
    Method(
        "express",
        {"en": "Express delivery", "zh": "特快配送"},
        (
            Zone(_NORTH_AMERICA, 1495, 150, 1, 2),
            Zone(_EUROPE | _ASIA, 2495, 250, 2, 3),
        ),
    ),
    Method(
        "pickup",
        {"en": "Pick up in store", "zh": "门店自取"},
        (Zone(frozenset({"US"}), 0, 0, 1, 2),),
    ),
)

_UNITS: Mapping[str, int] = {"JPY": 150, "KRW": 1300, "CNY": 7, "HKD": 8, "TWD": 30, "INR": 85}
"""What one unit of the figures above is in currencies of another size, roughly; all others count one to one."""

_ONE_TO_ONE = frozenset({"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD"})
"""Currencies of about the size of the figures."""

_TRACKING: Mapping[str, str] = {
    "ups": "https://www.ups.com/track?tracknum={number}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={number}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
    "dhl": "https://www.dhl.com/en/express/tracking.html?AWB={number}",
    "sf express": "https://www.sf-express.com/chn/en/waybill/waybill-detail/{number}",
    "royal mail": "https://www.royalmail.com/track-your-item#/tracking-results/{number}",
}


class Load(msgspec.Struct, frozen=True):
    """What is to be delivered: the goods' value (minor units) and weight."""

    subtotal: int
    currency: str
    grams: int


def offers(load: Load, country: str, language: str) -> list[Offer]:
    """The methods that serve a load to `country`, with their prices."""
    found = []
    for method in METHODS:
        zone = _zone(method, country)
        if zone is not None:
            price = Money(_price(zone, load), load.currency)
            found.append(Offer(method.id, method.names[language], price, zone.days_min, zone.days_max))
    return found


def is_priced_in(currency: str) -> bool:
    """Whether the figures are good for `currency` where it is not the shop's own."""
    return currency in _UNITS or currency in _ONE_TO_ONE


def tracking_url(carrier: str, number: str) -> str | None:
    """Where a parcel can be followed; None for a carrier that the table does not have."""
    template = _TRACKING.get(carrier.strip().lower())
    return template.format(number=quote(number.strip(), safe="")) if template else None


def _zone(method: Method, country: str) -> Zone | None:
    for zone in method.zones:
        if country in zone.countries or WORLD in zone.countries:
            return zone
    return None


def _price(zone: Zone, load: Load) -> int:
    if zone.free_from_cents is not None and load.subtotal >= _in_minor(zone.free_from_cents, load.currency):
        return 0
    kilograms = -(-load.grams // 1000)
    beyond_first = max(0, kilograms - 1)  # the first kilogram is in the price
    return _in_minor(zone.price_cents + beyond_first * zone.per_kilogram_cents, load.currency)


def _in_minor(cents: int, currency: str) -> int:
    """Hundredths of a unit in minor units of `currency`, rounded down."""
    return cents * _UNITS.get(currency, 1) * (1, 10, 100, 1000)[exponent(currency)] // 100
