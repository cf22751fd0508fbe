"""A payout's job that is killed before and after each of its calls, and run again; and workers and staff who do the same at once."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.httpsession import URLLib3Session

from chalicelib.affiliates import accounts, connect, payout_store, payout_work, payouts, store
from chalicelib.affiliates.connect import ConnectGateway
from chalicelib.affiliates.domain.sale import Sale
from chalicelib.kit import ledger
from tests.affiliates.paying import DEBTOR, Desk, gateway, items_of, open_desk, stable
from tests.support.faults import faults
from tests.support.http import Http

pytestmark = pytest.mark.engine

EARNED = {"ana": 70 * 100, "ben": 2500, "cem": 1200, "dan": 900}
"""Ana has more orders than one transaction takes; Cem's account refuses what is sent; Dan gets less than the least."""


WRITES = {"TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"}


class Killed(BaseException):
    """The process ends here: nobody catches it."""


def before(request: AWSPreparedRequest) -> AWSResponse:
    raise Killed


def after(request: AWSPreparedRequest) -> AWSResponse:
    URLLib3Session().send(request)
    raise Killed


@pytest.fixture
def desk(engine: str, client: Http) -> Iterator[Desk]:
    desk = open_desk(client, minimum_payout=1000)
    desk.member("ana")
    desk.connected("ben")
    desk.connected("cem", "refuses")
    desk.member("dan")
    desk.settle()
    yield desk
    connect.use(None)


def earn(desk: Desk) -> None:
    for _ in range(70):
        desk.earns("ana", 100)
    for name in ("ben", "cem", "dan"):
        desk.earns(name, EARNED[name])


def killed_at_each_call(
    payout: str, how: Callable[[AWSPreparedRequest], AWSResponse], meanwhile: Callable[[int], Any] = lambda _: None
) -> int:
    """Kill the job at its first call, then at its second, and so on until it gets through; how often. Between a kill and the next run
    something else may happen."""
    for calls in itertools.count():
        try:
            with faults(*[None] * calls, how):
                payout_work.run(payout)
        except Killed:
            meanwhile(calls)
            continue
        return calls
    raise AssertionError


@pytest.mark.parametrize("how", [before, after])
def test_killed_at_each_call_it_makes_the_same_payouts_once_each(desk: Desk, how: Any) -> None:
    earn(desk)
    undisturbed = desk.begin()
    as_it_should_be = {item.member_id: stable(item) for item in items_of(undisturbed)}
    assert desk.does(undisturbed, "cancel").status == 200
    killed_at_each_call(undisturbed, how)
    assert desk.seen(undisturbed)["state"] == "cancelled"
    assert {name: desk.balance(name) for name in EARNED} == {name: (amount, 0) for name, amount in EARNED.items()}

    payout = desk.staff.post("/v1/payouts", {"programme_id": desk.programme}).json["id"]
    assert killed_at_each_call(payout, how) > 5
    for item in items_of(payout):
        twin = stable(item)
        was = as_it_should_be[item.member_id]
        assert (twin.state, twin.gross, twin.amount, twin.payee) == (was.state, was.gross, was.amount, was.payee)

    for step, body in (("review", {"debtor": DEBTOR}), ("pay", None), ("mark-paid", {"reference": "B1"})):
        assert desk.does(payout, step, body).status == 200
    assert killed_at_each_call(payout, how) > 5

    assert desk.seen(payout)["state"] == "paid"
    assert {name: state for name, (state, _) in desk.states(payout).items()} == {
        "ana": "paid",
        "ben": "paid",
        "cem": "failed",
        "dan": "skipped",
    }
    assert [one["amount"] for one in desk.transfers()] == [2500]
    assert desk.balance("ana") == desk.balance("ben") == (0, 0)
    assert desk.balance("cem") == (1200, 0)
    assert ledger.system_balance("system:payouts", "USD").available == 9500
    for member in desk.members.values():
        assert ledger.audit(accounts.approved(member).owner, "USD") == []


def killed_at_each_commit(payout: str, *, carried_out: bool) -> int:
    """Kill the job at each of its commits, once that is carried out or just before (then each run gets one commit further); how often."""
    for kills in itertools.count():
        commits = itertools.count(1)

        def meet(request: AWSPreparedRequest, commits: Iterator[int] = commits) -> AWSResponse | None:
            if request.headers["X-Amz-Target"].decode().split(".")[1] not in WRITES:
                return None
            if carried_out:
                return after(request)
            return before(request) if next(commits) == 2 else None

        try:
            with faults(*[meet] * 2000):
                payout_work.run(payout)
        except Killed:
            continue
        return kills
    raise AssertionError


