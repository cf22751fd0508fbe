"""Modular switches: chassis, supervisors, line cards, power modules, fans. What fits together shares a platform name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as every

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Product, compose, detail, dice, picture, shelf_price
from infra.demo.text import Text

# brand, platform, tone, price level in percent
_PLATFORMS = """
NV Massif  graphite 100
KS Crucible midnight 115
HV Glacier snow     105
MD Zenith  plum     95
"""
_SLOTS = (4, 7, 10, 16)
_CARDS = {  # ports, speed, kind of port, dollars
    "48G": (48, "1G", "copper", 2_900),
    "48GP": (48, "1G PoE+", "poe", 3_700),
    "48M": (48, "2.5G PoE++", "poe", 5_600),
    "48S": (48, "1G SFP", "sfp", 3_900),
    "48X": (48, "10G SFP+", "sfp", 8_400),
    "24X": (24, "10G SFP+", "sfp", 5_200),
    "48Y": (48, "25G SFP28", "sfp", 12_900),
    "24Q": (24, "40G QSFP+", "qsfp", 11_500),
    "16C": (16, "100G QSFP28", "qsfp", 15_900),
    "32C": (32, "100G QSFP28", "qsfp", 26_500),
    "8D": (8, "400G QSFP-DD", "qsfp", 29_900),
    "16D": (16, "400G QSFP-DD", "qsfp", 52_900),
}
_SUPERVISORS = {"S1": ("4.8 Tbps", 5_900), "S2": ("9.6 Tbps", 9_800), "S3": ("25.6 Tbps", 17_400)}
_POWERS = {"AC1200": 590, "AC2400": 980, "AC3000": 1_250, "DC2400": 1_120, "HV3000": 1_480}
_SUPPORT = {
    "": (Text("", ""), 1.0),
    "S1": (Text("1-Year Support", "含1年原厂支持"), 1.09),
    "S3": (Text("3-Year Support", "含3年原厂支持"), 1.22),
    "S5": (Text("5-Year Support", "含5年原厂支持"), 1.33),
}
_GRADE = {"": Text("", ""), "E": Text("Extended Tables", "大表项版")}
_CLOSING = [
    Text("It is hot-swappable and fits every {platform} chassis.", "支持热插拔，适用于全部{platform}系列机箱。"),
    Text(
        "Spare parts for {platform} are kept for ten years after the last sale.", "{platform}系列停售后备件保障十年。"
    ),
    Text("It is burnt in for 48 hours before it leaves.", "出厂前经48小时老化测试。"),
]
_OPENING = {
    "Chassis": Text("The {what} takes {value} line cards over a passive backplane, with room for two supervisors.", "{what}采用无源背板，可插{value}块业务板，支持双主控。"),
    "Supervisor Modules": Text("The {what} runs control and fabric at {value}, and takes over from its twin without losing a packet.", "{what}提供{value}交换容量，主备倒换零丢包。"),
    "Line Cards": Text("The {what} adds {value} at line rate, with buffers deep enough for storage and video.", "{what}提供{value}线速转发，大缓存满足存储与视频业务。"),
    "Power Modules": Text("The {what} delivers {value} at up to 96 % efficiency and shares its load with its neighbours.", "{what}输出{value}，效率最高96%，支持均流冗余。"),
    "Fan Trays": Text("The {what} cools {value} slots and slows down when the room is cool.", "{what}为{value}个槽位散热，按温度自动调速。"),
}  # fmt: skip


def products() -> Iterator[Product]:
    """Every part of every platform."""
    for row in _PLATFORMS.strip().splitlines():
        code, platform, tone, level = row.split()
        for part, support in every(_parts(), _SUPPORT):
            yield _part(code, platform, tone, int(level), support, *part)


def _parts() -> Iterator[tuple[str, str, Text, Text, float, tuple[object, ...]]]:
    """Category, model, what it is called, what it offers, dollars, parameters of its picture."""
    for slots in _SLOTS:
        name = Text(f"{slots}-Slot Chassis", f"{slots}槽机箱")
        yield "Chassis", f"C{slots:02}", name, Text(str(slots), str(slots)), 1_900 + slots * 420, ("chassis", slots)
        yield "Fan Trays", f"F{slots:02}", Text(f"Fan Tray for {slots} Slots", f"{slots}槽风扇框"), Text(str(slots), str(slots)), 240 + slots * 30, ("fan", slots)  # fmt: skip
    for (model, (speed, dollars)), grade in every(_SUPERVISORS.items(), _GRADE):
        name = Text(f"Supervisor {speed} {_GRADE[grade].en}".strip(), f"主控板 {speed} {_GRADE[grade].zh}".strip())
        yield (
            "Supervisor Modules",
            model + grade,
            name,
            Text(speed, speed),
            dollars * (1.25 if grade else 1),
            ("supervisor", model),
        )
    for (model, (ports, speed, port, dollars)), grade in every(_CARDS.items(), _GRADE):
        name = Text(
            f"{ports}-Port {speed} Line Card {_GRADE[grade].en}".strip(),
            f"{ports}口{speed}业务板 {_GRADE[grade].zh}".strip(),
        )
        offer = Text(f"{ports} × {speed} ports", f"{ports}个{speed}端口")
        yield "Line Cards", model + grade, name, offer, dollars * (1.2 if grade else 1), ("card", f"{ports}{port}")
    for model, dollars in _POWERS.items():
        current = Text(
            {"A": "AC", "D": "DC", "H": "HVDC"}[model[0]], {"A": "交流", "D": "直流", "H": "高压直流"}[model[0]]
        )
        watts = Text(f"{model[2:]} W", f"{model[2:]}W")
        yield "Power Modules", model, Text(f"{watts.en} {current.en} Power Module", f"{watts.zh}{current.zh}电源模块"), watts, dollars, ("power", model[:2])  # fmt: skip


def _part(
    code: str, platform: str, tone: str, level: int, support: str,
    kind: str, model: str, name: Text, offer: Text, dollars: float, look: tuple[object, ...],
) -> Product:  # fmt: skip
    brand, (cover, factor) = BRANDS[code], _SUPPORT[support]
    group = f"{code}-{platform[:4].upper()}-{model}"
    sku = group + (f"-{support}" if support else "")
    what = f"{platform} {model}"
    opening = Text(
        _OPENING[kind].en.format(what=what, value=offer.en, platform=platform),
        _OPENING[kind].zh.format(what=what, value=offer.zh, platform=platform),
    )
    closing = compose(dice(sku), {"platform": platform}, _CLOSING)
    words = {"Chassis": ("Slots", offer), "Line Cards": ("Ports", offer), "Power Modules": ("Output", offer)}
    label, value = words.get(kind, ("Switching capacity" if kind[0] == "S" else "Slots", offer))
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {what} {name.en}" + (f" with {cover.en}" if cover.en else ""),
            f"{brand.name.zh} {what} {name.zh}" + (f"（{cover.zh}）" if cover.zh else ""),
        ),
        description=Text(f"{opening.en} {closing.en}", opening.zh + closing.zh),
        category=f"Network Equipment > Modular Systems > {kind}",
        price=shelf_price(dollars * level / 100 * factor),
        pictures=(picture("module", *look, tone), picture("module-detail", look[0], tone)),
        details=[
            detail(label, *value),
            detail("Compatible model", f"{platform} series", f"{platform}系列"),
            detail("Term", cover.en or "2-year warranty", cover.zh or "2年质保"),
            detail("Temperature", "0 to 45 °C", "0至45°C"),
        ],
        highlights=[
            Text(f"For all {platform} chassis" if kind != "Chassis" else "Passive backplane", f"适用于全部{platform}机箱" if kind != "Chassis" else "无源背板设计"),
            Text("Swapped while running", "支持带电热插拔"), Text("Spares for ten years", "十年备件保障"),
        ],
        weight={"Chassis": 32_000, "Line Cards": 4_200, "Supervisor Modules": 3_600, "Power Modules": 1_900, "Fan Trays": 2_700}[kind],
        group=group,
    )  # fmt: skip
