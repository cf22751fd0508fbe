"""What an author may write, what is refused with its place, and what the author is told of a model that can be published."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib.configurator import book, publishing
from chalicelib.configurator.book import OptionModelNotFound
from chalicelib.configurator.building import author_report, compile_model
from chalicelib.configurator.configuring import ModelInUse, differences
from chalicelib.configurator.flattening import OptionModelRefused
from chalicelib.configurator.schemas import Choice, OptionModel
from chalicelib.kit.errors import Invalid

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SCHEMA = Path(__file__).parents[2] / "docs/option-models.schema.json"
EXAMPLE = Path(__file__).parents[2] / "docs/examples/chassis.json"


def model(**changes: Any) -> OptionModel:
    document: dict[str, Any] = {
        "id": "chassis",
        "options": [
            {"id": "power", "values": [{"id": "ac", "price": 50}, {"id": "dc", "price": 70}]},
            {"id": "card", "values": [{"id": "fibre", "price": 10}], "optional": True},
            {"id": "fans", "quantity": {"max": 3, "price": 5}},
        ],
    }
    return msgspec.convert({**document, **changes}, OptionModel)


def is_(option: str, *values: str) -> dict[str, Any]:
    return {"kind": "is", "option": option, "values": list(values)}


def used(document: OptionModel) -> ModelInUse:
    return ModelInUse(document, compile_model(document))


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"rules": [{"kind": "excludes", "id": "r", "of": [is_("wings", "x")]}]}, "rules/r", "no option 'wings'"),
        ({"rules": [{"kind": "excludes", "id": "r", "of": [is_("power", "gas")]}]}, "rules/r", "no value 'gas'"),
        (
            {"rules": [{"kind": "table", "id": "r", "options": ["power"], "allowed": [["ac", "dc"]]}]},
            "rules/r/0",
            "2 cells",
        ),
        ({"rules": [{"kind": "table", "id": "r", "options": ["power"]}]}, "rules/r", "allowed or forbidden"),
        ({"rules": [{"kind": "count", "id": "r", "of": []}]}, "rules/r", "limits nothing"),
        ({"options": [{"id": "a"}]}, "options/a", "values or a quantity"),
        ({"options": []}, "options", "there are none"),
        ({"options": [{"id": "a", "values": [{"id": "x"}, {"id": "x"}]}]}, "options/a", "given twice"),
        ({"options": [{"id": "a", "values": [{"id": "x"}], "default": "y"}]}, "options/a", "default 'y'"),
        ({"options": [{"id": "a", "values": [{"id": "x", "module": "m"}]}]}, "options/a", "no module 'm'"),
        ({"options": [{"id": "a", "quantity": {"min": 3, "max": 2}}]}, "options/a", "allows 0 numbers"),
    ],
)
def test_a_slip_is_refused_with_its_place(changes: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(OptionModelRefused) as refused:
        compile_model(model(**changes))
    assert words in refused.value.fields[place]


def test_every_slip_is_told_at_once() -> None:
    rules = [{"kind": "excludes", "id": name, "of": [is_("wings", "x")]} for name in ("one", "two")]
    with pytest.raises(OptionModelRefused) as refused:
        compile_model(model(rules=rules))
    assert set(refused.value.fields) == {"rules/one", "rules/two"}


def test_modules_that_contain_each_other_are_refused() -> None:
    def holding(name: str) -> dict[str, Any]:
        return {"options": [{"id": "bay", "values": [{"id": "x", "module": name}]}]}

    with pytest.raises(OptionModelRefused) as refused:
        compile_model(model(modules={"a": holding("b"), "b": holding("a")}))
    assert "a → b → a" in refused.value.fields["modules/a"]


def test_a_model_that_allows_nothing_names_just_the_rules_that_forbid_everything() -> None:
    rules = [
        {"kind": "requires", "id": "card needs dc", "if": is_("card", "fibre"), "then": is_("power", "dc")},
        {"kind": "excludes", "id": "no dc", "of": [is_("power", "dc")]},
        {"kind": "excludes", "id": "no ac", "of": [is_("power", "ac")]},
    ]
    rules = [{**rule, "id": rule["id"].replace(" ", "-")} for rule in rules]
    with pytest.raises(OptionModelRefused) as refused:
        compile_model(model(rules=rules))
    assert set(refused.value.fields) == {"rules/no-dc", "rules/no-ac"}


def test_a_sum_with_too_many_results_is_refused_with_advice() -> None:
    options = [
        {"id": f"slot{n}", "values": [{"id": f"v{k}", "attributes": {"w": 3**n * k + 7**k}} for k in range(8)]}
        for n in range(14)
    ]
    names = [option["id"] for option in options]
    rule = {"kind": "sum", "id": "power", "attribute": "w", "options": names, "at_most": 6_000_000}
    with pytest.raises(OptionModelRefused) as refused:
        compile_model(model(options=options, rules=[rule]))
    assert "coarser numbers" in refused.value.fields["rules/power"]


def test_a_model_whose_options_all_depend_on_each_other_is_refused() -> None:
    options = [{"id": f"o{n}", "values": [{"id": f"v{k}"} for k in range(6)]} for n in range(14)]
    unequal = [[f"v{a}", f"v{b}"] for a in range(6) for b in range(6) if (a + b) % 5]
    rules = [
        {"kind": "table", "id": f"r{a}-{b}", "options": [f"o{a}", f"o{b}"], "allowed": unequal}
        for a in range(14)
        for b in range(a)
    ]
    with pytest.raises(OptionModelRefused) as refused:
        compile_model(model(options=options, rules=rules))
    assert "depend on each other" in next(iter(refused.value.fields.values()))


@pytest.mark.parametrize(("names", "size", "rules"), [("ab", 150, 400), ("abcd", 30, 60), ("abc", 100, 100)])
def test_many_exceptions_among_a_few_long_options_can_be_published(names: str, size: int, rules: int) -> None:
    options = [{"id": name, "values": [{"id": f"v{n}"} for n in range(size)]} for name in names]
    forbidden = [[f"v{(n * (7 * k + 1) + n // size * k) % size}" for k in range(len(names))] for n in range(rules)]
    excludes = [
        {"kind": "excludes", "id": f"r{n}", "of": [is_(*one) for one in zip(names, row, strict=True)]}
        for n, row in enumerate(forbidden)
    ]
    found = used(model(options=options, rules=excludes))
    assert found.count({}) == size ** len(names) - len({tuple(row) for row in forbidden})
    *others, last = zip(names, forbidden[7], strict=True)
    why = found.why_blocked(dict(others), *last)
    assert why is not None
    assert [rule.id for rule in why.rules] == ["r7"]


def test_an_author_learns_of_dead_values_and_options_that_are_none() -> None:
    document = model(rules=[{"kind": "excludes", "id": "no-ac", "of": [is_("power", "ac")]}])
    report = author_report(document, used(document).engine)
    assert report.configurations == 1 * 2 * 4
    assert report.dead_values == [Choice("power", "ac")]
    assert report.decided_options == [Choice("power", "dc")]


def test_a_choice_that_the_model_does_not_have_is_never_believed() -> None:
    for choices in ({"power": "gas"}, {"wings": "x"}, {"fans": 9}, {"fans": "1"}):
        with pytest.raises(Invalid):
            used(model()).states(choices)


def test_a_completion_prices_and_lists_what_it_consists_of() -> None:
    document = model(
        options=[
            {"id": "fans", "quantity": {"min": 1, "max": 3, "price": 5, "sku": "FAN"}},
            {"id": "spare", "values": [{"id": "fan", "price": 4, "sku": "FAN"}]},
        ]
    )
    done = used(document).completed({"fans": 2})
    assert (done.price, done.currency, done.skus) == (14, "USD", {"FAN": 3})


def test_choices_reopened_under_a_new_version_show_what_changed() -> None:
    old = model()
    new = model(
        options=[
            {"id": "power", "values": [{"id": "ac", "price": 60}]},
            {"id": "card", "values": [{"id": "fibre", "price": 10}]},
            {"id": "rack", "values": [{"id": "19-inch"}]},
        ],
        rules=[{"kind": "excludes", "id": "no-both", "of": [is_("power", "ac"), is_("card", "fibre")]}],
    )
    with pytest.raises(OptionModelRefused):
        compile_model(new)
    new = msgspec.structs.replace(new, rules=[])
    found = differences(used(old), {"power": "ac", "card": "fibre", "fans": 2}, used(new))
    assert found.kept == {"power": "ac", "card": "fibre"}
    assert found.lost == [Choice("fans", 2)]
    assert found.repriced == [Choice("power", "ac")]
    assert found.new_options == ["rack"]
    assert found.conflict is None


def test_a_published_version_stays_as_it_was() -> None:
    first, report = publishing.publish(model(), NOW)
    second, _ = publishing.publish(model(currency="EUR"), NOW)
    assert report.configurations == 2 * 2 * 4
    assert (first.number, second.number) == (1, 2)
    assert book.entry_of("chassis").active == second.version
    assert publishing.model_in_use(first.version).model.currency == "USD"
    again, _ = publishing.publish(model(), NOW)
    assert again == first
    assert book.entry_of("chassis").active == first.version


def test_a_refused_model_changes_nothing() -> None:
    published, _ = publishing.publish(model(), NOW)
    with pytest.raises(OptionModelRefused):
        publishing.publish(model(options=[]), NOW)
    assert book.entry_of("chassis").active == published.version
    with pytest.raises(OptionModelNotFound):
        book.entry_of("unheard-of")


def test_the_documented_example_works_as_documented() -> None:
    document = msgspec.json.decode(EXAMPLE.read_bytes(), type=OptionModel)
    chassis = used(document)
    choices = {"slot-1": "fibre", "slot-2": "fibre", "psu-2": "none"}
    why = chassis.why_blocked(choices, "psu-1", "psu-700")
    assert why is not None
    assert [rule.id for rule in why.rules] == ["power"]
    assert [[choice.option for choice in repair] for repair in why.repairs] == [["slot-1"], ["slot-2"], ["psu-2"]]
    states = {state.option: {v.value: v.state for v in state.values} for state in chassis.states(choices)}
    assert states["psu-1"] == {"psu-700": "blocked", "psu-1400": "forced"}
    assert states["slot-1/optics/transceivers"]["absent"] == "blocked"


def test_the_written_schema_is_that_of_the_types() -> None:
    assert json.loads(SCHEMA.read_bytes()) == msgspec.json.schema(OptionModel)


def test_a_loaded_version_answers_as_the_one_that_was_published() -> None:
    rules = [
        {"kind": "table", "id": "t", "options": ["power", "fans"], "allowed": [["ac", 1], ["ac", 2], ["dc", 3]]},
        {
            "kind": "when",
            "id": "w",
            "reason": {"en": "No fibre with one fan."},
            "if": {"kind": "between", "option": "fans", "most": 1},
            "then": [{"kind": "table", "id": "i", "options": ["card"], "forbidden": [["fibre"]]}],
        },
    ]
    document = model(rules=rules)
    published, _ = publishing.publish(document, NOW)
    loaded, fresh = publishing.model_in_use(published.version), used(document)
    assert loaded.states({"card": "fibre"}) == fresh.states({"card": "fibre"})
    assert loaded.why_blocked({"card": "fibre"}, "fans", 1) == fresh.why_blocked({"card": "fibre"}, "fans", 1)
    assert publishing.document_of(published.version) == document
