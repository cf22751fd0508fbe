"""Chargers, charging cables and power banks."""

from __future__ import annotations

from infra.demo.colours import COLOURS, Colour
from infra.demo.pictures.canvas import Canvas, mix, tint
from infra.demo.pictures.cords import coil, strand


def _sockets(code: str) -> str:
    """`3C1A` → `CCCA`: the sockets from top to bottom."""
    pairs = zip(code[::2], code[1::2], strict=True)
    return "".join(kind * int(count) for count, kind in pairs)


def _socket(c: Canvas, x: float, y: float, kind: str, scale: float = 1) -> None:
    with c.group(f"translate({x:.0f} {y:.0f}) scale({scale:g})"):
        if kind == "C":
            c.rect(-34, -12, 68, 24, "#101114", 12, 'stroke="#8b8f96" stroke-width="2"')
            c.rect(-20, -3, 40, 6, "#6d7075", 3)
        else:
            c.rect(-40, -18, 80, 36, "#101114", 4, 'stroke="#8b8f96" stroke-width="2"')
            c.rect(-34, -12, 68, 13, "#ee7f22" if kind == "A" else "#6d7075", 2)


def charger(c: Canvas, kind: str, sockets: str, paint: str) -> None:
    """A wall charger: larger the more sockets it has."""
    colour, row = COLOURS[paint], _sockets(sockets)
    c.backdrop(tint(colour))
    wide, tall = 220 + len(row) * 14, 250 + len(row) * 40
    x, y = 400 - wide / 2 - 50, 430 - tall / 2
    c.shadow(410, y + tall + 10, wide * 0.9, 32)
    for prong in (-44, 34):
        c.rect(x + wide + 76, 400 + prong, 76, 16, c.fade("#f4f5f6", "#9da1a7"), 4)
    c.path(
        f"M{x + wide - 40} {y + 6:.0f}H{x + wide + 46}Q{x + wide + 82} {y - 4:.0f} {x + wide + 82} {y + 40:.0f}V{y + tall - 60:.0f}Q{x + wide + 82} {y + tall - 24:.0f} {x + wide + 46} {y + tall - 18:.0f}L{x + wide - 40} {y + tall - 4:.0f}Z",
        c.fade(mix(colour.base, colour.dark, 0.25), colour.dark, angle="right"),
    )
    c.rect(x, y, wide, tall, c.fade(colour.light, colour.base, mix(colour.base, colour.dark, 0.4), angle="slant"), 38)
    c.rect(x + 2, y + 2, wide - 4, tall - 4, "none", 37, 'stroke="#ffffff" stroke-width="2" opacity=".5"')
    for place, socket in enumerate(row):
        _socket(
            c,
            x + wide / 2,
            y + 76 + place * (tall - 130) / max(len(row) - 1, 1) if len(row) > 1 else y + tall / 2,
            socket,
        )


def charger_detail(c: Canvas, sockets: str, plug: str, paint: str) -> None:
    """Sockets close up, and the plug from its side."""
    colour, row = COLOURS[paint], _sockets(sockets)
    c.backdrop(tint(colour))
    c.rect(-60, 70, 480, 660, c.fade(colour.light, colour.base, mix(colour.base, colour.dark, 0.4), angle="slant"), 70)
    for place, socket in enumerate(row):
        _socket(c, 180, 400 + (place - (len(row) - 1) / 2) * 140, socket, 2.6)
    c.shadow(610, 640, 150, 24)
    c.rect(490, 260, 240, 240, c.fade(colour.light, mix(colour.base, colour.dark, 0.2)), 40)
    metal = c.fade("#f4f5f6", "#9da1a7", angle="right")
    if plug == "US":
        for x in (560, 636):
            c.rect(x, 500, 22, 110, metal, 4)
    elif plug == "EU":
        for x in (556, 636):
            c.rect(x, 500, 28, 120, metal, 14)
    elif plug == "UK":
        c.rect(594, 500, 32, 120, metal, 3)
        for x in (536, 650):
            c.rect(x, 500, 34, 90, metal, 3)
    else:
        for x, turn in ((566, 24), (646, -24)):
            c.rect(x - 10, 500, 22, 104, metal, 3, f'transform="rotate({turn} {x} 500)"')
    c.text(610, 400, plug, 64, mix(colour.dark, "#8b8f96", 0.5))


