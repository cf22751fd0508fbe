"""Ethernet switches: by port count, speed, PoE, uplinks and power supply."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as every
from typing import NamedTuple

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Detail, Product, compose, detail, dice, picture, shelf_price
from infra.demo.text import Text


class Series(NamedTuple):
    """A maker's line. `shape` and `tone` say how its housing is drawn; `premium` is its price level in percent."""

    brand: str
    name: str
    kind: str
    speeds: str
    ports: str
    poe: str
    uplinks: str
    supplies: str
    shape: str
    tone: str
    premium: str


_SERIES = """
NV Ridge       smart      1G,2.5G       8,16,24,48  0,1    2S,4X     fixed        wave silver   100
NV Summit      enterprise 1G,2.5G,10G   24,48       0,1,2  4X,4Y,2Q  single,dual  wave graphite 130
NV Basin       unmanaged  1G,2.5G       5,8,16,24   0,1    0,2S      fixed        wave silver   90
KS Foundry     enterprise 1G,2.5G,10G   12,24,48    0,1,2  4X,4Y     single,dual  slot midnight 145
KS Forge-DC    datacentre 10G,25G,100G  24,32,48    0      6Q,8Q     front,back   slot midnight 150
KS Anvil       smart      1G            8,16,24,48  0,1    2S,4S,4X  fixed        slot graphite 110
HV Fjord       enterprise 1G,2.5G,10G   24,48       0,1,2  4X,4Y,2Q  single,dual  line snow     125
HV Inlet       smart      1G,2.5G       8,10,16,24  0,1    2S,2X     fixed        line snow     95
HV Sound       unmanaged  1G            5,8,16,24   0,1    0,2S      fixed        line snow     80
TS Loom        smart      1G,2.5G,10G   8,16,24,48  0,1    2S,4X     fixed        fin  ocean    105
TS Warp-DC     datacentre 10G,25G,100G  24,32,48    0      6Q,8Q     front,back   fin  ocean    140
OR Meadow      unmanaged  1G,2.5G,10G   5,8,16,24   0,1    0,2X      fixed        dot  grey     70
OR Orchard     smart      1G            8,16,24,48  0,1    2S,4X     fixed        dot  grey     80
SY Canopy      smart      1G,2.5G       8,16,24,48  0,1,2  2X,4X     fixed        line forest   95
SY Timber      enterprise 1G,2.5G,10G   12,24,48    0,1,2  4X,4Y     single,dual  line forest   115
MD Parallel    enterprise 1G,2.5G,10G   24,48       0,1,2  4X,4Y,2Q  single,dual  wave plum     120
MD Latitude-DC datacentre 10G,25G,100G  24,32,48    0      6Q,8Q     front,back   wave plum     135
VR Cove        unmanaged  1G            5,8,10,16   0,1    0,2S      fixed        fin  sand     65
VR Harbour     smart      1G,2.5G       8,16,24,48  0,1    2S,2X,4X  fixed        fin  sand     85
QG Rampart     enterprise 1G,2.5G       24,48       0,1    4X,4Y     single,dual  slot crimson  135
"""
_SPEEDS = {  # gigabits a port, dollars a port, words
    "1G": (1, 7, Text("Gigabit", "千兆")),
    "2.5G": (2.5, 19, Text("2.5G", "2.5G")),
    "10G": (10, 70, Text("10G", "万兆")),
    "25G": (25, 165, Text("25G", "25G")),
    "100G": (100, 420, Text("100G", "100G")),
}
_LETTERS = {"1G": "G", "2.5G": "M", "10G": "X", "25G": "Y", "100G": "Q"}
_UPLINKS = {  # number, gigabits, dollars each, words
    "0": (0, 0, 0, Text("", "")),
    "2S": (2, 1, 12, Text("2 × 1G SFP", "2个千兆SFP口")),
    "4S": (4, 1, 12, Text("4 × 1G SFP", "4个千兆SFP口")),
    "2X": (2, 10, 42, Text("2 × 10G SFP+", "2个万兆SFP+口")),
    "4X": (4, 10, 42, Text("4 × 10G SFP+", "4个万兆SFP+口")),
    "4Y": (4, 25, 120, Text("4 × 25G SFP28", "4个25G SFP28口")),
    "2Q": (2, 100, 390, Text("2 × 100G QSFP28", "2个100G QSFP28口")),
    "6Q": (6, 100, 390, Text("6 × 100G QSFP28", "6个100G QSFP28口")),
    "8Q": (8, 100, 390, Text("8 × 100G QSFP28", "8个100G QSFP28口")),
}
_POE = {  # watts a port, dollars a port, words
    "0": (0, 0, Text("", "")),
    "1": (30, 9, Text("PoE+", "PoE+")),
    "2": (60, 17, Text("PoE++", "PoE++")),
}
_KINDS = {  # category, base dollars, words, management
    "unmanaged": ("Unmanaged Switches", 9, Text("Unmanaged", "非网管"), Text("Unmanaged", "非网管")),
    "smart": ("Smart Switches", 45, Text("Smart Managed", "智能网管"), Text("Web and cloud", "网页与云管理")),
    "enterprise": (
        "Enterprise Switches",
        620,
        Text("Layer 3 Stackable", "三层可堆叠"),
        Text("Layer 3 CLI", "三层命令行"),
    ),
    "datacentre": (
        "Data Centre Switches",
        2400,
        Text("Data Centre", "数据中心"),
        Text("Layer 3 CLI and API", "三层命令行与API"),
    ),
}
_SUPPLIES = {  # letter, dollars, power supply, airflow
    "fixed": ("", 0, Text("Built in", "内置"), None),
    "single": ("", 0, Text("1 hot-swap module", "单热插拔模块"), None),
    "dual": ("R", 280, Text("2 hot-swap modules", "双热插拔模块"), None),
    "front": ("F", 520, Text("2 hot-swap modules", "双热插拔模块"), Text("Ports to power", "端口侧进风")),
    "back": ("B", 520, Text("2 hot-swap modules", "双热插拔模块"), Text("Power to ports", "电源侧进风")),
}

