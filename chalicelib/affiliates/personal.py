"""What affiliates keep of a person: told in their export, forgotten when their account is deleted."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from typing import Any

from chalicelib.affiliates import (
    accounts,
    api_keys,
    click_store,
    customers_store,
    figures_store,
    links,
    payout_store,
    sales_store,
    store,
    tools_store,
    webhooks,
)
from chalicelib.affiliates.domain import member as life
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.key_schemas import ApiKeyView
from chalicelib.affiliates.link_schemas import LinkView
from chalicelib.affiliates.payout_schemas import PayoutItemView
from chalicelib.affiliates.payout_views import item_view
from chalicelib.affiliates.schemas import AffiliateView, CommissionView
from chalicelib.affiliates.views import commission_views, member_view
from chalicelib.affiliates.webhook_schemas import WebhookView
from chalicelib.kit.events import Delivery
from chalicelib.kit.ledger import balances_of
from chalicelib.kit.tx import Tx

log = logging.getLogger(__name__)
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


def payouts_of(account_id: str) -> list[PayoutItemView]:
    """All that an account's member was paid, with the tax data that the statements name."""
    item = store.member_of_account(account_id)
    found = payout_store.every_item_of_member(item.document.id) if item else ()
    return [item_view(one, staff=True) for one in found]


def links_of(account_id: str) -> list[LinkView]:
    """All links of an account's member."""
    item = store.member_of_account(account_id)
    found: list[LinkView] = []
    cursor: str | None = None
    while item is not None:
        page, cursor = click_store.links_of(item.document.id, _PAGE, cursor)
        found += [links.view(one) for one in page]
        if cursor is None:
            break
    return found


def webhooks_of(account_id: str) -> list[WebhookView]:
    """Where the tools of an account's member are told."""
    item = store.member_of_account(account_id)
    return webhooks.listed(item.document.id) if item else []


def keys_of(account_id: str) -> list[ApiKeyView]:
    """The keys of an account's member, without their secrets."""
    item = store.member_of_account(account_id)
    return api_keys.listed(item.document.id) if item else []


def personal_data() -> dict[str, Any]:
    """What this context adds to a person's export."""
    return {
        "affiliate": membership_of,
        "commissions": commissions_of,
        "payouts": payouts_of,
        "links": links_of,
        "webhooks": webhooks_of,
        "api_keys": keys_of,
    }


def forget(delivery: Delivery, tx: Tx) -> None:
    """A deleted account's member is closed and loses the person and their tools: nothing that they bring earns any more. What they earned
    before is still paid, so how they are paid and their tax data stay until nothing is due. What was paid stays in the books, with whom."""
    account_id = delivery.fact.account_id
    customers_store.forget(tx, account_id)
    known = store.member_of_account(account_id)
    if known is None:
        return
    store.forget_account(tx, account_id)
    for key in tools_store.keys_of(known.document.id):
        tools_store.remove_key(tx, key.document)
    for webhook in tools_store.webhooks_of(known.document.id):
        tools_store.remove_webhook(tx, webhook)
    after = life.left(known.document, tx.at)
    store.save_member(tx, known, after if _is_due(after, tx.at) else life.forgotten(after))


def forget_who_left(now: datetime) -> None:
    """The schedule: whoever left and to whom nothing is due any more is forgotten."""
    for member_id in store.members_who_left():
        tx = Tx(now)
        try:
            tx.run(partial(_forget_paid, member_id, tx))
        except Exception:
            log.exception("member %s, who left, could not be forgotten", member_id)


def _forget_paid(member_id: str, tx: Tx) -> None:
    known = store.member(member_id)
    if known is not None and known.document.left_at and not _is_due(known.document, tx.at):
        store.save_member(tx, known, life.forgotten(known.document))


def _is_due(member: Member, now: datetime) -> bool:
    """Whether anything is due to a member who can be paid, or may become so."""
    if member.payout is None:
        return False
    _, _, sold = figures_store.of_period(member.id, now.date(), now.date())
    pending, approved = accounts.pending(member.id), accounts.approved(member.id)
    for currency in sales_store.earned_in_all(sold):
        kept = balances_of([pending, approved], currency)
        if any(one.available > 0 or one.held > 0 for one in kept.values()):
            return True
    return False
