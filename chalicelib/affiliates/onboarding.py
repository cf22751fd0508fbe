"""Members connect an account at Stripe, and what Stripe tells of these accounts and of transfers to them."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import replace

from chalicelib.affiliates import connect, members, payout_booking, payout_store, store
from chalicelib.affiliates.connect import ConnectedAccount, ConnectUnavailable, TransferRefused
from chalicelib.affiliates.domain import member as life
from chalicelib.affiliates.domain.member import Member, PayoutProfile
from chalicelib.affiliates.domain.payouts import PayoutNotFound, parts_of
from chalicelib.affiliates.payout_events import ConnectEvent, ReversalRequested
from chalicelib.affiliates.payout_schemas import OnboardingLink, OnboardingRequest
from chalicelib.affiliates.store import MemberItem
from chalicelib.identity import find_account
from chalicelib.kit import clock, stripe_signature
from chalicelib.kit.config import config
from chalicelib.kit.errors import Conflict, Invalid, Superseded
from chalicelib.kit.events import Delivery
from chalicelib.kit.facts import EventItem
from chalicelib.kit.mail_layout import page_url
from chalicelib.kit.tx import Tx

EVENTS = frozenset({"account.updated", "transfer.reversed", "payout.failed"})
_PAGE = "/partners/payouts"


class ConnectRefused(Conflict):
    title = "Stripe makes no such account"


class _Known(Conflict):
    pass


class _Object(msgspec.Struct, frozen=True):
    """What we use of an account, a transfer or a payout."""

    object: str
    id: str
    metadata: dict[str, str] | None = None
    amount: int = 0
    amount_reversed: int = 0
    currency: str = ""
    failure_message: str | None = None


class _Data(msgspec.Struct, frozen=True):
    object: _Object


class _Event(msgspec.Struct, frozen=True):
    id: str
    type: str
    data: _Data
    account: str | None = None


def begin(known: MemberItem, asked: OnboardingRequest, tx: Tx) -> OnboardingLink:
    """A page of Stripe's on which a member connects their account. They are paid there once Stripe says that it can be, and until then
    as they were before. Raises ConnectRefused."""
    member = known.document
    country = asked.country or (member.tax.country if member.tax else None)
    if country is None:
        raise Invalid(fields={"country": "say where you live"})
    profile = member.payout or PayoutProfile("stripe")
    account = find_account(member.account_id)
    try:
        if profile.stripe_account:
            found = connect.gateway().find_account(profile.stripe_account)
        else:
            found = connect.gateway().open_account(member.id, account.email if account else "", country)
        profile = life.onboarding(replace(profile, stripe_account=found.id), is_ready=found.is_ready)
        back = page_url(_PAGE, member.language)
        link = connect.gateway().onboarding_link(
            profile.stripe_account, f"{back}?onboarding=done", f"{back}?onboarding=again"
        )
    except TransferRefused as error:
        raise ConnectRefused(str(error)) from error
    after = life.paid_by(member, profile, tx.at)
    if after != member:
        members.tell_of_payout(member, after, tx)
        store.save_member(tx, known, after)
    return OnboardingLink(link.url, clock.rfc3339(link.expires_at))


def receive(raw: bytes, signature: str | None, now: datetime) -> None:
    """Take one of Stripe's events in; one that is known already is fine. It commits by itself. Raises BadSignature."""
    secret = config().stripe_connect_webhook_secret or config().stripe_webhook_secret
    stripe_signature.verify(raw, signature or "", secret, now)
    try:
        event = msgspec.json.decode(raw, type=_Event)
    except msgspec.MsgspecError:
        return  # signed by Stripe, but about something that we have no use for
    if event.type not in EVENTS:
        return
    tx = Tx(now)
    tx.put(EventItem.of(_fact(event), f"connect_{event.id}", now), EventItem.event_id.does_not_exist(), _Known())
    try:
        tx.commit()
    except _Known:
        return


