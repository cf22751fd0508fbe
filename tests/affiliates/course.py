"""A course of events for affiliates: what happens to its members and orders, told to the real code; and how it all comes to rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import moto
from hypothesis import strategies as st

from chalicelib.affiliates import accounts, connect, coupons, earning, members, reviewing, store
from chalicelib.affiliates.domain import sale as life
from chalicelib.affiliates.domain.click import Click
from chalicelib.affiliates.domain.member import Member, Membership
from chalicelib.affiliates.schemas import Suspension
from chalicelib.kit import clock, ids
from chalicelib.kit.facts import Fact
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import (
    OrderCompleted,
    OrderDisputeClosed,
    OrderPaid,
)
from tests.affiliates.books import Books, sale_of
from tests.affiliates.facts import about, click, order, programme, refund, tell
from tests.affiliates.killing import Kill, is_killed
from tests.affiliates.paying import open_desk
from tests.affiliates.reckoning import CAPS, HOLD_DAYS, RULES, WINDOW_DAYS, Claim, Known
from tests.affiliates.treasury import Treasury
from tests.support import environment
from tests.support.http import Http
from tests.support.template import create_tables, point_models_at

EVE, BEN = 0, 1
STAFF = "acc_boss"


class Course:
    """Two members in two programmes, what happened, and what was told of it. `http` and `clock` are the test's."""

    http: Http
    clock: Any

    def opens(self) -> None:
        self.mock = moto.mock_aws()
        self.mock.start()
        point_models_at(None)
        create_tables(environment.TABLE_PREFIX)
        now = self.now
        self.programmes = [
            programme(now, rules=rules, caps=caps, hold_days=HOLD_DAYS) for rules, caps in zip(RULES, CAPS, strict=True)
        ]
        names = [ids.new_id("aff", now + timedelta(seconds=who)) for who in (EVE, BEN)]
        self.treasury = Treasury(open_desk(self.http), names[EVE])
        self.people = [self._member(name, who) for who, name in enumerate(names)]
        tx = Tx(now)
        coupons.bind(self.people[BEN], self.programmes[0].id, "BEN10", tx)
        tx.commit()
        self.suspended: list[list[tuple[datetime, datetime | None]]] = [[], []]
        self.clicks: list[tuple[int, int, Click]] = []
        self.orders: list[Known] = []
        self.late: list[tuple[Known, Fact]] = []
        self.told: list[tuple[Known, Fact, str]] = []
        for who, of in ((EVE, 0), (EVE, 1), (BEN, 0), (BEN, 1)):
            self.clicks_by(who, of, "human")
            self.clock.advance(minutes=1)
            self._orders(self.clicks[-1], {"a": 995, "b": 500}, None)

    # -- people ---------------------------------------------------------------------------------------------------------

    def _member(self, name: str, who: int) -> Member:
        joined = tuple(Membership(one.id, "active", self.now, 1) for one in self.programmes)
        profile = self.treasury.profiles[who]
        made = Member(name, f"acc_{who}", "Eve", "active", self.now, memberships=joined, payout=profile)
        tx = Tx(self.now)
        store.add_member(tx, made)
        tx.commit()
        return made

    @property
    def now(self) -> datetime:
        return clock.now()

    # -- facts ----------------------------------------------------------------------------------------------------------

    def _happens(self, known: Known, fact: Fact, kill: Kill | None, *, late: bool = False) -> None:
        """It is told now, or later than others."""
        if late:
            self.late.append((known, fact))
        else:
            self._tell(known, fact, kill)

    def _tell(self, known: Known, fact: Fact, kill: Kill | None) -> None:
        """Tell a fact to a process that ends while it hears it, and then to another one."""
        capped = [found for one in self.orders if one.owner and one.owner.programme == 1 and (found := sale_of(one))]
        spent = sum(found.earned for found in capped if found.attribution)
        event = ids.new_id("evt", self.now)
        is_killed(kill, lambda: tell(fact, self.now, event_id=event))
        self.told.append((known, fact, tell(fact, self.now, event_id=event)))
        known.heard.append(fact)
        if isinstance(fact, OrderPaid):
            known.is_paid_for(sale_of(known), spent, [self._own_cards(who) for who in (EVE, BEN)])

    def _own_cards(self, who: int) -> set[str]:
        return {name for known in self.orders if known.buyer == who for name in known.cards}

    def _by_own_card(self, known: Known) -> bool:
        return known.owner is not None and not known.cards.isdisjoint(self._own_cards(known.owner.who))

    def _is_suspended(self, who: int, at: datetime) -> bool:
        return any(since <= at and (until is None or at < until) for since, until in self.suspended[who])

    def _an_order(self, data: st.DataObject) -> Known:
        return data.draw(st.sampled_from(self.orders))

    def clicks_by(self, who: int, of: int, kind: str) -> None:
        self.clicks.append((who, of, click(self.people[who], self.now, of, kind=kind)))

    def _orders(
        self,
        came_by: tuple[int, int, Click],
        nets: dict[str, int],
        kill: Kill | None,
        *,
        by_coupon: bool = False,
        buyer: int | None = None,
        late: bool = False,
    ) -> None:
        """Somebody orders, and it arrives, too."""
        who, of, by = came_by
        claims = [Claim(BEN, 0, self._is_suspended(BEN, self.now))] if by_coupon else []
        if by.kind in ("human", "duplicate") and self.now <= by.at + timedelta(days=WINDOW_DAYS):
            stopped = self._is_suspended(who, by.at) or self._is_suspended(who, self.now)
            claims.append(Claim(who, of, stopped))
        told = {"customer_id": None if buyer is None else f"acc_{buyer}", "coupon": "BEN10" if by_coupon else None}
        known = Known(order(self.now, by.id, nets, **told), claims, buyer)
        self.orders.append(known)
        self._happens(known, known.fact, kill, late=late)
        self._happens(known, about(known.fact, OrderCompleted), None, late=late)

    def _refund(self, known: Known, part: dict[str, int], kill: Kill | None, *, late: bool = False) -> None:
        fact = refund(known.fact, len(known.refunds) + 1, part)
        known.refunds[fact.refund_id] = part
        self._happens(known, fact, kill, late=late)

    def _decided(self, known: Known, outcome: str, kill: Kill | None) -> None:
        fact = about(known.fact, OrderDisputeClosed, dispute_id=min(known.disputes), outcome=outcome)
        known.disputes.discard(fact.dispute_id)
        self._happens(known, fact, kill)

    def suspends_or_restores(self, who: int) -> None:
        tx, item = Tx(self.now), members.must_find(self.people[who].id)
        if item.document.state == "active":
            members.suspend(item, Suspension("Odd traffic"), tx)
            self.suspended[who].append((self.now, None))
        else:
            members.restore(item, tx)
            self.suspended[who][-1] = (self.suspended[who][-1][0], self.now)
        tx.commit()

    # -- what holds -----------------------------------------------------------------------------------------------------

    def check(self) -> None:
        self.clock.advance(seconds=20)
        books = Books(self.treasury, self.orders)
        names = [one.id for one in self.people]
        books.are_even()
        books.members_have_what_they_earned(names, self._earned(books))
        books.each_sale_is_in_one_payout()
        books.nothing_is_stranded(names)
        books.stripe_and_bank_paid_what_items_say()

    def _earned(self, books: Books) -> list[int]:
        """What each member's orders earned, as written; and that it is what they should."""
        earned = [0, 0]
        for known in self.orders:
            found = books.sales.get(known.fact.order_id)
            is_seen = found is not None and found.attribution is not None
            written = found.earned if found else 0
            if self._by_own_card(known):
                assert written in (0, known.earned)
            else:
                assert written == known.earned, (known, found)
            if known.owner is not None and is_seen:
                assert found is not None
                assert found.attribution is not None
                assert found.attribution.member_id == self.people[known.owner.who].id
                earned[known.owner.who] += written
        return earned

    def closes(self) -> None:
        if not hasattr(self, "mock"):
            return
        try:
            if hasattr(self, "told"):
                self._comes_to_rest()
        finally:
            connect.use(None)
            self.mock.stop()

    def _comes_to_rest(self) -> None:
        """All that happened is heard, decided, approved and paid: nobody has anything coming then, and got all that they earned."""
        self._everything_is_heard()
        for payout in self.treasury.payouts:
            self.treasury.ends(payout)
        self._stripe_is_heard()
        self.clock.advance(days=HOLD_DAYS + 3)
        earning.approve_due(self.now)
        for one in self.programmes:
            last = self.treasury.begin(one.id, 0)
            for step in ("", "review", "pay", "mark_paid"):
                if step in self.treasury.steps(last):
                    self.treasury.staff_do(last, step, "")
                self.treasury.works(last)
        self._stripe_is_heard()
        self.check()
        books = Books(self.treasury, self.orders)
        books.stripe_and_bank_paid_what_items_say(all_heard=True)
        for person in self.people:
            assert books.of(accounts.pending(person.id)).available == 0
            left = books.of(accounts.approved(person.id))
            assert (left.held, left.available) <= (0, 0), "it is theirs, and no payout pays it"
        assert all(not sale_of(known).earned for known in self.orders if self._by_own_card(known) and known.is_paid)

    def _everything_is_heard(self) -> None:
        for known, fact in self.late:
            self._tell(known, fact, None)
        for known in self.orders:
            while known.disputes:
                self._decided(known, "won", None)
            self._tell(known, about(known.fact, OrderCompleted), None)
            found = sale_of(known)
            if found is not None and found.stage == "held":
                tx = Tx(self.now)
                reviewing.release(life.commission_id(found.order_id, 0), "We asked", STAFF, tx)
                tx.commit()
        for who in (EVE, BEN):
            if self._is_suspended(who, self.now):
                self.suspends_or_restores(who)
        self.treasury.desk.sandbox.misbehave()
        self._stripe_is_heard()

    def _stripe_is_heard(self) -> None:
        for _ in range(3):
            self.clock.advance(hours=2)
            self.treasury.stripe_tells()
        self.treasury.is_in_order("takes")
        self.treasury.stripe_tells()
