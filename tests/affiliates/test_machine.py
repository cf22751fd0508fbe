"""Any course of clicks, orders, refunds, disputes, holds, suspensions, payouts, replays and crashes leaves books that are even, and pays nothing
twice, nothing for what members buy themselves, and nothing for clicks while they were suspended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chalicelib.affiliates import accounts, earning, members
from chalicelib.affiliates.domain.click import Click
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.domain.programme import PercentOfLine, Rule, When
from chalicelib.affiliates.reactions import SUBSCRIPTIONS
from chalicelib.affiliates.schemas import Suspension
from chalicelib.kit.events import Delivery
from chalicelib.kit.facts import Fact
from chalicelib.kit.ledger import Posting, Transfer
from chalicelib.kit.ledger.store import BalanceItem
from chalicelib.kit.money import Rounding, divide
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import OrderCancelled, OrderCompleted, OrderDisputeClosed, OrderDisputed, OrderPaid
from tests.affiliates.facts import balances, books_are_even, click, member, order, programme, refund, sale, tell

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
RATE = 2_900
HOLD_DAYS, WINDOW_DAYS = 14, 30
WHO = st.integers(0, 1)
NETS = st.dictionaries(st.sampled_from("abc"), st.integers(1, 2_000), min_size=1)


class Known:
    """What the machine knows of an order, by its own plain reckoning."""

    def __init__(self, fact: OrderPaid, owner: int | None, *, earns: bool) -> None:
        self.fact, self.owner, self.earns = fact, owner, earns
        self.nets = {line.line: line.net for line in fact.lines}
        self.back = dict.fromkeys(self.nets, 0)
        self.refunds = self.disputes = 0
        self.open: set[str] = set()
        self.cancelled = self.paid = False

    @property
    def earned(self) -> int:
        if not self.earns or not self.paid or self.cancelled:
            return 0
        return sum(self._line(name) for name in self.nets)

    def _line(self, name: str) -> int:
        net = self.nets[name]
        amount = divide(net * RATE, 100_000, Rounding.HALF_UP)
        return amount - divide(amount * self.back[name], net, Rounding.HALF_UP)


class Affiliates(RuleBasedStateMachine):
    runs = 0

    @initialize()
    def begin(self) -> None:
        Affiliates.runs += 1
        self.now = START + timedelta(days=400 * Affiliates.runs)
        of = programme(self.now, rules=(Rule("rul_1", When(), PercentOfLine(RATE)),), hold_days=HOLD_DAYS)
        self.people: list[Member] = [member(self.now, of, f"acc_{Affiliates.runs}_{name}") for name in ("eve", "ben")]
        self.suspended: list[list[tuple[datetime, datetime | None]]] = [[], []]
        self.clicks: list[tuple[int, Click]] = []
        self.orders: list[Known] = []
        self.told: list[tuple[Fact, str]] = []
        self.paid_out = [0, 0]
        self.payouts = 0

    def _tell(self, fact: Fact, *, crash: bool) -> None:
        """The facts of an order, once the process has died in the middle of it if it has to."""
        if crash:
            for subscriber in SUBSCRIPTIONS[type(fact)]:
                subscriber.effect(Delivery("evt_lost", self.now, fact, self.now), Tx(self.now))
        self.told.append((fact, tell(fact, self.now)))

    def _is_suspended(self, who: int, at: datetime) -> bool:
        return any(since <= at and (until is None or at < until) for since, until in self.suspended[who])

    @rule(who=WHO, kind=st.sampled_from(["human", "human", "duplicate", "bot", "self"]))
    def somebody_clicks(self, who: int, kind: str) -> None:
        self.clicks.append((who, click(self.people[who], self.now, kind=kind)))

    @rule(minutes=st.sampled_from([1, 60, 60 * 24, 60 * 24 * 10]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.clicks)
    @rule(data=st.data(), nets=NETS, buys_alone=st.integers(0, 4))
    def somebody_orders(self, data: st.DataObject, nets: dict[str, int], buys_alone: int) -> None:
        who, came_by = data.draw(st.sampled_from(self.clicks))
        self.now += timedelta(minutes=1)
        own = self.people[who].account_id if buys_alone == 0 else None
        fact = order(self.now, came_by.id, nets, customer_id=own)
        placed = fact_time(self.now)
        in_time = placed <= came_by.at + timedelta(days=WINDOW_DAYS)
        stopped = self._is_suspended(who, came_by.at) or self._is_suspended(who, placed)
        earns = came_by.kind in ("human", "duplicate") and in_time and own is None and not stopped
        self.orders.append(Known(fact, who, earns=earns))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), crash=st.booleans())
    def it_is_paid(self, data: st.DataObject, crash: bool) -> None:
        known = data.draw(st.sampled_from(self.orders))
        if not known.paid:
            known.paid = True
            self._tell(known.fact, crash=crash)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), crash=st.booleans())
    def part_of_it_is_paid_back(self, data: st.DataObject, crash: bool) -> None:
        known = data.draw(st.sampled_from(self.orders))
        left = {name: net - known.back[name] for name, net in known.nets.items() if net > known.back[name]}
        if left and not known.cancelled:
            part = {name: data.draw(st.integers(1, net)) for name, net in left.items() if data.draw(st.booleans())}
            known.refunds += 1
            for name, net in part.items():
                known.back[name] += net
            self._tell(refund(known.fact, known.refunds, part), crash=crash)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), crash=st.booleans())
    def its_payment_is_disputed(self, data: st.DataObject, crash: bool) -> None:
        known = data.draw(st.sampled_from(self.orders))
        known.disputes += 1
        dispute = f"du_{known.disputes}"
        known.open.add(dispute)
        self._tell(OrderDisputed(**self._about(known), dispute_id=dispute), crash=crash)

    @precondition(lambda self: any(known.open for known in self.orders))
    @rule(data=st.data(), outcome=st.sampled_from(["won", "lost"]), takes_first=st.booleans(), crash=st.booleans())
    def a_bank_decides(self, data: st.DataObject, outcome: str, takes_first: bool, crash: bool) -> None:
        """What a lost dispute takes is told as a refund, before or after."""
        known = data.draw(st.sampled_from([known for known in self.orders if known.open]))
        dispute = data.draw(st.sampled_from(sorted(known.open)))
        known.open.discard(dispute)
        facts: list[Fact] = [OrderDisputeClosed(**self._about(known), dispute_id=dispute, outcome=outcome)]
        left = {name: net - known.back[name] for name, net in known.nets.items() if net > known.back[name]}
        if outcome == "lost" and left and not known.cancelled:
            known.refunds += 1
            for name, net in left.items():
                known.back[name] += net
            facts.insert(0 if takes_first else 1, refund(known.fact, known.refunds, left))
        for fact in facts:
            self._tell(fact, crash=crash)

    def _about(self, known: Known) -> dict[str, Any]:
        return {name: getattr(known.fact, name) for name in known.fact.__struct_fields__ if name != "buyer_keys"}

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), kind=st.sampled_from([OrderCompleted, OrderCompleted, OrderCancelled]), crash=st.booleans())
    def it_arrives_or_is_cancelled(self, data: st.DataObject, kind: type[Fact], crash: bool) -> None:
        known = data.draw(st.sampled_from(self.orders))
        about = self._about(known)
        if kind is OrderCancelled:
            known.cancelled = True
            about["reason"] = "staff"
        self._tell(kind(**about), crash=crash)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def a_fact_comes_again(self, data: st.DataObject) -> None:
        fact, event = data.draw(st.sampled_from(self.told))
        tell(fact, self.now, event_id=event)

    @rule(who=WHO)
    def somebody_is_suspended_or_restored(self, who: int) -> None:
        tx, item = Tx(self.now), members.must_find(self.people[who].id)
        if item.document.state == "active":
            members.suspend(item, Suspension("Odd traffic"), tx)
            self.suspended[who].append((self.now, None))
        else:
            members.restore(item, tx)
            self.suspended[who][-1] = (self.suspended[who][-1][0], self.now)
        tx.commit()

    @rule()
    def the_schedule_runs(self) -> None:
        before = {known.fact.order_id: found.stage for known in self.orders if (found := sale(known.fact))}
        earning.approve_due(self.now)
        for known in self.orders:
            found = sale(known.fact)
            if found is not None and known.open and known.paid:
                assert found.stage == before[known.fact.order_id]

    @rule(who=WHO, again=st.booleans())
    def what_is_approved_is_paid(self, who: int, again: bool) -> None:
        _, approved = balances(self.people[who])
        if approved > 0:
            self.payouts += 1
            debit = accounts.approved(self.people[who].id)
            name = f"pay_{Affiliates.runs}_{self.payouts}"
            for _ in range(2 if again else 1):
                tx, posting = Tx(self.now), Posting()
                posting.post(Transfer(name, debit, accounts.PAYOUTS, "USD", approved, "payout", name))
                posting.write(tx)
                tx.commit()
            self.paid_out[who] += approved

    @invariant()
    def everybody_has_what_their_orders_earned(self) -> None:
        for who, person in enumerate(self.people):
            earned = sum(known.earned for known in self.orders if known.owner == who)
            assert sum(balances(person)) + self.paid_out[who] == earned

    @invariant()
    def each_order_earned_what_its_lines_say(self) -> None:
        for known in self.orders:
            found = sale(known.fact)
            assert (found.earned if found else 0) == known.earned

    @invariant()
    def nothing_is_payable_before_its_time(self) -> None:
        for known in self.orders:
            found = sale(known.fact)
            if found is not None and found.stage == "approved":
                assert found.delivered
                assert found.due_at is not None
                assert found.due_at <= self.now

    def teardown(self) -> None:
        if hasattr(self, "people"):
            assert books_are_even(*self.people)
            for item in BalanceItem.scan(BalanceItem.sk.startswith("balance#")):
                assert item.available >= 0 or item.pk.endswith(":approved")


def fact_time(at: datetime) -> datetime:
    """An id tells its moment to the millisecond."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


@pytest.mark.usefixtures("store")
def test_any_course_of_events_leaves_even_books() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Affiliates,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
