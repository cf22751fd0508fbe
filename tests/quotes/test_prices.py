"""Where a quote begins: its customer's own prices, configurations as they were saved, and what things cost us."""

from __future__ import annotations

from typing import Any

from tests.orders import offers
from tests.orders.shopping import ADDRESS
from tests.quotes.desk import Desk


def test_a_quote_begins_with_its_customers_contract_and_no_promotion_touches_it(desk: Desk) -> None:
    buying = offers.contract(desk.shop, {"ROUTER-1": {1: 8000, 10: 7500}})
    ana = desk.account()
    finance = offers.finance(desk.shop)
    assert finance.post(f"/v1/organisations/{buying}/members", {"email": "ana@example.com"}).status in (200, 201, 204)
    offers.promotion(desk.shop, "50")
    quote = desk.asked_by(ana, {"ROUTER-1": 10, "CABLE-1": 1})

    router, cable = quote.seen["lines"]
    assert (router["list_price"]["price"]["amount"], router["list_price"]["kind"]) == (7500, "contract")
    assert (router["list_price"]["name"], cable["list_price"]["kind"]) == ("The contract", "catalogue")
    seen = quote.edit(lines=[{"id": "1", "sku": "ROUTER-1", "quantity": 10, "discount_percent": "10"}])
    assert (seen["lines"][0]["unit_price"]["amount"], seen["discount_percent"]) == (6750, "10")
    assert [change["kind"] for change in seen["adjustments"]] == []


def test_a_configuration_is_quoted_at_the_sum_of_its_parts_and_bought_as_it_was(desk: Desk, clock: Any) -> None:
    version = offers.sell_chassis(desk.shop)
    ana = desk.account()
    http = desk.shop.http.signed_in(ana)
    built = offers.save(http, version)
    asked = {"lines": [offers.line("CHASSIS-1", 2, built)], "shipping_address": ADDRESS}
    made = http.post("/v1/quotes", asked)
    assert made.status == 201, made.body
    (line,) = made.json["lines"]
    assert (line["unit_price"]["amount"], line["list_price"]["kind"]) == (offers.BUILT_PRICE, "configuration")
    words = [
        (part["option_title"], part["value_title"], part["quantity"]) for part in line["configuration"]["components"]
    ]
    assert words == [("Card", "48 ports", 1), ("Optic 10G", "4", 4)]

    other = {**offers.MODEL, "options": offers.MODEL["options"][:1]}
    offers.publish(other)  # a new version: what the quote has stays what it was
    clock.advance(days=1)
    http = desk.shop.http.signed_in(ana)
    path = f"/v1/quotes/{made.json['id']}"
    change = {"id": "1", **offers.line("CHASSIS-1", 2, built), "discount_percent": "10"}
    edited = desk.sales.patch(path, {"lock": 1, "lines": [change], "language": "zh"})
    assert edited.status == 200, edited.body
    assert edited.json["lines"][0]["configuration"]["components"][0]["value_title"] == "48个端口"
    for step in ("submit", "issue"):
        lock = desk.sales.get(path).json["lock"]
        assert desk.sales.post(f"{path}/{step}", {"lock": lock}).status == 200
    total = http.get(path).json["totals"]["total"]
    answer = http.post(f"{path}/accept", {"version": 1, "expected_total": total})
    assert answer.status == 201, answer.body
    assert desk.shop.stock("CARD-48")[1] == 2
    assert desk.shop.stock("OPTIC-10")[1] == 8
    order = http.get(f"/v1/orders/{answer.json['order_id']}").json
    assert order["lines"][0]["configuration"]["id"] == built


