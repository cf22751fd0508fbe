"""Files of prices: what is read, and how each bad row is named."""

from __future__ import annotations

import pytest

from chalicelib.pricing.list_imports import PricesFileUnreadable, read_prices


def read(text: str) -> tuple[dict[str, list[tuple[int, int]]], list[tuple[int, str]]]:
    """Tiers by SKU, and the line and field of each bad row."""
    found = read_prices(text.encode(), "USD")
    tiers = {sku: [tier for entry in entries for tier in entry.tiers] for sku, entries in found.prices.items()}
    return tiers, [(problem.line, problem.field) for problem in found.problems]


def test_rows_of_a_sku_are_its_tiers_in_any_order() -> None:
    tiers, bad = read("sku,from_quantity,price\nA,10,8.50\nB,1,2\nA,1,9\n")
    assert tiers == {"A": [(1, 900), (10, 850)], "B": [(1, 200)]}
    assert bad == []


def test_columns_may_come_in_any_order_and_with_another_delimiter() -> None:
    assert read("\ufeffPrice;SKU\r\n9,99;A\r\n9.99;B\r\n") == ({"B": [(1, 999)]}, [(2, "price")])
    assert read("sku\tprice\nA\t1.00\n\n \t \n") == ({"A": [(1, 100)]}, [])


def test_another_window_is_another_price() -> None:
    found = read_prices(
        b"sku,price,starts,ends\nA,9,,2026-06-01T00:00:00+02:00\nA,8,2026-06-01T00:00:00+02:00,\n", "USD"
    )
    old, new = found.prices["A"]
    assert (old.tiers, new.tiers) == (((1, 900),), ((1, 800),))
    assert old.ends_at == new.starts_at
    assert old.ends_at is not None
    assert old.ends_at.isoformat() == "2026-06-01T00:00:00+02:00"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",1,5.00,,", "sku"),
        ("A" * 51 + ",1,5.00,,", "sku"),
        ("A,0,5.00,,", "from_quantity"),
        ("A,1.5,5.00,,", "from_quantity"),
        ("A,²,5.00,,", "from_quantity"),
        ("A,1000001,5.00,,", "from_quantity"),
        ("A,1,,,", "price"),
        ("A,1", "price"),
        ("A,1,free,,", "price"),
        ("A,1,-1,,", "price"),
        ("A,1,5.001,,", "price"),
        ("A,1,1e3,,", "price"),
        ("A,1,99999999999999,,", "price"),
        ("A,1,5.00,2026-01-01T00:00:00,", "starts"),
        ("A,1,5.00,2026-01-01,", "starts"),
        ("A,1,5.00,soon,", "starts"),
        ("A,1,5.00,,9999-01-01T00:00:00Z", "ends"),
        ("A,1,5.00,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z", "ends"),
        ("GOOD,1,5.00,,", "from_quantity"),
        ("A,1,5.00,,,more", ""),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_rest_is_read(row: str, field: str) -> None:
    tiers, bad = read(f"sku,from_quantity,price,starts,ends\nGOOD,1,1.00,,\n{row}\nLAST,1,2.00,,\n")
    assert bad == [(3, field)]
    assert tiers == {"GOOD": [(1, 100)], "LAST": [(1, 200)]}


def test_lines_are_counted_through_rows_of_several_lines() -> None:
    assert read('sku,price\n"A\nB",1.00\nC,bad\n')[1] == [(2, "sku"), (4, "price")]


@pytest.mark.parametrize("text", ["", "sku\nA\n", "price\n1\n", "sku,price,colour\n", "sku,sku,price\n"])
def test_what_is_no_file_of_prices_is_refused(text: str) -> None:
    with pytest.raises(PricesFileUnreadable):
        read(text)


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(PricesFileUnreadable):
        read_prices("sku,price\nKÄSE,1.00\n".encode("latin-1"), "USD")


def test_one_sku_has_so_many_windows_at_most() -> None:
    rows = "\n".join(f"A,1.00,2026-01-01T00:{minute:02}:00Z" for minute in range(25))
    tiers, bad = read(f"sku,price,starts\n{rows}\n")
    assert len(tiers["A"]) == 20
    assert bad == [(line, "starts") for line in range(22, 27)]


def test_a_row_that_is_too_short_is_a_bad_one() -> None:
    assert read("price,sku\n5.00\n6.00,A\n") == ({"A": [(1, 600)]}, [(2, "sku")])


@pytest.mark.parametrize("text", ["sku,price\n", "", "sku,price" + "x" * 140_000 + "\nA,1\n"])
def test_a_file_without_a_row_or_a_head_is_none(text: str) -> None:
    with pytest.raises(PricesFileUnreadable):
        read(text)
