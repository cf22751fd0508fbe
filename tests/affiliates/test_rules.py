"""Which rule wins, what it pays, and how it rounds: the table of docs/affiliates.md."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.affiliates.domain.programme import FixedPerPiece, PercentOfLine, PercentOfOrder, Reward, Rule, When
from chalicelib.affiliates.domain.rules import Circumstances, SoldLine, best, commissions, cut_to, percentage
from chalicelib.affiliates.domain.sale import Sale, recomputed, reversed_part, with_cancellation, with_refund
from chalicelib.affiliates.domain.wording import sentence

AROUND = Circumstances("aff_eve", "USD", group="press", tier="gold", customer="new", order_net=5000)
PHONE = SoldLine("1", "PHONE-1", 1, 5000, "Acme", ("phones", "phones.smart"))
TEN_PERCENT = PercentOfLine(10_000)


def rule(name: str, reward: Reward = TEN_PERCENT, priority: int = 0, recurring: int = 0, **when: Any) -> Rule:
    return Rule(name, When(**when), reward, recurring, priority)


@pytest.mark.parametrize(
    ("net", "rate", "commission"),
    [
        (500, 2_900, 15),  # 14.5
        (499, 2_900, 14),  # 14.471
        (500, 2_899, 14),  # 14.495
        (50, 1_000, 1),  # 0.5
        (49, 1_000, 0),  # 0.49
        (1, 50_000, 1),  # 0.5
        (999, 10_000, 100),  # 99.9
        (995, 10_000, 100),  # 99.5
        (994, 10_000, 99),  # 99.4
        (12_345, 8_875, 1_096),  # 1,095.61875
        (100_000, 1, 1),  # a thousandth of a percent
        (49_999, 1, 0),  # 0.49999
        (10**12, 33_333, 333_330_000_000),
        (0, 50_000, 0),
        (500, 100_000, 500),
    ],
)
def test_a_line_is_rounded_half_up_to_the_minor_unit(net: int, rate: int, commission: int) -> None:
    assert percentage(net, rate) == commission


SPECIFIC_FIRST = [
    rule("member", members=("aff_eve",)),
    rule("sku", skus=("PHONE-1",)),
    rule("group", groups=("press",)),
    rule("category", categories=("phones",)),
    rule("brand", brands=("ACME",)),
    rule("customer", customer="new"),
    rule("order", order_net_from=5000),
    rule("all"),
]


@pytest.mark.parametrize("first", range(len(SPECIFIC_FIRST)))
def test_the_most_specific_rule_wins(first: int) -> None:
    left = SPECIFIC_FIRST[first:]
    assert best(PHONE, left, AROUND) is left[0]
    assert best(PHONE, left[::-1], AROUND) is left[0]


def test_more_conditions_go_before_priority_and_priority_before_age() -> None:
    plain = rule("b", skus=("PHONE-1",), priority=9)
    narrow = rule("c", skus=("PHONE-1",), customer="new")
    assert best(PHONE, [plain, narrow], AROUND) is narrow
    older, urgent = rule("a", skus=("PHONE-1",)), rule("z", skus=("PHONE-1",), priority=1)
    assert best(PHONE, [older, urgent], AROUND) is urgent
    assert best(PHONE, [rule("d", skus=("PHONE-1",)), older], AROUND) is older


@pytest.mark.parametrize(
    "unfit",
    [
        rule("r", members=("aff_other",)),
        rule("r", skus=("CASE-1",)),
        rule("r", groups=("friends",)),
        rule("r", tiers=("silver",)),
        rule("r", categories=("cables",)),
        rule("r", brands=("Other",)),
        rule("r", customer="returning"),
        rule("r", order_net_from=5001),
        rule("r", skus=("PHONE-1",), customer="returning"),
    ],
)
def test_a_rule_is_for_nothing_else(unfit: Rule) -> None:
    assert commissions([PHONE], [unfit], AROUND, "USD") == []


def test_a_fixed_amount_is_paid_for_each_piece_and_not_for_what_was_given_away() -> None:
    cables = SoldLine("1", "CABLE-1", 3, 900)
    gift = SoldLine("2", "CABLE-1", 1, 0)
    [paid] = commissions([cables, gift], [rule("r", FixedPerPiece(25))], AROUND, "USD")
    assert (paid.line, paid.amount, sentence(paid.words)) == (0, 75, "0.25 USD per piece · everything")


def test_an_amount_means_nothing_in_another_currency() -> None:
    rules = [rule("r", FixedPerPiece(25)), rule("s", order_net_from=1), rule("t", PercentOfLine(1_000))]
    [paid] = commissions([PHONE], rules, replace(AROUND, currency="EUR"), "USD")
    assert (paid.rule_id, paid.amount) == ("t", 50)


def test_a_customer_who_comes_again_earns_only_by_rules_that_say_so() -> None:
    rules = [rule("once", skus=("PHONE-1",)), rule("again", recurring=3)]
    again = replace(AROUND, source="recurring", months=2)
    assert [one.rule_id for one in commissions([PHONE], rules, again, "USD")] == ["again"]
    assert commissions([PHONE], rules, replace(again, months=3), "USD") == []


nets = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)
rates = st.integers(0, 100_000)


@given(nets, rates)
def test_a_percentage_of_the_order_sums_to_what_the_rule_says(each: list[int], rate: int) -> None:
    lines = [SoldLine(str(place), "X", 1, net) for place, net in enumerate(each)]
    paid = commissions(lines, [rule("r", PercentOfOrder(rate))], AROUND, "USD")
    assert sum(one.amount for one in paid) == percentage(sum(each), rate)
    assert all(0 <= one.amount <= one.base_net for one in paid)


@given(nets, rates)
def test_a_percentage_of_lines_sums_to_the_lines_rounded_each(each: list[int], rate: int) -> None:
    lines = [SoldLine(str(place), "X", 1, net) for place, net in enumerate(each)]
    paid = commissions(lines, [rule("r", PercentOfLine(rate))], AROUND, "USD")
    assert sum(one.amount for one in paid) == sum(percentage(net, rate) for net in each)


@given(nets, rates, st.integers(0, 10**9))
def test_what_is_cut_to_a_cap_is_exactly_the_cap(each: list[int], rate: int, cap: int) -> None:
    lines = [SoldLine(str(place), "X", 1, net) for place, net in enumerate(each)]
    earned = commissions(lines, [rule("r", PercentOfLine(rate))], AROUND, "USD")
    cut = cut_to(earned, cap)
    assert sum(one.amount for one in cut) == min(cap, sum(one.amount for one in earned))


@st.composite
def refunded(draw: st.DrawFn) -> tuple[Sale, list[tuple[str, dict[str, int]]]]:
    """A sale, and refunds that pay all of it back in parts."""
    each = draw(st.lists(st.integers(1, 100_000), min_size=1, max_size=4))
    lines = [SoldLine(str(place), "X", 1, net) for place, net in enumerate(each)]
    earned = commissions(lines, [rule("r", PercentOfLine(draw(rates)))], AROUND, "USD")
    sale = Sale("ord_1", "P-1", "USD", "pending", commissions=tuple(earned), net=sum(each))
    parts: list[tuple[str, dict[str, int]]] = []
    for line in lines:
        cuts = sorted({0, line.net, *draw(st.lists(st.integers(0, line.net), max_size=5))})
        parts += [(line.key, {line.key: b - a}) for a, b in itertools.pairwise(cuts)]
    shuffled = draw(st.permutations(parts))
    return sale, [(f"ref_{number}", nets) for number, (_, nets) in enumerate(shuffled)]


@given(refunded())
def test_any_sequence_of_partial_refunds_takes_back_exactly_the_commission(
    case: tuple[Sale, list[tuple[str, dict[str, int]]]],
) -> None:
    sale, refunds = case
    left = sale.earned
    for refund, parts in refunds:
        sale = with_refund(sale, refund, parts)
        assert 0 <= sale.earned <= left
        assert with_refund(sale, refund, parts) == sale
        left = sale.earned
    assert left == 0


@given(refunded(), st.randoms())
def test_the_order_of_refunds_and_when_they_are_heard_of_make_no_difference(
    case: tuple[Sale, list[tuple[str, dict[str, int]]]], chance: Any
) -> None:
    sale, refunds = case
    heard = refunds[: chance.randint(0, len(refunds))]
    one = sale
    for refund, parts in heard:
        one = with_refund(one, refund, parts)
    early = Sale("ord_1", "P-1", "USD")
    for refund, parts in chance.sample(heard, len(heard)):
        early = with_refund(early, refund, parts)
    late = recomputed(replace(early, stage="pending", commissions=sale.commissions, net=sale.net))
    assert [line.reversed for line in late.commissions] == [line.reversed for line in one.commissions]
    assert with_cancellation(one).earned == 0


@pytest.mark.parametrize(
    ("amount", "refunded_net", "base_net", "reversed_so_far"),
    [(15, 250, 500, 8), (15, 249, 500, 7), (15, 500, 500, 15), (15, 600, 500, 15), (15, 0, 500, 0), (1, 1, 2, 1)],
)
def test_what_is_taken_back_is_in_proportion_half_up(
    amount: int, refunded_net: int, base_net: int, reversed_so_far: int
) -> None:
    assert reversed_part(amount, refunded_net, base_net) == reversed_so_far
