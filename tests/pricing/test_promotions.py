"""Promotions as staff keep them and buyers meet them; their limits however many buy at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.kit import clock as house_clock
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx
from chalicelib.orders import stripe_gateway
from chalicelib.pricing import (
    Buyer,
    PricedCart,
    PriceLine,
    PromotionUsedUp,
    TaxRules,
    price_cart,
    release_promotions,
    running_promotions,
    use_promotions,
)
from tests.conftest import Clock
from tests.orders.shopping import Buyer as CartBuyer
from tests.orders.shopping import Shop, open_shop
from tests.pricing.selling import organisation, priced, sell_network
from tests.support.facts import Drain
from tests.support.http import Http

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAME = {"en": "Spring", "zh": "春季"}
TEN = {"kind": "percentage", "percent": "10"}


def usd(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "USD"}


def promotion(http: Http, effect: dict[str, Any] | None = None, level: str = "item", **more: Any) -> str:
    """A new promotion's id."""
    finance = http.signed_in("acc_fin", "finance")
    made = finance.post("/v1/promotions", {"name": NAME, "level": level, "effect": effect or TEN, **more})
    assert made.status == 201, made.body
    return str(made.json["id"])


@pytest.fixture
def shop(store: None, client: Http, clock: Clock) -> Http:
    sell_network()
    return client


def off(answer: Any) -> int:
    return int(answer["totals"]["discount"]["amount"])


@pytest.mark.parametrize(
    ("level", "effect", "lines", "expected"),
    [
        ("item", TEN, (("ROUTER", 1), ("CABLE", 1)), -1_100),
        ("item", {"kind": "amount", "amount": usd(150)}, (("CABLE", 3),), -450),
        ("item", {"kind": "buy_x_get_y", "buy": 2, "get": 1}, (("CABLE", 3),), -1_000),
        ("item", {"kind": "buy_x_get_y", "buy": 1, "get": 1, "percent": "50", "gift": {"skus": ["CABLE"]}}, (("ROUTER", 1), ("CABLE", 1)), -500),
        ("item", {"kind": "bundle", "parts": [{"sku": "ROUTER", "pieces": 1}, {"sku": "CABLE", "pieces": 2}], "price": usd(11_000)}, (("ROUTER", 1), ("CABLE", 2)), -1_000),
        ("order", {"kind": "amount", "amount": usd(700)}, (("ROUTER", 1), ("CABLE", 1)), -700),
        ("delivery", {"kind": "percentage", "percent": "100"}, (("CABLE", 1),), -595),
    ],
)  # fmt: skip
def test_what_staff_make_is_what_a_buyer_gets(
    shop: Http, level: str, effect: dict[str, Any], lines: tuple[tuple[str, int], ...], expected: int
) -> None:
    made = promotion(shop, effect, level)
    answer = priced(shop, *lines, delivery=usd(595), lang="zh")
    assert off(answer) == expected
    assert [(change["code"], change["name"], change["level"]) for change in answer["adjustments"]] == [
        (made, "春季", level)
    ]
    finance = shop.signed_in("acc_fin", "finance")
    shown = finance.get(f"/v1/promotions/{made}").json
    again = {"name": NAME, "level": level, "effect": shown["effect"]}
    assert finance.put(f"/v1/promotions/{made}", again).json == shown


def test_a_promotion_is_for_those_it_is_made_for(shop: Http) -> None:
    owner = organisation(shop)
    promotion(shop, group="education", products={"skus": ["ROUTER"]})
    promotion(shop, organisation_id=owner, products={"brands": ["Cord"]})
    promotion(shop, products={"categories": ["phones"]}, starts_at="2026-03-02T13:00:00Z")
    promotion(shop, active=False)
    cart = (("ROUTER", 1), ("CABLE", 1), ("PHONE", 1))
    assert off(priced(shop, *cart)) == 0
    assert off(priced(shop.signed_in("acc_1", group="education"), *cart)) == -1_000
    assert off(priced(shop.signed_in("acc_2", organisation=owner), *cart)) == -100
    staff = shop.signed_in("acc_3", "catalogue")
    assert off(priced(staff, *cart, as_organisation=owner, as_group="education")) == -1_100
    assert off(priced(staff, *cart, at="2026-03-02T13:00:00Z")) == -800


