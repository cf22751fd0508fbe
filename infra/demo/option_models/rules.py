"""What goes with what in a demo chassis, each rule with the reason that a customer reads."""

from __future__ import annotations

from typing import Any

from infra.demo.option_models.parts import CARDS, POWERS
from infra.demo.option_models.words import both
from infra.demo.text import Text

Rule = dict[str, Any]
Condition = dict[str, Any]

_NEEDS = {
    "48Y": (("S2", "S3", "S3E"), "9.6 Tbps"),
    "32C": (("S3", "S3E"), "25.6 Tbps"),
    "16D": (("S3", "S3E"), "25.6 Tbps"),
}
"""Line cards that are too fast for the smaller supervisors."""


def rules(slots: int) -> list[Rule]:
    """All rules of a chassis with so many slots."""
    return [*_speed(slots), _power(slots), _control(), _software()]


def _is(option: str, *values: str) -> Condition:
    return {"kind": "is", "option": option, "values": list(values)}


def _rule(kind: str, name: str, en: str, zh: str, **what: Any) -> Rule:
    return {"kind": kind, "id": name, "reason": both(Text(en, zh)), **what}


def _speed(slots: int) -> list[Rule]:
    return [
        _rule(
            "requires",
            f"speed-{card}-slot-{slot}",
            f"The {CARDS[card].title.en} card in slot {slot} needs a supervisor with at least {speed}.",
            f"槽位{slot}的{CARDS[card].title.zh}业务板需要交换容量不低于{speed}的主控板。",
            **{"if": _is(f"slot-{slot}", card), "then": _is("supervisor-1", *supervisors)},
        )
        for slot in range(1, slots + 1)
        for card, (supervisors, speed) in _NEEDS.items()
    ]


def _power(slots: int) -> Rule:
    return _rule(
        "sum",
        "power",
        "The power modules have to feed all line cards: add or take larger power modules, or fewer hungry cards.",
        "电源模块总功率须满足全部业务板：请增加或换用更大功率的电源模块，或减少高功耗业务板。",
        attribute="draw_w",
        options=[f"slot-{slot}" for slot in range(1, slots + 1)],
        at_most=0,
        supply_attribute="supply_w",
        supply_options=[f"power/power-{model}/pieces" for model in POWERS],
    )


def _control() -> Rule:
    return _rule(
        "alike",
        "supervisors-alike",
        "Two supervisors in one chassis have to be of the same kind.",
        "同一机箱内的两块主控板必须型号相同。",
        options=["supervisor-1", "supervisor-2"],
    )


def _software() -> Rule:
    return _rule(
        "requires",
        "fabric-tables",
        "The fabric licence needs a supervisor with at least 9.6 Tbps.",
        "数据中心网络许可需要交换容量不低于9.6 Tbps的主控板。",
        **{"if": _is("licence", "fabric"), "then": _is("supervisor-1", "S2", "S3", "S3E")},
    )
