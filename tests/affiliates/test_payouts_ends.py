"""However a payment ends, and whoever acts meanwhile: each commission is paid once or payable again, and money that came back is too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from chalicelib.affiliates import connect, payout_booking, payout_gathering, payout_work, payouts
from chalicelib.affiliates.connect import ConnectHindered, ConnectUnavailable, TransferRefused
from chalicelib.kit import clock as kit_clock
from chalicelib.kit.ledger import InsufficientBalance
from chalicelib.kit.tx import Tx
from tests.affiliates.paying import DEBTOR, Desk, earn, gateway, items_of, open_desk
from tests.support.http import Http

pytestmark = pytest.mark.engine  # many orders: moto copies all that it keeps for each transaction

IN_EUROS = {"debtor": DEBTOR, "pay_currency": "EUR", "rate": "0.01"}


@pytest.fixture
def desk(engine: str, client: Http, clock: Any) -> Iterator[Desk]:
    yield open_desk(client, minimum_payout=1000)
    connect.use(None)


class Stripe:
    """The payment service, with some of its answers changed."""

    def __init__(self, **answers: Any) -> None:
        self._real = connect.gateway()
        self._answers = answers

    def __getattr__(self, name: str) -> Any:
        return self._answers.get(name) or getattr(self._real, name)


def refusing(error: Exception) -> Any:
    def refuse(*_: Any) -> Any:
        raise error

    return refuse


def connected(desk: Desk, name: str = "ana", amount: int = 2500) -> str:
    """A member at Stripe who has earned something; their id."""
    member = desk.connected(name)
    desk.settle()
    desk.earns(name, amount)
    return member


def test_a_look_that_stripe_refuses_does_not_end_what_may_have_been_sent(desk: Desk) -> None:
    connected(desk)
    payout = desk.reviewed({})
    desk.does(payout, "pay")
    sent = connect.gateway().transfer

    def answer_lost(item: Any) -> str:
        sent(item)
        raise ConnectUnavailable

    with gateway(Stripe(transfer=answer_lost)):  # type: ignore[arg-type]
        payout_work.run(payout)
    with gateway(Stripe(find_transfer=refusing(TransferRefused("This key may not read transfers.")))):  # type: ignore[arg-type]
        payout_work.run(payout)
    item = desk.items(payout)["ana"]
    assert (item["state"], item["note"]) == ("sending", "This key may not read transfers.")
    assert desk.states(desk.begin()) == {}  # nothing is payable meanwhile

    payout_work.run(payout)
    assert (desk.states(payout)["ana"], desk.items(payout)["ana"]["note"]) == (("paid", 2500), "")
    assert [one["amount"] for one in desk.transfers()] == [2500]


@pytest.mark.parametrize(
    "error",
    [
        stripe.InvalidRequestError("You have insufficient funds.", None, code="balance_insufficient"),
        stripe.PermissionError("The key has no right to this."),
        stripe.AuthenticationError("The key has expired."),
    ],
)
def test_what_is_our_own_lack_at_stripe_fails_nobody(desk: Desk, error: Exception) -> None:
    connected(desk)
    lacking = connect.StripeConnect(Lacking(connect.gateway()._client, refusing(error)))  # type: ignore[attr-defined]
    with gateway(lacking):
        payout = desk.paid({})
    item = desk.items(payout)["ana"]
    assert (item["state"], item["reason"], item["note"]) == ("sending", "waiting", str(error))

    payout_work.run(payout)
    assert desk.states(payout) == {"ana": ("paid", 2500)}


class Lacking:
    """Stripe's client, whose transfers are not made."""

    def __init__(self, real: Any, create: Any) -> None:
        self.v1 = Changed(real.v1, transfers=Changed(real.v1.transfers, create=create))


class Changed:
    def __init__(self, real: Any, **members: Any) -> None:
        self._real = real
        self.__dict__.update(members)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def test_staff_stop_what_stripe_never_answers(desk: Desk, clock: Any) -> None:
    ana = connected(desk)
    with gateway(Stripe(transfer=refusing(ConnectUnavailable()))):  # type: ignore[arg-type]
        payout = desk.paid({})
    assert desk.does(payout, f"items/{ana}/return", {"reason": "Stripe is down"}).status == 200

    payout_work.run(payout)  # one that began before may still be under way
    assert (desk.states(payout)["ana"], desk.transfers()) == (("sending", 2500), [])
    clock.advance(minutes=20)
    payout_work.run(payout)

    assert (desk.states(payout)["ana"], desk.items(payout)["ana"]["note"]) == (("failed", 2500), "Stripe is down")
    assert desk.seen(payout)["state"] == "paid"
    assert desk.states(desk.begin()) == {"ana": ("held", 2500)}


