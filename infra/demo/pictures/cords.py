"""Cables and transceivers: coiled as they come out of the bag, each end as it plugs in."""

from __future__ import annotations

from infra.demo.colours import COLOURS, Colour
from infra.demo.pictures.canvas import Canvas, mix, tint

_CONNECTORS = {  # body colour by connector, width and height of the face
    "LC": ("#2f7fd0", 26, 62),
    "SC": ("#2a6bc0", 42, 64),
    "ST": ("#c9ccd0", 34, 60),
    "FC": ("#d5c28a", 34, 60),
    "E2": ("#35a06a", 34, 66),
    "MPO": ("#2b2d31", 58, 66),
}


def coil(c: Canvas, colour: Colour, width: float, turns: int = 5, twin: bool = False) -> None:
    """The rolled part and both loose ends, which arrive at (250, 640) and (550, 640) from above."""
    c.shadow(400, 560, 300, 60, 0.22)
    c.shadow(400, 690, 260, 26, 0.2)
    room = width * (1.9 if twin else 1)
    loops = [
        (400 + (turn % 2) * 7 - 3, 330 + turn * 5.5, 208 - turn * room * 0.55, 190 - turn * room * 0.5)
        for turn in range(turns)
    ]
    ends = ("M214 400C196 500 230 540 246 640", "M586 400C604 500 566 540 554 640")
    for shape in ends:
        strand(c, shape, colour, width, twin)
    for x, y, rx, ry in loops:
        ring = f"M{x - rx:.0f} {y:.0f}a{rx:.0f} {ry:.0f} 0 1 0 {2 * rx:.0f} 0a{rx:.0f} {ry:.0f} 0 1 0 {-2 * rx:.0f} 0"
        strand(c, ring, colour, width, twin)
    for angle in (40, 140):
        with c.group(f"rotate({angle - 90} 400 335)"):
            c.rect(374, 118, 52, 24 + turns * room * 0.62, "#2a2b2e", 6)
            c.rect(378, 122, 44, 4, "#55585e", 2)


def strand(c: Canvas, shape: str, colour: Colour, width: float, twin: bool) -> None:
    """A length of cable along a path; `twin`: two side by side, as duplex fibre is made."""
    full = width * (1.9 if twin else 1)
    run = c.stamp(f'<path d="{shape}" fill="none" stroke-linecap="round"/>')

    def stroke(colour: str, thick: float, more: str = "") -> None:
        c.raw(f'<use href="#{run}" stroke="{colour}" stroke-width="{thick:.1f}" {more}/>')

    stroke(mix(colour.dark, "#000000", 0.12), full + 2.5)
    stroke(colour.base, full)
    if twin:
        stroke(mix(colour.base, colour.dark, 0.75), 2.2)
        stroke(colour.light, full * 0.16, f'transform="translate({-full * 0.26:.1f} {-full * 0.2:.1f})" opacity=".8"')
    else:
        stroke(colour.light, full * 0.22, f'transform="translate({-full * 0.18:.1f} {-full * 0.2:.1f})" opacity=".85"')


def fibre_cord(c: Canvas, glass: str, ends: str, form: str) -> None:
    """Jacket in the colour of its glass, connectors as named."""
    colour = COLOURS[glass]
    c.backdrop(tint(colour))
    width = {"sx": 8, "dx": 8, "ub": 10, "armoured": 15}.get(form, 15)
    coil(c, colour, width, 5 if width < 12 else 4, form == "dx")
    if form == "armoured":
        c.line(
            "M214 400C196 500 230 540 246 640M586 400C604 500 566 540 554 640", "#9a9da3", 9, 'stroke-dasharray="2 7"'
        )
    first, _, second = ends.partition("-")
    for x, kind in ((246, first), (554, second)):
        with c.group(f"translate({x} 640)"):
            _fibre_end(c, kind, colour, form != "sx")


