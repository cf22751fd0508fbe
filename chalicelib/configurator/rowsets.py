"""Sets of rows as integers of one byte a row, 255 where the row is in it, so that all that is done to them runs at C's speed.

A `Column` gives each row of a bag a number: a variable's value, or the group of a child's rows that it goes with. It answers both
ways: which rows have one of these numbers, and which numbers are left among these rows. Where few rows are left, as after
many choices, they are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import compress
from operator import itemgetter

from chalicelib.configurator.compiled import numbers

Flags = bytes
"""One byte for each number: 255 yes, 0 no."""
_IN_ONE_BYTE = 255
_MAX_CHUNKS = 3
_FEW_ROWS = 20
"""A group: with so many or fewer on average it is faster to look at the rows than at the groups."""
_SPARSE = 64
"""One row of so many left, or fewer: it is faster to go from row to row."""
_RUNS = re.compile(b"\xff+")
_END_OF_RUN = b"\xff\0"
_WORTH_A_RUN = 5
"""Groups that can be looked at one by one while a run is found and filled."""
_ONES = re.compile(b"\xff")
_SHIFTED = bytes([*range(1, 256), 0])


def everything(size: int) -> int:
    """All rows of a bag."""
    return int.from_bytes(b"\xff" * size, "little")


def positions(flags: bytes) -> list[int]:
    """Where there is a yes."""
    return [found.start() for found in _ONES.finditer(flags)]


class Column:
    """A number for each row, below `count`. Up to 1,530 of them are looked up by translating bytes, 255 at a time."""

    def __init__(self, packed: bytes, size: int, count: int) -> None:
        self.packed = packed
        self.size = size
        self.count = count
        self._is_chunked = count <= _IN_ONE_BYTE * _MAX_CHUNKS or size == 1  # itemgetter would gather no tuple of one
        self._known: dict[int, int] = {}

    @cached_property
    def values(self) -> Sequence[int]:
        """The numbers, row by row."""
        return numbers(self.packed, self.count)

    @cached_property
    def _chunks(self) -> list[bytes]:
        """For each 255 numbers: 1 and up for them, 0 for all others."""
        if self.count <= _IN_ONE_BYTE:
            return [self.packed.translate(_SHIFTED)]
        firsts = range(0, self.count, _IN_ONE_BYTE)
        return [bytes(v - first + 1 if 0 <= v - first < _IN_ONE_BYTE else 0 for v in self.values) for first in firsts]

    @cached_property
    def _chunks_as_rows(self) -> list[int]:
        return [int.from_bytes(chunk, "little") for chunk in self._chunks]

    @cached_property
    def _gather(self) -> itemgetter[tuple[int, ...]]:
        return itemgetter(*self.values)

    @cached_property
    def _rows_of(self) -> list[list[int]]:
        """For each number, its rows."""
        found: list[list[int]] = [[] for _ in range(self.count)]
        for row, number in enumerate(self.values):
            found[number].append(row)
        return found

    def rows_of_one(self, number: int) -> int:
        """The rows that have this number; kept, since choices are asked for again and again."""
        if number not in self._known:
            self._known[number] = self.rows(_single(number, self.count))
        return self._known[number]

    def rows(self, flags: Flags) -> int:
        """The rows whose number is flagged."""
        if flags.count(255) * _SPARSE <= self.count:
            rows_found = bytearray(self.size)
            for number in positions(flags):
                for row in self._rows_of[number]:
                    rows_found[row] = 255
            return int.from_bytes(rows_found, "little")
        if not self._is_chunked:
            return int.from_bytes(bytes(self._gather(flags)), "little")
        rows = 0
        for number, chunk in enumerate(self._chunks):
            begin = number * _IN_ONE_BYTE
            part = flags[begin : begin + _IN_ONE_BYTE]
            if any(part):
                rows |= int.from_bytes(chunk.translate(b"\0" + part.ljust(_IN_ONE_BYTE, b"\0")), "little")
        return rows

    def flags(self, rows: int) -> Flags:
        """The numbers that these rows have."""
        if rows.bit_count() // 8 * _SPARSE <= self.size:
            numbers_found, number_of = bytearray(self.count), self.values
            for row in positions(rows.to_bytes(self.size, "little")):
                numbers_found[number_of[row]] = 255
            return bytes(numbers_found)
        if not self._is_chunked:
            found = bytearray(self.count)
            for number in set(compress(self.values, rows.to_bytes(self.size, "little"))):
                found[number] = 255
            return bytes(found)
        parts = []
        for number, chunk in enumerate(self._chunks_as_rows):
            left = (chunk & rows).to_bytes(self.size, "little").translate(None, b"\0")  # short: a miss reads it all
            known = min(_IN_ONE_BYTE, self.count - number * _IN_ONE_BYTE)
            parts.append(bytes([255 if value in left else 0 for value in range(1, known + 1)]))
        return b"".join(parts)


class Groups:
    """Rows that stand in groups, one after the other."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self.spans: list[tuple[int, int]] = []
        begin = 0
        for size in sizes:
            self.spans.append((begin, begin + size))
            begin += size
        self.size = begin

    def flags(self, rows: int) -> Flags:
        """The groups that have one of these rows."""
        left = rows.to_bytes(self.size, "little")
        if self.size == len(self.sizes):
            return left
        if rows.bit_count() // 8 * _SPARSE <= self.size:
            groups_found, group_of = bytearray(len(self.sizes)), self.of_row
            for row in positions(left):
                groups_found[group_of[row]] = 255
            return bytes(groups_found)
        if self.size > _FEW_ROWS * len(self.sizes):
            return bytes([255 if left.find(255, begin, end) >= 0 else 0 for begin, end in self.spans])
        found = bytearray(len(self.sizes))
        for group in set(compress(self.of_row, left)):
            found[group] = 255
        return bytes(found)

    @cached_property
    def of_row(self) -> list[int]:
        """Each row's group."""
        return [group for group, size in enumerate(self.sizes) for _ in range(size)]

    def rows(self, flags: Flags) -> int:
        """The rows of the groups that are flagged."""
        if self.size == len(self.sizes):
            return int.from_bytes(flags, "little")
        if flags.count(_END_OF_RUN) * _WORTH_A_RUN > len(flags):
            return int.from_bytes(
                b"".join([parts[flag] for parts, flag in zip(self._parts, flags, strict=True)]), "little"
            )
        rows = bytearray(self.size)
        for run in _RUNS.finditer(flags):
            begin, end = self.spans[run.start()][0], self.spans[run.end() - 1][1]
            rows[begin:end] = b"\xff" * (end - begin)
        return int.from_bytes(rows, "little")

    @cached_property
    def _parts(self) -> list[dict[int, bytes]]:
        """For each group its rows, as flags: none of them, or all."""
        by_size = {size: {0: b"\0" * size, 255: b"\xff" * size} for size in set(self.sizes)}
        return [by_size[size] for size in self.sizes]


def _single(value: int, count: int) -> Flags:
    """The flags of one number alone."""
    flags = bytearray(count)
    flags[value] = 255
    return bytes(flags)
