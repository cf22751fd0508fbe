"""Racks, cabinets and power distribution."""

from __future__ import annotations

from infra.demo.colours import COLOURS, Colour
from infra.demo.pictures.canvas import Canvas, mix, polygon


def rack(c: Canvas, kind: str, height: str, width: str, door: str, paint: str) -> None:
    """As tall as it has units, from a little to the right."""
    colour, units = COLOURS[paint], int(height)
    c.backdrop("#e3e1dc" if paint != "white" else "#d6d3cc")
    tall = (150 + units * 21) if kind == "wall" else (190 + units * 9.6)
    wide = (300 if kind == "wall" else 250) * (1.16 if width == "wide" else 1)
    side = wide * 0.42
    x, y = 400 - (wide + side) / 2, 400 - tall / 2 + 16
    c.shadow(410, y + tall + (2 if kind == "wall" else 12), (wide + side) * 0.66, 26)
    if kind == "frame":
        _frame(c, x, y, wide, tall, side, units, colour)
        return
    lift = side * 0.16
    c.path(
        polygon((x + wide, y), (x + wide + side, y - lift), (x + wide + side, y + tall - lift), (x + wide, y + tall)),
        c.fade(mix(colour.base, colour.dark, 0.35), colour.dark, angle="right"),
    )
    c.path(
        polygon((x, y), (x + side, y - lift), (x + wide + side, y - lift), (x + wide, y)),
        mix(colour.light, colour.base, 0.4),
    )
    c.rect(x, y, wide, tall, c.fade(colour.light, colour.base, mix(colour.base, colour.dark, 0.5), angle="slant"), 4)
    c.rect(x + 18, y + 18, wide - 36, tall - 36, "#15171a", 3)
    _inside(c, x + 34, y + 26, wide - 68, tall - 52, units)
    _door(c, x + 18, y + 18, wide - 36, tall - 36, door)
    c.rect(x + wide - 32, y + tall / 2 - 34, 9, 68, "#c9ccd0", 4)
    if kind == "cabinet":
        for foot in (x + 22, x + wide - 34, x + wide + side - 26):
            c.rect(foot, y + tall, 14, 10, "#2a2b2e", 3)


def _inside(c: Canvas, x: float, y: float, width: float, height: float, units: int) -> None:
    """Shelves of equipment, seen dimly."""
    step = height / units
    for unit in range(0, units, 3):
        kind = unit % 9
        fill = "#2c2f34" if kind == 0 else "#3d434b" if kind == 3 else "#23252a"
        rise = min(step * 2.6, step * (units - unit) - 1)
        c.rect(x, y + unit * step, width, rise - 1, fill, 1.5)
        c.circle(x + 8, y + unit * step + rise / 2, 1.8, ("#47d16c", "#4aa3ff", "#f2a33a")[unit % 5 % 3])


def _door(c: Canvas, x: float, y: float, width: float, height: float, door: str) -> None:
    if door == "G":
        c.rect(
            x,
            y,
            width,
            height,
            c.fade("#9fb4c4/.30", "#dfeaf2/.12", "#6f8494/.26", angle="slant"),
            3,
            'stroke="#55585e" stroke-width="2"',
        )
        c.path(
            polygon(
                (x + width * 0.12, y + height),
                (x + width * 0.5, y),
                (x + width * 0.72, y),
                (x + width * 0.34, y + height),
            ),
            "#ffffff",
            'opacity=".10"',
        )
    else:
        c.rect(
            x,
            y,
            width,
            height,
            c.tiles(
                7,
                7,
                '<rect width="7" height="7" fill="#2a2c30" opacity=".72"/><circle cx="3.500" cy="3.500" r="2.300" fill="#0c0d0f"/>',
            ),
            3,
        )


def _frame(c: Canvas, x: float, y: float, wide: float, tall: float, side: float, units: int, colour: Colour) -> None:
    post = mix(colour.base, colour.light, 0.3)
    holes = c.tiles(
        22,
        max(tall / units, 8),
        f'<rect width="22" height="60" fill="{post}"/><rect x="8" y="2" width="6" height="4.500" rx="1" fill="#0f1012"/>',
    )
    for dx, dy, shade in ((side, -side * 0.2, 0.55), (0.0, 0.0, 0.0)):
        with c.group(f"translate({x + dx:.1f} {y + dy:.1f})", f'opacity="{1 - shade * 0.45:.2f}"'):
            c.rect(0, 0, 22, tall, holes)
            c.rect(wide - 22, 0, 22, tall, holes)
            c.rect(0, -6, wide, 20, c.fade(colour.light, colour.base), 2)
            c.rect(-6, tall - 12, wide + 12, 20, c.fade(colour.base, colour.dark), 3)
    for dx in (0.0, wide - 20):
        c.line(f"M{x + dx + 10:.0f} {y + tall - 2:.0f}l{side:.0f} {-side * 0.2:.0f}", colour.dark, 11)
    for unit in (3, 6, 9):
        c.rect(x + 22, y + tall - 60 - unit * 15, wide - 44, 20, c.fade("#4a4d52", "#26282c"), 2)


