"""What the configurator says about thousands of random small models is what trying every combination says."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.configurator.building import compile_model
from chalicelib.configurator.compiled import stored
from chalicelib.configurator.compiling import Void, compile_tree
from chalicelib.configurator.configuring import ModelInUse
from chalicelib.configurator.flattening import OptionModelRefused, flatten
from chalicelib.configurator.relations import network_of
from chalicelib.configurator.schemas import ABSENT, Key, OptionModel, WhyBlocked
from tests.configurator import brute_force
from tests.configurator.brute_force import Configuration
from tests.configurator.random_models import random_model

seeds = st.integers(0, 1 << 40)
"""Each the start of a random model and of the choices on it: far faster than drawing a model piece by piece."""
many = settings(max_examples=3000, deadline=None, derandomize=True, database=None)
some = settings(many, max_examples=600)


def drawn(seed: int) -> tuple[random.Random, OptionModel, list[Configuration]]:
    """A model, and every configuration that it allows."""
    chance = random.Random(seed)
    model = random_model(chance)
    return chance, model, brute_force.configurations(model)


def in_use(model: OptionModel, *, as_chains: bool = False) -> ModelInUse | None:
    """The model in use; None where it is void. `as_chains`: with every rule cut into the smallest steps."""
    try:
        network = network_of(flatten(model), 0 if as_chains else 1_024)
        return ModelInUse(model, stored(network, compile_tree(network)))
    except Void:
        return None


def agreeing(everything: list[Configuration], choices: dict[str, Key]) -> list[Configuration]:
    return [one for one in everything if all(one[path] == key for path, key in choices.items())]


def some_choices(everything: list[Configuration], chance: random.Random) -> dict[str, Key]:
    """Choices that go together."""
    whole = chance.choice(everything)
    return {path: whole[path] for path in chance.sample(sorted(whole), chance.randint(0, len(whole)))}


def expected_states(
    everything: list[Configuration], model: ModelInUse, choices: dict[str, Key]
) -> dict[tuple[str, Key], str]:
    states = {}
    for option in model.flat.options:
        others = {path: key for path, key in choices.items() if path != option.path}
        alive = {one[option.path] for one in agreeing(everything, others)}
        for value in option.values:
            state = "blocked"
            if choices.get(option.path) == value.key:
                state = "chosen"
            elif value.key in alive:
                state = "forced" if len(alive) == 1 and option.path not in choices else "selectable"
            states[option.path, value.key] = state
    return states


@many
@given(seeds, st.booleans())
def test_states_and_counts_are_those_of_trying_every_combination(seed: int, as_chains: bool) -> None:
    chance, model, everything = drawn(seed)
    found = in_use(model, as_chains=as_chains)
    assert (found is None) == (not everything)
    if found is None:
        return
    for choices in ({}, some_choices(everything, chance), some_choices(everything, chance)):
        assert found.count(choices) == len(agreeing(everything, choices))
        states = {(state.option, value.value): value.state for state in found.states(choices) for value in state.values}
        assert states == expected_states(everything, found, choices)


@some
@given(seeds)
def test_any_order_of_selectable_choices_ends_in_a_configuration(seed: int) -> None:
    chance, model, everything = drawn(seed)
    found = in_use(model)
    if found is None:
        return
    choices: dict[str, Key] = {}
    paths = [option.path for option in found.flat.options]
    for path in chance.sample(paths, len(paths)):
        [state] = [state for state in found.states(choices) if state.option == path]
        choices[path] = chance.choice([v.value for v in state.values if v.state in ("selectable", "forced")])
    assert choices in everything
    backwards = dict(reversed(choices.items()))
    assert found.states(choices) == found.states(backwards)


def is_possible(everything: list[Configuration], choices: dict[str, Key]) -> bool:
    return bool(agreeing(everything, choices))


def check_why(
    model: OptionModel,
    everything: list[Configuration],
    why: WhyBlocked,
    wanted: dict[str, Key],
    choices: dict[str, Key],
) -> None:
    reason = {choice.option: choice.value for choice in why.choices}
    assert not is_possible(everything, {**reason, **wanted})
    for left_out in reason:
        assert is_possible(everything, {**{p: k for p, k in reason.items() if p != left_out}, **wanted})
    assert reason.items() <= choices.items()
    check_repairs(everything, why, wanted, choices)
    if not any(option.values and any(v.module for v in option.values) for option in model.options):
        check_rules(model, {rule.id for rule in why.rules}, {**reason, **wanted})


def check_repairs(
    everything: list[Configuration], why: WhyBlocked, wanted: dict[str, Key], choices: dict[str, Key]
) -> None:
    for size in range(len(choices) + 1):
        working = {
            frozenset(given_up)
            for given_up in combinations(sorted(choices), size)
            if is_possible(everything, {**{p: k for p, k in choices.items() if p not in given_up}, **wanted})
        }
        if working:
            assert {frozenset(choice.option for choice in repair) for repair in why.repairs} == working
            return
    assert why.repairs == []


def check_rules(model: OptionModel, rules: set[str], values: dict[str, Key]) -> None:
    def allows(kept: set[str]) -> bool:
        fewer = OptionModel(model.id, model.options, rules=[rule for rule in model.rules if rule.id in kept])
        return is_possible(brute_force.configurations(fewer), values)

    assert not allows(rules)
    for rule in rules:
        assert allows(rules - {rule})


@some
@given(seeds, st.booleans())
def test_reasons_are_minimal_and_repairs_the_smallest_that_work(seed: int, as_chains: bool) -> None:
    chance, model, everything = drawn(seed)
    found = in_use(model, as_chains=as_chains)
    if found is None:
        return
    choices = some_choices(everything, chance)
    for state in found.states(choices):
        others = {path: key for path, key in choices.items() if path != state.option}
        for value in state.values:
            why = found.why_blocked(choices, state.option, value.value)
            assert (why is not None) == (value.state == "blocked")
            if why is not None:
                check_why(model, everything, why, {state.option: value.value}, others)


@some
@given(seeds)
def test_contradicting_choices_are_told_with_a_reason_and_repairs(seed: int) -> None:
    chance, model, everything = drawn(seed)
    found = in_use(model)
    if found is None:
        return
    choices = {option.path: chance.choice(option.values).key for option in found.flat.options if chance.random() < 0.8}
    why = found.contradiction(choices)
    assert (why is None) == is_possible(everything, choices)
    if why is not None:
        check_why(model, everything, why, {}, choices)


@some
@given(seeds)
def test_completion_has_the_lowest_price_and_the_most_defaults(seed: int) -> None:
    chance, model, everything = drawn(seed)
    found = in_use(model)
    if found is None:
        return
    choices = some_choices(everything, chance)
    fitting = agreeing(everything, choices)
    cheapest = found.completed(choices, "price")
    assert cheapest.choices in fitting
    for asked in ({}, choices, cheapest.choices, choices):
        assert found.lowest_price(asked) == found.completed(asked).price
    assert (
        cheapest.price
        == brute_force.price(model, cheapest.choices)
        == min(brute_force.price(model, c) for c in fitting)
    )

    defaults = {
        option.path: option.values[option.default].key
        for option in found.flat.options
        if option.default is not None and option.path not in choices
    }

    def rank(configuration: Configuration) -> tuple[int, int]:
        missed = sum(configuration[path] not in (key, ABSENT) for path, key in defaults.items())
        return missed, brute_force.price(model, configuration)

    by_defaults = found.completed(choices, "defaults")
    assert by_defaults.choices in fitting
    assert rank(by_defaults.choices) == min(map(rank, fitting))


@some
@given(seeds)
def test_a_model_that_allows_nothing_is_refused_with_rules_that_forbid_everything(seed: int) -> None:
    _, model, everything = drawn(seed)
    if everything or model.modules:
        return
    try:
        compile_model(model)
    except OptionModelRefused as refused:
        named = {place.removeprefix("rules/") for place in refused.fields}
        fewer = OptionModel(model.id, model.options, rules=[rule for rule in model.rules if rule.id in named])
        assert not brute_force.configurations(fewer)
        return
    raise AssertionError("a void model was compiled")
