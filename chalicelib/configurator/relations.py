"""Rules as relations: the tables, over options and hidden steps, that the compiler joins.

A rule over few combinations becomes one table. A larger one becomes a chain: each step of its machine is a table of state,
value and next state, and the states between are hidden variables. They follow from the options, so they add no configuration.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from math import prod

from chalicelib.configurator import schemas
from chalicelib.configurator.flattening import FlatModel, FlatRule, OptionModelRefused, Presence
from chalicelib.configurator.machines import Machine, State, rule_machines

Row = tuple[int, ...]
MAX_COMBINATIONS = 1_024
"""Of a rule's options, for it to become one table; over up to three options twenty times as many, for they entangle little."""
MAX_TRANSITIONS = 400_000
"""Of one rule's machine. More would make the compiled model slow: the rule is refused."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Allowed combinations of the variables in `scope`. `rule` is the position of the rule that says so."""

    rule: int
    scope: tuple[int, ...]
    rows: list[Row]


@dataclass(slots=True)
class Network:
    """Variables by number: the options first, hidden steps after them; `sizes` says how many values each has."""

    sizes: list[int]
    options: int
    relations: list[Relation] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)

    def hide(self, size: int) -> int:
        """A new hidden variable."""
        self.sizes.append(size)
        return len(self.sizes) - 1


def network_of(flat: FlatModel, max_combinations: int = MAX_COMBINATIONS) -> Network:
    """All relations of a model; a rule over more combinations than that becomes a chain. Raises OptionModelRefused for a rule
    that would explode."""
    network = Network([len(option.values) for option in flat.options], len(flat.options))
    for presence in flat.presences:
        network.rules.append(presence.id)
        network.relations.append(_presence(flat, presence, len(network.rules) - 1))
    for owner in flat.rules:
        network.rules.append(owner.id)
        number = len(network.rules) - 1
        plain = _plain_table(flat, owner, number)
        if plain is not None:
            network.relations.append(plain)
            continue
        for machine in rule_machines(flat, owner):
            _lay(network, machine, number, max_combinations)
    return network


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


def _lay(network: Network, machine: Machine, number: int, max_combinations: int) -> None:
    scope = tuple(dict.fromkeys(option for option, _ in machine.steps))
    if isinstance(machine.start, bool):
        if not machine.start:
            network.relations.append(Relation(number, (), []))
        return
    combinations = prod(network.sizes[option] for option in scope)
    if combinations <= max_combinations * (20 if len(scope) <= 3 else 1):
        network.relations.append(Relation(number, scope, _accepted(network, machine, scope)))
        return
    _lay_chain(network, machine, _joined_states(network, machine, number), number)


def _accepted(network: Network, machine: Machine, scope: tuple[int, ...]) -> list[Row]:
    rows = []
    for row in product(*(range(network.sizes[option]) for option in scope)):
        value_of = dict(zip(scope, row, strict=True))
        state = machine.start
        for option, move in machine.steps:
            if isinstance(state, bool):
                break
            state = move(state, value_of[option])
        if state is True:
            rows.append(row)
    return rows


_REJECT = -1


def _joined_states(network: Network, machine: Machine, number: int) -> list[list[list[int]]]:
    """For each step, the classes of equal states: where each value leads, as a class of the next step, or -1 to nowhere."""
    layers: list[dict[State, list[State]]] = []
    states: dict[State, None] = {machine.start: None}
    transitions = 0
    for option, move in machine.steps:
        values = range(network.sizes[option])
        transitions += len(states) * len(values)
        if transitions > MAX_TRANSITIONS:
            raise OptionModelRefused(
                fields={f"rules/{network.rules[number]}": _too_many_states(len(states), len(layers) + 1)}
            )
        layer = {
            state: [state if isinstance(state, bool) else move(state, value) for value in values]
            for state in states
            if state is not False
        }
        layers.append(layer)
        states = dict.fromkeys(after for afters in layer.values() for after in afters)
    number_of: dict[State, int] = {True: 0, False: _REJECT}
    classes: list[list[list[int]]] = []
    for layer in reversed(layers):
        signatures: dict[tuple[int, ...], int] = {}
        here: dict[State, int] = {False: _REJECT}
        for state, afters in layer.items():
            signature = tuple(number_of[after] for after in afters)
            dead = all(after == _REJECT for after in signature)
            here[state] = _REJECT if dead else signatures.setdefault(signature, len(signatures))
        classes.append([list(signature) for signature in signatures])
        number_of = here
    return classes[::-1]


def _too_many_states(states: int, step: int) -> str:
    return (
        f"this rule has {states} different intermediate results at its option {step}, more than can be compiled: use coarser"
        " numbers (100 W instead of 97 W), fewer options in one rule, or a table"
    )


def _lay_chain(network: Network, machine: Machine, classes: list[list[list[int]]], number: int) -> None:
    if not classes[0]:
        network.relations.append(Relation(number, (), []))
        return
    before: int | None = (
        None  # the hidden variable that holds the state before the step; the first state is the only one
    )
    for step, (option, _) in enumerate(machine.steps):
        last = step == len(machine.steps) - 1
        after = None if last else network.hide(len(classes[step + 1]))
        rows: list[Row] = []
        for state, nexts in enumerate(classes[step]):
            for value, following in enumerate(nexts):
                if following != _REJECT:
                    rows.append(
                        (*(() if before is None else (state,)), value, *(() if after is None else (following,)))
                    )
        scope = (*(() if before is None else (before,)), option, *(() if after is None else (after,)))
        network.relations.append(Relation(number, scope, rows))
        before = after
