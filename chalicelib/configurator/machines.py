"""Rules as machines that read one option after the other: a small automaton for each kind of rule.

A machine's state is anything hashable. `True` accepts whatever follows, `False` rejects it. Reading stops early there, and
equal states are joined, so a rule over many options becomes a chain of small tables instead of one huge one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from chalicelib.configurator import schemas
from chalicelib.configurator.flattening import FlatModel, FlatOption, FlatRule
from chalicelib.configurator.schemas import ABSENT, NONE

State = Hashable
Move = Callable[[State, int], State]
"""From a state, by the position of the value that the step's option has, to the next state."""


@dataclass(frozen=True, slots=True)
class Machine:
    """`steps`: the option read, and the move. After the last step the state is True or False."""

    start: State
    steps: list[tuple[int, Move]]


def read_together(machines: Sequence[Machine]) -> Machine:
    """One machine that accepts what all of these accept; they read the same options in the same order. The state is what each
    machine that is still open has come to."""

    def settled(states: Iterable[tuple[int, State]]) -> State:
        still_open = tuple((number, state) for number, state in states if state is not True)
        return False if any(state is False for _, state in still_open) else still_open or True

    def move(step: int, state: State, value: int) -> State:
        assert isinstance(state, tuple)
        return settled((number, machines[number].steps[step][1](inner, value)) for number, inner in state)

    steps: list[tuple[int, Move]] = [
        (option, partial(move, step)) for step, (option, _) in enumerate(machines[0].steps)
    ]
    return Machine(settled((number, machine.start) for number, machine in enumerate(machines)), steps)


class Terms:
    """Names of one rule, resolved: options by position, values by their position."""

    def __init__(self, flat: FlatModel, prefix: str) -> None:
        self.flat = flat
        self.prefix = prefix

    def position(self, name: str) -> int:
        """The option's position in the flat model."""
        return self.flat.index[self.prefix + name]

    def option(self, name: str) -> FlatOption:
        """The option of that name."""
        return self.flat.options[self.position(name)]


# A condition with resolved names: True, False, ("is", option, values), ("not", c), ("all" | "any", frozenset of c).
Formula = Hashable


def rule_machines(flat: FlatModel, owner: FlatRule) -> list[Machine]:
    """The machines that together say what the rule says; a `when` gives one for each rule inside it."""
    guard: Formula = ("is", *owner.guard) if owner.guard is not None else True
    return _machines(owner.rule, Terms(flat, owner.prefix), guard)


def _machines(rule: schemas.Rule, terms: Terms, guard: Formula) -> list[Machine]:
    match rule:
        case schemas.When():
            both = _join("all", [guard, _formula(rule.when, terms)])
            return [machine for inner in rule.then for machine in _machines(inner, terms, both)]
        case schemas.Requires():
            implied = _join("any", [_negated(_formula(rule.when, terms)), _formula(rule.then, terms)])
            machines = [_formula_machine(implied)]
        case schemas.Excludes():
            machines = [_formula_machine(_negated(_join("all", [_formula(c, terms) for c in rule.of])))]
        case schemas.Count():
            machines = [_count_machine(rule, terms)]
        case schemas.Table():
            machines = [_table_machine(rule, terms)]
        case schemas.Sum():
            machines = _sum_machines(rule, terms)
        case schemas.Alike():
            machines = [_alike_machine(rule, terms)]
    return [_guarded(guard, machine) for machine in machines]


def _formula(condition: schemas.Condition, terms: Terms) -> Formula:
    match condition:
        case schemas.Is():
            option = terms.option(condition.option)
            wanted = frozenset(option.positions[key] for key in condition.values)
            return ("is", terms.position(condition.option), wanted)
        case schemas.Between():
            least = -1 if condition.least is None else condition.least
            fitting = frozenset(
                i
                for i, value in enumerate(terms.option(condition.option).values)
                if isinstance(value.key, int)
                and least <= value.key
                and (condition.most is None or value.key <= condition.most)
            )
            return ("is", terms.position(condition.option), fitting)
        case schemas.All():
            return _join("all", [_formula(inner, terms) for inner in condition.of])
        case schemas.Any():
            return _join("any", [_formula(inner, terms) for inner in condition.of])
        case schemas.Not():
            return _negated(_formula(condition.of, terms))


def _join(word: str, parts: list[Formula]) -> Formula:
    neutral = word == "all"
    kept = frozenset(part for part in parts if part is not neutral)
    if (not neutral) in kept:
        return not neutral
    if len(kept) <= 1:
        return next(iter(kept), neutral)
    return (word, kept)


def _negated(formula: Formula) -> Formula:
    if isinstance(formula, bool):
        return not formula
    return ("not", formula)


def _options_of(formula: Formula) -> list[int]:
    if isinstance(formula, bool):
        return []
    assert isinstance(formula, tuple)
    if formula[0] == "is":
        return [formula[1]]
    inner = [formula[1]] if formula[0] == "not" else list(formula[1])
    return sorted({option for part in inner for option in _options_of(part)})


def _after(option: int, formula: Formula, value: int) -> Formula:
    """What is left of the formula once the option is known to have the value."""
    if isinstance(formula, bool):
        return formula
    assert isinstance(formula, tuple)
    if formula[0] == "is":
        return value in formula[2] if formula[1] == option else formula
    if formula[0] == "not":
        return _negated(_after(option, formula[1], value))
    return _join(formula[0], [_after(option, part, value) for part in formula[1]])


def _formula_machine(formula: Formula) -> Machine:
    return Machine(formula, [(option, partial(_after, option)) for option in _options_of(formula)])


