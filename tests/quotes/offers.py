"""Quotes made up for tests of the domain and of the document."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.identity.schemas import Address, OrganisationRef
from chalicelib.orders import Component, Configured
from chalicelib.pricing import TaxRules, tax_table
from chalicelib.quotes.domain import life
from chalicelib.quotes.domain.offer import price_offer
from chalicelib.quotes.domain.quote import Actor, Customer, Delivery, Discount, Line, Offer, Quote, Source

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
UNTAXED = TaxRules(included=False, rates={})
BERLIN = Address("Ingrid Søberg", "Invalidenstraße 117", "Berlin", "DE", postal_code="10115")
BEIJING = Address("王小明", "中关村大街 27 号", "北京", "CN", postal_code="100080")
STAFF = Actor("staff", "acc_sales", "Jonas Weber", frozenset({"support"}))


def line(line_id: str = "1", **changes: Any) -> Line:
    """Ten routers at 90.00 instead of 100.00."""
    made = Line(
        id=line_id,
        sku=f"SKU-{line_id}",
        title="Router",
        picture=None,
        quantity=10,
        list_unit=10_000,
        source=Source("catalogue"),
        unit=9_000,
        tax_category="standard",
    )
    return replace(made, **changes)


def chassis(line_id: str, choices: int, language: str = "en") -> Line:
    """A configured line with so many choices."""
    words = ("插槽", "48 口万兆线卡") if language == "zh" else ("Slot", "48-port 10G line card")
    components = tuple(Component(f"{words[0]} {n}", words[1], f"LC-{n}", 1 + n % 2) for n in range(1, choices + 1))
    title = "核心交换机机箱，8 槽位" if language == "zh" else "Core switch chassis, eight slots"
    return line(line_id, title=title, configuration=Configured(f"cfg_{line_id}", components), list_unit=1_849_900)


def quote(*lines: Line, language: str = "en", **changes: Any) -> Quote:
    """An approved quote."""
    zh = language == "zh"
    offer = Offer(
        language="zh" if zh else "en",
        zone="Asia/Shanghai" if zh else "Europe/Berlin",
        lines=lines or (line(),),
        discount=Discount(rate=4_000),
        delivery=Delivery("送货上门" if zh else "Truck, to the data hall", 25_000),
        shipping=BEIJING if zh else BERLIN,
        terms="收货后 30 天内付款。" if zh else "Payment within 30 days of delivery.",
        valid_until=date(2026, 12, 31),
    )
    company = OrganisationRef("org_1", "华北数据有限公司" if zh else "Nordlicht Rechenzentren GmbH", on_account=True)
    made = Quote(
        id="quo_1",
        number="Q-7K3M-2QXD",
        state="approved",
        version=1,
        currency="USD",
        created_at=NOW,
        updated_at=NOW,
        customer=Customer("王小明" if zh else "Ingrid Søberg", "buyer@example.com", "acc_1", company),
        offer=offer,
        requested=True,
    )
    return replace(made, **changes)


def issued(*lines: Line, language: str = "en", **changes: Any) -> Quote:
    """The same, sent to its customer."""
    approved = quote(*lines, language=language, **changes)
    where = approved.offer.shipping
    rules = tax_table().rules(where.country, where.region) if where else UNTAXED
    priced = price_offer(approved.offer, approved.currency, rules, NOW)
    return life.issue(approved, priced, "quotes/quo_1/1.pdf", STAFF, NOW)