def _fibre_end(c: Canvas, kind: str, colour: Colour, twin: bool) -> None:
    """A connector that points down, its boot at the origin."""
    paint, width, height = _CONNECTORS[kind]
    if glass_paint := {"#35b8b8": "#35b8b8", "#7d4fb0": "#8d63bd", "#a4c639": "#9dbd3a", "#ee7f22": "#c9ccd0"}.get(
        colour.base
    ):
        paint = glass_paint if kind in ("LC", "SC") else paint
    sides = (-0.55, 0.55) if twin and kind != "MPO" else (0.0,)
    for side in sides:
        x = side * width
        c.path(
            f"M{x - 7:.1f} -46H{x + 7:.1f}L{x + 10:.1f} 6H{x - 10:.1f}Z",
            c.fade("#3d4045", "#17181b", "#2d2f33", angle="right"),
        )
        body_fill = c.fade(
            mix(paint, "#000000", 0.25), mix(paint, "#ffffff", 0.25), paint, mix(paint, "#000000", 0.3), angle="right"
        )
        c.rect(x - width / 2 + 1, 2, width - 2, height * 0.72, body_fill, 4)
        if kind in ("ST", "FC"):
            c.rect(x - width / 2 - 2, 18, width + 4, 16, c.fade("#8b8f96", "#f1f2f3", "#9da1a7", angle="right"), 3)
        c.rect(
            x - width * 0.2,
            2 + height * 0.7,
            width * 0.4,
            height * 0.26,
            c.fade("#b7babf", "#ffffff", "#c4c7cb", angle="right"),
            2,
        )
        if kind == "LC":
            c.path(f"M{x - 4:.1f} 8L{x + 9:.1f} -16L{x + 12:.1f} -14L{x + 5:.1f} 14Z", mix(paint, "#ffffff", 0.35))
        if kind == "MPO":
            c.circle(x - 10, 62, 2.4, "#55585e")
            c.circle(x + 10, 62, 2.4, "#55585e")
    if twin and kind == "LC":
        c.rect(-width * 0.9, 14, width * 1.8, 12, "#f1efea", 3)


def fibre_detail(c: Canvas, glass: str, ends: str) -> None:
    """Both connectors close up, face and side."""
    colour = COLOURS[glass]
    c.backdrop(tint(colour))
    first, _, second = ends.partition("-")
    for x, kind in ((250, first), (560, second)):
        c.shadow(x, 640, 150, 26, 0.25)
        strand(c, f"M{x} -20C{x - 20} 60 {x} 90 {x} 170", colour, 34, False)
        with c.group(f"translate({x} 330) scale(4)"):
            _fibre_end(c, kind, colour, False)


def copper_cord(c: Canvas, paint: str, build: str, shield: str) -> None:
    """A patch cord with moulded boots."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    coil(c, colour, 13 if build == "slim" else 22, 4 if build == "slim" else 3)
    for x in (246, 554):
        with c.group(f"translate({x} 636) scale(1.15)"):
            _plug(c, colour, shield == "shielded")


def _plug(c: Canvas, colour: Colour, shielded: bool) -> None:
    """An 8P8C plug that points down."""
    c.path("M-11-36H11L19 10H-19Z", c.fade(colour.dark, colour.light, colour.base, colour.dark, angle="right"))
    c.line("M-8-18H8M-10-6H10", colour.dark, 2.4, 'opacity=".6"')
    shell = ("#9da1a7", "#f3f4f5", "#b0b3b8") if shielded else ("#cfd8dd/.85", "#ffffff/.9", "#c5cfd5/.85")
    c.rect(-20, 8, 40, 52, c.fade(*shell, angle="right"), 3, 'stroke="#8b9298" stroke-width="1"')
    c.path("M-7 12H7V40H-7Z", mix(colour.base, "#ffffff", 0.2) if not shielded else "#cdd0d3", 'opacity=".7"')
    with c.group("translate(-16 46)"):
        c.rect(0, 0, 32, 13, c.tiles(4, 14, '<rect x=".6" width="2.600" height="12" fill="#d2a84a"/>'))


def copper_detail(c: Canvas, paint: str, build: str, shield: str) -> None:
    """One plug close up, and the cut through the cable."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.shadow(270, 650, 190, 26, 0.25)
    strand(c, "M270 -20C240 60 270 120 270 190", colour, 74 if build == "round" else 46, False)
    with c.group("translate(270 330) scale(5.2)"):
        _plug(c, colour, shield == "shielded")
    c.shadow(590, 610, 130, 20, 0.25)
    c.circle(590, 450, 132, c.glow(colour.light, colour.base, colour.dark, radius=0.6))
    if shield == "shielded":
        c.circle(590, 450, 112, "#c9ccd0")
    c.circle(590, 450, 104, "#f7f5f1")
    for (x, y), pair in zip(
        ((-44, -40), (44, -40), (-44, 44), (44, 44)), ("#2a6bc0", "#ee7f22", "#2f9152", "#8a5a34"), strict=True
    ):
        if shield == "shielded":
            c.circle(590 + x, 450 + y, 46, "#d9dbde")
        for side, ring in ((-19, pair), (19, "#ffffff")):
            c.circle(590 + x + side, 450 + y, 19, ring, f'stroke="{pair}" stroke-width="3"')
            c.circle(590 + x + side, 450 + y, 9, "#d98a4f")


