"""Services: installation, maintenance, cloud and training. Taken by pre-acceptance, completed by staff."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as every

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Detail, Product, compose, detail, dice, picture, shelf_price
from infra.demo.text import Text

_PLACES = {"SITE": (Text("on site", "上门"), 1.0), "REM": (Text("remote", "远程"), 0.6)}
_HOURS = {
    "8X5": (Text("working hours", "5×8小时"), 1.0),
    "12X6": (Text("12 hours on 6 days", "6×12小时"), 1.35),
    "24X7": (Text("round the clock", "7×24小时"), 1.9),
}
_JOBS = {
    "SW": (Text("Switch Installation", "交换机安装调试"), 120),
    "RT": (Text("Router Installation", "路由器安装调试"), 110),
    "FW": (Text("Firewall Set-up", "防火墙部署"), 260),
    "AP": (Text("Wireless Network Installation", "无线网络部署"), 180),
    "PBX": (Text("Telephone System Set-up", "语音系统部署"), 240),
    "RACK": (Text("Rack Fitting and Cabling", "机柜上架与布线"), 210),
    "FIB": (Text("Fibre Splicing", "光纤熔接"), 90),
    "MOVE": (Text("Office Move", "办公室搬迁组网"), 480),
}
_SURVEYS = {
    "WIFI": (Text("Wireless Site Survey", "无线现场勘测"), 290),
    "CAB": (Text("Cabling Survey", "综合布线勘测"), 220),
    "PWR": (Text("Power and Cooling Survey", "供电与制冷勘测"), 340),
    "SEC": (Text("Network Security Review", "网络安全评估"), 690),
}
_GEAR = {
    "ACC": (Text("Access Switches", "接入交换机"), 39),
    "CORE": (Text("Core Equipment", "核心设备"), 190),
    "WLAN": (Text("Wireless Networks", "无线网络"), 49),
    "SEC": (Text("Firewalls", "防火墙"), 120),
    "VOICE": (Text("Voice Systems", "语音系统"), 79),
    "UPS": (Text("Racks and Power", "机柜与电源"), 69),
}
_REPAIRS = {
    "NBD": (Text("Next Business Day", "下一工作日"), 1.0),
    "4H": (Text("4-Hour", "4小时"), 1.8),
    "2H": (Text("2-Hour", "2小时"), 2.6),
}
_COURSES = {
    "NET1": Text("Networking Fundamentals", "网络基础"), "NET2": Text("Routing and Switching", "路由与交换"),
    "WLAN": Text("Wireless Design", "无线网络设计"), "SEC": Text("Network Security", "网络安全"),
    "DC": Text("Data Centre Fabrics", "数据中心网络"), "VOIP": Text("Voice over IP", "IP语音"),
    "FIB": Text("Fibre Optics", "光纤通信"), "AUTO": Text("Network Automation", "网络自动化"), "5G": Text("5G and Private Networks", "5G与专网"),
}  # fmt: skip
_FORMATS = {
    "ROOM": (Text("Classroom", "面授"), 1.0), "LIVE": (Text("Live Online", "线上直播"), 0.75), "SELF": (Text("Self-Paced", "自学点播"), 0.35),
    "HOUSE": (Text("At Your Company", "企业内训"), 6.5),
}  # fmt: skip
_WHAT = {
    "installation": [
        Text("{name.en}, done {where.en} by certified engineers and handed over with a test record.", "{name.zh}，由认证工程师{where.zh}完成，附测试记录交付。"),
        Text("We plan, fit and test: {name.en} {where.en}, with a photo report at the end.", "规划、安装、测试一站完成：{where.zh}{name.zh}，交付附图文报告。"),
    ],
    "maintenance": [
        Text("{name.en}: parts and people are with you as agreed, {where.en}.", "{name.zh}：{where.zh}，按约定时限备件与人员到位。"),
        Text("One number to call, {where.en}, and a log of every case: {name.en}.", "{name.zh}：{where.zh}专线受理，全程工单可查。"),
    ],
    "cloud": [
        Text("{name.en}, run {where.en} and billed by the month.", "{name.zh}，{where.zh}运行，按月计费。"),
        Text("Ready within minutes and kept {where.en}: {name.en}.", "{name.zh}，分钟级开通，数据存放于{where.zh}。"),
    ],
    "training": [
        Text("{name.en}: a third theory, two thirds practice on real equipment, {where.en}.", "{name.zh}：三分理论七分实操，真机演练，{where.zh}。"),
        Text("Small groups, {where.en}, and an exam at the end: {name.en}.", "{name.zh}：小班教学，{where.zh}，结课考核。"),
    ],
}  # fmt: skip
_CLOSING = [
    Text("Our staff call back within a working day to agree on the date.", "客服将在一个工作日内回电预约时间。"),
    Text("You pay after staff have confirmed the order.", "客服确认订单后再付款。"),
    Text("It may be moved free of charge up to two days before.", "提前两天可免费改期。"),
]


def products() -> Iterator[Product]:
    """Every service."""
    for (job, (name, dollars)), (place, (where, factor)), devices in every(
        _JOBS.items(), _PLACES.items(), (1, 2, 5, 10, 25, 50)
    ):
        title = Text(
            f"{name.en} for {devices} Device{'s' * (devices > 1)}, {where.en.title()}",
            f"{where.zh}{name.zh} {devices}台",
        )
        lines = [
            detail("Service location", where.en.capitalize(), where.zh),
            detail("Scope", f"{devices} devices", f"{devices}台设备"),
        ]
        yield _service("installation", f"INS-{job}-{place}-{devices}", "Installation > Network Installation", title, where, dollars * devices**0.8 * factor, lines, job.lower(), f"INS-{job}")  # fmt: skip
    for (survey, (name, dollars)), area in every(_SURVEYS.items(), (200, 500, 1_000, 2_500, 5_000, 10_000)):
        title = Text(f"{name.en} up to {area} m²", f"{name.zh} {area}平方米以内")
        lines = [detail("Scope", f"{area} m²", f"{area}平方米"), detail("Service location", "On site", "上门")]
        yield _service("installation", f"SUR-{survey}-{area}", "Installation > Site Surveys", title, Text("on site", "上门"), dollars * (area / 200) ** 0.6, lines, "survey", f"SUR-{survey}")  # fmt: skip
    yield from _maintenance()
    yield from _cloud()
    for (course, name), (form, (shape, factor)), days in every(_COURSES.items(), _FORMATS.items(), (1, 2, 3, 5)):
        exam = days >= 3
        kind = Text("Certification Course", "认证课程") if exam else Text("Workshop", "实操工作坊")
        title = Text(
            f"{name.en} {kind.en}, {days} Day{'s' * (days > 1)}, {shape.en}",
            f"{name.zh}{kind.zh} {days}天（{shape.zh}）",
        )
        lines = [detail("Format", *shape), detail("Duration", f"{days} days", f"{days}天")]
        yield _service("training", f"EDU-{course}-{form}-{days}D", f"Training > {'Certification Courses' if exam else 'Workshops'}", title, Text(f"{shape.en.lower()}", shape.zh), 390 * days**0.9 * factor, lines, form.lower(), f"EDU-{course}")  # fmt: skip


def _maintenance() -> Iterator[Product]:
    for (gear, (name, dollars)), (repair, (promise, factor)), (hours, (cover, more)), years in every(
        _GEAR.items(), _REPAIRS.items(), _HOURS.items(), (1, 3, 5)
    ):
        lines = [
            detail("Response time", *promise),
            detail("Cover", cover.en.capitalize(), cover.zh),
            detail("Term", f"{years} years", f"{years}年"),
        ]
        title = Text(
            f"{promise.en} Support for {name.en}, {cover.en.title()}, {years} Year{'s' * (years > 1)}",
            f"{name.zh}{promise.zh}到场维保 {cover.zh} {years}年",
        )
        yield _service("maintenance", f"MNT-{gear}-{repair}-{hours}-{years}Y", "Maintenance > Hardware Support", title, cover, dollars * factor * more * years**0.92, lines, gear.lower(), f"MNT-{gear}")  # fmt: skip
    for devices, (hours, (cover, more)), months in every((10, 25, 50, 100, 250, 500), _HOURS.items(), (1, 12, 36)):
        lines = [
            detail("Scope", f"{devices} devices", f"{devices}台设备"),
            detail("Cover", cover.en.capitalize(), cover.zh),
            detail("Term", f"{months} months", f"{months}个月"),
        ]
        title = Text(
            f"Managed Network for {devices} Devices, {cover.en.title()}, {months} Month{'s' * (months > 1)}",
            f"网络代维 {devices}台设备 {cover.zh} {months}个月",
        )
        yield _service("maintenance", f"MAN-{devices}-{hours}-{months}M", "Maintenance > Managed Operations", title, cover, devices * 6.5 * more * months**0.93, lines, "managed", "MAN")  # fmt: skip


_ZONES = {
    "EU": Text("in European data centres", "欧洲数据中心"),
    "US": Text("in American data centres", "美洲数据中心"),
    "CN": Text("in Chinese data centres", "中国数据中心"),
}


def _cloud() -> Iterator[Product]:
    for cores, memory, disk, (zone, where) in every(
        (1, 2, 4, 8, 16, 32), (2, 4, 8), (40, 100, 250, 500), _ZONES.items()
    ):
        lines = [
            detail("Processor", f"{cores} vCPU", f"{cores}核"), detail("Memory", f"{cores * memory} GB"), detail("Storage", f"{disk} GB SSD"), detail("Region", zone),
        ]  # fmt: skip
        title = Text(
            f"Cloud Server {cores} vCPU {cores * memory} GB, {disk} GB SSD, {zone}",
            f"云主机 {cores}核{cores * memory}GB {disk}GB固态盘（{where.zh}）",
        )
        yield _service("cloud", f"VPS-{cores}-{cores * memory}-{disk}-{zone}", "Cloud > Cloud Servers", title, where, 3 + cores * 4 + cores * memory * 1.4 + disk * 0.06, lines, f"vps{cores}", f"VPS-{cores}-{zone}")  # fmt: skip
    for terabytes, days, (zone, where) in every((1, 2, 5, 10, 20, 50, 100), (30, 90, 365), _ZONES.items()):
        lines = [
            detail("Storage", f"{terabytes} TB"),
            detail("Validity", f"{days} days kept", f"保留{days}天"),
            detail("Region", zone),
        ]
        title = Text(
            f"Cloud Backup {terabytes} TB Kept for {days} Days, {zone}",
            f"云备份 {terabytes}TB 保留{days}天（{where.zh}）",
        )
        yield _service("cloud", f"BAK-{terabytes}-{days}-{zone}", "Cloud > Cloud Backup", title, where, terabytes**0.9 * (9 + days / 30), lines, "backup", f"BAK-{zone}")  # fmt: skip


def _service(
    kind: str, sku: str, place: str, title: Text, where: Text, dollars: float, details: list[Detail], icon: str, group: str
) -> Product:  # fmt: skip
    points = {
        "installation": [Text("Certified engineers", "认证工程师"), Text("Test record at handover", "交付附测试记录"), Text("12 months on the work", "施工质保12个月")],
        "maintenance": [Text("Spare parts included", "含备件"), Text("Every case on record", "全程工单可查"), Text("One number to call", "专线统一受理")],
        "cloud": [Text("Ready within minutes", "分钟级开通"), Text("Billed by the month", "按月计费"), Text("99.95 % available", "可用率99.95%")],
        "training": [Text("Practice on real equipment", "真机实操"), Text("At most 12 people", "不超过12人小班"), Text("Certificate at the end", "结课颁发证书")],
    }[kind]  # fmt: skip
    short = Text(title.en.split(",")[0], title.zh.split("（")[0])
    return Product(
        sku=f"PS-{sku}",
        brand=BRANDS["PS"],
        title=title,
        description=compose(dice(sku), {"name": short, "where": where}, _WHAT[kind], _CLOSING),
        category=f"Services > {place}",
        price=shelf_price(dollars),
        pictures=(picture("service", kind, icon),),
        details=details,
        highlights=points,
        group=f"PS-{group}",
        pre_acceptance=True,
    )