_SPELLED = {
    5: "five",
    8: "eight",
    10: "ten",
    12: "twelve",
    16: "sixteen",
    24: "twenty-four",
    32: "thirty-two",
    48: "forty-eight",
}

_OPENING = {
    "unmanaged": [
        Text("Plug in {ports.en} devices and they are online: the {name} needs no setting up.", "接上{ports.zh}台设备即可上网，{name}无需任何配置。"),
        Text("The {name} adds {ports.en} {speed.en} ports to a desk, a shop counter or a meeting room.", "{name}为办公桌、门店柜台或会议室增加{ports.zh}个{speed.zh}端口。"),
    ],
    "smart": [
        Text("The {name} gives a growing office {ports.en} {speed.en} ports that are managed from a browser or the cloud.", "{name}为成长型办公室提供{ports.zh}个{speed.zh}端口，可用浏览器或云端管理。"),
        Text("With {ports.en} {speed.en} ports, VLANs and link aggregation the {name} keeps voice, cameras and guests apart.", "{name}具备{ports.zh}个{speed.zh}端口，支持VLAN与链路聚合，语音、监控和访客网络互不干扰。"),
    ],
    "enterprise": [
        Text("The {name} is built for the access and aggregation layer: {ports.en} {speed.en} ports, static and dynamic routing, stacking of up to eight units.", "{name}面向接入与汇聚层：{ports.zh}个{speed.zh}端口，支持静态与动态路由，最多8台堆叠。"),
        Text("Stack up to eight {name} switches and run them as one, with {ports.en} {speed.en} ports in each unit.", "最多8台{name}可堆叠为一台统一管理，每台提供{ports.zh}个{speed.zh}端口。"),
    ],
    "datacentre": [
        Text("The {name} serves as leaf or spine with {ports.en} {speed.en} ports at line rate and latency below a microsecond.", "{name}可用作叶或脊交换机，{ports.zh}个{speed.zh}端口全线速转发，时延低于1微秒。"),
        Text("With {ports.en} non-blocking {speed.en} ports, EVPN-VXLAN and an open API the {name} is ready for automated fabrics.", "{name}提供{ports.zh}个无阻塞{speed.zh}端口，支持EVPN-VXLAN与开放API，适合自动化网络。"),
    ],
}  # fmt: skip
_POWERED = [
    Text("Its {budget} W budget feeds access points, phones and cameras over the data cable.", "整机{budget}W的PoE功率可通过网线为无线接入点、话机和摄像机供电。"),
    Text("Up to {watts} W a port and {budget} W in all power what hangs on ceilings and masts, with no extra sockets.", "单口最大{watts}W、整机{budget}W，吊顶和立杆设备无需另接插座。"),
]  # fmt: skip
_UNPOWERED = [
    Text("A switching capacity of {capacity} Gbps lets every port run at full speed in both directions.", "{capacity}Gbps交换容量，所有端口可同时双向满速转发。"),
    Text("Energy-efficient Ethernet turns idle ports down, so it runs cool with {capacity} Gbps to spare.", "支持节能以太网，空闲端口自动降耗，{capacity}Gbps容量从容应对。"),
]  # fmt: skip
_CLOSING = [
    Text("Rack ears, feet and a power cord are in the box.", "随机附上架挂耳、脚垫和电源线。"),
    Text("The warranty is five years, with replacement on the next working day.", "五年质保，下一工作日备件先行。"),
    Text("Firmware updates are free for the life of the product.", "产品生命周期内固件免费升级。"),
]


