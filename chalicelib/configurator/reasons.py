"""Why a value is blocked, and what could be given up for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.configurator.engine import Engine
from chalicelib.configurator.optimum import IMPOSSIBLE, Optimum, only
from chalicelib.configurator.refutation import Refutation

MAX_REPAIRS = 50


@dataclass(frozen=True, slots=True)
class Explanation:
    """`choices` (options) and `rules` (positions) that rule the value out together: without any one of them they would not.
    `repairs`: every smallest set of choices to give up so that the value can be had, at most MAX_REPAIRS."""

    choices: tuple[int, ...]
    rules: tuple[int, ...]
    repairs: tuple[frozenset[int], ...]


def explain(
    engine: Engine, refutation: Refutation, choices: Mapping[int, int], option: int, value: int
) -> Explanation | None:
    """Why the option cannot have the value, given the other choices; None where it can. No repairs: nothing helps, the
    rules alone forbid the value."""
    others = {chosen: position for chosen, position in choices.items() if chosen != option}
    wanted = {option: value}
    if engine.is_possible({**others, **wanted}):
        return None
    behind = minimal_choices(engine, wanted, others)
    rules = refutation.minimal_rules({**{chosen: others[chosen] for chosen in behind}, **wanted})
    return Explanation(tuple(sorted(behind)), tuple(rules), repairs(engine, wanted, others))


def contradiction(engine: Engine, refutation: Refutation, choices: Mapping[int, int]) -> Explanation | None:
    """Why choices made elsewhere, or under another version, do not go together; None where they do."""
    if engine.is_possible(choices):
        return None
    behind = minimal_choices(engine, {}, choices)
    rules = refutation.minimal_rules({chosen: choices[chosen] for chosen in behind})
    return Explanation(tuple(sorted(behind)), tuple(rules), repairs(engine, {}, choices))


def minimal_choices(engine: Engine, wanted: Mapping[int, int], choices: Mapping[int, int]) -> list[int]:
    """Choices that are impossible together with what is wanted, none of which can be left out (QuickXplain, Junker 2004)."""
    if not engine.is_possible(wanted):
        return []
    return _needed(engine, wanted, choices, False, list(choices))


def _needed(
    engine: Engine, fixed: Mapping[int, int], choices: Mapping[int, int], grown: bool, candidates: Sequence[int]
) -> list[int]:
    if grown and not engine.is_possible(fixed):
        return []
    if len(candidates) == 1:
        return list(candidates)
    half = len(candidates) // 2
    left, right = candidates[:half], candidates[half:]
    of_right = _needed(engine, {**fixed, **{option: choices[option] for option in left}}, choices, True, right)
    with_right = {**fixed, **{option: choices[option] for option in of_right}}
    return _needed(engine, with_right, choices, bool(of_right), left) + of_right


def repairs(engine: Engine, wanted: Mapping[int, int], choices: Mapping[int, int]) -> tuple[frozenset[int], ...]:
    """Every smallest set of choices to give up so that the rest goes with what is wanted."""
    sizes = engine.compiled.sizes
    costs: dict[int, list[int]] = {
        option: [0 if position == value else 1 for position in range(sizes[option])]
        for option, value in choices.items()
    }
    for option, value in wanted.items():
        costs[option] = only(sizes[option], value)
    best = Optimum(engine, costs)
    if best.cost >= IMPOSSIBLE:
        return ()
    return tuple(best.best_sets(costs, MAX_REPAIRS))
