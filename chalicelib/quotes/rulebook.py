"""The rules of approval, as an admin keeps them."""

from __future__ import annotations

from chalicelib.kit.errors import Invalid
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx
from chalicelib.pricing import rate_text
from chalicelib.quotes import store
from chalicelib.quotes.domain.approval import Condition, Rule, Rules
from chalicelib.quotes.rule_schemas import ApprovalRule, ApprovalRules, RuleWhen
from chalicelib.quotes.service import rate_of


def show() -> ApprovalRules:
    """All rules, lower tiers first."""
    item = store.rules()
    return _view(item.document, item.version)


def replace_all(given: ApprovalRules, tx: Tx) -> ApprovalRules:
    """Keep these rules instead. Raises Invalid for a rule without exactly one condition, QuoteChanged when they changed since."""
    rules = Rules(tuple(_rule(rule, place) for place, rule in enumerate(given.rules)))
    item = store.save_rules(tx, given.lock, rules)
    return _view(rules, item.version)


def _view(rules: Rules, version: int) -> ApprovalRules:
    listed = sorted(rules.rules, key=lambda rule: (rule.tier, rule.name))
    return ApprovalRules(
        [ApprovalRule(rule.name, rule.tier, rule.role, _when(rule.when), rule.id) for rule in listed], version
    )


def _when(when: Condition) -> RuleWhen:
    return RuleWhen(
        discount_at_least_percent=None if when.discount_at_least is None else rate_text(when.discount_at_least),
        margin_below_percent=None if when.margin_below is None else rate_text(when.margin_below),
        amount_at_least=None if when.amount is None else Money(when.amount, when.currency or ""),
    )


def _rule(given: ApprovalRule, place: int) -> Rule:
    when = given.when
    field = f"rules.{place}.when"
    if (
        sum(
            one is not None for one in (when.discount_at_least_percent, when.margin_below_percent, when.amount_at_least)
        )
        != 1
    ):
        raise Invalid(fields={field: "give exactly one condition"})
    condition = Condition(
        discount_at_least=_rate(when.discount_at_least_percent, f"{field}.discount_at_least_percent"),
        margin_below=_rate(when.margin_below_percent, f"{field}.margin_below_percent"),
        amount=when.amount_at_least.minor if when.amount_at_least else None,
        currency=when.amount_at_least.currency if when.amount_at_least else None,
    )
    return Rule(given.id or f"rule-{place + 1}", given.name, given.tier, given.role, condition)


def _rate(percent: str | None, field: str) -> int | None:
    return None if percent is None else rate_of(percent, field)
