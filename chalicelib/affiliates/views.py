"""Programmes, members and commissions as people see them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from chalicelib.affiliates.domain.click import CouponBinding
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.domain.programme import (
    Caps,
    FixedPerPiece,
    PercentOfLine,
    Programme,
    Reward,
    Rule,
    When,
)
from chalicelib.affiliates.domain.rules import by_precedence
from chalicelib.affiliates.domain.sale import Commission, Sale, Sign, commission_id, is_reviewed, reasons, state_of
from chalicelib.affiliates.domain.wording import Phrase, percent_text, rule_phrases, sentence
from chalicelib.affiliates.programme_schemas import (
    CapsDefinition,
    FixedReward,
    LineShareReward,
    LocalText,
    OrderShareReward,
    PhraseView,
    ProgrammeView,
    RewardDefinition,
    RuleConditions,
    RuleView,
    TermsText,
    TierDefinition,
)
from chalicelib.affiliates.schemas import (
    AffiliateView,
    BoundCoupon,
    CommissionView,
    FraudSign,
    MailChoicesView,
    MembershipView,
    PayoutProfileView,
    SuspensionView,
    TaxDetails,
)
from chalicelib.affiliates.store import MemberItem, ProgrammeItem
from chalicelib.kit import clock
from chalicelib.kit.money import Money


class Figures(msgspec.Struct, frozen=True):
    """What a programme has come to; None: not looked up."""

    members: int | None = None
    waiting: int | None = None
    earned: int | None = None


def programme_view(item: ProgrammeItem, *, staff: bool, figures: Figures | None = None) -> ProgrammeView:
    """A programme, with what only staff know of it."""
    programme = item.document
    known = figures or Figures()
    return ProgrammeView(
        id=programme.id,
        name=LocalText(programme.name.en, programme.name.zh),
        terms=TermsText(programme.terms.en, programme.terms.zh),
        terms_version=programme.terms_version,
        approval=programme.approval,
        currency=programme.currency,
        attribution=programme.attribution,
        window_days=programme.window_days,
        hold_days=programme.hold_days,
        minimum_payout=Money(programme.minimum_payout, programme.currency),
        tiers=[TierDefinition(tier.name, Money(tier.from_sales, programme.currency)) for tier in programme.tiers],
        rules=[
            _rule_view(rule, programme) for rule in by_precedence(programme.rules) if staff or not rule.when.members
        ],
        active=programme.active,
        created_at=clock.rfc3339(programme.created_at),
        lock=item.version if staff else None,
        invitation_code=programme.invitation_code if staff else None,
        groups=list(programme.groups) if staff else None,
        caps=_caps(programme.caps, programme.currency) if staff else None,
        brand_words=list(programme.brand_words) if staff else None,
        banned_referrers=list(programme.banned_referrers) if staff else None,
        review_score=programme.review_score if staff else None,
        members=known.members,
        waiting=known.waiting,
        earned=None if known.earned is None else Money(known.earned, programme.currency),
    )


def member_view(item: MemberItem, *, email: str | None = None, staff: bool = False, tax: bool = True) -> AffiliateView:
    """A member; `email` is their account's, for staff. `tax`: with what statements say of them."""
    member = item.document
    return AffiliateView(
        id=member.id,
        display_name=member.display_name,
        state=member.state,
        language=member.language,
        created_at=clock.rfc3339(member.created_at),
        memberships=[
            MembershipView(
                one.programme_id, one.state, clock.rfc3339(one.joined_at), one.terms_version, one.group, one.tier
            )
            for one in member.memberships
        ],
        payout=_payout_view(member),
        tax=_tax_view(member) if tax else None,
        suspensions=[
            SuspensionView(clock.rfc3339(one.since), clock.rfc3339(one.until) if one.until else None, one.reason)
            for one in member.suspensions
        ],
        note=member.note,
        mails=MailChoicesView(
            member.mails.commissions, member.mails.approvals, member.mails.payouts, member.mails.payout_problems
        ),
        account_id=member.account_id if staff else None,
        email=email if staff else None,
        lock=item.version if staff else None,
    )


