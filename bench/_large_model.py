"""A made-up model of the size of the largest published one: 268 options, about 226,000 allowed tuples, tree width about 12.

Options lie in clusters along a tree, as a car's do, and neighbours share a few. What a cluster can be is a union of blocks: a version
allows some values of each option. Every table shows a part of that, the long ones most of it; some whole configurations are planted,
so that the clusters go together."""

from __future__ import annotations

from random import Random

from chalicelib.configurator.schemas import Key, Option, OptionModel, Table, Value

OPTIONS = 268
TUPLES = 226_000
_PLANTED = 400
_CLUSTER = 12
_SHORT_TABLES = 9
_VERSIONS = 24

Rows = set[tuple[int, ...]]


def large_model(seed: int = 7) -> OptionModel:
    """The model, always the same for a seed."""
    chance = Random(seed)
    sizes = [chance.choices((2, 3, 5, 8, 15, 60, 324), (60, 15, 10, 7, 4, 2, 1))[0] for _ in range(OPTIONS)]
    whole = _whole_configurations(chance, sizes)
    clusters = _clusters(chance)
    rules: list[Table] = []
    left = TUPLES
    for number, cluster in enumerate(clusters):
        base = _base(chance, [sizes[option] for option in cluster], 2 * left // (len(clusters) - number))
        base |= {tuple(one[option] for option in cluster) for one in whole}
        shown = [chance.sample(range(len(cluster)), min(len(cluster), chance.randint(8, 11)))]
        shown += [
            chance.sample(range(len(cluster)), min(len(cluster), chance.choice((2, 2, 2, 3, 4))))
            for _ in range(_SHORT_TABLES)
        ]
        for places in shown:
            rows = {tuple(row[place] for place in places) for row in base}
            if places is shown[0]:
                rows = set(sorted(rows)[: max(left // (len(clusters) - number), len(whole))]) | {
                    tuple(one[cluster[place]] for place in places) for one in whole
                }
            left -= len(rows)
            rules.append(_table(f"table{len(rules)}", [cluster[place] for place in places], rows))
    options = [
        Option(f"o{number}", values=[Value(str(value), price=(number * 31 + value * 17) % 97) for value in range(size)])
        for number, size in enumerate(sizes)
    ]
    return OptionModel("large", options, rules=list(rules))


def _whole_configurations(chance: Random, sizes: list[int]) -> list[list[int]]:
    return [[chance.randrange(size) for size in sizes] for _ in range(_PLANTED)]


def _clusters(chance: Random) -> list[list[int]]:
    clusters = [list(range(_CLUSTER))]
    placed = _CLUSTER
    while placed < OPTIONS:
        shared = chance.sample(chance.choice(clusters[-4:]), chance.randint(2, 5))
        new = min(_CLUSTER - len(shared), OPTIONS - placed)
        clusters.append([*shared, *range(placed, placed + new)])
        placed += new
    return clusters


def _base(chance: Random, sizes: list[int], rows: int) -> Rows:
    made: Rows = set()
    for _ in range(_VERSIONS):
        allowed = [chance.sample(range(size), max(1, round(size * chance.choice((0.3, 0.6, 1))))) for size in sizes]
        made |= {tuple(chance.choice(values) for values in allowed) for _ in range(rows // _VERSIONS)}
    return made


def _table(rule_id: str, scope: list[int], rows: Rows) -> Table:
    allowed: list[list[Key | None]] = [[str(value) for value in row] for row in sorted(rows)]
    return Table(id=rule_id, options=[f"o{option}" for option in scope], allowed=allowed)
