"""The demo's rules and quotes fit the contexts that they are written into."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from chalicelib.identity.schemas import Address
from chalicelib.pricing import tax_table
from chalicelib.quotes.rule_schemas import ApprovalRules
from infra.demo.catalogue import chassis
from infra.demo.people import ACCOUNTS
from infra.demo.quotes import QUOTES, RULES


def test_the_rules_are_rules() -> None:
    rules = msgspec.convert({"rules": list(RULES)}, ApprovalRules).rules

    assert [(rule.tier, rule.role) for rule in rules] == [(1, "finance"), (2, "admin"), (2, "admin")]


def test_each_quote_is_a_demo_customers_of_products_that_there_are() -> None:
    skus = {product.sku for product in chassis.products()}
    for quote in QUOTES:
        address = msgspec.convert(quote.address, Address)
        assert quote.email in {account.email for account in ACCOUNTS}
        assert {line.sku for line in quote.lines} <= skus
        assert tax_table().region(address.country, address.region) is not None
        assert ZoneInfo(quote.zone)
    assert {quote.until for quote in QUOTES} == {"requested", "submitted", "issued"}
