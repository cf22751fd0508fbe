"""Customers ask for quotes; who sees what of them."""

from __future__ import annotations

from chalicelib.quotes.routes import REQUESTS_PER_ADDRESS
from tests.orders.shopping import ADDRESS
from tests.quotes.desk import Desk


def test_a_guest_asks_and_reads_the_request_with_its_token(desk: Desk) -> None:
    quote = desk.requested({"ROUTER-1": 3, "CABLE-1": 10}, message="For our new office")

    seen = quote.seen
    assert (seen["state"], seen["version"], seen["can"]) == ("requested", 0, [])
    assert seen["number"].startswith("Q-")
    assert [(line["sku"], line["quantity"], line["unit_price"]["amount"]) for line in seen["lines"]] == [
        ("ROUTER-1", 3, 8999),
        ("CABLE-1", 10, 333),
    ]
    assert seen["message"] == "For our new office"
    assert desk.guest.get(quote.path).status == 404
    assert desk.guest.with_headers(Quote_Token="x" * 43).get(quote.path).status == 404
    desk.shop.settle()
    assert [mail.kind for mail in desk.mails()] == ["quote_requested"]
    assert f"/quotes/{quote.id}?token=" in desk.mails()[0].text


def test_a_guest_without_name_or_address_is_told_so(desk: Desk) -> None:
    reply = desk.guest.post("/v1/quotes", {"lines": [{"sku": "ROUTER-1", "quantity": 1}], "name": "Ana"})

    assert (reply.status, [error["field"] for error in reply.json["errors"]]) == (422, ["email"])


def test_every_line_that_cannot_be_quoted_is_named(desk: Desk) -> None:
    lines = [{"sku": "ROUTER-1", "quantity": 1}, {"sku": "GONE-1", "quantity": 1}]
    lines.append({"sku": "PHONE-1", "quantity": 1, "configuration_id": "cfg_unknown"})  # type: ignore[dict-item]

    reply = desk.guest.post("/v1/quotes", {"lines": lines, "name": "Ana", "email": "ana@example.com"})

    assert reply.status == 422
    assert {error["field"] for error in reply.json["errors"]} == {"lines.1.sku", "lines.2.configuration_id"}


def test_nothing_and_an_unknown_time_zone_are_refused(desk: Desk) -> None:
    who = {"name": "Ana", "email": "ana@example.com"}

    assert desk.guest.post("/v1/quotes", {"lines": [], **who}).status == 422
    lines = [{"sku": "ROUTER-1", "quantity": 1}]
    for zone in ("Mars/Phobos", "Europe", "../etc/passwd", ""):
        reply = desk.guest.post("/v1/quotes", {"lines": lines, "zone": zone, **who})
        assert (reply.status, reply.json["errors"][0]["field"]) == (422, "zone"), zone


def test_a_quote_is_asked_for_what_is_in_a_cart(desk: Desk) -> None:
    buyer = desk.shop.guest_cart({"ROUTER-1": 2, "CABLE-1": 7})
    asked = {"cart_id": buyer.cart_id, "name": "Ana", "email": "ana@example.com"}

    assert desk.guest.post("/v1/quotes", asked).status == 404
    seen = buyer.http.post("/v1/quotes", asked).json
    assert [(line["sku"], line["quantity"]) for line in seen["lines"]] == [("ROUTER-1", 2), ("CABLE-1", 7)]


def test_requests_of_one_guest_are_bounded(desk: Desk) -> None:
    for _ in range(REQUESTS_PER_ADDRESS):
        desk.requested()

    body = {"lines": [{"sku": "ROUTER-1", "quantity": 1}], "name": "Ana", "email": "ANA@example.com"}
    refused = desk.guest.post("/v1/quotes", body)
    assert refused.status == 429
    assert int(refused.headers["retry-after"]) > 0


def test_guests_who_forget_their_address_do_not_shut_each_other_out(desk: Desk) -> None:
    body = {"lines": [{"sku": "ROUTER-1", "quantity": 1}], "name": "Ana"}
    replies = [desk.guest.post("/v1/quotes", body) for _ in range(REQUESTS_PER_ADDRESS + 1)]

    assert {reply.status for reply in replies} == {422}


def test_the_same_request_sent_twice_is_one_quote(desk: Desk) -> None:
    account = desk.account()
    http = desk.shop.http.signed_in(account)
    body = {"lines": [{"sku": "ROUTER-1", "quantity": 1}]}

    first = http.post("/v1/quotes", body, idempotency_key="once")
    again = http.post("/v1/quotes", body, idempotency_key="once")

    assert (first.json, again.headers["idempotency-replayed"]) == (again.json, "true")
    assert len(http.get("/v1/quotes").json["items"]) == 1