def wireless_charger(c: Canvas, form: str, paint: str) -> None:
    """A pad, a stand, three in one, or an arm for the car."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    _wireless(c, form, colour)


def _disc(c: Canvas, x: float, y: float, rx: float, ry: float, colour: Colour, thick: float = 20) -> None:
    c.ellipse(x, y + thick, rx, ry, colour.dark)
    c.ellipse(x, y, rx, ry, c.fade(colour.light, colour.base, angle="slant"))
    c.ellipse(
        x,
        y,
        rx * 0.62,
        ry * 0.62,
        "none",
        f'stroke="{mix(colour.base, colour.dark, 0.5)}" stroke-width="5" opacity=".6"',
    )


def _wireless(c: Canvas, form: str, colour: Colour) -> None:
    cable = mix(colour.dark, "#8b8f96", 0.3)
    if form == "pad":
        c.shadow(400, 500, 320, 60)
        c.line("M600 470C700 500 640 620 760 640", cable, 12)
        _disc(c, 400, 430, 240, 130, colour)
    elif form == "car":
        c.shadow(400, 690, 160, 26)
        c.rect(370, 470, 60, 150, c.fade(colour.light, colour.dark, angle="right"), 24)
        c.rect(330, 600, 140, 80, c.fade(colour.base, colour.dark), 26)
        c.circle(400, 330, 172, colour.dark)
        c.circle(400, 322, 168, c.fade(colour.light, colour.base, angle="slant"))
        c.circle(400, 322, 112, "none", f'stroke="{mix(colour.base, colour.dark, 0.5)}" stroke-width="16" opacity=".5"')
    else:
        c.shadow(400, 680, 300, 40)
        c.path("M330 660 372 300H428L470 660Z", c.fade(colour.base, colour.dark))
        c.ellipse(400, 664, 210 if form == "trio" else 150, 44, colour.dark)
        c.ellipse(400, 652, 210 if form == "trio" else 150, 44, c.fade(colour.light, colour.base))
        c.circle(400, 270, 150, colour.dark)
        c.circle(400, 262, 148, c.fade(colour.light, colour.base, angle="slant"))
        c.circle(400, 262, 98, "none", f'stroke="{mix(colour.base, colour.dark, 0.5)}" stroke-width="8" opacity=".6"')
        if form == "trio":
            c.circle(560, 560, 52, c.fade(colour.light, colour.dark, angle="slant"))
            c.circle(560, 560, 30, mix(colour.base, colour.dark, 0.4))


def wireless_charger_detail(c: Canvas, form: str, paint: str) -> None:
    """The ring of magnets under the surface."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.circle(400, 400, 330, c.fade(colour.light, colour.base, angle="slant"))
    for turn in range(0, 360, 20):
        c.rect(375, 132, 50, 44, c.fade("#eceeef", "#9da1a7"), 6, f'transform="rotate({turn} 400 400)"')
    for radius in (180, 160, 140, 120, 100):
        c.circle(400, 400, radius, "none", 'stroke="#c98a4f" stroke-width="9"')
    c.circle(400, 400, 78, mix(colour.base, colour.dark, 0.2))
    c.text(
        400, 418, {"pad": "Qi", "stand": "Qi", "trio": "3×", "car": "Qi"}[form], 54, mix(colour.dark, "#8b8f96", 0.4)
    )