def _guarded(guard: Formula, inner: Machine) -> Machine:
    """In force only where the guard holds: reads the guard's options first, and accepts all where it fails."""
    if guard is True:
        return inner
    if isinstance(inner.start, bool):
        return _formula_machine(True if inner.start else _negated(guard))

    def opened(formula: Formula) -> State:
        if isinstance(formula, bool):
            return ("inside", inner.start) if formula else True
        return ("guard", formula)

    def guard_move(option: int, state: State, value: int) -> State:
        assert isinstance(state, tuple)
        return opened(_after(option, state[1], value)) if state[0] == "guard" else state

    def inner_move(move: Move, state: State, value: int) -> State:
        assert isinstance(state, tuple)
        after = move(state[1], value)
        return after if isinstance(after, bool) else ("inside", after)

    steps: list[tuple[int, Move]] = [(option, partial(guard_move, option)) for option in _options_of(guard)]
    steps += [(option, partial(inner_move, move)) for option, move in inner.steps]
    return Machine(opened(guard), steps)


def _count_machine(rule: schemas.Count, terms: Terms) -> Machine:
    """The state is how many hold so far, and the conditions still to be read (those that share an option are read together)."""
    formulas = [_formula(condition, terms) for condition in rule.of]
    least = max(rule.at_least or 0, 0)
    most = len(formulas) if rule.at_most is None else rule.at_most

    def settled(held: int, left: tuple[Formula, ...]) -> State:
        held += sum(1 for part in left if part is True)
        open_parts = tuple(part for part in left if not isinstance(part, bool))
        if held > most or held + len(open_parts) < least:
            return False
        return True if held >= least and held + len(open_parts) <= most else (held, open_parts)

    def move(option: int, state: State, value: int) -> State:
        assert isinstance(state, tuple)
        return settled(state[0], tuple(_after(option, part, value) for part in state[1]))

    reads = list(dict.fromkeys(option for formula in formulas for option in _options_of(formula)))
    return Machine(settled(0, tuple(formulas)), [(option, partial(move, option)) for option in reads])


def _table_machine(rule: schemas.Table, terms: Terms) -> Machine:
    """The state is the set of rows, as bits, that still match what was read."""
    rows = rule.allowed if rule.allowed is not None else rule.forbidden or []
    matching = rule.allowed is not None
    if not rows:
        return Machine(not matching, [])
    steps: list[tuple[int, Move]] = []
    for column, name in enumerate(rule.options):
        option = terms.option(name)
        of_key: dict[object, int] = {}
        for number, row in enumerate(rows):
            of_key[row[column]] = of_key.get(row[column], 0) | 1 << number
        masks = [of_key.get(value.key, 0) | of_key.get(None, 0) for value in option.values]
        last = column == len(rule.options) - 1

        def move(state: State, value: int, masks: list[int] = masks, last: bool = last) -> State:
            assert isinstance(state, tuple)
            left = state[0] & masks[value]
            if not left:
                return not matching
            return matching if last else (left,)

        steps.append((terms.position(name), move))
    return Machine(((1 << len(rows)) - 1,), steps)


def _sum_machines(rule: schemas.Sum, terms: Terms) -> list[Machine]:
    """One for the capacity, with what is supplied taken off, and one for the least sum, which knows of no supply."""
    load = _weights(rule.options, rule.attribute, terms)
    machines = []
    if rule.at_most is not None or rule.supply_options:
        supply = _weights(rule.supply_options, rule.supply_attribute or "", terms)
        net = load + [(option, [-each for each in weights]) for option, weights in supply]
        machines.append(_at_most(rule.at_most or 0, net))
    if rule.at_least is not None:
        machines.append(_at_most(-rule.at_least, [(option, [-each for each in weights]) for option, weights in load]))
    return machines


def _weights(names: list[str], attribute: str, terms: Terms) -> list[tuple[int, list[int]]]:
    return [
        (terms.position(name), [value.attributes.get(attribute, 0) for value in terms.option(name).values])
        for name in names
    ]


def _at_most(limit: int, terms: list[tuple[int, list[int]]]) -> Machine:
    """The state is the sum so far; it settles as soon as what is left can no longer change the outcome."""
    read = sorted(terms, key=lambda term: term[0])
    lows, highs = [0], [0]  # of the sum of the last 0, 1, 2 ... terms
    for _, weights in reversed(read):
        lows.append(lows[-1] + min(weights))
        highs.append(highs[-1] + max(weights))

    def settled(total: int, left: int) -> State:
        if total + highs[left] <= limit:
            return True
        return (total,) if total + lows[left] <= limit else False

    def move(weights: list[int], left: int, state: State, value: int) -> State:
        assert isinstance(state, tuple)
        return settled(state[0] + weights[value], left)

    steps: list[tuple[int, Move]] = [
        (option, partial(move, weights, len(read) - number - 1)) for number, (option, weights) in enumerate(read)
    ]
    return Machine(settled(0, len(read)), steps)


def _alike_machine(rule: schemas.Alike, terms: Terms) -> Machine:
    """The state is the kind met so far."""
    if not rule.options:
        return Machine(True, [])

    def move(option: FlatOption, last: bool, state: State, value: int) -> State:
        assert isinstance(state, tuple)
        key = option.values[value].key
        met = state[0]
        if key not in (NONE, ABSENT):
            if met is not None and met != key:
                return False
            met = key
        return True if last else (met,)

    last = len(rule.options) - 1
    steps: list[tuple[int, Move]] = [
        (terms.position(name), partial(move, terms.option(name), number == last))
        for number, name in enumerate(rule.options)
    ]
    return Machine((None,), steps)