def test_what_is_not_complete_or_of_another_product_or_outdated_is_not_quoted(desk: Desk, clock: Any) -> None:
    version = offers.sell_chassis(desk.shop)
    ana = desk.account()
    http = desk.shop.http.signed_in(ana)
    part, whole = offers.save(http, version, {"card": "c48"}), offers.save(http, version)

    def problem(sku: str, configuration: str) -> tuple[str, str]:
        reply = http.post("/v1/quotes", {"lines": [offers.line(sku, 1, configuration)]})
        assert reply.status == 422, reply.body
        return reply.json["errors"][0]["field"], reply.json["errors"][0]["message"]

    assert problem("CHASSIS-1", part) == ("lines.0.configuration_id", "is not complete; finish it first")
    desk.shop.sell(*offers.CHASSIS[:-2], (*offers.CHASSIS[-2], "out_of_stock"), offers.CHASSIS[-1])
    assert problem("CHASSIS-1", whole) == ("lines.0.configuration_id", "has a part that is not sold now")
    desk.shop.sell(*offers.CHASSIS)
    assert problem("ROUTER-1", whole) == ("lines.0.configuration_id", "is no configuration of this product")
    offers.publish({**offers.MODEL, "options": offers.MODEL["options"][:1]})
    clock.advance(days=1)
    http = desk.shop.http.signed_in(ana)
    assert "earlier version" in problem("CHASSIS-1", whole)[1]


def test_margins_count_costs_of_every_part_and_are_for_staff_only(desk: Desk) -> None:
    version = offers.sell_chassis(desk.shop)
    offers.price_list(desk.shop, {"CHASSIS-1": 600_00, "CARD-48": 150_00, "OPTIC-10": 10_00, "CABLE-1": 1_00}, "cost")
    ana = desk.account()
    http = desk.shop.http.signed_in(ana)
    lines = [offers.line("CHASSIS-1", 1, offers.save(http, version)), offers.line("CABLE-1", 100)]
    made = http.post("/v1/quotes", {"lines": lines}).json
    assert (made["margin"], made["lines"][0]["unit_cost"]) == (None, None)

    known = desk.sales.get(f"/v1/quotes/{made['id']}").json
    assert [line["unit_cost"]["amount"] for line in known["lines"]] == [790_00, 1_00]
    revenue, cost = offers.BUILT_PRICE + 333_00, 790_00 + 100_00
    assert known["margin"]["amount"]["amount"] == revenue - cost
    assert known["margin"]["lines_without_cost"] == 0
    thin = {"name": "Thin", "tier": 1, "role": "finance", "when": {"margin_below_percent": "46.483"}}
    desk.rules(thin)
    path = f"/v1/quotes/{made['id']}"
    assert known["margin"]["percent"] == "46.482"
    assert desk.sales.post(f"{path}/submit", {"lock": 1}).json["state"] == "submitted"


def test_a_quote_in_another_currency_has_the_prices_of_its_lists(desk: Desk) -> None:
    offers.price_list(desk.shop, {"ROUTER-1": 80_00}, currency="EUR")
    quote = desk.requested({"ROUTER-1": 2}, currency="EUR", shipping_address=ADDRESS)
    assert quote.seen["totals"]["subtotal"] == {"amount": 160_00, "currency": "EUR"}

    refused = quote.try_edit(lines=[{"sku": "CABLE-1", "quantity": 1}])
    assert (refused.status, refused.json["errors"][0]["message"]) == (422, "has no price in EUR")
    dollars = {"amount": 70_00, "currency": "USD"}
    refused = quote.try_edit(lines=[{"id": "1", "sku": "ROUTER-1", "quantity": 2, "unit_price": dollars}])
    assert (refused.status, refused.json["errors"][0]["message"]) == (422, "must be in EUR")
    quote.edit(delivery={"name": "Parcel", "price": {"amount": 9_00, "currency": "EUR"}}, language="zh")
    quote.submit()
    quote.issue()
    accepted = quote.accept()
    assert quote.seen["totals"]["total"]["currency"] == "EUR"
    assert quote.order.seen["totals"]["delivery"] == {"amount": 9_00, "currency": "EUR"}
    assert accepted["payment_url"]


def test_a_configuration_is_quoted_in_its_own_currency_only(desk: Desk) -> None:
    version = offers.sell_chassis(desk.shop)
    offers.price_list(desk.shop, {"CHASSIS-1": 900_00}, currency="EUR")
    http = desk.shop.http.signed_in(desk.account())
    asked = {"lines": [offers.line("CHASSIS-1", 1, offers.save(http, version))], "currency": "EUR"}

    reply = http.post("/v1/quotes", asked)

    assert (reply.status, reply.json["errors"][0]["message"]) == (422, "is priced in USD, this quote is in EUR")
