"""Rules as relations: the tables, over options and hidden steps, that the compiler joins.

A rule over few combinations becomes one table. A larger one becomes a chain: each step of its machine is a table of state,
value and next state, and the states between are hidden variables. They follow from the options, so they add no configuration.
Rules that read the same options are joined before that, by one machine that reads for all of them; each is kept by itself
too, to explain with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from chalicelib.configurator import schemas
from chalicelib.configurator.flattening import FlatModel, FlatRule, OptionModelRefused, Presence
from chalicelib.configurator.machines import Machine, State, read_together, rule_machines

Row = tuple[int, ...]
MAX_COMBINATIONS = 1_024
"""Of a rule's options, for it to become one table; over few options twenty times as many, for they entangle little."""
FEW_OPTIONS = 3
MAX_WIDE_ROWS = 100_000
"""Of all such larger tables together; then chains, which are smaller, are made of the rest."""
MAX_TRANSITIONS = 400_000
"""Of one rule's machine. More would make the compiled model slow: the rule is refused."""
MAX_TRANSITIONS_TOGETHER = 4_000_000
"""Of all machines that read for several rules, counted for each rule that is still open: about ten seconds. Then each rule is laid by
itself."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Allowed combinations of the variables in `scope`. `rule` is the position of the rule that says so (of the first of them)."""

    rule: int
    scope: tuple[int, ...]
    rows: list[Row]


@dataclass(slots=True)
class Network:
    """Variables by number: the options first, hidden steps after them; `sizes` says how many values each has. `relations` say
    what each rule says by itself; `joined` say the same together, in fewer."""

    sizes: list[int]
    options: int
    relations: list[Relation] = field(default_factory=list)
    joined: list[Relation] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    wide_rows: int = MAX_WIDE_ROWS
    transitions: int = MAX_TRANSITIONS_TOGETHER

    def hide(self, size: int) -> int:
        """A new hidden variable."""
        self.sizes.append(size)
        return len(self.sizes) - 1

    def add(self, relations: Sequence[Relation]) -> None:
        """Relations that are laid once, for both."""
        self.relations += relations
        self.joined += relations


def network_of(flat: FlatModel, max_combinations: int = MAX_COMBINATIONS) -> Network:
    """All relations of a model; a rule over more combinations than that becomes a chain. Raises OptionModelRefused for a rule
    that would explode."""
    network = Network([len(option.values) for option in flat.options], len(flat.options))
    for presence in flat.presences:
        network.rules.append(presence.id)
        network.add([_presence(flat, presence, len(network.rules) - 1)])
    readers: dict[tuple[int, ...], list[tuple[int, Machine]]] = {}
    for owner in flat.rules:
        network.rules.append(owner.id)
        number = len(network.rules) - 1
        plain = _plain_table(flat, owner, number)
        if plain is not None:
            network.add([plain])
            continue
        for machine in rule_machines(flat, owner):
            if machine.start is False:
                network.add([Relation(number, (), [])])
            elif machine.start is not True:
                readers.setdefault(tuple(option for option, _ in machine.steps), []).append((number, machine))
    for options in sorted(readers, key=len):
        _lay_all(network, options, readers[options], max_combinations)
    network.relations.sort(key=lambda relation: relation.rule)
    return network


def _lay_all(
    network: Network, options: tuple[int, ...], machines: list[tuple[int, Machine]], max_combinations: int
) -> None:
    """Lay the rules that read these options: in `joined` as one, where they can be."""
    together = None
    if len(machines) > 1:
        together = _read_together(network, [machine for _, machine in machines])
    if together is None:
        for number, machine in machines:
            network.add(_laid(network, options, _classes_of(network, machine, number), number, max_combinations))
        return
    number = machines[0][0]
    network.joined += _laid(network, options, together, number, max_combinations)
    network.wide_rows, kept = 0, network.wide_rows  # to explain with, a chain serves as well
    for number, machine in machines:
        network.relations += _laid(network, options, _classes_of(network, machine, number), number, max_combinations)
    network.wide_rows = kept


def _presence(flat: FlatModel, presence: Presence, number: int) -> Relation:
    absent = len(flat.options[presence.option].values) - 1
    rows: list[Row] = [
        (parent, value)
        for parent in range(len(flat.options[presence.parent].values))
        for value in range(absent + 1)
        if (parent in presence.values) == (value != absent)
    ]
    return Relation(number, (presence.parent, presence.option), rows)


def _plain_table(flat: FlatModel, owner: FlatRule, number: int) -> Relation | None:
    """An unconditional table of allowed rows without gaps is a relation as it stands, however long."""
    rule = owner.rule
    if not isinstance(rule, schemas.Table) or rule.allowed is None or owner.guard is not None:
        return None
    if any(cell is None for row in rule.allowed for cell in row):
        return None
    scope = tuple(flat.index[owner.prefix + name] for name in rule.options)
    columns = [flat.options[option].positions for option in scope]
    rows = {tuple(at[cell] for at, cell in zip(columns, row, strict=True) if cell is not None) for row in rule.allowed}
    return Relation(number, scope, sorted(rows))


