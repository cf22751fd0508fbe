"""Racks, cabinets, power distribution and patch panels."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as every

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Product, compose, detail, dice, picture, shelf_price
from infra.demo.colours import COLOURS
from infra.demo.text import Text

_KINDS = {  # category, words, makers, heights, widths, depths, base dollars, dollars a unit
    "cabinet": ("Server Cabinets", Text("Server Cabinet", "服务器机柜"), ("IM", "RF"), (18, 24, 32, 42, 47), (600, 800), (800, 1000, 1200), 290, 14),
    "frame": ("Open Frame Racks", Text("Open Frame Rack", "开放式机架"), ("IM", "RF"), (12, 25, 42, 45), (530,), (450, 750, 1000), 85, 4),
    "wall": ("Wall Cabinets", Text("Wall Cabinet", "壁挂机柜"), ("IM", "RF", "OR"), (4, 6, 9, 12, 15), (540, 600), (350, 450, 600), 49, 9),
}  # fmt: skip
_DOORS = {
    "G": (Text("Glass Door", "玻璃门"), 1.0),
    "M": (Text("Mesh Door", "网孔门"), 1.08),
    "N": (Text("No Door", "无门"), 0.9),
}
_RACK_COLOURS = ("black", "grey", "white")
_RACK_OPENING = [
    Text("{height} units of 19-inch space, {width} mm wide and {depth} mm deep, for up to {load} kg of equipment.", "{height}U标准19英寸空间，宽{width}毫米、深{depth}毫米，承重{load}公斤。"),
    Text("Made of {steel} mm steel, this {kind.en} carries {load} kg over {height} units.", "采用{steel}毫米钢板，{height}U{kind.zh}，承重可达{load}公斤。"),
]  # fmt: skip
_RACK_CLOSING = [
    Text(
        "Side panels and doors lift off without tools, and cables enter from above and below.",
        "侧板与柜门免工具拆卸，上下均可进线。",
    ),
    Text(
        "Rails slide in depth, every unit is numbered, and fifty cage nuts are included.",
        "立柱前后可调，U位有编号，附50套卡扣螺母。",
    ),
    Text(
        "It comes flat-packed with levelling feet, castors and earth straps.", "平板包装发货，含调平脚、脚轮与接地线。"
    ),
]

_PDU_KINDS = {
    "B": ("Basic PDUs", Text("Basic", "基础型"), 0),
    "M": ("Metered PDUs", Text("Metered", "计量型"), 160),
    "S": ("Switched PDUs", Text("Switched", "可控型"), 420),
}
_PDU_OUTLETS = {
    "8C13": (8, 0),
    "12C13": (12, 30),
    "20C13-4C19": (24, 90),
    "36C13-6C19": (42, 190),
    "8UK": (8, 12),
    "8CN": (8, 4),
}
_PDU_INPUTS = {"16A": 1.0, "32A": 1.35, "3x16A": 1.7, "3x32A": 2.1}
_PDU_TEXT = [
    Text("{outlets} locking outlets on a {input} feed, in a slim aluminium body of {shape.en}.", "{outlets}位防脱插座，{input}输入，{shape.zh}铝合金机身。"),
    Text("This {kind.en} unit spreads a {input} feed over {outlets} outlets and mounts without tools.", "{kind.zh}配电单元，{input}输入，{outlets}位输出，免工具安装。"),
]  # fmt: skip
_PDU_CLOSING = {
    "B": [Text("A breaker with a cover keeps hands off the switch.", "断路器带防误触护盖。"), Text("Nothing in it needs a network.", "无需联网，简单可靠。")],
    "M": [Text("A display and SNMP show amperes, watts and energy of each branch.", "屏幕与SNMP实时显示各支路电流、功率与电量。"), Text("Limits send a message before a breaker trips.", "超限先告警，避免跳闸。")],
    "S": [Text("Outlets are switched and metered one by one, also on a timetable.", "逐插座开关与计量，支持定时。"), Text("A hung server is restarted from afar in seconds.", "远程数秒即可重启死机服务器。")],
}  # fmt: skip

_PANEL_PORTS = (12, 24, 48)
_COPPER_PANELS = (("Cat5e", 22), ("Cat6", 29), ("Cat6A", 52), ("Cat8", 120))
_FIBRE_PANELS = (("LC", 58), ("SC", 52), ("MPO", 145))
_PANEL_TEXT = [
    Text("{ports} ports of {grade} in {units} with numbered fronts and a cable bar behind.", "{ports}口{grade}，{units}高，前面板编号，后部带理线架。"),
    Text("A {units} home for {ports} {grade} links, with labels that slide in and ports that come out one by one.", "{units}空间容纳{ports}路{grade}链路，标签可插换，端口可逐个拆装。"),
]  # fmt: skip
_PANEL_CLOSING = [
    Text("Earth strap, screws and ties are included.", "附接地线、螺丝与扎带。"),
    Text("It is tested to ISO/IEC 11801.", "按ISO/IEC 11801标准测试。"),
]


def products() -> Iterator[Product]:
    """Cabinets and racks, then PDUs, then patch panels."""
    for kind, (_, _, makers, heights, widths, depths, _, _) in _KINDS.items():
        doors = "N" if kind == "frame" else "GM"
        for choice in every(makers, heights, widths, depths, doors, _RACK_COLOURS):
            yield _rack(kind, *choice)
    for maker, meter, outlets, feed, cord in every(("VM", "IM"), _PDU_KINDS, _PDU_OUTLETS, _PDU_INPUTS, (2, 3)):
        yield _pdu(maker, meter, outlets, feed, cord)
    for maker, ports in every(("CL", "TW"), _PANEL_PORTS):
        for (grade, dollars), shield, loaded in every(_COPPER_PANELS, ("UTP", "STP"), ("", "K")):
            yield _panel(maker, ports, grade, dollars * ports / 24, shield, loaded, "Copper")
    for maker, ports, (grade, dollars), mode, loaded in every(
        ("FB", "GS"), _PANEL_PORTS, _FIBRE_PANELS, ("SM", "MM"), ("", "K")
    ):
        yield _panel(maker, ports, grade, dollars * (0.4 + ports / 40), mode, loaded, "Fibre")


def _rack(kind: str, maker: str, height: int, width: int, depth: int, door: str, tint: str) -> Product:
    place, words, _, _, _, _, base, unit = _KINDS[kind]
    brand, (front, factor), colour = BRANDS[maker], _DOORS[door], COLOURS[tint]
    group = f"{maker}-{kind[:3].upper()}{height}-{width}{depth}"
    sku = f"{group}-{door}{tint[:2].upper()}"
    load = {"cabinet": 1_200, "frame": 600, "wall": 60}[kind] + height * 4
    facts = {"height": height, "width": width, "depth": depth, "load": load, "kind": Text(words.en.lower(), words.zh)}
    facts["steel"] = "2.0" if kind == "cabinet" else "1.5"
    look = (kind, height, "wide" if width >= 800 else "slim", door, tint)
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {height}U {words.en} {width} × {depth} mm{'' if door == 'N' else f' with {front.en}'} – {colour.name.en}",
            f"{brand.name.zh} {height}U{words.zh} {width}×{depth}毫米 {'' if door == 'N' else front.zh + ' '}{colour.name.zh}",
        ),
        description=compose(dice(sku), facts, _RACK_OPENING, _RACK_CLOSING),
        category=f"Racks and Power > Racks > {place}",
        price=shelf_price((base + unit * height + (width - 500) * 0.3 + depth * 0.11) * factor),
        pictures=(picture("rack", *look), picture("rack-detail", kind, door, tint)),
        details=[
            detail("Height", f"{height}U"), detail("Width", f"{width} mm", f"{width}毫米"), detail("Depth", f"{depth} mm", f"{depth}毫米"),
            detail("Load", f"{load} kg", f"{load}公斤"), detail("Form factor", *front),
        ],
        highlights=[
            Text(f"Carries {load} kg", f"承重{load}公斤"), Text("Panels lift off without tools", "侧板免工具拆卸"),
            Text("Cable entry above and below", "上下进线"),
        ],
        weight=(6_000 if kind == "wall" else 14_000) + height * (900 if kind == "wall" else 1_900),
        group=group,
        colour=colour.name,
    )  # fmt: skip


def _pdu(maker: str, kind: str, outlets: str, feed: str, cord: int) -> Product:
    (place, words, extra), (count, more), brand = _PDU_KINDS[kind], _PDU_OUTLETS[outlets], BRANDS[maker]
    tall = count > 12
    shape = Text("a zero-unit upright", "0U竖装") if tall else Text("a single rack unit", "1U横装")
    group = f"{maker}-PDU{kind}-{outlets}-{feed}".upper()
    facts = {
        "outlets": count,
        "input": feed.replace("x", " × "),
        "kind": Text(words.en.lower(), words.zh),
        "shape": shape,
    }
    plain = outlets.replace("-", " + ").replace("C1", " × C1").replace("UK", " × UK").replace("CN", " × CN")
    look = ("tall" if tall else "flat", count, kind)
    return Product(
        sku=f"{group}-{cord}M",
        brand=brand,
        title=Text(
            f"{brand.name.en} {words.en} Rack PDU {plain} {facts['input']} {'0U' if tall else '1U'} with {cord} m Cord",
            f"{brand.name.zh} {words.zh}机柜PDU {plain} {facts['input']} {shape.zh} {cord}米电源线",
        ),
        description=compose(dice(f"{group}{cord}"), facts, _PDU_TEXT, _PDU_CLOSING[kind]),
        category=f"Racks and Power > Power Distribution > {place}",
        price=shelf_price((62 + extra + more + cord * 4) * _PDU_INPUTS[feed]),
        pictures=(picture("pdu", *look), picture("pdu-detail", *look)),
        details=[
            detail("Outlets", plain), detail("Input", facts["input"]), detail("Form factor", shape.en[2:].capitalize(), shape.zh),
            detail("Length", f"{cord} m cord", f"{cord}米电源线"), detail("Management", *words),
        ],
        highlights=[
            Text(f"{count} locking outlets", f"{count}位防脱插座"), Text(f"{facts['input']} feed", f"{facts['input']}输入"),
            Text("Mounts without tools", "免工具安装"),
        ],
        weight=1_800 + count * 60,
        group=group,
    )  # fmt: skip


def _panel(maker: str, ports: int, grade: str, dollars: float, variant: str, loaded: str, kind: str) -> Product:
    brand = BRANDS[maker]
    units = "2U" if ports == 48 and kind == "Fibre" else "1U"
    group = f"{maker}-PP{ports}-{grade}-{variant}".upper()
    fill = Text("Unloaded", "空架") if loaded else Text("Loaded", "满配")
    facts = {"ports": ports, "grade": grade, "units": units}
    look = (kind.lower(), ports, grade, "k" if loaded else "full")
    return Product(
        sku=group + loaded,
        brand=brand,
        title=Text(
            f"{brand.name.en} {ports}-Port {grade} {variant} {kind} Patch Panel {units} – {fill.en}",
            f"{brand.name.zh} {ports}口{grade} {variant}{'铜缆' if kind == 'Copper' else '光纤'}配线架 {units}（{fill.zh}）",
        ),
        description=compose(dice(group + loaded), facts, _PANEL_TEXT, _PANEL_CLOSING),
        category=f"Racks and Power > Patch Panels > {kind} Patch Panels",
        price=shelf_price(dollars * (0.45 if loaded else 1) * (1.2 if variant == "STP" else 1)),
        pictures=(picture("panel", *look), picture("panel-detail", kind.lower(), grade)),
        details=[detail("Ports", ports), detail("Cable category" if kind == "Copper" else "Connector", grade), detail("Height", units), detail("Form factor", *fill)],
        highlights=[
            Text(f"{ports} numbered ports", f"{ports}个编号端口"), Text("Cable bar behind", "后置理线架"), Text("Labels that slide in", "插入式标签"),
        ],
        weight=900 + ports * 25,
        group=group,
    )  # fmt: skip