_MODULES = {
    "SFP": (330, 92, 1),
    "SFPp": (330, 92, 1),
    "SFP28": (330, 92, 1),
    "QSFPp": (390, 124, 0),
    "QSFP28": (390, 124, 0),
    "QSFPDD": (440, 128, 0),
}


def transceiver(c: Canvas, form: str, latch: str, connector: str) -> None:
    """A module lying on the floor: latch in the colour of its reach, sockets in front, gold fingers behind."""
    colour = COLOURS[latch]
    c.backdrop("#e5e6e8")
    shift, scale = (0, 1.22) if _MODULES[form][2] else (70, 1.05)
    with c.group(f"translate(400 410) rotate(-24) translate({shift} 0) scale({scale})"):
        _module_body(c, form, colour, connector)


def _module_body(c: Canvas, form: str, latch: Colour, connector: str) -> None:
    length, height, bail = _MODULES[form]
    left, top = -length / 2 - 10, -height / 2
    c.shadow(0, height * 0.86, length * 0.72, 36, 0.3)
    c.rect(left + length - 4, top + height * 0.34, 46, height * 0.3, "#2f6b52", 2)
    c.rect(
        left + length + 16,
        top + height * 0.34,
        24,
        height * 0.3,
        c.tiles(5, 40, '<rect x="1" width="3" height="40" fill="#d8b25a"/>'),
    )
    c.path(f"M{left} {top}H{left + length}V{top + height * 0.5:.1f}H{left}Z", c.fade("#f4f5f6", "#c9ccd0"))
    c.rect(left, top + height * 0.46, length, height * 0.54, c.fade("#b4b8bd", "#8d9197", "#74787e"), 3)
    c.rect(left + length * 0.34, top + 9, length * 0.46, height * 0.3, "#ffffff", 3, 'opacity=".9"')
    for line, share in ((16, 0.3), (24, 0.4), (32, 0.22)):
        if line < height * 0.36:
            c.rect(left + length * 0.37, top + line, length * share, 3.4, "#9aa0a8", 1.7)
    c.rect(left + length * 0.72, top + 13, 18, 18, latch.base, 3)
    c.rect(left - 46, top + 4, 52, height - 6, c.fade("#d9dbde", "#9da1a7"), 4)
    _module_face(c, left - 52, top, height, connector)
    if bail:
        c.line(
            f"M{left - 10} {top + 2}C{left - 30} {top - 30} {left - 74} {top - 30} {left - 70} {top + 12}V{top + height - 12}",
            latch.base,
            10,
        )
        c.line(
            f"M{left - 14} {top - 4}C{left - 34} {top - 32} {left - 70} {top - 30} {left - 70} {top + 8}",
            latch.light,
            3,
        )
    else:
        c.rect(left - 176, top + height * 0.3, 150, height * 0.3, c.fade(latch.light, latch.base, latch.dark), 12)
        c.rect(left - 166, top + height * 0.39, 44, height * 0.12, mix(latch.dark, "#000000", 0.2), 6)