Classes = list[list[list[int]]]
"""For each step, the classes of equal states: where each value leads, as a class of the next step, or -1 to nowhere."""


def _laid(
    network: Network, options: tuple[int, ...], classes: Classes, number: int, max_combinations: int
) -> list[Relation]:
    if not classes[0]:
        return [Relation(number, (), [])]
    scope = tuple(dict.fromkeys(options))
    combinations = prod(network.sizes[option] for option in scope)
    if combinations <= max_combinations:
        return [Relation(number, scope, _accepted(options, classes))]
    if len(scope) <= FEW_OPTIONS and combinations <= min(20 * max_combinations, network.wide_rows):
        network.wide_rows -= combinations
        return [Relation(number, scope, _accepted(options, classes))]
    return _chain(network, options, classes, number)


def _accepted(options: tuple[int, ...], classes: Classes) -> list[Row]:
    read: list[int] = []
    rows: list[tuple[Row, int]] = [((), 0)]
    for option, states in zip(options, classes, strict=True):
        if option in read:
            at = read.index(option)
            rows = [(row, states[state][row[at]]) for row, state in rows if states[state][row[at]] != _REJECT]
        else:
            read.append(option)
            rows = [
                ((*row, value), following)
                for row, state in rows
                for value, following in enumerate(states[state])
                if following != _REJECT
            ]
    return [row for row, _ in rows]


_REJECT = -1


class _TooManyStates(Exception):
    def __init__(self, states: int, step: int) -> None:
        super().__init__(states, step)
        self.states = states
        self.step = step


def _classes_of(network: Network, machine: Machine, number: int) -> Classes:
    """Of one rule. Raises OptionModelRefused where they are too many."""
    try:
        return _joined_states(network.sizes, machine, MAX_TRANSITIONS, lambda state: 1)[0]
    except _TooManyStates as error:
        reason = _too_many_states(error.states, error.step)
        raise OptionModelRefused(fields={f"rules/{network.rules[number]}": reason}) from None


def _read_together(network: Network, machines: list[Machine]) -> Classes | None:
    """Of several rules; None where they are too many."""
    try:
        classes, transitions = _joined_states(network.sizes, read_together(machines), network.transitions, len)
    except _TooManyStates:
        network.transitions = 0  # they went into this one; rules over fewer options came before
        return None
    network.transitions -= transitions
    return classes


def _joined_states(sizes: list[int], machine: Machine, limit: int, weight: Callable[[Any], int]) -> tuple[Classes, int]:
    """The classes, and how many transitions it took, each counted by the weight of its state."""
    layers: list[dict[State, list[State]]] = []
    states: dict[State, None] = {machine.start: None}
    transitions = 0
    for option, move in machine.steps:
        values = range(sizes[option])
        transitions += len(values) * sum(1 if isinstance(state, bool) else weight(state) for state in states)
        if transitions > limit:
            raise _TooManyStates(len(states), len(layers) + 1)
        layer = {
            state: [state if isinstance(state, bool) else move(state, value) for value in values]
            for state in states
            if state is not False
        }
        layers.append(layer)
        states = dict.fromkeys(after for afters in layer.values() for after in afters)
    number_of: dict[State, int] = {True: 0, False: _REJECT}
    classes: Classes = []
    for layer in reversed(layers):
        signatures: dict[tuple[int, ...], int] = {}
        here: dict[State, int] = {False: _REJECT}
        for state, afters in layer.items():
            signature = tuple(number_of[after] for after in afters)
            dead = all(after == _REJECT for after in signature)
            here[state] = _REJECT if dead else signatures.setdefault(signature, len(signatures))
        classes.append([list(signature) for signature in signatures])
        number_of = here
    return classes[::-1], transitions


def _too_many_states(states: int, step: int) -> str:
    return (
        f"this rule has {states} different intermediate results at its option {step}, more than can be compiled: use coarser"
        " numbers (100 W instead of 97 W), fewer options in one rule, or a table"
    )


def _chain(network: Network, options: tuple[int, ...], classes: Classes, number: int) -> list[Relation]:
    relations = []
    before: int | None = None  # the hidden variable of the state before the step; the first state is the only one
    for step, option in enumerate(options):
        after = None if step == len(options) - 1 else network.hide(len(classes[step + 1]))
        rows: list[Row] = [
            (*(() if before is None else (state,)), value, *(() if after is None else (following,)))
            for state, nexts in enumerate(classes[step])
            for value, following in enumerate(nexts)
            if following != _REJECT
        ]
        scope = (*(() if before is None else (before,)), option, *(() if after is None else (after,)))
        relations.append(Relation(number, scope, rows))
        before = after
    return relations
