"""An option model laid flat: nested modules become options with a path, each rule knows the options it speaks of.

Whatever an author got wrong is found here, all of it at once, each with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.configurator import schemas
from chalicelib.configurator.schemas import ABSENT, NONE, Key, Text
from chalicelib.kit.errors import Invalid

MAX_OPTIONS = 5_000
MAX_VALUES = 10_000
MAX_RULES = 20_000
"""Those of modules once for each place where they are."""
MAX_NESTING = 30
"""Of conditions in conditions, of rules in rules, and of modules in modules."""


class OptionModelRefused(Invalid):
    """`fields` names each place and what is wrong there."""

    title = "This option model cannot be published; correct the places named"


@dataclass(frozen=True, slots=True)
class FlatValue:
    """A value of a flat option. Price and attributes are of all pieces, for a quantity."""

    key: Key
    title: Text = field(default_factory=dict)
    price: int = 0
    sku: str | None = None
    attributes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlatOption:
    """An option under its path. `default` is the position of a value."""

    path: str
    values: tuple[FlatValue, ...]
    title: Text = field(default_factory=dict)
    group: str = ""
    default: int | None = None
    positions: Mapping[Key, int] = field(init=False, compare=False, repr=False)
    """Where each key stands among the values."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "positions", {value.key: i for i, value in enumerate(self.values)})


@dataclass(frozen=True, slots=True)
class FlatRule:
    """A rule with the paths that its option names stand for. `guard`: in force only where that option has one of these."""

    id: str
    rule: schemas.Rule
    prefix: str = ""
    guard: tuple[int, frozenset[int]] | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """A module's option is there exactly where its `parent` has one of these values."""

    id: str
    option: int
    parent: int
    values: frozenset[int]


@dataclass(slots=True)
class FlatModel:
    """The options in the order of the document, and everything that restricts them."""

    options: list[FlatOption] = field(default_factory=list)
    rules: list[FlatRule] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    """Those that some value brings."""
    problems: dict[str, str] = field(default_factory=dict)


def flatten(model: schemas.OptionModel) -> FlatModel:
    """The model laid flat. Raises OptionModelRefused with every place that is wrong."""
    flat = FlatModel()
    cycle = _module_cycle(model)
    if cycle:
        raise OptionModelRefused(fields={f"modules/{cycle[0]}": f"the modules contain each other: {' → '.join(cycle)}"})
    _add(flat, model.modules, model, "", None)
    for rule in flat.rules:
        _check_rule(flat, rule.rule, rule)
    for name in sorted(model.modules.keys() - flat.modules):
        flat.problems |= _problems_of_a_spare_module(model, name)
    if flat.problems:
        raise OptionModelRefused(fields=flat.problems)
    return flat


def _problems_of_a_spare_module(model: schemas.OptionModel, name: str) -> dict[str, str]:
    """No value brings it yet; what is wrong in it is told all the same."""
    alone = FlatModel()
    _add(alone, model.modules, model.modules[name], "", (0, frozenset()))
    for rule in alone.rules:
        _check_rule(alone, rule.rule, rule)
    return {f"modules/{name}/{place}": reason for place, reason in alone.problems.items()}


