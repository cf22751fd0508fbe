"""The demo's catalogue: the same everywhere, complete, in both languages, and fit for the importer."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from chalicelib.kit.money import parse_decimal
from infra.demo.catalogue import COUNT, write_feed
from infra.demo.catalogue.feed import COLUMNS, gtin13

Row = dict[str, str]
TODAY = date(2026, 1, 15)
CJK = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def feed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.tsv.gz"
    assert write_feed(path, TODAY) == COUNT
    return path


@pytest.fixture(scope="module")
def rows(feed_file: Path) -> list[Row]:
    text = gzip.decompress(feed_file.read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_feed_is_the_same_bytes_each_time(feed_file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.tsv.gz"
    write_feed(again, TODAY)
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(feed_file.read_bytes()).digest()


def test_it_holds_48_000_products_with_ids_and_titles_of_their_own(rows: list[Row]) -> None:
    assert len(rows) == COUNT == 48_000
    assert len({row["id"] for row in rows}) == COUNT
    assert len({row["title"] for row in rows}) == COUNT
    assert all(tuple(row) == COLUMNS and None not in row.values() for row in rows)
    assert max(len(row["id"]) for row in rows) <= 50
    assert max(len(row["title"]) for row in rows) <= 150


@pytest.mark.parametrize(
    ("digits", "whole"), [(1, "2900000000018"), (48_000, "2900000480001"), (123_456_789, "2901234567896")]
)
def test_a_gtin_carries_its_check_digit(digits: int, whole: str) -> None:
    assert gtin13(digits) == whole


def test_every_gtin_is_valid_internal_and_used_once(rows: list[Row]) -> None:
    gtins = [row["gtin"] for row in rows if row["gtin"]]
    assert len(gtins) == len(set(gtins)) > 30_000
    for gtin in gtins:
        assert gtin.startswith("2")
        assert len(gtin) == 13
        assert sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(gtin)) % 10 == 0


@pytest.mark.parametrize("column", ["title[zh]", "description[zh]", "product_type[zh]", "product_detail[zh]"])
def test_every_product_speaks_chinese(rows: list[Row], column: str) -> None:
    assert [row["id"] for row in rows if not CJK.search(row[column])] == []


def test_english_texts_hold_no_chinese_and_no_open_braces(rows: list[Row]) -> None:
    for row in rows:
        assert not CJK.search(row["title"] + row["description"] + row["product_detail"] + row["product_highlight"])
        assert "{" not in row["description"] + row["description[zh]"]


def test_details_and_highlights_match_in_both_languages(rows: list[Row]) -> None:
    for row in rows:
        details, chinese = row["product_detail"].split(","), row["product_detail[zh]"].split(",")
        assert len(details) == len(chinese) >= 2
        assert all(detail.count(":") == 2 and all(detail.split(":")) for detail in details + chinese)
        assert 3 <= row["product_highlight"].count(",") + 1 <= 5
        assert row["product_highlight"].count(",") == row["product_highlight[zh]"].count(",")


def test_prices_are_positive_and_a_sale_is_cheaper(rows: list[Row]) -> None:
    sales = 0
    for row in rows:
        price = parse_decimal(*_amount(row["price"]))
        assert price.minor > 0
        if row["sale_price"]:
            sales += 1
            assert 0 < parse_decimal(*_amount(row["sale_price"])).minor < price.minor
    assert 500 < sales < 5_000


def _amount(cell: str) -> tuple[str, str]:
    number, currency = cell.split(" ")
    return number, currency


def test_stock_is_mostly_plenty_sometimes_low_and_counted_only_where_there_are_pieces(rows: list[Row]) -> None:
    kinds = Counter(row["availability"] for row in rows)
    assert kinds["in_stock"] > 40_000
    assert kinds["out_of_stock"] > 100
    assert kinds["preorder"] > 20
    for row in rows:
        assert bool(row["availability_date"]) == (row["availability"] == "preorder")
        assert (row["quantity"] == "0") == (row["availability"] == "out_of_stock")
        assert row["product_type"].startswith(("Plans", "Services")) == (row["quantity"] == "")
    assert sum(row["quantity"] in {"1", "2", "3", "4", "5"} for row in rows) > 1_000


def test_what_staff_must_complete_is_pre_accepted_and_a_number_is_one_piece(rows: list[Row]) -> None:
    for row in rows:
        by_staff = row["product_type"].startswith(("Plans", "Phone Numbers", "Services"))
        assert (row["fulfilment"] == "pre_acceptance") == by_staff
        assert bool(row["gtin"]) != by_staff
        if row["product_type"].startswith("Phone Numbers"):
            assert row["quantity"] == "1"


def test_variants_of_a_group_share_brand_and_category_and_differ_in_what_is_shown(rows: list[Row]) -> None:
    groups = defaultdict(list)
    for row in rows:
        if row["item_group_id"]:
            groups[row["item_group_id"]].append(row)
    for name, members in groups.items():
        assert len({row["brand"] for row in members}) == 1, name
        assert len({row["product_type"].rsplit(" > ", 1)[0] for row in members}) == 1, name
        assert len({(row["color"], row["product_detail"]) for row in members}) == len(members), name
        assert len(members) <= 60, name


def test_categories_have_three_levels_and_one_chinese_name_each(rows: list[Row]) -> None:
    names = defaultdict(set)
    for row in rows:
        names[row["product_type"]].add(row["product_type[zh]"])
    assert all(path.count(" > ") == 2 for path in names)
    assert all(len(chinese) == 1 for chinese in names.values())
    assert len({path.split(" > ")[0] for path in names}) == 8


def test_the_shelves_of_the_home_page_are_filled(rows: list[Row]) -> None:
    labels = Counter(row["custom_label_0"] for row in rows)
    assert all(20 <= labels[label] <= 300 for label in ("new", "hot", "event"))
    assert set(labels) == {"", "new", "hot", "event"}
