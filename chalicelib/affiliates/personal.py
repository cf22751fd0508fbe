"""What affiliates keep of a person: told in their export, forgotten when their account is deleted."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from chalicelib.affiliates import customers_store, store
from chalicelib.affiliates.domain.member import Interval, Member
from chalicelib.affiliates.schemas import AffiliateView, CommissionView
from chalicelib.affiliates.views import commission_views, member_view
from chalicelib.kit.events import Delivery
from chalicelib.kit.tx import Tx

_PAGE = 100


def membership_of(account_id: str) -> AffiliateView | None:
    """The member that an account is, as they see it."""
    item = store.member_of_account(account_id)
    return member_view(item) if item else None


def commissions_of(account_id: str) -> list[CommissionView]:
    """All commissions of an account's member."""
    item = store.member_of_account(account_id)
    found: list[CommissionView] = []
    before: str | None = None
    while item is not None:
        sales, before = store.sales_of(item.document.id, _PAGE, before)
        found += [view for sale in sales for view in commission_views(sale, staff=False)]
        if before is None:
            break
    return found


def personal_data() -> dict[str, Any]:
    """What this context adds to a person's export."""
    return {"affiliate": membership_of, "commissions": commissions_of}


def forget(delivery: Delivery, tx: Tx) -> None:
    """A deleted account's member is closed and loses the person: nothing that they bring earns any more, and nothing more is paid,
    since nobody knows whom. Amounts stay for the books."""
    account_id = delivery.fact.account_id
    customers_store.forget(tx, account_id)
    known = store.member_of_account(account_id)
    if known is not None:
        store.forget_account(tx, account_id)
        store.save_member(tx, known, _without_person(known.document, tx))


def _without_person(member: Member, tx: Tx) -> Member:
    closed = member.suspensions if member.is_suspended(tx.at) else (*member.suspensions, Interval(tx.at, None))
    return replace(
        member, account_id="", display_name="", state="banned", payout=None, tax=None, suspensions=closed, note=""
    )
