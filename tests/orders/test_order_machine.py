"""Any sequence of commands leaves an order whose money, pieces and stock add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.kit.errors import PorticoError
from chalicelib.kit.money import Money
from chalicelib.orders.domain import disputes, life, refunds
from chalicelib.orders.domain.life import StockMove
from chalicelib.orders.domain.order import Dispute, Order, Part, Pieces, Shipment
from tests.orders.examples import NOW, line, on_account, order

LINES = st.sampled_from(["A", "B"])
PART = st.builds(Pieces, LINES, st.integers(1, 3))
SOME = st.tuples(PART) | st.tuples(PART, PART)
RARELY = st.integers(0, 5).map(lambda number: number == 5)
"""For what ends an order early, and hides what would come after."""


def agreed_amounts(current: Order) -> list[tuple[int, ...]]:
    """What the buyer was told that the lines cost."""
    return [(part.quantity, part.unit, part.total, part.discount, part.tax, part.payable) for part in current.lines]


class OrderLife(RuleBasedStateMachine):
    """One order and the stock that it holds. A refused command changes nothing."""

    @initialize(
        a=st.integers(1, 5), b=st.integers(1, 5), price=st.integers(0, 5000), begun=st.booleans(), account=st.booleans()
    )
    def place(self, a: int, b: int, price: int, begun: bool, account: bool) -> None:
        built = line("B", b, price + 1, parts=(Part("A", 1), Part("C", 2)))
        agreed = (line("A", a, price), built)
        self.order = on_account(*agreed, delivery=price // 7) if account else order(*agreed, delivery=price // 7)
        self.agreed = agreed_amounts(self.order)
        self.reserved = Counter({"A": a + b, "B": b, "C": 2 * b})
        self.away: Counter[str] = Counter()
        self.count = 0
        if begun:  # most of what can go wrong begins after these two
            self.pay()
            self.accept()

    def _do(self, act: Callable[[], Order | tuple[Order, Iterable[StockMove]]]) -> None:
        try:
            result = act()
        except PorticoError:
            return
        self.order, moves = result if isinstance(result, tuple) else (result, ())
        for move in moves:
            if move.kind == "restock":
                self.away[move.sku] -= move.quantity
            else:
                self.reserved[move.sku] -= move.quantity
                self.away[move.sku] += move.quantity if move.kind == "ship" else 0

    def _id(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}_{self.count}"

    @rule()
    def pay(self) -> None:
        self._do(lambda: life.pay(self.order, Money(self.order.total, "USD"), "pi_1", NOW))

    @rule(off=st.integers(-1, 1))
    def record_transfer(self, off: int) -> None:
        came = Money(max(0, self.order.due + off), "USD")
        self._do(lambda: life.record_transfer(self.order, "HSBC 4711", came, NOW))

    @rule(off=st.integers(-3, 3), sure=RARELY)
    def pay_amiss(self, off: int, sure: bool) -> None:
        if sure:
            self._do(lambda: life.pay(self.order, Money(max(0, self.order.total + off), "USD"), "pi_1", NOW))

    @rule(sure=RARELY)
    def decline_later(self, sure: bool) -> None:
        if sure:
            self._do(lambda: life.payment_declined(self.order, NOW))

    @rule()
    def accept(self) -> None:
        self._do(lambda: life.accept(self.order, "", NOW))

    @rule(pieces=st.just(()) | SOME)
    def ship(self, pieces: tuple[Pieces, ...]) -> None:
        parcel = Shipment(self._id("shp"), "UPS", "1Z", None, NOW, pieces)
        self._do(lambda: life.ship(self.order, parcel, NOW))

    @rule()
    def complete(self) -> None:
        self._do(lambda: life.complete(self.order, "", "", NOW))

    @rule(sure=RARELY)
    def cancel(self, sure: bool) -> None:
        if sure:
            self._do(lambda: life.cancel(self.order, "customer", "", NOW))

    @rule()
    def run_out(self) -> None:
        self._do(lambda: life.expire(self.order, NOW))

    @rule(pieces=SOME, restock=st.booleans())
    def refund_pieces(self, pieces: tuple[Pieces, ...], restock: bool) -> None:
        self._do(lambda: refunds.refund_pieces(self.order, self._id("ref"), pieces, "", NOW, restock=restock))

    @rule(percent=st.integers(-1, 110))
    def refund_amount(self, percent: int) -> None:
        amount = self.order.refundable * percent // 100
        self._do(lambda: refunds.refund_amount(self.order, self._id("ref"), amount, "", NOW))

    @rule(restock=st.booleans(), sure=RARELY)
    def refund_all(self, restock: bool, sure: bool) -> None:
        if sure:
            self._do(lambda: refunds.refund_all(self.order, self._id("ref"), "", NOW, restock=restock))

    @precondition(lambda self: self.order.refunds)
    @rule(number=st.integers(0, 20), state=st.sampled_from(["succeeded", "failed"]))
    def stripe_says(self, number: int, state: Literal["succeeded", "failed"]) -> None:
        refund = self.order.refunds[number % len(self.order.refunds)]
        self._do(lambda: refunds.settle_refund(self.order, refund.id, state, NOW))
        self._do(lambda: disputes.with_money_taken(self.order, self._id("ref"), NOW))

    @precondition(lambda self: self.order.kind == "payment" and self.order.paid_at is not None)
    @rule(number=st.integers(1, 2), state=st.sampled_from(["open", "won", "lost"]), percent=st.integers(1, 100))
    def a_bank_says(self, number: int, state: Literal["open", "won", "lost"], percent: int) -> None:
        told = Dispute(f"du_{number}", state, self.order.paid_amount * percent // 100, "fraudulent", NOW)
        self._do(lambda: disputes.tell(self.order, told, NOW))
        self._do(lambda: disputes.with_money_taken(self.order, self._id("ref"), NOW))

    @rule(pieces=SOME)
    def send_back(self, pieces: tuple[Pieces, ...]) -> None:
        self._do(lambda: refunds.request_return(self.order, self._id("ret"), pieces, "", NOW, by="customer"))

    @precondition(lambda self: self.order.returns)
    @rule(number=st.integers(0, 20), restock=st.booleans(), pay_back=st.booleans())
    def take_back(self, number: int, restock: bool, pay_back: bool) -> None:
        return_id = self.order.returns[number % len(self.order.returns)].id
        self._do(lambda: refunds.decide_return(self.order, return_id, "approved", "", NOW))
        self._do(lambda: refunds.receive_return(self.order, return_id, "", NOW, restock=restock))
        received = {back.id for back in self.order.returns if back.state == "received"}
        if pay_back and return_id in received:
            self._do(lambda: refunds.refund_return(self.order, return_id, self._id("ref"), NOW))

    @invariant()
    def money_adds_up(self) -> None:
        current = self.order
        claimed = sum(refund.amount for refund in current.refunds if refund.state != "failed")
        assert 0 <= current.refunded <= claimed
        if current.kind == "payment":
            assert claimed <= current.paid_amount
            assert (current.refundable, current.due) == (current.paid_amount - claimed, 0)
        for part in current.lines:
            assert 0 <= refunds.refunded_of(current, part.id) <= part.payable
            assert refunds.claimed_pieces(current, part.id) <= part.quantity
        assert all(
            refund.amount == refund.delivery + sum(share.amount for share in refund.shares)
            for refund in current.refunds
            if current.misfit is None  # then a refund pays no line back
        )

    @invariant()
    def an_account_is_settled_by_its_credits_and_one_transfer(self) -> None:
        current = self.order
        if current.kind != "on_account":
            return
        assert all(refund.state == "succeeded" for refund in current.refunds)
        credited = sum(refund.amount for refund in current.refunds if refund.method == "credit")
        sent_back = sum(refund.amount for refund in current.refunds if refund.method == "transfer")
        if current.transfer is not None:
            assert credited + current.paid_amount == current.total
            assert (current.due, current.refundable) == (0, current.paid_amount - sent_back)
        elif current.state == "cancelled":
            assert (current.due, current.refundable, sent_back) == (0, 0, 0)
        else:
            assert current.due == current.refundable == current.total - credited
        assert 0 <= sent_back <= current.paid_amount

    @invariant()
    def a_bank_takes_what_it_decided_as_far_as_it_is_there(self) -> None:
        lost = sum(one.amount for one in self.order.disputes if one.state == "lost")
        taken = sum(refund.amount for refund in self.order.refunds if refund.method == "dispute")
        assert taken <= lost
        assert taken == lost or self.order.refundable == 0

    @invariant()
    def what_was_agreed_stays(self) -> None:
        assert agreed_amounts(self.order) == self.agreed

    @invariant()
    def pieces_add_up(self) -> None:
        for part in self.order.lines:
            assert min(part.open, part.shipped, part.dropped, part.returned) >= 0
            assert part.returned <= part.shipped
            assert refunds.returnable(self.order, part) >= 0

    @invariant()
    def stock_is_held_for_exactly_what_is_still_to_be_sent(self) -> None:
        a, b = (part.open for part in self.order.lines)
        assert dict(self.reserved) == {"A": a + b, "B": b, "C": 2 * b}
        assert all(count >= 0 for count in self.away.values())

    @invariant()
    def staff_can_always_take_off_what_is_still_to_be_sent(self) -> None:
        if self.order.state in ("accepted", "partially_shipped") and not self.order.fully_sent:
            kept, _ = refunds.refund_all(self.order, "ref_end", "", NOW, restock=True)
            assert kept.fully_sent
            assert life.complete(kept, "", "", NOW)[0].state == "completed"

    @invariant()
    def a_cancelled_order_holds_nothing(self) -> None:
        if self.order.state in ("cancelled", "completed", "shipped"):
            assert all(part.open == 0 for part in self.order.lines)


TestOrderLife = OrderLife.TestCase
TestOrderLife.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