def products() -> Iterator[Product]:
    """Every switch, one group (choose ports and PoE) per series and speed."""
    for row in _SERIES.strip().splitlines():
        series = Series(*row.split())
        combinations = every(*(text.split(",") for text in series[3:8]))
        for speed, ports, poe, uplink, supply in combinations:
            if _sensible(series.kind, speed, int(ports), poe, uplink):
                yield _switch(series, speed, int(ports), poe, uplink, supply)


def _sensible(kind: str, speed: str, ports: int, poe: str, uplink: str) -> bool:
    """Makers do not build everything: small boxes have no big uplinks, 32 ports exist at 100G only."""
    if kind == "datacentre":
        return (ports == 32) == (speed == "100G") and not (speed == "100G" and uplink == "6Q")
    if ports <= 5:
        return uplink == "0" and speed != "10G"
    return not (speed == "10G" and (poe == "2" or uplink.endswith("S"))) and not (
        ports <= 10 and uplink.startswith("4")
    )


def _switch(series: Series, speed: str, ports: int, poe: str, uplink: str, supply: str) -> Product:
    gigabits, port_price, speed_words = _SPEEDS[speed]
    count, uplink_gigabits, uplink_price, uplink_words = _UPLINKS[uplink]
    watts, poe_price, poe_words = _POE[poe]
    place, base, kind_words, _ = _KINDS[series.kind]
    letter, supply_price, _, _ = _SUPPLIES[supply]
    brand = BRANDS[series.brand]
    model = f"{series.name[0]}{ports}{_LETTERS[speed]}{'P' * int(poe)}" + (f"-{uplink}{letter}" if count else "")
    name = f"{series.name.replace('-', ' ')} {model}"
    budget = round(watts * ports * 0.5 / 10) * 10
    capacity = round((gigabits * ports + uplink_gigabits * count) * 2)
    parts = base + (port_price + poe_price) * ports + uplink_price * count + supply_price
    sku = f"{series.brand}-{series.name[:3].upper()}-{model}"
    facts: dict[str, object] = {"name": name, "ports": Text(_SPELLED[ports], str(ports)), "speed": speed_words}
    facts |= {"watts": watts, "budget": budget, "capacity": capacity}
    cages = {"25G": "sfp", "100G": "qsfp"}.get(speed, "sfp" if series.kind == "datacentre" else "copper")
    look = (ports, cages, uplink, series.shape, series.tone)
    return Product(
        sku=sku,
        brand=brand,
        title=_title(
            f"{brand.name.en} {name}",
            f"{brand.name.zh} {name}",
            ports,
            speed_words,
            poe_words,
            kind_words,
            uplink_words,
        ),
        description=compose(dice(sku), facts, _OPENING[series.kind], _POWERED if watts else _UNPOWERED, _CLOSING),
        category=f"Network Equipment > Switches > {place}",
        price=shelf_price(parts * int(series.premium) / 100),
        pictures=(picture("switch", *look), picture("switch-detail", *look[1:])),
        details=_details(series, ports, speed, uplink_words, poe_words, budget, capacity, supply),
        highlights=_highlights(ports, speed_words, uplink_words, poe_words, budget, capacity, series.kind),
        weight=(400 if ports <= 10 else 1_400) + ports * 45 + (900 if watts else 0),
        group=f"{series.brand}-{series.name}-{speed}".upper(),
        label="new" if speed == "2.5G" and series.kind == "enterprise" and ports == 24 and poe == "2" else "",
    )


