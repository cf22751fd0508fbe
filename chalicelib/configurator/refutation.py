"""Which rules stand behind a contradiction: the rules' own tables, propagated and, where that is not enough, searched.

The compiled tree knows that something is impossible, not by which rules: they are one there. So a contradiction is proved
again on the tables, noting which of them took part, and then each of those is left out in turn to see if it was needed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping

from chalicelib.configurator.compiled import Compiled, StoredRelation, numbers

MAX_NODES = 2_000
"""Of the search in one proof. Beyond it the rules found so far are named, though some may not be needed."""


class _Unproved(Exception):
    pass


class _Table:
    """A relation with, for each variable and value, the rows that have it (made when first asked for)."""

    def __init__(self, stored: StoredRelation, sizes: list[int]) -> None:
        self.rule = stored.rule
        self.scope = stored.scope
        self.everything = (1 << stored.size) - 1
        self._stored = stored
        self._sizes = sizes
        self._supports: list[dict[int, int]] | None = None

    @property
    def supports(self) -> list[dict[int, int]]:
        if self._supports is None:
            self._supports = []
            for variable, column in zip(self.scope, self._stored.columns, strict=True):
                places: dict[int, bytearray] = {}
                for row, value in enumerate(numbers(column, self._sizes[variable])):
                    if value not in places:
                        places[value] = bytearray((self._stored.size + 7) // 8)
                    places[value][row >> 3] |= 1 << (row & 7)
                self._supports.append({value: int.from_bytes(bits, "little") for value, bits in places.items()})
        return self._supports


class Refutation:
    """Finds minimal sets of rules that contradict given values."""

    def __init__(self, compiled: Compiled) -> None:
        self.rules = len(compiled.rules)
        self.sizes = compiled.sizes
        self.tables = [_Table(relation, compiled.sizes) for relation in compiled.relations]
        self.of_variable: dict[int, list[int]] = {}
        for number, table in enumerate(self.tables):
            for variable in table.scope:
                self.of_variable.setdefault(variable, []).append(number)

    def minimal_rules(self, values: Mapping[int, int]) -> list[int]:
        """Rules that allow no configuration with these values; without any one of them there would be one."""
        needed = set(range(self.rules))
        try:
            needed = self._proof(values, needed) or needed
            for rule in sorted(needed):
                if rule in needed:
                    needed = self._proof(values, needed - {rule}) or needed
        except _Unproved:
            pass
        return sorted(needed)

    def _proof(self, values: Mapping[int, int], rules: Collection[int]) -> set[int] | None:
        """The rules, of these, by which the values contradict each other; None where they do not."""
        proof = _Proof(self, rules)
        domains = {variable: {value} for variable, value in values.items()}
        return proof.refuted(domains, {variable: set() for variable in values}, range(len(self.tables)))


class _Proof:
    def __init__(self, refutation: Refutation, rules: Collection[int]) -> None:
        self.tables = refutation.tables
        self.of_variable = refutation.of_variable
        self.sizes = refutation.sizes
        self.rules = rules
        self.nodes = 0

    def refuted(
        self, domains: dict[int, set[int]], behind: dict[int, set[int]], first: Collection[int]
    ) -> set[int] | None:
        """Propagate, then try each value of the variable that has the fewest. `behind`: the rules that narrowed a domain."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _Unproved
        proof = self._propagated(domains, behind, first)
        if proof is not None:
            return proof
        open_variables = [variable for variable, domain in domains.items() if len(domain) > 1]
        if not open_variables:
            # What no domain names is bound by no rule that narrowed anything: try the rest one table at a time.
            return self._refuted_elsewhere(domains, behind)
        variable = min(open_variables, key=lambda candidate: (len(domains[candidate]), candidate))
        return self._branched(variable, domains, behind)

    def _refuted_elsewhere(self, domains: dict[int, set[int]], behind: dict[int, set[int]]) -> set[int] | None:
        for table in self.tables:
            if table.rule in self.rules:
                for variable in table.scope:
                    if variable not in domains:
                        domains[variable] = set(range(self.sizes[variable]))
                        behind[variable] = set()
                        if len(domains[variable]) > 1:
                            return self._branched(variable, domains, behind)
        return None

    def _branched(self, variable: int, domains: dict[int, set[int]], behind: dict[int, set[int]]) -> set[int] | None:
        proof = set(behind[variable])
        for value in sorted(domains[variable]):
            below = {other: set(domain) for other, domain in domains.items()}
            below[variable] = {value}
            reasons = {other: set(rules) for other, rules in behind.items()}
            found = self.refuted(below, reasons, self.of_variable[variable])
            if found is None:
                return None
            proof |= found
        return proof

    def _propagated(
        self, domains: dict[int, set[int]], behind: dict[int, set[int]], first: Collection[int]
    ) -> set[int] | None:
        """Remove values without support until nothing changes; the rules that emptied a table, if one was."""
        waiting = deque(number for number in first if self.tables[number].rule in self.rules)
        queued = set(waiting)
        while waiting:
            number = waiting.popleft()
            queued.discard(number)
            table = self.tables[number]
            rows = self._alive(table, domains)
            if rows == table.everything:
                if rows:
                    continue
                return {table.rule}
            because = {table.rule}.union(*(behind[variable] for variable in table.scope if variable in behind))
            if not rows:
                return because
            for variable, supports in zip(table.scope, table.supports, strict=True):
                known = domains.get(variable)
                left = {value for value in known or supports if supports.get(value, 0) & rows}
                if known is None and len(left) == self.sizes[variable]:
                    continue
                if known is None or len(left) < len(known):
                    domains[variable] = left
                    behind.setdefault(variable, set()).update(because)
                    for other in self.of_variable[variable]:
                        if other != number and other not in queued and self.tables[other].rule in self.rules:
                            waiting.append(other)
                            queued.add(other)
        return None

    @staticmethod
    def _alive(table: _Table, domains: Mapping[int, set[int]]) -> int:
        rows = table.everything
        for position, variable in enumerate(table.scope):
            domain = domains.get(variable)
            if domain is not None:
                supports = table.supports[position]
                fitting = 0
                for value in domain:
                    fitting |= supports.get(value, 0)
                rows &= fitting
        return rows
