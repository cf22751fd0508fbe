"""Who can sign in to the demo, and which coupons it honours. Data only: the seeding code writes it."""

from __future__ import annotations

from typing import NamedTuple

PASSWORD = "portico-demo"
"""The one password of every demo account. A deployment for real customers has none of these."""


class DemoAccount(NamedTuple):
    """An account that exists from the first start. `roles` are those of the identity context."""

    email: str
    password: str
    name: str
    language: str
    roles: tuple[str, ...]
    known_for: str = ""
    """What to say of somebody whose roles do not tell why they are there."""


class DemoCoupon(NamedTuple):
    """`percent_basis_points` (10,000 is 100 %) or `amount_minor` (cents), never both; zero means no bound."""

    code: str
    reason: str
    reason_zh: str
    percent_basis_points: int
    amount_minor: int
    currency: str
    minimum_minor: int
    uses_in_all: int
    uses_each: int


class DemoOrganisation(NamedTuple):
    """A company whose people (by e-mail address) buy at its own prices, and on account."""

    name: str
    country: str
    tax_id: str
    members: tuple[str, ...]


ACCOUNTS = (
    DemoAccount("customer@demo.portico.example", PASSWORD, "Mina Park", "en", ("customer",)),
    DemoAccount("kehu@demo.portico.example", PASSWORD, "李明", "zh", ("customer",)),
    DemoAccount("buyer@demo.portico.example", PASSWORD, "Ingrid Solberg", "en", ("customer", "buyer")),
    DemoAccount("school@demo.portico.example", PASSWORD, "Priya Nair", "en", ("customer",)),
    DemoAccount("partner@demo.portico.example", PASSWORD, "Jana Kabel", "en", ("customer",), "affiliate for two months"),
    DemoAccount("support@demo.portico.example", PASSWORD, "Jonas Weber", "en", ("customer", "support")),
    DemoAccount("catalogue@demo.portico.example", PASSWORD, "Amara Diallo", "en", ("customer", "catalogue")),
    DemoAccount("finance@demo.portico.example", PASSWORD, "Sofia Ricci", "en", ("customer", "finance")),
    DemoAccount("admin@demo.portico.example", PASSWORD, "Tom Hale", "en", ("customer", "support", "catalogue", "finance", "admin")),
)  # fmt: skip

ORGANISATIONS = (DemoOrganisation("Solberg Foods", "US", "US 84-3391027", ("buyer@demo.portico.example",)),)
GROUPS = {"school@demo.portico.example": "education"}
"""Customer groups, by e-mail address."""

COUPONS = (
    DemoCoupon("WELCOME10", "10 % off your first order", "首单九折", 1_000, 0, "USD", 0, 0, 1),
    DemoCoupon("SAVE5", "5.00 USD off from 25.00 USD", "满25美元减5美元", 0, 500, "USD", 2_500, 0, 0),
    DemoCoupon("KABEL5", "5 % off, from the affiliate Kabel & Co", "Kabel & Co 推广的九五折", 500, 0, "USD", 0, 0, 0),
    DemoCoupon(
        "FREEALL",
        "Everything free, to try a checkout without payment",
        "全额抵扣，体验零元下单",
        10_000,
        0,
        "USD",
        0,
        1_000,
        0,
    ),
)
