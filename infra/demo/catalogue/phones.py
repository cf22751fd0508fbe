"""Smartphones (colour and storage form a group), feature phones, desk and conference phones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as every
from typing import NamedTuple

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Detail, Label, Product, compose, detail, dice, picture
from infra.demo.colours import COLOURS
from infra.demo.text import Text


class Model(NamedTuple):
    """A smartphone. `camera` names the layout on its back, `size` the screen in tenths of an inch."""

    brand: str
    name: str
    tier: str
    price: str
    size: str
    hertz: str
    camera: str
    megapixels: str
    battery: str
    watts: str
    colours: str
    storages: str

    @property
    def shown(self) -> str:
        """The model's name as people say it."""
        return self.name.replace("_", " ")

    @property
    def code(self) -> str:
        """The model as part of an article number."""
        return f"{self.brand}-{self.name.replace('_', '').upper()}"


_MODELS = """
OP Luna_7_Ultra      flagship 1199 68 120 quad  200 5000 65  graphite,silver,plum,sand         256,512,1024
OP Luna_7_Pro        flagship 949  67 120 trio  50  4900 65  graphite,silver,rose,forest       256,512,1024
OP Luna_7            flagship 749  62 120 duo   50  4400 45  midnight,snow,sky,coral           128,256,512
OP Luna_6            everyday 549  62 90  duo   48  4300 33  midnight,snow,lavender            128,256
OP Luna_SE           everyday 329  58 60  solo  48  3900 25  midnight,snow,crimson             64,128
AU Aria_X2           flagship 1099 67 144 ring  50  5100 80  midnight,sand,ocean,snow          256,512,1024
AU Aria_X2_Mini      flagship 799  59 120 ring  50  4200 45  midnight,rose,sage,snow           128,256
AU Aria_20           everyday 479  65 120 trio  64  5000 45  graphite,sky,amber                128,256
AU Aria_10           everyday 279  65 90  duo   50  5000 25  graphite,sky,coral                64,128
AU Aria_Fold         flagship 1599 76 120 bar   50  4600 45  midnight,silver                   256,512
MI Vista_Pro         flagship 999  67 120 bar   108 5000 67  graphite,ocean,silver,coral       256,512
MI Vista             everyday 649  64 120 bar   64  4700 45  graphite,snow,sage,lavender       128,256
MI Vista_Lite        everyday 349  64 90  duo   50  4800 33  midnight,sky,rose                 128,256
MI Vista_Air         everyday 449  63 120 solo  50  4100 33  snow,sky,sand,lavender            128,256
MI Postcard          everyday 199  61 60  solo  13  4000 15  midnight,sage                     64
ZF Gale_5_Pro        flagship 1049 68 144 quad  200 5200 100 midnight,snow,forest              256,512,1024
ZF Gale_5            flagship 699  66 120 trio  64  5000 67  midnight,snow,sky,amber           128,256,512
ZF Gale_4            everyday 429  66 120 trio  64  5000 45  graphite,sky                      128,256
ZF Breeze            everyday 239  65 90  duo   50  5000 18  graphite,coral,sage               64,128
ZF Breeze_Plus       everyday 289  67 90  duo   50  6000 25  graphite,ocean                    128,256
KY Koi_9             flagship 879  64 120 ring  50  4800 55  crimson,midnight,snow             128,256,512
KY Koi_9_Pro         flagship 1099 67 120 ring  64  5000 80  crimson,midnight,sand             256,512,1024
KY Koi_8             everyday 499  63 90  ring  50  4500 33  ocean,snow                        128,256
KY Maple             everyday 259  65 90  trio  48  5000 18  amber,graphite,forest             64,128
KY Maple_Go          everyday 149  60 60  solo  13  4500 10  graphite,sky                      32,64
LV Nova_Note         flagship 1149 69 120 quad  108 5500 65  graphite,plum,sand                256,512,1024
LV Orbit_3           everyday 599  66 120 trio  64  4900 45  midnight,lavender,sage            128,256
LV Orbit_3_Lite      everyday 379  66 90  duo   50  5000 33  midnight,sky                      128,256
LV Comet             everyday 219  65 60  duo   13  5000 15  graphite,rose                     64,128
LV Comet_Max         everyday 269  69 90  duo   50  6000 18  graphite,forest                   128
TD Reef_Pro          flagship 929  67 120 bar   50  4900 66  ocean,snow,coral                  256,512
TD Reef              everyday 569  63 120 bar   50  4500 45  ocean,snow,aqua                   128,256
TD Lagoon            everyday 319  65 90  trio  48  5000 25  aqua,sand,graphite                128,256
TD Cove_5G           everyday 229  65 90  duo   48  5000 18  aqua,graphite                     64,128
SF Terra_X           rugged   799  61 120 hex   64  8000 33  black,orange                      256,512
SF Terra_Pro         rugged   649  63 90  hex   64  10000 33 black,forest                      128,256
SF Terra             rugged   429  57 60  hex   48  6500 18  black,orange,yellow               64,128
SF Terra_Thermal     rugged   999  63 90  hex   50  10600 33 black                             256
SF Dune              rugged   299  55 60  solo  13  5000 10  black,sand                        64
SF Dune_Max          rugged   359  65 60  duo   16  9000 18  black,orange                      128
"""
MODELS = [Model(*row.split()) for row in _MODELS.strip().splitlines()]

