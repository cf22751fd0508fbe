"""Payouts as staff, their job, Stripe and a bank carry them out together, and what Stripe and the bank say that they paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from chalicelib.affiliates import bank_file, connect, payout_reactions, payout_store, payout_work, payouts
from chalicelib.affiliates.domain.member import PayoutProfile
from chalicelib.affiliates.domain.payouts import Batch, Item
from chalicelib.affiliates.payout_events import ConnectEvent, PayoutMoved, ReversalRequested
from chalicelib.affiliates.payout_schemas import DebtorAccount, PayoutRequest, PayoutReview
from chalicelib.kit import clock, events
from chalicelib.kit.errors import PorticoError
from chalicelib.kit.facts import EventItem
from chalicelib.kit.tx import Tx
from tests.affiliates.killing import Kill, is_killed
from tests.affiliates.paying import DEBTOR, IBANS, Desk

SUBSCRIPTIONS = {fact: found for fact, found in payout_reactions.SUBSCRIPTIONS.items() if fact is not PayoutMoved}
"""The job is run by whoever tests."""
HEARD = {ConnectEvent.TYPE, ReversalRequested.TYPE}
STAFF = "acc_boss"


class Treasury:
    """All payouts, with one member who is paid by Stripe."""

    def __init__(self, desk: Desk, stripe_member: str) -> None:
        self.desk = desk
        self.payouts: list[str] = []
        self.by_bank: dict[str, int] = defaultdict(int)
        """What the bank says that it paid and was not sent back, by item."""
        self.delivered: set[str] = set()
        self.account = connect.gateway().open_account(stripe_member, "eve@example.com", "US").id
        self.is_in_order("takes")

    @property
    def profiles(self) -> list[PayoutProfile]:
        by_stripe = PayoutProfile("stripe", stripe_account=self.account, is_ready=True)
        return [by_stripe, PayoutProfile("bank", "Ben", IBANS[0])]

    def is_in_order(self, how: Any) -> None:
        """The member at Stripe has an account there that can be paid; it takes, refuses or sends back what comes."""
        self.desk.sandbox.finish_onboarding(self.account, how)

    def begin(self, programme: str, minimum: int) -> str:
        made = _done(lambda tx: payouts.begin(PayoutRequest(programme, minimum=minimum), STAFF, tx))
        self.payouts.append(made.sk)
        return self.payouts[-1]

    def batch(self, payout: str) -> Batch:
        return payouts.must_find(payout).document

    def items(self, payout: str) -> list[Item]:
        return [found.document for found in payout_store.items_of(payout)]

    def every_item(self) -> list[Item]:
        return [item for payout in self.payouts for item in self.items(payout)]

    def works(self, payout: str, kill: Kill | None = None) -> bool:
        """The job; whether it was killed."""
        return is_killed(kill, lambda: payout_work.run(payout))

    def steps(self, payout: str) -> list[str]:
        """What staff may do with a payout."""
        batch = self.batch(payout)
        if batch.state == "draft":
            return ["review", "exchange", "leave_out", "cancel"]
        if batch.state == "reviewed":
            return ["pay", "pay", "leave_out", "cancel"]
        if batch.state == "paying":
            return ["bring_back"] + ["mark_paid"] * (batch.exports_open and not batch.reference)
        return ["bring_back"] if batch.state == "paid" else []

    def staff_do(self, payout: str, step: str, member: str) -> None:
        """One of `steps`; those about one member, where theirs is in a state for that."""
        debtor = DebtorAccount(**DEBTOR)
        if step == "review":
            _done(lambda tx: payouts.review(payout, PayoutReview(debtor=debtor), STAFF, tx))
        elif step == "exchange":
            asked = PayoutReview(pay_currency="EUR", rate="0.4", debtor=debtor)
            _done(lambda tx: payouts.review(payout, asked, STAFF, tx))
        elif step == "pay":
            _done(lambda tx: payouts.pay(payout, STAFF, tx))
        elif step == "cancel":
            _done(lambda tx: payouts.cancel(payout, tx))
        elif step == "mark_paid":
            self._bank_pays(payout)
        elif step == "leave_out":
            with suppress(PorticoError):
                _done(lambda tx: payouts.leave_out(payout, member, "Later", STAFF, tx))
        else:
            self._brought_back(payout, member)

    def _bank_pays(self, payout: str) -> None:
        """The bank carries its file out, and staff say so."""
        _done(lambda tx: payouts.mark_paid(payout, "B1", tx))
        items = {item.member_id: item for item in self.items(payout)}
        for payment in bank_file.payments(self.batch(payout), items.values(), clock.now().date()):
            self.by_bank[items[payment.member_id].id] += payment.amount.minor

    def _brought_back(self, payout: str, member: str) -> None:
        with suppress(PorticoError):
            item = _done(lambda tx: payouts.bring_back(payout, member, "Closed", STAFF, tx))
            if not item.is_by_stripe:
                self.by_bank[item.id] = 0

    def stripe_tells(self, kill: Kill | None = None) -> None:
        """What Stripe has to say arrives, and what follows from it and from staff's wishes is done; what a kill broke off comes again."""
        self.desk.sandbox.deliver_pending()
        waiting = [item for item in EventItem.scan() if item.type in HEARD and item.event_id not in self.delivered]
        for item in sorted(waiting, key=lambda item: (item.occurred_at, item.event_id)):
            if is_killed(kill, lambda item=item: events.deliver(item, SUBSCRIPTIONS, clock.now())):
                return
            self.delivered.add(item.event_id)
        events.retry_parked(SUBSCRIPTIONS, clock.now())

    def at_stripe(self) -> dict[str, dict[str, Any]]:
        """Stripe's transfers by item: one each at most."""
        found: dict[str, dict[str, Any]] = {}
        for one in self.desk.transfers():
            assert one["transfer_group"] not in found, "paid twice by Stripe"
            found[one["transfer_group"]] = one
        return found

    def part_comes_back(self, transfer: str, amount: int) -> None:
        """Somebody brings a part of a transfer back at Stripe itself."""
        stripes = connect.gateway()._client.v1.transfers.reversals  # type: ignore[attr-defined]
        stripes.create(transfer, {"amount": amount})

    def ends(self, payout: str) -> None:
        """A payout is led to its end: paid where it was begun to be, else given up."""
        for _ in range(3):
            self.works(payout)
            for step in ("mark_paid", "cancel"):
                if step in self.steps(payout):
                    self.staff_do(payout, step, "")
        assert self.batch(payout).state in ("paid", "cancelled")


def _done(decide: Callable[[Tx], Any]) -> Any:
    tx = Tx(clock.now())
    made = decide(tx)
    tx.commit()
    return made
