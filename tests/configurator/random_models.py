"""Small models at random, with every kind of rule, nested modules, quantities and conditions, for property tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from random import Random
from typing import TypeVar

from chalicelib.configurator import schemas
from chalicelib.configurator.schemas import ABSENT, NONE, Key, Module, Option, OptionModel, Quantity, Value

Keys = dict[str, list[Key]]
"""Option path to its keys: what the rules of a part may speak of."""
T = TypeVar("T")


def random_model(chance: Random) -> OptionModel:
    """A model that may be void, with up to about a thousand combinations."""
    return _Author(chance).model()


class _Author:
    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.numbers = count()

    def model(self) -> OptionModel:
        modules: dict[str, Module] = {}
        inside: Keys = {}
        if self.maybe():
            modules["card"], inside = self.part("ab", 2, {})
        part, _ = self.part("uvwxyz", 4, inside)
        return OptionModel("m", part.options, rules=part.rules, modules=modules)

    def maybe(self, of: int = 2) -> bool:
        return self.chance.randrange(of) == 0

    def some(self, made: Callable[[], T], least: int, most: int) -> list[T]:
        return [made() for _ in range(self.chance.randint(least, most))]

    def pick(self, among: Sequence[T], least: int, most: int) -> list[T]:
        return self.chance.sample(among, min(len(among), self.chance.randint(least, most)))

    def bound(self, least: int, most: int) -> int | None:
        return None if self.maybe(3) else self.chance.randint(least, most)

    def part(self, names: str, most: int, inside: Keys) -> tuple[Module, Keys]:
        options: list[Option] = []
        keys: Keys = {}
        module_at = self.chance.choice(names) if inside else ""
        for name in names[: self.chance.randint(1, most)]:
            option = self.option(name, name == module_at)
            options.append(option)
            keys[name] = _keys(option)
            if any(value.module for value in option.values):
                keys |= {f"{name}/card/{path}": [*inner, ABSENT] for path, inner in inside.items()}
        return Module(options, self.some(lambda: self.rule(keys, 1), 0, 3)), keys

    def attributes(self) -> dict[str, int]:
        return {"power": self.chance.randint(-2, 5), "supply": self.chance.randint(0, 6)} if self.maybe() else {}

    def option(self, name: str, may_bring_module: bool) -> Option:
        chance, optional = self.chance, self.maybe()
        if self.maybe(4):
            least, step = chance.randint(0, 2), chance.randint(1, 2)
            price = chance.randint(-3, 9)
            quantity = Quantity(least + chance.randint(0, 3), least, step, price, None, self.attributes())
            return Option(name, quantity=quantity, optional=optional)
        values = [
            Value(
                f"{name}{number}",
                price=chance.randint(-5, 20),
                attributes=self.attributes(),
                module="card" if may_bring_module and self.maybe() else None,
            )
            for number in range(chance.randint(1, 3))
        ]
        default = chance.choice(values).id if self.maybe() else None
        return Option(name, values=values, optional=optional, default=default)

    def condition(self, keys: Keys, depth: int) -> schemas.Condition:
        kind = self.chance.choice(["is", "is", "between", *(["all", "any", "not"] if depth else [])])
        path = self.chance.choice(sorted(keys))
        match kind:
            case "between" if any(isinstance(key, int) for key in keys[path]):
                return schemas.Between(path, self.bound(0, 4), self.bound(0, 4))
            case "all":
                return schemas.All(self.some(lambda: self.condition(keys, depth - 1), 0, 3))
            case "any":
                return schemas.Any(self.some(lambda: self.condition(keys, depth - 1), 0, 3))
            case "not":
                return schemas.Not(self.condition(keys, depth - 1))
            case _:
                return schemas.Is(path, self.pick(keys[path], 0, 2))

    def rule(self, keys: Keys, depth: int) -> schemas.Rule:
        chance, rule_id, paths = self.chance, f"r{next(self.numbers)}", sorted(keys)
        kinds = ["requires", "excludes", "count", "table", "sum", "alike", *(["when"] if depth else [])]
        match chance.choice(kinds):
            case "requires":
                return schemas.Requires(id=rule_id, when=self.condition(keys, 1), then=self.condition(keys, 1))
            case "excludes":
                return schemas.Excludes(id=rule_id, of=self.some(lambda: self.condition(keys, 1), 1, 3))
            case "count":
                of = self.some(lambda: self.condition(keys, 1), 0, 4)
                return schemas.Count(id=rule_id, of=of, at_least=self.bound(-1, 3), at_most=chance.randint(0, 4))
            case "table":
                return self.table(rule_id, keys, self.pick(paths, 1, 4))
            case "sum":
                return self.sum(rule_id, paths)
            case "alike":
                return schemas.Alike(id=rule_id, options=self.pick(paths, 1, 4))
            case _:
                inner = self.some(lambda: self.rule(keys, 0), 1, 2)
                return schemas.When(id=rule_id, when=self.condition(keys, 1), then=inner)

    def table(self, rule_id: str, keys: Keys, options: list[str]) -> schemas.Table:
        def row() -> list[Key | None]:
            return [None if self.maybe(4) else self.chance.choice(keys[path]) for path in options]

        if self.maybe():
            return schemas.Table(id=rule_id, options=options, allowed=self.some(row, 0, 8))
        return schemas.Table(id=rule_id, options=options, forbidden=self.some(row, 0, 6))

    def sum(self, rule_id: str, paths: list[str]) -> schemas.Sum:
        supply = self.pick(paths, 0, 2)
        return schemas.Sum(
            id=rule_id,
            attribute="power",
            options=self.pick(paths, 1, 4),
            at_most=self.chance.randint(-1, 8),
            at_least=self.bound(-2, 4),
            supply_attribute="supply" if supply else None,
            supply_options=supply,
        )


def _keys(option: Option) -> list[Key]:
    keys: list[Key] = [value.id for value in option.values]
    if option.quantity is not None:
        keys = list(range(option.quantity.min, option.quantity.max + 1, option.quantity.step))
    return [*keys, NONE] if option.optional else keys
