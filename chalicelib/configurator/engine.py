"""Answers about a compiled model: which values are possible after these choices, exactly, in one look at the tree.

Each bag tells its parent what is left of it, from the leaves to the root; then each hears from its parent what the rest of the model
leaves. Rows are never looped over here: see rowsets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from chalicelib.configurator.compiled import Compiled, StoredBag
from chalicelib.configurator.rowsets import Column, Flags, Groups, everything

Choices = Mapping[int, int]
"""Variable to the position of the chosen value."""
Filters = Mapping[int, Mapping[int, int]]
"""Bag to the choices that are looked up there: variable to the rows that have the chosen value."""


class Surroundings(NamedTuple):
    """What a bag knows: its rows that the rest of the tree above leaves, its own choices, and what each child leaves of it."""

    outside: int
    own: Mapping[int, int]
    arrived: list[tuple[int, int]]


class Node:
    """A bag at run time, with its place in the tree. It remembers what it said last: from one choice to the next, most of the
    tree hears nothing new."""

    last_sent: tuple[int, int | None] | None = None
    """Its rows, and what it told its parent."""
    last_seen: tuple[Surroundings, list[tuple[int, int]], list[tuple[int, Flags]]] | None = None
    """What it heard; what it told its children; what is left of its options."""

    def __init__(self, stored: StoredBag, sizes: list[int]) -> None:
        self.parent = stored.parent
        self.size = stored.size
        self.scope = stored.scope
        self.children: list[int] = []
        self.home: list[int] = []
        """Variables whose choices and values are looked up here."""
        self.columns = {
            variable: Column(column, stored.size, sizes[variable])
            for variable, column in zip(stored.scope, stored.columns, strict=True)
        }
        self.group_sizes = stored.group_sizes
        self._links = stored.links

    @cached_property
    def everything(self) -> int:
        """All rows."""
        return everything(self.size)

    @cached_property
    def groups(self) -> Groups:
        """The rows that agree on what is shared with the parent."""
        return Groups(self.group_sizes)

    def link_to(self, parent: Node) -> None:
        """`above`: for each row of the parent, the group of rows here that agree with it."""
        self.above = Column(self._links, parent.size, len(self.group_sizes))


class Engine:
    """A compiled model in memory."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.nodes = [Node(bag, compiled.sizes) for bag in compiled.bags]
        self.home: dict[int, int] = {}
        for number in sorted(range(len(self.nodes)), key=lambda number: self.nodes[number].size):
            for variable in self.nodes[number].scope:
                self.home.setdefault(variable, number)
        for variable, number in sorted(self.home.items()):
            self.nodes[number].home.append(variable)
        for number, node in enumerate(self.nodes):
            if node.parent is not None:
                self.nodes[node.parent].children.append(number)
                node.link_to(self.nodes[node.parent])

    def is_possible(self, choices: Choices) -> bool:
        """Whether some configuration has all these choices."""
        return self._up(self._filters(choices)) is not None

    def remaining(self, choices: Choices) -> list[int] | None:
        """For each bag the rows that these choices, in it and below it, leave. None where the choices contradict each other."""
        rows: list[int] = [node.everything for node in self.nodes]
        return None if self._up(self._filters(choices), rows) is None else rows

    def possible(self, choices: Choices) -> list[Flags] | None:
        """For each option and value: whether some configuration has it with all choices, but for the option's own (which
        the value would replace). None where the choices contradict each other."""
        filters = self._filters(choices)
        messages = self._up(filters)
        if messages is None:
            return None
        result: list[Flags] = [b""] * self.compiled.options
        outside = [node.everything for node in self.nodes]
        for number, node in enumerate(self.nodes):
            seen = Surroundings(
                outside[number],
                filters.get(number, {}),
                [(child, messages[child]) for child in node.children if child in messages],
            )
            last = node.last_seen
            if last is None or last[0] != seen:
                last = node.last_seen = (seen, self._told(node, seen), self._look(node, seen))
            for child, rows in last[1]:
                outside[child] = rows
            for option, flags in last[2]:
                result[option] = flags
        return result

    def _look(self, node: Node, seen: Surroundings) -> list[tuple[int, Flags]]:
        """Which values of the bag's options are left; of a chosen one, as if it were not chosen."""
        around = seen.outside
        for _, rows in seen.arrived:
            around &= rows
        chosen_all = around
        for mask in seen.own.values():
            chosen_all &= mask
        found = []
        for variable in node.home:
            if variable >= self.compiled.options:
                continue
            rows = chosen_all
            if variable in seen.own:
                rows = around
                for other, mask in seen.own.items():
                    if other != variable:
                        rows &= mask
            alive = self._live[variable] if rows == node.everything else node.columns[variable].flags(rows)
            found.append((variable, alive))
        return found

    @cached_property
    def _live(self) -> Sequence[Flags]:
        """What is possible before any choice."""
        nodes = [self.nodes[self.home[option]] for option in range(self.compiled.options)]
        return [node.columns[option].flags(node.everything) for option, node in enumerate(nodes)]

    def count(self, choices: Choices) -> int:
        """The exact number of configurations that have all these choices."""
        filters = self._filters(choices)
        sums: dict[int, list[int]] = {}
        total = 1
        for number in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[number]
            ways = [1] * node.size
            for variable in filters.get(number, {}):
                chosen, column = choices[variable], node.columns[variable].values
                ways = [way if value == chosen else 0 for way, value in zip(ways, column, strict=True)]
            for child in node.children:
                known, links = sums.pop(child), self.nodes[child].above.values
                ways = [way * known[group] for way, group in zip(ways, links, strict=True)]
            groups = [sum(ways[begin:end]) for begin, end in node.groups.spans]
            if node.parent is None:
                total *= groups[0]
            else:
                sums[number] = groups
        return total

    def _filters(self, choices: Choices) -> Filters:
        filters: dict[int, dict[int, int]] = {}
        for variable, value in choices.items():
            number = self.home[variable]
            filters.setdefault(number, {})[variable] = self.nodes[number].columns[variable].rows_of_one(value)
        return filters

    def _up(self, filters: Filters, remaining: list[int] | None = None) -> dict[int, int] | None:
        """From each bag what its parent may still have, where that is not everything. None: nothing is left somewhere."""
        messages: dict[int, int] = {}
        for number in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[number]
            rows = node.everything
            for mask in filters.get(number, {}).values():
                rows &= mask
            for child in node.children:
                if child in messages:
                    rows &= messages[child]
            if not rows:
                return None
            if remaining is not None:
                remaining[number] = rows
            if rows != node.everything and node.parent is not None:
                last = node.last_sent
                if last is None or last[0] != rows:
                    last = node.last_sent = (rows, self._message(node, rows))
                if last[1] is not None:
                    messages[number] = last[1]
        return messages

    @staticmethod
    def _message(node: Node, rows: int) -> int | None:
        """The rows of the parent that go with these; None: all do."""
        flags = node.groups.flags(rows)
        return node.above.rows(flags) if 0 in flags else None

    def _told(self, node: Node, seen: Surroundings) -> list[tuple[int, int]]:
        """To each child what all others of this bag say: not what the child itself said, so that a choice below can be
        looked at as if it were not made."""
        rows = seen.outside
        for mask in seen.own.values():
            rows &= mask
        by_others = _all_but_one(rows, seen.arrived)
        for _, message in seen.arrived:
            rows &= message
        told = []
        for child in node.children:
            known = by_others.get(child, rows)
            if known != node.everything:
                below = self.nodes[child]
                flags = below.above.flags(known)
                if 0 in flags:
                    told.append((child, below.groups.rows(flags)))
        return told


def _all_but_one(rows: int, arrived: list[tuple[int, int]]) -> dict[int, int]:
    """For each child, the rows that remain after the messages of all the others."""
    result: dict[int, int] = {}
    before = rows
    for child, message in arrived:
        result[child] = before
        before &= message
    after: int | None = None
    for child, message in reversed(arrived):
        if after is not None:
            result[child] &= after
        after = message if after is None else after & message
    return result
