"""Desk phones and conference phones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as every

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Product, compose, detail, dice, picture, shelf_price
from infra.demo.colours import COLOURS
from infra.demo.text import Text

# brand, series, screens by model step (inches), lines, dollars, tones
_DESK = """
HX Chorale 2.4,2.8,3.5,4.3,7.0 2,4,8,12,20 45 black,white
HX Motet   2.3,2.8,4.3,5.0,8.0 2,3,6,12,16 39 black
CI Isle    2.4,3.5,4.3,5.0,7.0 2,6,8,12,24 52 graphite,snow
CI Quay    2.2,2.4,2.8,4.3,5.0 1,2,4,6,12  29 graphite
BW Chapel  2.0,2.4,2.8,3.5,4.3 1,2,3,6,8   25 black,red
"""
_LINKS = {
    "": (Text("10/100 Ethernet", "百兆网口"), 0),
    "G": (Text("Gigabit Ethernet", "千兆网口"), 18),
    "W": (Text("Gigabit and Wi-Fi 6", "千兆网口与Wi-Fi 6"), 42),
}
_POWER = {"P": (Text("PoE, no adapter", "PoE供电，不含电源"), 0), "A": (Text("with power adapter", "含电源适配器"), 9)}
_DESK_OPENING = [
    Text("The {name} holds {lines} lines on a {inches}-inch screen and joins SIP systems by itself.", "{name}支持{lines}条线路，{inches}英寸屏幕，SIP自动开通。"),
    Text("Wideband sound, a {inches}-inch display and {lines} lines make the {name} at home on a busy desk.", "宽频语音、{inches}英寸显示屏、{lines}条线路，{name}胜任繁忙工位。"),
]  # fmt: skip
_DESK_CLOSING = [
    Text(
        "Calls are encrypted by TLS and SRTP, and its hub passes data on to the computer.",
        "通话采用TLS与SRTP加密，内置双网口可串接电脑。",
    ),
    Text(
        "Soft keys change with the call, and a headset plugs in by RJ9, USB or Bluetooth.",
        "软按键随通话变化，支持RJ9、USB与蓝牙耳麦。",
    ),
    Text("One page in the browser sets up a hundred of them at once.", "一个网页即可批量配置上百台话机。"),
]
_CONFERENCE = """
PR Roundel disc  190 3,5,8
PR Trefoil tri   320 4,6,10
PR Plinth  bar   540 5,8,12
HX Cantata disc  260 3,6
CI Agora   tri   390 5,9
"""
_CONFERENCE_OPENING = [
    Text(
        "The {name} hears every voice within {metres} m and leaves the air conditioning out.",
        "{name}拾音半径{metres}米，自动滤除空调等环境噪声。",
    ),
    Text(
        "Put the {name} on the table and {metres} m around it everybody is heard alike.",
        "{name}置于桌面，{metres}米内人人声音清晰均衡。",
    ),
]
_CONFERENCE_CLOSING = [
    Text(
        "It joins by network, USB and Bluetooth, and mixes five parties itself.",
        "支持网络、USB与蓝牙接入，本机五方会议。",
    ),
    Text("Two of them chain for long tables, and a lamp shows who is muted.", "长桌可两台级联，静音状态灯一目了然。"),
]


def products() -> Iterator[Product]:
    """Desk phones, then conference phones."""
    for row in _DESK.strip().splitlines():
        code, series, screens, lines, base, tints = row.split()
        steps = list(zip(screens.split(","), lines.split(","), strict=True))
        for (step, (inches, count)), link, power, tint in every(enumerate(steps), _LINKS, _POWER, tints.split(",")):
            yield _desk_phone(
                code, series, step, inches, count, link, power, tint, int(base) * (1, 1.5, 2.3, 3.4, 5.6)[step]
            )
    for row in _CONFERENCE.strip().splitlines():
        code, series, shape, base, ranges = row.split()
        for metres, link, microphones in every(ranges.split(","), "GW", (0, 2)):
            yield _conference_phone(code, series, shape, int(base), int(metres), link, microphones)


def _desk_phone(
    code: str, series: str, step: int, inches: str, lines: str, link: str, power: str, tint: str, dollars: float
) -> Product:
    brand, colour, (network, more) = BRANDS[code], COLOURS[tint].name, _LINKS[link]
    (supply, extra), name = _POWER[power], f"{series} {(step + 1) * 100 + int(lines)}{link}"
    group = f"{code}-{name.replace(' ', '').upper()}"
    sku = f"{group}-{power}-{tint[:2].upper()}"
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {name} {lines}-Line IP Desk Phone {inches}″ {network.en} ({supply.en}) – {colour.en}",
            f"{brand.name.zh} {name} {lines}线IP话机 {inches}英寸屏 {network.zh}（{supply.zh}）{colour.zh}",
        ),
        description=compose(dice(sku), {"name": name, "lines": lines, "inches": inches}, _DESK_OPENING, _DESK_CLOSING),
        category="Phones > Desk Phones > IP Desk Phones",
        price=shelf_price(dollars + more + extra),
        pictures=(picture("desk-phone", step, tint), picture("desk-phone-detail", step, tint)),
        details=[
            detail("Voice lines", lines), detail("Screen", f"{inches} inches", f"{inches}英寸"), detail("Uplinks", *network),
            detail("Power supply", supply.en.replace(",", " ·"), supply.zh),
        ],
        highlights=[
            Text(f"{lines} lines", f"{lines}条线路"), Text("Wideband sound", "宽频高清语音"), Text("TLS and SRTP", "TLS与SRTP加密"),
        ],
        weight=720 + step * 110,
        group=group,
        colour=colour,
        label="hot" if step == 2 and link == "G" and power == "P" else "",
    )  # fmt: skip


def _conference_phone(
    code: str, series: str, shape: str, base: int, metres: int, link: str, microphones: int
) -> Product:
    brand, name = BRANDS[code], f"{series} {metres}{link}"
    extra = Text(" with 2 Satellite Microphones", "（含2个扩展麦克风）") if microphones else Text("", "")
    sku = f"{code}-{series.upper()}-{metres}{link}{'-M2' if microphones else ''}"
    wireless = Text("Wi-Fi and Bluetooth", "Wi-Fi与蓝牙") if link == "W" else Text("Gigabit Ethernet", "千兆网口")
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {name} Conference Phone for Rooms up to {metres * 2} m{extra.en}",
            f"{brand.name.zh} {name} 会议电话 适合{metres * 2}米会议室{extra.zh}",
        ),
        description=compose(dice(sku), {"name": name, "metres": metres}, _CONFERENCE_OPENING, _CONFERENCE_CLOSING),
        category="Phones > Conference Phones > Table Conference Phones",
        price=shelf_price(base * (1 + metres / 9) + (60 if link == "W" else 0) + microphones * 70),
        pictures=(picture("conference-phone", shape, microphones), picture("conference-phone-detail", shape)),
        details=[
            detail("Pickup range", f"{metres} m", f"{metres}米"), detail("Uplinks", *wireless), detail("Noise cancelling", "Yes", "支持"),
            detail("In the box", f"Phone and {microphones} microphones" if microphones else "Phone", f"话机与{microphones}个扩展麦克风" if microphones else "话机"),
        ],
        highlights=[
            Text(f"Hears {metres} m around", f"{metres}米拾音"), Text("Echo and noise removed", "回声与噪声消除"), Text("Five-party mixing", "本机五方会议"),
        ],
        weight=900 + metres * 60,
        group=f"{code}-{series.upper()}",
    )  # fmt: skip
