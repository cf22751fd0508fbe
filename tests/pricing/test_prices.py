"""What a cart would cost, for whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.configurator import Component, Configuration
from chalicelib.pricing import Buyer, Wanted, unit_costs, unit_prices
from tests.catalog.feeds import row
from tests.conftest import Clock
from tests.pricing.selling import bring, organisation, price_list, priced, put, sell, sell_network, units
from tests.support.http import Http


@pytest.fixture
def shop(store: None, client: Http, clock: Clock) -> Http:
    """A shop as a guest sees it."""
    sell_network()
    return client


def test_a_guest_pays_what_the_catalogue_asks(shop: Http) -> None:
    answer = priced(shop, ("ROUTER", 2), ("PHONE", 1), country="DE")
    router, phone = answer["lines"]
    assert (router["unit_price"]["amount"], router["list_price"], router["tiers"]) == (10_000, None, [])
    assert (phone["unit_price"]["amount"], phone["list_price"]["amount"]) == (8_000, 9_000)
    assert [line["source"]["reason"] for line in (router, phone)] == ["The catalogue's price", "The sale price"]
    assert answer["totals"]["total"]["amount"] == 28_000
    assert answer["totals"]["tax_included"]


def test_every_kind_of_list_gives_way_to_a_more_specific_one(shop: Http) -> None:
    owner = organisation(shop)
    buyer = shop.signed_in("acc_b", organisation=owner, group="education")
    expected = [(10_000, "catalogue")]
    for kind, scope, price in (
        ("list", {}, 9_900),
        ("group", {"group": "education"}, 9_950),  # the more specific one holds, even where it is dearer
        ("company", {"organisation_id": owner}, 9_000),
        ("contract", {"organisation_id": owner}, 8_500),
    ):
        price_list(shop, kind, {"ROUTER": price}, **scope)
        expected.append((price, kind))
        assert units(priced(buyer, ("ROUTER", 1)))["ROUTER"] == expected[-1]
    line = priced(buyer, ("ROUTER", 1))["lines"][0]
    assert line["list_price"]["amount"] == 9_900
    assert line["source"]["reason"] == "Your organisation's contract “The contract”"


def test_a_tier_is_reached_by_all_pieces_of_a_product_together(shop: Http) -> None:
    price_list(shop, "list", {"CABLE": {1: 950, 10: 900, 100: 800}})
    lines = [{"id": "a", "sku": "CABLE", "quantity": 4}, {"id": "b", "sku": "CABLE", "quantity": 6}]
    answer = shop.post("/v1/prices", {"lines": lines}).json
    assert [line["unit_price"]["amount"] for line in answer["lines"]] == [900, 900]
    assert [(tier["from_quantity"], tier["unit_price"]["amount"]) for tier in answer["lines"][0]["tiers"]] == [
        (1, 950),
        (10, 900),
        (100, 800),
    ]
    assert answer["lines"][0]["source"]["from_quantity"] == 10
    assert answer["lines"][0]["source"]["reason"].endswith(", from 10 pieces on")


def test_below_the_first_tier_a_more_general_price_holds(shop: Http) -> None:
    owner = organisation(shop)
    price_list(shop, "contract", {"CABLE": {10: 700}}, organisation_id=owner)
    buyer = shop.signed_in("acc_b", organisation=owner)
    assert units(priced(buyer, ("CABLE", 9)))["CABLE"] == (1_000, "catalogue")
    assert units(priced(buyer, ("CABLE", 10)))["CABLE"] == (700, "contract")


def test_a_contract_is_seen_by_its_own_people_only_and_kept_by_no_cache(shop: Http) -> None:
    owner, other = organisation(shop, "One"), organisation(shop, "Two")
    price_list(shop, "contract", {"ROUTER": 4_321}, organisation_id=owner)
    price_list(shop, "group", {"CABLE": 321}, group="education")
    strangers = [
        shop,
        shop.signed_in("acc_1"),
        shop.signed_in("acc_2", organisation=other),
        shop.signed_in("acc_3", group="retail"),
        shop.signed_in("acc_4", "admin"),
        shop.signed_in("acc_5", "catalogue", "finance", "support"),
    ]
    asked = {"lines": [{"sku": "ROUTER", "quantity": 1}, {"sku": "CABLE", "quantity": 1}]}
    for someone in strangers:
        reply = someone.post("/v1/prices", asked)
        assert set(units(reply.json).values()) == {(10_000, "catalogue"), (1_000, "catalogue")}
        assert someone.get("/v1/prices/terms").json == someone.get("/v1/prices/terms").json | {
            "personal": False,
            "lists": [],
        }
    insider = shop.signed_in("acc_6", organisation=owner, group="education")
    replies = [insider.post("/v1/prices", asked), insider.get("/v1/prices/terms")]
    assert set(units(replies[0].json).values()) == {(4_321, "contract"), (321, "group")}
    for reply in replies:
        assert reply.headers["cache-control"] == "private, no-store"
        assert reply.headers["vary"] == "Authorization"
    public = ["/v1/products/ROUTER", "/v1/products", "/v1/suggest?q=router", "/v1/categories"]
    for path in public:
        answer = insider.get(path)
        assert b"4321" not in answer.body
        assert answer.body == shop.get(path).body


def test_costs_are_no_prices(shop: Http) -> None:
    from chalicelib.kit import clock

    listed = price_list(shop, "cost", {"ROUTER": 10})
    assert units(priced(shop, ("ROUTER", 1)))["ROUTER"] == (10_000, "catalogue")
    assert shop.signed_in("acc_x").get("/v1/prices/terms").json["lists"] == []
    assert {sku: cost.minor for sku, cost in unit_costs(["ROUTER", "CABLE"], "USD", clock.now()).items()} == {
        "ROUTER": 10
    }
    assert unit_costs(["ROUTER"], "EUR", clock.now()) == {}
    shop.signed_in("acc_fin", "finance").put(f"/v1/price-lists/{listed}", {"name": "Old", "active": False})
    assert unit_costs(["ROUTER"], "USD", clock.now()) == {}


def test_prices_of_another_currency_come_from_lists_alone(shop: Http) -> None:
    price_list(shop, "list", {"ROUTER": 9_100}, currency="EUR")
    answer = priced(shop, ("ROUTER", 1), ("CABLE", 1), currency="EUR", country="FR", lang="zh")
    assert units(answer) == {"ROUTER": (9_100, "list")}
    assert answer["lines"][0]["source"]["reason"] == "价目表“The list”"
    assert answer["lines"][0]["title"] == "路由器"
    assert answer["problems"] == [{"line": "CABLE", "code": "other_currency", "reason": "CABLE 没有 EUR 价格。"}]
    assert answer["totals"]["total"] == {"amount": 9_100, "currency": "EUR"}


def test_what_cannot_be_priced_is_named_and_the_rest_is_priced(shop: Http) -> None:
    lines = [
        {"sku": "NONE", "quantity": 1, "id": "x"},
        {"sku": "ROUTER", "quantity": 1, "configuration_id": "cfg_none"},
        {"sku": "CABLE", "quantity": 3},
    ]
    reply = shop.post("/v1/prices", {"lines": lines, "coupon": "NEVER"})
    assert [(problem["line"], problem["code"]) for problem in reply.json["problems"]] == [
        ("x", "unknown_sku"),
        ("cfg_none", "unknown_configuration"),
        ("coupon", "coupon"),
    ]
    assert reply.json["totals"]["subtotal"]["amount"] == 3_000


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"lines": []}, 422),
        ({"lines": [{"sku": "CABLE", "quantity": 1}] * 501}, 422),
        ({"lines": [{"sku": "CABLE", "quantity": 0}]}, 422),
        ({"lines": [{"sku": "CABLE", "quantity": 100_001}]}, 422),
        ({"lines": [{"sku": "CABLE", "quantity": 1.5}]}, 422),
        ({"lines": [{"sku": "CABLE", "quantity": 1}] * 2}, 422),
        ({"lines": [{"sku": "CABLE", "quantity": 1, "unit_price": 1}]}, 422),
        ({"lines": [{"sku": "CABLE", "quantity": 1}], "delivery": {"amount": 1, "currency": "EUR"}}, 422),
        ({"lines": [{"sku": "CABLE", "quantity": 1}], "delivery": {"amount": -1, "currency": "USD"}}, 422),
        ({"lines": [{"sku": "CABLE", "quantity": 1}], "country": "US", "region": "Nowhere"}, 422),
        ({"lines": [{"sku": "CABLE", "quantity": 1}], "as_group": "education"}, 403),
        ({"lines": [{"sku": "CABLE", "quantity": 1}], "as_organisation": "org_1"}, 403),
        ({"lines": [{"sku": "CABLE", "quantity": 1}], "at": "2026-03-03T00:00:00Z"}, 403),
    ],
)
def test_what_makes_no_sense_or_is_not_for_everybody_is_refused(
    shop: Http, body: dict[str, object], status: int
) -> None:
    assert shop.post("/v1/prices", body).status == status
    assert shop.signed_in("acc_1", organisation="org_1", group="education").post("/v1/prices", body).status == status


def test_staff_try_out_what_somebody_would_pay_and_when(shop: Http, clock: Clock) -> None:
    owner = organisation(shop, group="education")
    soon = (clock.now + timedelta(days=30)).isoformat()
    price_list(shop, "group", {"CABLE": 940}, group="education")
    price_list(shop, "contract", {"ROUTER": 7_000}, organisation_id=owner, starts_at=soon)
    staff = shop.signed_in("acc_s", "support", organisation="org_elsewhere")
    now = priced(staff, ("ROUTER", 1), ("CABLE", 1), as_organisation=owner)
    assert units(now) == {"ROUTER": (10_000, "catalogue"), "CABLE": (940, "group")}
    later = priced(staff, ("ROUTER", 1), as_organisation=owner, at=soon)
    assert units(later) == {"ROUTER": (7_000, "contract")}
    assert later["lines"][0]["source"]["reason"] == "The contract “The contract” of Northwind"
    assert units(priced(staff, ("CABLE", 1), as_group="education")) == {"CABLE": (940, "group")}
    unknown = staff.post("/v1/prices", {"lines": [{"sku": "CABLE", "quantity": 1}], "as_organisation": "org_no"})
    assert unknown.status == 422


def test_a_coupon_counts_and_one_that_does_not_hold_is_named(shop: Http) -> None:
    finance = shop.signed_in("acc_fin", "finance")
    finance.put("/v1/coupons/TEN", {"percent": "10", "minimum_subtotal": {"amount": 5_000, "currency": "USD"}})
    taken = priced(shop, ("ROUTER", 1), coupon=" ten ")
    assert (taken["totals"]["discount"]["amount"], taken["problems"]) == (-1_000, [])
    assert taken["lines"][0]["discounts"][0]["code"] == "TEN"
    refused = priced(shop, ("CABLE", 1), coupon="TEN")
    assert refused["totals"]["discount"]["amount"] == 0
    assert refused["problems"][0]["code"] == "coupon"


def test_terms_tell_who_needs_to_ask_for_prices(shop: Http) -> None:
    owner = organisation(shop)
    price_list(shop, "contract", {"ROUTER": 1}, organisation_id=owner)
    price_list(shop, "list", {"ROUTER": 1}, currency="EUR")
    assert shop.get("/v1/prices/terms").json["personal"] is False
    seen = shop.signed_in("acc_b", organisation=owner).get("/v1/prices/terms").json
    assert (seen["personal"], seen["organisation"], seen["group"]) == (True, owner, None)
    assert {(one["kind"], one["name"]) for one in seen["lists"]} == {
        ("contract", "The contract"),
        ("list", "The list"),
    }


def test_large_carts_cost_the_same_as_their_lines_alone(store: None, client: Http, clock: Clock) -> None:
    """A large cart reads list by list what a small one reads at once."""
    skus = [f"S-{number:03}" for number in range(240)]
    sell(*(row(sku, f"Product {sku}", "50.00 USD") for sku in skus))
    owner = organisation(client)
    scopes = {
        "list": {},
        "group": {"group": "education"},
        "company": {"organisation_id": owner},
        "contract": {"organisation_id": owner},
    }
    for place, (kind, scope) in enumerate(scopes.items()):
        listed = price_list(client, kind, **scope)
        rows = [
            f"{sku},{1 + n % 3 * 5},{10 + place}.{n % 100:02}\n" for n, sku in enumerate(skus) if n % (place + 2) == 0
        ]
        padding = [f"X-{n},1,1.00\n" for n in range(12_000)]
        assert bring(client, listed, "".join(["sku,from_quantity,price\n", *rows, *padding])).json["bad"] == 0
    buyer = Buyer("acc_b", owner, "education")
    wanted = [Wanted(sku, sku, 1 + number % 12) for number, sku in enumerate(skus)]
    together = unit_prices(wanted, buyer, "USD", clock.now)
    one_by_one = {line.id: unit_prices([line], buyer, "USD", clock.now)[line.id] for line in wanted[::7]}
    assert {line_id: together[line_id] for line_id in one_by_one} == one_by_one
    assert {price.source.kind for price in together.values()} == {*scopes, "catalogue"}


def test_a_price_changed_by_staff_holds_for_the_next_who_asks(shop: Http) -> None:
    owner = organisation(shop)
    listed = price_list(shop, "contract", {"ROUTER": 9_000}, organisation_id=owner)
    buyer = shop.signed_in("acc_b", organisation=owner)
    assert units(priced(buyer, ("ROUTER", 1)))["ROUTER"][0] == 9_000
    put(shop, listed, "ROUTER", 8_000)
    assert units(priced(buyer, ("ROUTER", 1)))["ROUTER"][0] == 8_000
    shop.signed_in("acc_fin", "finance").delete(f"/v1/price-lists/{listed}")
    assert units(priced(buyer, ("ROUTER", 1)))["ROUTER"] == (10_000, "catalogue")


def built(sku: str, *parts: tuple[str | None, int, int]) -> Configuration:
    """A configuration of SKUs, quantities and the model's unit prices."""
    components = tuple(
        Component(f"o{n}", {}, "v", {}, part, quantity, unit) for n, (part, quantity, unit) in enumerate(parts)
    )
    return Configuration(
        "cfg_1",
        sku,
        {},
        "",
        "model",
        "v1",
        {},
        True,
        components,
        "USD",
        base_minor=1,
        created_at="2026-03-01T00:00:00Z",
    )


