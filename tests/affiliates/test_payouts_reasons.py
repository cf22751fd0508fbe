"""Why something was not paid: a code for whoever reads it in whatever language, and words that only those see whom they are for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.affiliates import connect, payout_work
from chalicelib.affiliates.connect import ConnectHindered, TransferRefused
from chalicelib.affiliates.payout_events import PayoutFailed
from chalicelib.kit.facts import EventItem
from tests.affiliates.paying import Desk, gateway, open_desk
from tests.support.http import Http


@pytest.fixture
def desk(store: None, client: Http, clock: Any) -> Iterator[Desk]:
    yield open_desk(client, minimum_payout=1000)
    connect.use(None)


class Saying:
    """Stripe, which answers each transfer with an error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def transfer(self, item: Any) -> str:
        raise self._error


def said(desk: Desk, payout: str) -> list[tuple[str, str]]:
    """Reason and note for staff, and for the member."""
    mine = desk.http.signed_in("acc_ana").get("/v1/affiliates/me/payouts").json["items"]
    item = next(item for item in mine if item["payout_id"] == payout)
    return [(one["reason"], one["note"]) for one in (desk.items(payout)["ana"], item)]


@pytest.mark.parametrize(
    ("error", "words", "code"),
    [
        (ConnectHindered("The key rk_live_9 may not"), "The key rk_live_9 may not", "waiting"),
        (TransferRefused("No"), "No", "refused"),
    ],
)
def test_stripes_words_are_for_staff(desk: Desk, error: Exception, words: str, code: str) -> None:
    desk.connected("ana")
    desk.settle()
    desk.earns("ana", 5000)
    payout = desk.reviewed({})
    desk.does(payout, "pay")
    with gateway(Saying(error)):  # type: ignore[arg-type]
        payout_work.run(payout)
    assert said(desk, payout) == [(code, words), (code, "")]
    failed = EventItem.scan(EventItem.type == PayoutFailed.TYPE)
    told = [json.loads(found.payload)["reason"] for found in failed]
    assert told == ([code] if code == "refused" else [])


def test_what_staff_note_of_whom_they_leave_out_is_theirs(desk: Desk) -> None:
    member = desk.member("ana")
    desk.earns("ana", 5000)
    payout = desk.begin()
    assert desk.does(payout, f"items/{member}/leave-out", {"reason": "A fraudster, I think"}).status == 200
    assert said(desk, payout) == [("left_out", "A fraudster, I think"), ("left_out", "")]


def test_nobody_both_reviews_and_pays_a_payout_that_pays_themselves(desk: Desk) -> None:
    desk.member("boss")
    desk.member("ana")
    for name in ("boss", "ana"):
        desk.earns(name, 5000)
    payout = desk.reviewed()
    reply = desk.does(payout, "pay")
    assert (reply.status, reply.code) == (403, "own_payout")
    other = desk.reviewed(minimum=0)
    assert desk.does(other, "pay").status == 200  # nothing of theirs is in it
    assert desk.does(payout, f"items/{desk.members['boss']}/leave-out", {"reason": "Mine"}).status == 200
    assert desk.does(payout, "pay").status == 200
    assert desk.states(payout) == {"ana": ("held", 5000), "boss": ("cancelled", 5000)}


def test_another_pays_a_payout_that_pays_whoever_reviewed_it(desk: Desk) -> None:
    desk.member("boss")
    desk.earns("boss", 5000)
    payout = desk.reviewed()
    assert desk.http.signed_in("acc_other", "finance").post(f"/v1/payouts/{payout}/pay").status == 200


def test_a_payout_that_was_given_up_says_so_by_code(desk: Desk) -> None:
    desk.member("ana")
    desk.earns("ana", 5000)
    payout = desk.begin()
    desk.does(payout, "cancel")
    payout_work.run(payout)
    assert said(desk, payout) == [("cancelled", ""), ("cancelled", "")]


def test_why_a_payment_came_back_is_told_to_its_member(desk: Desk) -> None:
    member = desk.member("ana")
    desk.earns("ana", 5000)
    payout = desk.paid()
    desk.does(payout, f"items/{member}/return", {"reason": "Account closed"})
    assert said(desk, payout) == [("returned", "Account closed")] * 2
