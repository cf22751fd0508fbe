"""Many at once, on a real engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.orders.shopping import ADDRESS
from tests.quotes.desk import Desk
from tests.support.faults import answer_lost, cancelled, faults, refused

pytestmark = pytest.mark.engine


def test_many_acceptances_at_once_make_one_order(engine_desk: Desk) -> None:
    quote = engine_desk.issued({"ROUTER-1": 1})
    asked = {"version": 1, "expected_total": quote.seen["totals"]["total"]}

    def accept(number: int) -> Any:
        return quote.http.post(f"{quote.path}/accept", asked, idempotency_key=f"key-{number}")

    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(accept, range(8)))
    assert {reply.status for reply in replies} == {201}
    assert len({reply.json["order_id"] for reply in replies}) == 1
    assert len(engine_desk.orders()) == 1
    assert engine_desk.shop.stock("ROUTER-1") == (20, 1, 19)


def test_accepting_revising_and_declining_at_once_end_in_one_state(engine_desk: Desk) -> None:
    for _ in range(4):
        quote = engine_desk.issued({"CABLE-1": 1})
        lock = quote.known["lock"]
        asked = {"version": 1, "expected_total": quote.seen["totals"]["total"]}
        calls = [
            (quote.http, "accept", asked),
            (quote.http, "decline", {"version": 1}),
            (engine_desk.sales, "revise", {"lock": lock}),
            (engine_desk.sales, "cancel", {"lock": lock}),
        ]
        with ThreadPoolExecutor(4) as threads:
            path = quote.path
            replies = list(threads.map(lambda call, path=path: call[0].post(f"{path}/{call[1]}", call[2]), calls))
        state = quote.known["state"]
        assert sum(reply.status in (200, 201) for reply in replies) >= 1
        assert all(reply.status in (200, 201, 409) for reply in replies)
        ordered = quote.known["order_id"] is not None
        assert ordered == (state == "accepted") == (replies[0].status == 201)


def test_edits_at_once_are_one_edit_and_the_others_are_told(engine_desk: Desk) -> None:
    quote = engine_desk.requested()
    lock = quote.known["lock"]

    def edit(number: int) -> Any:
        return engine_desk.sales.patch(quote.path, {"lock": lock, "terms": f"Terms {number}"})

    with ThreadPoolExecutor(6) as threads:
        replies = list(threads.map(edit, range(6)))
    assert sorted(reply.status for reply in replies) == [200] + [409] * 5
    assert {reply.code for reply in replies if reply.status == 409} == {"quote_changed"}
    assert quote.known["lock"] == lock + 1


def test_an_approval_given_many_times_at_once_is_given_once(engine_desk: Desk) -> None:
    engine_desk.rules()
    quote = engine_desk.requested()
    quote.edit(discount={"percent": "30"}, shipping_address=ADDRESS)
    quote.submit()
    lock = quote.known["lock"]
    people = [engine_desk.staff(f"acc_admin{n}", "admin") for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        replies = list(threads.map(lambda who: who.post(f"{quote.path}/approve", {"lock": lock}), people))

    assert sorted(reply.status for reply in replies) == [200] + [409] * 5
    assert [step["state"] for step in quote.known["approvals"]] == ["approved", "waiting"]


def test_an_acceptance_that_the_store_breaks_off_leaves_nothing_and_can_be_sent_again(engine_desk: Desk) -> None:
    quote = engine_desk.issued({"ROUTER-1": 2})
    asked = {"version": 1, "expected_total": quote.seen["totals"]["total"]}

    def accept() -> Any:
        return quote.http.post(f"{quote.path}/accept", asked, idempotency_key="mine")

    with faults(None, None, refused("ValidationException")):
        assert accept().status == 500
    assert (engine_desk.orders(), quote.seen["state"]) == ([], "issued")
    with faults(None, None, cancelled("TransactionConflict"), answer_lost):
        first = accept()
    assert first.status == 201, first.body
    again = accept()
    assert (again.json, again.headers["idempotency-replayed"]) == (first.json, "true")
    assert len(engine_desk.orders()) == 1
    assert engine_desk.shop.stock("ROUTER-1") == (20, 2, 18)