def test_a_built_product_costs_what_it_is_made_of_at_the_buyers_own_prices(shop: Http, clock: Clock) -> None:
    owner = organisation(shop)
    price_list(shop, "contract", {"ROUTER": 9_000, "CABLE": {1: 700, 10: 600}}, organisation_id=owner)
    price_list(shop, "list", {"PHONE": 1})  # everyone's lists say nothing about a model's own prices
    line = Wanted("cfg_1", "ROUTER", 2, built("ROUTER", ("CABLE", 3, 800), ("PHONE", 1, 8_200), (None, 1, 50)))
    guest = unit_prices([line], Buyer(), "USD", clock.now)["cfg_1"]
    assert guest.unit.minor == 10_000 + 3 * 800 + 8_200 + 50
    own = unit_prices([line], Buyer("acc_b", owner), "USD", clock.now)["cfg_1"]
    assert own.unit.minor == 9_000 + 3 * 700 + 8_200 + 50
    assert own.list_unit is not None
    assert own.list_unit.minor == guest.unit.minor
    more = Wanted("CABLE", "CABLE", 4)  # with the six that are built in, the tier of ten
    together = unit_prices([line, more], Buyer("acc_b", owner), "USD", clock.now)
    assert (together["CABLE"].unit.minor, together["cfg_1"].unit.minor) == (600, 9_000 + 3 * 600 + 8_200 + 50)
    assert unit_prices([line], Buyer(), "EUR", clock.now) == {}
