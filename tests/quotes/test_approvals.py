"""Rules ask for approvals; nobody approves their own."""

from __future__ import annotations

from typing import Any

from tests.orders.shopping import ADDRESS
from tests.quotes.desk import Desk, Quoted
from tests.support.faults import faults


def discounted(desk: Desk, percent: str) -> Quoted:
    quote = desk.requested({"ROUTER-1": 10})
    quote.edit(discount={"percent": percent}, shipping_address=ADDRESS)
    return quote


def steps(seen: Any) -> list[tuple[int, str, str]]:
    return [(step["tier"], step["role"], step["state"]) for step in seen["approvals"]]


def test_small_discounts_need_nobody(desk: Desk) -> None:
    desk.rules()

    seen = discounted(desk, "9.9").submit()
    assert (seen["state"], steps(seen)) == ("approved", [])


def test_tiers_approve_in_their_order(desk: Desk) -> None:
    desk.rules()
    quote = discounted(desk, "25")
    seen = quote.submit()
    assert (seen["state"], seen["discount_percent"]) == ("submitted", "25")
    assert steps(seen) == [(1, "finance", "waiting"), (2, "admin", "waiting")]
    assert "finance or admin" in seen["waiting_for"]
    assert quote.try_step("issue").code == "wrong_state"

    finance, admin = desk.staff("acc_fin", "finance"), desk.staff("acc_admin", "admin")
    assert quote.try_step("approve").code == "not_your_approval"
    assert steps(quote.approve(finance)) == [(1, "finance", "approved"), (2, "admin", "waiting")]
    assert quote.try_step("approve", finance).code == "not_your_approval"
    assert quote.approve(admin)["state"] == "approved"
    assert quote.issue()["state"] == "issued"


def test_nobody_approves_what_they_worked_on(desk: Desk) -> None:
    desk.rules()
    both = desk.staff("acc_both", "support", "finance")
    quote = discounted(desk, "12")
    quote.edit(both, terms="Mine")
    quote.submit()

    refused = quote.try_step("approve", both)
    assert (refused.status, refused.code, refused.json["roles"]) == (403, "own_quote", ["finance"])
    assert "approve" not in both.get(quote.path).json["can"]
    assert both.get(quote.path).json["waiting_for"].startswith("You worked on this quote yourself")
    own = discounted(desk, "12")
    own.submit(both)
    assert own.try_step("approve", both).code == "own_quote"
    assert own.approve(desk.staff("acc_other", "finance"))["state"] == "approved"


def test_nobody_approves_a_quote_that_is_for_them(desk: Desk) -> None:
    desk.rules()
    finn = desk.account("finn@example.com", "Finn")
    quote = desk.asked_by(finn)
    quote.edit(discount={"percent": "12"}, shipping_address=ADDRESS)
    quote.submit()
    own = desk.staff(finn, "finance")

    refused = quote.try_step("approve", own)
    assert (refused.status, refused.code) == (403, "own_quote")
    assert "This quote is for you" in refused.json["detail"]
    assert "approve" not in own.get(quote.path).json["can"]
    assert quote.approve(desk.staff("acc_other", "finance"))["state"] == "approved"


def test_an_admin_stands_in_for_every_role_but_once_a_version(desk: Desk) -> None:
    desk.rules()
    quote = discounted(desk, "30")
    quote.submit()
    first, second = desk.staff("acc_one", "admin"), desk.staff("acc_two", "admin")

    quote.approve(first)
    refused = quote.try_step("approve", first)
    assert (refused.status, refused.code) == (403, "approved_before")
    assert quote.approve(second)["state"] == "approved"


def test_one_rejection_makes_it_a_draft_again_with_the_reason(desk: Desk) -> None:
    desk.rules()
    quote = discounted(desk, "30")
    quote.submit()
    finance = desk.staff("acc_fin", "finance")
    seen = quote.step("reject", finance, reason="Too cheap")

    assert (seen["state"], seen["approvals"][0]["state"], seen["approvals"][0]["note"]) == (
        "draft",
        "rejected",
        "Too cheap",
    )
    assert quote.try_step("approve", desk.staff("acc_a", "admin")).code == "wrong_state"
    quote.edit(discount={"percent": "10"})
    assert steps(quote.submit()) == [(1, "finance", "waiting")]
    assert quote.approve(finance)["state"] == "approved"


def test_what_is_taken_back_needs_its_approvals_again(desk: Desk) -> None:
    desk.rules()
    finance = desk.staff("acc_fin", "finance")
    quote = discounted(desk, "12")
    quote.submit()
    quote.approve(finance)

    assert quote.step("revise")["state"] == "draft"
    assert quote.submit()["state"] == "submitted"
    assert quote.kinds()[-2:] == ["withdrawn", "submitted"]


