"""Which tax a destination charges: a table of country (and region) by tax category, kept in tax.json beside this file.

Rates are parts per 100,000. `included` says whether the shop's prices contain the tax for buyers there (the European
Union, China, Japan …) or it comes on top (the United States, Canada). Regions replace their country's rates. `tax_per` says
whether tax is rounded on the order or on each line, for the shop or for one country; `rounding` how, for the whole shop.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from chalicelib.kit.money import Rounding
from chalicelib.pricing.domain import TaxPer, TaxRate, TaxRules


class _Region(msgspec.Struct, frozen=True):
    rates: dict[str, int]
    name: str | None = None
    aliases: list[str] = []


class _Country(msgspec.Struct, frozen=True):
    included: bool
    name: str
    rates: dict[str, int]
    regions: dict[str, _Region] = {}
    tax_per: TaxPer | None = None


class _Home(msgspec.Struct, frozen=True):
    country: str
    region: str = ""


class TaxTable(msgspec.Struct, frozen=True):
    """The whole table. `home` prices a cart that has no address yet."""

    home: _Home
    countries: dict[str, _Country]
    rounding: Rounding
    tax_per: TaxPer

    def rules(self, country: str | None, region: str = "") -> TaxRules:
        """How a destination taxes. One that the table does not name is untaxed: an export, taxed where it arrives."""
        if country is None:
            country, region = self.home.country, self.home.region
        entry = self.countries.get(country)
        if entry is None:
            return TaxRules(included=False, rates={}, per=self.tax_per, rounding=self.rounding)
        code = _code(entry, region)
        found = entry.regions[code] if code else None
        rates = found.rates if found else entry.rates
        name = (found.name if found else None) or entry.name
        named = {category: TaxRate(name, rate) for category, rate in rates.items()}
        return TaxRules(entry.included, named, entry.tax_per or self.tax_per, self.rounding)

    def region(self, country: str, given: str) -> str | None:
        """A region as the table writes it, in a country whose tax depends on it (None: it is none of them); elsewhere as it is."""
        entry = self.countries.get(country)
        return _code(entry, given) if entry and entry.regions else given


def _code(country: _Country, given: str) -> str | None:
    """By its code or one of its names, whatever the case: people write `CA`, `ca` and `California`."""
    wanted = given.strip().casefold()
    for code, region in country.regions.items():
        if wanted and wanted in (code.casefold(), *(alias.casefold() for alias in region.aliases)):
            return code
    return None


@cache
def tax_table() -> TaxTable:
    """This shop's table."""
    return msgspec.json.decode(Path(__file__).with_name("tax.json").read_bytes(), type=TaxTable)
