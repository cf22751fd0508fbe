"""Pictures with a member's link: QR codes, and banners in the sizes that advertising uses. Drawn, so that nothing has to be kept.

A banner is laid out once, as shapes and lines of text; SVG and PNG are two ways to write the same layout.
"""

from __future__ import annotations

import io
import re
from html import escape
from urllib.parse import unquote

import msgspec

from chalicelib.affiliates.domain.link import Link
from chalicelib.catalog import find_product
from chalicelib.kit.config import config
from chalicelib.kit.errors import NotFound

SIZES = {"300x250": (300, 250), "728x90": (728, 90), "160x600": (160, 600), "1080x1080": (1080, 1080)}
"""The advertising industry's usual ones, and a square for social networks."""


class Palette(msgspec.Struct, frozen=True):
    """A banner's colours: its ground, its words, what is to be seen first, and the words on that."""

    ground: str
    ink: str
    accent: str
    on_accent: str


PALETTES = {
    "light": Palette("#f2f7f5", "#10201d", "#0b6156", "#ffffff"),
    "dark": Palette("#10201d", "#f4f8f7", "#5fd3bf", "#0b1917"),
    "bold": Palette("#0b6156", "#ffffff", "#ffffff", "#0b6156"),
}
"""Each pair of them has a contrast of at least 4.5 (WCAG 2.2, AA)."""
_WORDS = {
    "en": {"call": "Shop now", "line": "Find it at {shop}"},
    "zh": {"call": "立即选购", "line": "尽在 {shop}"},
}
_PRODUCT = re.compile(r"/p/([^/?#]+)")
_WIDTHS = (("il.,:;'|!ÍíìI", 0.4), ("fjrt()[]/- ", 0.52), ("mwMW%@—", 1.1), ("ABCDEFGHKNOPQRSTUVXYZ&+=×", 0.84))
_WIDE = 1.0
_OTHER = 0.72
"""Widths of letters, of their size: those of DejaVu Sans Bold, the widest of the fonts that somebody's system may bring, rounded up."""


class NoSuchPicture(NotFound):
    title = f"There is no picture of this size; there are {', '.join(SIZES)}, as .svg and .png"


class Box(msgspec.Struct, frozen=True):
    """A filled rectangle with round corners, in pixels."""

    x: int
    y: int
    width: int
    height: int
    fill: str
    radius: int = 0


class Line(msgspec.Struct, frozen=True):
    """A line of text, placed by its middle and its baseline."""

    x: int
    y: int
    size: int
    text: str
    fill: str


class Banner(msgspec.Struct, frozen=True):
    """A layout."""

    width: int
    height: int
    ground: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def qr_svg(url: str) -> bytes:
    """A QR code (ISO/IEC 18004, error correction M) that scales without loss."""
    return _qr(url, "svg", 10)


def qr_png(url: str, scale: int) -> bytes:
    """A QR code as pixels, `scale` a module."""
    return _qr(url, "png", scale)


def banner(link: Link, size: str, lang: str, look: str) -> Banner:
    """The layout of a link's banner in the colours of one of PALETTES. Raises NoSuchPicture."""
    if size not in SIZES:
        raise NoSuchPicture()
    width, height = SIZES[size]
    words, shop = _WORDS[lang], config().shop_name
    title = _title(link, lang) or words["line"].format(shop=shop)
    draw = _strip if height < 120 else _card
    return draw((width, height), PALETTES[look], shop, title, words["call"])


def svg(layout: Banner) -> bytes:
    """A layout as SVG 1.1; its fonts are those of who looks at it."""
    boxes = "".join(
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="{box.radius}" fill="{box.fill}"/>'
        for box in layout.boxes
    )
    lines = "".join(
        f'<text x="{line.x}" y="{line.y}" font-size="{line.size}" fill="{line.fill}">{escape(line.text)}</text>'
        for line in layout.lines
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{layout.width}" height="{layout.height}" '
        f'viewBox="0 0 {layout.width} {layout.height}">{boxes}<g text-anchor="middle" font-weight="600" '
        f"font-family=\"system-ui,'Helvetica Neue',Arial,'PingFang SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif\">"
        f"{lines}</g></svg>"
    ).encode()


