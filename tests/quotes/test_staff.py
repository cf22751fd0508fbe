"""Staff work a quote out: lines, prices, discounts, the lock, and what the history says."""

from __future__ import annotations

from tests.orders import offers
from tests.orders.shopping import ADDRESS, GERMANY
from tests.quotes.desk import Desk, Quoted

USD = "USD"


def money(amount: int, currency: str = USD) -> dict[str, object]:
    return {"amount": amount, "currency": currency}


def test_prices_discounts_delivery_and_tax_add_up(desk: Desk) -> None:
    quote = desk.requested({"ROUTER-1": 10, "CABLE-1": 100})
    seen = quote.edit(
        lines=[
            {"id": "1", "sku": "ROUTER-1", "quantity": 10, "discount_percent": "12.5"},
            {"id": "2", "sku": "CABLE-1", "quantity": 100, "unit_price": money(300)},
            {"sku": "CASE-1", "quantity": 1},
        ],
        discount={"amount": money(10_000)},
        delivery={"name": "Truck", "price": money(2500)},
        shipping_address=ADDRESS,
    )

    router, cable, case = seen["lines"]
    assert (router["unit_price"]["amount"], router["discount_percent"], router["total"]["amount"]) == (
        7874,
        "12.5",
        78740,
    )
    assert (cable["list_price"]["price"]["amount"], cable["discount_percent"]) == (333, "9.91")
    assert (case["id"], case["discount_percent"]) == ("3", "0")
    totals = seen["totals"]
    assert totals["subtotal"]["amount"] == 78740 + 30000 + 1450
    assert (totals["discount"]["amount"], totals["delivery"]["amount"]) == (-10_000, 2500)
    assert sum(line["discount"]["amount"] for line in seen["lines"]) == -10_000
    assert sum(line["payable"]["amount"] for line in seen["lines"]) + 2500 == totals["total"]["amount"]
    assert [(each["kind"], each["amount"]["amount"]) for each in seen["adjustments"]] == [("quote", -10_000)]
    assert seen["list_total"]["amount"] == 89990 + 33300 + 1450
    assert (seen["state"], seen["history"][-1]["kind"]) == ("draft", "edited")
    assert "→" in seen["history"][-1]["detail"]


def test_a_discount_of_the_whole_is_taken_off_again_by_nothing(desk: Desk) -> None:
    quote = desk.requested()
    quote.edit(discount={"percent": "5"})

    seen = quote.edit(discount={"percent": "0"})
    assert (seen["discount"], seen["totals"]["discount"]["amount"]) == (None, 0)


def test_where_it_goes_decides_the_tax(desk: Desk) -> None:
    quote = desk.requested({"ROUTER-1": 1})

    german = quote.edit(shipping_address=GERMANY)
    assert (german["totals"]["tax_included"], german["totals"]["total"]["amount"]) == (True, 8999)
    american = quote.edit(shipping_address=ADDRESS)
    assert (american["totals"]["tax_included"], american["totals"]["tax"]["amount"]) == (False, 652)


def test_two_of_the_staff_at_once_do_not_overwrite_each_other(desk: Desk) -> None:
    quote = desk.requested()
    seen = quote.known
    first = desk.sales.patch(quote.path, {"lock": seen["lock"], "terms": "A"})
    second = desk.sales.patch(quote.path, {"lock": seen["lock"], "terms": "B"})

    assert (first.status, second.status, second.code) == (200, 409, "quote_changed")
    assert quote.known["terms"] == "A"
    assert quote.try_step("submit", lock=seen["lock"]).code == "quote_changed"


def test_what_makes_no_sense_is_refused_with_its_field(desk: Desk) -> None:
    quote = desk.requested()
    line = {"id": "1", "sku": "ROUTER-1", "quantity": 1}

    def field(**change: object) -> str:
        reply = quote.try_edit(**change)
        assert reply.status == 422, reply.body
        return str(reply.json["errors"][0]["field"])

    assert field(lines=[{**line, "discount_percent": "100.001"}]) == "lines.0.discount_percent"
    assert field(lines=[{**line, "unit_price": money(-1)}]) == "lines.0.unit_price"
    assert field(lines=[{**line, "unit_price": money(1, "EUR")}]) == "lines.0.unit_price"
    assert field(lines=[{**line, "unit_price": money(1), "discount_percent": "1"}]) == "lines.0"
    assert field(lines=[line, line]) == "lines"
    assert field(lines=[{**line, "id": "9"}]) == "lines"
    assert field(discount={}) == "discount"
    assert field(discount={"amount": money(5, "EUR")}) == "discount.amount"
    assert field(shipping_address={**ADDRESS, "region": "Mars"}) == "shipping_address.region"
    assert field(valid_until="2036-01-01") == "valid_until"
    assert quote.try_edit(valid_until="2026-03-01").code == "validity_over"
    assert quote.known["lock"] == 1


