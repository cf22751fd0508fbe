"""Which tax a destination charges, and where and how the shop rounds."""

from __future__ import annotations

import msgspec
import pytest

from chalicelib.kit.money import Rounding
from chalicelib.pricing import tax_table
from chalicelib.pricing.domain import TaxRate
from chalicelib.pricing.tax import TaxTable


@pytest.mark.parametrize(
    ("destination", "category", "included", "expected"),
    [
        (("DE", ""), "standard", True, TaxRate("MwSt", 19_000)),
        (("DE", "Bayern"), "reduced", True, TaxRate("MwSt", 7_000)),
        (("CN", ""), "standard", True, TaxRate("增值税", 13_000)),
        (("CN", ""), "services", True, TaxRate("增值税", 6_000)),
        (("JP", ""), "reduced", True, TaxRate("消費税", 8_000)),
        (("US", "CA"), "standard", False, TaxRate("Sales tax", 7_250)),
        (("US", " california "), "standard", False, TaxRate("Sales tax", 7_250)),
        (("US", "nowhere"), "standard", False, TaxRate("Sales tax", 0)),
        (("US", "CA"), "shipping", False, TaxRate("Sales tax", 0)),
        (("US", "TX"), "shipping", False, TaxRate("Sales tax", 6_250)),
        (("CA", "QC"), "standard", False, TaxRate("GST + QST", 14_975)),
        (("DE", ""), "something new", True, TaxRate("MwSt", 19_000)),
        (("ZZ", ""), "standard", False, TaxRate("", 0)),
    ],
)
def test_each_destination_taxes_by_its_own_rule(
    destination: tuple[str, str], category: str, included: bool, expected: TaxRate
) -> None:
    rules = tax_table().rules(*destination)
    assert (rules.included, rules.rate_of(category)) == (included, expected)


def test_a_cart_without_an_address_is_priced_at_the_shops_own_place() -> None:
    assert tax_table().rules(None) == tax_table().rules("US", "")


TABLE = b"""{"home": {"country": "AA"}, "rounding": "half_even", "tax_per": "order", "countries": {
    "AA": {"included": true, "name": "VAT", "rates": {"standard": 20000}},
    "BB": {"included": false, "name": "Tax", "rates": {"standard": 5000}, "tax_per": "line"}
}}"""


def test_the_shop_says_where_and_how_it_rounds_and_a_country_may_differ_in_where() -> None:
    table = msgspec.json.decode(TABLE, type=TaxTable)
    found = {country: table.rules(country) for country in ("AA", "BB", "ZZ")}
    assert {country: rules.per for country, rules in found.items()} == {"AA": "order", "BB": "line", "ZZ": "order"}
    assert {rules.rounding for rules in found.values()} == {Rounding.HALF_EVEN}


def test_a_way_of_rounding_that_is_none_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="rounding"):
        msgspec.json.decode(TABLE.replace(b"half_even", b"up_and_up"), type=TaxTable)