def test_a_stopped_payment_that_was_sent_is_found(desk: Desk, clock: Any) -> None:
    ana = connected(desk)
    sent = connect.gateway().transfer

    def answer_lost(item: Any) -> str:
        sent(item)
        raise ConnectUnavailable

    with gateway(Stripe(transfer=answer_lost)):  # type: ignore[arg-type]
        payout = desk.paid({})
    desk.does(payout, f"items/{ana}/return", {"reason": "Stripe is down"})
    clock.advance(minutes=20)
    payout_work.run(payout)
    assert desk.states(payout) == {"ana": ("paid", 2500)}


@pytest.mark.parametrize("by", ["bank", "stripe"])
def test_who_is_banned_after_the_review_is_not_paid(desk: Desk, by: str) -> None:
    desk.member("ben")
    desk.earns("ben", 1500)
    ana = connected(desk) if by == "stripe" else desk.member("ana")
    if by == "bank":
        desk.earns("ana", 2500)
    payout = desk.reviewed()
    desk.staff.post(f"/v1/affiliates/{ana}/suspend", {"reason": "Fraud", "for_good": True})
    desk.does(payout, "pay")
    assert desk.staff.get(f"/v1/payouts/{payout}/export.csv").code == "payout_state_wrong"
    payout_work.run(payout)

    assert desk.states(payout) == {"ana": ("cancelled", 2500), "ben": ("held", 1500)}
    assert desk.items(payout)["ana"]["reason"] == "not_active"
    assert desk.transfers() == []
    listed = desk.staff.get(f"/v1/payouts/{payout}/export.csv", headers={"Accept": "text/csv"}).body.decode()
    assert (ana in listed, desk.members["ben"] in listed) == (False, True)
    assert desk.balance("ana") == (2500, 0)


@pytest.mark.parametrize("orders", [1, 70])
def test_staff_leave_one_out_of_a_payout_that_they_look_at(desk: Desk, orders: int) -> None:
    ana = desk.member("ana")
    desk.member("ben")
    mine = [desk.earns("ana", 2000) for _ in range(orders)]
    desk.earns("ben", 1500)
    payout = desk.reviewed()
    left = desk.does(payout, f"items/{ana}/leave-out", {"reason": "We wait for an answer"})
    assert (left.status, left.json["state"]) == (200, "cancelled")
    payout_work.run(payout)

    assert desk.seen(payout)["totals"]["amount"]["amount"] == 1500
    assert {desk.stage(order) for order in mine} == {"approved"}
    assert desk.does(payout, f"items/{ana}/leave-out", {"reason": "x"}).code == "payout_cannot_be_returned"
    assert desk.states(desk.begin()) == {"ana": ("held", 2000 * orders)}
    desk.does(payout, "pay")
    assert desk.does(payout, f"items/{desk.members['ben']}/leave-out", {"reason": "x"}).code == "payout_state_wrong"


def test_what_came_back_is_paid_again_to_the_cent_in_however_many_steps(desk: Desk) -> None:
    ana = connected(desk, amount=10_000)
    first = desk.paid({})
    stripes = connect.gateway()._client.v1.transfers.reversals  # type: ignore[attr-defined]
    transfer = desk.transfers()[0]["id"]
    stripes.create(transfer, {"amount": 4000})
    desk.settle()

    second = desk.paid({})
    item = desk.items(second)["ana"]
    assert [item[name]["amount"] for name in ("gross", "carried", "settled", "amount")] == [4000, 4000, 0, 4000]
    stripes.create(transfer, {"amount": 6000})
    desk.settle()
    desk.does(first, f"items/{ana}/return", {"reason": "again"})
    third = desk.paid({})

    assert (desk.states(second)["ana"], desk.states(third)["ana"]) == (("paid", 4000), ("paid", 6000))
    assert desk.balance("ana") == (0, 0)
    assert desk.states(desk.begin()) == {}
    statement = desk.staff.get(f"/v1/payouts/{third}/items/{ana}/statement.pdf", headers={"Accept": "application/pdf"})
    assert statement.body.startswith(b"%PDF")


