"""What members are written, in their language: one mail a fact, whatever is repeated. Its words: `mail_texts.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from chalicelib.affiliates import digests, members, store
from chalicelib.affiliates.digests import DigestDue, What
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.events import (
    CommissionAccrued,
    CommissionFact,
    MemberDecided,
    MemberJoined,
    PayoutDetailsChanged,
)
from chalicelib.affiliates.mail_texts import LABELS, WORDS
from chalicelib.affiliates.payout_events import PayoutFailed, PayoutPaid
from chalicelib.affiliates.payout_views import short_iban
from chalicelib.affiliates.tool_events import WebhookDisabled
from chalicelib.kit.events import Delivery
from chalicelib.kit.mail import mailer
from chalicelib.kit.mail_layout import Letter, compose
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx

_PAGES = {
    "active": "/partners/dashboard",
    "approved": "/partners/dashboard",
    "restored": "/partners/dashboard",
    "digest": "/partners/commissions",
    "accrued": "/partners/commissions",
    "accrued_held": "/partners/commissions",
    "commission_approved": "/partners/commissions",
    "paid": "/partners/payouts",
    "failed": "/partners/profile",
    "payout_entered": "/partners/profile",
    "payout_changed": "/partners/profile",
    "webhook_off": "/partners/developers",
}
_DIGEST: dict[str, What] = {"commissions": "new", "approvals": "approved"}
Rows = Sequence[tuple[str, str]]


def on_joined(delivery: Delivery, tx: Tx) -> None:
    """A welcome, or that staff are looking at it."""
    fact: MemberJoined = delivery.fact
    _send(delivery, store.member(fact.member_id), fact.state)


def on_decided(delivery: Delivery, tx: Tx) -> None:
    """What staff decided, with their reason."""
    fact: MemberDecided = delivery.fact
    item = store.member(fact.member_id)
    rows = [("reason", item.document.note)] if item and item.document.note else []
    _send(delivery, item, fact.decision, rows)


def on_accrued(delivery: Delivery, tx: Tx) -> None:
    """A new commission: told at once, or gathered for the day's mail."""
    fact: CommissionAccrued = delivery.fact
    _tell(delivery, "commissions", "accrued_held" if fact.held else "accrued", tx)


def on_approved(delivery: Delivery, tx: Tx) -> None:
    """A commission is payable: told at once, or gathered for the day's mail."""
    _tell(delivery, "approvals", "commission_approved", tx)


def on_digest(delivery: Delivery, tx: Tx) -> None:
    """What a day brought. What was switched off meanwhile is left out."""
    fact: DigestDue = delivery.fact
    item = store.member(fact.member_id)
    if item is None:
        return
    choices = item.document.mails
    wanted = {"new": choices.commissions == "daily", "approved": choices.approvals == "daily"}
    rows = [("day", fact.day)]
    for what, is_wanted in wanted.items():
        if is_wanted and fact.counts.get(what):
            rows += [(f"{what}_orders", str(fact.counts[what])), (f"{what}_sum", _sums(what, fact.sums))]
    if len(rows) > 1:
        _send(delivery, item, "digest", rows, "commissions" if wanted["new"] else "approvals")


def on_payout_details(delivery: Delivery, tx: Tx) -> None:
    """They are paid to another account from now on. Whatever they chose: who reads it may not be who did it."""
    fact: PayoutDetailsChanged = delivery.fact
    item = store.member(fact.member_id)
    profile = item.document.payout if item else None
    if profile is not None:
        rows = [("account", "Stripe" if profile.method == "stripe" else short_iban(profile.iban))]
        rows += [("pays_from", f"{profile.pays_from:%Y-%m-%d %H:%M} UTC")] if profile.pays_from else []
        _send(delivery, item, "payout_entered" if fact.first else "payout_changed", rows)


def on_paid(delivery: Delivery, tx: Tx) -> None:
    """Money is on its way."""
    fact: PayoutPaid = delivery.fact
    item = store.member(fact.member_id)
    if item and item.document.mails.payouts:
        _send(delivery, item, "paid", [("amount", _money(fact.pay_amount, fact.pay_currency))], "payouts")


def on_failed(delivery: Delivery, tx: Tx) -> None:
    """Money came back."""
    fact: PayoutFailed = delivery.fact
    item = store.member(fact.member_id)
    if item and item.document.mails.payout_problems:
        _send(delivery, item, "failed", [("amount", _money(fact.amount, fact.currency))], "payout_problems")


def on_webhook_disabled(delivery: Delivery, tx: Tx) -> None:
    """A tool of theirs takes nothing, and is told nothing more."""
    fact: WebhookDisabled = delivery.fact
    _send(delivery, store.member(fact.member_id), "webhook_off", [("address", fact.url)])


def _tell(delivery: Delivery, choice: str, kind: str, tx: Tx) -> None:
    fact: CommissionFact = delivery.fact
    item = store.member(fact.member_id)
    often = getattr(item.document.mails, choice) if item else "off"
    if often == "each":
        _send(delivery, item, kind, [("amount", _money(fact.amount, fact.currency))], choice)
    elif often == "daily":
        day, what = delivery.occurred_at.date(), _DIGEST[choice]
        digests.add(tx, fact.member_id, day, what, Money(fact.amount, fact.currency))


def _send(
    delivery: Delivery, item: store.MemberItem | None, kind: str, rows: Rows = (), choice: str | None = None
) -> None:
    """`choice`: what of the member's choices ends such mails; each says how."""
    account = members.account_of(item.document) if item else None
    if item is None or account is None:
        return  # the person has been forgotten
    member = item.document
    subject, text = WORDS[member.language][kind]
    labels = LABELS[member.language]
    letter = Letter(
        language=member.language,
        subject=subject,
        paragraphs=[text],
        rows=[(labels[name], value) for name, value in rows],
        button=(labels["page"], _PAGES.get(kind, "/partners")),
        footer_link=(labels["off"], _off_path(member, choice)) if choice else None,
    )
    name = f"affiliate_{kind}"
    mailer().send(compose(letter, to=account.email, message_id=f"{delivery.event_id}.{name}", kind=name))


def _off_path(member: Member, choice: str) -> str:
    asked = {"member": member.id, "kind": choice, "token": members.mails_token(member.id)}
    return f"/partners/mails?{urlencode(asked)}"


def _sums(what: str, sums: Mapping[str, int]) -> str:
    named = sorted((name.removeprefix(f"{what}:"), amount) for name, amount in sums.items() if name.startswith(what))
    return " + ".join(_money(amount, currency) for currency, amount in named)


def _money(amount: int, currency: str) -> str:
    return f"{Money(amount, currency).decimal_text()} {currency}"
