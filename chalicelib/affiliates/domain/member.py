"""Members: who takes part, where they stand, how they are paid."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

from chalicelib.kit.errors import Conflict, Forbidden, NotFound

MemberState = Literal["pending", "active", "suspended", "banned", "rejected"]
MembershipState = Literal["pending", "active", "rejected"]


CHANGED_WAITS = timedelta(days=3)
"""How long nothing is paid to an account that took the place of another: time for its owner to read the mail about it."""


class MemberNotFound(NotFound):
    title = "There is no such affiliate"


class NotAnAffiliate(NotFound):
    title = "This account takes part in no programme; sign up first"


class AlreadyJoined(Conflict):
    title = "This account takes part in that programme already"


class MemberStateWrong(Conflict):
    title = "The affiliate is not in a state that allows this; load it again"


class MemberNotActive(Forbidden):
    title = "This affiliate account is not active"


class OwnMembership(Forbidden):
    title = "This is your own affiliate account; somebody else has to decide about it"


class ApplicationRejected(Conflict):
    title = "This programme turned the account down; only staff can let it in now"


class Interval(msgspec.Struct, frozen=True):
    """From `since` up to but not at `until`; None: still."""

    since: datetime
    until: datetime | None
    reason: str = ""

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


class Membership(msgspec.Struct, frozen=True):
    """A programme that a member takes part in, and the version of its terms that they accepted."""

    programme_id: str
    state: MembershipState
    joined_at: datetime
    terms_version: int
    group: str = ""
    tier: str = ""
    """Given by staff; empty: as the sales say."""
    currency: str = ""
    """The programme's."""


class PayoutProfile(msgspec.Struct, frozen=True):
    """How somebody is paid: to a bank account, or to a Stripe account."""

    method: Literal["bank", "stripe"]
    holder: str = ""
    iban: str = ""
    bic: str = ""
    stripe_account: str = ""
    is_ready: bool = False
    """Stripe says that the account can be paid."""
    wants_stripe: bool = False
    """They began to connect an account there: they are paid by it once it is ready."""
    changed_at: datetime | None = None
    """When it last took the place of another account. Who says for the first time how to be paid has changed nothing."""

    @property
    def is_complete(self) -> bool:
        """Whether somebody can be paid by it."""
        return bool(self.iban) if self.method == "bank" else self.is_ready

    @property
    def pays_from(self) -> datetime | None:
        """When the next payment may go there; None: at any time."""
        return self.changed_at + CHANGED_WAITS if self.changed_at else None

    @property
    def target(self) -> tuple[str, ...]:
        """Where money goes."""
        return (self.stripe_account,) if self.method == "stripe" else (self.holder, self.iban, self.bic)


class TaxData(msgspec.Struct, frozen=True):
    """What statements say of who is paid."""

    kind: Literal["person", "business"]
    legal_name: str
    country: str
    tax_id: str = ""
    address: str = ""


Often = Literal["off", "daily", "each"]


class MailChoices(msgspec.Struct, frozen=True):
    """What a member wants to be written of. Once a day, in one mail, unless they say otherwise: who sells much would drown in them."""

    commissions: Often = "daily"
    """New ones."""
    approvals: Often = "daily"
    payouts: bool = True
    payout_problems: bool = True


class Member(msgspec.Struct, frozen=True):
    """An affiliate. Changes are made by the functions below, each of which answers a new one."""

    id: str
    account_id: str
    display_name: str
    state: MemberState
    created_at: datetime
    language: Literal["en", "zh"] = "en"
    memberships: tuple[Membership, ...] = ()
    payout: PayoutProfile | None = None
    tax: TaxData | None = None
    suspensions: tuple[Interval, ...] = ()
    note: str = ""
    """The last decision's reason."""
    mails: MailChoices = MailChoices()
    left_at: datetime | None = None
    """Their account was deleted while something was due to them, or could become so: that is still paid."""

    @property
    def is_payable(self) -> bool:
        """Whether what they earned becomes payable, and is paid."""
        return self.state == "active" or self.left_at is not None

    def membership(self, programme_id: str) -> Membership | None:
        return next((one for one in self.memberships if one.programme_id == programme_id), None)

    def is_suspended(self, at: datetime) -> bool:
        """Whether what happened at that moment earns nothing."""
        return any(interval.holds(at) for interval in self.suspensions)

    @property
    def waits(self) -> bool:
        """Staff have something to decide about them."""
        return any(one.state == "pending" for one in self.memberships)


