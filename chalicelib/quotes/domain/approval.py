"""Who must approve a quote: rules, the tiers that they ask for, and who may give an approval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

import msgspec

from chalicelib.kit.errors import Forbidden
from chalicelib.pricing import RATE_WHOLE
from chalicelib.quotes.domain.quote import Actor, Approval, Quote
from chalicelib.quotes.schemas import ApproverRole


class OwnQuote(Forbidden):
    title = "Nobody approves or honours a quote that is for them or that they worked on; somebody else has to"


class ApprovedBefore(Forbidden):
    title = "You have approved this version already; another person has to give the next approval"


class NotYourApproval(Forbidden):
    title = "This approval is another role's"


class Condition(msgspec.Struct, frozen=True):
    """Exactly one of them. Rates are parts per 100,000; `amount` is minor units of `currency`."""

    discount_at_least: int | None = None
    margin_below: int | None = None
    amount: int | None = None
    currency: str | None = None


class Rule(msgspec.Struct, frozen=True):
    """An approval that is needed `when` something holds."""

    id: str
    name: str
    tier: int
    role: ApproverRole
    when: Condition


class Rules(msgspec.Struct, frozen=True):
    """All rules that an admin keeps."""

    rules: tuple[Rule, ...] = ()


class Figures(msgspec.Struct, frozen=True):
    """What rules look at, without tax. `cost`: None where a line's is not known."""

    currency: str
    list_total: int
    goods: int
    """What is asked for the goods, after every discount."""
    revenue: int
    """The same without the tax that prices may contain."""
    amount: int
    """The whole, with delivery, without tax."""
    cost: int | None

    @property
    def discount(self) -> int:
        """How much the goods are below their prices without the quote."""
        return max(0, self.list_total - self.goods)

    @property
    def discount_rate(self) -> int:
        """Parts per 100,000, rounded down."""
        return self.discount * RATE_WHOLE // self.list_total if self.list_total else 0

    @property
    def margin(self) -> int | None:
        return None if self.cost is None else self.revenue - self.cost


def holds(when: Condition, figures: Figures) -> bool:
    """Whether a rule asks for its approval. A margin that is not known counts as too low."""
    if when.discount_at_least is not None:
        gone = figures.discount * RATE_WHOLE
        return figures.discount > 0 and gone >= when.discount_at_least * figures.list_total
    if when.margin_below is not None:
        return figures.margin is None or figures.margin * RATE_WHOLE < when.margin_below * figures.revenue
    return when.currency == figures.currency and when.amount is not None and figures.amount >= when.amount


def needed(rules: Iterable[Rule], figures: Figures) -> tuple[Approval, ...]:
    """The approvals that `figures` need: one a tier and role, lower tiers first."""
    names: dict[tuple[int, ApproverRole], list[str]] = defaultdict(list)
    for rule in rules:
        if holds(rule.when, figures):
            names[rule.tier, rule.role].append(rule.name)
    return tuple(Approval(tier, role, "; ".join(found)) for (tier, role), found in sorted(names.items()))


def next_step(quote: Quote, actor: Actor) -> int | None:
    """Which of the quote's approvals somebody's role allows them to give next."""
    waiting = [index for index, step in enumerate(quote.approvals) if step.state == "waiting"]
    tier = min((quote.approvals[index].tier for index in waiting), default=0)
    open_now = [index for index in waiting if quote.approvals[index].tier == tier]
    return next((index for index in open_now if _has(actor, quote.approvals[index].role)), None)


def step_to_approve(quote: Quote, actor: Actor) -> int:
    """The approval that `actor` gives. Raises NotYourApproval, OwnQuote, ApprovedBefore."""
    index = next_step(quote, actor)
    if index is None:
        raise NotYourApproval(waiting_text(quote), roles=waiting_roles(quote))
    if is_own(quote, actor):
        raise OwnQuote(f"{_why_own(quote, actor)} {waiting_text(quote)}", roles=waiting_roles(quote))
    if any(step.by == actor.id and step.state == "approved" for step in quote.approvals):
        raise ApprovedBefore(f"You approved another tier of it. {waiting_text(quote)}", roles=waiting_roles(quote))
    return index


def is_own(quote: Quote, actor: Actor) -> bool:
    """Whether somebody worked on the quote or is its customer: others decide about it."""
    return actor.id is not None and (actor.id in quote.authors or actor.id == quote.customer.account_id)


def waits_for(roles: Iterable[ApproverRole], barred: Collection[str], actor: Actor) -> bool:
    """Whether somebody may give an approval that one of `roles` has to give, and that those `barred` cannot."""
    return actor.id is not None and actor.id not in barred and any(_has(actor, role) for role in roles)


def barred(quote: Quote) -> tuple[str, ...]:
    """The accounts that give no approval of this version (any more): its authors, its customer, who gave one."""
    gave = [step.by for step in quote.approvals if step.state == "approved"]
    return tuple(account for account in (*quote.authors, quote.customer.account_id, *gave) if account)


def may_approve(quote: Quote, actor: Actor) -> bool:
    """Whether `actor` may give the next approval."""
    try:
        step_to_approve(quote, actor)
    except Forbidden:
        return False
    return True


def waiting_roles(quote: Quote) -> list[ApproverRole]:
    """The roles whose approval comes next."""
    waiting = [step for step in quote.approvals if step.state == "waiting"]
    tier = min((step.tier for step in waiting), default=0)
    return [step.role for step in waiting if step.tier == tier]


def waiting_text(quote: Quote) -> str:
    """Who may give the next approval, as a sentence."""
    roles = [*dict.fromkeys([*waiting_roles(quote), "admin"])]
    return f"Somebody with the role {' or '.join(roles)} who has not worked on it has to approve it."


def _why_own(quote: Quote, actor: Actor) -> str:
    return "This quote is for you." if actor.id == quote.customer.account_id else "You worked on this quote yourself."


def _has(actor: Actor, role: ApproverRole) -> bool:
    return not actor.roles.isdisjoint({role, "admin"})
