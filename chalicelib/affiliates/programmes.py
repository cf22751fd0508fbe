"""Programmes and their rules, as staff keep them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from chalicelib.affiliates import budgets, membership_counts, store
from chalicelib.affiliates.domain.programme import (
    MAX_RULES,
    MIN_INVITATION_CODE,
    RATE_WHOLE,
    Caps,
    FixedPerPiece,
    PercentOfLine,
    PercentOfOrder,
    Programme,
    ProgrammeNotFound,
    Reward,
    Rule,
    RuleNotFound,
    Text,
    Tier,
    TooManyRules,
    When,
    opened,
)
from chalicelib.affiliates.membership_counts import MembershipCount
from chalicelib.affiliates.programme_schemas import (
    CapsDefinition,
    FixedReward,
    ProgrammeChange,
    ProgrammeDefinition,
    RuleChange,
    RuleConditions,
    RuleDefinition,
)
from chalicelib.affiliates.store import ProgrammeItem
from chalicelib.affiliates.views import Figures
from chalicelib.kit import ids
from chalicelib.kit.errors import Invalid
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx


def must_find(programme_id: str) -> ProgrammeItem:
    """The programme. Raises ProgrammeNotFound."""
    item = store.programme(programme_id)
    if item is None:
        raise ProgrammeNotFound()
    return item


def listed(account_id: str | None) -> list[ProgrammeItem]:
    """The programmes that somebody may see: those in which everybody can take part, and their own."""
    member = store.member_of_account(account_id) if account_id else None
    own = {one.programme_id for one in member.document.memberships} if member else set()
    return [item for item in store.programmes() if item.document.is_listed or (item.document.active and item.sk in own)]


def figures(items: Sequence[ProgrammeItem]) -> dict[str, Figures]:
    """What programmes have come to, by id. Two reads for five of them."""
    names = [item.document.id for item in items]
    counted, earned = membership_counts.counts(names), budgets.spent_in_all(names)
    found = {}
    for name in names:
        people = counted.get(name, MembershipCount())
        found[name] = Figures(people.active, people.pending, earned.get(name, 0))
    return found


def create(definition: ProgrammeDefinition, tx: Tx) -> ProgrammeItem:
    """Begin a programme, without rules: it pays nothing yet."""
    fresh = Programme(
        ids.new_id("prg", tx.at), Text("", ""), Text("", ""), 1, "manual", definition.currency, created_at=tx.at
    )
    return store.add_programme(tx, opened(_defined(fresh, definition), definition.active, tx.at))


def change(known: ProgrammeItem, asked: ProgrammeChange, tx: Tx) -> ProgrammeItem:
    """Replace a programme's definition; its rules stay. Raises ProgrammeChanged at commit. The currency cannot change: sales were
    counted in it."""
    before = known.document
    if asked.definition.currency != before.currency:
        raise Invalid(fields={"definition.currency": f"stays {before.currency}; begin another programme"})
    after = opened(_defined(before, asked.definition), asked.definition.active, tx.at)
    if after.terms != before.terms:
        after = replace(after, terms_version=before.terms_version + 1)
    return store.save_programme(tx, asked.lock, after)


def add_rule(known: ProgrammeItem, asked: RuleDefinition, tx: Tx) -> ProgrammeItem:
    """Add a rule. Raises TooManyRules."""
    programme = known.document
    if len(programme.rules) >= MAX_RULES:
        raise TooManyRules()
    rule = _rule(ids.new_id("rul", tx.at), asked, programme.currency)
    return store.save_programme(tx, known.version, replace(programme, rules=(*programme.rules, rule)))


def change_rule(known: ProgrammeItem, rule_id: str, asked: RuleChange, tx: Tx) -> ProgrammeItem:
    """Replace a rule. Commissions that it made stay as they are. Raises RuleNotFound, ProgrammeChanged at commit."""
    programme = known.document
    _require_rule(programme, rule_id)
    changed = _rule(rule_id, asked.rule, programme.currency)
    rules = tuple(changed if rule.id == rule_id else rule for rule in programme.rules)
    return store.save_programme(tx, asked.lock, replace(programme, rules=rules))


def remove_rule(known: ProgrammeItem, rule_id: str, tx: Tx) -> ProgrammeItem:
    """Take a rule out. Commissions that it made stay. Raises RuleNotFound."""
    programme = known.document
    _require_rule(programme, rule_id)
    rules = tuple(rule for rule in programme.rules if rule.id != rule_id)
    return store.save_programme(tx, known.version, replace(programme, rules=rules))


def _require_rule(programme: Programme, rule_id: str) -> None:
    if all(rule.id != rule_id for rule in programme.rules):
        raise RuleNotFound()


def _defined(programme: Programme, asked: ProgrammeDefinition) -> Programme:
    if asked.approval == "invitation" and len(asked.invitation_code.strip()) < MIN_INVITATION_CODE:
        raise Invalid(fields={"invitation_code": f"needs at least {MIN_INVITATION_CODE} characters"})
    names = [tier.name for tier in asked.tiers]
    if len(set(names)) < len(names):
        raise Invalid(fields={"tiers": "each tier has a name of its own"})
    return replace(
        programme,
        name=Text(asked.name.en, asked.name.zh),
        terms=Text(asked.terms.en, asked.terms.zh),
        approval=asked.approval,
        invitation_code=asked.invitation_code.strip(),
        attribution=asked.attribution,
        window_days=asked.window_days,
        hold_days=asked.hold_days,
        minimum_payout=asked.minimum_payout,
        groups=tuple(asked.groups),
        tiers=tuple(
            Tier(tier.name, _minor(tier.from_sales, programme.currency, "tiers.from_sales")) for tier in asked.tiers
        ),
        caps=_caps(asked.caps, programme.currency),
        brand_words=tuple(word.casefold() for word in asked.brand_words),
        banned_referrers=tuple(asked.banned_referrers),
        review_score=asked.review_score,
    )


def _caps(asked: CapsDefinition, currency: str) -> Caps:
    def cap(name: str) -> int | None:
        amount: Money | None = getattr(asked, name)
        return None if amount is None else _minor(amount, currency, f"caps.{name}")

    return Caps(cap("per_order"), cap("per_member_month"), cap("per_month"), cap("total"))


def _rule(rule_id: str, asked: RuleDefinition, currency: str) -> Rule:
    return Rule(rule_id, _when(asked.when, currency), _reward(asked, currency), asked.recurring_months, asked.priority)


def _when(asked: RuleConditions, currency: str) -> When:
    least = asked.order_net_from
    return When(
        skus=tuple(asked.skus),
        categories=tuple(asked.categories),
        brands=tuple(asked.brands),
        members=tuple(asked.members),
        groups=tuple(asked.groups),
        tiers=tuple(asked.tiers),
        customer=asked.customer,
        order_net_from=None if least is None else _minor(least, currency, "when.order_net_from"),
    )


def _reward(asked: RuleDefinition, currency: str) -> Reward:
    reward = asked.reward
    if isinstance(reward, FixedReward):
        return FixedPerPiece(_minor(reward.amount, currency, "reward.amount"))
    rate = _rate(reward.percent)
    return PercentOfLine(rate) if reward.__struct_config__.tag == "percent_of_line" else PercentOfOrder(rate)


def _rate(percent: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", percent):
        raise Invalid(fields={"reward.percent": "at most three decimals"})
    rate = Fraction(percent) * RATE_WHOLE / 100
    if rate > RATE_WHOLE:
        raise Invalid(fields={"reward.percent": "at most 100"})
    return int(rate)


def _minor(amount: Money, currency: str, field: str) -> int:
    if amount.currency != currency:
        raise Invalid(fields={field: f"must be in {currency}"})
    if amount.minor < 0:
        raise Invalid(fields={field: "must not be negative"})
    return amount.minor
