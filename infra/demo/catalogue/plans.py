"""Plans: mobile, broadband, business, IoT and travel. Taken by pre-acceptance, completed by staff."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as every

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Detail, Label, Product, compose, detail, dice, picture
from infra.demo.text import Text, same

_TERMS = {
    1: (Text("30-Day Rolling", "按月续订"), 1.15),
    12: (Text("12-Month Contract", "12个月合约"), 1.0),
    24: (Text("24-Month Contract", "24个月合约"), 0.88),
}
_OPENING = [
    Text(
        "{what.en} for {who.en}, at a monthly price that stays the same for the whole term.",
        "{what.zh}，适合{who.zh}，按月计费，合约期内资费不变。",
    ),
    Text(
        "Made for {who.en}: {what.en} at one monthly price without small print.",
        "为{who.zh}量身打造：{what.zh}，月费透明。",
    ),
]
_MIDDLE = {
    "mobile": [
        Text("5G is included where there is coverage, and what is left over moves to the next month.", "覆盖区域免费使用5G，当月剩余流量可结转次月。"),
        Text("Hot spot and calls over Wi-Fi cost nothing extra.", "热点共享与Wi-Fi通话不另收费。"),
    ],
    "fibre": [
        Text("An engineer fits the line and the router within five working days.", "五个工作日内由工程师上门开通并调试路由器。"),
        Text("The router is lent for the term, and the speed is measured at the handover.", "合约期内免费使用路由器，开通时现场测速。"),
    ],
    "business": [
        Text("One bill for all numbers, with limits for each cost centre.", "多号统一出账，可按部门设置限额。"),
        Text("A named representative answers within the working hour.", "专属客户经理，工作时间一小时内响应。"),
    ],
    "iot": [
        Text("SIM cards are managed by portal and API, and data is pooled.", "支持门户与API管理号卡，流量池共享。"),
        Text("Cards withstand −40 to 105 °C and ten years of service.", "工业级号卡耐受-40至105°C，寿命十年。"),
    ],
    "roaming": [
        Text("It starts with the first use abroad and ends by itself.", "境外首次使用自动生效，到期自动失效。"),
        Text("A message says when 80 % are used, and no bill shock can follow.", "用量达80%短信提醒，不产生超额费用。"),
    ],
}  # fmt: skip
_CLOSING = [
    Text("You can bring your number along.", "支持携号转网。"),
    Text("Our staff check the order and call back before it starts.", "下单后由客服核对并回访，确认后开通。"),
    Text("It may be changed to a larger plan at any time.", "可随时升级更高档位。"),
]

_DATA = (1, 3, 5, 10, 20, 30, 50, 80, 100, 150, 200, 0)
_MINUTES = (200, 500, 1_000, 0)


def products() -> Iterator[Product]:
    """Every plan; the contract terms of one plan form a group."""
    for term in _TERMS:
        for data, minutes in every(_DATA, _MINUTES):
            yield _sim_only(data, minutes, term)
        for data, lines in every((20, 50, 100, 200, 300, 0), (2, 3, 4, 5, 6)):
            yield _family(data, lines, term)
        for data, device in every((5, 10, 20, 50, 100, 200, 500, 0), ("SIM", "USB", "MIFI")):
            yield _data_only(data, device, term)
        for speed, extra in every((100, 300, 500, 1_000, 2_000, 5_000), ("", "TV", "MESH", "PHONE")):
            yield _home_fibre(speed, extra, term)
        for speed, grade, static in every(
            (100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000), ("99.5", "99.9", "99.99"), (1, 8)
        ):
            yield _business_fibre(speed, grade, static, term)
        for data, seats in every((5, 10, 20, 50, 100, 0), (5, 10, 25, 50, 100)):
            yield _business_mobile(data, seats, term)
        for seats, level in every((3, 5, 10, 20, 50, 100, 200), ("Basic", "Standard", "Centre")):
            yield _telephony(seats, level, term)
        for megabytes, network in every((1, 5, 10, 30, 100, 250, 500, 1_000, 2_000), ("NB-IoT", "LTE-M", "4G", "5G")):
            yield _iot(megabytes, network, term)
    for region, days, data in every(_REGIONS, (1, 3, 7, 10, 15, 30), (1, 3, 5, 10, 20, 0)):
        if data != 1 or days <= 3:
            yield _roaming(region, days, data)


def gigabytes(data: int) -> Text:
    """`0` is unlimited."""
    return same(f"{data} GB") if data else Text("Unlimited", "不限量")


def _minutes(minutes: int) -> Text:
    return Text(f"{minutes} Minutes", f"{minutes}分钟") if minutes else Text("Unlimited Calls", "通话不限量")


def _plan(
    sku: str, brand: str, kind: str, place: str, title: Text, who: Text, dollars: float, term: int,
    details: list[Detail], points: list[Text], look: tuple[object, ...], label: Label = "",
) -> Product:  # fmt: skip
    """A monthly plan: what all of them share."""
    contract, factor = _TERMS[term]
    cents = max(round(dollars * factor), 2) * 100 - 1
    return Product(
        sku=f"{sku}-{term}M",
        brand=BRANDS[brand],
        title=Text(f"{title.en} – {contract.en}", f"{title.zh}（{contract.zh}）"),
        description=compose(
            dice(f"{sku}{term}"),
            {"what": title, "who": who},
            _OPENING,
            _MIDDLE[kind],
            _CLOSING[kind not in ("mobile", "business") :],
        ),
        category=f"Plans > {place}",
        price=cents,
        pictures=(picture("plan", kind, *look),),
        details=[*details, detail("Contract", *contract), detail("Billing", "Monthly in advance", "按月预付")],
        highlights=[*points, Text("Same price for the whole term", "合约期内不涨价")],
        group=sku,
        label=label if term == 12 else "",
        pre_acceptance=True,
    )


def _sim_only(data: int, minutes: int, term: int) -> Product:
    amount, calls = gigabytes(data), _minutes(minutes)
    details = [
        detail("Data allowance", *amount),
        detail("Minutes", *calls),
        detail("Messages", "Unlimited", "不限量"),
        detail("SIM cards", 1),
    ]
    return _plan(
        f"PM-SIM-{data or 'U'}-{minutes or 'U'}", "PM", "mobile", "Mobile Plans > SIM-Only Plans",
        Text(f"Portico Mobile Solo {amount.en} with {calls.en}", f"柏廊移动 畅享{amount.zh}流量 {calls.zh}套餐"),
        Text("one phone", "单机用户"), 6 + (data**0.62 * 1.7 if data else 42) + (minutes / 250 if minutes else 6), term, details,
        [Text(f"{amount.en} of 5G data" if data else "Unlimited 5G data", f"{amount.zh}5G流量"), Text(calls.en, f"国内{calls.zh}"), Text("Unlimited messages", "短信不限量")],
        (data or "u", "solo"), "hot" if data == 50 and not minutes else "",
    )  # fmt: skip


def _family(data: int, lines: int, term: int) -> Product:
    amount = gigabytes(data)
    return _plan(
        f"PM-FAM-{data or 'U'}-{lines}", "PM", "mobile", "Mobile Plans > Family Plans",
        Text(f"Portico Mobile Family {amount.en} for {lines} Lines", f"柏廊移动 全家享{amount.zh}流量 {lines}号共享套餐"),
        Text(f"a household of {lines}", f"{lines}口之家"), 14 + lines * 9 + (data**0.7 * 0.9 if data else 62), term,
        [detail("Data allowance", *amount), detail("SIM cards", lines), detail("Minutes", "Unlimited", "不限量")],
        [Text(f"{lines} lines on one bill", f"{lines}个号码一张账单"), Text(f"{amount.en} to share", f"{amount.zh}流量共享"), Text("Limits for children", "可设儿童限额")],
        (data or "u", f"x{lines}"), "new" if lines == 4 and data == 100 else "",
    )  # fmt: skip


def _data_only(data: int, device: str, term: int) -> Product:
    amount = gigabytes(data)
    words = {
        "SIM": Text("Data SIM", "纯流量卡"),
        "USB": Text("USB Modem", "上网卡"),
        "MIFI": Text("Pocket Router", "随身WiFi"),
    }[device]
    return _plan(
        f"PM-DAT-{data or 'U'}-{device}", "PM", "mobile", "Mobile Plans > Data-Only Plans",
        Text(f"Portico Mobile {words.en} {amount.en}", f"柏廊移动 {words.zh} {amount.zh}流量套餐"),
        Text("tablets and laptops", "平板与笔记本用户"), 4 + (data**0.6 * 1.6 if data else 48) + (0 if device == "SIM" else 6), term,
        [detail("Data allowance", *amount), detail("SIM cards", 1), detail("Form factor", *words)],
        [Text(f"{amount.en} of 5G data" if data else "Unlimited 5G data", f"{amount.zh}5G流量"), Text("No calls to pay for", "无通话月租"), Text("Pause for a month", "可停机保号")],
        (data or "u", device.lower()),
    )  # fmt: skip


def _speed(megabits: int) -> Text:
    return same(f"{megabits // 1000} Gbps") if megabits >= 1000 else same(f"{megabits} Mbps")


def _home_fibre(speed: int, extra: str, term: int) -> Product:
    down, more = _speed(speed), {
        "": Text("", ""), "TV": Text(" with TV", "+高清电视"), "MESH": Text(" with Mesh Wi-Fi", "+全屋WiFi"), "PHONE": Text(" with Phone Line", "+固话"),
    }[extra]  # fmt: skip
    return _plan(
        f"PM-FTH-{speed}{'-' * bool(extra)}{extra}", "PM", "fibre", "Broadband > Home Fibre",
        Text(f"Portico Home Fibre {down.en}{more.en}", f"柏廊 家庭光纤宽带 {down.zh}{more.zh}"),
        Text("homes where everybody is online", "全家在线的家庭"), 19 + speed**0.5 * 0.9 + {"": 0, "TV": 12, "MESH": 8, "PHONE": 5}[extra], term,
        [detail("Download speed", *down), detail("Upload speed", *_speed(max(speed // 2, 100))), detail("Data allowance", "Unlimited", "不限量")],
        [Text(f"{down.en} down", f"下行{down.zh}"), Text("Fitted by our engineer", "工程师上门安装"), Text("No data limit", "不限流量")],
        (speed, extra.lower() or "net"), "hot" if speed == 1_000 and extra == "MESH" else "",
    )  # fmt: skip


def _business_fibre(speed: int, grade: str, addresses: int, term: int) -> Product:
    down = _speed(speed)
    return _plan(
        f"PO-FTB-{speed}-{grade.replace('.', '')}-{addresses}", "PO", "fibre", "Broadband > Business Fibre",
        Text(f"Portico Business Fibre {down.en} {grade} % with {addresses} Static IP", f"柏廊企业 光纤专线 {down.zh} 可用率{grade}% 含{addresses}个固定IP"),
        Text("offices that cannot wait", "业务不容中断的企业"), (60 + speed**0.62 * 2.2) * {"99.5": 1, "99.9": 1.6, "99.99": 2.7}[grade] + addresses * 4, term,
        [detail("Download speed", *down), detail("Upload speed", *down), detail("Cover", f"{grade} % available", f"{grade}%可用率")],
        [Text(f"{down.en} both ways", f"上下行对等{down.zh}"), Text(f"{grade} % promised", f"承诺可用率{grade}%"), Text(f"{addresses} static addresses" if addresses > 1 else "Static address", f"{addresses}个固定IP")],
        (speed, "office"),
    )  # fmt: skip


def _business_mobile(data: int, seats: int, term: int) -> Product:
    amount = gigabytes(data)
    return _plan(
        f"PO-MOB-{data or 'U'}-{seats}", "PO", "business", "Business Plans > Business Mobile",
        Text(f"Portico Business Mobile {amount.en} for {seats} Staff", f"柏廊企业 商务{amount.zh}流量套餐 {seats}人版"),
        Text(f"teams of up to {seats}", f"{seats}人以内团队"), seats * (9 + (data**0.6 * 1.3 if data else 30)) * (1 - seats / 700), term,
        [detail("Data allowance", *amount), detail("SIM cards", seats), detail("Minutes", "Unlimited", "不限量")],
        [Text(f"{amount.en} for each person", f"每人{amount.zh}流量"), Text("One bill for all", "统一账单"), Text("Free calls in the team", "集团内通话免费")],
        (data or "u", "team"),
    )  # fmt: skip


def _telephony(seats: int, level: str, term: int) -> Product:
    words = {"Basic": "基础版", "Standard": "标准版", "Centre": "呼叫中心版"}[level]
    return _plan(
        f"PO-PBX-{seats}-{level.upper()}", "PO", "business", "Business Plans > Cloud Telephony",
        Text(f"Portico Cloud Telephony {level} for {seats} Seats", f"柏廊企业 云总机{words} {seats}坐席"),
        Text("companies without a switchboard", "无需自建总机的企业"), seats * {"Basic": 9, "Standard": 15, "Centre": 32}[level] * (1 - seats / 900), term,
        [detail("Seats", seats), detail("Minutes", "2000 a seat" if level == "Basic" else "Unlimited", "每坐席2000分钟" if level == "Basic" else "不限量"), detail("Scope", level, words)],
        [Text(f"{seats} seats", f"{seats}个坐席"), Text("Menus and queues", "语音导航与排队"), Text("Recording and reports", "录音与报表")],
        (seats, "seats"),
    )  # fmt: skip


def _iot(megabytes: int, network: str, term: int) -> Product:
    amount = same(f"{megabytes // 1000} GB" if megabytes >= 1000 else f"{megabytes} MB")
    return _plan(
        f"PO-IOT-{megabytes}-{network.replace('-', '').upper()}", "PO", "iot", "IoT and Travel > IoT Data",
        Text(f"Portico IoT {network} {amount.en} per Card", f"柏廊企业 物联网卡 {network} 每卡{amount.zh}"),
        Text("meters and machines and vehicles", "表计、设备与车辆"), 1.5 + megabytes**0.5 * 0.35 + {"NB-IoT": 0, "LTE-M": 1, "4G": 2, "5G": 5}[network], term,
        [detail("Data allowance", *amount), detail("Mobile network", network), detail("SIM cards", 1)],
        [Text(f"{network} coverage", f"{network}网络"), Text("Pooled data", "流量池共享"), Text("Portal and API", "门户与API管理")],
        (megabytes, "iot"),
    )  # fmt: skip


_REGIONS = {
    "EU": (Text("Europe", "欧洲"), 1.0), "UK": (Text("Britain", "英国"), 0.8), "US": (Text("North America", "北美"), 1.2),
    "JK": (Text("Japan and Korea", "日韩"), 1.0), "SEA": (Text("Southeast Asia", "东南亚"), 0.8), "CN": (Text("Greater China", "大中华区"), 0.9),
    "ME": (Text("Middle East", "中东"), 1.5), "AU": (Text("Oceania", "大洋洲"), 1.3), "LA": (Text("Latin America", "拉丁美洲"), 1.6),
    "AF": (Text("Africa", "非洲"), 1.8), "WW": (Text("Worldwide", "全球"), 2.0),
}  # fmt: skip


_TRAVEL = [
    Text("{what.en}: bought once, with nothing to cancel.", "{what.zh}，一次购买，无需退订。"),
    Text("Stay online for the price on this page: {what.en}.", "一口价畅享境外上网：{what.zh}。"),
]


def _roaming(region: str, days: int, data: int) -> Product:
    (place, level), amount = _REGIONS[region], gigabytes(data)
    what = Text(
        f"Portico Travel Pass {place.en} {amount.en} for {days} Day{'s' * (days > 1)}",
        f"柏廊移动 {place.zh}漫游包 {days}天{amount.zh}流量",
    )
    dollars = (2.5 + (data**0.75 * 1.9 if data else 18) + days * 0.7) * level
    sku = f"PM-TRV-{region}-{days}D-{data or 'U'}"
    return Product(
        sku=sku,
        brand=BRANDS["PM"],
        title=what,
        description=compose(dice(sku), {"what": what}, _TRAVEL, _MIDDLE["roaming"]),
        category="Plans > IoT and Travel > Roaming Passes",
        price=round(dollars) * 100 - 1,
        pictures=(picture("plan", "roaming", region.lower(), "pass"),),
        details=[detail("Region", *place), detail("Data allowance", *amount), detail("Validity", f"{days} days", f"{days}天"), detail("Billing", "Once", "一次性")],
        highlights=[Text(f"{days} days" if days > 1 else "One day", f"{days}天有效"), Text(f"{amount.en} of data" if data else "Unlimited data", f"{amount.zh}流量"), Text("No bill shock", "不产生超额费用")],
        group=f"PM-TRV-{region}",
        pre_acceptance=True,
        label="event" if region == "JK" and days == 7 else "",
    )  # fmt: skip
