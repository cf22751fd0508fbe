"""Published formats as option models."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from chalicelib.configurator.building import compile_model
from chalicelib.configurator.configuring import ModelInUse
from chalicelib.configurator.devices import Fit, Limit, device_model
from chalicelib.configurator.flattening import OptionModelRefused
from chalicelib.configurator.schemas import Key
from chalicelib.configurator.xcsp import XcspNotReadable, read_xcsp

CARS = Path(os.environ.get("PORTICO_DATA", "../shared")) / "configurator"
SMALL = b"""<instance><presentation format="XCSP 2.1" type="CSP"/>
<domains nbDomains="2"><domain name="d" nbValues="3">-1..1</domain><domain name="e" nbValues="2">0 1</domain></domains>
<variables nbVariables="2"><variable name="x" domain="d"/><variable name="y" domain="e"/></variables>
<relations nbRelations="2"><relation name="s" arity="2" nbTuples="3" semantics="supports">-1 0|0 1|1 1</relation>
<relation name="c" arity="1" nbTuples="1" semantics="conflicts">1</relation></relations>
<constraints nbConstraints="2"><constraint name="a" arity="2" scope="x y" reference="s"/>
<constraint name="b" arity="1" scope="x" reference="c"/></constraints></instance>"""


def test_an_xcsp_instance_keeps_its_supports_and_conflicts() -> None:
    model = read_xcsp(SMALL, "small")
    in_use = ModelInUse(model, compile_model(model))
    assert in_use.count({}) == 2
    assert in_use.completed({"x": "0"}).choices == {"x": "0", "y": "1"}
    assert not in_use.is_possible({"x": "1"})


@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE x [<!ENTITY a 'b'>]><instance/>", b"<instance", SMALL.replace(b"supports", b"soft")]
)
def test_a_file_that_is_no_such_instance_is_refused(content: bytes) -> None:
    with pytest.raises(XcspNotReadable):
        read_xcsp(content, "x")


@pytest.mark.skipif(
    not (CARS / "renault-medium.xml").exists(),
    reason=f"NO SAMPLE DATA: there is no {CARS}/renault-medium.xml; name the folder of the sample data in PORTICO_DATA",
)
def test_a_published_car_has_its_exact_number_of_configurations_and_every_sold_one_can_be_reached() -> None:
    model = read_xcsp((CARS / "renault-medium.xml").read_bytes(), "car")
    car = ModelInUse(model, compile_model(model))
    assert car.count({}) == 278_744
    names, *sold = [line.split() for line in (CARS / "renault-medium-sold.txt").read_text().splitlines()]
    chance = Random(3)
    for values in chance.sample(sold, 25):
        choices: dict[str, Key] = {}
        for name, value in chance.sample(list(zip(names, values, strict=True)), len(names)):
            [option] = [option for option in car.states(choices) if option.option == name]
            assert {v.value: v.state for v in option.values}[value] in ("selectable", "forced")
            choices[name] = value
        assert car.is_possible(choices)


CHASSIS = {
    "manufacturer": "Example",
    "model": "Chassis 3",
    "module-bays": [{"name": "Slot 1"}, {"name": "Slot 2"}, {"name": "PSU 1"}, {"name": "PSU 2"}, {"name": "Fan"}],
}
CARD = {
    "model": "Card",
    "part_number": "C-1",
    "module-bays": [{"name": "{module}/1"}],
    "power-ports": [{"maximum_draw": 300}],
}
MEZZANINE = {"model": "Mezzanine", "weight": 1.5, "weight_unit": "kg"}
POWER = [{"model": "PSU AC"}, {"model": "PSU DC"}]
FITS = [
    Fit("Chassis*", "Slot *", ["Card"]),
    Fit("Chassis*", "PSU *", ["PSU *"], alike=True, at_least=1),
    Fit("Card", "*", ["Mezzanine"]),
]


def test_a_chassis_has_its_bays_as_options_and_no_mixed_power() -> None:
    model = device_model(CHASSIS, [CARD, MEZZANINE, *POWER], FITS)
    chassis = ModelInUse(model, compile_model(model))
    # Each slot: empty, a card, a card with a mezzanine. Power: one of two kinds in one of two bays, or two alike.
    assert chassis.count({}) == 3 * 3 * (4 + 2)
    why = chassis.why_blocked({"PSU-1": "PSU-AC"}, "PSU-2", "PSU-DC")
    assert why is not None
    assert [choice.option for choice in why.choices] == ["PSU-1"]
    assert chassis.completed({"Slot-1": "Card"}).skus["C-1"] == 1


def test_what_the_ports_draw_counts_against_a_limit() -> None:
    model = device_model(CHASSIS, [CARD, *POWER], FITS, [Limit("Chassis*", "draw_w", 500)])
    chassis = ModelInUse(model, compile_model(model))
    assert not chassis.is_possible({"Slot-1": "Card", "Slot-2": "Card"})


def test_modules_that_would_hold_themselves_are_refused() -> None:
    model = device_model(CHASSIS, [CARD, *POWER], [*FITS[:2], Fit("Card", "*", ["Card"])])
    with pytest.raises(OptionModelRefused) as refused:
        compile_model(model)
    assert "contain each other" in refused.value.fields["modules/Card"]