def on_event(delivery: Delivery, tx: Tx) -> None:
    """React to what Stripe told. Events come in any order: what they are about is asked for, or only grows."""
    fact: ConnectEvent = delivery.fact
    if fact.kind == "transfer.reversed":
        _on_reversed(fact, tx)
    else:
        _on_account(fact, tx)


def carry_out_reversal(delivery: Delivery, tx: Tx) -> None:
    """Fetch back what was sent to a member, and book what Stripe answers. Its event says the same again."""
    fact: ReversalRequested = delivery.fact
    known = payout_store.item(fact.payout_id, fact.member_id)
    if known is None or not known.document.may_come_back:
        return
    returned = connect.gateway().reverse(known.document.transfer, known.document.id)
    payout_booking.take_back(tx, known, returned, fact.reason)


def look_again(known: MemberItem) -> Member:
    """A member whose account was not ready, as Stripe says now: its event may have got lost. It commits by itself, and changes nothing
    where Stripe does not answer."""
    member = known.document
    if member.payout is None or not member.payout.stripe_account:
        return member
    try:
        found = connect.gateway().find_account(member.payout.stripe_account)
    except (TransferRefused, ConnectUnavailable):
        return member
    tx = Tx(clock.now())
    after = _as_found(known, found, tx)
    tx.commit()
    return after


def _on_reversed(fact: ConnectEvent, tx: Tx) -> None:
    try:
        batch_id, member_id = parts_of(fact.item_id)
    except PayoutNotFound:
        return  # not one of ours
    known = payout_store.item(batch_id, member_id)
    if known is None:
        return
    if known.document.state == "sending":
        raise Superseded  # it came before we had written down that it was paid: again later
    payout_booking.take_back(tx, known, connect.our_amount(fact.amount, fact.currency), known.document.note)


def _on_account(fact: ConnectEvent, tx: Tx) -> None:
    """Whether the account can be paid, as Stripe says now; and what failed to reach its owner's bank is fetched back."""
    found = connect.gateway().find_account(fact.account)
    known = store.member(found.member_id)
    if known is None or known.document.payout is None or known.document.payout.stripe_account != fact.account:
        return
    if fact.kind == "payout.failed":
        _fetch_back(fact, known.document.id, tx)
    _as_found(known, found, tx)


def _as_found(known: MemberItem, found: ConnectedAccount, tx: Tx) -> Member:
    """Note whether an account can be paid."""
    member = known.document
    assert member.payout is not None
    after = life.paid_by(member, life.connected(member.payout, is_ready=found.is_ready), tx.at)
    if after != member:
        members.tell_of_payout(member, after, tx)
        store.save_member(tx, known, after)
    return after


def _fetch_back(fact: ConnectEvent, member_id: str, tx: Tx) -> None:
    """Stripe pays out what has come together: a bank sends back one payout of all the transfers in it. A payout in which there are none
    of ours (the owner made it by hand) leaves its money on the owner's account at Stripe."""
    sent_back = set(connect.gateway().transfers_in(fact.object_id, fact.account))
    for item in payout_store.every_item_of_member(member_id):
        if not sent_back:
            return
        if item.state == "sending" and connect.gateway().find_transfer(item) in sent_back:
            raise Superseded  # it came before we had written down what was sent: again later
        if item.transfer in sent_back:
            sent_back.discard(item.transfer)
            tx.publish(ReversalRequested(item.batch_id, member_id, fact.reason))


def _fact(event: _Event) -> ConnectEvent:
    found = event.data.object
    metadata = found.metadata or {}
    return ConnectEvent(
        stripe_id=event.id,
        kind=event.type,
        object_id=found.id,
        account=event.account or (found.id if found.object == "account" else ""),
        item_id=metadata.get("item_id", ""),
        amount=found.amount_reversed if found.object == "transfer" else found.amount,
        currency=found.currency.upper(),
        reason=found.failure_message or "",
    )