def join(member: Member, membership: Membership) -> Member:
    """Take part in one more programme. Raises MemberNotActive for who is suspended, ApplicationRejected, AlreadyJoined."""
    if member.state in ("suspended", "banned"):
        raise MemberNotActive()
    known = member.membership(membership.programme_id)
    if known is not None:
        raise ApplicationRejected() if known.state == "rejected" else AlreadyJoined()
    state: MemberState = member.state
    if state in ("pending", "rejected"):
        state = "active" if membership.state == "active" else "pending"
    return replace(member, memberships=(*member.memberships, membership), state=state)


def paid_by(member: Member, profile: PayoutProfile, now: datetime) -> Member:
    """From now on they are paid by this. It has to wait where it takes the place of what they could be paid by, also by detours."""
    before = member.payout
    if before is None or before.target == profile.target:
        changed_at = before.changed_at if before else None
    else:
        changed_at = now if before.is_complete or before.changed_at else None
    return replace(member, payout=replace(profile, changed_at=changed_at))


def approve(member: Member) -> Member:
    """Let in who waits, into every programme that they wait for."""
    _require_waiting(member)
    state: MemberState = "active" if member.state in ("pending", "rejected") else member.state
    return replace(member, state=state, memberships=_decided(member, "active"), note="")


def reject(member: Member, reason: str) -> Member:
    """Keep out who waits."""
    _require_waiting(member)
    state: MemberState = "rejected" if member.state == "pending" else member.state
    return replace(member, state=state, memberships=_decided(member, "rejected"), note=reason)


def admit(member: Member, programme_id: str) -> Member:
    """Let in somebody whom a programme turned down before."""
    known = member.membership(programme_id)
    if known is None or known.state != "rejected" or not member.account_id:
        raise MemberStateWrong("That programme did not turn them down.", state=member.state)
    let_in = replace(known, state="active")
    state: MemberState = "active" if member.state in ("pending", "rejected") else member.state
    memberships = tuple(let_in if one is known else one for one in member.memberships)
    return replace(member, state=state, memberships=memberships, note="" if state == "active" else member.note)


def suspend(member: Member, reason: str, now: datetime, *, for_good: bool) -> Member:
    """From now on nothing that they bring earns, until they are restored."""
    if member.state not in ("active", "suspended") or (member.state == "suspended" and not for_good):
        raise MemberStateWrong(f"The affiliate is {member.state}.", state=member.state)
    intervals = member.suspensions
    if member.state == "active":
        intervals = (*intervals, Interval(now, None, reason))
    return replace(member, state="banned" if for_good else "suspended", suspensions=intervals, note=reason)


def restore(member: Member, now: datetime) -> Member:
    """Take a suspension back: what happens from now on earns again, what happened meanwhile does not."""
    if member.state not in ("suspended", "banned") or not member.account_id:
        raise MemberStateWrong(f"The affiliate is {member.state}.", state=member.state)
    closed = tuple(replace(one, until=now) if one.until is None else one for one in member.suspensions)
    return replace(member, state="active", suspensions=closed, note="")


def onboarding(profile: PayoutProfile, *, is_ready: bool) -> PayoutProfile:
    """Somebody goes to connect an account at Stripe. Until it is ready they are paid as before, where they are."""
    method: Literal["bank", "stripe"] = "bank" if profile.iban and profile.method == "bank" else "stripe"
    return connected(replace(profile, method=method, wants_stripe=True), is_ready=is_ready)


def connected(profile: PayoutProfile, *, is_ready: bool) -> PayoutProfile:
    """Stripe says whether an account can be paid: whoever waits for that is paid there from now on."""
    if is_ready and profile.wants_stripe:
        return replace(profile, method="stripe", is_ready=True, wants_stripe=False)
    return replace(profile, is_ready=is_ready)


def left(member: Member, now: datetime) -> Member:
    """Their account is deleted: they bring nothing any more, and lose their name. How they are paid stays of those who were in good
    standing, until nothing is due to them (`forgotten`)."""
    was_active = member.state == "active"
    closed = member.suspensions if member.is_suspended(now) else (*member.suspensions, Interval(now, None))
    nameless = replace(member, account_id="", display_name="", state="banned", suspensions=closed, note="")
    return replace(nameless, left_at=now) if was_active else forgotten(nameless)


def forgotten(member: Member) -> Member:
    """Nothing is due to somebody who left: nothing is known of them any more."""
    return replace(member, payout=None, tax=None, left_at=None)


def _require_waiting(member: Member) -> None:
    if not member.waits:
        raise MemberStateWrong(f"The affiliate is {member.state}; nothing waits for a decision.", state=member.state)


def _decided(member: Member, state: MembershipState) -> tuple[Membership, ...]:
    return tuple(replace(one, state=state) if one.state == "pending" else one for one in member.memberships)
