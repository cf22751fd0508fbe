"""Patch cables: fibre by type, connectors, jacket and length; MPO trunks; copper by category, shielding, colour and length."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as every
from typing import NamedTuple

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Product, compose, detail, dice, picture, shelf_price
from infra.demo.colours import COLOURS
from infra.demo.text import Text

_GLASS = {  # words, dollars a metre, jacket colour
    "OS2": (Text("single-mode", "单模"), 0.32, "yellow"),
    "OM2": (Text("multimode", "多模"), 0.42, "orange"),
    "OM3": (Text("multimode", "多模"), 0.58, "aqua"),
    "OM4": (Text("multimode", "多模"), 0.74, "purple"),
    "OM5": (Text("wideband multimode", "宽带多模"), 1.10, "lime"),
}
_ENDS = ("LC-LC", "LC-SC", "SC-SC", "LC-ST", "LC-FC", "SC-ST", "SC-FC", "E2-LC")
_CORES = {
    "SX": (Text("Simplex", "单芯"), 0.6),
    "DX": (Text("Duplex", "双芯"), 1.0),
    "UB": (Text("Uniboot Duplex", "单管双芯"), 1.4),
}
_JACKETS = {  # words, price factor
    "PVC": (Text("PVC", "PVC"), 1.0),
    "LSZH": (Text("LSZH", "低烟无卤LSZH"), 1.15),
    "OFNP": (Text("Plenum", "阻燃级OFNP"), 1.5),
    "ARM": (Text("Armoured", "铠装"), 2.3),
}
_GLASS_LENGTHS = (0.5, 1, 2, 3, 4, 5, 7, 10, 15, 20, 25, 30, 40, 50, 100)
_FIBRE_RANGE = (("FB", tuple(_JACKETS)), ("TW", ("PVC", "LSZH", "OFNP")), ("GS", ("PVC", "LSZH", "OFNP")))


class Reach(NamedTuple):
    """How far 10G and 100G go over a glass."""

    ten: Text
    hundred: Text


_REACHES = {
    "OS2": Reach(Text("10 km", "10公里"), Text("10 km", "10公里")),
    "OM2": Reach(Text("82 m", "82米"), Text("30 m", "30米")),
    "OM3": Reach(Text("300 m", "300米"), Text("70 m", "70米")),
    "OM4": Reach(Text("400 m", "400米"), Text("100 m", "100米")),
    "OM5": Reach(Text("400 m", "400米"), Text("150 m", "150米")),
}
_FIBRE_OPENING = [
    Text("{length} m of {type} {mode.en} fibre with {ends} connectors, polished and inspected end by end.", "{length}米{type}{mode.zh}光纤，{ends}接头逐端研磨并检测。"),
    Text("This {length} m {type} cord joins {ends} equipment with no more than 0.3 dB lost at each end.", "这条{length}米{type}跳线用于{ends}设备互联，单端插入损耗不高于0.3dB。"),
    Text("A tidy {ends} link of {length} m: {type} {mode.en} glass in a jacket rated {jacket.en}.", "{length}米{ends}跳线，布线整洁：{type}{mode.zh}光纤，{jacket.zh}护套。"),
]  # fmt: skip
_FIBRE_CLOSING = [
    Text(
        "It carries 10G over {ten.en} and 100G over {hundred.en} when chained through panels.",
        "经配线架级联时，10G可达{ten.zh}，100G可达{hundred.zh}。",
    ),
    Text("Bend-tolerant glass keeps its light in a 10 mm curve.", "抗弯光纤在10毫米弯曲半径下仍保持低损耗。"),
    Text("Every cord comes with its own test report and two dust caps.", "每条跳线附独立测试报告与防尘帽。"),
    Text("The jacket is printed with a serial number and metre marks.", "护套印有序列号与米标。"),
]


def products() -> Iterator[Product]:
    """Fibre cords, MPO trunks, copper cords. Lengths of one cord form a group."""
    for maker, jackets in _FIBRE_RANGE:
        for glass, ends, cores, jacket, length in every(_GLASS, _ENDS, _CORES, jackets, _GLASS_LENGTHS):
            if not (cores == "UB" and ends != "LC-LC") and not (jacket == "ARM" and length < 1):
                yield _fibre(maker, glass, ends, cores, jacket, length)
    for glass, count, polarity, length in every(("OS2", "OM3", "OM4", "OM5"), (8, 12, 24), "ABC", _GLASS_LENGTHS[1:]):
        yield _trunk(glass, count, polarity, length)
    yield from _copper_cords()


def _fibre(maker: str, glass: str, ends: str, cores: str, jacket: str, length: float) -> Product:
    brand, (mode, metre_price, tint) = BRANDS[maker], _GLASS[glass]
    (strands, strand_factor), (sheath, sheath_factor) = _CORES[cores], _JACKETS[jacket]
    group = f"{maker}-{glass}-{ends.replace('-', '')}-{cores}-{jacket}"
    sku = f"{group}-{length:g}M"
    facts = {"length": f"{length:g}", "type": glass, "mode": mode, "ends": ends, "jacket": sheath} | _REACHES[
        glass
    ]._asdict()
    dollars = (4.2 + metre_price * length * sheath_factor) * strand_factor * (1 if maker == "FB" else 1.2)
    look = (tint, ends, "armoured" if jacket == "ARM" else cores.lower())
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {glass} {ends} {strands.en} Fibre Patch Cable {length:g} m – {sheath.en}",
            f"{brand.name.zh} {glass}{mode.zh}{strands.zh}光纤跳线 {ends} {length:g}米（{sheath.zh}）",
        ),
        description=compose(dice(sku), facts, _FIBRE_OPENING, _FIBRE_CLOSING),
        category=f"Optics and Cabling > Fibre Patch Cables > {'Single-Mode' if glass == 'OS2' else 'Multimode'} Cables",
        price=shelf_price(dollars),
        pictures=(picture("fibre-cord", *look), picture("fibre-detail", tint, ends)),
        details=[
            detail("Fibre type", glass), detail("Connector A", ends[:2]), detail("Connector B", ends[3:]),
            detail("Length", f"{length:g} m", f"{length:g}米"), detail("Jacket", *sheath), detail("Fibre count", *strands),
        ],
        highlights=[
            Text("At most 0.3 dB lost an end", "单端插损不高于0.3dB"), Text(f"{sheath.en} jacket", f"{sheath.zh}护套"),
            Text(f"10G over {_REACHES[glass].ten.en}", f"万兆传输{_REACHES[glass].ten.zh}"),
        ],
        weight=round(20 + length * (28 if jacket == "ARM" else 9)),
        group=group,
        colour=COLOURS[tint].name,
    )  # fmt: skip


def _trunk(glass: str, count: int, polarity: str, length: float) -> Product:
    brand, (mode, metre_price, tint) = BRANDS["FB"], _GLASS[glass]
    group = f"FB-MPO{count}-{glass}-{polarity}"
    facts = {
        "length": f"{length:g}",
        "type": glass,
        "mode": mode,
        "ends": f"MPO-{count}",
        "jacket": _JACKETS["LSZH"][0],
    }
    return Product(
        sku=f"{group}-{length:g}M",
        brand=brand,
        title=Text(
            f"{brand.name.en} {glass} MPO-{count} Trunk Cable Polarity {polarity} {length:g} m – LSZH",
            f"{brand.name.zh} {glass} MPO {count}芯主干光缆 极性{polarity} {length:g}米（低烟无卤）",
        ),
        description=compose(dice(f"{group}{length}"), facts | _REACHES[glass]._asdict(), _FIBRE_OPENING, _FIBRE_CLOSING),
        category="Optics and Cabling > Fibre Patch Cables > MPO Trunk Cables",
        price=shelf_price(28 + count * (1.6 + metre_price * length * 0.35)),
        pictures=(picture("fibre-cord", tint, "MPO-MPO", f"c{count}"), picture("fibre-detail", tint, "MPO-MPO")),
        details=[
            detail("Fibre type", glass), detail("Fibre count", count), detail("Polarity", polarity),
            detail("Connector", f"MPO-{count}"), detail("Length", f"{length:g} m", f"{length:g}米"), detail("Jacket", "LSZH"),
        ],
        highlights=[
            Text(f"{count} fibres in one connector", f"单接头{count}芯"), Text(f"Polarity {polarity}", f"极性{polarity}"),
            Text("Pulling eye included", "附牵引套"),
        ],
        weight=round(40 + length * 22),
        group=group,
        colour=COLOURS[tint].name,
    )  # fmt: skip


_COPPER = """
Cat5e U/UTP round 0.9 1    10
Cat6  U/UTP round 1.3 1    10
Cat6  U/UTP slim  1.5 1    10
Cat6  F/UTP round 1.7 1    10
Cat6A U/UTP round 2.2 10   10
Cat6A U/UTP slim  2.4 10   10
Cat6A F/UTP round 2.6 10   10
Cat6A S/FTP round 3.0 10   10
Cat8  S/FTP round 4.9 40   4
"""
_COPPER_COLOURS = ("grey", "black", "white", "blue", "red", "green", "yellow", "orange", "purple", "pink")
_COPPER_LENGTHS = (0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30)
_COPPER_MAKERS = (("CL", 1.0), ("TW", 1.12), ("LW", 0.88), ("FB", 1.05), ("OR", 0.8))
_COPPER_OPENING = [
    Text("A {length} m {category} cord in {colour.en} for {speed} Gbps links between outlet, panel and switch.", "{length}米{category}{colour.zh}跳线，用于插座、配线架与交换机之间的{speed}Gbps链路。"),
    Text("{category} patching at {speed} Gbps: {length} m long, {colour.en}, {shield} construction, {gauge} AWG.", "{category}跳线，速率{speed}Gbps，长{length}米，{colour.zh}，{shield}结构，{gauge}AWG线规。"),
    Text("Tell circuits apart at a glance with this {colour.en} {category} cord of {length} m.", "{colour.zh}{category}跳线，长{length}米，一眼分清不同线路。"),
]  # fmt: skip
_COPPER_CLOSING = [
    Text(
        "Snagless boots protect the latch, and pure copper keeps PoE cool.",
        "护套防勾挂保护卡扣，无氧铜芯PoE供电不发热。",
    ),
    Text("Gold-plated contacts stand 750 plug-ins.", "镀金触点可插拔750次。"),
    Text("Each cord passes a full channel test before packing.", "每条出厂前均通过完整信道测试。"),
]


def _copper_cords() -> Iterator[Product]:
    for row in _COPPER.strip().splitlines():
        grade, shield, build, dollars, speed, colours = row.split()
        for (maker, factor), tint, length in every(_COPPER_MAKERS, _COPPER_COLOURS[: int(colours)], _COPPER_LENGTHS):
            if not (grade == "Cat8" and length > 20) and not (build == "slim" and length > 10):
                price = (1.6 + float(dollars) * (0.6 + length * 0.42)) * factor
                yield _copper(maker, grade, shield, build, tint, length, speed, price)


def _copper(
    maker: str, grade: str, shield: str, build: str, tint: str, length: float, speed: str, dollars: float
) -> Product:
    brand, colour = BRANDS[maker], COLOURS[tint].name
    group = f"{maker}-{grade}-{shield.replace('/', '')}-{build[0]}-{tint}".upper()
    sku = f"{group}-{length:g}M"
    gauge = 28 if build == "slim" else 24
    slim = Text(" Slim", "细径") if build == "slim" else Text("", "")
    facts: dict[str, object] = {
        "length": f"{length:g}",
        "category": grade,
        "colour": Text(colour.en.lower(), colour.zh),
    }
    facts |= {"speed": speed, "shield": shield, "gauge": gauge}
    look = (tint, "slim" if build == "slim" else "round", "shielded" if shield[0] != "U" else "plain")
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {grade}{slim.en} {shield} Patch Cable {length:g} m – {colour.en}",
            f"{brand.name.zh} {grade} {shield} {slim.zh}{'屏蔽' if shield[0] != 'U' else '非屏蔽'}网络跳线 {length:g}米 {colour.zh}",
        ),
        description=compose(dice(sku), facts, _COPPER_OPENING, _COPPER_CLOSING),
        category=f"Optics and Cabling > Copper Patch Cables > {grade} Cables",
        price=shelf_price(dollars),
        pictures=(picture("copper-cord", *look), picture("copper-detail", *look)),
        details=[
            detail("Cable category", grade), detail("Shielding", shield), detail("Wire gauge", f"{gauge} AWG"),
            detail("Length", f"{length:g} m", f"{length:g}米"), detail("Data rate", f"{speed} Gbps"),
        ],
        highlights=[
            Text(f"{speed} Gbps", f"速率{speed}Gbps"), Text("Snagless boots", "防勾挂护套"),
            Text("Pure copper for PoE" if build == "round" else "Half the thickness", "无氧铜芯支持PoE" if build == "round" else "线径减半"),
        ],
        weight=round(12 + length * (18 if build == "slim" else 38)),
        group=group,
        colour=colour,
    )  # fmt: skip
