"""The best configuration under costs of single values: the lowest price, the most defaults, the fewest choices given up.

Dynamic programming over the tree of bags, exact: each bag tells its parent, for each group, the least cost below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from operator import add

from chalicelib.configurator.engine import Engine

IMPOSSIBLE = 1 << 80
"""More than any sum of costs."""

Costs = Mapping[int, Sequence[int]]
"""For a variable, what each value costs; a variable that is not named costs nothing."""


class Optimum:
    """The least costs, kept for each bag and row, so that the best configurations can be read from them."""

    def __init__(self, engine: Engine, costs: Costs) -> None:
        self.engine = engine
        self.totals: list[list[int]] = [[] for _ in engine.nodes]
        self.least: list[list[int]] = [[] for _ in engine.nodes]
        for number in range(len(engine.nodes) - 1, -1, -1):
            self._weigh(number, costs)

    def _weigh(self, number: int, costs: Costs) -> None:
        node = self.engine.nodes[number]
        total = [0] * node.size
        for variable in node.home:
            if variable in costs:
                total = list(map(add, total, map(costs[variable].__getitem__, node.columns[variable].values)))
        for child in node.children:
            total = list(map(add, total, map(self.least[child].__getitem__, self.engine.nodes[child].above.values)))
        self.totals[number] = total
        self.least[number] = [min(total[begin:end]) for begin, end in node.groups.spans]

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
