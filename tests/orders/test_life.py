"""An order's states: what each command does in each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from msgspec.structs import replace

from chalicelib.kit.errors import PorticoError
from chalicelib.kit.money import Money
from chalicelib.orders.domain import life, refunds
from chalicelib.orders.domain.life import StockMove
from chalicelib.orders.domain.order import Order, Pieces, PiecesExceeded, Shipment, State, WrongState
from tests.orders.examples import NOW, line, order, paid, pre_accepted

STATES: tuple[State, ...] = get_args(State)


def parcel(*pieces: Pieces) -> Shipment:
    return Shipment("shp_1", "UPS", "1Z", None, NOW, pieces)


def in_state(state: State) -> Order:
    if state == "placed":
        return order()
    if state in ("pre_accepted", "in_progress"):
        return replace(pre_accepted(), state=state)
    lines = {"partially_shipped": line(shipped=1), "shipped": line(shipped=3), "completed": line(shipped=3)}
    return paid(lines.get(state, line()), state=state)


COMMANDS: dict[str, tuple[Callable[[Order], Order], dict[State, State]]] = {
    "pay": (
        lambda o: life.pay(replace(o, payment=order().payment), Money(1500, "USD"), "pi_1", NOW)[0],
        {state: "paid" if state == "placed" else state for state in STATES},
    ),
    "accept": (lambda o: life.accept(o, "", NOW), {"paid": "accepted", "pre_accepted": "in_progress"}),
    "ship all": (
        lambda o: life.ship(o, parcel(), NOW)[0],
        {"accepted": "shipped", "partially_shipped": "shipped"},
    ),
    "ship one": (
        lambda o: life.ship(o, parcel(Pieces("A", 1)), NOW)[0],
        {"accepted": "partially_shipped", "partially_shipped": "partially_shipped"},
    ),
    "complete": (
        lambda o: life.complete(o, "REF-1", "", NOW)[0],
        {"in_progress": "completed", "shipped": "completed"},
    ),
    "customer cancels": (
        lambda o: life.cancel(o, "customer", "", NOW)[0],
        dict.fromkeys(("placed", "paid", "accepted", "pre_accepted"), "cancelled"),
    ),
    "staff cancel": (
        lambda o: life.cancel(o, "staff", "", NOW)[0],
        dict.fromkeys(("placed", "paid", "accepted", "pre_accepted", "in_progress"), "cancelled"),
    ),
    "time to pay runs out": (
        lambda o: life.expire(o, NOW)[0],
        {state: "cancelled" if state == "placed" else state for state in STATES},
    ),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_in_each_state(command: str, state: State) -> None:
    act, becomes = COMMANDS[command]
    if state in becomes:
        assert act(in_state(state)).state == becomes[state]
    else:
        with pytest.raises(WrongState):
            act(in_state(state))


def test_the_same_payment_reported_twice_counts_once() -> None:
    once, _ = life.pay(order(), Money(1500, "USD"), "pi_1", NOW)
    assert life.pay(once, Money(1500, "USD"), "pi_1", NOW) == (once, [])


@pytest.mark.parametrize(("amount", "currency"), [(1499, "USD"), (1501, "USD"), (1500, "EUR")])
def test_a_payment_of_another_amount_or_currency_does_not_pay(amount: int, currency: str) -> None:
    ended, moves = life.pay(order(), Money(amount, currency), "pi_1", NOW)
    assert (ended.state, ended.paid_currency, ended.refundable) == ("cancelled", currency, amount)
    assert moves == [StockMove("release", "A", 3)]
    assert refunds.refundable_of(ended, ended.line("A")) == 0
    back, _ = refunds.refund_all(ended, "ref_1", "", NOW, restock=True)
    assert (back.refunds[0].amount, back.refundable) == (amount, 0)


def test_a_payment_after_the_cancellation_is_recorded_but_revives_nothing() -> None:
    cancelled, _ = life.expire(order(), NOW)
    late, _ = life.pay(cancelled, Money(1500, "USD"), "pi_1", NOW)
    assert (late.state, late.paid_amount, late.refundable) == ("cancelled", 1500, 1500)


def test_a_parcel_holds_no_more_than_is_still_to_be_sent() -> None:
    first, moves = life.ship(paid(state="accepted"), parcel(Pieces("A", 2)), NOW)
    assert moves == [StockMove("ship", "A", 2)]
    with pytest.raises(PiecesExceeded):
        life.ship(first, parcel(Pieces("A", 1), Pieces("A", 1)), NOW)
    with pytest.raises(PiecesExceeded):
        life.ship(first, parcel(Pieces("B", 1)), NOW)


def test_cancelling_gives_back_exactly_what_was_held() -> None:
    mixed = paid(line("A", 3), line("B", 2, tracked=False))
    _, moves = life.cancel(mixed, "staff", "", NOW)
    assert moves == [StockMove("release", "A", 3)]


def test_a_pre_acceptance_order_needs_its_number_to_be_completed() -> None:
    taken_up = life.accept(pre_accepted(), "", NOW)
    with pytest.raises(PorticoError, match="number in the business system"):
        life.complete(taken_up, "  ", "", NOW)
    done, _ = life.complete(taken_up, " BSS-77 ", "", NOW)
    assert (done.business_reference, done.payment_state) == ("BSS-77", "none")


def test_an_order_with_pieces_to_send_cannot_be_completed() -> None:
    with pytest.raises(WrongState, match="still to be sent"):
        life.complete(paid(state="accepted"), "", "", NOW)