def _module_face(c: Canvas, x: float, top: float, height: float, connector: str) -> None:
    c.rect(x, top + 8, 16, height - 14, "#3a3d42", 3)
    if connector == "LC":
        for y in (top + height * 0.18, top + height * 0.56):
            c.rect(x - 6, y, 18, height * 0.27, "#101114", 2)
            c.circle(x + 3, y + height * 0.13, 4, "#e8eaec")
    elif connector == "MPO":
        c.rect(x - 6, top + height * 0.24, 18, height * 0.52, "#35b8b8", 3)
        c.rect(x - 4, top + height * 0.36, 12, height * 0.28, "#101114", 2)
    else:
        c.rect(x - 10, top + 10, 24, height - 18, "#c9ccd0", 3)
        c.rect(x - 8, top + 20, 16, height - 38, "#101114", 2)


def transceiver_detail(c: Canvas, form: str, latch: str, connector: str) -> None:
    """The face that the fibre goes into, and the fingers at the other end."""
    colour = COLOURS[latch]
    length = _MODULES[form][0]
    c.backdrop("#e5e6e8")
    c.shadow(400, 432, 300, 26)
    wide = 300 if length < 380 else 400
    c.rect(400 - wide / 2, 160, wide, 250, c.fade("#eceeef", "#a9adb2", angle="slant"), 12)
    c.rect(424 - wide / 2, 190, wide - 48, 190, "#4a4d52", 8)
    for side in (-1, 1) if connector == "LC" else (0,):
        x = 400 + side * (wide - 60) / 4
        if connector == "LC":
            c.rect(x - 52, 214, 104, 142, "#0c0d0f", 6)
            c.circle(x, 290, 24, c.glow("#ffffff", "#d4d7da", "#8b8f96"))
            c.circle(x, 290, 5, "#3a3d42")
            c.rect(x - 22, 214, 44, 16, "#4a4d52", 3)
        else:
            c.rect(x - wide * 0.34, 226, wide * 0.68, 118, "#35b8b8" if connector == "MPO" else "#c9ccd0", 8)
            c.rect(x - wide * 0.26, 258, wide * 0.52, 54, "#0c0d0f", 5)
    c.rect(400 - wide / 2, 140, wide, 24, c.fade(colour.light, colour.base, colour.dark), 10)
    with c.group("translate(390 580) scale(1.5)"):
        c.rect(-150, -34, 220, 68, c.fade("#eceeef", "#9da1a7"), 4)
        c.rect(70, -16, 96, 34, "#2f6b52", 3)
        c.rect(110, -16, 54, 34, c.tiles(6, 60, '<rect x="1" width="3.600" height="60" fill="#d8b25a"/>'))


def twinax(c: Canvas, form: str, kind: str) -> None:
    """Two ends on one cable."""
    colour = COLOURS["aqua" if kind == "aoc" else "black"]
    c.backdrop("#e5e6e8")
    coil(c, colour, 12 if kind == "aoc" else 20, 4 if kind == "aoc" else 3)
    for x, turn in ((246, 94), (554, 86)):
        with c.group(f"translate({x} 668) rotate({turn}) scale(.36)"):
            _twin_end(c, form, colour)


def _twin_end(c: Canvas, form: str, colour: Colour) -> None:
    length, height, _ = _MODULES[form]
    c.rect(-120, -16, 60, 32, "#17181b", 10)
    c.rect(-70, -height / 2, length * 0.7, height, c.fade("#f4f5f6", "#c9ccd0", "#8d9197"), 6)
    c.rect(-20, -height * 0.28, length * 0.36, height * 0.3, "#ffffff", 3)
    c.rect(length * 0.7 - 72, -16, 44, 32, "#2f6b52", 2)
    c.rect(length * 0.7 - 56, -16, 26, 32, "#d8b25a", 2)
    c.line(
        f"M-66 {-height / 2}C-150 {-height} -190 {-height * 0.6:.0f} -196 0",
        colour.base if colour.slug != "black" else "#2a6bc0",
        14,
    )


def twinax_detail(c: Canvas, form: str, kind: str) -> None:
    """One end close up."""
    colour = COLOURS["aqua" if kind == "aoc" else "black"]
    c.backdrop("#e5e6e8")
    c.shadow(430, 560, 300, 34)
    strand(c, "M-20 330C80 330 120 420 190 430", colour, 34 if kind == "aoc" else 56, False)
    with c.group("translate(340 440) rotate(4) scale(1.5)"):
        _twin_end(c, form, colour)
