"""Standard configurations of the demo shop, offered to everyone; the rest of each is filled in by defaults."""

from __future__ import annotations

from typing import Any, NamedTuple

from infra.demo.text import Text


class Standard(NamedTuple):
    """What is built on which chassis."""

    sku: str
    name: Text
    choices: dict[str, Any]


STANDARDS = (
    Standard(
        "NV-MASS-C04",
        Text("Campus floor: 96 × PoE+, 10G uplinks", "园区楼层：96口PoE+，万兆上行"),
        {
            "supervisor-1": "S2",
            "slot-1": "48GP",
            "slot-2": "48GP",
            "slot-4": "48X",
            "slot-4/optics-48X/short": 12,
            "power": "AC2400",
        },
    ),
    Standard(
        "NV-MASS-C07",
        Text("Data-centre spine: 64 × 100G, two supervisors", "数据中心核心：64口100G，双主控"),
        {
            "supervisor-1": "S3",
            "supervisor-2": "S3",
            "slot-1": "32C",
            "slot-2": "32C",
            "slot-1/optics-32C/short": 32,
            "slot-2/optics-32C/short": 32,
            "power": "AC3000",
            "licence": "fabric",
        },
    ),
)
