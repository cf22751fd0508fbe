"""The best configuration under costs of single values: the lowest price, the most defaults, the fewest choices given up.

Dynamic programming over the tree of bags, exact: each bag tells its parent, for each group, the least cost below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from itertools import product
from operator import add, is_

from chalicelib.configurator.engine import Choices, Engine, Node
from chalicelib.configurator.rowsets import positions

IMPOSSIBLE = 1 << 80
"""More than any sum of costs."""

Costs = Mapping[int, Sequence[int]]
"""For a variable, what each value costs; a variable that is not named costs nothing."""


class LeastCost:
    """The least cost of a whole configuration with some choices, under costs that never change. What no choice touches is
    weighed once; a bag that is left the same rows as the last time, by children that said the same, says the same again."""

    def __init__(self, engine: Engine, costs: Costs) -> None:
        self.engine = engine
        free = Optimum(engine, costs)
        self._free = free.least
        self._own = [_own_costs(node, costs) for node in engine.nodes]
        self._last: list[tuple[int, list[list[int]], list[int]] | None] = [None] * len(engine.nodes)

    def cost(self, choices: Choices) -> int:
        """The choices must go together."""
        remaining = self.engine.remaining(choices)
        assert remaining is not None
        least = list(self._free)
        total = 0
        for number in range(len(self.engine.nodes) - 1, -1, -1):
            node = self.engine.nodes[number]
            below = [least[child] for child in node.children]
            touched = any(least[child] is not self._free[child] for child in node.children)
            if touched or remaining[number] != node.everything:
                least[number] = self._weighed(number, remaining[number], below)
            if node.parent is None:
                total += least[number][0]
        return total

    def _weighed(self, number: int, rows: int, below: list[list[int]]) -> list[int]:
        last = self._last[number]
        if last is not None and last[0] == rows and all(map(is_, last[1], below)):
            return last[2]
        node = self.engine.nodes[number]
        left = positions(rows.to_bytes(node.size, "little"))
        own = self._own[number]
        totals = [0] * len(left) if own is None else [own[row] for row in left]
        for child, least in zip(node.children, below, strict=True):
            links = self.engine.nodes[child].above.values
            totals = [total + least[links[row]] for total, row in zip(totals, left, strict=True)]
        found = [IMPOSSIBLE] * len(node.group_sizes)
        group_of = node.groups.of_row
        for row, total in zip(left, totals, strict=True):
            group = group_of[row]
            if total < found[group]:  # noqa: PLR1730 -- min() takes twice as long
                found[group] = total
        self._last[number] = (rows, below, found)
        return found


def _own_costs(node: Node, costs: Costs) -> list[int] | None:
    """What the values of a bag's own variables cost, row by row; None: nothing."""
    columns = [map(costs[v].__getitem__, node.columns[v].values) for v in node.home if v in costs]
    return list(map(sum, zip(*columns, strict=True))) if columns else None


class Optimum:
    """The least costs, kept for each bag and row, so that the best configurations can be read from them."""

    def __init__(self, engine: Engine, costs: Costs) -> None:
        self.engine = engine
        self.totals: list[list[int]] = [[] for _ in engine.nodes]
        self.least: list[list[int]] = [[] for _ in engine.nodes]
        self._costs_nothing = [False] * len(engine.nodes)
        for number in range(len(engine.nodes) - 1, -1, -1):
            self._weigh(number, costs)

    def _weigh(self, number: int, costs: Costs) -> None:
        node = self.engine.nodes[number]
        parts: list[Iterator[int]] = [
            map(costs[variable].__getitem__, node.columns[variable].values)
            for variable in node.home
            if variable in costs
        ]
        parts += [
            map(self.least[child].__getitem__, self.engine.nodes[child].above.values)
            for child in node.children
            if not self._costs_nothing[child]
        ]
        self._costs_nothing[number] = not parts
        if not parts:
            self.totals[number], self.least[number] = [0] * node.size, [0] * len(node.group_sizes)
            return
        total = list(reduce(partial(map, add), parts))
        self.totals[number] = total
        singles = node.size == len(node.group_sizes)
        self.least[number] = total if singles else [min(total[begin:end]) for begin, end in node.groups.spans]

    @property
    def cost(self) -> int:
        """The least cost of a whole configuration; IMPOSSIBLE or more where there is none."""
        return sum(self.least[number][0] for number, node in enumerate(self.engine.nodes) if node.parent is None)

    def configuration(self) -> list[int]:
        """A configuration of least cost: each option's value. Of several, always the same one."""
        rows: list[int] = []
        values = [0] * self.engine.compiled.options
        for number, node in enumerate(self.engine.nodes):
            group = 0 if node.parent is None else node.above.values[rows[node.parent]]
            rows.append(self._best_rows(number, group)[0])
            for variable in node.home:
                if variable < len(values):
                    values[variable] = node.columns[variable].values[rows[-1]]
        return values

    def _best_rows(self, number: int, group: int) -> list[int]:
        begin, end = self.engine.nodes[number].groups.spans[group]
        least, total = self.least[number][group], self.totals[number]
        return [row for row in range(begin, end) if total[row] == least]

    def best_sets(self, costs: Costs, at_most: int) -> list[frozenset[int]]:
        """Every set of variables that bear a cost in some configuration of least cost; at most so many are looked for."""
        known: dict[tuple[int, int], list[frozenset[int]]] = {}

        def below(number: int, group: int) -> list[frozenset[int]]:
            if self.least[number][group] == 0:
                return [frozenset()]
            if (number, group) not in known:
                node = self.engine.nodes[number]
                columns = [
                    (variable, costs[variable], node.columns[variable].values)
                    for variable in node.home
                    if variable in costs
                ]
                found: set[frozenset[int]] = set()
                for row in self._best_rows(number, group):
                    here = frozenset(variable for variable, cost, column in columns if cost[column[row]])
                    parts = [below(child, self.engine.nodes[child].above.values[row]) for child in node.children]
                    found |= _unions([[here], *parts], at_most)
                    if len(found) >= at_most:
                        break
                known[number, group] = sorted(found, key=sorted)
            return known[number, group]

        roots = [below(number, 0) for number, node in enumerate(self.engine.nodes) if node.parent is None]
        return sorted(_unions(roots, at_most), key=sorted)


def _unions(parts: Iterable[list[frozenset[int]]], at_most: int) -> set[frozenset[int]]:
    result: set[frozenset[int]] = {frozenset()}
    for part in parts:
        if len(part) == 1 and not part[0]:
            continue
        result = {one | other for one, other in product(result, part)}
        if len(result) > at_most:
            result = set(sorted(result, key=sorted)[:at_most])
    return result


def only(size: int, value: int) -> list[int]:
    """Costs by which a variable keeps just this value."""
    return [0 if position == value else IMPOSSIBLE for position in range(size)]