_TIERS = {
    "flagship": (
        "Flagship Phones",
        Text("5G Smartphone", "5G智能手机"),
        Text("aluminium and glass", "铝合金与玻璃"),
        "IP68",
    ),
    "everyday": (
        "Everyday Phones",
        Text("5G Smartphone", "5G智能手机"),
        Text("polymer and glass", "高分子材料与玻璃"),
        "IP54",
    ),
    "rugged": (
        "Rugged Phones",
        Text("Rugged 5G Smartphone", "三防5G智能手机"),
        Text("rubber over a metal frame", "金属骨架包胶"),
        "IP69K",
    ),
}
_STORAGE_STEPS = ((0, 50, 130), (0, 100, 250))
"""Dollars for more storage: of plain models, of dear ones."""
_LENSES = {"solo": 1, "duo": 2, "trio": 3, "quad": 4, "ring": 3, "bar": 3, "hex": 3}
_PIXELS = {"108": "1.08亿", "200": "2亿"}
_OPENING = [
    Text("The {name} pairs a {size}-inch {hertz} Hz display with a {pixels.en}-megapixel camera in {colour.en}.", "{name} {colour.zh}，{size}英寸{hertz}Hz屏幕，{pixels.zh}像素主摄。"),
    Text("In {colour.en}, with {storage} GB: the {name} takes {pixels.en}-megapixel pictures and shows them on {size} inches.", "{colour.zh}{storage}GB版{name}，{pixels.zh}像素影像，{size}英寸大屏呈现。"),
    Text("Bright outdoors and smooth at {hertz} Hz, the {size}-inch screen of the {name} fills the front edge to edge.", "{name}搭载{size}英寸屏幕，户外清晰，{hertz}Hz高刷顺滑，正面近乎全是屏。"),
]  # fmt: skip
_MIDDLE = [
    Text("A {battery} mAh battery lasts well past a day and is half full after a quarter of an hour on its {watts} W charger.", "{battery}mAh电池续航超一天，{watts}W快充一刻钟充至一半。"),
    Text("It charges at {watts} W, and {battery} mAh carry it through long days of maps and video.", "{watts}W快充搭配{battery}mAh电池，导航看视频一整天无忧。"),
]  # fmt: skip
_CLOSING = [
    Text("Body of {material.en}, {protection} against water and dust, five years of security updates.", "{material.zh}机身，{protection}防水防尘，五年安全更新。"),
    Text("Two numbers at once by SIM and eSIM, unlocked for every network.", "SIM加eSIM双号双待，全网通不锁网。"),
    Text("A USB-C cable is in the box, and updates come for five years.", "附USB-C数据线，五年系统与安全更新。"),
]  # fmt: skip


