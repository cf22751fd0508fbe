"""Cases and screen glass: made for each smartphone of the shop, so that they fit what it sells."""

from __future__ import annotations

from collections.abc import Iterator

from infra.demo.brands import BRANDS
from infra.demo.catalogue.phones import MODELS, Model
from infra.demo.catalogue.product import Product, compose, detail, dice, picture, shelf_price
from infra.demo.colours import COLOURS
from infra.demo.text import Text

_STYLES = {  # brand, category, words, material, dollars, shape, colours
    "SLIM": ("PB", "Slim Cases", Text("Slim Silicone Case", "轻薄硅胶手机壳"), Text("soft silicone", "液态硅胶"), 14, "slim", "black,white,sky,sage,rose,coral,lavender,sand,ocean,crimson,amber"),
    "CLR": ("CX", "Slim Cases", Text("Clear Case", "透明手机壳"), Text("clear TPU", "高透TPU"), 12, "clear", "clear,rose,sky,graphite"),
    "MAG": ("CX", "Slim Cases", Text("Magnetic Case", "磁吸手机壳"), Text("polycarbonate with a magnet ring", "聚碳酸酯内嵌磁环"), 24, "ring", "black,clear,ocean,lavender,forest,crimson"),
    "TUFF": ("CX", "Protective Cases", Text("Armour Case", "防摔铠甲手机壳"), Text("two layers of polymer", "双层高分子材料"), 29, "armour", "black,orange,ocean,forest,grey"),
    "STND": ("PB", "Protective Cases", Text("Kickstand Case", "支架手机壳"), Text("polymer with a metal stand", "高分子材料加金属支架"), 26, "stand", "black,plum,sky,sand"),
    "FOLIO": ("FW", "Leather Cases", Text("Leather Folio", "翻盖真皮保护套"), Text("vegetable-tanned leather", "植鞣真皮"), 45, "folio", "black,sand,crimson,forest,midnight"),
    "BACK": ("FW", "Leather Cases", Text("Leather Back", "真皮后盖"), Text("full-grain leather", "头层牛皮"), 39, "leather", "black,sand,amber,ocean"),
    "WOOL": ("FW", "Slim Cases", Text("Felt Sleeve", "毛毡保护套"), Text("wool felt", "羊毛毡"), 19, "sleeve", "grey,forest,plum,amber"),
}  # fmt: skip
_FINISHES = {
    "": (Text("", ""), 0),
    "L": (Text(" with Lanyard", "（含挂绳）"), 5),
    "C": (Text(" with Card Slot", "（含卡槽）"), 6),
}
_OPENING = [
    Text(
        "Made for the {phone} of {material.en}, it leaves camera, keys and sockets free.",
        "专为{phone}开模，{material.zh}材质，镜头、按键与接口精准预留。",
    ),
    Text(
        "A {style.en} in {colour.en} that follows the {phone} to the tenth of a millimetre.",
        "{colour.zh}{style.zh}，与{phone}严丝合缝。",
    ),
    Text(
        "{material_first} keeps the {phone} safe, and the raised rim keeps glass off the table.",
        "{material.zh}保护{phone}，凸起边缘让屏幕与镜头远离桌面。",
    ),
]
_CLOSING = [
    Text("It passes drops from {drop} m.", "通过{drop}米跌落测试。"),
    Text("Wireless charging works through it.", "支持隔壳无线充电。"),
    Text("It goes back to the maker for recycling, free of charge.", "旧壳可免费寄回回收。"),
    Text("The packaging is paper only.", "全纸质环保包装。"),
]
_GLASSES = {
    "GL1": ("Tempered Glass", Text("Tempered Glass", "钢化膜"), Text("clear", "高清"), 12),
    "GL2": ("Tempered Glass", Text("Tempered Glass 2-Pack", "钢化膜两片装"), Text("clear", "高清"), 18),
    "GLM": ("Tempered Glass", Text("Matte Tempered Glass", "磨砂钢化膜"), Text("matte", "磨砂"), 14),
    "GLB": (
        "Tempered Glass",
        Text("Eye-Comfort Tempered Glass", "护眼钢化膜"),
        Text("blue-light filter", "防蓝光"),
        16,
    ),
    "GLP": ("Privacy Glass", Text("Privacy Glass", "防窥钢化膜"), Text("privacy", "防窥"), 22),
    "GLP2": ("Privacy Glass", Text("Privacy Glass 2-Pack", "防窥钢化膜两片装"), Text("privacy", "防窥"), 34),
    "LENS": ("Tempered Glass", Text("Lens Glass", "镜头保护膜"), Text("lens", "镜头"), 9),
}
_GLASS_OPENING = [
    Text("Hardened glass of 0.3 mm for the {phone}, {finish.en}, with a frame that lays it straight.", "{phone}专用0.3毫米{finish.zh}玻璃，附定位框，一贴即正。"),
    Text("It takes the scratches so that the {phone} does not: {finish.en}, 9H hard, no bubbles.", "{finish.zh}，9H硬度，无气泡，替{phone}挡住划痕。"),
]  # fmt: skip
_GLASS_CLOSING = [
    Text("Fingerprints wipe off, and the sensor beneath still reads them.", "疏油防指纹，屏下指纹照常识别。"),
    Text("Cloths and a dust sticker are included.", "附清洁布与除尘贴。"),
]


