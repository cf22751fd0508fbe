"""Members: signing up, their profile, and what staff decide about them."""

from __future__ import annotations

import hmac
import re
from typing import Any

from msgspec.structs import replace

from chalicelib.affiliates import invitations, store
from chalicelib.affiliates.domain import member as life
from chalicelib.affiliates.domain.banking import is_bic, is_iban, is_writable
from chalicelib.affiliates.domain.member import (
    MailChoices,
    Member,
    Membership,
    MembershipState,
    NotAnAffiliate,
    OwnMembership,
    PayoutProfile,
    TaxData,
)
from chalicelib.affiliates.domain.programme import (
    Programme,
    ProgrammeClosed,
    ProgrammeNotFound,
    TermsNotAccepted,
)
from chalicelib.affiliates.events import MemberDecided, MemberJoined, PayoutDetailsChanged
from chalicelib.affiliates.programmes import must_find as must_find_programme
from chalicelib.affiliates.schemas import (
    AffiliateChange,
    JoinRequest,
    MailChoicesChange,
    MailsOff,
    MembershipChange,
    PayoutDetails,
    Suspension,
    TaxDetails,
)
from chalicelib.affiliates.store import MemberItem
from chalicelib.identity import find_account
from chalicelib.identity.schemas import AccountView
from chalicelib.kit import ids
from chalicelib.kit.errors import Invalid, NotFound
from chalicelib.kit.secrets import keyed_hash
from chalicelib.kit.tx import Tx

_MAX_ADDRESS_LINES = 10
"""Statements have room for so many."""


class MailLinkNotValid(NotFound):
    title = "This link is not valid any more; sign in to choose your mails"


def of_account(account_id: str) -> MemberItem:
    """The member that an account is. Raises NotAnAffiliate."""
    item = store.member_of_account(account_id)
    if item is None:
        raise NotAnAffiliate()
    return item


def must_find(member_id: str) -> MemberItem:
    """The member, for staff. Raises MemberNotFound."""
    item = store.member(member_id)
    if item is None:
        raise life.MemberNotFound()
    return item


def must_be_anothers(item: MemberItem, account_id: str) -> MemberItem:
    """The member, who is not the one that decides about them. Raises OwnMembership."""
    if item.document.account_id == account_id:
        raise OwnMembership()
    return item


def must_be_active(item: MemberItem) -> MemberItem:
    """The member, who may act as one. Raises MemberNotActive."""
    if item.document.state != "active":
        raise life.MemberNotActive()
    return item


def account_of(member: Member) -> AccountView | None:
    """The member's account; None once it is deleted. One read."""
    return find_account(member.account_id) if member.account_id else None


def sign_up(account_id: str, asked: JoinRequest, source_ip: str, tx: Tx) -> MemberItem:
    """Take part in a programme, as a new member or as one more programme of a known one. Raises TermsNotAccepted,
    InvitationNotValid, TooMany, ProgrammeClosed, MemberNotActive, ApplicationRejected, AlreadyJoined."""
    if asked.invitation_code:
        invitations.count_try(account_id, source_ip, tx.at)
    programme = _programme(asked)
    _check_terms(programme, asked)
    state = _first_state(programme, asked)
    membership = Membership(programme.id, state, tx.at, programme.terms_version, currency=programme.currency)
    known = store.member_of_account(account_id)
    if known is not None:
        item = store.save_member(tx, known, life.join(known.document, membership))
    else:
        fresh = Member(ids.new_id("aff", tx.at), account_id, asked.display_name, "pending", tx.at, asked.language)
        item = store.add_member(tx, life.join(fresh, membership))
    tx.publish(MemberJoined(item.document.id, account_id, programme.id, membership.state))
    return item


def change_profile(known: MemberItem, asked: AffiliateChange, tx: Tx) -> MemberItem:
    """Change what a member says of themselves."""
    before = known.document
    after = replace(
        before,
        display_name=asked.display_name or before.display_name,
        language=asked.language or before.language,
        tax=_tax(asked.tax) if asked.tax else before.tax,
        mails=_mails(asked.mails, before.mails) if asked.mails else before.mails,
    )
    if asked.payout:
        after = life.paid_by(after, _payout(asked.payout, before.payout), tx.at)
        tell_of_payout(before, after, tx)
    return store.save_member(tx, known, after)


def tell_of_payout(before: Member, after: Member, tx: Tx) -> None:
    """Publish that a member is paid to another account now, if they are."""
    if after.payout is not None and (before.payout is None or before.payout.target != after.payout.target):
        tx.publish(PayoutDetailsChanged(after.id, after.account_id, after.payout.changed_at is None))


def switch_mails_off(asked: MailsOff, tx: Tx) -> None:
    """End one kind of mails by the link that each of them has. Raises MailLinkNotValid."""
    known = store.member(asked.member_id)
    if known is None or not hmac.compare_digest(asked.token, mails_token(asked.member_id)):
        raise MailLinkNotValid()
    off: dict[str, Any] = {asked.kind: "off" if asked.kind in ("commissions", "approvals") else False}
    mails = replace(known.document.mails, **off)
    store.save_member(tx, known, replace(known.document, mails=mails))


