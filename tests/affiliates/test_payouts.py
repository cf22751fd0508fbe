"""Payouts from the first approved commission to the statement: by bank, by Stripe, and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.affiliates import connect, payout_work
from chalicelib.kit import ledger
from tests.affiliates.paying import DEBTOR, Desk, items_of, open_desk
from tests.support.http import Http

pytestmark = pytest.mark.engine  # many orders: moto copies all that it keeps for each transaction


@pytest.fixture
def desk(engine: str, client: Http, clock: Any) -> Iterator[Desk]:
    yield open_desk(client, minimum_payout=1000)
    connect.use(None)


def test_a_payout_takes_who_has_enough_and_says_why_others_wait(desk: Desk) -> None:
    desk.member("ana")
    desk.member("ben")
    desk.member("cem", iban=None)
    for amount in (900, 600):
        desk.earns("ana", amount)
    desk.earns("ben", 999)
    desk.earns("cem", 5000)

    payout = desk.begin()

    assert desk.states(payout) == {"ana": ("held", 1500), "ben": ("skipped", 999), "cem": ("skipped", 5000)}
    assert [desk.items(payout)[name]["reason"] for name in ("ben", "cem")] == ["below_minimum", "no_payout_details"]
    seen = desk.seen(payout)
    assert (seen["state"], seen["totals"]["items"], seen["totals"]["amount"]["amount"]) == ("draft", 1, 1500)
    assert desk.balance("ana") == (0, 1500)
    assert desk.balance("ben") == (999, 0)
    assert [desk.items(payout)[name]["name"] for name in ("ana", "ben")] == ["Ana", "Ben"]
    assert {item.name for item in items_of(payout) if item.state == "skipped"} == {""}  # nothing of them is kept in it


def test_a_suspended_member_is_not_paid(desk: Desk) -> None:
    ana = desk.member("ana")
    desk.earns("ana", 5000)
    desk.staff.post(f"/v1/affiliates/{ana}/suspend", {"reason": "Odd traffic"})

    assert desk.items(desk.begin())["ana"]["reason"] == "not_active"


def test_by_bank_reviewed_exported_and_marked_paid(desk: Desk) -> None:
    desk.member("ana")
    order = desk.earns("ana", 2500)
    payout = desk.paid()
    assert desk.states(payout) == {"ana": ("held", 2500)}

    assert desk.does(payout, "mark-paid", {"reference": "BANK-7"}).json["state"] == "paying"
    payout_work.run(payout)

    item = desk.items(payout)["ana"]
    assert (item["state"], item["reference"]) == ("paid", "BANK-7")
    assert desk.seen(payout)["state"] == "paid"
    assert desk.seen(payout)["totals"]["paid_amount"] == {"amount": 2500, "currency": "USD"}
    assert desk.stage(order) == "paid"
    assert desk.balance("ana") == (0, 0)
    assert ledger.system_balance("system:payouts", "USD").available == 2500


def test_by_stripe_each_member_gets_one_transfer(desk: Desk) -> None:
    desk.connected("ana")
    desk.connected("ben")
    payout = _settled_after(desk, {"ana": 2500, "ben": 1200})

    assert desk.states(payout) == {"ana": ("paid", 2500), "ben": ("paid", 1200)}
    assert desk.seen(payout)["state"] == "paid"
    sent = desk.transfers()
    assert sorted((one["amount"], one["destination"]) for one in sent) == sorted(
        [(2500, desk.account_of("ana")), (1200, desk.account_of("ben"))]
    )
    assert {one["transfer_group"] for one in sent} == {f"{payout}-{member}" for member in desk.members.values()}


def test_only_a_connected_account_is_paid(desk: Desk) -> None:
    desk.member("ana", iban=None)
    http = desk.http.signed_in("acc_ana")
    link = http.post("/v1/affiliates/me/onboarding", {"country": "DE"}).json
    assert link["url"].startswith("https://shop.example/_local/stripe/connect/")
    desk.earns("ana", 5000)
    assert desk.items(desk.begin())["ana"]["reason"] == "not_connected"

    desk.sandbox.finish_onboarding(desk.account_of("ana"))
    desk.settle()

    assert http.get("/v1/affiliates/me").json["payout"]["connected"] is True
    assert desk.states(desk.begin()) == {"ana": ("held", 5000)}


def test_onboarding_asks_stripe_for_one_account_however_often_it_is_begun(desk: Desk) -> None:
    desk.member("ana", iban=None)
    http = desk.http.signed_in("acc_ana")
    assert http.post("/v1/affiliates/me/onboarding", {}).json["errors"][0]["field"] == "country"
    for _ in range(2):
        assert http.post("/v1/affiliates/me/onboarding", {"country": "DE"}).status == 200
    assert [call for call in desk.stripe.calls if call == ("POST", "/v1/accounts")] == [("POST", "/v1/accounts")]


def test_a_refused_transfer_gives_the_balance_back_with_its_reason(desk: Desk) -> None:
    desk.connected("ana", "refuses")
    order = _earn_when_ready(desk, "ana", 2500)

    payout = desk.paid()

    item = desk.items(payout)["ana"]
    assert item["state"] == "failed"
    assert (item["reason"], "does not take it" in item["note"]) == ("refused", True)
    assert desk.balance("ana") == (2500, 0)
    assert desk.stage(order) == "approved"
    assert desk.seen(payout)["state"] == "paid"  # nothing is open any more
    assert desk.states(desk.begin()) == {"ana": ("held", 2500)}  # the next payout takes it again


def test_stripes_own_errors_are_tried_again_and_pay_once(desk: Desk) -> None:
    desk.connected("ana")
    _earn_when_ready(desk, "ana", 2500)
    desk.sandbox.misbehave(fail_transfers=1)

    payout = desk.paid()
    assert desk.states(payout) == {"ana": ("sending", 2500)}
    payout_work.run(payout)

    assert desk.states(payout) == {"ana": ("paid", 2500)}
    assert len(desk.transfers()) == 1


def test_what_a_bank_sends_back_is_fetched_and_payable_again(desk: Desk) -> None:
    desk.connected("ana", "sends_back")
    order = _earn_when_ready(desk, "ana", 2500)
    payout = desk.paid()
    assert desk.states(payout) == {"ana": ("paid", 2500)}

    desk.settle()

    item = desk.items(payout)["ana"]
    assert (item["state"], item["reversed"]["amount"]) == ("reversed", 2500)
    assert (item["reason"], item["note"]) == ("returned", "The bank account has been closed.")
    assert desk.balance("ana") == (2500, 0)
    assert desk.stage(order) == "paid"  # what came back is payable as the sum that it is
    assert ledger.system_balance("system:payouts", "USD").available == 0
    assert desk.items(desk.begin())["ana"]["reason"] == "not_connected"  # until the account is put in order
    assert desk.drain.parked() == []


def test_of_two_payments_of_one_amount_the_one_that_its_bank_sent_back_is_fetched(desk: Desk) -> None:
    desk.connected("ana")
    _earn_when_ready(desk, "ana", 2500)
    first = desk.paid()
    desk.earns("ana", 2500)
    second = desk.paid()
    transfers = {one["metadata"]["payout_id"]: one["id"] for one in desk.transfers()}

    desk.sandbox.send_back(transfers[first])
    desk.settle()

    assert (desk.states(first)["ana"], desk.states(second)["ana"]) == (("reversed", 2500), ("paid", 2500))
    assert desk.balance("ana") == (2500, 0)


def test_a_bank_that_sends_several_payments_back_at_once_brings_back_each(desk: Desk) -> None:
    desk.connected("ana")
    _earn_when_ready(desk, "ana", 2500)
    first = desk.paid()
    desk.earns("ana", 1300)
    second = desk.paid()

    desk.sandbox.send_back(*[one["id"] for one in desk.transfers()])
    desk.settle()

    assert (desk.states(first)["ana"], desk.states(second)["ana"]) == (("reversed", 2500), ("reversed", 1300))
    assert desk.balance("ana") == (3800, 0)


def test_a_partly_reversed_transfer_comes_back_in_parts_and_is_paid_once(desk: Desk) -> None:
    desk.connected("ana")
    _earn_when_ready(desk, "ana", 2501)
    payout = desk.paid()
    transfer = desk.transfers()[0]["id"]
    stripe = connect.gateway()._client.v1  # type: ignore[attr-defined]

    for amount, back in ((1000, 1000), (1, 1001), (1500, 2501)):
        stripe.transfers.reversals.create(transfer, {"amount": amount})
        desk.settle()
        assert desk.items(payout)["ana"]["reversed"]["amount"] == back
        assert desk.balance("ana") == (back, 0)

    assert desk.states(desk.begin())["ana"] == ("held", 2501)


def test_staff_bring_a_payment_back(desk: Desk) -> None:
    desk.connected("ana")
    ben = desk.member("ben")
    ana = desk.members["ana"]
    _earn_when_ready(desk, "ana", 2500)
    desk.earns("ben", 1200)
    payout = desk.paid()

    returned = desk.does(payout, f"items/{ben}/return", {"reason": "Account closed"})
    assert (returned.json["state"], returned.json["note"]) == ("failed", "Account closed")
    assert desk.does(payout, f"items/{ben}/return", {"reason": "Again"}).code == "payout_cannot_be_returned"
    desk.does(payout, f"items/{ana}/return", {"reason": "Fraud"})
    desk.settle()

    assert desk.states(payout) == {"ana": ("reversed", 2500), "ben": ("failed", 1200)}
    assert desk.items(payout)["ana"]["note"] == "Fraud"
    assert (desk.balance("ana"), desk.balance("ben")) == ((2500, 0), (1200, 0))


def test_what_is_taken_back_after_payment_is_settled_by_the_next_payout(desk: Desk) -> None:
    desk.member("ana")
    first = desk.earns("ana", 2500)
    payout = desk.paid()
    desk.does(payout, "mark-paid", {"reference": "B1"})
    payout_work.run(payout)
    desk.refunded(first, 10_000)
    assert desk.balance("ana") == (-1000, 0)

    desk.earns("ana", 4000)
    following = desk.begin()

    item = desk.items(following)["ana"]
    assert (item["gross"]["amount"], item["settled"]["amount"], item["amount"]["amount"]) == (4000, 1000, 3000)
    assert desk.balance("ana") == (0, 3000)


def test_a_debt_larger_than_what_is_new_waits(desk: Desk) -> None:
    desk.member("ana")
    first = desk.earns("ana", 5000)
    payout = desk.paid()
    desk.does(payout, "mark-paid", {"reference": "B1"})
    payout_work.run(payout)
    desk.refunded(first, 50_000)
    desk.earns("ana", 2000)

    assert desk.states(desk.begin()) == {"ana": ("skipped", 0)}
    assert desk.balance("ana") == (-3000, 0)


def test_a_refund_while_the_payout_is_under_way_is_settled_later(desk: Desk) -> None:
    desk.member("ana")
    order = desk.earns("ana", 2500)
    payout = desk.reviewed()
    desk.refunded(order, 5000)
    assert desk.balance("ana") == (-500, 2500)

    desk.does(payout, "cancel")
    payout_work.run(payout)

    assert desk.states(payout) == {"ana": ("cancelled", 2500)}
    assert desk.balance("ana") == (2000, 0)
    assert desk.states(desk.begin()) == {"ana": ("held", 2000)}


def test_only_commissions_of_the_payouts_own_currency_and_programme_are_taken(desk: Desk) -> None:
    desk.member("ana")
    desk.earns("ana", 5000, "EUR")
    desk.earns("ana", 2000)

    assert desk.states(desk.begin()) == {"ana": ("held", 2000)}
    assert desk.states(desk.begin(currency="EUR")) == {"ana": ("held", 5000)}


def test_a_member_with_more_orders_than_a_transaction_holds_is_paid_whole(desk: Desk) -> None:
    desk.member("ana")
    orders = [desk.earns("ana", 100) for _ in range(150)]

    payout = desk.begin()

    assert desk.states(payout) == {"ana": ("held", 15_000)}
    assert {desk.stage(order) for order in orders} == {"in_payout"}
    desk.does(payout, "cancel")
    payout_work.run(payout)
    assert {desk.stage(order) for order in orders} == {"approved"}
    again = desk.paid()
    desk.does(again, "mark-paid", {"reference": "B1"})
    payout_work.run(again)
    assert {desk.stage(order) for order in orders} == {"paid"}
    assert desk.balance("ana") == (0, 0)


def test_members_see_their_own_payouts_and_nobody_elses(desk: Desk) -> None:
    desk.member("ana")
    desk.member("ben")
    desk.earns("ana", 2500)
    desk.earns("ben", 500)
    payout = desk.begin()

    ana, ben = (desk.http.signed_in(f"acc_{name}") for name in ("ana", "ben"))
    listed = ana.get("/v1/affiliates/me/payouts").json["items"]
    assert [(one["payout_id"], one["state"], one["tax"]) for one in listed] == [(payout, "held", None)]
    assert ben.get("/v1/affiliates/me/payouts").json["items"] == []
    path = f"/v1/affiliates/me/payouts/{payout}/statement.pdf"
    assert ana.get(path, headers={"Accept": "application/pdf"}).body.startswith(b"%PDF")
    assert ben.get(path).code == "payout_not_found"
    assert ana.get("/v1/payouts").status == 403
    assert desk.http.signed_in("acc_help", "support").post(f"/v1/payouts/{payout}/cancel").status == 403


def test_each_step_has_its_place(desk: Desk) -> None:
    desk.member("ana")
    desk.earns("ana", 2500)
    payout = desk.begin()

    assert desk.does(payout, "pay").code == "payout_state_wrong"
    assert desk.does(payout, "mark-paid", {"reference": "B"}).code == "payout_state_wrong"
    assert desk.staff.get(f"/v1/payouts/{payout}/export.xml").code == "payout_state_wrong"
    assert desk.does(payout, "review", {}).code == "debtor_missing"  # nobody could put that right later
    assert desk.does(payout, "review", {"debtor": DEBTOR}).status == 200
    assert desk.does(payout, "review", {"debtor": DEBTOR}).code == "payout_state_wrong"
    desk.does(payout, "pay")
    assert desk.does(payout, "cancel").code == "payout_state_wrong"
    assert (
        desk.staff.get(f"/v1/payouts/{payout}/export.xml").code == "payout_state_wrong"
    )  # its job has not looked at it
    desk.does(payout, "mark-paid", {"reference": "B"})
    assert desk.does(payout, "mark-paid", {"reference": "C"}).code == "payout_state_wrong"


def test_a_double_click_begins_one_payout(desk: Desk) -> None:
    desk.member("ana")
    desk.earns("ana", 2500)
    asked = {"programme_id": desk.programme}
    first, second = (desk.staff.post("/v1/payouts", asked, idempotency_key="click-1") for _ in range(2))
    assert first.json["id"] == second.json["id"]
    assert len(desk.staff.get("/v1/payouts").json["items"]) == 1


def test_two_payouts_at_once_share_the_members_but_no_commission(desk: Desk) -> None:
    desk.member("ana")
    desk.earns("ana", 2500)
    begun = [desk.staff.post("/v1/payouts", {"programme_id": desk.programme}).json["id"] for _ in range(2)]
    for payout in begun:
        payout_work.run(payout)
    assert [desk.states(payout) for payout in begun] == [{"ana": ("held", 2500)}, {}]


def _earn_when_ready(desk: Desk, name: str, amount: int) -> str:
    desk.settle()
    return desk.earns(name, amount)


def _settled_after(desk: Desk, earned: dict[str, int]) -> str:
    desk.settle()
    for name, amount in earned.items():
        desk.earns(name, amount)
    return desk.paid()
