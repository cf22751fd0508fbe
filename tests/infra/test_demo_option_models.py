"""The demo's chassis can be configured, and teach in a few clicks what a configurator is for."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
import pytest

from chalicelib.configurator.building import author_report, compile_model
from chalicelib.configurator.configuring import ModelInUse
from chalicelib.configurator.schemas import OptionModel
from infra.demo.catalogue import chassis, optics
from infra.demo.option_models import option_models
from infra.demo.option_models.standards import STANDARDS, Standard

KINDS = 4
"""Sizes of chassis: all platforms share their rules."""


@cache
def prices() -> dict[str, int]:
    """What the demo's parts cost, by SKU."""
    return {product.sku: product.price for family in (chassis, optics) for product in family.products()}


@cache
def models() -> list[tuple[dict[str, Any], list[str]]]:
    """Every model's document and its products."""
    return list(option_models(prices().__getitem__))


@cache
def smallest() -> ModelInUse:
    """The four-slot chassis of the first platform."""
    model = msgspec.convert(models()[0][0], OptionModel)
    return ModelInUse(model, compile_model(model))


def test_every_chassis_of_the_catalogue_can_be_configured() -> None:
    configured = [sku for _, products in models() for sku in products]
    built = {product.sku for product in chassis.products() if product.category.endswith("> Chassis")}
    assert set(configured) == built
    assert len(configured) == len(set(configured)) == 64


@pytest.mark.parametrize("number", range(KINDS))
def test_a_model_has_no_dead_value(number: int) -> None:
    model = msgspec.convert(models()[number][0], OptionModel)
    used = ModelInUse(model, compile_model(model))
    report = author_report(model, used.engine)
    assert report.dead_values == []
    assert {choice.option for choice in report.decided_options} <= {"fans"}
    assert used.completed({}, "defaults").choices["slot-2"] == "none"


def test_every_text_is_there_in_both_languages() -> None:
    def untold(part: Any, place: str) -> list[str]:
        if isinstance(part, dict):
            missing = [place] if "en" in part and not part.get("zh") else []
            return missing + [found for name, inner in part.items() for found in untold(inner, f"{place}/{name}")]
        return (
            [found for n, inner in enumerate(part) for found in untold(inner, f"{place}/{n}")]
            if isinstance(part, list)
            else []
        )

    document, _ = models()[0]
    assert untold(document, "") == []
    flat = smallest().flat
    assert all(option.title for option in flat.options)
    assert all(rule.rule.reason for rule in flat.rules)


def test_the_first_choice_already_blocks_a_card_and_says_how_to_have_it() -> None:
    choices = {"supervisor-1": "S1"}
    states = {state.option: {v.value: v.state for v in state.values} for state in smallest().states(choices)}
    assert states["slot-1"]["48Y"] == "blocked"
    why = smallest().why_blocked(choices, "slot-1", "48Y")
    assert why is not None
    assert [rule.reason["en"] for rule in why.rules] == [
        "The 48 × 25G SFP28 card in slot 1 needs a supervisor with at least 9.6 Tbps."
    ]
    assert [[choice.option for choice in repair] for repair in why.repairs] == [["supervisor-1"]]


def test_power_for_hungry_cards_has_to_be_there() -> None:
    choices = {"power": "AC1200", "slot-1": "48M", "slot-2": "48M", "slot-3": "48M"}
    states = {state.option: {v.value: v.state for v in state.values} for state in smallest().states(choices)}
    assert states["power/power-AC1200/pieces"][2] == "blocked"
    assert states["power/power-AC1200/pieces"][3] == "selectable"
    why = smallest().why_blocked({**choices, "power/power-AC1200/spare": 1}, "slot-4", "48M")
    assert why is not None
    assert {rule.id for rule in why.rules} >= {"power"}
    assert all(len(repair) == 1 for repair in why.repairs)


def test_optics_come_with_the_card_that_takes_them() -> None:
    states = {state.option: {v.value: v.state for v in state.values} for state in smallest().states({"slot-2": "48X"})}
    assert states["slot-2/optics-48X/short"] == {0: "selectable", 12: "selectable", 24: "selectable", 36: "selectable", 48: "selectable", "absent": "blocked"}  # fmt: skip
    assert states["slot-2/optics-48Y/short"]["absent"] == "forced"
    done = smallest().completed({"slot-2": "48X", "slot-2/optics-48X/short": 24})
    assert done.skus["LR-SFPP-10G-SR-C-NV"] == 24


@pytest.mark.parametrize("standard", STANDARDS)
def test_a_standard_configuration_can_be_built(standard: Standard) -> None:
    [document] = [document for document, products in models() if standard.sku in products]
    model = msgspec.convert(document, OptionModel)
    whole = ModelInUse(model, compile_model(model)).completed(standard.choices, "defaults")
    assert standard.choices.items() <= whole.choices.items()
