"""The meaning of an option model, said a second time and as plainly as can be: try every combination, keep what no rule forbids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chalicelib.configurator import schemas
from chalicelib.configurator.schemas import ABSENT, NONE, Key, Module, Option, OptionModel

Configuration = dict[str, Key]


def configurations(model: OptionModel) -> list[Configuration]:
    """Every configuration that the model allows."""
    return [dict(made) for made in _part(model, model.options, model.rules, "", is_there=True)]


def price(model: OptionModel, configuration: Mapping[str, Key]) -> int:
    """The sum of the prices of all values."""
    return sum(_price(option, configuration[path]) for path, option in _options(model, model, ""))


def _options(model: OptionModel, part: OptionModel | Module, prefix: str) -> Iterator[tuple[str, Option]]:
    for option in part.options:
        yield prefix + option.id, option
        for name in dict.fromkeys(value.module for value in option.values if value.module):
            yield from _options(model, model.modules[name], f"{prefix}{option.id}/{name}/")


def _price(option: Option, key: Key) -> int:
    if isinstance(key, int):
        assert option.quantity is not None
        return key * option.quantity.price
    return sum(value.price for value in option.values if value.id == key)


def _part(
    model: OptionModel, options: list[Option], rules: list[schemas.Rule], prefix: str, *, is_there: bool
) -> Iterator[Configuration]:
    for chosen in _combinations(model, options, prefix, is_there):
        if not is_there or all(_holds(rule, chosen, prefix, model, options) for rule in rules):
            yield chosen


def _combinations(model: OptionModel, options: list[Option], prefix: str, is_there: bool) -> Iterator[Configuration]:
    if not options:
        yield {}
        return
    option, path = options[0], prefix + options[0].id
    for key in _keys(option) if is_there else [ABSENT]:
        brought = next((value.module for value in option.values if value.id == key), None)
        insides: list[Configuration] = [{path: key}]
        for name in dict.fromkeys(value.module for value in option.values if value.module):
            module = model.modules[name]
            inner = list(
                _part(model, module.options, module.rules, f"{path}/{name}/", is_there=is_there and name == brought)
            )
            insides = [{**inside, **more} for inside in insides for more in inner]
        for rest in _combinations(model, options[1:], prefix, is_there):
            yield from ({**inside, **rest} for inside in insides)


def _keys(option: Option) -> list[Key]:
    keys: list[Key] = [value.id for value in option.values]
    if option.quantity is not None:
        keys = list(range(option.quantity.min, option.quantity.max + 1, option.quantity.step))
    return [*keys, NONE] if option.optional else keys


def _holds(rule: schemas.Rule, chosen: Configuration, prefix: str, model: OptionModel, options: list[Option]) -> bool:
    def true(condition: schemas.Condition) -> bool:
        return _true(condition, chosen, prefix)

    def total(names: list[str], attribute: str) -> int:
        known = {prefix + option.id: option for option in options}
        if not prefix:
            known = dict(_options(model, model, ""))
        return sum(_attribute(known[prefix + name], chosen[prefix + name], attribute) for name in names)

    match rule:
        case schemas.Requires():
            return not true(rule.when) or true(rule.then)
        case schemas.Excludes():
            return not all(true(condition) for condition in rule.of)
        case schemas.Count():
            held = sum(true(condition) for condition in rule.of)
            return (rule.at_least is None or held >= rule.at_least) and (rule.at_most is None or held <= rule.at_most)
        case schemas.Table():
            given = [chosen[prefix + name] for name in rule.options]
            rows = rule.allowed if rule.allowed is not None else rule.forbidden or []
            met = any(all(cell in (None, key) for cell, key in zip(row, given, strict=True)) for row in rows)
            return met == (rule.allowed is not None)
        case schemas.Sum():
            load, supply = total(rule.options, rule.attribute), total(rule.supply_options, rule.supply_attribute or "")
            limited = rule.at_most is not None or bool(rule.supply_options)
            return (not limited or load <= (rule.at_most or 0) + supply) and (
                rule.at_least is None or load >= rule.at_least
            )
        case schemas.Alike():
            return len({chosen[prefix + name] for name in rule.options} - {NONE, ABSENT}) <= 1
        case schemas.When():
            return not true(rule.when) or all(_holds(inner, chosen, prefix, model, options) for inner in rule.then)


def _attribute(option: Option, key: Key, attribute: str) -> int:
    if isinstance(key, int):
        assert option.quantity is not None
        return key * option.quantity.attributes.get(attribute, 0)
    return sum(value.attributes.get(attribute, 0) for value in option.values if value.id == key)


def _true(condition: schemas.Condition, chosen: Configuration, prefix: str) -> bool:
    match condition:
        case schemas.Is():
            return chosen[prefix + condition.option] in condition.values
        case schemas.Between():
            key = chosen[prefix + condition.option]
            return (
                isinstance(key, int)
                and (condition.least is None or key >= condition.least)
                and (condition.most is None or key <= condition.most)
            )
        case schemas.All():
            return all(_true(inner, chosen, prefix) for inner in condition.of)
        case schemas.Any():
            return any(_true(inner, chosen, prefix) for inner in condition.of)
        case schemas.Not():
            return not _true(condition.of, chosen, prefix)
