"""Customers accept or decline; an accepted quote is one order, as it was agreed."""

from __future__ import annotations

import re

import pytest

from tests.orders.shopping import ADDRESS, GERMANY
from tests.quotes.desk import Desk


def test_the_order_has_exactly_what_was_agreed(desk: Desk) -> None:
    quote = desk.issued(
        {"ROUTER-1": 10, "CABLE-1": 100},
        discount={"percent": "7.7"},
        delivery={"name": "Truck", "price": {"amount": 2500, "currency": "USD"}},
    )
    offered = quote.seen
    answer = quote.accept(purchase_order="PO-17")

    assert answer["payment_url"]
    order = quote.order.seen
    assert order["totals"]["total"] == offered["totals"]["total"]
    for line, sold in zip(offered["lines"], order["lines"], strict=True):
        for part in ("quantity", "unit_price", "total", "discount", "tax"):
            assert line[part] == sold[part], part
    assert (order["quote_id"], order["delivery_name"], order["id"]) == (quote.id, "Truck", answer["order_id"])
    assert (quote.seen["state"], quote.seen["can"]) == ("accepted", [])
    assert desk.shop.stock("ROUTER-1") == (20, 10, 10)


def test_another_price_in_the_catalogue_changes_nothing_that_was_offered(desk: Desk) -> None:
    quote = desk.issued({"CASE-1": 3})
    before = quote.seen["totals"]
    desk.shop.sell(("CASE-1", "Case", "", "99.00 USD", "", "", "60 g", ""))

    assert quote.seen["totals"] == before
    quote.accept()
    assert quote.order.seen["totals"]["total"] == before["total"]


def test_the_order_is_paid_and_the_customer_is_written_to(desk: Desk) -> None:
    quote = desk.issued()
    quote.accept()
    quote.order.pay()
    desk.shop.settle()

    assert quote.order.seen["state"] == "paid"
    kinds = [mail.kind for mail in desk.mails()]
    assert sorted(kinds) == ["quote_accepted", "quote_issued", "quote_requested"]
    issued = next(mail for mail in desk.mails() if mail.kind == "quote_issued")
    assert "document.pdf?version=1&key=" in issued.text
    assert "until 1 April 2026, end of day (Europe/Berlin)" in issued.text
    assert quote.try_accept().json["payment_url"] is None


def test_accepting_twice_is_answered_with_the_same_order(desk: Desk) -> None:
    quote = desk.issued()
    first = quote.accept()
    again = quote.try_accept()

    assert (again.status, again.json["order_id"], again.json["payment_url"]) == (
        201,
        first["order_id"],
        first["payment_url"],
    )
    assert len(desk.orders()) == 1


def test_only_what_was_seen_is_agreed_to(desk: Desk) -> None:
    quote = desk.issued()
    total = quote.seen["totals"]["total"]

    other = quote.try_accept(expected_total={**total, "amount": total["amount"] - 1})
    assert (other.status, other.code, other.json["total"]) == (409, "total_differs", total)
    assert quote.try_accept(version=2).code == "quote_revised"
    assert desk.orders() == []


def test_a_stranger_and_staff_do_not_accept(desk: Desk) -> None:
    quote = desk.issued()

    assert quote.try_accept(desk.guest).status == 404
    assert quote.try_accept(desk.shop.http.signed_in("acc_other")).status == 404
    assert quote.try_accept(desk.sales).code == "not_your_quote"


def test_staff_accept_what_is_offered_to_themselves(desk: Desk) -> None:
    finn = desk.account("finn@example.com", "Finn")
    quote = desk.asked_by(finn)
    quote.edit(shipping_address=ADDRESS, internal_note="Haggles")
    quote.submit()
    quote.issue()
    both = desk.staff(finn, "finance")

    assert both.get(quote.path).json["internal_note"] == "Haggles"
    seen = both.get(f"{quote.path}?as_customer=true").json
    assert (seen["can"], seen["internal_note"]) == (["accept", "decline"], None)
    assert desk.sales.get(f"{quote.path}?as_customer=true").json["internal_note"] == "Haggles"
    assert quote.try_accept(both).status == 201


