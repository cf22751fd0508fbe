"""The options of a demo chassis: what can be put where, with article numbers and prices of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from infra.demo.option_models.words import both
from infra.demo.text import Text

Option = dict[str, Any]


class Card(NamedTuple):
    """A line card: what it is called, what it draws, and for one with cages the two kinds of optics: form, rate, types."""

    title: Text
    draw_w: int
    ports: int = 0
    optics: tuple[str, ...] = ()


CARDS = {
    "48G": Card(Text("48 × 1G copper", "48口千兆电口"), 200),
    "48GP": Card(Text("48 × 1G PoE+", "48口千兆PoE+"), 800),
    "48M": Card(Text("48 × 2.5G PoE++", "48口2.5G PoE++"), 1_000),
    "48S": Card(Text("48 × 1G SFP", "48口千兆SFP"), 200, 48, ("SFP", "1", "SX", "LX")),
    "48X": Card(Text("48 × 10G SFP+", "48口万兆SFP+"), 400, 48, ("SFP+", "10", "SR", "LR")),
    "48Y": Card(Text("48 × 25G SFP28", "48口25G SFP28"), 400, 48, ("SFP28", "25", "SR", "LR")),
    "32C": Card(Text("32 × 100G QSFP28", "32口100G QSFP28"), 800, 32, ("QSFP28", "100", "SR4", "LR4")),
    "16D": Card(Text("16 × 400G QSFP-DD", "16口400G QSFP-DD"), 1_000, 16, ("QSFP-DD", "400", "SR8", "LR4")),
}
SUPERVISORS = {
    "S1": Text("Supervisor 4.8 Tbps", "主控板 4.8 Tbps"),
    "S2": Text("Supervisor 9.6 Tbps", "主控板 9.6 Tbps"),
    "S3": Text("Supervisor 25.6 Tbps", "主控板 25.6 Tbps"),
    "S3E": Text("Supervisor 25.6 Tbps, extended tables", "主控板 25.6 Tbps 大表项版"),
}
POWERS = {
    "AC1200": (1_200, Text("1,200 W AC", "1200W交流")),
    "AC2400": (2_400, Text("2,400 W AC", "2400W交流")),
    "AC3000": (3_000, Text("3,000 W AC", "3000W交流")),
    "DC2400": (2_400, Text("2,400 W DC", "2400W直流")),
    "HV3000": (3_000, Text("3,000 W HVDC", "3000W高压直流")),
}
BAYS = {4: 4, 7: 5, 10: 6, 16: 8}
"""Power bays of a chassis, by its slots."""
TWO_SUPERVISORS_FROM_SLOTS = 10
_LICENCES = {
    "base": (Text("Base software", "基础软件"), 0),
    "routing": (Text("Advanced routing (BGP, MPLS)", "高级路由（BGP、MPLS）"), 290_000),
    "fabric": (Text("Data-centre fabric (EVPN-VXLAN)", "数据中心网络（EVPN-VXLAN）"), 690_000),
}


@dataclass(frozen=True)
class Shelf:
    """Where a platform's parts come from. `price_of` says what a SKU costs, in cents."""

    code: str
    platform: str
    price_of: Callable[[str], int]

    def sku(self, model: str) -> str:
        """The article number of one of the platform's parts."""
        return f"{self.code}-{self.platform[:4].upper()}-{model}"

    def part(self, model: str) -> dict[str, Any]:
        """SKU and price of one of the platform's parts."""
        return self.article(self.sku(model))

    def optic(self, form: str, rate: str, kind: str) -> dict[str, Any]:
        """SKU and price of a transceiver that is coded for the platform's maker."""
        return self.article(f"LR-{form}-{rate}G-{kind}-C-{self.code}".replace("+", "P"))

    def article(self, sku: str) -> dict[str, Any]:
        """SKU and price, as a value has them."""
        return {"sku": sku, "price": self.price_of(sku)}


def supervisors(shelf: Shelf, slots: int) -> list[Option]:
    """Two bays; in a small chassis the second may stay empty."""
    values = [{"id": model, "title": both(title), **shelf.part(model)} for model, title in SUPERVISORS.items()]
    first, second = Text("Supervisor 1", "主控板 1"), Text("Supervisor 2", "主控板 2")
    return [
        {"id": "supervisor-1", "title": both(first), "group": "control", "values": values, "default": "S2"},
        {
            "id": "supervisor-2",
            "title": both(second),
            "group": "control",
            "values": values,
            "optional": slots < TWO_SUPERVISORS_FROM_SLOTS,
        },
    ]


