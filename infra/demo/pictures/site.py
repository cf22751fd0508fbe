"""The shop's own art: mark, favicon, hero scenes, category tiles, the picture of a shared link."""

from __future__ import annotations

from collections.abc import Callable

from infra.demo.colours import COLOURS
from infra.demo.pictures import cards, cords, desk, enclosures, handsets, switches
from infra.demo.pictures.canvas import Canvas, mix

INK, WARM = "#27384f", "#e2725b"


def mark(c: Canvas, x: float, y: float, size: float, ink: str, warm: str) -> None:
    """A portico: three columns under a roof, the middle one a doorway of light."""
    with c.group(f"translate({x:g} {y:g}) scale({size / 64:.3g})"):
        c.path("M4 24 32 6 60 24V30H4Z", ink, f'stroke="{ink}" stroke-width="3" stroke-linejoin="round"')
        c.rect(9, 36, 10, 22, ink, 2)
        c.rect(45, 36, 10, 22, ink, 2)
        c.path("M25 58V45a7 7 0 0 1 14 0V58Z", warm)


def logo() -> Canvas:
    """Mark and name, for light grounds."""
    c = Canvas(252, 64)
    mark(c, 0, 0, 64, INK, WARM)
    c.text(78, 46, "Portico", 42, INK, 650, "start", 'letter-spacing="-1.200"')
    return c


def logo_light() -> Canvas:
    """Mark and name, for dark grounds."""
    c = Canvas(252, 64)
    mark(c, 0, 0, 64, "#f4f1ea", "#f0947f")
    c.text(78, 46, "Portico", 42, "#f4f1ea", 650, "start", 'letter-spacing="-1.200"')
    return c


def favicon() -> Canvas:
    """The mark on a tile; it stays legible at 16 pixels."""
    c = Canvas(64, 64)
    c.rect(0, 0, 64, 64, c.fade("#34496a", INK), 15)
    mark(c, 11, 10, 42, "#ffffff", "#f0947f")
    return c


def _scene(c: Canvas, ground: str, *rings: tuple[float, float, str]) -> None:
    """A wide, calm ground that suits light and dark pages."""
    c.rect(0, 0, c.width, c.height, c.fade(mix(ground, "#ffffff", 0.35), ground, angle="slant"))
    for x, y, paint in rings:
        c.circle(x, y, 420, c.glow(f"{paint}/.55", f"{paint}/0"))


def _place(c: Canvas, x: float, y: float, scale: float, draw: Callable[..., None], *parts: str) -> None:
    """A product's drawing without its backdrop, on a scene."""
    with c.group(f"translate({x:g} {y:g}) scale({scale:g})"):
        draw(_Bare(c), *parts)


class _Bare(Canvas):
    """Draws onto another canvas, leaving out the studio's backdrop."""

    def __init__(self, under: Canvas) -> None:
        super().__init__()
        self._shapes, self._defs = under._shapes, under._defs

    def backdrop(self, tint: str = "") -> None:
        """The scene has its own."""


def hero_phones() -> Canvas:
    """Phones, a plan and earbuds."""
    c = Canvas(1440, 640)
    _scene(c, "#f1e4da", (1100, 180, "#ffb199"), (520, 620, "#ffd9a8"))
    _place(c, 690, 10, 0.78, handsets.smartphone, "ring", "67", "crimson", "flagship")
    _place(c, 470, 110, 0.6, handsets.smartphone, "bar", "65", "sage", "everyday")
    _place(c, 1040, 240, 0.46, desk.buds, "I", "snow")
    _place(c, 1080, 0, 0.4, cards.plan, "mobile", "50", "solo")
    return c


