"""The demo's accounts and coupons fit the contexts that they are written into."""

from __future__ import annotations

from typing import get_args

import msgspec

from chalicelib.identity.schemas import RegisterRequest, Role
from infra.demo.people import ACCOUNTS, COUPONS


def test_every_account_could_have_registered_itself() -> None:
    for account in ACCOUNTS:
        request = {name: getattr(account, name) for name in ("email", "password", "name", "language")}
        assert msgspec.convert(request, RegisterRequest).email.endswith("@demo.portico.example")
    assert len({account.email for account in ACCOUNTS}) == len(ACCOUNTS)


def test_each_staff_role_has_somebody() -> None:
    roles = {role for account in ACCOUNTS for role in account.roles}
    assert {"customer", "support", "catalogue", "finance", "admin"} <= roles <= set(get_args(Role))


def test_a_coupon_takes_a_share_or_an_amount() -> None:
    for coupon in COUPONS:
        assert (coupon.percent_basis_points > 0) != (coupon.amount_minor > 0)
        assert coupon.percent_basis_points <= 10_000
    assert {coupon.code for coupon in COUPONS} == {"WELCOME10", "SAVE5", "KABEL5", "FREEALL"}
