"""Configuring: what a customer sees and asks, on a model in use. Everything here is a pure function of model and choices."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from chalicelib.configurator.compiled import Compiled
from chalicelib.configurator.engine import Engine
from chalicelib.configurator.flattening import FlatOption, Presence, flatten
from chalicelib.configurator.interface import OptionStateView, Parent, State, ValueStateView
from chalicelib.configurator.optimum import Costs, LeastCost, Optimum, only
from chalicelib.configurator.reasons import Explanation, contradiction, explain
from chalicelib.configurator.refutation import Refutation
from chalicelib.configurator.rowsets import Flags
from chalicelib.configurator.schemas import (
    ABSENT,
    NONE,
    Choice,
    Completed,
    Differences,
    Key,
    OptionModel,
    RuleText,
    WhyBlocked,
)
from chalicelib.kit.errors import Conflict, Invalid
from chalicelib.kit.money import Money

_STATES: tuple[State, ...] = ("blocked", "selectable", "forced", "chosen")
_BLOCKED, _SELECTABLE, _FORCED, _CHOSEN = range(4)


class UnknownChoice(Invalid):
    title = "This model has no such option or value; load it again"


class ChoicesContradict(Conflict):
    """`why` says which of the choices contradict each other, and what could be given up."""

    title = "These choices do not go together; give up one of those named"

    def __init__(self, why: WhyBlocked) -> None:
        super().__init__(
            choices=[f"{choice.option}={choice.value}" for choice in why.choices],
            rules=[rule.id for rule in why.rules],
        )
        self.why = why


class ModelInUse:
    """A model with what was compiled from it. Choices are `{option path: value}`."""

    def __init__(self, model: OptionModel, compiled: Compiled) -> None:
        self.model = model
        self.compiled = compiled
        self.engine = Engine(compiled)
        self.flat = flatten(model)
        self._last: list[tuple[Flags, int | None, OptionStateView] | None] = [None] * len(self.flat.options)

    @cached_property
    def refutation(self) -> Refutation:
        """The rules' tables, needed for reasons only."""
        return Refutation(self.compiled)

    @cached_property
    def parents(self) -> dict[str, Parent]:
        """Of each option of a module, which option brings it, and with which values."""
        options = self.flat.options
        return {
            options[presence.option].path: Parent(
                options[presence.parent].path,
                [options[presence.parent].values[position].key for position in sorted(presence.values)],
            )
            for presence in self.flat.presences
        }

    @cached_property
    def presences(self) -> dict[str, Presence]:
        """The rules by which a module's options come and go with it."""
        return {presence.id: presence for presence in self.flat.presences}

    @cached_property
    def _texts(self) -> dict[str, dict[str, str]]:
        return {rule.id: rule.rule.reason for rule in self.flat.rules}

    def states(self, choices: Mapping[str, Key]) -> list[OptionStateView]:
        """Every value's state after the choices. Raises UnknownChoice, and ChoicesContradict."""
        chosen = self._positions(choices)
        possible = self.engine.possible(chosen)
        if possible is None:
            raise self._contradiction(chosen)
        return [self._state(number, alive, chosen.get(number)) for number, alive in enumerate(possible)]

    def _state(self, number: int, alive: Flags, choice: int | None) -> OptionStateView:
        """The state of one option: mostly the one that it had at the choice before."""
        last = self._last[number]
        if last is None or last[0] != alive or last[1] != choice:
            single = alive.count(255) == 1
            left = _FORCED if single and choice is None else _SELECTABLE
            values = [
                states[_CHOSEN if position == choice else left if flag else _BLOCKED]
                for position, (states, flag) in enumerate(zip(self._values[number], alive, strict=True))
            ]
            decided = single or choice is not None
            last = (alive, choice, OptionStateView(self.flat.options[number].path, decided, values))
            self._last[number] = last
        return last[2]

    @cached_property
    def _values(self) -> list[list[tuple[ValueStateView, ...]]]:
        """For each option and value, what is told of it in each state."""
        currency = self.model.currency
        return [
            [
                tuple(ValueStateView(value.key, state, Money(value.price, currency)) for state in _STATES)
                for value in option.values
            ]
            for option in self.flat.options
        ]

    def is_possible(self, choices: Mapping[str, Key]) -> bool:
        """Whether the choices go together. Raises UnknownChoice."""
        return self.engine.is_possible(self._positions(choices))

    def count(self, choices: Mapping[str, Key]) -> int:
        """How many configurations have all these choices, exactly. Raises UnknownChoice."""
        return self.engine.count(self._positions(choices))

    def why_blocked(self, choices: Mapping[str, Key], option: str, value: Key) -> WhyBlocked | None:
        """Why the option cannot have the value after the choices, and the smallest repairs; None where it can have it (in place of
        the option's own choice). Raises UnknownChoice."""
        [(number, position)] = self._positions({option: value}).items()
        found = explain(self.engine, self.refutation, self._positions(choices), number, position)
        return self._why(found, self._positions(choices)) if found else None

    def contradiction(self, choices: Mapping[str, Key]) -> WhyBlocked | None:
        """Why the choices do not go together; None where they do. Raises UnknownChoice."""
        chosen = self._positions(choices)
        found = contradiction(self.engine, self.refutation, chosen)
        return self._why(found, chosen) if found else None

    def completed(self, choices: Mapping[str, Key], by: Literal["price", "defaults"] = "price") -> Completed:
        """A whole configuration with these choices: at the lowest price; or with as many defaults as can be had, and then at the
        lowest price. Where that leaves several, one that takes the fewest optional things. Raises UnknownChoice, and ChoicesContradict."""
        chosen = self._positions(choices)
        if not self.engine.is_possible(chosen):
            raise self._contradiction(chosen)
        values = Optimum(self.engine, self._costs(chosen, by)).configuration()
        return self._completed(dict(enumerate(values)))

    def price(self, choices: Mapping[str, Key]) -> int:
        """What these choices cost together, in minor units."""
        chosen = self._positions(choices)
        return sum(self.flat.options[number].values[position].price for number, position in chosen.items())

    def lowest_price(self, choices: Mapping[str, Key]) -> int:
        """What the cheapest whole configuration with these choices costs. They must go together."""
        return self._cheapest.cost(self._positions(choices)) if self._cheapest else 0

    @cached_property
    def _cheapest(self) -> LeastCost | None:
        prices = {n: [value.price for value in option.values] for n, option in enumerate(self.flat.options)}
        priced = {number: of_option for number, of_option in prices.items() if any(of_option)}
        return LeastCost(self.engine, priced) if priced else None

    def _costs(self, chosen: Mapping[int, int], by: str) -> Costs:
        """Prices; of two at the same price the one that takes fewer optional things is the better."""
        more_than_all_taken = 1 + len(self.flat.options)
        costs = {
            number: [value.price * more_than_all_taken + _is_taken(option, value.key) for value in option.values]
            for number, option in enumerate(self.flat.options)
        }
        if by == "defaults":
            more_than_all = 1 + sum(abs(cost) for of_option in costs.values() for cost in of_option)
            for number, option in enumerate(self.flat.options):
                if option.default is not None and number not in chosen:
                    for position, value in enumerate(option.values):
                        missed = position != option.default and value.key != ABSENT
                        costs[number][position] += more_than_all * missed
        for number, position in chosen.items():
            costs[number] = only(len(costs[number]), position)
        return {number: of_option for number, of_option in costs.items() if any(of_option)}

    def _completed(self, values: Mapping[int, int]) -> Completed:
        choices: dict[str, Key] = {}
        skus: dict[str, int] = {}
        price = 0
        for number, position in values.items():
            value = self.flat.options[number].values[position]
            choices[self.flat.options[number].path] = value.key
            price += value.price
            pieces = value.key if isinstance(value.key, int) else 1
            if value.sku and pieces:
                skus[value.sku] = skus.get(value.sku, 0) + pieces
        return Completed(choices, price, self.model.currency, skus)

    def _positions(self, choices: Mapping[str, Key]) -> dict[int, int]:
        unknown: dict[str, str] = {}
        positions: dict[int, int] = {}
        for path, key in choices.items():
            number = self.flat.index.get(path)
            position = None if number is None else self.flat.options[number].positions.get(key)
            if number is None or position is None:
                unknown[f"choices.{path}"] = "is no option here" if number is None else f"has no value {key!r}"
            else:
                positions[number] = position
        if unknown:
            raise UnknownChoice(fields=unknown)
        return positions

    def _contradiction(self, chosen: Mapping[int, int]) -> ChoicesContradict:
        found = contradiction(self.engine, self.refutation, chosen)
        assert found is not None
        return ChoicesContradict(self._why(found, chosen))

    def _why(self, found: Explanation, chosen: Mapping[int, int]) -> WhyBlocked:
        def choice(option: int) -> Choice:
            known = self.flat.options[option]
            return Choice(known.path, known.values[chosen[option]].key)

        ids = [self.compiled.rules[rule] for rule in found.rules]
        return WhyBlocked(
            [choice(option) for option in found.choices],
            [RuleText(rule, self._texts.get(rule, {})) for rule in ids],
            [[choice(option) for option in sorted(repair)] for repair in found.repairs],
        )


def _is_taken(option: FlatOption, key: Key) -> bool:
    return NONE in option.positions and key not in (NONE, ABSENT)


def differences(old: ModelInUse, choices: Mapping[str, Key], new: ModelInUse) -> Differences:
    """Choices made under an old version, looked at under a new one. Nothing is changed in silence: what is lost is named, and a
    conflict comes with its repairs. Raises UnknownChoice where the choices are not of the old version."""
    old_positions = old._positions(choices)
    kept: dict[str, Key] = {}
    lost, repriced = [], []
    for number, position in old_positions.items():
        path, value = old.flat.options[number].path, old.flat.options[number].values[position]
        now = new.flat.options[new.flat.index[path]] if path in new.flat.index else None
        if now is None or value.key not in now.positions:
            lost.append(Choice(path, value.key))
            continue
        kept[path] = value.key
        if now.values[now.positions[value.key]].price != value.price:
            repriced.append(Choice(path, value.key))
    added = [option.path for option in new.flat.options if option.path not in old.flat.index]
    return Differences(kept, lost, added, repriced, new.contradiction(kept))
