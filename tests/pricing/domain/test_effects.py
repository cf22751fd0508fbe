"""What each effect takes off: examples worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given

from chalicelib.kit.money import Rounding
from chalicelib.pricing.domain import (
    AmountOff,
    Bundle,
    BuyXGetY,
    Effect,
    Level,
    Percentage,
    PricedCart,
    PriceLine,
    Products,
    Share,
    TaxRules,
    price_cart,
)
from tests.pricing.domain.carts import (
    NOW,
    buy_x_get_y,
    carts,
    discounts,
    line,
    priced,
    promotion,
)

HALF, ALL = 50_000, 100_000

# what the example shows: level, effect, lines -> what comes off which line
EXAMPLES: list[tuple[str, Level, Effect, list[PriceLine], dict[str, int]]] = [
    # 99.9 and 33.3 cents: each line rounds by itself
    ("percentage-of-lines", "item", Percentage(10_000), [line("a", 1, 999), line("b", 1, 333)], {"a": 100, "b": 33}),
    # half a cent on each line is a cent on each line ...
    ("lines-round-each", "item", Percentage(10_000), [line("a", 1, 5), line("b", 1, 5)], {"a": 1, "b": 1}),
    # ... but one cent of both together, and ties go to the id that sorts first
    ("order-rounds-once", "order", Percentage(10_000), [line("b", 1, 5), line("a", 1, 5)], {"a": 1}),
    # 10 % of 13.32 is 1.33; shares of 99.75 and 33.25 cents
    ("shares-by-value", "order", Percentage(10_000), [line("a", 1, 999), line("b", 1, 333)], {"a": 100, "b": 33}),
    ("amount-a-piece", "item", AmountOff(250), [line("a", 3, 1000), line("b", 1, 400)], {"a": 750, "b": 250}),
    ("amount-up-to-the-line", "item", AmountOff(250), [line("a", 2, 100)], {"a": 200}),
    ("amount-of-the-order", "order", AmountOff(500), [line("a", 1, 1000), line("b", 1, 3000)], {"a": 125, "b": 375}),
    ("amount-up-to-all", "order", AmountOff(500), [line("a", 1, 100), line("b", 1, 300)], {"a": 100, "b": 300}),
    ("cheapest-is-free", "item", BuyXGetY(2, 1), [line("a", 1, 300), line("b", 1, 100), line("c", 1, 200)], {"b": 100}),
    ("seven-pieces-two-free", "item", BuyXGetY(2, 1), [line("a", 7, 100)], {"a": 200}),
    ("too-few-pieces", "item", BuyXGetY(2, 1), [line("a", 2, 100)], {}),
    ("no-half-sets", "item", BuyXGetY(1, 2), [line("a", 5, 100)], {"a": 200}),
    ("across-lines", "item", BuyXGetY(1, 1), [line("a", 2, 500), line("b", 2, 100)], {"b": 200}),
    ("ties-to-first-id", "item", BuyXGetY(2, 1), [line("c", 1, 100), line("b", 1, 100), line("a", 1, 100)], {"a": 100}),
    ("second-at-half-price", "item", BuyXGetY(1, 1, HALF), [line("a", 2, 999)], {"a": 500}),
    ("free-things-are-no-gift", "item", BuyXGetY(1, 1), [line("a", 2, 500), line("b", 5, 0)], {"a": 500}),
    # four switches earn two transceivers; the third stays at its price
    ("gift", "item", BuyXGetY(2, 1, ALL, Products(("SFP",))), [line("a", 4, 9000), line("sfp", 3, 50)], {"sfp": 100}),
    ("no-gift-in-cart", "item", BuyXGetY(2, 1, ALL, Products(("SFP",))), [line("a", 4, 9000)], {}),
    # the transceivers count only as the gift: three switches are no two pairs
    (
        "gift-is-not-bought",
        "item",
        BuyXGetY(2, 1, ALL, Products(("SFP",))),
        [line("a", 3, 9000), line("sfp", 5, 50)],
        {"sfp": 50},
    ),
    (
        "no-half-sets-of-gifts",
        "item",
        BuyXGetY(1, 2, ALL, Products(("SFP",))),
        [line("a", 4, 9000), line("sfp", 3, 50)],
        {"sfp": 100},
    ),
    (
        "free-gifts-are-no-gift",
        "item",
        BuyXGetY(2, 1, ALL, Products(("SFP",))),
        [line("a", 2, 9000), line("x", 1, 0, sku="SFP"), line("y", 1, 50, sku="SFP")],
        {"y": 50},
    ),
    # two bundles of 30.00 for 25.00 each; 10.00 shared 20 : 40
    (
        "bundle-price",
        "item",
        Bundle({"A": 1, "B": 2}, 2500),
        [line("a", 3, 1000), line("b", 5, 1000)],
        {"a": 333, "b": 667},
    ),
    (
        "bundle-rate",
        "item",
        Bundle({"A": 1, "B": 2}, rate=10_000),
        [line("a", 1, 1000), line("b", 2, 500)],
        {"a": 100, "b": 100},
    ),
    ("bundle-of-one-sku", "item", Bundle({"A": 3}, 2000), [line("a", 4, 1000)], {"a": 1000}),
    ("bundle-never-dearer", "item", Bundle({"A": 1, "B": 1}, 2500), [line("a", 1, 1000), line("b", 1, 1000)], {}),
    ("bundle-incomplete", "item", Bundle({"A": 1, "B": 2}, 100), [line("a", 3, 1000), line("b", 1, 1000)], {}),
    (
        "bundle-takes-the-dearest",
        "item",
        Bundle({"A": 2}, 100),
        [line("a", 2, 300), line("x", 1, 900, sku="A")],
        {"a": 275, "x": 825},
    ),
    ("nothing-configured-in-bundles", "item", Bundle({"A": 1}, 100), [line("a", 1, 900, configured=True)], {}),
]


@pytest.mark.parametrize(
    ("level", "effect", "lines", "off"), [case[1:] for case in EXAMPLES], ids=[case[0] for case in EXAMPLES]
)
def test_an_effect_takes_off(level: Level, effect: Effect, lines: list[PriceLine], off: dict[str, int]) -> None:
    assert discounts(priced(lines, promotion(effect, level))) == off


@pytest.mark.parametrize(("effect", "off"), [(Percentage(33_333), 200), (AmountOff(450), 450), (AmountOff(700), 600)])
def test_delivery_is_reduced_up_to_its_price(effect: Effect, off: int) -> None:
    cart = priced([line("a", 1, 1000)], promotion(effect, "delivery"), delivery=600)
    assert (cart.delivery.discount_minor, cart.total_minor) == (off, 1600 - off)


# half cents: 10 % of 5, 15, 25 cents line by line; 4.5 cents of all three; half of one of two pieces at 9.99
@pytest.mark.parametrize(
    ("mode", "each", "together", "half_piece"),
    [
        (Rounding.HALF_UP, {"a": 1, "b": 2, "c": 3}, 5, 500),
        (Rounding.HALF_EVEN, {"b": 2, "c": 2}, 4, 500),
        (Rounding.DOWN, {"b": 1, "c": 2}, 4, 499),
    ],
)
def test_discounts_round_as_the_shop_is_set(
    mode: Rounding, each: dict[str, int], together: int, half_piece: int
) -> None:
    tax = TaxRules(False, {}, rounding=mode)
    lines = [line("a", 1, 5), line("b", 1, 15), line("c", 1, 25)]
    assert discounts(priced(lines, promotion(Percentage(10_000)), tax=tax)) == each
    assert -priced(lines, promotion(Percentage(10_000), "order"), tax=tax).discount_minor == together
    assert discounts(priced([line("a", 2, 999)], promotion(BuyXGetY(1, 1, HALF)), tax=tax)) == {"a": half_piece}


def test_a_free_piece_is_worth_what_it_costs_after_earlier_discounts() -> None:
    tenth, third_free = promotion(Percentage(10_000), id="pro_1", priority=5), promotion(BuyXGetY(2, 1), id="pro_2")
    cart = priced([line("a", 3, 1000)], tenth, third_free)
    assert [(share.code, share.minor, share.pieces) for share in cart.lines[0].shares] == [
        ("pro_1", -300, 0),
        ("pro_2", -900, 1),
    ]


def test_a_percentage_after_a_free_piece_takes_its_part_of_what_is_paid() -> None:
    third_free, tenth = promotion(BuyXGetY(2, 1), id="pro_1", priority=5), promotion(Percentage(10_000), id="pro_2")
    assert discounts(priced([line("a", 3, 1000)], third_free, tenth)) == {"a": 1000 + 200}


def test_no_piece_counts_for_two_rules_that_count_pieces() -> None:
    first, second = promotion(BuyXGetY(1, 1), id="pro_1", priority=5), promotion(BuyXGetY(2, 1), id="pro_2")
    cart = priced([line("a", 4, 100)], first, second)
    assert (discounts(cart), [(given.promotion_id, given.why) for given in cart.passed_over]) == (
        {"a": 200},
        [("pro_2", "pieces")],
    )


def test_a_bundle_and_a_free_piece_share_a_cart_with_a_percentage_between_them() -> None:
    """Two pieces at 1.00 for 1.50, then everything halved: 0.75 and 2.00; the four pieces that are left earn one, now worth 0.50."""
    bundle = promotion(Bundle({"A": 2}, 150), id="pro_1", priority=9)
    halved = promotion(Percentage(HALF), id="pro_2", priority=8)
    fourth_free = promotion(BuyXGetY(3, 1), id="pro_3", priority=7)
    cart = priced([line("a", 2, 100), line("b", 4, 100)], bundle, halved, fourth_free)
    assert discounts(cart) == {"a": 50 + 75, "b": 200 + 50}


def test_pieces_that_a_bundle_left_over_keep_their_own_price_for_the_next_rule() -> None:
    """Five a and one b at 1.00. Two a and the b for 1.50: 1.00 and 0.50 off. Halved: 2.00 and 0.25 off. Of the three a left over,
    now at 0.50, one is free."""
    bundle = promotion(Bundle({"A": 2, "B": 1}, 150), id="pro_1", priority=9)
    halved = promotion(Percentage(HALF), id="pro_2", priority=8)
    third_free = promotion(BuyXGetY(2, 1), id="pro_3", priority=7)
    cart = priced([line("a", 5, 100), line("b", 1, 100)], bundle, halved, third_free)
    assert [(share.code, share.minor) for share in cart.lines[0].shares] == [
        ("pro_1", -100),
        ("pro_2", -200),
        ("pro_3", -50),
    ]
    assert discounts(cart) == {"a": 350, "b": 50 + 25}


def test_a_fraction_that_one_rule_rounded_up_is_not_there_for_the_next() -> None:
    """Three pieces at 0.02 less a fifth: 0.05. One of them free: 0.017, so 0.02. A bundle of the other two finds 0.03."""
    fifth = promotion(Percentage(20_000), id="pro_1", priority=9, products=Products(("G",)))
    gift = promotion(BuyXGetY(1, 1, ALL, Products(("G",))), id="pro_2", priority=8, products=Products(("A",)))
    both = promotion(Bundle({"G": 2}, 0), id="pro_3", priority=7)
    cart = priced([line("a", 1, 1000), line("g", 3, 2)], fifth, gift, both)
    assert [share.minor for share in cart.lines[1].shares] == [-1, -2, -3]


def test_reasons_say_what_was_done_in_every_language() -> None:
    effects = [
        Percentage(12_500),
        AmountOff(5),
        BuyXGetY(3, 1),
        BuyXGetY(1, 1, HALF),
        Bundle({"A": 2}, 150),
        Bundle({"A": 2}, rate=1),
    ]
    lines = [line("a", 9000, 100)]
    reasons = [priced(lines, promotion(effect)).adjustments[0].reason for effect in effects]
    assert reasons == ["−12.5 %", "−0.05 USD", "3 + 1", "1 + 1 (−50 %)", "1.50 USD", "−0.001 %"]


def test_every_discount_of_a_line_names_its_rule() -> None:
    cart = priced([line("a", 2, 1000)], promotion(Percentage(HALF)))
    assert cart.lines[0].shares == (Share("promotion", "pro_1", -1000),)
    (adjustment,) = cart.adjustments
    assert (adjustment.kind, adjustment.code, adjustment.level, adjustment.minor) == (
        "promotion",
        "pro_1",
        "item",
        -1000,
    )
    assert adjustment.name == {"en": "Offer", "zh": "优惠"}


@given(carts(), buy_x_get_y, buy_x_get_y)
def test_buying_some_never_gives_more_than_was_promised(cart: object, first: BuyXGetY, second: BuyXGetY) -> None:
    lines, delivery = cart  # type: ignore[misc]
    offers = [promotion(first, id="pro_1", priority=1), promotion(second, id="pro_2")]
    result: PricedCart = price_cart(lines, promotions=offers, delivery=delivery, tax=TaxRules(False, {}), now=NOW)
    pieces = sum(one.quantity for one in lines if not one.frozen)
    reduced = {"pro_1": 0, "pro_2": 0}
    for done, one in zip(result.lines, lines, strict=True):
        assert sum(share.pieces for share in done.shares) <= one.quantity
        for share in done.shares:
            if share.kind == "promotion":
                reduced[share.code] += share.pieces
                assert -share.minor <= share.pieces * one.unit.minor
    for effect, got in ((first, reduced["pro_1"]), (second, reduced["pro_2"])):
        assert got * (effect.buy + effect.get) <= effect.get * pieces
    assert (
        sum(
            got * (effect.buy + effect.get) // effect.get
            for effect, got in zip((first, second), reduced.values(), strict=True)
        )
        <= pieces
    )