def mails_token(member_id: str) -> str:
    """What opens a member's choice of mails without a sign-in, and nothing else."""
    return keyed_hash("affiliates.mails", member_id)


def approve(known: MemberItem, tx: Tx) -> MemberItem:
    """Let in who waits."""
    return _decided(tx, known, life.approve(known.document), "approved")


def reject(known: MemberItem, reason: str, tx: Tx) -> MemberItem:
    """Keep out who waits."""
    return _decided(tx, known, life.reject(known.document, reason), "rejected")


def admit(known: MemberItem, programme_id: str, tx: Tx) -> MemberItem:
    """Let in somebody whom a programme turned down before."""
    return _decided(tx, known, life.admit(known.document, programme_id), "approved")


def suspend(known: MemberItem, asked: Suspension, tx: Tx) -> MemberItem:
    """From now on nothing that they bring earns."""
    after = life.suspend(known.document, asked.reason, tx.at, for_good=asked.for_good)
    return _decided(tx, known, after, "banned" if asked.for_good else "suspended")


def restore(known: MemberItem, tx: Tx) -> MemberItem:
    """Take a suspension back."""
    return _decided(tx, known, life.restore(known.document, tx.at), "restored")


def change_membership(known: MemberItem, asked: MembershipChange, tx: Tx) -> MemberItem:
    """Put a member into a group or a tier of a programme. Raises Invalid for one that the programme does not have."""
    member = known.document
    membership = member.membership(asked.programme_id)
    if membership is None:
        raise Invalid(fields={"programme_id": "they take no part in it"})
    programme = must_find_programme(asked.programme_id).document
    if asked.group and asked.group not in programme.groups:
        raise Invalid(fields={"group": "the programme has no such group"})
    if asked.tier and asked.tier not in {tier.name for tier in programme.tiers}:
        raise Invalid(fields={"tier": "the programme has no such tier"})
    changed = replace(membership, group=asked.group, tier=asked.tier)
    memberships = tuple(changed if one is membership else one for one in member.memberships)
    return store.save_member(tx, known, replace(member, memberships=memberships))


def _programme(asked: JoinRequest) -> Programme:
    if asked.programme_id is not None:
        programme = must_find_programme(asked.programme_id).document
    elif asked.invitation_code:
        programme = invitations.opened_by(asked.invitation_code).document
    else:
        listed = [item.document for item in store.programmes() if item.document.is_listed]
        if len(listed) != 1:
            raise ProgrammeNotFound("Say which programme (`programme_id`).")
        programme = listed[0]
    if not programme.active:
        raise ProgrammeClosed()
    return programme


def _check_terms(programme: Programme, asked: JoinRequest) -> None:
    if not asked.accept_terms or asked.terms_version not in (None, programme.terms_version):
        raise TermsNotAccepted(fields={"accept_terms": f"accept version {programme.terms_version} of the terms"})


def _first_state(programme: Programme, asked: JoinRequest) -> MembershipState:
    if programme.approval == "invitation":
        if not invitations.is_opened(programme, asked.invitation_code):
            raise invitations.not_valid()
        return "active"
    return "active" if programme.approval == "open" else "pending"


def _payout(asked: PayoutDetails, before: PayoutProfile | None) -> PayoutProfile:
    """The new profile; a Stripe account that is connected stays connected."""
    iban = re.sub(r"\s", "", asked.iban).upper()
    if asked.method == "bank":
        if not asked.holder.strip():
            raise Invalid(fields={"payout.holder": "say whose account it is"})
        if not is_writable(asked.holder):
            raise Invalid(fields={"payout.holder": "write it in Latin letters, as your bank does"})
        if not is_iban(iban):
            raise Invalid(fields={"payout.iban": "is not an IBAN; look for a mistyped character"})
        if asked.bic and not is_bic(asked.bic.upper()):
            raise Invalid(fields={"payout.bic": "is not a BIC: eight or eleven letters and digits"})
    account, is_ready = (before.stripe_account, before.is_ready) if before else ("", False)
    return PayoutProfile(asked.method, asked.holder.strip(), iban, asked.bic.upper(), account, is_ready)


def _mails(asked: MailChoicesChange, before: MailChoices) -> MailChoices:
    given = {name: getattr(asked, name) for name in asked.__struct_fields__ if getattr(asked, name) is not None}
    return replace(before, **given)


def _tax(asked: TaxDetails) -> TaxData:
    if len(asked.address.splitlines()) > _MAX_ADDRESS_LINES:
        raise Invalid(fields={"tax.address": f"has more than {_MAX_ADDRESS_LINES} lines"})
    return TaxData(asked.kind, asked.legal_name, asked.country, asked.tax_id, asked.address)


def _decided(tx: Tx, known: MemberItem, after: Member, decision: str) -> MemberItem:
    tx.publish(MemberDecided(after.id, after.account_id, decision))
    return store.save_member(tx, known, after)
