"""Routers, access points and firewalls."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as every

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Product, compose, detail, dice, picture, shelf_price
from infra.demo.text import Text

# brand, line, kind, dollars, picture's shape, tone
_ROUTERS = """
VR Hearth  home     59   blade snow
OR Cottage home     45   tower grey
WK Brook   home     75   tower snow
SY Grove   home     89   blade forest
NV Pass    business 240  rack  graphite
KS Smith   business 330  rack  midnight
HV Strait  business 290  rack  snow
MD Vector  business 265  rack  plum
TS Bobbin  cellular 190  box   ocean
WK Ford    cellular 175  box   silver
QG Portcullis cellular 230 box midnight
"""
_RADIOS = {  # standard, speed, dollars
    "AX18": ("Wi-Fi 6", "1.8 Gbps", 0),
    "AX54": ("Wi-Fi 6", "5.4 Gbps", 55),
    "AXE78": ("Wi-Fi 6E", "7.8 Gbps", 120),
    "BE93": ("Wi-Fi 7", "9.3 Gbps", 190),
    "BE19": ("Wi-Fi 7", "19 Gbps", 320),
}
_ROUTER_KINDS = {
    "home": ("Home Routers", Text("Mesh Router", "无线路由器")),
    "business": ("Business Routers", Text("Business Router", "企业路由器")),
    "cellular": ("Cellular Routers", Text("Cellular Router", "蜂窝路由器")),
}
_WIDE_AREA = {
    "home": {"1G": ("Gigabit WAN", "千兆WAN口", 0), "2.5G": ("2.5G WAN", "2.5G WAN口", 30), "10G": ("10G WAN", "万兆WAN口", 95)},
    "business": {
        "1G": ("Dual Gigabit WAN", "双千兆WAN口", 0),
        "10G": ("Dual 10G SFP+ WAN", "双万兆SFP+ WAN口", 420),
        "25G": ("Dual 25G SFP28 WAN", "双25G SFP28 WAN口", 1300),
    },
    "cellular": {"4G": ("4G LTE", "4G LTE", 0), "5G": ("5G", "5G双模", 260)},
}  # fmt: skip
_CORDS = {"U": Text("US plug", "美规插头"), "E": Text("EU plug", "欧规插头"), "C": Text("CN plug", "国标插头")}
_ROUTER_OPENING = [
    Text("The {name} pairs {wan.en} with {lan} LAN ports.", "{name}提供{wan.zh}上联与{lan}个LAN口。"),
    Text("With {wan.en} on the line side and {lan} LAN ports, the {name} keeps every room and every desk connected.", "{name}上联{wan.zh}，另有{lan}个LAN口，每个房间、每张桌子都不掉线。"),
]  # fmt: skip
_ROUTER_MIDDLE = {
    "home": [
        Text("{radio} reaches {speed} across all bands and roams between units without a break.", "{radio}全频段速率达{speed}，多台组网无缝漫游。"),
        Text("Parental controls, a guest network and {radio} at {speed} are set up from the phone in minutes.", "家长控制、访客网络和{speed}的{radio}，用手机几分钟即可设好。"),
    ],
    "business": [
        Text("Policy routing, IPsec and fail-over between lines keep branches online.", "支持策略路由、IPsec与多线路自动切换，分支机构始终在线。"),
        Text("Encrypted tunnels to sixty-four sites run in hardware, beside QoS by application.", "硬件加速64路加密隧道，并可按应用设置QoS。"),
    ],
    "cellular": [
        Text("Two SIM slots and a rail mount make it fit for kiosks, vehicles and meters.", "双卡槽加导轨安装，适合自助终端、车辆与抄表场景。"),
        Text("When the line fails it takes over within seconds and reports by message.", "有线中断时数秒内自动接管，并以短信告警。"),
    ],
}  # fmt: skip
_CLOSING = [
    Text("Updates are signed and free for five years.", "五年内免费提供签名固件更新。"),
    Text("A quick-start sheet in English and Chinese is in the box.", "随机附中英文快速入门指南。"),
    Text("The warranty is three years.", "三年质保。"),
]

_POINTS = """
WK Cloudlet indoor  95  disc   snow
NV Beacon   indoor  120 disc   silver
HV Skerry   indoor  110 square snow
SY Leaf     indoor  85  disc   forest
KS Halo     indoor  150 square graphite
MD Orbit    indoor  115 disc   plum
WK Gale     outdoor 240 mast   snow
NV Lantern  outdoor 280 mast   silver
KS Watch    outdoor 330 mast   graphite
TS Kite     outdoor 225 mast   sand
"""
_ANTENNAS = {
    "I": (Text("internal antennas", "内置天线"), 0),
    "E": (Text("external antennas", "外接天线"), 40),
    "W": (Text("wall-plate mount", "面板式安装"), 10),
}
_PACKS = {1: Text("", ""), 5: Text("Pack of 5", "5台装"), 20: Text("Pack of 20", "20台装")}
_POINT_OPENING = [
    Text("The {name} serves up to {users} devices with {radio} at {speed}.", "{name}采用{radio}，速率{speed}，可接入{users}台设备。"),
    Text("{radio} at {speed} and {antenna.en} let the {name} cover a busy floor evenly.", "{radio}速率{speed}，{antenna.zh}，{name}可均匀覆盖繁忙楼层。"),
]  # fmt: skip
_POINT_MIDDLE = [
    Text("It is powered over its data cable and joins the controller by itself.", "网线供电，自动上线控制器。"),
    Text("Band steering, airtime fairness and WPA3 are on from the start.", "频段引导、空口公平与WPA3默认开启。"),
    Text(
        "A scanning radio finds interference and moves channels before users notice.",
        "独立扫描射频可提前发现干扰并自动换信道。",
    ),
]

_FIREWALLS = """
QG Sentry   desktop 320  slot crimson
QG Citadel  rack    2100 slot crimson
PL Ward     desktop 290  fin  midnight
PL Keep     rack    1900 fin  midnight
CV Verge    desktop 260  line ocean
CV Bulwark  rack    1750 line ocean
KS Shield   rack    2400 slot graphite
"""
_SIZES = {"desktop": (("40", 1, 25), ("60", 2, 60), ("80", 4, 120)), "rack": (("200", 10, 400), ("400", 20, 900), ("800", 40, 2000), ("1600", 80, 5000))}  # fmt: skip
_LICENCES = {
    0: (Text("hardware only", "仅硬件"), 100),
    1: (Text("with 1 year of protection", "含1年安全防护"), 145),
    3: (Text("with 3 years of protection", "含3年安全防护"), 210),
    5: (Text("with 5 years of protection", "含5年安全防护"), 265),
}
_FIREWALL_OPENING = [
    Text("The {name} inspects {speed} Gbps of traffic for about {users} people.", "{name}可对{speed}Gbps流量做深度检测，适合约{users}人使用。"),
    Text("Built for about {users} people, the {name} filters {speed} Gbps with all checks switched on.", "{name}面向约{users}人规模，全部检测开启时吞吐{speed}Gbps。"),
]  # fmt: skip
_FIREWALL_MIDDLE = [
    Text(
        "Intrusion prevention, web filtering and TLS inspection share one policy view.",
        "入侵防御、网页过滤与TLS检测在同一策略界面管理。",
    ),
    Text(
        "Remote staff dial in by IPsec or SSL VPN with two-factor sign-in.",
        "远程员工可通过IPsec或SSL VPN并配合双因素认证接入。",
    ),
]


def products() -> Iterator[Product]:
    """Routers, then access points, then firewalls."""
    yield from _routers()
    yield from _access_points()
    yield from _firewalls()


def _routers() -> Iterator[Product]:
    for row in _ROUTERS.strip().splitlines():
        brand, line, kind, base, shape, tone = row.split()
        radios = ["-"] if kind == "business" else list(_RADIOS)
        for radio, (wan, (wan_en, wan_zh, extra)), lan, cord in every(radios, _WIDE_AREA[kind].items(), (4, 8), _CORDS):
            standard, speed, more = _RADIOS.get(radio, ("", "", 0))
            model = f"{line[0]}{lan}{wan.replace('.', '')}{radio.replace('-', '')}"
            dollars = int(base) + extra + more + (lan - 4) * 12
            yield _router(
                brand, line, kind, model, cord, dollars, Text(wan_en, wan_zh), lan, standard, speed, (shape, tone, lan)
            )


def _router(
    code: str, line: str, kind: str, model: str, cord: str, dollars: int,
    wan: Text, lan: int, standard: str, speed: str, look: tuple[object, ...],
) -> Product:  # fmt: skip
    brand, name, (place, words) = BRANDS[code], f"{line} {model}", _ROUTER_KINDS[kind]
    sku = f"{code}-{line[:4].upper()}-{model}-{cord}"
    facts = {"name": name, "wan": wan, "lan": lan, "radio": standard, "speed": speed}
    details = [
        detail("Ports", lan),
        detail("Uplinks" if kind != "cellular" else "Mobile network", wan.en, wan.zh),
        detail("Plug", *_CORDS[cord]),
    ]
    points = [
        Text(f"{lan} LAN ports", f"{lan}个LAN口"),
        Text(f"{wan.en} uplink", f"上联{wan.zh}"),
        Text("IPv6 throughout", "全面支持IPv6"),
    ]
    if standard:
        details += [detail("Wireless standard", standard), detail("Wireless speed", speed)]
        points.append(Text(f"{standard} at {speed}", f"{standard} 速率{speed}"))
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {name} {f'{standard} ' if standard else ''}{words.en} with {wan.en} and {lan} LAN Ports ({_CORDS[cord].en})",
            f"{brand.name.zh} {name} {standard}{' ' * bool(standard)}{words.zh}，{wan.zh}，{lan}个LAN口（{_CORDS[cord].zh}）",
        ),
        description=compose(dice(sku), facts, _ROUTER_OPENING, _ROUTER_MIDDLE[kind], _CLOSING),
        category=f"Network Equipment > Routers > {place}",
        price=shelf_price(dollars),
        pictures=(picture("router", *look), picture("router-detail", *look)),
        details=details,
        highlights=points,
        weight=600 if kind != "business" else 2_900,
        group=f"{code}-{line}-{model}".upper(),
        label="new" if standard == "Wi-Fi 7" and lan == 8 and cord == "U" and "10G" in model else "",
    )


def _access_points() -> Iterator[Product]:
    for row in _POINTS.strip().splitlines():
        code, line, kind, base, shape, tone = row.split()
        for radio, antenna, pack in every(_RADIOS, "IE" if kind == "outdoor" else "IEW", _PACKS):
            yield _access_point(code, line, kind, int(base), (shape, tone, antenna), radio, antenna, pack)


def _access_point(
    code: str, line: str, kind: str, base: int, look: tuple[str, ...], radio: str, antenna: str, pack: int
) -> Product:
    brand, (standard, speed, more), (mount, extra) = BRANDS[code], _RADIOS[radio], _ANTENNAS[antenna]
    model = f"{line[0]}{radio}{antenna}"
    sku, name = f"{code}-{line[:4].upper()}-{model}" + (f"-{pack}" if pack > 1 else ""), f"{line} {model}"
    users = {"Wi-Fi 6": 256, "Wi-Fi 6E": 384, "Wi-Fi 7": 512}[standard]
    facts = {"name": name, "users": users, "radio": standard, "speed": speed, "antenna": mount}
    words = (
        Text("Outdoor Access Point", "室外无线接入点")
        if kind == "outdoor"
        else Text("Indoor Access Point", "室内无线接入点")
    )
    bundle = _PACKS[pack]
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {name} {standard} {words.en} with {mount.en.title()}" + (f" – {bundle.en}" if bundle.en else ""),
            f"{brand.name.zh} {name} {standard} {words.zh}（{mount.zh}）{bundle.zh}",
        ),
        description=compose(dice(sku), facts, _POINT_OPENING, _POINT_MIDDLE, _CLOSING),
        category=f"Network Equipment > Wireless > {'Outdoor' if kind == 'outdoor' else 'Indoor'} Access Points",
        price=shelf_price((base + more + extra) * pack * (1 if pack == 1 else 0.92)),
        pictures=(picture("access-point", *look), picture("access-point-detail", *look)),
        details=[
            detail("Wireless standard", standard), detail("Wireless speed", speed), detail("Users", users),
            detail("Form factor", mount.en.capitalize(), mount.zh), detail("Power over Ethernet", "PoE+"),
            detail("Protection", "IP67" if kind == "outdoor" else "IP40"), detail("In the box", f"{pack} pcs", f"{pack}台"),
        ],
        highlights=[
            Text(f"{standard} at {speed}", f"{standard} 速率{speed}"), Text(f"Up to {users} devices", f"最多接入{users}台设备"),
            Text("Powered over Ethernet", "支持PoE供电"),
            Text("Weatherproof to IP67", "IP67防水防尘") if kind == "outdoor" else Text("Ceiling and wall mount included", "含吸顶与壁挂支架"),
        ],
        weight=(1_900 if kind == "outdoor" else 620) * pack,
        group=f"{code}-{line}-{radio}".upper(),
        label="hot" if standard == "Wi-Fi 7" and pack == 1 and antenna == "I" and radio == "BE93" else "",
    )  # fmt: skip


def _firewalls() -> Iterator[Product]:
    for row in _FIREWALLS.strip().splitlines():
        code, line, kind, base, shape, tone = row.split()
        for step, (size, speed, users) in enumerate(_SIZES[kind]):
            for years, cord, spare in every(_LICENCES, _CORDS, ("", "HA")):
                dollars = int(base) * (1, 1.7, 2.9, 6.2)[step] * _LICENCES[years][1] / 100 * (1.8 if spare else 1)
                yield _firewall(code, line, kind, size, speed, users, years, cord, spare, dollars, (shape, tone, step))


def _firewall(
    code: str, line: str, kind: str, size: str, speed: int, users: int,
    years: int, cord: str, spare: str, dollars: float, look: tuple[object, ...],
) -> Product:  # fmt: skip
    brand, (licence, _) = BRANDS[code], _LICENCES[years]
    name = f"{line} {size}{spare}"
    sku = f"{code}-{line[:4].upper()}-{size}{spare}-{years}Y-{cord}"
    pair = Text(" High-Availability Pair", "双机热备套装") if spare else Text(" Firewall", "防火墙")
    facts = {"name": name, "speed": speed, "users": users}
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {name}{pair.en} {speed} Gbps {licence.en} ({_CORDS[cord].en})",
            f"{brand.name.zh} {name} {speed}Gbps下一代{pair.zh}，{licence.zh}（{_CORDS[cord].zh}）",
        ),
        description=compose(dice(sku), facts, _FIREWALL_OPENING, _FIREWALL_MIDDLE, _CLOSING),
        category=f"Network Equipment > Firewalls > {kind.capitalize()} Firewalls",
        price=shelf_price(dollars),
        pictures=(picture("firewall", kind, *look), picture("firewall-detail", kind, *look)),
        details=[
            detail("Throughput", f"{speed} Gbps"), detail("VPN throughput", f"{max(speed * 6 // 10, 1)} Gbps"),
            detail("Users", users), detail("Term", licence.en.capitalize(), licence.zh), detail("Plug", *_CORDS[cord]),
            detail("Form factor", *(("Desktop", "桌面型") if kind == "desktop" else ("1U rack", "1U机架式"))),
        ],
        highlights=[
            Text(f"{speed} Gbps inspected throughput", f"检测吞吐{speed}Gbps"), Text(f"For about {users} people", f"适合约{users}人"),
            Text("IPsec and SSL VPN included", "内置IPsec与SSL VPN"), Text(licence.en.capitalize(), licence.zh),
        ],
        weight=(1_200 if kind == "desktop" else 6_400) * (2 if spare else 1),
        group=f"{code}-{line}-{size}{spare}".upper(),
    )  # fmt: skip