@pytest.mark.parametrize("carried_out", [True, False])
def test_killed_at_every_commit_it_pays_each_once_in_either_currency(desk: Desk, carried_out: bool) -> None:
    earn(desk)
    payout = desk.staff.post("/v1/payouts", {"programme_id": desk.programme}).json["id"]
    assert killed_at_each_commit(payout, carried_out=carried_out) >= 2  # Ana's parts, the items, the draft
    exchanged = {"pay_currency": "EUR", "rate": "0.5", "debtor": DEBTOR}
    for step, body in (("review", exchanged), ("pay", None), ("mark-paid", {"reference": "B1"})):
        assert desk.does(payout, step, body).status == 200
    assert killed_at_each_commit(payout, carried_out=carried_out) >= 4  # begun, sent, Ana's parts, the rest, the end

    assert desk.states(payout) == {
        "ana": ("paid", 7000),
        "ben": ("paid", 2500),
        "cem": ("failed", 1200),
        "dan": ("skipped", 900),
    }
    assert [(one["amount"], one["currency"]) for one in desk.transfers()] == [(1250, "eur")]
    assert [desk.balance(name) for name in EARNED] == [(0, 0), (0, 0), (1200, 0), (900, 0)]
    books = {asset: ledger.system_balance("system:payouts", asset).available for asset in ("USD", "EUR")}
    assert books == {"USD": 0, "EUR": 4750}
    assert {sale.stage for sale in sales_of(desk, "ana")} == {"paid"}


def sales_of(desk: Desk, name: str) -> list[Sale]:
    return store.sales_of(desk.members[name], 100, None)[0]


def check_the_books(desk: Desk, orders: dict[str, str], payouts_made: list[str]) -> None:
    """Each commission is in one payout that is under way or paid, or payable; and a member's money is exactly what is payable."""
    expected = dict.fromkeys(orders, "approved")
    for payout in payouts_made:
        for item in items_of(payout):
            stage = {"held": "in_payout", "sending": "in_payout", "paid": "paid", "reversed": "paid"}.get(item.state)
            for sale in payouts.sales_of(item) if stage else ():
                assert expected[sale.order_id] == "approved", f"{sale.order_id} is in two payouts"
                expected[sale.order_id] = stage
    assert {order: desk.stage(order) for order in orders} == expected
    for name, member in desk.members.items():
        payable = sum(EARNS_EACH[name] for order in orders if orders[order] == name and expected[order] == "approved")
        carried = payout_store.carried(desk.programme, "USD", [member]).get(member, 0)
        assert desk.balance(name)[0] == payable + carried
        assert ledger.audit(accounts.approved(member).owner, "USD") == []


EARNS_EACH = {"ana": 100, "ben": 2500, "cem": 1200, "dan": 900}


def earned_by_all(desk: Desk) -> dict[str, str]:
    """Orders, and who earns what on each."""
    orders = {desk.earns("ana", EARNS_EACH["ana"]): "ana" for _ in range(130)}
    return orders | {desk.earns(name, EARNS_EACH[name]): name for name in ("ben", "cem", "dan")}


@pytest.mark.parametrize("how", [before, after])
def test_a_member_is_suspended_and_restored_between_kills_of_gathering(desk: Desk, how: Any) -> None:
    orders = earned_by_all(desk)
    payout = desk.staff.post("/v1/payouts", {"programme_id": desk.programme}).json["id"]
    ana = f"/v1/affiliates/{desk.members['ana']}"

    def decide(kill: int) -> None:
        path = f"{ana}/restore" if kill % 2 else f"{ana}/suspend"
        assert desk.staff.post(path, {} if kill % 2 else {"reason": "Odd"}).status == 200

    kills = killed_at_each_call(payout, how, decide)
    check_the_books(desk, orders, [payout])

    if kills % 2:
        desk.staff.post(f"{ana}/restore", {})
    desk.does(payout, "cancel")
    killed_at_each_call(payout, how)
    check_the_books(desk, orders, [payout])
    again = desk.begin()
    assert desk.states(again)["ana"] == ("held", 13_000)


@pytest.mark.parametrize("how", [before, after])
@pytest.mark.parametrize("once", ["held", "paid"])
def test_staff_bring_a_payment_back_between_kills_of_paying(desk: Desk, once: str, how: Any) -> None:
    orders = earned_by_all(desk)
    payout = desk.reviewed()
    desk.does(payout, "pay")
    desk.does(payout, "mark-paid", {"reference": "B1"})
    answers = []

    def bring_back(_: int) -> None:
        if desk.states(payout)["ana"][0] == once:
            reply = desk.does(payout, f"items/{desk.members['ana']}/return", {"reason": "Account closed"})
            answers.append(reply.status)

    killed_at_each_call(payout, how, bring_back)

    assert answers == [200]  # at the first kill that found it so; in `paid` its parts had not followed
    assert desk.states(payout)["ana"] == ("failed" if once == "held" else "reversed", 13_000)
    check_the_books(desk, orders, [payout])
    following = desk.begin(minimum=0)
    assert desk.states(following) == {"ana": ("held", 13_000), "cem": ("held", 1200), "dan": ("held", 900)}
    check_the_books(desk, orders, [payout, following])