def _module_cycle(model: schemas.OptionModel) -> list[str]:
    finished: set[str] = set()

    def visit(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in finished or name not in model.modules:
            return []
        if len(trail) >= MAX_NESTING:
            raise _too_deep(name)
        for option in model.modules[name].options:
            for value in option.values:
                found = visit(value.module, [*trail, name]) if value.module else []
                if found:
                    return found
        finished.add(name)
        return []

    return next((found for name in model.modules if (found := visit(name, []))), [])


def _too_deep(module: str) -> OptionModelRefused:
    return OptionModelRefused(fields={f"modules/{module}": f"more than {MAX_NESTING} modules are nested in each other"})


def _add(
    flat: FlatModel,
    modules: Mapping[str, schemas.Module],
    part: schemas.OptionModel | schemas.Module,
    prefix: str,
    guard: tuple[int, frozenset[int]] | None,
) -> None:
    for option in part.options:
        path = prefix + option.id
        if path in flat.index:
            flat.problems[f"options/{path}"] = "this id is given to another option too"
            continue
        if len(flat.options) >= MAX_OPTIONS:
            raise OptionModelRefused(fields={f"options/{path}": f"more than {MAX_OPTIONS} options, modules' included"})
        position = flat.index[path] = len(flat.options)
        flat.options.append(_flat_option(flat, option, path, guard is not None))
        if guard is not None:
            flat.presences.append(Presence(f"{path} with its module", position, *guard))
        for name, values in _modules_of(option):
            if name not in modules:
                flat.problems[f"options/{path}"] = f"there is no module {name!r}"
                continue
            if prefix.count("/") >= 2 * MAX_NESTING:  # option/module/ for each that it is in
                raise _too_deep(name)
            flat.modules.add(name)
            _add(flat, modules, modules[name], f"{path}/{name}/", (position, values))
    _add_rules(flat, part.rules, prefix, guard)


def _add_rules(
    flat: FlatModel, rules: Sequence[schemas.Rule], prefix: str, guard: tuple[int, frozenset[int]] | None
) -> None:
    if len(flat.rules) + len(rules) > MAX_RULES:
        place = f"rules/{prefix}{rules[0].id}"
        raise OptionModelRefused(fields={place: f"more than {MAX_RULES} rules, modules' included"})
    known: set[str] = set()
    for rule in rules:
        if rule.id in known:
            flat.problems[f"rules/{prefix}{rule.id}"] = "this id is given to another rule too"
        known.add(rule.id)
        flat.rules.append(FlatRule(prefix + rule.id, rule, prefix, guard))


def _modules_of(option: schemas.Option) -> list[tuple[str, frozenset[int]]]:
    names = dict.fromkeys(value.module for value in option.values if value.module)
    return [(name, frozenset(i for i, v in enumerate(option.values) if v.module == name)) for name in names]


def _flat_option(flat: FlatModel, option: schemas.Option, path: str, in_module: bool) -> FlatOption:
    place = f"options/{path}"
    if bool(option.values) == (option.quantity is not None):
        flat.problems[place] = "give it either values or a quantity"
    values = [FlatValue(v.id, v.title, v.price, v.sku, v.attributes) for v in option.values]
    if option.quantity is not None:
        values = _pieces(flat, option.quantity, place)
    if option.optional:
        values.append(FlatValue(NONE))
    if in_module:
        values.append(FlatValue(ABSENT))
    keys = [value.key for value in values]
    if len(set(keys)) < len(keys):
        flat.problems[place] = f"a value's id is given twice, or is one of {NONE!r} and {ABSENT!r}"
    if len(values) > MAX_VALUES:
        flat.problems[place] = f"more than {MAX_VALUES} values"
    made = FlatOption(path, tuple(values), option.title, option.group)
    if option.default is None:
        return made
    default = made.positions.get(option.default)
    if default is None:
        flat.problems[place] = f"its default {option.default!r} is none of its values"
    return FlatOption(path, tuple(values), option.title, option.group, default)


def _pieces(flat: FlatModel, quantity: schemas.Quantity, place: str) -> list[FlatValue]:
    numbers = range(quantity.min, quantity.max + 1, quantity.step)
    if not 0 < len(numbers) <= MAX_VALUES:
        flat.problems[place] = f"its quantity allows {len(numbers)} numbers: 1 to {MAX_VALUES} are possible"
        return []
    return [
        FlatValue(
            n, {}, n * quantity.price, quantity.sku, {name: n * each for name, each in quantity.attributes.items()}
        )
        for n in numbers
    ]


def _check_rule(flat: FlatModel, rule: schemas.Rule, owner: FlatRule, depth: int = 0) -> None:
    place = f"rules/{owner.id}"
    match rule:
        case schemas.When() if depth == MAX_NESTING:
            flat.problems[place] = f"more than {MAX_NESTING} rules are nested in each other"
        case schemas.Requires():
            _check_condition(flat, rule.when, owner)
            _check_condition(flat, rule.then, owner)
        case schemas.Excludes() | schemas.Count():
            for condition in rule.of:
                _check_condition(flat, condition, owner)
        case schemas.When():
            _check_condition(flat, rule.when, owner)
            for inner in rule.then:
                _check_rule(flat, inner, owner, depth + 1)
        case schemas.Table():
            _check_table(flat, rule, owner)
        case schemas.Sum():
            _options(flat, [*rule.options, *rule.supply_options], owner)
            if bool(rule.supply_options) != (rule.supply_attribute is not None):
                flat.problems[place] = "a supply needs both its attribute and its options"
            if rule.at_most is None and rule.at_least is None and not rule.supply_options:
                flat.problems[place] = "it limits nothing: give at_most, at_least or a supply"
        case schemas.Alike():
            _options(flat, rule.options, owner)
    if isinstance(rule, schemas.Count) and rule.at_least is None and rule.at_most is None:
        flat.problems[place] = "it limits nothing: give at_least, at_most or both"


def _check_table(flat: FlatModel, rule: schemas.Table, owner: FlatRule) -> None:
    place = f"rules/{owner.id}"
    if (rule.allowed is None) == (rule.forbidden is None):
        flat.problems[place] = "give either allowed or forbidden rows"
    if len(set(rule.options)) < len(rule.options) or not rule.options:
        flat.problems[place] = "name each of its options once"
    options = list(_options(flat, rule.options, owner))
    for number, row in enumerate(rule.allowed or rule.forbidden or []):
        if len(row) != len(rule.options):
            flat.problems[f"{place}/{number}"] = f"the row has {len(row)} cells for {len(rule.options)} options"
            continue
        for option, cell in zip(options, row, strict=False):
            if cell is not None and cell not in option.positions:
                flat.problems[f"{place}/{number}"] = f"{option.path} has no value {cell!r}"


def _check_condition(flat: FlatModel, condition: schemas.Condition, owner: FlatRule, depth: int = 0) -> None:
    if depth > MAX_NESTING:
        flat.problems[f"rules/{owner.id}"] = f"more than {MAX_NESTING} conditions are nested in each other"
        return
    match condition:
        case schemas.Is():
            for option in _options(flat, [condition.option], owner):
                for key in condition.values:
                    if key not in option.positions:
                        flat.problems[f"rules/{owner.id}"] = f"{option.path} has no value {key!r}"
        case schemas.Between():
            for option in _options(flat, [condition.option], owner):
                if not any(isinstance(value.key, int) for value in option.values):
                    flat.problems[f"rules/{owner.id}"] = f"{option.path} is no quantity"
        case schemas.All() | schemas.Any():
            for inner in condition.of:
                _check_condition(flat, inner, owner, depth + 1)
        case schemas.Not():
            _check_condition(flat, condition.of, owner, depth + 1)


def _options(flat: FlatModel, names: list[str], owner: FlatRule) -> Iterator[FlatOption]:
    for name in names:
        if owner.prefix + name in flat.index:
            yield flat.options[flat.index[owner.prefix + name]]
        else:
            flat.problems[f"rules/{owner.id}"] = f"there is no option {name!r}"
