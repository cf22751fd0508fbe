"""Revisions, the last day, reminders, and quotes that are honoured after it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from chalicelib.kit import clock as house_clock
from chalicelib.kit.errors import Superseded
from chalicelib.kit.tx import Tx
from chalicelib.quotes import access, issuing
from chalicelib.quotes.domain.quote import Actor
from tests.orders.shopping import ADDRESS
from tests.quotes.desk import Desk


def test_a_revision_takes_the_place_of_the_version_before(desk: Desk) -> None:
    quote = desk.issued({"ROUTER-1": 10})
    first = quote.seen
    quote.step("revise", note="Customer wants more")
    quote.edit(lines=[{"id": "1", "sku": "ROUTER-1", "quantity": 20}], discount={"percent": "3"})

    meanwhile = quote.seen
    assert (meanwhile["state"], meanwhile["version"], meanwhile["can"]) == ("revised", 1, [])
    assert meanwhile["totals"] == first["totals"]
    assert quote.try_accept().code == "quote_revised"
    assert quote.http.post(f"{quote.path}/decline", {"version": 1}).code == "quote_revised"

    quote.submit()
    quote.issue()
    second = quote.seen
    assert (second["version"], second["lines"][0]["quantity"], second["can"]) == (2, 20, ["accept", "decline"])
    assert [(each["version"], each["state"]) for each in second["versions"]] == [(1, "revised"), (2, "issued")]
    old = quote.http.get(f"{quote.path}?version=1").json
    assert (old["totals"], old["state"], old["can"]) == (first["totals"], "revised", [])
    assert quote.try_accept(version=1, expected_total=first["totals"]["total"]).code == "quote_revised"
    assert quote.http.get(f"{quote.path}?version=3").status == 404
    quote.accept()
    desk.shop.settle()
    assert [mail.kind for mail in desk.mails()].count("quote_revised") == 1


def test_an_earlier_version_keeps_its_own_figures_for_staff(desk: Desk) -> None:
    quote = desk.issued({"ROUTER-1": 1}, discount={"percent": "9"})
    quote.step("revise")
    quote.edit(lines=[{"sku": "CABLE-1", "quantity": 500}], discount={"percent": "40"})

    old, new = desk.sales.get(f"{quote.path}?version=1").json, quote.known
    assert (old["discount_percent"], new["discount_percent"]) == ("9.001", "40")
    assert (old["lines"][0]["sku"], old["list_total"]["amount"]) == ("ROUTER-1", 8999)


def test_a_second_issue_at_the_same_moment_leaves_the_document_that_was_sent(desk: Desk) -> None:
    quote = desk.requested()
    quote.edit(shipping_address=ADDRESS)
    quote.submit()
    known = access.must_find(quote.id)
    quote.issue()
    pdf = quote.http.with_headers(Accept="application/pdf")
    sent = pdf.get(f"{quote.path}/document.pdf").body

    late = Tx(house_clock.now() + timedelta(days=1))
    issuing.issue(known, known.version, Actor("staff", "acc_other"), late)
    with pytest.raises(Superseded):
        late.commit()

    assert pdf.get(f"{quote.path}/document.pdf").body == sent


def test_an_offer_that_was_taken_back_is_not_mailed(desk: Desk) -> None:
    quote = desk.issued()
    quote.step("cancel")
    desk.shop.settle()

    assert [mail.kind for mail in desk.mails()] == ["quote_requested"]


def test_it_holds_to_the_last_second_of_its_day_where_its_customer_is(desk: Desk, clock: Any) -> None:
    quote = desk.issued(valid_until="2026-03-29", zone="Europe/Berlin")  # the clocks go forward that night
    assert quote.seen["expires_at"] == "2026-03-29T22:00:00Z"
    listed = desk.staff("acc_sue", "support").get("/v1/quotes?scope=all").json["items"][0]
    assert (listed["valid_until"], listed["zone"]) == ("2026-03-29", "Europe/Berlin")

    from datetime import UTC, datetime

    clock.move_to(datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC))
    assert quote.seen["can"] == ["accept", "decline"]
    clock.advance(seconds=1)
    seen = quote.seen
    assert (seen["state"], seen["can"]) == ("expired", [])
    refused = quote.try_accept()
    assert (refused.status, refused.code) == (409, "quote_expired")


def test_expiry_is_written_down_by_the_clockwork_once(desk: Desk, clock: Any) -> None:
    quote = desk.issued(valid_until="2026-03-10")
    clock.advance(days=10)
    desk.minutes_pass()
    desk.minutes_pass()

    assert quote.kinds().count("expired") == 1
    listed = desk.sales.get("/v1/quotes?scope=all&state=expired").json["items"]
    assert [item["id"] for item in listed] == [quote.id]


def test_a_reminder_comes_once_two_days_before_the_end(desk: Desk, clock: Any) -> None:
    quote = desk.issued(valid_until="2026-03-10")
    desk.minutes_pass()
    assert "quote_expiring" not in [mail.kind for mail in desk.mails()]

    clock.advance(days=7)
    for _ in range(3):
        desk.minutes_pass()
    assert [mail.kind for mail in desk.mails()].count("quote_expiring") == 1
    assert quote.kinds().count("reminded") == 1


def test_one_that_holds_for_a_day_only_is_not_announced_twice(desk: Desk, clock: Any) -> None:
    desk.issued(valid_until="2026-03-03")
    clock.advance(hours=20)
    desk.minutes_pass()

    assert "quote_expiring" not in [mail.kind for mail in desk.mails()]


def _first_page(document: bytes) -> str:
    return PdfReader(io.BytesIO(document)).pages[0].extract_text()


def test_staff_honour_an_expired_quote_expressly(desk: Desk, clock: Any) -> None:
    quote = desk.issued(valid_until="2026-03-10")
    total = quote.seen["totals"]["total"]
    clock.advance(days=20)
    other = desk.staff("acc_other", "support")
    assert quote.try_step("honour", other, valid_until="2026-03-12", reason="Late post").code == "validity_over"
    own = quote.try_step("honour", valid_until="2026-03-25", reason="Late post")
    assert (own.status, own.code, "honour" in quote.known["can"]) == (403, "own_quote", False)
    quote.step("honour", other, valid_until="2026-03-25", reason="Late post")

    seen = quote.seen
    assert (seen["state"], seen["valid_until"], seen["totals"]["total"]) == ("issued", "2026-03-25", total)
    assert "Late post" in quote.known["history"][-1]["detail"]
    assert "25 March 2026" in _first_page(
        desk.guest.get(seen["document_url"], headers={"Accept": "application/pdf"}).body
    )
    assert quote.try_step("honour", valid_until="2026-03-26", reason="Again").code == "wrong_state"
    desk.shop.settle()
    assert "quote_honoured" in [mail.kind for mail in desk.mails()]
    quote.accept()
    assert len(desk.orders()) == 1


def test_an_expired_quote_is_revised_with_a_new_last_day(desk: Desk, clock: Any) -> None:
    quote = desk.issued(valid_until="2026-03-10")
    clock.advance(days=20)
    quote.step("revise")
    quote.submit()
    quote.issue()

    assert (quote.seen["version"], quote.seen["valid_until"]) == (2, "2026-04-21")


def test_a_last_day_that_passed_before_the_issue_is_told(desk: Desk, clock: Any) -> None:
    quote = desk.requested()
    quote.edit(shipping_address=ADDRESS, valid_until="2026-03-05")
    quote.submit()
    clock.advance(days=5)

    assert quote.try_step("issue").code == "validity_over"


def test_a_quote_that_ended_while_its_order_was_not_paid_is_expired(desk: Desk, clock: Any) -> None:
    quote = desk.issued(valid_until="2026-03-02", zone="Pacific/Honolulu")
    from datetime import UTC, datetime

    clock.move_to(datetime(2026, 3, 3, 9, 50, tzinfo=UTC))
    quote.accept()
    clock.advance(minutes=40)
    desk.shop.minute_passes()
    desk.shop.settle()

    assert quote.seen["state"] == "expired"
    assert quote.kinds()[-2:] == ["reopened", "expired"]