def png(layout: Banner) -> bytes:
    """A layout as PNG. Its font has Latin letters only."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (layout.width, layout.height), layout.ground)
    drawing = ImageDraw.Draw(picture)
    for box in layout.boxes:
        area = (box.x, box.y, box.x + box.width - 1, box.y + box.height - 1)
        drawing.rounded_rectangle(area, box.radius, fill=box.fill)
    for line in layout.lines:
        drawing.text((line.x, line.y), line.text, line.fill, ImageFont.load_default(line.size), anchor="ms")
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()


def _qr(url: str, kind: str, scale: int) -> bytes:
    import segno

    target = io.BytesIO()
    code = segno.make(url, error="m", micro=False)
    code.save(target, kind=kind, scale=scale, border=4, light="#fff")
    return target.getvalue()


def _title(link: Link, lang: str) -> str:
    found = _PRODUCT.match(link.target.removeprefix("/zh"))
    product = find_product(unquote(found[1])) if found else None
    return product.title_in(lang) if product else ""


def _strip(side: tuple[int, int], colours: Palette, shop: str, title: str, call: str) -> Banner:
    """The shop's name, the title beside it, the button at the end."""
    width, height = side
    size, button = height // 4, height * 3 // 2
    name = min(_width(shop, size) + 28, width // 4)
    room = width - name - button - 60
    fitted = _wrapped(title, room, size, 2)
    first = height // 2 - (len(fitted) - 1) * (size + 4) // 2 + size // 3
    middle, left = name + 20 + room // 2, width - button - 16
    lines = [Line(middle, first + number * (size + 4), size, text, colours.ink) for number, text in enumerate(fitted)]
    lines.append(Line(name // 2 + 6, height // 2 + size // 3, size, _cut(shop, name - 20, size), colours.accent))
    lines.append(Line(left + button // 2, height // 2 + size // 3, size * 8 // 10, call, colours.on_accent))
    boxes = (
        Box(0, 0, width, height, colours.ground),
        Box(0, 0, 6, height, colours.accent),
        Box(left, height // 4, button, height - height // 4 * 2, colours.accent, height // 4),
    )
    return Banner(width, height, colours.ground, boxes, tuple(lines))


def _card(side: tuple[int, int], colours: Palette, shop: str, title: str, call: str) -> Banner:
    """The shop's name above, the title in the middle, the button below."""
    width, height = side
    unit = min(width, height) // 10
    middle = width // 2
    size = max(unit, 17) if width >= 200 else 17
    fitted = _wrapped(title, width - 2 * unit + unit // 2, size, 3 if height < 2 * width else 8)
    first = height // 2 - (len(fitted) - 1) * size * 6 // 10
    lines = [Line(middle, unit + size // 2 + 8, size * 8 // 10, shop, colours.accent)]
    lines += [
        Line(middle, first + number * size * 6 // 5, size, text, colours.ink) for number, text in enumerate(fitted)
    ]
    tall = size * 2
    top = height - unit - tall
    wide = min(width - 2 * unit, 8 * size)
    lines.append(Line(middle, top + tall // 2 + size * 3 // 10, size * 8 // 10, call, colours.on_accent))
    boxes = (
        Box(0, 0, width, height, colours.ground),
        Box(0, 0, width, max(6, unit // 4), colours.accent),
        Box(middle - wide // 2, top, wide, tall, colours.accent, tall // 2),
    )
    return Banner(width, height, colours.ground, boxes, tuple(lines))


def _wrapped(text: str, room: int, size: int, most: int) -> list[str]:
    """Lines that fit into `room` pixels, at most so many; the rest is told by an ellipsis."""
    lines, line = [], ""
    for word in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+|\s+", text.strip()):
        if line and _width(line + word, size) > room:
            lines.append(line.rstrip())
            line = ""
        line += word.lstrip() if not line else word
    lines.append(line.rstrip())
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + " …"]
    return [_cut(each, room, size) for each in lines]


def _cut(line: str, room: int, size: int) -> str:
    while len(line) > 2 and _width(line, size) > room:
        line = line.rstrip(" …")[:-1] + "…"
    return line


def _width(text: str, size: int) -> int:
    return round(sum(_letter_width(letter) for letter in text) * size)


def _letter_width(letter: str) -> float:
    if letter >= "\u2e80":
        return _WIDE
    return next((width for letters, width in _WIDTHS if letter in letters), _OTHER)