def _title(en: str, zh: str, ports: int, speed: Text, poe: Text, kind: Text, uplinks: Text) -> Text:
    en = f"{en} {ports}-Port {speed.en}{f' {poe.en}' if poe.en else ''} {kind.en} Switch"
    zh = f"{zh} {ports}口{speed.zh}{f' {poe.zh}' if poe.zh else ''}{kind.zh}交换机"
    return Text(f"{en} with {uplinks.en}", f"{zh}，{uplinks.zh}") if uplinks.en else Text(en, zh)


def _details(
    series: Series, ports: int, speed: str, uplinks: Text, poe: Text, budget: int, capacity: int, supply: str
) -> list[Detail]:
    _, _, supply_words, airflow = _SUPPLIES[supply]
    lines = [
        detail("Ports", ports),
        detail("Port speed", speed),
        detail("Management", *_KINDS[series.kind][3]),
        detail("Switching capacity", f"{capacity} Gbps"),
        detail("Power supply", *supply_words),
        detail("Form factor", *(("Desktop", "桌面型") if ports <= 10 else ("1U rack", "1U机架式"))),
    ]
    if uplinks.en:
        lines.insert(2, detail("Uplinks", uplinks.en, uplinks.zh))
    lines.append(detail("Power over Ethernet", *(poe if poe.en else ("None", "不支持"))))
    if poe.en:
        lines.append(detail("PoE budget", f"{budget} W"))
    if airflow:
        lines.append(detail("Airflow", *airflow))
    return lines


def _highlights(ports: int, speed: Text, uplinks: Text, poe: Text, budget: int, capacity: int, kind: str) -> list[Text]:
    points = [
        Text(
            f"{ports} × {speed.en} ports",
            f"{ports}个{speed.zh}电口" if kind != "datacentre" else f"{ports}个{speed.zh}光口",
        ),
        Text(f"{capacity} Gbps switching capacity", f"{capacity}Gbps交换容量"),
    ]
    if uplinks.en:
        points.append(Text(f"{uplinks.en} uplinks", f"{uplinks.zh}上行"))
    if poe.en:
        points.append(Text(f"{poe.en} with a {budget} W budget", f"{poe.zh}供电 总功率{budget}W"))
    points.append(
        {
            "unmanaged": Text("No set-up and no fan", "免配置 无风扇静音设计"),
            "smart": Text("VLANs and QoS and link aggregation", "支持VLAN、QoS与链路聚合"),
            "enterprise": Text("Stacks up to 8 units", "最多8台堆叠"),
            "datacentre": Text("EVPN-VXLAN fabric ready", "支持EVPN-VXLAN组网"),
        }[kind]
    )
    return points
