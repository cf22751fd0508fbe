"""Chargers, charging cables, power banks, headsets and earbuds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as every

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Product, compose, detail, dice, picture, shelf_price
from infra.demo.colours import COLOURS
from infra.demo.text import Text

_PLUGS = {
    "US": Text("US plug", "美规"),
    "EU": Text("EU plug", "欧规"),
    "UK": Text("UK plug", "英规"),
    "CN": Text("CN plug", "国标"),
}
_WATTS = {
    20: ("1C",),
    30: ("1C", "1C1A"),
    45: ("1C", "2C"),
    65: ("2C", "2C1A"),
    100: ("3C1A", "2C1A"),
    140: ("3C1A", "4C"),
}
_SOCKETS = {
    "1C": Text("1 × USB-C", "1个USB-C口"),
    "1C1A": Text("USB-C and USB-A", "USB-C加USB-A"),
    "2C": Text("2 × USB-C", "2个USB-C口"),
    "2C1A": Text("2 × USB-C and USB-A", "2个USB-C加USB-A"),
    "3C1A": Text("3 × USB-C and USB-A", "3个USB-C加USB-A"),
    "4C": Text("4 × USB-C", "4个USB-C口"),
}
_CHARGER_TEXT = [
    Text("{watts} W from {sockets.en}: enough for {what.en}, in a body a third smaller than before.", "{watts}W功率，{sockets.zh}，可充{what.zh}，体积缩小三分之一。"),
    Text("It charges {what.en} at up to {watts} W and shares its power between {sockets.en}.", "最高{watts}W，可充{what.zh}，{sockets.zh}智能分配功率。"),
]  # fmt: skip
_CHARGER_CLOSING = [
    Text(
        "Gallium nitride keeps it cool, and it draws under 0.1 W when idle.", "氮化镓器件低温高效，待机功耗低于0.1W。"
    ),
    Text("It guards against heat, surges and short circuits.", "具备过热、浪涌与短路保护。"),
    Text("Prongs fold away for the bag.", "折叠插脚，随身携带更方便。"),
]

_CABLE_ENDS = {
    "CC": ("USB-C Cables", Text("USB-C to USB-C", "USB-C转USB-C"), 9),
    "AC": ("USB-A Cables", Text("USB-A to USB-C", "USB-A转USB-C"), 7),
    "AM": ("USB-A Cables", Text("USB-A to Micro-USB", "USB-A转Micro-USB"), 5),
}
_CABLE_KINDS = {"60": (Text("60 W", "60W"), 0), "100": (Text("100 W", "100W"), 5), "240": (Text("240 W", "240W"), 11)}
_CABLE_LENGTHS = (0.3, 0.5, 1, 1.5, 2, 3)
_CABLE_COLOURS = ("white", "black", "sage", "coral", "ocean", "lavender")
_CABLE_TEXT = [
    Text(
        "{length} m of braided {ends.en} cable in {colour.en}, good for {power.en}.",
        "{length}米{ends.zh}编织数据线，{colour.zh}，支持{power.zh}。",
    ),
    Text(
        "This {ends.en} cable carries {power.en} and bends 20000 times without giving way.",
        "{ends.zh}数据线，支持{power.zh}，可弯折20000次。",
    ),
]
_CABLE_CLOSING = [
    Text("The strap that keeps it rolled is part of the cable.", "自带收纳扎带。"),
    Text("Aluminium shells grip the plug, and the chip inside tells the charger what it may carry.", "铝合金接头，内置芯片与充电器智能握手。"),
]  # fmt: skip

_BANKS = {5_000: (19, "pocket"), 10_000: (29, "pocket"), 15_000: (39, "pocket"), 20_000: (49, "laptop"), 25_000: (89, "laptop"), 27_000: (109, "laptop")}  # fmt: skip
_BANK_KINDS = {
    "S": (Text("Slim", "超薄"), 0, 22),
    "M": (Text("Magnetic", "磁吸"), 14, 20),
    "F": (Text("Fast-Charge", "快充"), 12, 65),
    "L": (Text("with Cable Built In", "自带线"), 7, 30),
}
_BANK_COLOURS = ("midnight", "snow", "sky", "sage", "coral")
_BANK_TEXT = [
    Text(
        "{capacity} mAh hold about {times} full charges of a phone, given out at {watts} W.",
        "{capacity}mAh可为手机充电约{times}次，输出{watts}W。",
    ),
    Text(
        "The {kind.en} bank in {colour.en} holds {capacity} mAh and gives out {watts} W.",
        "{colour.zh}{kind.zh}移动电源，容量{capacity}mAh，输出{watts}W。",
    ),
]
_BANK_CLOSING = [
    Text("Lights show what is left, and it is allowed in hand luggage.", "电量指示灯，可随身登机。"),
    Text("Cells come with a test certificate, and it charges while being charged.", "电芯附检测报告，支持边充边放。"),
]

# brand, line, form, dollars, tones
_AUDIO = """
SN Tenor   headset 69  black,white
SN Alto    over    129 black,sand,ocean
SN Grace   buds    89  black,white,sage,lavender
SN Trill   buds    49  black,white,coral
HS Cloister over   249 midnight,snow,plum
HS Still   buds    179 midnight,snow
HS Porter  headset 119 black,grey
HX Verse   headset 59  black
HX Refrain headset 149 black,white
AP Tone    buds    29  black,white,sky,rose
"""
_AUDIO_FORMS = {  # category, words, wear variants with dollars
    "headset": ("Headsets", Text("Office Headset", "商务耳麦"), {"1": (Text("One ear", "单耳"), 0), "2": (Text("Two ears", "双耳"), 15)}),
    "over": ("Headsets", Text("Headphones", "头戴式耳机"), {"C": (Text("Over the ear", "包耳式"), 0), "O": (Text("On the ear", "贴耳式"), -10)}),
    "buds": ("Earbuds", Text("Wireless Earbuds", "真无线耳机"), {"I": (Text("In the ear", "入耳式"), 0), "O": (Text("Open fit", "半入耳式"), -5)}),
}  # fmt: skip
_AUDIO_LINKS = {
    "U": (Text("USB-C", "USB-C"), -10),
    "B": (Text("Bluetooth", "蓝牙"), 0),
    "N": (Text("Bluetooth with Noise Cancelling", "蓝牙主动降噪"), 40),
    "D": (Text("DECT", "DECT无线"), 55),
}
_AUDIO_TEXT = [
    Text(
        "{hours} hours of talk on one charge, and microphones that let only the voice through.",
        "单次充电通话{hours}小时，麦克风只收人声。",
    ),
    Text(
        "The {name} sits lightly, sounds warm and lasts {hours} hours.", "{name}佩戴轻盈、音色温润，续航{hours}小时。"
    ),
]
_AUDIO_CLOSING = [
    Text("It stays on two devices at once and changes over by itself.", "双设备同时连接，自动切换。"),
    Text("Cushions and battery can be replaced.", "耳垫与电池均可更换。"),
    Text("A lamp tells others that one is talking.", "通话指示灯提醒旁人勿扰。"),
]


def products() -> Iterator[Product]:
    """Chargers, cables, power banks, audio."""
    for brand, (watts, sockets), tint in every(("AP", "JB", "LW"), _WATTS.items(), ("white", "black")):
        for socket, plug in every(sockets, _PLUGS):
            yield _wall_charger(brand, watts, socket, plug, tint)
    for brand, watts, form, tint in every(
        ("AP", "JB"), (5, 10, 15, 25), ("pad", "stand", "trio", "car"), ("white", "black")
    ):
        yield _wireless_charger(brand, watts, form, tint)
    for choice in every(("AP", "LW"), _CABLE_ENDS, _CABLE_KINDS, _CABLE_LENGTHS, _CABLE_COLOURS):
        if not (choice[1] != "CC" and choice[2] != "60"):
            yield _cable(*choice)
    for brand, capacity, kind, tint in every(("JB", "AP"), _BANKS, _BANK_KINDS, _BANK_COLOURS):
        yield _bank(brand, capacity, kind, tint)
    for row in _AUDIO.strip().splitlines():
        code, line, form, base, tints = row.split()
        links = {"headset": "UBD", "over": "BN", "buds": "BN"}[form]
        for wear, link, tint in every(_AUDIO_FORMS[form][2], links, tints.split(",")):
            yield _audio(code, line, form, int(base), wear, link, tint)


def _wall_charger(code: str, watts: int, socket: str, plug: str, tint: str) -> Product:
    brand, sockets, colour = BRANDS[code], _SOCKETS[socket], COLOURS[tint]
    group = f"{code}-GAN{watts}-{socket}"
    sku = f"{group}-{plug}-{tint[:2].upper()}"
    what = (
        Text("phones", "手机")
        if watts < 40
        else Text("phones and tablets", "手机与平板")
        if watts < 60
        else Text("phones and laptops", "手机与笔记本")
    )
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {watts} W GaN Wall Charger {sockets.en} ({_PLUGS[plug].en}) – {colour.name.en}",
            f"{brand.name.zh} {watts}W氮化镓充电器 {sockets.zh}（{_PLUGS[plug].zh}）{colour.name.zh}",
        ),
        description=compose(dice(sku), {"watts": watts, "sockets": sockets, "what": what}, _CHARGER_TEXT[: 1 if len(socket) == 2 else 2], _CHARGER_CLOSING),
        category="Accessories > Chargers > Wall Chargers",
        price=shelf_price((9 + watts * 0.45 + len(socket)) * (1 if code == "AP" else 0.9)),
        pictures=(picture("charger", "wall", socket, tint), picture("charger-detail", socket, plug, tint)),
        details=[detail("Output", f"{watts} W"), detail("Connector", *sockets), detail("Plug", *_PLUGS[plug])],
        highlights=[Text(f"{watts} W", f"{watts}W快充"), Text("Gallium nitride", "氮化镓技术"), Text(sockets.en, sockets.zh)],
        weight=45 + watts * 2,
        group=group,
        colour=colour.name,
        label="hot" if watts == 65 and socket == "2C1A" and code == "AP" and plug == "US" else "",
    )  # fmt: skip


def _wireless_charger(code: str, watts: int, form: str, tint: str) -> Product:
    brand, colour = BRANDS[code], COLOURS[tint]
    words = {
        "pad": Text("Wireless Charging Pad", "无线充电板"),
        "stand": Text("Wireless Charging Stand", "立式无线充电器"),
        "trio": Text("3-in-1 Wireless Charger", "三合一无线充电器"),
        "car": Text("Magnetic Car Charger", "磁吸车载无线充电器"),
    }[form]
    group = f"{code}-QI{watts}-{form.upper()}"
    facts = {"watts": watts, "sockets": Text("its surface", "充电面"), "what": Text("phones and earbuds", "手机与耳机")}
    return Product(
        sku=f"{group}-{tint[:2].upper()}",
        brand=brand,
        title=Text(f"{brand.name.en} {watts} W {words.en} – {colour.name.en}", f"{brand.name.zh} {watts}W{words.zh} {colour.name.zh}"),
        description=compose(dice(group + tint), facts, _CHARGER_TEXT[1:], _CHARGER_CLOSING[:2]),
        category=f"Accessories > Chargers > {'Car' if form == 'car' else 'Wireless'} Chargers",
        price=shelf_price({"pad": 15, "stand": 22, "trio": 49, "car": 27}[form] + watts * 0.8),
        pictures=(picture("wireless-charger", form, tint), picture("wireless-charger-detail", form, tint)),
        details=[detail("Output", f"{watts} W"), detail("Input", "USB-C"), detail("Form factor", *words)],
        highlights=[Text(f"{watts} W without a plug", f"{watts}W无线快充"), Text("Magnets align the phone", "磁力自动对位"), Text("Works through cases", "支持隔壳充电")],
        weight=140 if form != "trio" else 320,
        group=group,
        colour=colour.name,
    )  # fmt: skip


def _cable(code: str, ends: str, power: str, length: float, tint: str) -> Product:
    (place, words, base), (watts, more), brand, colour = (
        _CABLE_ENDS[ends],
        _CABLE_KINDS[power],
        BRANDS[code],
        COLOURS[tint],
    )
    group = f"{code}-{ends}{power}"
    sku = f"{group}-{length:g}M-{tint[:3].upper()}"
    facts = {
        "length": f"{length:g}",
        "ends": words,
        "colour": Text(colour.name.en.lower(), colour.name.zh),
        "power": watts,
    }
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {words.en} Charging Cable {watts.en} {length:g} m – {colour.name.en}",
            f"{brand.name.zh} {words.zh}充电数据线 {watts.zh} {length:g}米 {colour.name.zh}",
        ),
        description=compose(dice(sku), facts, _CABLE_TEXT, _CABLE_CLOSING),
        category=f"Accessories > Charging Cables > {place}",
        price=shelf_price(base + more + length * 2.2),
        pictures=(picture("usb-cable", ends.lower(), tint), picture("usb-cable-detail", ends.lower(), tint)),
        details=[detail("Connector", *words), detail("Power", *watts), detail("Length", f"{length:g} m", f"{length:g}米")],
        highlights=[Text(f"Carries {watts.en}", f"支持{watts.zh}"), Text("Braided jacket", "编织外被"), Text("Strap included", "自带收纳扎带")],
        weight=round(18 + length * 22),
        group=group,
        colour=colour.name,
    )  # fmt: skip


def _bank(code: str, capacity: int, kind: str, tint: str) -> Product:
    (dollars, form), (words, more, watts), brand, colour = (
        _BANKS[capacity],
        _BANK_KINDS[kind],
        BRANDS[code],
        COLOURS[tint],
    )
    group = f"{code}-PB{capacity // 1000}{kind}"
    sku = f"{group}-{tint[:3].upper()}"
    facts = {
        "capacity": capacity,
        "times": round(capacity / 4_800, 1),
        "watts": watts,
        "kind": Text(words.en.lower(), words.zh),
    }
    facts |= {"colour": Text(colour.name.en.lower(), colour.name.zh)}
    tail = kind == "L"
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {'' if tail else words.en + ' '}Power Bank {capacity} mAh {watts} W{' ' + words.en if tail else ''} – {colour.name.en}",
            f"{brand.name.zh} {words.zh}移动电源 {capacity}mAh {watts}W {colour.name.zh}",
        ),
        description=compose(dice(sku), facts, _BANK_TEXT[:1] if tail else _BANK_TEXT, _BANK_CLOSING),
        category=f"Accessories > Power Banks > {form.capitalize()} Power Banks",
        price=shelf_price(dollars + more),
        pictures=(picture("power-bank", form, kind, tint), picture("power-bank-detail", form, kind, tint)),
        details=[detail("Capacity", f"{capacity} mAh"), detail("Output", f"{watts} W"), detail("Form factor", words.en.capitalize(), words.zh)],
        highlights=[Text(f"{capacity} mAh", f"{capacity}mAh大容量"), Text(f"{watts} W output", f"{watts}W输出"), Text("Charge while being charged", "边充边放")],
        weight=110 + capacity // 60,
        group=group,
        colour=colour.name,
    )  # fmt: skip


def _audio(code: str, line: str, form: str, base: int, wear: str, link: str, tint: str) -> Product:
    place, words, wears = _AUDIO_FORMS[form]
    (worn, more), (joined, extra), brand, colour = wears[wear], _AUDIO_LINKS[link], BRANDS[code], COLOURS[tint]
    group = f"{code}-{line.upper()}"
    sku = f"{group}-{wear}{link}-{tint[:4].upper()}"
    hours = {"headset": 24, "over": 38, "buds": 7}[form] + dice(group) % 6
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {line} {words.en} {joined.en} ({worn.en}) – {colour.name.en}",
            f"{brand.name.zh} {line} {joined.zh}{words.zh}（{worn.zh}）{colour.name.zh}",
        ),
        description=compose(dice(sku), {"name": line, "hours": hours}, _AUDIO_TEXT, _AUDIO_CLOSING),
        category=f"Accessories > Audio > {place}",
        price=shelf_price(base + more + extra),
        pictures=(picture(form, wear, tint), picture(f"{form}-detail", tint)),
        details=[
            detail("Wear", *worn), detail("Connector", *joined), detail("Battery", f"{hours} h", f"{hours}小时"),
            detail("Noise cancelling", *(("Active", "主动降噪") if link == "N" else ("Microphone only", "仅麦克风"))),
        ],
        highlights=[Text(f"{hours} hours of talk", f"通话{hours}小时"), Text("Voice-only microphones", "麦克风只收人声"), Text("Two devices at once", "双设备连接")],
        weight={"headset": 120, "over": 245, "buds": 52}[form],
        group=group,
        colour=colour.name,
        label="hot" if link == "N" and line in ("Cloister", "Grace") and tint in ("midnight", "sage") else "",
    )  # fmt: skip