def products() -> Iterator[Product]:
    """For every smartphone: its cases by style, colour and extra, then its glass."""
    for model in MODELS:
        for style, (*_, tints) in _STYLES.items():
            for tint in tints.split(","):
                for finish in _FINISHES if style not in ("WOOL", "FOLIO") else ("",):
                    yield _case(model, style, tint, finish)
        for kind in _GLASSES:
            yield _glass(model, kind)


def _case(model: Model, style: str, tint: str, finish: str) -> Product:
    code, place, words, material, dollars, shape, _ = _STYLES[style]
    brand, colour, (extra, more) = BRANDS[code], COLOURS[tint].name, _FINISHES[finish]
    maker = BRANDS[model.brand].name
    phone = Text(f"{maker.en} {model.shown}", f"{maker.zh}{model.shown}")
    group = f"{code}-{style}{finish}-{model.code}"
    sku = f"{group}-{tint[:4].upper()}"
    facts: dict[str, object] = {
        "phone": model.shown,
        "material": material,
        "material_first": material.en[0].upper() + material.en[1:],
    }
    facts |= {
        "style": Text(words.en.lower(), words.zh),
        "colour": Text(colour.en.lower(), colour.zh),
        "drop": 3 if shape == "armour" else 1.5,
    }
    camera = "none" if shape in ("folio", "sleeve") else model.camera
    look = (shape, tint, camera)
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {words.en}{extra.en} for {phone.en} – {colour.en}",
            f"{brand.name.zh} {words.zh}{extra.zh} 适用{phone.zh} {colour.zh}",
        ),
        description=compose(dice(sku), facts, _OPENING, _CLOSING),
        category=f"Accessories > Cases > {place}",
        price=shelf_price(dollars + more + (6 if model.tier == "flagship" else 0)),
        pictures=(picture("case", *look), picture("case-detail", shape, tint)),
        details=[detail("Compatible model", *phone), detail("Material", *material), detail("Form factor", *words)],
        highlights=[
            Text(f"Fits the {model.shown}", f"{model.shown}专用"), Text(f"Made of {material.en}", f"{material.zh}材质"),
            Text("Rim above screen and lenses", "屏幕与镜头凸边保护"),
        ],
        weight=38 if shape != "folio" else 85,
        group=group,
        colour=colour,
    )  # fmt: skip


def _glass(model: Model, kind: str) -> Product:
    place, words, finish, dollars = _GLASSES[kind]
    brand, maker = BRANDS["CH"], BRANDS[model.brand].name
    phone = Text(f"{maker.en} {model.shown}", f"{maker.zh}{model.shown}")
    sku = f"CH-{kind}-{model.code}"
    look = (finish.en.split()[0].split("-")[0], "two" if kind.endswith("2") else "one")
    return Product(
        sku=sku,
        brand=brand,
        title=Text(f"{brand.name.en} {words.en} for {phone.en}", f"{brand.name.zh} {words.zh} 适用{phone.zh}"),
        description=compose(dice(sku), {"phone": model.shown, "finish": finish}, _GLASS_OPENING, _GLASS_CLOSING),
        category=f"Accessories > Screen Protectors > {place}",
        price=shelf_price(dollars + (4 if model.tier == "flagship" else 0)),
        pictures=(picture("glass", *look), picture("glass-detail", *look)),
        details=[
            detail("Compatible model", *phone),
            detail("Finish", *finish),
            detail("Material", "9H glass", "9H钢化玻璃"),
            detail("In the box", words.en, words.zh),
        ],
        highlights=[
            Text("9H hard", "9H硬度"),
            Text("Frame lays it straight", "附定位框"),
            Text("No bubbles", "无气泡"),
        ],
        weight=45,
        group=f"CH-GLASS-{model.code}",
    )