def slots(shelf: Shelf, count: int) -> list[Option]:
    """A line card for each slot; the first has to be filled."""
    values = [
        {
            "id": model,
            "title": both(card.title),
            **shelf.part(model),
            "attributes": {"draw_w": card.draw_w},
            **({"module": f"optics-{model}"} if card.optics else {}),
        }
        for model, card in CARDS.items()
    ]
    return [
        {
            "id": f"slot-{number}",
            "title": both(Text(f"Slot {number}", f"槽位 {number}")),
            "group": "cards",
            "values": values,
            "optional": number > 1,
            "default": "48G" if number == 1 else "none",
        }
        for number in range(1, count + 1)
    ]


def optics_modules(shelf: Shelf) -> dict[str, Any]:
    """What comes with a card that has cages: optics for short and for long reach, no more than it has ports."""
    modules = {}
    for model, card in CARDS.items():
        if card.optics:
            form, rate, short, far = card.optics
            reason = Text(f"The card has {card.ports} ports for optics.", f"该业务板共有{card.ports}个光口。")
            modules[f"optics-{model}"] = {
                "options": [
                    _optics(shelf, "short", Text(f"{rate}G {short} optics", f"{rate}G {short}光模块"), card, (form, rate, short)),
                    _optics(shelf, "long", Text(f"{rate}G {far} optics", f"{rate}G {far}光模块"), card, (form, rate, far)),
                ],
                "rules": [
                    {
                        "kind": "sum",
                        "id": "ports",
                        "reason": both(reason),
                        "attribute": "ports",
                        "options": ["short", "long"],
                        "at_most": card.ports,
                    }
                ],
            }  # fmt: skip
    return modules


def _optics(shelf: Shelf, name: str, title: Text, card: Card, kind: tuple[str, str, str]) -> Option:
    pieces = {"max": card.ports, "step": card.ports // 4, "attributes": {"ports": 1}, **shelf.optic(*kind)}
    return {"id": name, "title": both(title), "quantity": pieces, "default": 0}


def power() -> Option:
    """The kind of power modules; how many is asked once that is known."""
    values = [{"id": model, "title": both(title), "module": f"power-{model}"} for model, (_, title) in POWERS.items()]
    kind = Text("Power module", "电源模块")
    return {"id": "power", "title": both(kind), "group": "power", "values": values, "default": "AC2400"}


def power_modules(shelf: Shelf, slots: int) -> dict[str, Any]:
    """For each kind: the modules that feed the cards, and those that stand by."""
    bays = BAYS[slots]
    reason = Text(f"The chassis has {bays} bays for power modules.", f"机箱共有{bays}个电源槽位。")
    feeding, spare = Text("Pieces that feed the cards", "供电数量"), Text("Redundant pieces", "冗余数量")
    modules = {}
    for model, (supply_w, _) in POWERS.items():
        article = shelf.part(model)
        modules[f"power-{model}"] = {
            "options": [
                {
                    "id": "pieces",
                    "title": both(feeding),
                    "quantity": {"min": 1, "max": bays, "attributes": {"supply_w": supply_w, "bays": 1}, **article},
                },
                {
                    "id": "spare",
                    "title": both(spare),
                    "quantity": {"max": 2, "attributes": {"bays": 1}, **article},
                    "default": 1,
                },
            ],
            "rules": [
                {
                    "kind": "sum",
                    "id": "bays",
                    "reason": both(reason),
                    "attribute": "bays",
                    "options": ["pieces", "spare"],
                    "at_most": bays,
                }
            ],
        }
    return modules


def cooling(shelf: Shelf, slots: int) -> list[Option]:
    """The fan tray that fits, and one to keep."""
    tray = {
        "id": "tray",
        "title": both(Text(f"Fan tray for {slots} slots", f"{slots}槽风扇框")),
        **shelf.part(f"F{slots:02}"),
    }
    first, second = Text("Fan tray", "风扇框"), Text("Spare fan tray", "备用风扇框")
    return [
        {"id": "fans", "title": both(first), "group": "cooling", "values": [tray]},
        {"id": "spare-fans", "title": both(second), "group": "cooling", "values": [tray], "optional": True, "default": "none"},
    ]  # fmt: skip


def software() -> list[Option]:
    """Licence and installation: priced here, since the catalogue does not have them."""
    licence, service = Text("Licence", "软件许可"), Text("Installation on site", "现场安装")
    licences = [{"id": name, "title": both(title), "price": price} for name, (title, price) in _LICENCES.items()]
    installed = {
        "id": "installed",
        "title": both(Text("Rack, power, first configuration", "上架、通电与初始配置")),
        "price": 180_000,
    }
    return [
        {"id": "licence", "title": both(licence), "group": "software", "values": licences, "default": "base"},
        {"id": "installation", "title": both(service), "group": "software", "values": [installed], "optional": True, "default": "none"},
    ]  # fmt: skip
