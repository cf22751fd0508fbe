"""The configurator: a published car (148 options), real chassis, and a made-up model of the size of the largest one (268 options, 226,000 tuples)."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import msgspec
import yaml

from bench._large_model import large_model
from chalicelib.configurator.building import compile_model
from chalicelib.configurator.compiled import Compiled
from chalicelib.configurator.configuring import ModelInUse
from chalicelib.configurator.devices import Fit, device_model
from chalicelib.configurator.schemas import Key, OptionModel
from chalicelib.configurator.xcsp import read_xcsp

FOLDER = Path(os.environ.get("PORTICO_DATA", "../shared")) / "configurator"
T = TypeVar("T")
CONFIGURATIONS = 278_744
WALKS = 12
LARGE_WALKS = 3


def run() -> list[dict[str, Any]]:
    """Compile, load, walk through models choice by choice in random order, and ask why values are blocked."""
    return [*_medium(), *_devices(), *_large(), *_http()]


def _medium() -> Iterator[dict[str, Any]]:
    if not (FOLDER / "renault-medium.xml").exists():
        print(f"  there is no {FOLDER}/renault-medium.xml: name the folder of the sample data in PORTICO_DATA")
        return
    model = read_xcsp((FOLDER / "renault-medium.xml").read_bytes(), "renault-medium")
    stored, seconds = _compiled(model)
    yield _figure("Renault medium: compile", seconds, "s", 10)
    loads = [_timed(lambda: _loaded(stored))[1] * 1000 for _ in range(9)]
    yield _figure("Renault medium: load, median", sorted(loads)[4], "ms", 50)
    in_use = _loaded(stored)
    count = in_use.count({})
    yield {
        "name": "Renault medium: configurations",
        "value": count,
        "unit": "",
        "target": f"= {CONFIGURATIONS}",
        "met": count == CONFIGURATIONS,
    }
    states, reasons = _walks(in_use, WALKS, with_reasons=True)
    yield _figure("Renault medium: all states after a choice, p95", _p95(states), "ms", 10)
    yield _figure("Renault medium: reason and repairs of a blocked value, p95", _p95(reasons), "ms", 50)
    completions = [_timed(lambda: in_use.completed({}))[1] * 1000 for _ in range(20)]
    yield _figure("Renault medium: completion at the lowest price, p95", _p95(completions), "ms", 50)
    yield _sold(in_use)


def _sold(in_use: ModelInUse) -> dict[str, Any]:
    """Every sold car, its choices in a random order, each of them offered at its turn."""
    lines = (FOLDER / "renault-medium-sold.txt").read_text().splitlines()
    names = lines[0].split()
    engine, flat = in_use.engine, in_use.flat
    chance = Random(5)
    reached = 0
    for line in lines[1:]:
        cells = [(flat.index[name], value) for name, value in zip(names, line.split(), strict=True)]
        chance.shuffle(cells)
        choices: dict[int, int] = {}
        for option, value in cells:
            choices[option] = flat.options[option].positions[value]
            if not engine.is_possible(choices):
                break
        else:
            reached += 1
    return {
        "name": "Renault medium: sold configurations reached choice by choice",
        "value": reached,
        "unit": "",
        "target": f"= {len(lines) - 1}",
        "met": reached == len(lines) - 1,
    }


def _devices() -> Iterator[dict[str, Any]]:
    """Real chassis and their modules; what fits where stands in _device_fits.json."""
    folder = FOLDER.parent / "devices"
    if not folder.exists():
        return
    fits = msgspec.json.decode((Path(__file__).parent / "_device_fits.json").read_bytes(), type=list[Fit])
    compile_seconds, states_ms = [], []
    for path in sorted(folder.glob("device-types/*/*.yaml")):
        modules = [
            yaml.safe_load(m.read_text()) for m in sorted(folder.glob(f"module-types/{path.parent.name}/*.yaml"))
        ]
        model = device_model(yaml.safe_load(path.read_text()), modules, fits)
        stored, seconds = _compiled(model)
        compile_seconds.append(seconds)
        states_ms += _walks(_loaded(stored), 2, with_reasons=False)[0]
    yield _figure(f"{len(compile_seconds)} real chassis: compile, the slowest", max(compile_seconds), "s", 10)
    yield _figure(f"{len(compile_seconds)} real chassis: all states after a choice, p95", _p95(states_ms), "ms", 10)


def _large() -> Iterator[dict[str, Any]]:
    stored, seconds = _compiled(large_model())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield _figure("Made-up large model: compile", seconds, "s", 180)
    yield _figure("Made-up large model: memory of the process at its peak", peak, "MiB", 1024)
    in_use, load = _timed(lambda: _loaded(stored))
    yield _figure("Made-up large model: load", load * 1000, "ms", None)
    states, _ = _walks(in_use, LARGE_WALKS, with_reasons=False)
    yield _figure("Made-up large model: all states after a choice, p95", _p95(states), "ms", 50)


def _http() -> Iterator[dict[str, Any]]:
    """The same through the app's HTTP handler, with the demo's chassis."""
    child = subprocess.run(
        [sys.executable, "-m", "bench._configurator_http"], capture_output=True, text=True, check=False
    )
    if child.returncode:
        raise RuntimeError(child.stderr[-4000:])
    for found in json.loads(child.stdout.splitlines()[-1]):
        yield _figure(found["name"], _p95(found["ms"]), "ms", found["at_most"])


def _compiled(model: OptionModel) -> tuple[tuple[OptionModel, bytes], float]:
    compiled, seconds = _timed(lambda: compile_model(model))
    return (model, msgspec.msgpack.encode(compiled)), seconds


def _loaded(stored: tuple[OptionModel, bytes]) -> ModelInUse:
    return ModelInUse(stored[0], msgspec.msgpack.decode(stored[1], type=Compiled))


def _walks(in_use: ModelInUse, walks: int, *, with_reasons: bool) -> tuple[list[float], list[float]]:
    """Milliseconds of states after each choice, and of reasons for a blocked value after every tenth."""
    states_ms, reasons_ms = [], []
    for number in range(walks):
        chance = Random(number)
        choices: dict[str, Key] = {}
        states = in_use.states({})
        for turn, place in enumerate(chance.sample(range(len(states)), len(states))):
            option = states[place]
            choices[option.option] = chance.choice([v.value for v in option.values if v.state != "blocked"])
            states, seconds = _timed(partial(in_use.states, choices))
            states_ms.append(seconds * 1000)
            blocked = [(o.option, v.value) for o in states for v in o.values if v.state == "blocked"]
            if with_reasons and blocked and turn % 10 == 9:
                reasons_ms.append(_timed(partial(in_use.why_blocked, choices, *chance.choice(blocked)))[1] * 1000)
    return states_ms, reasons_ms


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    done = work()
    return done, time.perf_counter() - begun


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _figure(name: str, value: float, unit: str, target: float | None) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "target": "-" if target is None else f"<= {target}",
        "met": target is None or value <= target,
    }
