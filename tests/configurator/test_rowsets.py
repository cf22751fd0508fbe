"""Sets of rows say the same whether they are looked at one by one or as a whole."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.configurator.compiled import packed
from chalicelib.configurator.rowsets import Column, Groups


def drawn(seed: int) -> tuple[random.Random, int, list[int]]:
    """A source of chance, how many numbers there are, and the number of each row."""
    chance = random.Random(seed)
    count = chance.choice([1, 2, 7, 200, 255, 256, 700, 800, 3_000])
    return chance, count, [chance.randrange(count) for _ in range(chance.choice([1, 50, 2_000]))]


def some_of(chance: random.Random, size: int) -> bytes:
    """Flags, of which few, half, or nearly all are set."""
    share = chance.choice([0.002, 0.02, 0.5, 0.99])
    return bytes([255 if chance.random() < share else 0 for _ in range(size)])


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**9))
def test_a_column_translates_both_ways(seed: int) -> None:
    chance, count, values = drawn(seed)
    column = Column(packed(values, count), len(values), count)

    wanted = some_of(chance, count)
    assert column.rows(wanted).to_bytes(len(values), "little") == bytes([wanted[value] for value in values])

    left = some_of(chance, len(values))
    alive = {value for value, flag in zip(values, left, strict=True) if flag}
    expected = bytes([255 if number in alive else 0 for number in range(count)])
    assert column.flags(int.from_bytes(left, "little")) == expected

    one = chance.randrange(count)
    assert column.rows_of_one(one).to_bytes(len(values), "little") == bytes([255 * (value == one) for value in values])


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**9))
def test_groups_translate_both_ways(seed: int) -> None:
    chance = random.Random(seed)
    largest = chance.choice([1, 4, 60])
    sizes = [chance.randint(1, largest) for _ in range(chance.choice([1, 30, 500]))]
    groups = Groups(sizes)
    of_row = [group for group, size in enumerate(sizes) for _ in range(size)]

    wanted = some_of(chance, len(sizes))
    assert groups.rows(wanted).to_bytes(len(of_row), "little") == bytes([wanted[group] for group in of_row])

    left = some_of(chance, len(of_row))
    alive = {group for group, flag in zip(of_row, left, strict=True) if flag}
    expected = bytes([255 if group in alive else 0 for group in range(len(sizes))])
    assert groups.flags(int.from_bytes(left, "little")) == expected
