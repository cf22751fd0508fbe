"""What a demo product is, and the few ways in which all families make one."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, NamedTuple

from infra.demo.brands import Brand
from infra.demo.catalogue.terms import CATEGORIES, DETAILS
from infra.demo.text import Text

Label = Literal["", "new", "hot", "event"]


class Picture(NamedTuple):
    """A drawing: `kind` names the drawing function, `parts` are its arguments, all as words."""

    kind: str
    parts: tuple[str, ...]

    @property
    def link(self) -> str:
        """Where the shop serves it."""
        return f"/media/products/{self.kind}/{'-'.join(self.parts)}.svg"


@cache
def picture(kind: str, *parts: object) -> Picture:
    """The drawing `kind` of a product with these parameters."""
    return Picture(kind, tuple(str(part) for part in parts))


class Detail(NamedTuple):
    """One line of the specification table."""

    section: Text
    name: Text
    value: Text


def detail(name: str, en: object, zh: object = None) -> Detail:
    """The specification `name` (a key of terms.DETAILS). `zh` only where the value reads differently in Chinese."""
    section, label = DETAILS[name]
    return Detail(section, label, Text(str(en), str(en if zh is None else zh)))


def category(path: str) -> tuple[Text, ...]:
    """The category path (`"Phones > Smartphones > 5G"`) with its Chinese names."""
    return tuple(Text(step, CATEGORIES[step]) for step in path.split(" > "))


@dataclass(slots=True)
class Product:
    """One row of the feed. Money in US cents, weight in grams."""

    sku: str
    brand: Brand
    title: Text
    description: Text
    category: str
    price: int
    pictures: tuple[Picture, ...]
    details: Sequence[Detail]
    highlights: Sequence[Text]
    weight: int = 0
    group: str = ""
    colour: Text | None = None
    label: Label = ""
    pieces: int | None = None
    """How many there are; None: as a warehouse would have it. Never counted where `pre_acceptance`."""
    pre_acceptance: bool = False
    """Taken now, completed by staff: plans, numbers, services. They carry no article number of a maker."""
    presale: bool = False
    dice: int = field(init=False)
    """A number that is always the same for the same product: what varies, varies by it."""

    def __post_init__(self) -> None:
        self.dice = dice(self.sku)


def dice(words: str) -> int:
    """A number that looks drawn by lot but is always the same for `words`."""
    return zlib.crc32(words.encode())


def compose(seed: int, facts: Mapping[str, Any], *choices: Sequence[Text]) -> Text:
    """One sentence out of each of `choices`, filled with `facts` (`{colour.zh}` reaches into a Text)."""
    picked = []
    for sentences in choices:
        seed, index = divmod(seed, len(sentences))
        picked.append(sentences[index])
    return Text(
        " ".join(sentence.en.format_map(facts) for sentence in picked),
        "".join(sentence.zh.format_map(facts) for sentence in picked),
    )


def shelf_price(dollars: float) -> int:
    """A price in cents near `dollars` that ends as shop prices do: 4.49, 29.90, 349.00, 12,490.00."""
    cents = round(dollars * 100)
    if cents < 2_000:
        return max(cents // 50 * 50, 50) + 49 if cents % 100 < 50 else cents // 100 * 100 + 99
    if cents < 10_000:
        return cents // 100 * 100 + 90
    if cents < 100_000:
        return max(cents // 1_000 * 1_000 + 900, 10_900)
    return cents // 10_000 * 10_000 + 9_000 if cents % 10_000 >= 5_000 else cents // 10_000 * 10_000 + 4_000