def test_on_account_is_for_people_of_organisations_that_may(desk: Desk) -> None:
    ana = desk.account(on_account=True)
    quote = desk.asked_by(ana)
    quote.edit(shipping_address=ADDRESS)
    quote.submit()
    quote.issue()
    assert quote.seen["pay_on_account"] is True

    desk.shop.settle()
    token = re.search(r"token=(\w+)", next(mail for mail in desk.mails() if mail.kind == "quote_issued").text)
    assert token is not None
    with_link = desk.guest.with_headers(Quote_Token=token[1])
    assert with_link.get(quote.path).json["pay_on_account"] is False
    assert quote.try_accept(with_link, pay="account").code == "not_on_account"
    answer = quote.accept(pay="account", purchase_order="PO-1")
    assert answer["payment_url"] is None
    order = quote.order.seen
    assert (order["kind"], order["purchase_order"]) == ("on_account", "PO-1")


def test_a_guest_pays_by_card(desk: Desk) -> None:
    quote = desk.issued()

    assert quote.seen["pay_on_account"] is False
    assert quote.try_accept(pay="account").code == "not_on_account"


@pytest.mark.parametrize("pay", ["card", "account"])
def test_what_staff_take_up_first_is_not_paid_when_its_quote_is_accepted(desk: Desk, pay: str) -> None:
    quote = desk.asked_by(desk.account(on_account=True), {"PLAN-1": 1, "ROUTER-1": 2}, shipping_address=ADDRESS)
    quote.submit()
    quote.issue()

    assert quote.accept(pay=pay)["payment_url"] is None
    desk.shop.settle()
    order = quote.order
    assert (order.seen["kind"], order.seen["state"], order.seen["can"]) == (
        "pre_acceptance",
        "pre_accepted",
        ["cancel", "reorder"],
    )
    assert desk.shop.stock("ROUTER-1") == (20, 0, 20)
    order.staff_does("accept", {})
    assert (order.seen["state"], desk.shop.stock("ROUTER-1")) == ("in_progress", (20, 2, 18))


def test_it_may_go_to_another_door_but_not_where_other_taxes_apply(desk: Desk) -> None:
    quote = desk.issued()

    assert quote.try_accept(shipping_address=GERMANY).code == "address_changes_tax"
    quote.accept(shipping_address={**ADDRESS, "line1": "2 Side St"}, billing_address=GERMANY)
    order = quote.order.seen
    assert (order["shipping_address"]["line1"], order["billing_address"]["country"]) == ("2 Side St", "DE")


def test_too_few_pieces_leave_the_quote_as_it_is(desk: Desk) -> None:
    quote = desk.issued({"PHONE-1": 6})

    refused = quote.try_accept()
    assert (refused.status, refused.code) == (409, "out_of_stock")
    assert (quote.seen["state"], desk.orders()) == ("issued", [])


def test_a_customer_says_no_with_a_reason(desk: Desk) -> None:
    quote = desk.issued()
    reply = quote.http.post(f"{quote.path}/decline", {"version": 1, "reason": "Found it cheaper"})

    assert (reply.status, reply.json["state"], reply.json["can"]) == (200, "declined", [])
    assert quote.known["history"][-1]["detail"] == "Found it cheaper"
    assert quote.try_accept().code == "wrong_state"
    assert "revise" in quote.known["can"]


def test_an_order_that_is_not_paid_in_time_makes_the_quote_acceptable_again(desk: Desk, clock: object) -> None:
    quote = desk.issued()
    first = quote.accept()
    clock.advance(minutes=32)  # type: ignore[attr-defined]
    desk.shop.minute_passes()
    desk.shop.settle()

    assert (quote.seen["state"], quote.seen["can"], quote.seen["order_id"]) == ("issued", ["accept", "decline"], None)
    second = quote.accept()
    assert second["order_id"] != first["order_id"]
    quote.order.pay()
    desk.shop.settle()
    assert quote.order.seen["state"] == "paid"
    assert quote.kinds()[-3:] == ["accepted", "reopened", "accepted"]


def test_an_order_that_staff_cancel_ends_the_quote(desk: Desk) -> None:
    quote = desk.issued()
    quote.accept()
    quote.order.staff_does("cancel", {"reason": "No"})
    desk.shop.settle()

    assert quote.seen["state"] == "cancelled"
