"""Phone numbers, each one piece. They stand in area code 555, which the North American plan does not assign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infra.demo.brands import BRANDS
from infra.demo.catalogue.product import Product, compose, detail, dice, picture
from infra.demo.text import Text

# What the last digits must look like, its rank of beauty, dollars, words. The first that fits counts.
_PATTERNS = [
    (re.compile(pattern), kind, dollars, Text(en, zh))
    for pattern, kind, dollars, en, zh in (
        (r"(\d)\1{5}$", "premium", 18_888, "Six of a Kind", "六连号"),
        (r"(\d)\1{4}$", "premium", 8_888, "Five of a Kind", "五连号"),
        (r"(\d)\1{3}$", "premium", 2_888, "Four of a Kind", "四连号"),
        (r"(123456|234567|345678|456789)$", "premium", 6_888, "Long Straight", "六顺号"),
        (r"(\d\d\d)\1$", "premium", 1_688, "Mirror Triples", "三位重复"),
        (r"(0123|1234|2345|3456|4567|5678|6789)$", "memorable", 688, "Straight", "顺子号"),
        (r"(\d)\1(\d)\2$", "memorable", 388, "Double Pair", "AABB"),
        (r"(\d\d)\1$", "memorable", 328, "Repeating Pair", "ABAB"),
        (r"(\d)\1\1$", "memorable", 268, "Three of a Kind", "三连号"),
        (r"(\d)(\d)\2\1$", "memorable", 198, "Mirror", "ABBA对称"),
        (r"(88|66|99|68|86|98|89)$", "memorable", 88, "Lucky Ending", "吉祥尾号"),
        (r"\d$", "regular", 0, "Regular", "普通号"),
    )
]
_PLACES = {
    "premium": ("Premium Numbers", Text("Premium Number", "至尊靓号")),
    "memorable": ("Memorable Numbers", Text("Memorable Number", "易记靓号")),
    "regular": ("Regular Numbers", Text("Mobile Number", "手机号码")),
}
_OPENING = [
    Text(
        "{number} is {what.en} and yours alone from the day on which it is activated.",
        "{number}为{what.zh}，自激活之日起由您独享。",
    ),
    Text(
        "People will remember {number}: {what.en}, free of earlier owners for two years.",
        "{number}，{what.zh}，过目不忘，已静默两年无前机主记录。",
    ),
    Text(
        "A number for a card or a shop window: {number}, {what.en}.", "{number}，{what.zh}，名片与门店招牌的上佳之选。"
    ),
]
_CLOSING = [
    Text("Our staff check your papers and activate it on a SIM or an eSIM.", "客服核验证件后即可写入SIM卡或eSIM开通。"),
    Text("It goes with every mobile plan and may be moved to another network.", "可搭配任意手机套餐，支持携号转网。"),
    Text("The order holds it for 48 hours while our staff complete it.", "下单后为您保留48小时，由客服办理入网。"),
]


def products(count: int) -> Iterator[Product]:
    """`count` numbers: all the beautiful ones first, then regular ones."""
    seen: set[str] = set()
    for digits in _candidates():
        if len(seen) == count:
            return
        if digits not in seen:
            seen.add(digits)
            yield _number(digits)


def _candidates() -> Iterator[str]:
    """Seven digits that do not begin with 0 or 1, as exchanges do not."""
    for exchange in ("888", "666", "999", "688", "868", "338", "520", "777", "234", "616", "929"):
        for digit in "8691235740":
            yield exchange + digit * 4
        yield from (exchange + run for run in ("1234", "2345", "3456", "4567", "5678", "6789", "0123"))
        for first in range(100):
            pair = f"{first:02}"
            yield exchange + pair + pair
            yield exchange + pair[0] * 2 + pair[1] * 2
    yield from (f"{lead}{run}" for lead in "23456789" for run in ("123456", "234567", "345678", "456789"))
    for step in range(10**7):
        yield f"{2_000_000 + (step * 7_368_787 + 4_181) % 8_000_000}"


def _number(digits: str) -> Product:
    kind, dollars, words = next(entry[1:] for entry in _PATTERNS if entry[0].search(digits))
    place, title = _PLACES[kind]
    shown = f"555-{digits[:3]}-{digits[3:]}"
    dollars += (
        9
        + 30 * (digits.count("8") + digits.count("6")) * (kind != "regular")
        - 20 * digits[3:].count("4") * (kind == "premium")
    )
    tail = (
        digits[-4:]
        if kind == "premium" or words.en in ("Straight", "Double Pair", "Repeating Pair")
        else digits[-3:]
        if words.en == "Three of a Kind"
        else digits[-1]
    )
    return Product(
        sku=f"PM-555{digits}",
        brand=BRANDS["PM"],
        title=Text(
            f"{title.en} {shown}" + (f" – {words.en}" if kind != "regular" else ""),
            f"{title.zh} {shown}" + (f" {words.zh}" if kind != "regular" else ""),
        ),
        description=compose(dice(digits), {"number": shown, "what": _article(words)}, _OPENING, _CLOSING),
        category=f"Phone Numbers > Mobile Numbers > {place}",
        price=dollars * 100,
        pictures=(picture("number", kind, tail),),
        details=[detail("Pattern", *words), detail("Last digits", digits[-4:]), detail("Area", "555")],
        highlights=[
            Text(f"Ends in {digits[-4:]}", f"尾号{digits[-4:]}"), Text("Silent for two years", "两年静默无旧记录"), Text("SIM or eSIM", "支持SIM卡与eSIM"),
        ],
        pieces=1,
        pre_acceptance=True,
        label="hot" if kind == "premium" and digits[:3] in ("888", "666") and digits[-4:] in ("8888", "6666", "9999") else "",
    )  # fmt: skip


def _article(words: Text) -> Text:
    """The pattern as part of a sentence."""
    return Text(
        {"Regular": "a regular number", "Six of a Kind": "six of a kind"}.get(
            words.en, f"a number with {words.en.lower()}"
        ),
        words.zh,
    )