def test_a_customer_lists_their_own_quotes_newest_first(desk: Desk) -> None:
    ana, bob = desk.account(), desk.account("bob@example.com", "Bob")
    quotes = [desk.asked_by(ana) for _ in range(3)]
    desk.asked_by(bob)
    http = quotes[0].http

    first = http.get("/v1/quotes?limit=2").json
    rest = http.get(f"/v1/quotes?limit=2&cursor={first['next_cursor']}").json
    listed = [item["id"] for item in first["items"] + rest["items"]]
    assert listed == sorted((quote.id for quote in quotes), reverse=True)
    assert rest["next_cursor"] is None
    assert desk.shop.http.signed_in(bob).get(quotes[0].path).status == 404
    assert http.get("/v1/quotes?scope=all").status == 403
    assert http.get("/v1/quotes?cursor=nonsense").status == 422
    assert desk.guest.get("/v1/quotes").status == 401


def test_a_customer_sees_the_request_and_not_what_staff_are_working_out(desk: Desk) -> None:
    quote = desk.requested({"ROUTER-1": 10})
    change = {"sku": "ROUTER-1", "id": "1", "quantity": 20, "unit_price": {"amount": 5000, "currency": "USD"}}
    quote.edit(lines=[change], terms="Secret terms", internal_note="Big fish", shipping_address=ADDRESS)
    quote.submit()

    seen = quote.seen
    assert (seen["state"], seen["lines"][0]["quantity"], seen["terms"]) == ("requested", 10, "")
    assert (seen["lines"][0]["unit_price"]["amount"], seen["discount_percent"], seen["internal_note"]) == (
        8999,
        None,
        None,
    )
    assert [entry["kind"] for entry in seen["history"]] == ["requested"]


def test_a_draft_of_staff_is_not_there_for_its_customer_until_it_is_issued(desk: Desk) -> None:
    ana = desk.account()
    asked = {"draft": True, "email": "ana@example.com", "lines": [{"sku": "ROUTER-1", "quantity": 5}]}
    made = desk.sales.post("/v1/quotes", {**asked, "shipping_address": ADDRESS})
    assert made.status == 201, made.body
    http, path = desk.shop.http.signed_in(ana), f"/v1/quotes/{made.json['id']}"
    assert made.json["customer"]["account_id"] == ana

    assert (http.get(path).status, http.get("/v1/quotes").json["items"]) == (404, [])
    for step in ("submit", "issue"):
        lock = desk.sales.get(path).json["lock"]
        assert desk.sales.post(f"{path}/{step}", {"lock": lock}).status == 200
    assert http.get(path).json["can"] == ["accept", "decline"]
    assert [item["state"] for item in http.get("/v1/quotes").json["items"]] == ["issued"]


def test_only_staff_draft_and_only_support_and_finance_work_with_quotes(desk: Desk) -> None:
    ana = desk.account()
    asked = {"draft": True, "email": "x@example.com", "name": "X", "lines": []}

    assert desk.shop.http.signed_in(ana).post("/v1/quotes", asked).status == 403
    assert desk.guest.post("/v1/quotes", asked).status == 403
    quote = desk.requested()
    catalogue = desk.staff("acc_cat", "catalogue")
    assert catalogue.get(quote.path).status == 404
    for step in ("submit", "approve", "issue", "revise"):
        assert catalogue.post(f"{quote.path}/{step}", {"lock": 1}).status == 403
        assert quote.http.post(f"{quote.path}/{step}", {"lock": 1}).status == 401


def test_a_search_for_nothing_finds_all(desk: Desk) -> None:
    quote = desk.requested()

    assert [item["id"] for item in desk.sales.get("/v1/quotes?scope=all&q=%20").json["items"]] == [quote.id]


def test_staff_find_quotes_by_number_address_and_state(desk: Desk) -> None:
    quote, other = desk.requested(), desk.requested(email="bob@example.com")
    other.edit(shipping_address=ADDRESS)

    def found(query: str) -> list[str]:
        reply = desk.sales.get(f"/v1/quotes?scope=all&{query}")
        assert reply.status == 200, reply.body
        return [item["id"] for item in reply.json["items"]]

    assert found(f"q={quote.seen['number'].lower()}") == [quote.id]
    assert found("q=BOB@example.com") == [other.id]
    assert found("state=draft") == [other.id]
    assert found("state=requested") == [quote.id]
    both = sorted([other.id, quote.id], reverse=True)
    assert found("") == both
    first = desk.sales.get("/v1/quotes?scope=all&limit=1").json
    second = desk.sales.get(f"/v1/quotes?scope=all&limit=1&cursor={first['next_cursor']}").json
    assert [item["id"] for item in first["items"] + second["items"]] == both
    assert second["next_cursor"] is None
