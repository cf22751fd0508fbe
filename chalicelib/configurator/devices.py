"""Modular hardware in the NetBox device-type format as option models: bays become options, modules their values.

The format does not say what fits where; `Fit`s say it. A module with bays of its own brings them as a nested module. What sums need
comes from the data: `draw_w` is what the power ports draw at most, `weight_g` the weight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from chalicelib.configurator.schemas import NONE, Alike, Count, Is, Module, Not, Option, OptionModel, Rule, Sum, Value

DeviceType = Mapping[str, Any]
"""A device type or a module type, as its YAML file reads."""
_UNFINISHED = Module([])
"""A module whose bays are being filled: met there, it holds itself, and the model will be refused at publish."""
_GRAMS = {"kg": 1000, "g": 1, "lb": 453.59237, "oz": 28.349523125}


class Fit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes into some bays of a chassis or module. `of` and `accepts` are part or model names, `bays` bay names; `*` stands
    for anything. `alike`: no mixing. `at_least`: of these bays so many must be filled. `required`: all must be."""

    of: str
    bays: str
    accepts: list[str]
    alike: bool = False
    at_least: int = 0
    required: bool = False


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sum over all bays of a chassis: `draw_w` or `weight_g`."""

    of: str
    attribute: str
    at_most: int


def device_model(
    chassis: DeviceType, modules: Sequence[DeviceType], fits: Sequence[Fit], limits: Sequence[Limit] = ()
) -> OptionModel:
    """The chassis as a model. Bays that no fit speaks of are left out."""
    brought: dict[str, Module] = {}
    options, rules = _bays(chassis, modules, fits, brought)
    for number, limit in enumerate(limits):
        if _matches(limit.of, chassis):
            paths = [option.id for option in options]
            rules.append(Sum(id=f"limit-{number}", attribute=limit.attribute, options=paths, at_most=limit.at_most))
    title = {"en": f"{chassis['manufacturer']} {chassis['model']}"}
    return OptionModel(_id(str(chassis["model"])), options, title=title, rules=rules, modules=brought)


def _bays(
    device: DeviceType, modules: Sequence[DeviceType], fits: Sequence[Fit], brought: dict[str, Module]
) -> tuple[list[Option], list[Rule]]:
    options: list[Option] = []
    rules: list[Rule] = []
    for number, fit in enumerate(fit for fit in fits if _matches(fit.of, device)):
        bays = [_bay_id(bay["name"]) for bay in device.get("module-bays", ()) if fnmatchcase(bay["name"], fit.bays)]
        bays = [bay for bay in bays if bay not in {option.id for option in options}]
        accepted = [module for module in modules if any(_matches(pattern, module) for pattern in fit.accepts)]
        if not bays or not accepted:
            continue
        values = [_value(module, modules, fits, brought) for module in accepted]
        options += [Option(bay, {"en": bay}, fit.bays, values, optional=not fit.required) for bay in bays]
        if fit.alike and len(values) > 1:
            rules.append(Alike(id=f"alike-{number}", options=bays))
        if fit.at_least:
            filled = [Not(Is(bay, [NONE])) for bay in bays]
            rules.append(Count(id=f"at-least-{number}", of=list(filled), at_least=fit.at_least))
    return options, rules


def _value(module: DeviceType, modules: Sequence[DeviceType], fits: Sequence[Fit], brought: dict[str, Module]) -> Value:
    name = _id(str(module["model"]))
    if name not in brought:
        brought[name] = _UNFINISHED
        options, rules = _bays(module, modules, fits, brought)
        brought[name] = Module(options, rules)
    brings = brought[name] is _UNFINISHED or bool(brought[name].options)
    draw = sum(port.get("maximum_draw") or 0 for port in module.get("power-ports", ()))
    attributes = {name: amount for name, amount in (("draw_w", draw), ("weight_g", _grams(module))) if amount}
    title = {"en": str(module["model"])}
    return Value(name, title, sku=_part(module), attributes=attributes, module=name if brings else None)


def _grams(device: DeviceType) -> int:
    grams: int = round(device.get("weight", 0) * _GRAMS[device.get("weight_unit", "kg")])
    return grams


def _matches(pattern: str, device: DeviceType) -> bool:
    return fnmatchcase(_part(device), pattern) or fnmatchcase(str(device["model"]), pattern)


def _part(device: DeviceType) -> str:
    return str(device.get("part_number") or device["model"])


def _id(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.+-]+", "-", text).strip("-.")


def _bay_id(name: str) -> str:
    return _id(name.replace("{module}", "bay"))
