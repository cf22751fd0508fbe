"""Compiling: the relations of a model become a tree of bags in which every row is part of some whole configuration.

Tree clustering (Dechter and Pearl, 1989): variables are eliminated one by one, each with the join of all relations that speak of
it; what the join leaves to say about the other variables is passed on. A second pass, from the root down, removes the rows
that no configuration uses. After it, a look at one bag tells the truth about the whole model, and a choice needs one
pass up and one down the tree: no search, ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from chalicelib.configurator.relations import Network, Relation, Row

MAX_ROWS_HELD = 4_000_000
"""Of all messages and one join together: about 700 MB."""
MAX_ROWS_MADE = 60_000_000
"""By all joins of one attempt: about two minutes."""

MAX_ROWS_COMPARED = 40_000_000
"""With their neighbours' before the joins: about ten seconds."""

Scope = tuple[int, ...]


class TooEntangled(Exception):
    """No elimination order keeps the joins small. `variables` are those of the join that grew too large."""

    def __init__(self, variables: Scope) -> None:
        super().__init__("the model is too entangled")
        self.variables = variables


class Void(Exception):
    """There is no configuration at all."""


@dataclass(slots=True)
class Bag:
    """Variables that are looked at together, and their possible combinations. `parent` is a position in the tree's list."""

    scope: Scope
    rows: list[Row]
    parent: int | None


@dataclass(slots=True)
class _Bucket:
    variable: int
    relations: list[tuple[Scope, Iterable[Row]]] = field(default_factory=list)
    parent: int | None = None
    separator: Scope = ()


def compile_tree(network: Network) -> list[Bag]:
    """The fully reduced tree; a parent stands before its children. Raises Void, and TooEntangled."""
    relations = _consistent(_folded(network.joined))
    variables = sorted({*range(network.options), *(variable for scope, _ in relations for variable in scope)})
    worst: TooEntangled | None = None
    for weigh in (_fill, _growth, _neighbours):
        order = _elimination_order(network.sizes, variables, relations, weigh)
        try:
            return _without_contained(_reduced(_up(network.sizes, relations, order)))
        except TooEntangled as error:
            worst = worst or error
    assert worst is not None
    raise worst


def _picker(positions: Sequence[int]) -> Callable[[Row], Row]:
    """A function that takes the named positions out of a row."""
    if len(positions) > 1:
        return itemgetter(*positions)
    if not positions:
        return lambda row: ()
    only = positions[0]
    return lambda row: (row[only],)


def _folded(relations: list[Relation]) -> list[tuple[Scope, set[Row]]]:
    """The relations, one for each scope; one that speaks of no more than another does is part of that. Raises Void."""
    folded: dict[Scope, set[Row]] = {}
    for relation in relations:
        scope = tuple(sorted(relation.scope))
        rows = set(map(_picker([relation.scope.index(variable) for variable in scope]), relation.rows))
        folded[scope] = folded[scope] & rows if scope in folded else rows
    touching = _touching(folded)
    for scope in sorted(folded, key=len):
        if not folded[scope]:
            raise Void
        wider = set.intersection(*(touching[variable] for variable in scope)) - {scope} if scope else set()
        if wider:
            holder = min(wider, key=lambda candidate: (len(folded[candidate]), candidate))
            known, pick = folded.pop(scope), _picker([holder.index(variable) for variable in scope])
            folded[holder] = {row for row in folded[holder] if pick(row) in known}
            for variable in scope:
                touching[variable].discard(scope)
    return list(folded.items())


def _touching(scopes: Iterable[Scope]) -> dict[int, set[Scope]]:
    touching: dict[int, set[Scope]] = {}
    for scope in scopes:
        for variable in scope:
            touching.setdefault(variable, set()).add(scope)
    return touching


def _consistent(relations: list[tuple[Scope, set[Row]]]) -> list[tuple[Scope, set[Row]]]:
    """The relations without the rows that a neighbour rules out, until nothing changes or enough was looked at: what is left over
    is ruled out in the tree. Raises Void."""
    held = dict(relations)
    touching = _touching(held)
    waiting = dict.fromkeys(held)
    looked_at = 0
    while waiting and looked_at < MAX_ROWS_COMPARED:
        scope = next(iter(waiting))
        del waiting[scope]
        for other in sorted({other for variable in scope for other in touching[variable]} - {scope}):
            rows, others = held[scope], held[other]
            looked_at += len(rows) + len(others)
            shared = [variable for variable in other if variable in scope]
            known = set(map(_picker([scope.index(v) for v in shared]), rows))
            pick = _picker([other.index(v) for v in shared])
            kept = {row for row in others if pick(row) in known}
            if not kept:
                raise Void
            if len(kept) < len(others):
                held[other] = kept
                waiting[other] = None
    return list(held.items())


Neighbours = list[set[int]]


def _fill(variable: int, near: Neighbours, sizes: list[int]) -> Any:
    """How many pairs of neighbours would become neighbours."""
    around = near[variable]
    return sum(len(around - near[other]) - 1 for other in around), len(around)


def _growth(variable: int, near: Neighbours, sizes: list[int]) -> Any:
    """The combinations that the join could have."""
    combinations = sizes[variable]
    for other in near[variable]:
        combinations *= sizes[other]
    return combinations


def _neighbours(variable: int, near: Neighbours, sizes: list[int]) -> Any:
    return len(near[variable]), _fill(variable, near, sizes)


