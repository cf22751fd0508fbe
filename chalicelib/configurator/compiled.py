"""What is stored of a compiled model, and its columns: plain bytes, so that loading is reading."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import msgspec

from chalicelib.configurator.compiling import Bag
from chalicelib.configurator.relations import Network, Row

FORMAT = 1
"""Raised with each change of layout: a model of another format is compiled anew from its document."""


class StoredBag(msgspec.Struct, frozen=True, array_like=True):
    """A bag. Its rows stand in groups: those of a group agree on the variables shared with the parent.

    `columns` hold the values, variable by variable, in as few bytes as they need. `group_sizes` say how many rows each group
    has, `links` to which group each row of the parent belongs."""

    scope: list[int]
    size: int
    columns: list[bytes]
    parent: int | None
    group_sizes: list[int]
    links: bytes


class StoredRelation(msgspec.Struct, frozen=True, array_like=True):
    """A rule's table, for explaining: columns as in a bag."""

    rule: int
    scope: list[int]
    size: int
    columns: list[bytes]


class Compiled(msgspec.Struct, frozen=True):
    """A compiled model. Variables are numbers: the options in the model's order, then `hidden` steps of rules."""

    sizes: list[int]
    options: int
    rules: list[str]
    bags: list[StoredBag]
    relations: list[StoredRelation]
    format: int = FORMAT


def stored(network: Network, bags: list[Bag]) -> Compiled:
    """The compiled model, ready to be written."""
    tree: list[StoredBag] = []
    ordered: list[list[Row]] = []
    for bag in bags:
        kept, rows = _stored_bag(network.sizes, bag, bags, ordered)
        tree.append(kept)
        ordered.append(rows)
    relations = [
        StoredRelation(
            relation.rule,
            list(relation.scope),
            len(relation.rows),
            _columns(network.sizes, relation.scope, relation.rows),
        )
        for relation in network.relations
    ]
    return Compiled(network.sizes, network.options, network.rules, tree, relations)


def _stored_bag(sizes: list[int], bag: Bag, bags: list[Bag], ordered: list[list[Row]]) -> tuple[StoredBag, list[Row]]:
    above = bags[bag.parent] if bag.parent is not None else Bag((), [], None)
    shared = [variable for variable in bag.scope if variable in above.scope]
    mine = [bag.scope.index(variable) for variable in shared]
    theirs = [above.scope.index(variable) for variable in shared]
    keyed = sorted((tuple(row[position] for position in mine), row) for row in bag.rows)
    groups: dict[Row, int] = {}
    group_sizes: list[int] = []
    for key, _ in keyed:
        if groups.setdefault(key, len(groups)) == len(group_sizes):
            group_sizes.append(0)
        group_sizes[-1] += 1
    rows = [row for _, row in keyed]
    links = [] if bag.parent is None else [groups[tuple(row[p] for p in theirs)] for row in ordered[bag.parent]]
    columns = _columns(sizes, bag.scope, rows)
    made = StoredBag(list(bag.scope), len(rows), columns, bag.parent, group_sizes, packed(links, len(groups)))
    return made, rows


def _columns(sizes: list[int], scope: Sequence[int], rows: Iterable[Row]) -> list[bytes]:
    columns = zip(*rows, strict=True) if rows else iter(() for _ in scope)
    return [packed(column, sizes[variable]) for variable, column in zip(scope, columns, strict=True)]


def packed(values: Iterable[int], size: int) -> bytes:
    """A column of numbers below `size`."""
    return array(_width(size), values).tobytes()


def numbers(column: bytes, size: int) -> Sequence[int]:
    """A column's numbers, each below `size`."""
    return column if size <= 256 else array(_width(size), column)


def _width(size: int) -> str:
    return "B" if size <= 256 else "H" if size <= 65_536 else "I"
