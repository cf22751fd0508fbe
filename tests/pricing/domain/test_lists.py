"""Which price holds for whom, from when, from how many pieces on, and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kit.money import Money
from chalicelib.pricing.domain import (
    Buyer,
    CataloguePrice,
    PriceEntry,
    PriceList,
    Source,
    Tiers,
    UnitPrice,
    configured,
    resolve,
    unit_cost,
)
from tests.pricing.domain.carts import NOW

HOUR = timedelta(hours=1)
KINDS = ("contract", "company", "group", "list", "cost")
Entry = tuple[PriceList, PriceEntry]


def entry(
    kind: Any,
    *tiers: tuple[int, int],
    id: str = "",
    currency: str = "USD",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Entry:
    """What a list, called after its kind, asks from each quantity on."""
    scope = None if kind in {"list", "cost"} else "org_1"
    return PriceList(id or kind, f"The {id or kind}", kind, currency, scope), PriceEntry(tiers, starts_at, ends_at)


def found(entries: list[Entry], quantity: int = 1, regular: int = 1000, sale: int | None = None) -> UnitPrice:
    price = resolve(entries, quantity, CataloguePrice(regular, sale), "USD", NOW)
    assert price is not None
    return price


CONTRACT, COMPANY, GROUP, LIST = (
    entry("contract", (1, 960)),
    entry("company", (1, 950)),
    entry("group", (1, 940)),
    entry("list", (1, 930)),
)


@pytest.mark.parametrize(
    ("entries", "unit", "kind"),
    [
        ([LIST, GROUP, COMPANY, CONTRACT], 960, "contract"),
        ([LIST, GROUP, COMPANY], 950, "company"),
        ([LIST, GROUP], 940, "group"),
        ([LIST], 930, "list"),
        ([], 1000, "catalogue"),
        ([entry("contract", (1, 2000))], 2000, "contract"),
        ([entry("cost", (1, 1))], 1000, "catalogue"),
        ([entry("contract", (1, 1), currency="EUR")], 1000, "catalogue"),
    ],
)
def test_the_most_specific_price_holds_even_if_it_is_dearer(entries: list[Entry], unit: int, kind: str) -> None:
    for given_in in (entries, entries[::-1]):
        price = found(given_in)
        assert (price.unit, price.source.kind) == (Money(unit, "USD"), kind)


@pytest.mark.parametrize(
    ("quantity", "unit", "source"),
    [
        (1, 1000, Source("catalogue")),
        (4, 1000, Source("catalogue")),
        (5, 900, Source("list", "list", "The list", 5)),
        (9, 900, Source("list", "list", "The list", 5)),
        (10, 850, Source("contract", "contract", "The contract", 10)),
        (99, 850, Source("contract", "contract", "The contract", 10)),
        (100, 700, Source("contract", "contract", "The contract", 100)),
        (10**6, 700, Source("contract", "contract", "The contract", 100)),
    ],
)
def test_a_kind_without_a_price_for_the_quantity_leaves_it_to_the_next(
    quantity: int, unit: int, source: Source
) -> None:
    price = found([entry("contract", (10, 850), (100, 700)), entry("list", (5, 900), (50, 800))], quantity)
    assert (price.unit.minor, price.source) == (unit, source)
    assert price.tiers == ((1, 1000), (5, 900), (10, 850), (100, 700))


def test_tiers_that_change_nothing_are_not_shown() -> None:
    assert found([entry("list", (1, 1000), (5, 1000), (10, 900))]).tiers == ((1, 1000), (10, 900))
    assert found([CONTRACT, LIST]).tiers == ((1, 960),)
    assert found([]).tiers == ((1, 1000),)


@pytest.mark.parametrize(
    ("window", "unit"),
    [
        ((None, None), 900),
        ((NOW, None), 900),
        ((NOW + HOUR, None), 1000),
        ((None, NOW + HOUR), 900),
        ((None, NOW), 1000),
        ((NOW - HOUR, NOW + HOUR), 900),
    ],
)
def test_a_price_holds_in_its_window(window: tuple[datetime | None, datetime | None], unit: int) -> None:
    starts_at, ends_at = window
    assert found([entry("contract", (1, 900), starts_at=starts_at, ends_at=ends_at)]).unit.minor == unit


def test_a_new_price_of_a_list_takes_over_on_its_day_and_gives_back_at_its_end() -> None:
    old, new = entry("list", (1, 900)), entry("list", (1, 950), starts_at=NOW, ends_at=NOW + HOUR)
    units = [
        price.unit.minor
        for now in (NOW - HOUR, NOW, NOW + HOUR)
        for entries in ([old, new], [new, old])
        if (price := resolve(entries, 1, None, "USD", now))
    ]
    assert units == [900, 900, 950, 950, 900, 900]


def test_of_two_entries_that_started_at_once_the_cheaper_holds() -> None:
    dear, cheap = entry("list", (1, 900)), entry("list", (1, 850))
    assert [found(entries).unit.minor for entries in ([dear, cheap], [cheap, dear])] == [850, 850]


def test_of_two_lists_of_a_kind_the_lower_price_holds_at_each_quantity() -> None:
    first, second = (
        entry("contract", (1, 900), (20, 600), id="lst_1"),
        entry("contract", (1, 950), (10, 700), id="lst_2"),
    )
    for entries in ([first, second], [second, first]):
        prices = [found(entries, quantity) for quantity in (1, 10, 20)]
        assert [(price.unit.minor, price.source.list_id) for price in prices] == [
            (900, "lst_1"),
            (700, "lst_2"),
            (600, "lst_1"),
        ]
    same = entry("contract", (1, 900), id="lst_0")
    assert found([first, same]).source.list_id == "lst_0"


@pytest.mark.parametrize(
    ("entries", "sale", "expected"),
    [
        ([], 800, (800, 1000, Source("catalogue", sale=True))),
        ([LIST], 800, (800, 930, Source("catalogue", sale=True))),
        ([LIST], 930, (930, None, Source("list", "list", "The list"))),
        ([LIST], 940, (930, None, Source("list", "list", "The list"))),
        ([entry("list", (1, 930), (10, 700))], 800, (700, None, Source("list", "list", "The list", 10))),
        ([GROUP], 800, (940, 1000, Source("group", "group", "The group"))),
        ([CONTRACT], 800, (960, 1000, Source("contract", "contract", "The contract"))),
        ([CONTRACT, LIST], None, (960, None, Source("contract", "contract", "The contract"))),
    ],
)
def test_a_sale_holds_where_it_is_below_everyones_list_but_never_against_a_contract(
    entries: list[Entry], sale: int | None, expected: tuple[int, int | None, Source]
) -> None:
    """Ten pieces: what one costs, what is struck through, and why."""
    price = found(entries, 10, sale=sale)
    assert (price.unit.minor, price.list_unit.minor if price.list_unit else None, price.source) == expected


def test_without_a_price_in_the_currency_or_for_so_few_pieces_there_is_none() -> None:
    assert resolve([], 1, None, "USD", NOW) is None
    assert resolve([entry("contract", (10, 900))], 9, None, "USD", NOW) is None
    assert resolve([entry("contract", (10, 900))], 10, None, "USD", NOW) is not None


@pytest.mark.parametrize(
    ("kind", "scope", "buyer", "serves"),
    [
        ("contract", "org_1", Buyer("acc_1", "org_1"), True),
        ("contract", "org_1", Buyer("acc_1", "org_2"), False),
        ("company", "org_1", Buyer("acc_1", "org_1"), True),
        ("company", "org_1", Buyer(), False),
        ("group", "education", Buyer("acc_1", None, "education"), True),
        ("group", "education", Buyer("acc_1", "org_1", "partners"), False),
        ("group", "org_1", Buyer("acc_1", "org_1"), False),
        ("list", None, Buyer(), True),
        ("cost", None, Buyer("acc_1", "org_1", "education"), False),
        ("contract", None, Buyer(), False),
        ("group", None, Buyer(), False),
    ],
)
def test_a_list_serves_those_whom_it_is_for(kind: Any, scope: str | None, buyer: Buyer, serves: bool) -> None:
    assert PriceList("lst_1", "A", kind, "USD", scope).serves(buyer, "USD", NOW) is serves


@pytest.mark.parametrize(
    ("settings", "serves"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"starts_at": NOW}, True),
        ({"starts_at": NOW + HOUR}, False),
        ({"ends_at": NOW}, False),
    ],
    ids=str,
)
def test_a_list_serves_in_its_window_and_currency(settings: dict[str, Any], serves: bool) -> None:
    price_list = PriceList("lst_1", "A", "list", "USD", **settings)
    assert price_list.serves(Buyer(), "USD", NOW) is serves
    assert not price_list.serves(Buyer(), "EUR", NOW)


def test_a_cost_is_the_highest_that_is_known() -> None:
    costs = [entry("cost", (1, 400), (10, 350), id="lst_1"), entry("cost", (1, 420), (10, 300), id="lst_2")]
    assert [unit_cost([*costs, LIST], quantity, "USD", NOW) for quantity in (1, 10)] == [420, 350]
    assert unit_cost([LIST], 1, "USD", NOW) is None
    assert unit_cost(costs, 1, "EUR", NOW) is None


def test_a_built_product_costs_its_base_and_its_parts() -> None:
    base, card, cable = found([CONTRACT]), found([], regular=300, sale=250), found([], regular=7)
    price = configured(base, [(2, card), (3, cable)])
    assert (price.unit, price.list_unit) == (Money(960 + 500 + 21, "USD"), Money(1000 + 600 + 21, "USD"))
    assert (price.source, price.tiers) == (Source("configuration"), ((1, 1481),))
    assert configured(cable, []).list_unit is None


tiers = st.dictionaries(st.integers(1, 30), st.integers(0, 2000), min_size=1, max_size=4).map(
    lambda steps: tuple(sorted(steps.items()))
)
moments = st.none() | st.integers(-3, 3).map(lambda hours: NOW + hours * HOUR)


@st.composite
def known_entries(draw: st.DrawFn) -> list[Entry]:
    return [
        entry(
            draw(st.sampled_from(KINDS)),
            *draw(tiers),
            id=f"lst_{index}",
            starts_at=draw(moments),
            ends_at=draw(moments),
        )
        for index in range(draw(st.integers(0, 6)))
    ]


def at(steps: Tiers, quantity: int) -> int:
    return next(unit for start, unit in reversed(steps) if start <= quantity)


@given(known_entries(), st.integers(1, 40), st.none() | st.integers(0, 2000), st.randoms(use_true_random=False))
def test_the_tiers_shown_are_the_prices_that_hold_at_each_quantity(
    entries: list[Entry], quantity: int, sale: int | None, random: Any
) -> None:
    price = found(entries, quantity, sale=sale)
    assert at(price.tiers, quantity) == price.unit.minor
    assert found(entries, 1, sale=sale).tiers == price.tiers
    assert found(random.sample(entries, len(entries)), quantity, sale=sale) == price


@given(known_entries(), st.integers(1, 40))
def test_a_personal_price_never_depends_on_the_catalogue(entries: list[Entry], quantity: int) -> None:
    price = found(entries, quantity, regular=1000)
    if price.source.kind in {"contract", "company", "group"}:
        assert found(entries, quantity, regular=1, sale=0).unit == price.unit
