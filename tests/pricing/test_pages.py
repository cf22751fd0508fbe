"""Pages of a price list give back what was put into them, whatever products are called."""

from __future__ import annotations

from datetime import UTC

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.pricing.domain import PriceEntry
from chalicelib.pricing.pages import (
    MAX_PAGE_LETTERS,
    MAX_PAGES,
    Entries,
    all_in,
    by_page,
    found_in,
    page_of,
    page_with,
    pages_for,
    pages_with,
)

SKUS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=50)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))
TIERS = st.dictionaries(st.integers(1, 10**6), st.integers(0, 10**12), min_size=1, max_size=5)
ENTRIES = st.builds(
    lambda tiers, start, end: PriceEntry(tuple(sorted(tiers.items())), start, end), TIERS, MOMENTS, MOMENTS
)
PRICES = st.dictionaries(SKUS, st.lists(ENTRIES, min_size=1, max_size=3).map(tuple), max_size=20)


@settings(max_examples=200, deadline=None)
@given(PRICES, st.lists(SKUS, max_size=5))
def test_every_price_is_found_again_and_no_other(prices: dict[str, Entries], others: list[str]) -> None:
    page = page_with(prices)
    assert all_in(page) == prices
    asked = [*prices, *others]
    assert dict(found_in(page, asked)) == {sku: prices[sku] for sku in asked if sku in prices}


def test_a_sku_that_begins_or_ends_like_another_is_another() -> None:
    page = page_with({"A-10": (PriceEntry(((1, 5),)),), "BA-1": (PriceEntry(((1, 6),)),)})
    assert list(found_in(page, ["A-1", "A", "10", "-1"])) == []


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(SKUS, st.lists(ENTRIES, min_size=1, max_size=20).map(tuple), min_size=60, max_size=90))
def test_every_price_is_found_in_a_large_page(prices: dict[str, Entries]) -> None:
    page = "name of the page" + page_with(prices)
    assert dict(found_in(page, prices)) == prices
    assert not dict(found_in(page, [sku + "!" for sku in prices if sku + "!" not in prices]))


def test_small_lists_have_few_pages_and_large_ones_a_hundred() -> None:
    assert [pages_for(count) for count in (0, 1, 128, 129, 48_000, 10**6)] == [1, 1, 1, 2, MAX_PAGES, MAX_PAGES]


def test_a_list_of_a_million_prices_has_pages_that_fit_into_an_item() -> None:
    entry = (PriceEntry(((1, 129_900), (10, 119_900), (100, 109_900))),)
    pages = pages_with({f"NW-{number:012}": entry for number in range(1_000_000)})
    assert max(len(page) for page in pages) <= MAX_PAGE_LETTERS
    assert len(dict(found_in(pages[page_of("NW-000000999999", len(pages))], ["NW-000000999999"]))) == 1


def test_products_are_spread_evenly() -> None:
    sizes = [len(skus) for skus in by_page((f"NW-{number}" for number in range(48_000)), MAX_PAGES).values()]
    assert len(sizes) == MAX_PAGES
    assert 350 < min(sizes) <= max(sizes) < 620
