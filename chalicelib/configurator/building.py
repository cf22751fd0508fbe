"""From an author's document to a compiled model: everything that can be wrong with it is said here, never to a customer."""

from __future__ import annotations

from chalicelib.configurator.compiled import Compiled, stored
from chalicelib.configurator.compiling import TooEntangled, Void, compile_tree
from chalicelib.configurator.engine import Engine
from chalicelib.configurator.flattening import FlatModel, OptionModelRefused, flatten
from chalicelib.configurator.refutation import Refutation
from chalicelib.configurator.relations import Network, network_of
from chalicelib.configurator.schemas import ABSENT, AuthorReport, Choice, OptionModel, Rule, Sum, When

_NAMED = 12


def compile_model(model: OptionModel) -> Compiled:
    """Compile for answering. Raises OptionModelRefused where something is wrong, where nothing can be built, or where the rules
    are too entangled to compile; it names the places."""
    flat = flatten(model)
    if not flat.options:
        raise OptionModelRefused(fields={"options": "there are none"})
    network = network_of(flat)
    try:
        return stored(network, compile_tree(network))
    except Void:
        raise _void(network) from None
    except TooEntangled as error:
        raise _too_entangled(flat, network, error.variables) from None


def _void(network: Network) -> OptionModelRefused:
    rules = Refutation(stored(network, [])).minimal_rules({})
    reason = "nothing can be built: no configuration satisfies " + (
        f"these {len(rules)} rules together" if len(rules) > 1 else "this rule"
    )
    return OptionModelRefused(fields={f"rules/{network.rules[rule]}": reason for rule in rules[:_NAMED]})


def _too_entangled(flat: FlatModel, network: Network, variables: tuple[int, ...]) -> OptionModelRefused:
    involved = set(variables)
    options = [flat.options[variable].path for variable in sorted(involved) if variable < network.options]
    rules = dict.fromkeys(
        network.rules[relation.rule]
        for relation in (*network.relations, *network.joined)
        if len(involved.intersection(relation.scope)) > 1
    )
    reason = (
        f"too many combinations of {', '.join(options[:_NAMED])} depend on each other to be compiled: split the rule, take"
        " coarser numbers, or let fewer rules share these options"
    )
    return OptionModelRefused(fields={f"rules/{rule}": reason for rule in list(rules)[:_NAMED]})


def author_report(model: OptionModel, engine: Engine) -> AuthorReport:
    """Dead values, options that are none, the exact number of configurations, and what is probably not meant."""
    flat = flatten(model)
    dead, decided = [], []
    for option, possible in zip(flat.options, engine.possible({}) or [], strict=True):
        live = [value.key for value, alive in zip(option.values, possible, strict=True) if alive]
        dead += [
            Choice(option.path, value.key)
            for value, alive in zip(option.values, possible, strict=True)
            if not alive and value.key != ABSENT
        ]
        if len(live) == 1 and len(option.values) > 1:
            decided.append(Choice(option.path, live[0]))
    return AuthorReport(engine.count({}), len(flat.options), dead, decided, _warnings(model, flat))


def _warnings(model: OptionModel, flat: FlatModel) -> dict[str, str]:
    warnings = {f"modules/{name}": "no value brings this module" for name in model.modules if name not in flat.modules}
    for owner in flat.rules:
        for attribute in _attributes_of_nothing(flat, owner.rule, owner.prefix):
            warnings[f"rules/{owner.id}"] = f"no value of its options has the attribute {attribute!r}"
    return warnings


def _attributes_of_nothing(flat: FlatModel, rule: Rule, prefix: str) -> list[str]:
    """Attributes that a sum, or one inside a `when`, adds up although none of its options has them."""
    match rule:
        case When():
            return [name for inner in rule.then for name in _attributes_of_nothing(flat, inner, prefix)]
        case Sum():
            added = [(rule.attribute, rule.options), (rule.supply_attribute, rule.supply_options)]
            return [
                attribute
                for attribute, names in added
                if attribute is not None
                and not any(
                    attribute in value.attributes
                    for name in names
                    for value in flat.options[flat.index[prefix + name]].values
                )
            ]
        case _:
            return []