def hero_network() -> Canvas:
    """A rack, switches and cables."""
    c = Canvas(1440, 640)
    _scene(c, "#dfe6ec", (1120, 160, "#a9cbe8"), (600, 620, "#c9d8c4"))
    _place(c, 900, -20, 0.84, enclosures.rack, "cabinet", "42", "wide", "G", "black")
    _place(c, 430, -50, 0.7, switches.switch, "48", "copper", "4Y", "wave", "graphite")
    _place(c, 430, 140, 0.7, switches.switch, "24", "copper", "4X", "line", "snow")
    _place(c, 860, 330, 0.36, cords.copper_cord, "blue", "round", "plain")
    return c


def hero_business() -> Canvas:
    """A desk phone, a headset and a conference phone."""
    c = Canvas(1440, 640)
    _scene(c, "#e6e2ee", (1150, 200, "#c9b8ec"), (560, 600, "#f4d3c4"))
    _place(c, 640, 40, 0.74, desk.desk_phone, "4", "graphite")
    _place(c, 1100, 30, 0.46, desk.over, "C", "plum")
    _place(c, 1030, 280, 0.46, desk.conference_phone, "tri", "0")
    return c


def sharing() -> Canvas:
    """What a shared link shows: 1200 × 630, as Open Graph previews are."""
    c = Canvas(1200, 630)
    _scene(c, "#f1e4da", (980, 160, "#ffb199"), (300, 620, "#ffd9a8"))
    mark(c, 90, 190, 120, INK, WARM)
    c.text(86, 420, "Portico", 108, INK, 700, "start", 'letter-spacing="-4"')
    _place(c, 590, 10, 0.78, handsets.smartphone, "ring", "67", "crimson", "flagship")
    return c


_TILES: dict[str, tuple[str, tuple[Callable[..., None], tuple[str, ...]]]] = {
    "network-equipment": ("#dfe6ec", (switches.switch, ("24", "copper", "4X", "wave", "graphite"))),
    "optics-and-cabling": ("#e9ecd9", (cords.fibre_cord, ("aqua", "LC-LC", "dx"))),
    "racks-and-power": ("#e3e1dc", (enclosures.rack, ("cabinet", "42", "slim", "G", "black"))),
    "phones": ("#f3e0d8", (handsets.smartphone, ("trio", "67", "rose", "flagship"))),
    "accessories": ("#e8e2f0", (desk.over, ("C", "plum"))),
    "plans": ("#f6e2d6", (cards.plan, ("mobile", "100", "x4"))),
    "phone-numbers": ("#efe5d4", (cards.number, ("premium", "8888"))),
    "services": ("#dceae4", (cards.service, ("maintenance", "managed"))),
}


def _tile(ground: str, draw: Callable[..., None], parts: tuple[str, ...]) -> Canvas:
    c = Canvas(800, 800)
    _scene(c, ground, (640, 200, mix(ground, "#ffffff", 0.7)))
    _place(c, 0, 0, 1, draw, *parts)
    return c


def _empty() -> Canvas:
    """For an empty basket, an empty list, a page that is not there: an open doorway."""
    c = Canvas(480, 320)
    c.shadow(240, 286, 170, 18, 0.16)
    c.path("M90 130 240 44 390 130V146H90Z", "#d8d2c7")
    for x in (112, 338):
        c.rect(x, 156, 30, 126, c.fade("#e6e0d5", "#d0c9bc", angle="right"), 4)
    c.path("M190 282V206a50 50 0 0 1 100 0V282Z", c.fade("#f8d9c9", "#f0a58f"))
    c.path(
        "M190 282V206a50 50 0 0 1 100 0V282Z",
        "none",
        f'stroke="{COLOURS["coral"].dark}" stroke-width="3" opacity=".35"',
    )
    return c


def art() -> dict[str, Canvas]:
    """Every picture of the site itself, by file name."""
    pictures = {
        "logo": logo(),
        "logo-light": logo_light(),
        "favicon": favicon(),
        "hero-phones": hero_phones(),
        "hero-network": hero_network(),
        "hero-business": hero_business(),
        "sharing": sharing(),
        "empty": _empty(),
    }
    tiles = {f"category-{name}": _tile(ground, *drawing) for name, (ground, drawing) in _TILES.items()}
    return pictures | tiles
