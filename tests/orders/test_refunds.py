"""Money back and goods back, as arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.orders.domain import life, refunds
from chalicelib.orders.domain.life import StockMove
from chalicelib.orders.domain.order import Order, Pieces, PiecesExceeded, Refund
from chalicelib.orders.domain.refunds import NothingToRefund, RefundTooHigh, ReturnUnknown
from chalicelib.orders.service import refund_lines
from tests.orders.examples import NOW, line, order, paid


def pieces_back(given: Order, number: int, quantity: int, line_id: str = "A", restock: bool = True) -> Order:
    wanted = [Pieces(line_id, quantity)]
    return refunds.refund_pieces(given, f"ref_{number}", wanted, "broken", NOW, restock=restock)[0]


@given(st.integers(1, 50), st.integers(0, 10**6), st.data())
def test_refunding_piece_by_piece_gives_back_the_line_exactly(quantity: int, payable: int, data: st.DataObject) -> None:
    current = paid(line(quantity=quantity, payable=payable))
    left = quantity
    while left:
        now = data.draw(st.integers(1, left))
        try:
            current = pieces_back(current, left, now)
        except NothingToRefund:
            return  # so many pieces for so little that a part of them is worth nothing
        left -= now
    assert sum(refund.amount for refund in current.refunds) == payable


@given(st.integers(1, 50), st.integers(0, 10**5), st.data())
def test_refunds_in_dinars_are_multiples_of_ten_fils_and_give_back_all(
    quantity: int, tens: int, data: st.DataObject
) -> None:
    current = paid(line(quantity=quantity, payable=10 * tens), delivery=1230, currency="KWD")
    for number in range(data.draw(st.integers(0, quantity))):
        current = pieces_back(current, number, 1)
    left = current.refundable // 10
    current = refunds.refund_amount(current, "ref_x", 10 * data.draw(st.integers(1, left)), "late", NOW)
    if current.refundable:
        current, _ = refunds.refund_all(current, "ref_y", "", NOW, restock=True)
    assert all(share.amount % 10 == 0 for refund in current.refunds for share in refund.shares)
    assert all(refund.amount % 10 == 0 for refund in current.refunds)
    assert (current.refundable, sum(refund.amount for refund in current.refunds)) == (0, 10 * tens + 1230)


@given(st.integers(1, 7), st.integers(1, 10**6), st.integers(0, 10**5))
def test_the_tax_of_all_refunds_of_a_line_sums_to_its_tax(quantity: int, payable: int, tax: int) -> None:
    current = paid(line(quantity=quantity, payable=payable + tax, tax=tax))
    for number in range(quantity):
        try:
            current = pieces_back(current, number, 1)
        except NothingToRefund:
            return
    parts = [part for refund in current.refunds for part in refund_lines(current, refund)]
    assert sum(part.tax for part in parts) == tax
    assert sum(part.net for part in parts) == payable


def test_thirds_of_ten_dollars_are_paid_back_without_a_cent_too_much() -> None:
    current = paid(line(quantity=3, payable=1000))
    amounts = []
    for number in range(3):
        current = pieces_back(current, number, 1)
        amounts.append(current.refunds[-1].amount)
    assert amounts == [333, 333, 334]


def test_an_amount_is_spread_over_what_is_left_of_lines_and_delivery() -> None:
    current = refunds.refund_amount(paid(line("A", 1, 600), line("B", 1, 400)), "ref_1", 750, "late", NOW)
    refund = current.refunds[0]
    assert [(share.line, share.amount) for share in refund.shares] == [("A", 300), ("B", 200)]
    assert (refund.delivery, current.refundable) == (250, 750)


@pytest.mark.parametrize("amount", [1501, 10**9])
def test_more_than_was_paid_is_never_paid_back(amount: int) -> None:
    with pytest.raises(RefundTooHigh):
        refunds.refund_amount(paid(), "ref_1", amount, "late", NOW)


def test_a_refund_under_way_counts_as_gone_and_a_failed_one_does_not() -> None:
    under_way = refunds.refund_amount(paid(), "ref_1", 1500, "late", NOW)
    assert under_way.refundable == 0
    with pytest.raises(RefundTooHigh):
        refunds.refund_amount(under_way, "ref_2", 1, "late", NOW)
    failed = refunds.settle_refund(under_way, "ref_1", "failed", NOW)
    assert (failed.refundable, failed.refunded) == (1500, 0)


def test_news_of_a_refund_that_come_twice_or_late_change_nothing() -> None:
    under_way = refunds.refund_amount(paid(), "ref_1", 1500, "late", NOW)
    done = refunds.settle_refund(under_way, "ref_1", "succeeded", NOW)
    assert refunds.settle_refund(done, "ref_1", "succeeded", NOW) is done
    failed = refunds.settle_refund(under_way, "ref_1", "failed", NOW)
    assert refunds.settle_refund(failed, "ref_1", "succeeded", NOW) is failed
    assert refunds.settle_refund(done, "ref_9", "succeeded", NOW) is done


def test_an_unpaid_order_has_nothing_to_refund() -> None:
    with pytest.raises(NothingToRefund):
        refunds.refund_all(order(), "ref_1", "", NOW, restock=True)


def test_refunded_pieces_that_are_still_here_stay_here() -> None:
    current, moves = refunds.refund_pieces(paid(state="accepted"), "ref_1", [Pieces("A", 2)], "out", NOW, restock=True)
    assert moves == [StockMove("release", "A", 2)]
    assert current.line("A").open == 1
    _, written_off = refunds.refund_pieces(current, "ref_2", [Pieces("A", 1)], "broken", NOW, restock=False)
    assert written_off == [StockMove("ship", "A", 1)]


def test_a_partly_shipped_order_whose_rest_is_refunded_is_shipped() -> None:
    current = pieces_back(paid(line(shipped=2), state="partially_shipped"), 1, 1)
    assert (current.state, current.fully_sent) == ("shipped", True)


def test_a_cancelled_order_pays_back_everything_once() -> None:
    cancelled, released = life.cancel(paid(), "customer", "", NOW)
    refunded, more = refunds.refund_all(cancelled, "ref_1", "", NOW, restock=True)
    assert (released, more) == ([StockMove("release", "A", 3)], [])
    assert (refunded.refunds[0].amount, refunded.refunds[0].delivery, refunded.refundable) == (1500, 500, 0)


def test_pieces_cannot_be_paid_back_twice() -> None:
    current = pieces_back(paid(), 1, 2)
    with pytest.raises(PiecesExceeded):
        pieces_back(current, 2, 2)


def returned(given: Order, quantity: int = 1) -> Order:
    asked = refunds.request_return(given, "ret_1", [Pieces("A", quantity)], "too big", NOW, by="customer")
    approved = refunds.decide_return(asked, "ret_1", "approved", "", NOW)
    received, _ = refunds.receive_return(approved, "ret_1", "", NOW, restock=True)
    return refunds.refund_return(received, "ret_1", "ref_1", NOW)


def test_a_return_pays_back_its_pieces_and_leaves_the_unsent_ones_on_the_order() -> None:
    current = returned(paid(line(shipped=2), state="partially_shipped"))
    assert current.refunds[0].amount == 333
    assert (current.line("A").open, current.line("A").returned) == (1, 1)


def test_a_return_of_pieces_that_were_paid_back_before_pays_nothing_more() -> None:
    whole, _ = refunds.refund_all(paid(line(shipped=3), state="shipped"), "ref_0", "", NOW, restock=False)
    assert len(returned(whole).refunds) == 1


def test_only_sent_pieces_that_are_not_on_their_way_back_can_be_returned() -> None:
    shipped = paid(line(shipped=2), state="partially_shipped")
    asked = refunds.request_return(shipped, "ret_1", [Pieces("A", 1)], "", NOW, by="customer")
    with pytest.raises(PiecesExceeded):
        refunds.request_return(asked, "ret_2", [Pieces("A", 2)], "", NOW, by="customer")
    rejected = refunds.decide_return(asked, "ret_1", "rejected", "", NOW)
    assert refunds.returnable(rejected, rejected.line("A")) == 2


def test_a_return_is_decided_once() -> None:
    asked = refunds.request_return(
        paid(line(shipped=2), state="shipped"), "ret_1", [Pieces("A", 1)], "", NOW, by="staff"
    )
    with pytest.raises(ReturnUnknown):
        refunds.receive_return(asked, "ret_1", "", NOW, restock=True)
    approved = refunds.decide_return(asked, "ret_1", "approved", "", NOW)
    with pytest.raises(ReturnUnknown):
        refunds.decide_return(approved, "ret_1", "rejected", "", NOW)
    with pytest.raises(ReturnUnknown):
        refunds.decide_return(approved, "ret_9", "rejected", "", NOW)


def test_a_failed_refund_of_dropped_pieces_can_be_made_again() -> None:
    once = pieces_back(paid(state="accepted"), 1, 2)
    failed = refunds.settle_refund(once, "ref_1", "failed", NOW)
    again, moves = refunds.refund_pieces(failed, "ref_2", [Pieces("A", 2)], "", NOW, restock=True)
    assert (again.refunds[-1].amount, moves, again.line("A").open) == (666, [], 1)
    assert isinstance(again.refunds[0], Refund)
    assert replace(again.refunds[0], state="pending") == once.refunds[0]
