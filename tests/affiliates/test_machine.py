"""Any course of clicks, orders, refunds, disputes, holds, reviews, suspensions, payouts, replays and crashes leaves books that are even,
and pays what was earned: nothing twice, nothing for what members buy themselves, nothing for clicks while they were suspended, and
nothing is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chalicelib.affiliates import earning, reviewing
from chalicelib.affiliates.domain import sale as life
from chalicelib.kit import ids
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import (
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderDisputed,
    OrderFact,
    RefundFailed,
)
from tests.affiliates.books import sale_of
from tests.affiliates.course import BEN, EVE, STAFF, Course
from tests.affiliates.facts import about, card, tell
from tests.affiliates.killing import Kill, is_killed
from tests.support.http import Http
from tests.support.template import point_models_at

WHO = st.sampled_from([EVE, BEN])
NETS = st.dictionaries(st.sampled_from("abc"), st.integers(1, 2_000), min_size=1)
KILL = st.tuples(st.integers(1, 6), st.booleans()) | st.none()


class Affiliates(Course, RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.opens()
        self.a_payout_is_paid(0, (3, True), ends=True)
        self.a_payout_is_paid(1, (2, False), ends=False)
        for who, of in ((EVE, 0), (BEN, 1)):
            self.clicks_by(who, of, "human")
            self._orders(self.clicks[-1], {"a": 700}, None)

    # -- people ---------------------------------------------------------------------------------------------------------

    @rule(who=WHO, of=st.integers(0, 1), kind=st.sampled_from(["human", "human", "duplicate", "bot", "self"]))
    def somebody_clicks(self, who: int, of: int, kind: str) -> None:
        self.clicks_by(who, of, kind)

    @rule(minutes=st.sampled_from([25, 60 * 24 * 15]), kill=KILL)
    def time_passes(self, minutes: int, kill: Kill | None) -> None:
        self.clock.advance(minutes=minutes)
        self.the_schedule_approves(kill)

    @precondition(lambda self: self.clicks)
    @rule(
        data=st.data(),
        nets=NETS,
        by_coupon=st.sampled_from([False, False, True]),
        buyer=st.sampled_from([None, None, None, EVE, BEN]),
        at_once=st.sampled_from([False, False, True]),
        kill=KILL,
        late=st.sampled_from([False, False, False, True]),
    )
    def somebody_orders(  # noqa: PLR0917
        self,
        data: st.DataObject,
        nets: dict[str, int],
        by_coupon: bool,
        buyer: int | None,
        at_once: bool,
        kill: Kill | None,
        late: bool,
    ) -> None:
        came_by = data.draw(st.sampled_from(self.clicks))
        if at_once:
            self.clicks_by(*came_by[:2], "human")
            came_by = self.clicks[-1]
            self.clock.advance(seconds=3)
        self._orders(came_by, nets, kill, by_coupon=by_coupon, buyer=buyer, late=late)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), whose=st.sampled_from(["eve", "ben", "somebody"]), kill=KILL, late=st.booleans())
    def a_card_comes_to_light(self, data: st.DataObject, whose: str, kill: Kill | None, late: bool) -> None:
        known = self._an_order(data)
        self._happens(known, card(known.fact, f"card_{whose}"), kill, late=late)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), kill=KILL, late=st.booleans())
    def part_of_it_is_paid_back(self, data: st.DataObject, kill: Kill | None, late: bool) -> None:
        known = self._an_order(data)
        part = {line: data.draw(st.integers(1, net)) for line, net in known.left.items() if data.draw(st.booleans())}
        if part:
            self._refund(known, part, kill, late=late)

    @precondition(lambda self: any(set(known.refunds) - known.failed for known in self.orders))
    @rule(data=st.data(), kill=KILL, late=st.booleans())
    def a_refund_fails_after_all(self, data: st.DataObject, kill: Kill | None, late: bool) -> None:
        known = data.draw(st.sampled_from([known for known in self.orders if set(known.refunds) - known.failed]))
        name = data.draw(st.sampled_from([name for name in known.refunds if name not in known.failed]))
        known.failed.add(name)
        self._happens(known, about(known.fact, RefundFailed, refund_id=name), kill, late=late)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), kill=KILL, late=st.booleans())
    def its_payment_is_disputed(self, data: st.DataObject, kill: Kill | None, late: bool) -> None:
        known = self._an_order(data)
        dispute = f"du_{ids.new_id('req', self.now)}"
        known.disputes.add(dispute)
        self._happens(known, about(known.fact, OrderDisputed, dispute_id=dispute), kill, late=late)

    @precondition(lambda self: any(known.disputes for known in self.orders))
    @rule(data=st.data(), outcome=st.sampled_from(["won", "lost"]), kill=KILL)
    def a_bank_decides(self, data: st.DataObject, outcome: str, kill: Kill | None) -> None:
        """What a lost dispute takes is told as a refund."""
        known = data.draw(st.sampled_from([known for known in self.orders if known.disputes]))
        if outcome == "lost" and known.left:
            self._refund(known, known.left, kill)
        self._decided(known, outcome, kill)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), kind=st.sampled_from([OrderCompleted, OrderDelivered, OrderCancelled]), kill=KILL)
    def it_arrives_or_is_cancelled(self, data: st.DataObject, kind: type[OrderFact], kill: Kill | None) -> None:
        more = {OrderDelivered: {"shipment_id": "shp_1", "all_arrived": True}, OrderCancelled: {"reason": "staff"}}
        known = self._an_order(data)
        self._happens(known, about(known.fact, kind, **more.get(kind, {})), kill)

    @precondition(lambda self: self.late)
    @rule(data=st.data(), kill=KILL)
    def a_late_fact_arrives(self, data: st.DataObject, kill: Kill | None) -> None:
        self._tell(*self.late.pop(data.draw(st.integers(0, len(self.late) - 1))), kill)

    @precondition(lambda self: self.told)
    @rule(data=st.data(), as_another=st.booleans())
    def a_fact_comes_again(self, data: st.DataObject, as_another: bool) -> None:
        _, fact, event = data.draw(st.sampled_from(self.told))
        tell(fact, self.now, event_id=None if as_another else event)

    # -- staff ----------------------------------------------------------------------------------------------------------

    @rule(who=WHO)
    def somebody_is_suspended_or_restored(self, who: int) -> None:
        self.suspends_or_restores(who)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), releases=st.booleans())
    def staff_review(self, data: st.DataObject, releases: bool) -> None:
        """A decision about what waits for one; or one is taken back."""
        known = self._an_order(data)
        found = sale_of(known)
        if found is None or not (found.stage == "held" or life.is_reviewed(found)):
            return
        commission, tx = life.commission_id(found.order_id, found.commissions[0].line), Tx(self.now)
        if found.stage != "held":
            reviewing.reopen(commission, STAFF, tx)
        elif releases:
            reviewing.release(commission, "We asked", STAFF, tx)
        else:
            reviewing.reject(commission, "Not a person", STAFF, tx)
        known.rejected = found.stage == "held" and not releases
        tx.commit()

    def the_schedule_approves(self, kill: Kill | None) -> None:
        before = {known.fact.order_id: found.stage for known in self.orders if (found := sale_of(known))}
        is_killed(kill, lambda: earning.approve_due(self.now))
        for known in self.orders:
            found = sale_of(known)
            if found is not None and found.stage == "approved" and before[found.order_id] == "pending":
                assert not known.is_disputed
                assert not self._by_own_card(known)
                assert found.delivered
                assert found.due_at is not None
                assert found.due_at <= self.now

    @rule(of=st.integers(0, 1), minimum=st.sampled_from([0, 0, 40]), kill=KILL)
    def staff_begin_a_payout(self, of: int, minimum: int, kill: Kill | None) -> None:
        self.treasury.works(self.treasury.begin(self.programmes[of].id, minimum), kill)

    @precondition(lambda self: self.treasury.payouts)
    @rule(data=st.data(), who=WHO, kill=KILL)
    def staff_decide_about_a_payout(self, data: st.DataObject, who: int, kill: Kill | None) -> None:
        payout = data.draw(st.sampled_from(self.treasury.payouts[-4:]))
        steps = self.treasury.steps(payout)
        if steps:
            self.treasury.staff_do(payout, data.draw(st.sampled_from(steps)), self.people[who].id)
            self.treasury.works(payout, kill)

    @rule(of=st.integers(0, 1), kill=KILL, ends=st.booleans())
    def a_payout_is_paid(self, of: int, kill: Kill | None, ends: bool) -> None:
        """What is due by then, from the payout's begin to its end, by a job that is killed and run again."""
        self.time_passes(60 * 24 * 15, kill)
        payout = self.treasury.begin(self.programmes[of].id, 0)
        for step in ("", "review", "pay", "mark_paid")[: 4 if ends else 3]:
            if step in self.treasury.steps(payout):
                self.treasury.staff_do(payout, step, "")
            if self.treasury.works(payout, kill) and ends:
                self.treasury.works(payout)

    @precondition(lambda self: self.treasury.payouts)
    @rule(data=st.data(), kill=KILL)
    def a_job_goes_on(self, data: st.DataObject, kill: Kill | None) -> None:
        self.treasury.works(data.draw(st.sampled_from(self.treasury.payouts[-4:])), kill)

    # -- Stripe ---------------------------------------------------------------------------------------------------------

    @rule(how=st.sampled_from(["takes", "takes", "refuses", "sends_back"]), fails=st.integers(0, 1))
    def stripe_behaves(self, how: str, fails: int) -> None:
        self.treasury.is_in_order(how)
        self.treasury.desk.sandbox.misbehave(fail_transfers=fails, repeat=2, reorder=True)

    @precondition(lambda self: self.treasury.desk.transfers())
    @rule(data=st.data())
    def part_of_a_transfer_comes_back(self, data: st.DataObject) -> None:
        transfers = self.treasury.desk.transfers()
        one = transfers[data.draw(st.integers(0, len(transfers) - 1))]
        left = one["amount"] - one["amount_reversed"]
        if left:
            self.treasury.part_comes_back(one["id"], data.draw(st.integers(1, left)))

    @rule(kill=KILL)
    def stripe_tells(self, kill: Kill | None) -> None:
        self.treasury.stripe_tells(kill)

    @invariant()
    def all_holds(self) -> None:
        self.check()

    def teardown(self) -> None:
        self.closes()


@pytest.fixture
def machine(client: Http, clock: Any) -> Iterator[type[Affiliates]]:
    Affiliates.http, Affiliates.clock = client, clock
    yield Affiliates
    point_models_at(None)


def test_any_course_of_events_leaves_even_books_and_pays_what_was_earned(machine: type[Affiliates]) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=7,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            phases=(Phase.generate,),  # a course that fails is shown as it was: to shorten it takes minutes
        ),
    )