def test_what_a_promotion_still_needs_is_told(shop: Http) -> None:
    promotion(shop, level="order", minimum_subtotal=usd(15_000))
    answer = priced(shop, ("ROUTER", 1))
    assert (answer["passed_over"][0]["why"], answer["passed_over"][0]["reason"]) == (
        "minimum_subtotal",
        "It needs goods for 50.00 USD more.",
    )


def test_promotions_are_listed_as_they_are_tried_changed_and_removed(shop: Http) -> None:
    finance = shop.signed_in("acc_fin", "finance")
    late, early = promotion(shop, level="order"), promotion(shop, priority=5)
    first = promotion(shop, priority=9)
    assert [item["id"] for item in finance.get("/v1/promotions").json["items"]] == [first, early, late]
    page = finance.get("/v1/promotions?limit=2").json
    assert page["next_cursor"] == early
    assert [item["id"] for item in finance.get(f"/v1/promotions?cursor={early}").json["items"]] == [late]
    body = {"name": NAME, "level": "item", "effect": {"kind": "percentage", "percent": "12.5"}, "priority": -1}
    changed = finance.put(f"/v1/promotions/{first}", body).json
    assert (changed["effect"]["percent"], changed["priority"]) == ("12.5", -1)
    assert finance.delete(f"/v1/promotions/{first}").status == 204
    assert [finance.get(f"/v1/promotions/{first}").status, finance.delete(f"/v1/promotions/{first}").status] == [
        404
    ] * 2
    assert finance.put(f"/v1/promotions/{first}", body).status == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": {"en": "Only"}}, "zh"),
        ({"effect": {"kind": "percentage", "percent": "0"}}, "percent"),
        ({"effect": {"kind": "percentage", "percent": "101"}}, "percent"),
        ({"effect": {"kind": "amount", "amount": usd(0)}}, "amount"),
        ({"effect": {"kind": "gift"}}, "effect"),
        ({"effect": {"kind": "buy_x_get_y", "buy": 1, "get": 1}, "level": "order"}, "level"),
        ({"effect": {"kind": "bundle", "parts": [{"sku": "A", "pieces": 1}]}}, "effect"),
        ({"effect": {"kind": "bundle", "parts": [{"sku": "A", "pieces": 1}] * 2, "percent": "5"}}, "effect"),
        ({"effect": {"kind": "bundle", "parts": [], "percent": "5"}}, "effect"),
        ({"minimum_subtotal": usd(5), "currency": "EUR"}, "currency"),
        ({"minimum_subtotal": usd(-5)}, "minimum_subtotal"),
        ({"minimum_quantity": 0}, "minimum_quantity"),
        ({"usage_limit": 0}, "usage_limit"),
        ({"starts_at": "2026-03-02T12:00:00"}, "starts_at"),
        ({"starts_at": "2026-03-02T12:00:00Z", "ends_at": "2026-03-02T12:00:00Z"}, "ends_at"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_promotion_that_means_nothing_is_refused(shop: Http, change: dict[str, Any], field: str) -> None:
    body = {"name": NAME, "level": "item", "effect": TEN} | change
    reply = shop.signed_in("acc_fin", "finance").post("/v1/promotions", body)
    assert reply.status == 422
    assert field in reply.json["errors"][0]["field"]


def cart(*names: str, now: datetime = NOW) -> PricedCart:
    """A cart of a cable as somebody of these names would see it."""
    promotions = running_promotions(now, Buyer(), names)
    line = PriceLine("CABLE", 1, Money(1_000, "USD"), sku="CABLE")
    return price_cart([line], promotions=promotions, delivery=Money(0, "USD"), tax=TaxRules(False, {}), now=now)


def use(priced_cart: PricedCart, *names: str) -> tuple[str, ...] | None:
    tx = Tx(NOW)
    counted = use_promotions(tx, priced_cart, names)
    try:
        tx.commit()
    except PromotionUsedUp:
        return None
    return counted


def test_a_promotion_without_limits_writes_nothing(shop: Http) -> None:
    promotion(shop)
    tx = Tx(NOW)
    assert use_promotions(tx, cart(), ["ana"]) == ()
    assert not tx


def test_what_is_used_up_is_neither_shown_nor_given(shop: Http) -> None:
    limited = promotion(shop, usage_limit=1)
    seen = cart("ana")
    assert seen.discount_minor == -100
    assert use(seen, "ana") == (limited,)
    assert use(seen, "bo") is None
    assert cart("bo").discount_minor == 0
    assert off(priced(shop, ("CABLE", 1))) == 0
    assert shop.signed_in("acc_fin", "finance").get(f"/v1/promotions/{limited}").json["used"] == 1


def test_a_customer_is_counted_by_all_names_whatever_their_spelling(shop: Http) -> None:
    promotion(shop, per_customer_limit=1)
    seen = cart()
    assert use(seen, "acc_1", "ana@example.com")
    assert use(seen, " ANA@example.com ") is None
    assert cart("ana@example.com").discount_minor == 0
    assert cart("bo@example.com").discount_minor == -100


def test_a_use_is_given_back_once_when_its_order_is_cancelled(shop: Http) -> None:
    promotion(shop, usage_limit=1, per_customer_limit=1)
    counted = use(cart("ana"), "ana")
    assert counted is not None
    tx = Tx(NOW)
    release_promotions(tx, counted)
    tx.commit()
    assert cart("ana").discount_minor == -100
    assert use(cart("ana"), "ana")
    assert cart("bo").discount_minor == 0


def test_an_order_that_was_not_counted_gives_nothing_back(shop: Http) -> None:
    made = promotion(shop)
    earlier = use(cart("ana"), "ana")  # before there was a limit
    finance = shop.signed_in("acc_fin", "finance")
    finance.put(f"/v1/promotions/{made}", {"name": NAME, "level": "item", "effect": TEN, "usage_limit": 1})
    assert use(cart("bo"), "bo")
    tx = Tx(NOW)
    release_promotions(tx, earlier or ())
    tx.commit()
    assert cart("cy").discount_minor == 0


def test_a_customer_gets_no_use_back_that_was_not_counted_for_them(shop: Http) -> None:
    made = promotion(shop, usage_limit=10)
    earlier = use(cart("ana"), "ana")  # counted in all, before there was a limit for each customer
    assert earlier is not None
    finance = shop.signed_in("acc_fin", "finance")
    change = {"name": NAME, "level": "item", "effect": TEN, "usage_limit": 10, "per_customer_limit": 1}
    finance.put(f"/v1/promotions/{made}", change)
    assert use(cart("ana"), "ana")
    tx = Tx(NOW)
    release_promotions(tx, earlier)
    tx.commit()
    assert cart("ana").discount_minor == 0


@pytest.fixture
def engine_shop(engine: str, client: Http, drain: Drain) -> Iterator[Shop]:
    """A shop with carts on a real engine."""
    yield open_shop(client, drain, house_clock.now())
    stripe_gateway.use(None)


@pytest.mark.engine
def test_two_hundred_buyers_of_a_promotion_for_twenty_get_it_twenty_times(engine_shop: Shop) -> None:
    shop = engine_shop
    made = promotion(shop.http, usage_limit=20)
    with ThreadPoolExecutor(20) as threads:
        buyers = list(
            threads.map(lambda number: shop.guest_cart({"CABLE-1": 1}, email=f"b{number}@example.com"), range(200))
        )
        replies = list(threads.map(CartBuyer.try_check_out, buyers))
    outcomes = Counter(reply.status for reply in replies)
    assert outcomes[201] >= 20
    discounted = [
        reply for reply in replies if reply.status == 201 and reply.json["order"]["totals"]["discount"]["amount"]
    ]
    assert len(discounted) == 20
    assert {reply.code for reply in replies if reply.status == 409} <= {"promotion_used_up", "total_changed"}
    assert shop.http.signed_in("acc_fin", "finance").get(f"/v1/promotions/{made}").json["used"] == 20