def rack_detail(c: Canvas, kind: str, door: str, paint: str) -> None:
    """A rail with its unit numbers, cage nuts and the lock."""
    colour = COLOURS[paint]
    c.backdrop("#e3e1dc" if paint != "white" else "#d6d3cc")
    c.rect(0, 0, 250, 800, c.fade(colour.dark, colour.base, colour.light, angle="right"))
    c.rect(250, 0, 130, 800, c.fade(colour.light, colour.base, angle="right"))
    for unit in range(5):
        for hole in range(3):
            c.rect(290, 20 + unit * 168 + hole * 54, 44, 36, "#101114", 5)
        c.text(
            196,
            100 + unit * 168,
            str(24 - unit),
            38,
            mix(colour.light, "#ffffff", 0.5) if paint != "white" else "#55585e",
            anchor="middle",
        )
    c.rect(282, 186, 60, 44, c.fade("#e8eaec", "#9da1a7"), 4)
    c.circle(312, 208, 13, "#3a3d42")
    if kind != "frame":
        _door(c, 440, 60, 360, 680, door)
        c.rect(470, 330, 34, 150, c.fade("#f4f5f6", "#a9adb2", angle="right"), 14)
        c.circle(487, 356, 9, "#3a3d42")


def _outlet(c: Canvas, x: float, y: float, size: float) -> None:
    face = c.stamp(
        '<rect width="30" height="24" rx="3" fill="#0e0f11" stroke="#4a4d52"/><path d="M8 7V14M15 11V18M22 7V14" stroke="#7b7e84" stroke-width="3"/>'
    )
    c.place(face, f"translate({x:.1f} {y:.1f}) scale({size:.3g})")


def pdu(c: Canvas, form: str, outlets: str, kind: str) -> None:
    """Upright or flat, with as many outlets as it has."""
    count = int(outlets)
    c.backdrop("#e3e1dc")
    if form == "flat":
        c.shadow(400, 484, 390, 30)
        c.path(polygon((90, 360), (710, 360), (750, 400), (50, 400)), "#6d7075")
        c.rect(50, 400, 700, 78, c.fade("#4d4f54", "#2a2b2e", "#1a1b1d"), 4)
        for place in range(count):
            _outlet(c, 250 + place * (400 / count), 420, min(1.6, 400 / count / 34))
        _meter(c, 76, 416, kind, 1)
        c.line("M690 440C760 440 780 520 700 560S560 600 640 660", "#1d1e20", 16)
        return
    with c.group("rotate(14 400 400)"):
        c.shadow(470, 420, 90, 380, 0.26)
        c.rect(350, 30, 84, 720, c.fade("#5a5d63", "#2f3135", "#1a1b1d", angle="right"), 6)
        rows = count // 2
        step = 560 / rows
        for place in range(count):
            _outlet(c, 360 + place % 2 * 34, 172 + place // 2 * step, min(0.95, step / 28))
        _meter(c, 360, 52, kind, 1)
        c.line("M392 750C392 790 430 800 470 790", "#1d1e20", 18)


def _meter(c: Canvas, x: float, y: float, kind: str, scale: float) -> None:
    with c.group(f"translate({x} {y}) scale({scale})"):
        if kind == "B":
            c.rect(8, 4, 46, 40, "#b3293a", 5)
            c.rect(16, 10, 30, 28, "#d65a68", 4)
            return
        c.rect(0, 0, 64, 46, "#0b0d10", 5, 'stroke="#55585e"')
        c.text(32, 31, "16.0", 24, "#7fd6ff" if kind == "S" else "#8ee6a0")
        if kind == "S":
            c.rect(76, 10, 26, 24, "#c4c7cb", 2)
            c.rect(79, 14, 20, 16, "#101114", 1)


def pdu_detail(c: Canvas, form: str, outlets: str, kind: str) -> None:
    """Outlets and meter close up."""
    c.backdrop("#e3e1dc")
    c.rect(0, 200, 800, 400, c.fade("#5a5d63", "#2f3135", "#1a1b1d"))
    c.rect(0, 600, 800, 40, c.fade("#1d1a16/.28", "#1d1a16/0"))
    _meter(c, 50, 300, kind, 3.4)
    for place in range(3):
        _outlet(c, 430 + place * 124 - (0 if form == "flat" else 20), 330, 3.7)
    c.text(610, 520, f"{outlets} ×", 44, "#c4c7cb")