def _elimination_order(
    sizes: list[int],
    variables: list[int],
    relations: list[tuple[Scope, set[Row]]],
    weigh: Callable[[int, Neighbours, list[int]], Any],
) -> list[int]:
    near: Neighbours = [set() for _ in sizes]
    for scope, _ in relations:
        for variable in scope:
            near[variable].update(scope)
    for variable, around in enumerate(near):
        around.discard(variable)
    weights = {variable: weigh(variable, near, sizes) for variable in variables}
    order = []
    while weights:
        variable = min(weights, key=lambda candidate: (weights[candidate], candidate))
        around = near[variable]
        for other in around:
            near[other] |= around
            near[other] -= {other, variable}
        del weights[variable]
        order.append(variable)
        for stale in around.union(*(near[other] for other in around)) if around else ():
            weights[stale] = weigh(stale, near, sizes)
    return order


class _Budget:
    """Counts rows, and stops the attempt when there are too many."""

    def __init__(self) -> None:
        self.held = 0
        self.made = 0

    def check(self, rows: int, scope: Scope) -> None:
        if self.held + rows > MAX_ROWS_HELD or self.made + rows > MAX_ROWS_MADE:
            raise TooEntangled(scope)


def _up(sizes: list[int], relations: list[tuple[Scope, set[Row]]], order: list[int]) -> list[_Bucket]:
    """The buckets in elimination order, each with its relations and the messages of those before it."""
    at = {variable: number for number, variable in enumerate(order)}
    buckets = [_Bucket(variable) for variable in order]
    for scope, rows in relations:
        if scope:
            buckets[min(at[variable] for variable in scope)].relations.append((scope, rows))
    budget = _Budget()
    for bucket in buckets:
        if not bucket.relations:
            bucket.relations.append(((bucket.variable,), [(value,) for value in range(sizes[bucket.variable])]))
        separator = {v for scope, _ in bucket.relations for v in scope} - {bucket.variable}
        bucket.separator = tuple(sorted(separator, key=at.__getitem__))
        scope, joined = _join(bucket.relations, budget)
        message: set[Row] = set()
        pick = _picker([scope.index(variable) for variable in bucket.separator])
        for row in joined:
            message.add(pick(row))
            budget.made += 1
            if not budget.made % 4096:
                budget.check(len(message), scope)
        if not message:
            raise Void
        budget.held += len(message)
        if bucket.separator:
            bucket.parent = at[bucket.separator[0]]
            buckets[bucket.parent].relations.append((bucket.separator, message))
    return buckets


def _join(relations: list[tuple[Scope, Iterable[Row]]], budget: _Budget) -> tuple[Scope, Iterator[Row]]:
    """The natural join, its last step as a stream."""
    left = sorted(relations, key=lambda relation: len(list(relation[1])))
    scope, rows = left.pop(0)
    stream: Iterator[Row] = iter(rows)
    while left:
        known = set(scope)
        # What adds the fewest variables comes first: it filters more than it multiplies.
        nearest = min(left, key=lambda relation: (len(set(relation[0]) - known), len(list(relation[1]))))
        left.remove(nearest)
        held = list(stream)
        scope, stream = _join_two(scope, held, nearest[0], nearest[1])
        if left:
            stream = _counted(stream, budget, scope)
    return scope, stream


def _counted(rows: Iterator[Row], budget: _Budget, scope: Scope) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if not number % 4096:
            budget.made += 4096
            budget.check(number, scope)
        yield row


def _join_two(scope: Scope, rows: list[Row], other: Scope, others: Iterable[Row]) -> tuple[Scope, Iterator[Row]]:
    shared = [variable for variable in other if variable in scope]
    added = [variable for variable in other if variable not in scope]
    mine = _picker([scope.index(variable) for variable in shared])
    if not added:
        theirs = set(map(_picker([other.index(variable) for variable in shared]), others))
        return scope, (row for row in rows if mine(row) in theirs)
    key, rest = _picker([other.index(v) for v in shared]), _picker([other.index(v) for v in added])
    extensions: dict[Row, list[Row]] = {}
    for row in others:
        extensions.setdefault(key(row), []).append(rest(row))
    return (*scope, *added), (row + extension for row in rows for extension in extensions.get(mine(row), ()))


def _reduced(buckets: list[_Bucket]) -> list[Bag]:
    """From the root down: each bucket joined again, starting from what its parent still allows, which keeps the join small."""
    last = len(buckets) - 1
    bags: list[Bag] = []
    budget = _Budget()
    for number in range(last, -1, -1):
        bucket = buckets[number]
        relations = bucket.relations
        parent = None
        if bucket.parent is not None:
            parent = last - bucket.parent
            above = bags[parent]
            pick = _picker([above.scope.index(variable) for variable in bucket.separator])
            relations = [(bucket.separator, set(map(pick, above.rows))), *relations]
        scope, rows = _join(relations, budget)
        bag = Bag(scope, list(_counted(rows, budget, scope)), parent)
        budget.held += len(bag.rows)
        bags.append(bag)
        bucket.relations = []
    return bags


def _without_contained(bags: list[Bag]) -> list[Bag]:
    """A bag whose variables all stand in its parent (or the other way round) says nothing new: the two become one."""
    stands_for = list(range(len(bags)))

    def home(number: int) -> int:
        while stands_for[number] != number:
            number = stands_for[number]
        return number

    for number, bag in enumerate(bags):
        if bag.parent is None:
            continue
        parent = home(bag.parent)
        mine, theirs = set(bag.scope), set(bags[parent].scope)
        if mine <= theirs:
            stands_for[number] = parent
        elif theirs <= mine:
            bags[parent].scope, bags[parent].rows = bag.scope, bag.rows
            stands_for[number] = parent
    kept = [number for number in range(len(bags)) if stands_for[number] == number]
    new = {number: position for position, number in enumerate(kept)}
    result = []
    for number in kept:
        bag = bags[number]
        result.append(Bag(bag.scope, bag.rows, None if bag.parent is None else new[home(bag.parent)]))
    return result
