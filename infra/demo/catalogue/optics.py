"""Optical transceivers and direct attach cables: by form factor, rate, reach, wavelength and the switch they are coded for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as every

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Product, compose, detail, dice, picture, shelf_price
from infra.demo.text import Text

# type, form factor, Gbps, reach in metres, wavelength, fibre, connector, dollars, latch colour
_TYPES = """
SX      SFP     1   550    850   multimode   LC   9    grey
LX      SFP     1   10000  1310  single-mode LC   11   blue
EX      SFP     1   40000  1310  single-mode LC   29   red
ZX      SFP     1   80000  1550  single-mode LC   48   green
BX10U   SFP     1   10000  1310  single-mode LC   17   blue
BX10D   SFP     1   10000  1490  single-mode LC   17   yellow
BX40U   SFP     1   40000  1310  single-mode LC   39   blue
BX40D   SFP     1   40000  1550  single-mode LC   39   orange
T       SFP     1   100    0     copper      RJ45 19   silver
SR      SFP+    10  300    850   multimode   LC   18   grey
LR      SFP+    10  10000  1310  single-mode LC   27   blue
ER      SFP+    10  40000  1550  single-mode LC   145  red
ZR      SFP+    10  80000  1550  single-mode LC   259  green
BX20U   SFP+    10  20000  1270  single-mode LC   49   blue
BX20D   SFP+    10  20000  1330  single-mode LC   49   yellow
T       SFP+    10  30     0     copper      RJ45 54   silver
SR      SFP28   25  100    850   multimode   LC   39   grey
LR      SFP28   25  10000  1310  single-mode LC   78   blue
ER      SFP28   25  40000  1310  single-mode LC   420  red
BX10U   SFP28   25  10000  1270  single-mode LC   120  blue
BX10D   SFP28   25  10000  1330  single-mode LC   120  yellow
SR4     QSFP+   40  150    850   multimode   MPO  45   grey
LR4     QSFP+   40  10000  1310  single-mode LC   169  blue
ER4     QSFP+   40  40000  1310  single-mode LC   690  red
SR4     QSFP28  100 100    850   multimode   MPO  99   grey
DR1     QSFP28  100 500    1310  single-mode LC   290  yellow
CWDM4   QSFP28  100 2000   1310  single-mode LC   210  green
LR4     QSFP28  100 10000  1310  single-mode LC   390  blue
ER4     QSFP28  100 40000  1310  single-mode LC   1450 red
ZR4     QSFP28  100 80000  1310  single-mode LC   2300 white
SR8     QSFP-DD 400 100    850   multimode   MPO  690  grey
DR4     QSFP-DD 400 500    1310  single-mode MPO  790  yellow
FR4     QSFP-DD 400 2000   1310  single-mode LC   890  green
LR4     QSFP-DD 400 10000  1310  single-mode LC   1190 blue
"""
_MAKERS = ("LR", "GS", "FB")
_LEVELS = {"LR": 1.0, "GS": 1.12, "FB": 0.94}
_CODINGS = ("", "NV", "KS", "HV", "TS", "OR", "SY", "MD", "QG", "PL")
_RANGES = {
    "C": (Text("0 to 70 °C", "0至70°C"), 1.0, Text("", "")),
    "I": (Text("−40 to 85 °C", "−40至85°C"), 1.35, Text(" Industrial", "工业级")),
}
_OPENING = [
    Text("This {form} transceiver carries {rate} Gbps over {reach.en} of {fibre.en}.", "这款{form}光模块可在{fibre.zh}上以{rate}Gbps传输{reach.zh}。"),
    Text("For links of up to {reach.en} over {fibre.en}, at {rate} Gbps and {watts} W a module.", "适用于{reach.zh}以内的{fibre.zh}链路，速率{rate}Gbps，单模块功耗{watts}W。"),
]  # fmt: skip
_MIDDLE = [
    Text("Each module is tested in {host.en} before it leaves, and reports temperature and light levels.", "每只模块出厂前均在{host.zh}上实测，并支持温度与光功率数字诊断。"),
    Text("It is coded for {host.en} and hot-swappable, with digital diagnostics built in.", "已按{host.zh}写码，支持热插拔与数字诊断（DDM）。"),
]  # fmt: skip
_CLOSING = [
    Text("The warranty runs for the life of the host.", "质保期与主机相同。"),
    Text("A test report comes with every module.", "每只模块均附测试报告。"),
    Text("Sold singly in an antistatic tray with a dust plug.", "单只防静电包装，配防尘塞。"),
]
_FIBRES = {
    "multimode": Text("multimode fibre", "多模光纤"),
    "single-mode": Text("single-mode fibre", "单模光纤"),
    "copper": Text("twisted-pair copper", "双绞线"),
}


def products() -> Iterator[Product]:
    """Transceivers, coarse and dense WDM, then direct attach cables."""
    for row in _TYPES.strip().splitlines():
        for maker, coding, span in every(_MAKERS, _CODINGS, _RANGES):
            yield _transceiver(row.split(), maker, coding, span)
    for row in _wavelengths():
        for maker, coding in every(_MAKERS[:2], _CODINGS):
            yield _transceiver(row.split(), maker, coding, "C")
    yield from _direct_attach()


def _wavelengths() -> Iterator[str]:
    """CWDM colours (ITU-T G.694.2) and DWDM C-band channels (ITU-T G.694.1) as rows of the type table."""
    tints = ("grey", "purple", "blue", "green", "yellow", "orange", "red", "white")
    for step in range(18):
        for form, rate, reach, dollars in (("SFP", 1, 40000, 45), ("SFP+", 10, 40000, 190)):
            yield f"CW{1270 + 20 * step} {form} {rate} {reach} {1270 + 20 * step} single-mode LC {dollars} {tints[step % 8]}"
    for channel in range(21, 61):
        wavelength = f"{299_792_458 / (190_000 + 100 * channel):.2f}"
        for reach, dollars in ((40000, 310), (80000, 430)):
            yield f"DW{channel}-{reach // 1000} SFP+ 10 {reach} {wavelength} single-mode LC {dollars} {tints[channel % 8]}"


def distance(metres: int) -> Text:
    """`10000` → 10 km, 10公里."""
    if metres >= 1000:
        return Text(f"{metres // 1000} km", f"{metres // 1000}公里")
    return Text(f"{metres} m", f"{metres}米")


def _host(coding: str) -> Text:
    """The equipment that a module is coded for."""
    if not coding:
        return Text("open-platform switches", "开放平台交换机")
    return Text(f"{BRANDS[coding].name.en} switches", f"{BRANDS[coding].name.zh}交换机")


def _coded(coding: str) -> Text:
    if not coding:
        return Text("Open Coded", "通用兼容")
    return Text(f"{BRANDS[coding].name.en} Coded", f"兼容{BRANDS[coding].name.zh}")


def _transceiver(row: list[str], maker: str, coding: str, span: str) -> Product:
    kind, form, rate, metres, wavelength, fibre, connector, dollars, latch = row
    brand, reach, (degrees, factor, grade) = BRANDS[maker], distance(int(metres)), _RANGES[span]
    host = _host(coding)
    group = f"{maker}-{form}-{rate}G-{kind}-{span}".upper().replace("+", "P")
    sku = f"{group}-{coding or 'UN'}"
    coded = _coded(coding)
    facts: dict[str, object] = {"form": form, "rate": rate, "reach": reach, "fibre": _FIBRES[fibre]}
    facts |= {"host": host, "watts": 1 + int(rate) // 40}
    light = Text(f" {wavelength} nm", f" {wavelength}nm") if wavelength != "0" else Text("", "")
    look = (form.replace("+", "p").replace("-", ""), latch, connector)
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {rate}G {form} {kind}{grade.en} Transceiver{light.en} {reach.en} {connector} – {coded.en}",
            f"{brand.name.zh} {rate}G {form} {kind}{grade.zh}光模块{light.zh} {reach.zh} {connector}接口（{coded.zh}）",
        ),
        description=compose(dice(sku), facts, _OPENING, _MIDDLE, _CLOSING),
        category=f"Optics and Cabling > Optical Transceivers > {rate}G {form}",
        price=shelf_price(int(dollars) * factor * _LEVELS[maker]),
        pictures=(picture("transceiver", *look), picture("transceiver-detail", *look)),
        details=[
            detail("Data rate", f"{rate} Gbps"), detail("Reach", *reach), detail("Connector", connector),
            detail("Fibre type", *(Text("Copper", "铜缆") if fibre == "copper" else _FIBRES[fibre])),
            *([detail("Wavelength", f"{wavelength} nm")] if light.en else []),
            detail("Compatibility", *coded), detail("Temperature", *degrees),
        ],
        highlights=[
            Text(f"{rate} Gbps over {reach.en}", f"{rate}Gbps传输{reach.zh}"), Text(f"Tested in {host.en}", f"{host.zh}上机实测"),
            Text("Digital diagnostics", "支持DDM数字诊断"),
        ],
        weight=25 if form.startswith("SFP") else 60,
        group=group,
    )  # fmt: skip


_LENGTHS = (0.5, 1, 1.5, 2, 2.5, 3, 5, 7, 10, 15, 20, 30)
_LINKS = (("SFP+", 10, 9), ("SFP28", 25, 19), ("QSFP+", 40, 24), ("QSFP28", 100, 38), ("QSFP-DD", 400, 110))


def _direct_attach() -> Iterator[Product]:
    for (form, rate, base), active, length, coding in every(_LINKS, (False, True), _LENGTHS, _CODINGS):
        if (length <= 5) if not active else (length >= 1 and length == int(length)):
            yield _twinax(form, rate, base, active, length, coding)


def _twinax(form: str, rate: int, base: int, active: bool, length: float, coding: str) -> Product:
    brand = BRANDS["LW"]
    host = _host(coding)
    kind = Text("Active Optical Cable", "有源光缆AOC") if active else Text("Passive Copper DAC", "无源铜缆DAC")
    group = f"LW-{form}-{'AOC' if active else 'DAC'}-{coding or 'UN'}".replace("+", "P")
    sku = f"{group}-{length:g}M"
    facts = {"kind": kind, "rate": rate, "length": f"{length:g}", "host": host}
    look = (form.replace("+", "p").replace("-", ""), "aoc" if active else "dac")
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {rate}G {form} {kind.en} {length:g} m – {_coded(coding).en}",
            f"{brand.name.zh} {rate}G {form} {kind.zh} {length:g}米（{_coded(coding).zh}）",
        ),
        description=compose(dice(sku), facts, _TWINAX_OPENING, _TWINAX_CLOSING),
        category=f"Optics and Cabling > Direct Attach Cables > {'Active Optical Cables' if active else 'Copper DAC'}",
        price=shelf_price((base * 2.4 if active else base) * (1 + length / 11) * (1.1 if coding else 1)),
        pictures=(picture("twinax", *look), picture("twinax-detail", *look)),
        details=[
            detail("Data rate", f"{rate} Gbps"), detail("Length", f"{length:g} m", f"{length:g}米"), detail("Connector", form),
            detail("Compatibility", host.en[0].upper() + host.en[1:], host.zh), detail("Temperature", "0 to 70 °C", "0至70°C"),
        ],
        highlights=[
            Text(f"{rate} Gbps from cage to cage", f"{rate}Gbps笼到笼直连"), Text("No transceivers needed", "无需另购光模块"),
            Text("Under 2 W an end" if active else "Draws no power", "单端功耗低于2W" if active else "零功耗"),
        ],
        weight=round(60 + length * (18 if active else 60)),
        group=group,
    )  # fmt: skip


_TWINAX_OPENING = [
    Text("This {length} m {kind.en} joins two ports at {rate} Gbps, with both ends fitted and tested.", "这款{length}米{kind.zh}以{rate}Gbps直连两个端口，两端均已装配并测试。"),
    Text("Connect switch to server over {length} m at {rate} Gbps for a fraction of the price of two modules.", "以远低于两只光模块的价格，在{length}米内以{rate}Gbps连接交换机与服务器。"),
]  # fmt: skip
_TWINAX_CLOSING = [
    Text(
        "It is coded for {host.en} and keeps its bend radius in tight racks.",
        "已按{host.zh}写码，密集机柜内仍保持弯曲半径。",
    ),
    Text("The pull tab frees it without tools, and the coding suits {host.en}.", "拉环免工具拔出，写码适配{host.zh}。"),
]