class _DiesAfterPaying:
    """Stripe carries a transfer out, and the process that asked ends before it hears of it."""

    def __init__(self, real: ConnectGateway) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def transfer(self, item: Any) -> str:
        self._real.transfer(item)
        raise Killed


def test_a_transfer_that_nobody_heard_of_is_found_when_stripe_has_forgotten_its_key(desk: Desk, clock: Any) -> None:
    desk.earns("ben", 2500)
    payout = desk.reviewed({})
    desk.does(payout, "pay")
    with gateway(_DiesAfterPaying(connect.gateway())), pytest.raises(Killed):  # type: ignore[arg-type]
        payout_work.run(payout)
    assert desk.states(payout) == {"ben": ("sending", 2500)}

    clock.advance(days=3)
    payout_work.run(payout)

    assert desk.states(payout) == {"ben": ("paid", 2500)}
    assert len(desk.transfers()) == 1


@pytest.mark.parametrize("by", ["bank", "stripe"])
def test_a_slow_worker_leaves_out_nobody_whom_a_faster_one_may_have_paid(desk: Desk, by: str) -> None:
    """Both have read that a member is to be paid; the faster one is done before the member is suspended, the slower one goes on after it."""
    name = "ana" if by == "bank" else "ben"
    desk.earns(name, 2500)
    payout = desk.reviewed()
    assert desk.does(payout, "pay").status == 200
    others = []

    def overtaken(request: AWSPreparedRequest) -> None:
        if others or not request.headers["X-Amz-Target"].endswith(b"BatchGetItem"):
            return
        others.append("a faster worker")
        with gateway(_DiesAfterPaying(connect.gateway())), suppress(Killed):  # type: ignore[arg-type]
            payout_work.run(payout)
        assert desk.staff.post(f"/v1/affiliates/{desk.members[name]}/suspend", {"reason": "Odd"}).status == 200

    with faults(*[overtaken] * 200):
        payout_work.run(payout)
    assert others
    if by == "bank":
        listed = desk.staff.get(f"/v1/payouts/{payout}/export.csv", headers={"Accept": "text/csv"}).body.decode()
        assert desk.members[name] in listed
        assert desk.does(payout, "mark-paid", {"reference": "B1"}).status == 200
        payout_work.run(payout)
    assert desk.states(payout)[name] == ("paid", 2500)
    assert len(desk.transfers()) == (by == "stripe")


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same time; the answers in order."""
    ready = threading.Barrier(len(work))
    answers: list[Any] = [None] * len(work)

    def act(place: int) -> None:
        ready.wait()
        answers[place] = work[place]()

    threads = [threading.Thread(target=act, args=(place,)) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_workers_on_the_same_payout_at_once_pay_once(desk: Desk) -> None:
    earn(desk)
    payout = desk.staff.post("/v1/payouts", {"programme_id": desk.programme}).json["id"]
    at_once(*[lambda: payout_work.run(payout)] * 3)
    payout_work.run(payout)
    assert desk.states(payout)["ana"] == ("held", 7000)
    for step, body in (("review", {"debtor": DEBTOR}), ("pay", None), ("mark-paid", {"reference": "B1"})):
        assert desk.does(payout, step, body).status == 200

    at_once(*[lambda: payout_work.run(payout)] * 3)
    payout_work.run(payout)

    assert desk.seen(payout)["state"] == "paid"
    assert Counter(one["transfer_group"] for one in desk.transfers()).most_common(1)[0][1] == 1
    assert ledger.system_balance("system:payouts", "USD").available == 9500


def test_payouts_gathered_at_once_share_no_commission(desk: Desk) -> None:
    earn(desk)
    begun = [desk.staff.post("/v1/payouts", {"programme_id": desk.programme}).json["id"] for _ in range(3)]
    at_once(*[lambda payout=payout: payout_work.run(payout) for payout in begun])
    orders = [sale.order_id for payout in begun for item in items_of(payout) for sale in item.sales]
    assert len(orders) == len(set(orders))
    held = sum(item.amount for payout in begun for item in items_of(payout) if item.state == "held")
    assert held == sum(desk.balance(name)[1] for name in EARNED) <= sum(EARNED.values())


def test_of_two_staff_who_decide_at_once_one_is_told_to_look_again(desk: Desk) -> None:
    desk.earns("ben", 2500)
    payout = desk.begin()
    for steps in (
        (("review", {"debtor": DEBTOR}), ("review", {"debtor": DEBTOR, "note": "mine"})),
        (("pay", None), ("cancel", None)),
    ):
        replies = at_once(*[lambda step=step: desk.does(payout, *step) for step in steps])
        assert sorted(reply.status for reply in replies) == [200, 409]
        assert next(reply for reply in replies if reply.status == 409).code == "payout_state_wrong"