def products() -> Iterator[Product]:
    """Smartphones by model, colour and storage, then simple phones."""
    for model in MODELS:
        for tint, storage in every(model.colours.split(","), model.storages.split(",")):
            yield _smartphone(model, tint, int(storage))
    yield from _feature_phones()


def _smartphone(model: Model, tint: str, storage: int) -> Product:
    brand, colour = BRANDS[model.brand], COLOURS[tint].name
    place, words, material, protection = _TIERS[model.tier]
    inches = int(model.size) / 10
    steps = model.storages.split(",").index(str(storage))
    pixels = Text(model.megapixels, _PIXELS.get(model.megapixels, f"{model.megapixels}00万"))
    room = _room(storage)
    sku = f"{model.code}-{storage}-{tint[:4].upper()}"
    facts = model._asdict() | {"name": model.shown, "size": inches, "pixels": pixels}
    facts |= {"colour": Text(colour.en.lower(), colour.zh), "storage": storage}
    facts |= {"material": material, "protection": protection}
    build = "rugged" if model.tier == "rugged" else "plain"
    look = (model.camera, model.size, tint, model.tier)
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {model.shown} {room} {words.en} – {colour.en}",
            f"{brand.name.zh} {model.shown} {room} {words.zh} {colour.zh}",
        ),
        description=compose(dice(sku), facts, _OPENING, _MIDDLE, _CLOSING),
        category=f"Phones > Smartphones > {place}",
        price=(int(model.price) + _STORAGE_STEPS[int(model.price) >= 600][steps]) * 100,
        pictures=(picture("smartphone", *look), picture("smartphone-detail", model.camera, tint, build)),
        details=_smartphone_details(model, storage, protection, pixels),
        highlights=[
            Text(f"{inches}-inch display at {model.hertz} Hz", f"{inches}英寸{model.hertz}Hz屏"),
            Text(f"{model.megapixels} MP main camera", f"{pixels.zh}像素主摄"),
            Text(f"{model.battery} mAh with {model.watts} W charging", f"{model.battery}mAh电池 {model.watts}W快充"),
            Text(f"{protection} against water and dust", f"{protection}防水防尘"),
        ],
        weight=158 + (int(model.size) - 55) * 4 + (90 if model.tier == "rugged" else 0),
        group=model.code,
        colour=colour,
        label=_label(model, steps),
        presale=model.name == "Luna_7_Ultra" and storage == 1024,
    )  # fmt: skip


def _room(storage: int) -> str:
    return "1 TB" if storage == 1024 else f"{storage} GB"


def _smartphone_details(model: Model, storage: int, protection: str, pixels: Text) -> list[Detail]:
    inches = int(model.size) / 10
    memory = 16 if storage >= 1024 else 12 if model.tier == "flagship" else 8 if storage >= 128 else 4
    return [
        detail("Screen", f"{inches} inches", f"{inches}英寸"), detail("Refresh rate", f"{model.hertz} Hz"),
        detail("Storage", _room(storage)), detail("Memory", f"{memory} GB"), detail("Camera", f"{model.megapixels} MP", f"{pixels.zh}像素"),
        detail("Lenses", _LENSES[model.camera]), detail("Battery", f"{model.battery} mAh"), detail("Charging", f"{model.watts} W"),
        detail("Mobile network", "5G"), detail("Protection", protection),
    ]  # fmt: skip


def _label(model: Model, steps: int) -> Label:
    """New on the shelf, hot, or part of the season's event: the smallest storage of a few models."""
    if steps:
        return ""
    new = ("Luna_7_Ultra", "Aria_X2", "Koi_9_Pro", "Aria_Fold", "Gale_5_Pro")
    hot = ("Luna_7", "Vista", "Reef", "Orbit_3", "Terra_X")
    event = ("Luna_6", "Aria_20", "Breeze", "Lagoon")
    return "new" if model.name in new else "hot" if model.name in hot else "event" if model.name in event else ""