def usb_cable(c: Canvas, ends: str, paint: str) -> None:
    """A braided cable, rolled."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    coil(c, colour, 19, 3)
    for x, kind in ((246, ends[0]), (554, ends[1])):
        with c.group(f"translate({x} 636) scale(1.1)"):
            _usb(c, colour, kind)


def _usb(c: Canvas, colour: Colour, kind: str) -> None:
    c.rect(-10, -38, 20, 30, mix(colour.dark, "#000000", 0.1), 6)
    c.rect(-19, -12, 38, 48, c.fade(colour.dark, colour.light, colour.dark, angle="right"), 8)
    width = {"c": 26, "a": 32, "m": 24}[kind]
    c.rect(-width / 2, 34, width, 24, c.fade("#9da1a7", "#ffffff", "#9da1a7", angle="right"), 7 if kind == "c" else 2)
    if kind == "a":
        c.rect(-9, 40, 6, 7, "#4a4d52")
        c.rect(3, 40, 6, 7, "#4a4d52")


def usb_cable_detail(c: Canvas, ends: str, paint: str) -> None:
    """Both plugs close up, with the braid."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    for x, kind in ((260, ends[0]), (560, ends[1])):
        c.shadow(x, 660, 130, 22)
        strand(c, f"M{x} -20V170", colour, 72, False)
        with c.group(f"translate({x - 36} -10)"):
            c.rect(
                0,
                0,
                72,
                190,
                c.tiles(18, 18, '<path d="M0 0 18 18M18 0 0 18" stroke="#000" stroke-width="2" opacity=".16"/>'),
            )
        with c.group(f"translate({x} 330) scale(5.2)"):
            _usb(c, colour, kind)


def power_bank(c: Canvas, form: str, kind: str, paint: str) -> None:
    """A slab with its sockets, magnet ring or own cable."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    wide, tall = (250, 500) if form == "pocket" else (330, 520)
    if kind == "M":
        wide, tall = 260, 400
    x, y = 400 - wide / 2, 400 - tall / 2
    c.shadow(405, y + tall + 10, wide * 0.8, 30)
    thick = 26 if kind == "S" else 48
    c.rect(x + thick, y + 6, wide, tall - 6, c.fade(colour.base, colour.dark, angle="right"), 40)
    c.rect(x, y, wide, tall, c.fade(colour.light, colour.base, mix(colour.base, colour.dark, 0.35), angle="slant"), 40)
    if kind == "M":
        c.circle(400, 380, 92, "none", f'stroke="{mix(colour.light, "#ffffff", 0.5)}" stroke-width="14" opacity=".7"')
    if kind == "L":
        c.line(
            f"M{x + wide - 30} {y + 10}C{x + wide + 40} {y - 60} {x + wide + 110} {y + 20} {x + wide + 92} {y + 190}",
            mix(colour.base, colour.dark, 0.5),
            17,
        )
        c.rect(x + wide + 76, y + 180, 30, 54, colour.dark, 7)
        c.rect(x + wide + 81, y + 230, 20, 24, c.fade("#eceeef", "#9da1a7", angle="right"), 6)
    if kind == "F":
        c.path(
            f"M{400 + 12} {y + 150}l-60 108h44l-18 92 70-120h-46l24-80Z",
            mix(colour.light, "#ffffff", 0.5),
            'opacity=".85"',
        )
    for lamp in range(4):
        c.circle(
            x + wide / 2 - 36 + lamp * 24,
            y + tall - 40,
            5,
            "#ffffff" if lamp < 3 else mix(colour.base, colour.dark, 0.5),
        )


def power_bank_detail(c: Canvas, form: str, kind: str, paint: str) -> None:
    """The end with the sockets."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    thick = 150 if kind == "S" else 220
    c.shadow(400, 400 + thick / 2 + 20, 370, 36)
    c.rect(50, 400 - thick / 2, 700, thick, c.fade(colour.light, colour.base, colour.dark), 60)
    sockets = "CA" if form == "pocket" else "CCA"
    for place, socket in enumerate(sockets):
        _socket(c, 400 + (place - (len(sockets) - 1) / 2) * 200, 400, socket, 2)
    c.circle(110, 400, 16, mix(colour.base, colour.dark, 0.4))