def test_what_came_back_is_not_lost_with_the_payout_that_was_to_pay_it(desk: Desk) -> None:
    ana = desk.member("ana")
    desk.earns("ana", 3000)
    first = desk.paid()
    desk.does(first, "mark-paid", {"reference": "B1"})
    payout_work.run(first)
    desk.does(first, f"items/{ana}/return", {"reason": "Account closed"})
    desk.earns("ana", 1000)

    second = desk.begin()
    assert desk.states(second) == {"ana": ("held", 4000)}
    assert desk.states(desk.begin()) == {}
    desk.does(second, "cancel")
    payout_work.run(second)
    assert desk.states(desk.begin()) == {"ana": ("held", 4000)}


def test_a_return_by_stripe_is_booked_from_its_answer(desk: Desk) -> None:
    ana = connected(desk)
    payout = desk.paid({})
    desk.does(payout, f"items/{ana}/return", {"reason": "Fraud"})
    desk.drain()  # Stripe's own events never come
    item = desk.items(payout)["ana"]
    assert (item["state"], item["reversed"]["amount"], item["note"]) == ("reversed", 2500, "Fraud")
    assert desk.balance("ana") == (2500, 0)
    desk.settle()
    assert desk.balance("ana") == (2500, 0)
    assert desk.drain.parked() == []


def test_what_a_bank_sent_back_is_fetched_while_another_payment_hangs(desk: Desk) -> None:
    connected(desk)
    first = desk.paid({})
    desk.earns("ana", 1300)
    second = desk.reviewed({})
    desk.does(second, "pay")
    with gateway(Stripe(transfer=refusing(ConnectHindered("Not enough money.")))):
        payout_work.run(second)
    desk.sandbox.send_back(desk.transfers()[0]["id"])
    desk.settle()
    assert (desk.states(first)["ana"], desk.states(second)["ana"]) == (("reversed", 2500), ("sending", 1300))
    assert desk.drain.parked() == []


@pytest.mark.parametrize("by", ["bank", "stripe"])
def test_the_rest_of_what_came_back_in_part_can_be_fetched(desk: Desk, by: str) -> None:
    if by == "stripe":
        ana = connected(desk)
    else:
        ana = desk.member("ana")
        desk.earns("ana", 2500)
    payout = desk.paid()
    if by == "stripe":
        stripe_api = connect.gateway()._client.v1  # type: ignore[attr-defined]
        stripe_api.transfers.reversals.create(desk.transfers()[0]["id"], {"amount": 1000})
        desk.settle()
    else:
        desk.does(payout, "mark-paid", {"reference": "B1"})
        payout_work.run(payout)
        tx, known = Tx(kit_clock.now()), payouts.must_find_item(payout, ana)
        payout_booking.take_back(tx, known, 1000, "")
        tx.commit()
    assert desk.balance("ana") == (1000, 0)

    assert desk.does(payout, f"items/{ana}/return", {"reason": "The rest too"}).status == 200
    desk.settle()
    assert desk.items(payout)["ana"]["reversed"]["amount"] == 2500
    assert desk.balance("ana") == (2500, 0)
    assert desk.does(payout, f"items/{ana}/return", {"reason": "Again"}).code == "payout_cannot_be_returned"


@pytest.mark.parametrize("comes_back", [True, False])
def test_an_account_is_asked_for_where_stripes_event_got_lost(desk: Desk, comes_back: bool) -> None:
    desk.connected("ana")  # and nothing is delivered
    desk.earns("ana", 2500)
    if comes_back:
        me = desk.http.signed_in("acc_ana")
        me.post("/v1/affiliates/me/onboarding", {"country": "US"})
        assert me.get("/v1/affiliates/me").json["payout"]["connected"] is True
    assert desk.states(desk.begin()) == {"ana": ("held", 2500)}


def test_who_begins_to_connect_an_account_is_paid_by_bank_until_it_is_ready(desk: Desk) -> None:
    desk.member("ana")
    desk.earns("ana", 2500)
    desk.http.signed_in("acc_ana").post("/v1/affiliates/me/onboarding", {"country": "US"})
    payout = desk.begin()
    assert desk.items(payout)["ana"]["method"] == "bank"

    desk.sandbox.finish_onboarding(desk.account_of("ana"))
    desk.settle()
    assert desk.http.signed_in("acc_ana").get("/v1/affiliates/me").json["payout"]["method"] == "stripe"