def test_another_language_gives_the_lines_other_words_and_the_same_prices(desk: Desk) -> None:
    quote = desk.requested({"ROUTER-1": 2})
    quote.edit(lines=[{"id": "1", "sku": "ROUTER-1", "quantity": 2, "unit_price": money(5000)}])

    seen = quote.edit(language="zh")
    assert (seen["lines"][0]["title"], seen["lines"][0]["unit_price"]["amount"]) == ("路由器", 5000)


def test_what_a_customer_has_seen_stays_theirs(desk: Desk) -> None:
    ana, bob = desk.account(), desk.account("bob@example.com", "Bob")
    asked, by_guest = desk.asked_by(ana, message="Secret plans"), desk.requested(email="eve@example.com")
    offered = desk.asked_by(ana, message="Secret plans", shipping_address=ADDRESS)
    offered.submit()
    offered.issue()
    offered.step("revise")

    for quote in (asked, by_guest, offered):
        refused = quote.try_edit(email="bob@example.com")
        assert (refused.status, refused.code) == (409, "another_customer")
        assert "draft a new quote" in refused.json["title"]
        assert desk.shop.http.signed_in(bob).get(quote.path).status == 404
    assert asked.edit(email="Ana@Example.com", name="Ana M. Li")["customer"]["name"] == "Ana M. Li"


def test_a_draft_for_another_person_begins_anew_at_their_prices(desk: Desk) -> None:
    bob = desk.account("bob@example.com", "Bob")
    buying = offers.contract(desk.shop, {"ROUTER-1": {1: 1234}})
    desk.account()
    offers.finance(desk.shop).post(f"/v1/organisations/{buying}/members", {"email": "ana@example.com"})
    draft = {"draft": True, "email": "ana@example.com", "lines": [{"sku": "ROUTER-1", "quantity": 1}]}
    made = desk.sales.post("/v1/quotes", {**draft, "shipping_address": ADDRESS}).json
    quote = Quoted(desk, desk.shop.http.signed_in(bob), made["id"])
    assert made["lines"][0]["unit_price"]["amount"] == 1234
    quote.edit(discount={"percent": "5"}, delivery={"name": "Truck", "price": money(900)}, terms="30 days")

    moved = quote.edit(email="bob@example.com")

    line = moved["lines"][0]
    assert (line["unit_price"]["amount"], line["list_price"]["price"]["amount"]) == (8999, 8999)
    assert (moved["customer"]["name"], moved["customer"]["account_id"]) == ("Bob", bob)
    assert [moved[each] for each in ("shipping_address", "discount", "delivery", "terms")] == [
        None,
        None,
        None,
        "30 days",
    ]
    assert quote.try_edit(email="nobody@example.com").json["errors"][0]["field"] == "name"
    quote.edit(shipping_address=ADDRESS)
    quote.submit()
    quote.issue()
    assert quote.seen["lines"][0]["unit_price"]["amount"] == 8999


def test_without_lines_or_address_a_quote_goes_nowhere(desk: Desk) -> None:
    made = desk.sales.post("/v1/quotes", {"draft": True, "email": "x@example.com", "name": "X"}).json
    path = f"/v1/quotes/{made['id']}"
    assert desk.sales.post(f"{path}/submit", {"lock": 1}).json["missing"] == ["lines"]
    quote = desk.requested()
    quote.submit()

    refused = quote.try_step("issue")
    assert (refused.status, refused.code, refused.json["missing"]) == (409, "quote_incomplete", ["address"])
    assert "issue" not in quote.known["can"]
    quote.step("revise")
    quote.edit(shipping_address=ADDRESS)
    quote.submit()
    assert quote.issue()["state"] == "issued"


def test_the_history_says_who_did_what(desk: Desk) -> None:
    sales = desk.account("jonas@example.com", "Jonas Weber")
    http = desk.staff(sales, "support")
    quote = desk.requested()
    quote.edit(http, shipping_address=ADDRESS, internal_note="Call him")
    quote.submit(http)

    history = quote.known["history"]
    assert [(entry["kind"], entry["by"], entry["name"]) for entry in history] == [
        ("requested", "customer", "Ana Li"),
        ("edited", "staff", "Jonas Weber"),
        ("submitted", "staff", "Jonas Weber"),
        ("approved", "system", ""),
    ]
    assert quote.known["internal_note"] == "Call him"


def test_staff_cancel_a_quote_for_good(desk: Desk) -> None:
    quote = desk.issued()
    assert quote.step("cancel", reason="Mistake")["state"] == "cancelled"

    assert (quote.seen["state"], quote.seen["can"], quote.known["can"]) == ("cancelled", [], [])
    assert (quote.try_accept().status, quote.try_accept().code) == (409, "wrong_state")
    assert quote.try_edit(terms="x").code == "wrong_state"