def coupon_view(binding: CouponBinding) -> BoundCoupon:
    """A member's coupon."""
    return BoundCoupon(binding.code, binding.programme_id, clock.rfc3339(binding.bound_at))


def commission_views(sale: Sale, *, staff: bool) -> list[CommissionView]:
    """The commissions of a sale, in the order of the order's lines."""
    return [_commission_view(sale, one, staff=staff) for one in sale.commissions]


def _commission_view(sale: Sale, one: Commission, *, staff: bool) -> CommissionView:
    found = sale.attribution
    assert found is not None
    assert sale.paid_at is not None
    assert sale.due_at is not None
    return CommissionView(
        id=commission_id(sale.order_id, one.line),
        order_id=sale.order_id,
        order_number=sale.number,
        line=one.line,
        sku=one.sku,
        quantity=one.quantity,
        programme_id=found.programme_id,
        source=found.source,
        click_id=found.click_id,
        coupon=found.coupon,
        link=found.link or None,
        sub_id=found.sub_id or None,
        rule_id=one.rule_id,
        reason=sentence(reasons(sale, one)),
        reasons=phrases(reasons(sale, one)),
        note=sale.note,
        base_net=Money(one.base_net, sale.currency),
        amount=Money(one.amount, sale.currency),
        reversed=Money(one.reversed, sale.currency),
        net=Money(one.amount - one.reversed, sale.currency),
        state=state_of(sale, one),
        at=clock.rfc3339(sale.paid_at),
        due_at=clock.rfc3339(sale.due_at),
        delivered=sale.delivered,
        payout_id=sale.payout_id,
        member_id=found.member_id if staff else None,
        score=sale.score if staff else None,
        signs=[_sign(sign) for sign in sale.signs] if staff else None,
        can_reopen=is_reviewed(sale) if staff else None,
    )


def phrases(known: Sequence[Phrase]) -> list[PhraseView]:
    """Why, by code."""
    return [PhraseView(one.code, _params(one)) for one in known]


def _sign(sign: Sign) -> FraudSign:
    phrase = Phrase(sign.code, sign.params)
    return FraudSign(sign.code, sign.score, sentence([phrase]), _params(phrase))


def _params(phrase: Phrase) -> dict[str, str | int | list[str]]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in phrase.params.items()}


def _rule_view(rule: Rule, programme: Programme) -> RuleView:
    currency = programme.currency
    words = rule_phrases(rule, currency)
    return RuleView(
        rule.id,
        _conditions(rule.when, currency),
        _reward_view(rule.reward, currency),
        rule.recurring_months,
        rule.priority,
        sentence(words),
        phrases(words),
    )


def _conditions(when: When, currency: str) -> RuleConditions:
    return RuleConditions(
        skus=list(when.skus),
        categories=list(when.categories),
        brands=list(when.brands),
        members=list(when.members),
        groups=list(when.groups),
        tiers=list(when.tiers),
        customer=when.customer,
        order_net_from=None if when.order_net_from is None else Money(when.order_net_from, currency),
    )


def _reward_view(reward: Reward, currency: str) -> RewardDefinition:
    if isinstance(reward, FixedPerPiece):
        return FixedReward(Money(reward.amount, currency))
    percent = percent_text(reward.rate)
    return LineShareReward(percent) if isinstance(reward, PercentOfLine) else OrderShareReward(percent)


def _caps(caps: Caps, currency: str) -> CapsDefinition:
    bounds = (caps.per_order, caps.per_member_month, caps.per_month, caps.total)
    return CapsDefinition(*(None if bound is None else Money(bound, currency) for bound in bounds))


def _payout_view(member: Member) -> PayoutProfileView | None:
    profile = member.payout
    if profile is None:
        return None
    iban = f"{profile.iban[:4]} … {profile.iban[-4:]}" if profile.iban else ""
    pays_from = clock.rfc3339(profile.pays_from) if profile.pays_from and clock.now() < profile.pays_from else None
    return PayoutProfileView(profile.method, profile.holder, iban, profile.bic, profile.is_ready, pays_from)


def _tax_view(member: Member) -> TaxDetails | None:
    tax = member.tax
    return TaxDetails(tax.kind, tax.legal_name, tax.country, tax.tax_id, tax.address) if tax else None