def test_an_amount_that_comes_to_nothing_is_not_called_paid(desk: Desk) -> None:
    desk.member("ana")
    order = desk.earns("ana", 40)
    payout = desk.reviewed(IN_EUROS, minimum=0)
    desk.does(payout, "pay")
    payout_work.run(payout)
    item = desk.items(payout)["ana"]
    assert (item["state"], item["reason"], desk.stage(order)) == ("failed", "too_small", "approved")
    assert desk.balance("ana") == (40, 0)


def test_what_stripe_cannot_count_is_left_for_the_next_payout(engine: str, client: Http, clock: Any) -> None:
    desk = open_desk(client, currency="KWD", minimum_payout=1000)
    connected(desk, amount=1234)
    first = desk.paid({})
    item = desk.items(first)["ana"]
    assert [item[name]["amount"] for name in ("amount", "rest", "settled")] == [1230, 4, 0]
    assert (item["state"], desk.balance("ana")) == ("paid", (4, 0))

    desk.earns("ana", 1006)
    second = desk.paid({})
    assert (desk.states(second)["ana"], desk.balance("ana")) == (("paid", 1010), (0, 0))
    connect.use(None)


def test_two_payouts_never_take_the_same_money(desk: Desk) -> None:
    desk.member("ana")
    old = desk.earns("ana", 10_000)
    paid = desk.paid()
    desk.does(paid, "mark-paid", {"reference": "B"})
    payout_work.run(paid)
    desk.refunded(old, 100_000)  # a debt of 10,000
    asked = {"name": {"en": "Two", "zh": "二"}, "currency": "USD", "approval": "open"}
    two = desk.staff.post("/v1/affiliate-programs", asked).json["id"]
    desk.earns("ana", 10_000)
    earn(desk.members["ana"], two, "ord_" + "9" * 26, 10_000, "USD")
    begun = [desk.staff.post("/v1/payouts", {"programme_id": one}).json["id"] for one in (desk.programme, two)]
    decided = []
    for payout in begun:  # both have read the balance before either writes
        known, tx = payouts.must_find(payout), Tx(kit_clock.now())
        payout_gathering._take(tx, known, payout_gathering._waiting(known.document, {}))
        decided.append(tx)
    decided[0].commit()
    with pytest.raises(InsufficientBalance):
        decided[1].commit()

    for payout in begun:
        payout_work.run(payout)
    assert desk.balance("ana") == (0, 10_000)
    assert sum(item.amount for payout in begun for item in items_of(payout) if item.state == "held") == 10_000


def test_the_day_of_a_file_that_is_fetched_late_is_not_over(desk: Desk, clock: Any) -> None:
    desk.member("ana")
    desk.earns("ana", 2500)
    first = desk.paid()
    clock.advance(days=3)
    desk.earns("ana", 1500)
    second = desk.paid()
    files = [
        desk.staff.get(f"/v1/payouts/{payout}/export.xml", headers={"Accept": "application/xml"}).body.decode()
        for payout in (first, second)
    ]
    assert all(f"<Dt>{kit_clock.now().date().isoformat()}</Dt>" in one for one in files)
    ids = [one.partition("<EndToEndId>")[2].partition("</EndToEndId>")[0] for one in files]
    assert len(set(ids)) == 2
    assert all(len(one) <= 35 for one in ids)


def test_a_tax_address_has_no_more_lines_than_a_statement(desk: Desk) -> None:
    desk.member("ana")
    tax = {"kind": "person", "legal_name": "Ana", "country": "DE", "address": "a\n" * 150}
    me = desk.http.signed_in("acc_ana")
    reply = me.patch("/v1/affiliates/me", {"tax": tax})
    assert (reply.status, reply.json["errors"][0]["field"]) == (422, "tax.address")
    assert me.patch("/v1/affiliates/me", {"tax": tax | {"address": "a\n" * 10}}).status == 200
    desk.earns("ana", 2500)
    path = f"/v1/affiliates/me/payouts/{desk.begin()}/statement.pdf"
    assert me.get(path, headers={"Accept": "application/pdf"}).body.startswith(b"%PDF")