def test_rules_look_at_amounts_in_their_currency_and_at_margins(desk: Desk) -> None:
    big = {
        "name": "Big",
        "tier": 1,
        "role": "finance",
        "when": {"amount_at_least": {"amount": 80_000, "currency": "USD"}},
    }
    euro = {"name": "Euro", "tier": 2, "role": "finance", "when": {"amount_at_least": {"amount": 1, "currency": "EUR"}}}
    desk.rules(big, euro)
    assert desk.requested({"ROUTER-1": 8}).submit()["state"] == "approved"
    quote = desk.requested({"ROUTER-1": 9})
    assert [step["rule"] for step in quote.submit()["approvals"]] == ["Big"]

    thin = {"name": "Thin", "tier": 1, "role": "admin", "when": {"margin_below_percent": "20"}}
    desk.rules(thin, lock=1)
    unknown = desk.requested({"ROUTER-1": 1}).submit()
    assert (unknown["margin"]["percent"], unknown["margin"]["lines_without_cost"]) == (None, 1)
    assert [step["rule"] for step in unknown["approvals"]] == ["Thin"]


def test_a_list_of_approvals_for_the_one_who_may_give_them(desk: Desk) -> None:
    desk.rules()
    both = desk.staff("acc_both", "support", "finance")
    mine, other = discounted(desk, "12"), discounted(desk, "30")
    mine.submit(both)
    other.submit()

    def waiting(http: Any) -> list[str]:
        return [item["id"] for item in http.get("/v1/quotes?scope=all&waiting_for_me=true").json["items"]]

    assert waiting(both) == [other.id]
    assert waiting(desk.staff("acc_fin", "finance")) == sorted([other.id, mine.id], reverse=True)
    assert waiting(desk.sales) == []


def test_the_list_of_approvals_reads_no_quote_and_goes_on_by_its_cursor(desk: Desk) -> None:
    desk.rules()
    finn = desk.account("finn@example.com", "Finn")
    finance, admin = desk.staff("acc_fin", "finance"), desk.staff("acc_admin", "admin")
    quotes = [desk.asked_by(finn) for _ in range(5)]
    quotes.sort(key=lambda quote: quote.id)
    for quote in quotes:
        quote.edit(discount={"percent": "30"}, shipping_address=ADDRESS)
        quote.submit()
    quotes[0].approve(admin)

    pages, cursor = [], ""
    with faults() as sent:
        while cursor is not None:
            reply = admin.get(f"/v1/quotes?scope=all&waiting_for_me=true&limit=2{cursor and f'&cursor={cursor}'}").json
            pages += [item["id"] for item in reply["items"]]
            cursor = reply["next_cursor"]
    assert pages == sorted((quote.id for quote in quotes[1:]), reverse=True)
    assert sent.operations == ["Query"] * 3
    assert len(finance.get("/v1/quotes?scope=all&waiting_for_me=true").json["items"]) == 4
    assert desk.staff(finn, "finance").get("/v1/quotes?scope=all&waiting_for_me=true").json["items"] == []


def test_rules_are_an_admins_and_guarded_by_their_lock(desk: Desk) -> None:
    desk.rules()
    admin = desk.staff("acc_admin", "admin")
    known = admin.get("/v1/quote-approval-rules").json
    assert ([rule["tier"] for rule in known["rules"]], known["lock"]) == ([1, 2], 1)

    assert admin.put("/v1/quote-approval-rules", {"rules": [], "lock": 0}).code == "quote_changed"
    assert desk.staff("acc_fin", "finance").put("/v1/quote-approval-rules", {"rules": [], "lock": 1}).status == 403
    bad = {"name": "x", "tier": 1, "role": "finance", "when": {}}
    assert admin.put("/v1/quote-approval-rules", {"rules": [bad], "lock": 1}).status == 422
    assert admin.put("/v1/quote-approval-rules", {"rules": known["rules"][:1], "lock": 1}).json["lock"] == 2


def test_a_discount_is_measured_by_the_prices_of_the_day_it_is_handed_in(desk: Desk) -> None:
    desk.rules()
    quote = desk.requested({"CASE-1": 1})
    quote.edit(shipping_address=ADDRESS, lines=[{"id": "1", "sku": "CASE-1", "quantity": 1, "discount_percent": "5"}])
    desk.shop.sell(("CASE-1", "Case", "", "20.00 USD", "", "", "60 g", ""))

    seen = quote.submit()
    assert (seen["lines"][0]["unit_price"]["amount"], seen["lines"][0]["list_price"]["price"]["amount"]) == (1378, 2000)
    assert [step["tier"] for step in seen["approvals"]] == [1, 2]
    quote.step("revise")
    desk.shop.sell(("CABLE-1", "Patch cable", "", "3.33 USD", "", "", "60 g", ""))
    refused = quote.try_step("submit")
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "lines.0.sku")
