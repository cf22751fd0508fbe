"""Which promotions take part, in which order, and what stands in the way of the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.kit.money import Money
from chalicelib.pricing.domain import (
    AmountOff,
    Bundle,
    Buyer,
    Coupon,
    PassedOver,
    Percentage,
    PriceLine,
    Products,
    Promotion,
    price_cart,
)
from tests.pricing.domain.carts import NOW, UNTAXED, applied, carts, discounts, line, priced, promotion, promotions

TENTH, FIFTH = Percentage(10_000), Percentage(20_000)


def test_levels_come_one_after_the_other_each_on_what_is_left() -> None:
    cart = priced(
        [line("a", 1, 1000)],
        promotion(Percentage(50_000), "delivery", "pro_1"),
        promotion(AmountOff(50), "order", "pro_2"),
        promotion(TENTH, "item", "pro_3"),
        coupon=Coupon("SPRING", rate=10_000),
        delivery=500,
    )
    # 10.00 − 1.00 − 0.50 = 8.50; − 0.85 = 7.65; delivery 5.00 − 2.50
    assert [(adjustment.code, adjustment.minor) for adjustment in cart.adjustments] == [
        ("pro_3", -100),
        ("pro_2", -50),
        ("SPRING", -85),
        ("pro_1", -250),
    ]
    assert cart.total_minor == 765 + 250


def test_a_coupon_on_delivery_comes_before_a_promotion_on_delivery() -> None:
    coupon = Coupon("SPRING", rate=10_000, applies_to_delivery=True)
    cart = priced([line("a", 1, 1000)], promotion(FIFTH, "delivery"), coupon=coupon, delivery=500)
    assert cart.delivery.discount_minor == 50 + 90


@pytest.mark.parametrize(
    ("priority_of_fifth", "order"), [(1, ["pro_2", "pro_1"]), (0, ["pro_1", "pro_2"]), (-1, ["pro_1", "pro_2"])]
)
def test_the_higher_priority_goes_first_then_the_earlier_id(priority_of_fifth: int, order: list[str]) -> None:
    tenth, fifth = promotion(TENTH, "order", "pro_1"), promotion(FIFTH, "order", "pro_2", priority=priority_of_fifth)
    cart = priced([line("a", 1, 1000)], fifth, tenth)
    assert (applied(cart), cart.total_minor) == (order, 720)


@pytest.mark.parametrize(
    ("first", "second", "taken", "passed"),
    [
        ("stacks", "stacks", ["pro_1", "pro_2"], []),
        ("exclusive", "stacks", ["pro_1"], ["pro_2"]),
        ("stacks", "exclusive", ["pro_1"], ["pro_2"]),
        ("exclusive", "exclusive", ["pro_1"], ["pro_2"]),
    ],
)
def test_an_exclusive_promotion_stands_alone_in_its_level(
    first: Any, second: Any, taken: list[str], passed: list[str]
) -> None:
    cart = priced(
        [line("a", 1, 1000)],
        promotion(TENTH, "item", "pro_1", stacking=first),
        promotion(FIFTH, "item", "pro_2", stacking=second),
        promotion(TENTH, "order", "pro_3"),
    )
    assert applied(cart) == [*taken, "pro_3"]
    assert cart.passed_over == tuple(PassedOver(one, "exclusive") for one in passed)


def test_an_exclusive_promotion_that_takes_nothing_stands_in_nobodys_way() -> None:
    greedy = promotion(TENTH, "item", "pro_1", stacking="exclusive", priority=9, minimum_quantity=2)
    cart = priced([line("a", 1, 1000)], greedy, promotion(FIFTH, "item", "pro_2"))
    assert (applied(cart), cart.passed_over) == (["pro_2"], (PassedOver("pro_1", "minimum_quantity", 1),))


@pytest.mark.parametrize(
    ("conditions", "missing"),
    [
        ({"minimum_subtotal_minor": 3000}, None),
        ({"minimum_subtotal_minor": 3001}, PassedOver("pro_1", "minimum_subtotal", 1)),
        ({"minimum_quantity": 4}, None),
        ({"minimum_quantity": 5}, PassedOver("pro_1", "minimum_quantity", 1)),
        ({"minimum_quantity": 2, "products": Products(brands=("Acme",))}, None),
        ({"minimum_quantity": 3, "products": Products(brands=("Acme",))}, PassedOver("pro_1", "minimum_quantity", 1)),
        (
            {"minimum_subtotal_minor": 2500, "products": Products(("A",))},
            PassedOver("pro_1", "minimum_subtotal", 500),
        ),
        ({"products": Products(("Z",))}, PassedOver("pro_1", "products")),
        ({"currency": "EUR"}, PassedOver("pro_1", "currency")),
        ({"currency": "USD"}, None),
    ],
    ids=str,
)
def test_a_promotion_needs_its_conditions(conditions: dict[str, Any], missing: PassedOver | None) -> None:
    """Two pieces at 10.00 of one brand, two at 5.00 of another. Minimums count what the promotion is for, before discounts."""
    lines = [line("a", 2, 1000, brand="Acme"), line("b", 2, 500, brand="Borealis")]
    earlier = promotion(Percentage(50_000), "item", "pro_0")
    cart = priced(lines, earlier, promotion(TENTH, "order", "pro_1", **conditions))
    assert cart.passed_over == (() if missing is None else (missing,))
    assert applied(cart) == ["pro_0"] + ([] if missing else ["pro_1"])


@pytest.mark.parametrize(
    ("chosen", "fits"),
    [
        (Products(), ["a", "b", "c"]),
        (Products(skus=("A", "C")), ["a", "c"]),
        (Products(categories=("net",)), ["a", "b"]),
        (Products(categories=("net.switch",)), ["a"]),
        (Products(brands=("Acme",)), ["a", "c"]),
        (Products(brands=("Acme",), categories=("net",)), ["a"]),
        (Products(skus=("A",), brands=("Borealis",)), []),
    ],
    ids=str,
)
def test_products_are_chosen_by_sku_category_and_brand(chosen: Products, fits: list[str]) -> None:
    lines = [
        line("a", 1, 1000, brand="Acme", categories=("net", "net.switch")),
        line("b", 1, 1000, brand="Borealis", categories=("net", "net.router")),
        line("c", 1, 1000, brand="Acme", categories=("power",)),
    ]
    assert list(discounts(priced(lines, promotion(TENTH, products=chosen)))) == fits


def test_a_discount_with_nothing_left_to_take_says_so() -> None:
    all_of_it, more = promotion(AmountOff(5000), "order", "pro_1"), promotion(TENTH, "order", "pro_2")
    assert priced([line("a", 1, 1000)], all_of_it, more).passed_over == (PassedOver("pro_2", "nothing_left"),)
    free_delivery = promotion(Percentage(100_000), "delivery", "pro_1")
    assert priced([line("a", 1, 1000)], free_delivery).passed_over == (PassedOver("pro_1", "nothing_left"),)


@pytest.mark.parametrize(
    ("settings", "holds"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"starts_at": NOW}, True),
        ({"starts_at": NOW + timedelta(seconds=1)}, False),
        ({"ends_at": NOW + timedelta(seconds=1)}, True),
        ({"ends_at": NOW}, False),
        ({"organisation_id": "org_1"}, True),
        ({"organisation_id": "org_2"}, False),
        ({"group": "education"}, True),
        ({"group": "partners"}, False),
        ({"organisation_id": "org_1", "group": "partners"}, False),
    ],
    ids=str,
)
def test_a_promotion_is_for_its_people_in_its_time(settings: dict[str, Any], holds: bool) -> None:
    assert promotion(TENTH, **settings).serves(Buyer("acc_1", "org_1", "education"), NOW) is holds


def test_guests_have_only_what_is_for_everyone() -> None:
    assert promotion(TENTH).serves(Buyer(), NOW)
    assert not promotion(TENTH, organisation_id="org_1").serves(Buyer(), NOW)
    assert not promotion(TENTH, group="education").serves(Buyer(), NOW)


def test_a_frozen_line_is_neither_reduced_nor_counted() -> None:
    held = line("q", 10, 1000, frozen=True, agreed_discount_minor=123)
    offers = [
        promotion(TENTH, "item", "pro_1"),
        promotion(Bundle({"Q": 1}, 1), "item", "pro_2"),
        promotion(TENTH, "order", "pro_3", minimum_quantity=2),
    ]
    cart = priced([held, line("a", 1, 1000)], *offers, coupon=Coupon("SPRING", rate=50_000))
    assert discounts(cart) == {"q": 123, "a": 100 + 450}
    assert [(adjustment.kind, adjustment.minor) for adjustment in cart.adjustments] == [
        ("quote", -123),
        ("promotion", -100),
        ("coupon", -450),
    ]
    assert cart.passed_over == (PassedOver("pro_2", "products"), PassedOver("pro_3", "minimum_quantity", 1))


def test_a_quote_alone_keeps_its_price_and_its_delivery() -> None:
    free_delivery = promotion(Percentage(100_000), "delivery")
    coupon = Coupon("SPRING", rate=50_000, applies_to_delivery=True)
    cart = priced([line("q", 2, 1000, frozen=True)], free_delivery, coupon=coupon, delivery=500)
    assert (cart.total_minor, cart.adjustments) == (2500, ())


@given(carts(), promotions())
def test_every_promotion_is_applied_or_says_why_not(
    cart: tuple[list[PriceLine], Money], offers: list[Promotion]
) -> None:
    lines, delivery = cart
    result = price_cart(lines, promotions=offers, delivery=delivery, tax=UNTAXED, now=NOW)
    told = [*applied(result), *(passed.promotion_id for passed in result.passed_over)]
    assert sorted(told) == sorted(offer.id for offer in offers)


@given(carts(), promotions())
def test_an_exclusive_promotion_never_combines_in_its_level(
    cart: tuple[list[PriceLine], Money], offers: list[Promotion]
) -> None:
    lines, delivery = cart
    result = price_cart(lines, promotions=offers, delivery=delivery, tax=UNTAXED, now=NOW)
    known = {offer.id: offer for offer in offers}
    taken = [known[code] for code in applied(result)]
    for one in taken:
        if one.stacking == "exclusive":
            assert [other.id for other in taken if other.level == one.level] == [one.id]


@given(carts(), promotions(), st.integers(0, 4))
def test_an_exclusive_promotion_raised_above_all_others_holds_alone(
    cart: tuple[list[PriceLine], Money], offers: list[Promotion], index: int
) -> None:
    """Raised to the highest priority it takes what it would take by itself, and its level is closed."""
    lines, delivery = cart
    if not offers:
        return
    raised = replace(offers[index % len(offers)], stacking="exclusive", priority=99, level="item", effect=TENTH)
    others = [offer for offer in offers if offer.id != raised.id]
    alone = price_cart(lines, promotions=[raised], delivery=delivery, tax=UNTAXED, now=NOW)
    together = price_cart(lines, promotions=[*others, raised], delivery=delivery, tax=UNTAXED, now=NOW)
    of_level = [adjustment for adjustment in together.adjustments if adjustment.level == "item"]
    if applied(alone):
        assert of_level == [one for one in alone.adjustments if one.level == "item"]
    else:
        assert raised.id not in applied(together)


@given(carts(), promotions(), st.integers(0, 4), st.integers(-3, 3))
def test_the_priority_of_one_level_never_changes_what_an_earlier_level_takes(
    cart: tuple[list[PriceLine], Money], offers: list[Promotion], index: int, priority: int
) -> None:
    lines, delivery = cart
    later = [offer for offer in offers if offer.level != "item"]
    if not later:
        return
    changed = later[index % len(later)]
    moved = [replace(offer, priority=priority) if offer.id == changed.id else offer for offer in offers]
    before, after = (
        [
            one
            for one in price_cart(lines, promotions=some, delivery=delivery, tax=UNTAXED, now=NOW).adjustments
            if one.level == "item"
        ]
        for some in (offers, moved)
    )
    assert before == after
