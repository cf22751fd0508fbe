"""Random lives of a quote: whatever people do in whatever order, what must hold does."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace

from chalicelib.kit.errors import PorticoError
from chalicelib.quotes.domain import approval, life
from chalicelib.quotes.domain.approval import Condition, Rule
from chalicelib.quotes.domain.offer import figures, price_offer
from chalicelib.quotes.domain.quote import Actor, Discount, PlacedAs, Quote
from tests.quotes.offers import NOW, UNTAXED, line, quote

PEOPLE = [
    Actor("staff", "acc_a", "A", frozenset({"support"})),
    Actor("staff", "acc_b", "B", frozenset({"finance"})),
    Actor("staff", "acc_c", "C", frozenset({"support", "finance"})),
    Actor("staff", "acc_d", "D", frozenset({"admin"})),
    Actor("staff", "acc_e", "E", frozenset({"admin"})),
]
CUSTOMER = Actor("customer", None, "Ana")
RULES = [
    Rule("1", "From 10 %", 1, "finance", Condition(discount_at_least=10_000)),
    Rule("2", "From 25 %", 2, "admin", Condition(discount_at_least=25_000)),
]
people = st.sampled_from(PEOPLE)


class QuoteLife(RuleBasedStateMachine):
    """A refused step leaves the quote as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        fresh = quote(line(unit=10_000))
        offer = replace(fresh.offer, valid_until=None, discount=None)
        self.quote: Quote = replace(fresh, state="requested", offer=offer)
        self.offered: dict[int, int] = {}
        self.open_orders: set[str] = set()
        self.orders = 0

    def attempt(self, step: Any, *given: Any) -> bool:
        try:
            self.quote = step(self.quote, *given)
        except PorticoError:
            return False
        return True

    @rule(who=people, rate=st.integers(0, 40_000))
    def edit(self, who: Actor, rate: int) -> None:
        offer = replace(self.quote.offer, discount=Discount(rate=rate))
        self.attempt(life.edit, offer, who, "discount", self.now)

    @rule(who=people)
    def submit(self, who: Actor) -> None:
        priced = price_offer(self.quote.offer, "USD", UNTAXED, self.now)
        found = figures(self.quote.offer, priced)
        needed = approval.needed(RULES, found)
        assert len(needed) == (found.discount_rate >= 10_000) + (found.discount_rate >= 25_000)
        self.attempt(life.submit, needed, who, "", self.now)

    @rule(who=people)
    def approve(self, who: Actor) -> None:
        before = self.quote
        if self.attempt(life.approve, who, "", self.now):
            assert who.id not in before.authors
            assert who.id not in [step.by for step in before.approvals if step.state == "approved"]
        elif before.state == "submitted":
            assert not approval.may_approve(before, who)

    @rule(who=people)
    def reject(self, who: Actor) -> None:
        if self.attempt(life.reject, who, "No", self.now):
            assert self.quote.state == "draft"

    @rule(who=people, days=st.integers(-2, 10))
    def issue(self, who: Actor, days: int) -> None:
        offer = replace(self.quote.offer, valid_until=self.now.date() + timedelta(days=days))
        priced = price_offer(offer, "USD", UNTAXED, self.now)
        if self.quote.state == "approved":
            assert all(step.state == "approved" for step in self.quote.approvals)
        before = self.quote
        self.quote = replace(self.quote, offer=offer) if before.state == "approved" else before
        if self.attempt(life.issue, priced, "file", who, self.now):
            self.offered[self.quote.version] = priced.total_minor
        else:
            self.quote = before

    @rule(who=people)
    def revise(self, who: Actor) -> None:
        self.attempt(life.revise, who, "", self.now)

    @rule(version=st.integers(1, 3))
    def accept(self, version: int) -> None:
        try:
            life.check_acceptable(self.quote, version, self.now)
        except PorticoError:
            return
        assert version == self.quote.version == self.quote.issued[-1].version
        assert self.quote.expires_at is not None
        assert self.now < self.quote.expires_at
        self.orders += 1
        order = f"ord_{self.orders}"
        self.open_orders.add(order)
        self.attempt(life.accept, PlacedAs(order, order, None, None), CUSTOMER, "", self.now)

    @rule(version=st.integers(1, 3))
    def decline(self, version: int) -> None:
        self.attempt(life.decline, version, CUSTOMER, "", self.now)

    @rule(reason=st.sampled_from(["payment_expired", "customer", "staff"]))
    def order_is_cancelled(self, reason: str) -> None:
        for order in sorted(self.open_orders):
            self.attempt(life.reopen, order, reason, self.now)
        self.open_orders.clear()

    @rule(who=people, days=st.integers(-1, 5))
    def honour(self, who: Actor, days: int) -> None:
        wanted: date = self.now.date() + timedelta(days=days)
        self.attempt(partial(life.honour, document="honoured.pdf"), wanted, who, "Late", self.now)

    @rule(who=people)
    def cancel(self, who: Actor) -> None:
        self.attempt(life.cancel, who, "", self.now)

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def clockwork(self) -> None:
        self.quote = life.remind(life.expire(self.quote, self.now), self.now)

    @invariant()
    def money_of_an_issued_version_never_changes(self) -> None:
        for version in self.quote.issued:
            assert version.total == self.offered[version.version]
        if self.quote.is_issued:
            assert self.quote.priced is not None
            assert self.quote.priced.total_minor == self.offered[self.quote.version]

    @invariant()
    def there_is_one_open_order_at_most_and_it_is_the_quotes(self) -> None:
        assert len(self.open_orders) <= 1
        if self.open_orders:
            assert self.quote.order is not None
            assert {self.quote.order.id} == self.open_orders
            assert self.quote.state == "accepted"

    @invariant()
    def versions_follow_one_another(self) -> None:
        numbers = [version.version for version in self.quote.issued]
        assert numbers == list(range(1, len(numbers) + 1))
        assert self.quote.version - len(numbers) in (0, 1)


QuoteLife.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
test_whatever_happens_to_a_quote = QuoteLife.TestCase