_SIMPLE = """
BW Chime_10  bar  29  graphite,red,blue     1.8 1000
BW Chime_20  bar  39  graphite,red,white    2.4 1200
BW Chime_4G  bar  59  graphite,blue,forest  2.4 1500
BW Granny    bar  69  graphite,red,white    2.4 1400
BW Clasp     flip 79  graphite,rose,silver  2.8 1350
BW Clasp_4G  flip 99  graphite,rose,ocean   2.8 1500
TD Pebble    bar  35  aqua,graphite,coral   2.0 1100
TD Shell     flip 85  aqua,graphite,coral   2.8 1400
MI Retro     flip 119 sand,crimson,midnight 2.8 1480
SF Brick     bar  89  black,orange,yellow   2.4 2500
"""
_SIMPLE_OPENING = [
    Text("Big keys, a loud ringer and weeks on standby: the {name} is a phone for calls.", "大按键、大铃声、待机数周，{name}专注通话本身。"),
    Text("The {name} makes calls, sends messages and then waits for weeks on one charge.", "{name}通话发短信样样可靠，一次充电待机数周。"),
]  # fmt: skip
_SIMPLE_CLOSING = [
    Text(
        "A torch, a radio and a memory for two thousand contacts are on board.",
        "内置手电筒、收音机，可存2000个联系人。",
    ),
    Text("Its emergency key calls five people one after the other.", "紧急呼叫键可依次拨打五位亲友。"),
]


def _feature_phones() -> Iterator[Product]:
    for row in _SIMPLE.strip().splitlines():
        code, name, form, dollars, colours, inches, battery = row.split()
        for tint, sims, dock in every(colours.split(","), (1, 2), ("", "D")):
            yield _feature_phone(code, name.replace("_", " "), form, int(dollars), tint, inches, battery, sims, dock)


def _feature_phone(
    code: str, name: str, form: str, dollars: int, tint: str, inches: str, battery: str, sims: int, dock: str
) -> Product:
    brand, colour = BRANDS[code], COLOURS[tint].name
    group = f"{code}-{name.replace(' ', '').upper()}"
    sims_words = Text("Dual SIM", "双卡双待") if sims == 2 else Text("Single SIM", "单卡")
    base = Text(" with Charging Dock", "（含充电座）") if dock else Text("", "")
    sku = f"{group}-{sims}{dock}-{tint[:4].upper()}"
    return Product(
        sku=sku,
        brand=brand,
        title=Text(
            f"{brand.name.en} {name} {sims_words.en} {'Flip' if form == 'flip' else 'Bar'} Phone{base.en} – {colour.en}",
            f"{brand.name.zh} {name} {sims_words.zh}{'翻盖' if form == 'flip' else '直板'}手机{base.zh} {colour.zh}",
        ),
        description=compose(dice(sku), {"name": name}, _SIMPLE_OPENING, _SIMPLE_CLOSING),
        category=f"Phones > Feature Phones > {'Flip' if form == 'flip' else 'Bar'} Phones",
        price=dollars * 100 - 10 + (sims - 1) * 600 + (900 if dock else 0),
        pictures=(picture("feature-phone", form, tint), picture("feature-phone-detail", form, tint)),
        details=[
            detail("Screen", f"{inches} inches", f"{inches}英寸"), detail("Battery", f"{battery} mAh"), detail("SIM cards", *sims_words), detail("In the box", "Phone and dock" if dock else "Phone", "手机与充电座" if dock else "手机"),
            detail("Mobile network", "4G" if "4G" in name else "2G and 4G", "4G" if "4G" in name else "2G/4G"),
        ],
        highlights=[Text("Weeks on standby", "超长待机"), Text("Large backlit keys", "背光大按键"), Text("Emergency key", "一键紧急呼叫")],
        weight=96 if form == "bar" else 118,
        group=group,
        colour=colour,
    )  # fmt: skip
