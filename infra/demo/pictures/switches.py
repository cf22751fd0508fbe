"""Switches, patch panels and modular systems, with the ports that they really have."""

from __future__ import annotations

from infra.demo.colours import COLOURS, Colour
from infra.demo.pictures.canvas import Canvas, body, brightness, mix, number, polygon, tint
from infra.demo.pictures.ports import ROW, block, fan, grille, inlet, pitch

_LAMPS = {"poe": "#f2a33a", "data": "#47d16c"}
_UPLINK = {"0": (0, "sfp"), "S": (0, "sfp"), "X": (0, "sfp"), "Y": (0, "sfp"), "Q": (0, "qsfp")}
_ACCENTS = {"wave": "#4aa3ff", "slot": "#e0463f", "line": "#34c48d", "fin": "#f0b23e", "dot": "#9aa0a8"}


def accent(shape: str) -> str:
    """The maker's signal colour."""
    return _ACCENTS[shape]


def badge(c: Canvas, x: float, y: float, size: float, shape: str, paint: str) -> None:
    """The maker's mark: drawn, never written."""
    unit = size / 20
    with c.group(
        f"translate({x:.1f} {y:.1f}) scale({unit:.3g})",
        f'fill="none" stroke="{paint}" stroke-width="2.6" stroke-linecap="round"',
    ):
        c.raw({
            "wave": '<path d="M1 14Q5.500 4 10 10T19 6"/>',
            "slot": '<path d="M4 3V17M10 3V17M16 3V17"/>',
            "line": '<circle cx="10" cy="10" r="7.500"/><path d="M5 10H15"/>',
            "fin": '<path d="M2 17 10 3 18 17M6.500 17 10 10.500 13.500 17"/>',
            "dot": '<circle cx="6" cy="10" r="3.500"/><circle cx="15" cy="10" r="3"/>',
        }[shape])  # fmt: skip


def _uplinks(code: str) -> tuple[int, str]:
    return (0, "sfp") if code == "0" else (int(code[0]), _UPLINK[code[1]][1])


def switch(c: Canvas, ports: str, cages: str, uplink: str, shape: str, tone: str) -> None:
    """From the front: every port and every uplink."""
    count, colour = int(ports), COLOURS[tone]
    more, more_kind = _uplinks(uplink)
    c.backdrop(tint(colour))
    rows = 1 if count <= 10 else 2
    columns = -(-count // rows)
    rows_up = 2 if rows == 2 and more > 2 else 1
    needed = columns * pitch(cages) + -(-more // rows_up) * pitch(more_kind)
    width, height, depth = (700, 74, 176) if count > 10 else (needed * 1.75 + 150, 84, 150)
    scale = 1.75 if count <= 10 else min(1.42, (width - 130) / (needed + 26))
    x, y = (800 - width) / 2, 430
    body(c, x, y, width, height, depth, colour)
    _lid(c, x, y, width, depth, shape, colour)
    edge = x + width - 26
    if more:
        across = -(-more // rows_up)
        edge -= across * pitch(more_kind) * scale
        block(c, edge, y + _margin(height, rows_up, scale), more_kind, across, rows_up, scale)
        edge -= 22
    group = 6 if columns % 6 == 0 and columns > 8 else 4 if columns % 4 == 0 else columns
    banks, bank = columns // group, group * pitch(cages) * scale
    gap = min(8.0, (edge - x - 86 - banks * bank) / banks)
    start = edge - banks * bank - (banks - 1) * gap
    for place in range(banks):
        block(c, start + place * (bank + gap), y + _margin(height, rows, scale), cages, group, rows, scale)
    badge(c, x + 20, y + height / 2 - 13, 26, shape, _print(colour))
    c.rect(x + 56, y + height / 2 - 2, 12, 4, accent(shape), 2)


def _margin(height: float, rows: int, scale: float) -> float:
    """From the front's upper edge to the sockets, so that they stand in the middle."""
    return (height - (rows * ROW + 2 * (rows - 1)) * scale) / 2


def _print(colour: Colour) -> str:
    """The colour of marks on a housing: light on dark, dark on light."""
    return mix(colour.light, "#ffffff", 0.4) if brightness(colour.base) < 150 else colour.dark


def _lid(c: Canvas, x: float, y: float, width: float, depth: float, shape: str, colour: Colour) -> None:
    """What the top plate carries: a pressed mark and the maker's vents."""
    with c.group(f"translate({x + width / 2:.1f} {y - depth * 0.52:.1f}) scale(1 .42)", 'opacity=".5"'):
        badge(c, -34, -34, 68, shape, mix(colour.base, colour.dark, 0.45))
    with c.group(f"translate({x:.1f} {y - depth * 0.34:.1f}) skewX(-14)", 'opacity=".3"'):
        grille(c, 74, 0, 92, depth * 0.2, shape, colour.dark)
        grille(c, width - 150, 0, 92, depth * 0.2, shape, colour.dark)


def switch_detail(c: Canvas, cages: str, uplink: str, shape: str, tone: str) -> None:
    """The right end of the front close up, and the whole rear below."""
    colour = COLOURS[tone]
    more, more_kind = _uplinks(uplink)
    c.backdrop(tint(colour))
    c.rect(
        0, 130, 800, 250, c.fade(mix(colour.base, colour.light, 0.3), colour.base, mix(colour.base, colour.dark, 0.5))
    )
    c.rect(0, 128, 800, 4, mix(colour.light, "#ffffff", 0.5))
    c.rect(0, 380, 800, 40, c.fade("#1d1a16/.28", "#1d1a16/0"))
    scale = 4.6
    up = min(-(-more // 2), 3) if more > 2 else min(more, 2)
    up_rows = 2 if more > 2 else 1
    up_width = up * pitch(more_kind) * scale
    if more:
        block(c, 740 - up_width, 160 + (0 if up_rows == 2 else 40), more_kind, up, up_rows, scale)
    shown = int((690 - up_width) // (pitch(cages) * scale))
    block(c, (700 if more else 760) - up_width - shown * pitch(cages) * scale, 160, cages, shown, 2, scale)
    _rear(c, shape, colour, 2 if uplink[-1] in "YQ" else 1)


def _rear(c: Canvas, shape: str, colour: Colour, supplies: int) -> None:
    c.shadow(400, 648, 400, 26)
    c.rect(50, 560, 700, 80, c.fade(mix(colour.base, "#c9ccd0", 0.55), mix(colour.base, "#8d9197", 0.6)), 4)
    for place in range(supplies):
        x = 560 - place * 150
        c.rect(x, 566, 140, 68, "#3a3d42", 3)
        inlet(c, x + 12, 576, 62)
        fan(c, x + 108, 600, 24)
    for place in range(2):
        fan(c, 130 + place * 84, 600, 32)
    grille(c, 262, 580, 110, 42, shape, "#2c2e32")


def panel(c: Canvas, kind: str, ports: str, grade: str, fill: str) -> None:
    """A patch panel: numbered openings, some empty where it is sold unloaded."""
    count, black = int(ports), COLOURS["black"]
    c.backdrop("#e6e3dd")
    tall = count == 48 and kind == "fibre"
    rows = 2 if count == 48 else 1
    columns = count // rows
    height = 96 if tall else 74
    body(c, 50, 430, 700, height, 60, black)
    for x in (58, 722):
        for y in (442, 430 + height - 24):
            c.rect(x, y, 20, 11, "#e6e3dd", 5.5)
    step = 600 / columns
    paint = {
        "Cat5e": "#8d9095",
        "Cat6": "#3f73b8",
        "Cat6A": "#2f9152",
        "Cat8": "#b3293a",
        "LC": "#2a6bc0",
        "SC": "#2f9152",
        "MPO": "#35b8b8",
    }[grade]
    for row in range(rows):
        top = 446 + row * (height - 30) / 2 if rows == 2 else 452.0
        opening = _opening(kind, grade, fill, paint, min(step - 3, 30))
        with c.group(f"translate(100 {top:.1f})"):
            c.rect(0, 0, 600, 34, c.tiles(step, 60, opening))
    c.rect(100, 430 + height - 10, 600, 5, "#e9e7e2", 1, 'opacity=".85"')


def _opening(kind: str, grade: str, fill: str, tint: str, width: float) -> str:
    if fill == "k":
        return f'<rect x="1" y="2" width="{width:.1f}" height="24" rx="1.500" fill="#0b0c0e" stroke="#55585e"/>'
    if kind == "copper":
        return (
            f'<rect x="1" y="2" width="{width:.1f}" height="24" rx="2" fill="{tint}"/>'
            f'<path d="M{width * 0.16:.1f} 23V11H{width * 0.36:.1f}V7H{width * 0.7:.1f}V11H{width * 0.92:.1f}V23Z" fill="#141518"/>'
        )
    hole = f'<rect x="1" y="3" width="{width:.1f}" height="22" rx="1.500" fill="{tint}"/>'
    if grade == "LC":
        half = width / 2 - 3
        return hole + "".join(
            f'<rect x="{3 + side * (half + 2):.1f}" y="8" width="{half:.1f}" height="12" fill="#101114"/>'
            for side in (0, 1)
        )
    return hole + f'<rect x="{width * 0.2:.1f}" y="8" width="{width * 0.66:.1f}" height="12" fill="#101114"/>'


def panel_detail(c: Canvas, kind: str, grade: str) -> None:
    """Four openings close up, with their labels."""
    c.backdrop("#e6e3dd")
    paint = {
        "Cat5e": "#8d9095",
        "Cat6": "#3f73b8",
        "Cat6A": "#2f9152",
        "Cat8": "#b3293a",
        "LC": "#2a6bc0",
        "SC": "#2f9152",
        "MPO": "#35b8b8",
    }[grade]
    c.rect(0, 230, 800, 340, c.fade("#4d4f54", "#2a2b2e", "#1d1e20"))
    c.rect(0, 570, 800, 40, c.fade("#1d1a16/.28", "#1d1a16/0"))
    for place in range(4):
        with c.group(f"translate({60 + place * 178} 290) scale(5.2)"):
            c.raw(_opening(kind, grade, "full", paint, 26))
        c.rect(64 + place * 178, 470, 136, 44, "#f1efea", 4)
        c.text(132 + place * 178, 502, f"{place + 1:02}", 30, "#3a3c40")


def module(c: Canvas, part: str, what: str, tone: str) -> None:
    """A part of a modular system."""
    colour = COLOURS[tone]
    c.backdrop(tint(colour))
    if part == "chassis":
        _chassis(c, int(what), colour)
    elif part == "power":
        _power_module(c, colour, what)
    else:
        _card(c, part, what, colour)


def _chassis(c: Canvas, slots: int, colour: Colour) -> None:
    step = 44.0 if slots <= 7 else 34.0 if slots <= 10 else 27.0
    height = slots * step + 120
    top, left, width = 400 - height / 2 + 26, 200, 400
    c.shadow(400, top + height + 4, 300, 30)
    c.path(
        polygon((left + 26, top - 44), (left + width - 26, top - 44), (left + width, top), (left, top)),
        c.fade(colour.base, colour.light),
    )
    c.rect(left, top, width, height, c.fade(colour.light, colour.base, colour.dark, angle="slant"), 4)
    for slot in range(min(slots, 3)):
        with c.group("", f'id="s{slot}"'):
            _slot(c, left, top + 14 + slot * step, width, step, ("copper", "sfp", "qsfp")[slot])
    for slot in range(3, slots):
        c.place(f"s{slot % 3}", f"translate(0 {(slot - slot % 3) * step})")
    base = top + height - 98
    for place in range(4):
        c.rect(left + 14 + place * 94, base, 88, 84, "#46494f", 3)
        fan(c, left + 58 + place * 94, base + 38, 28)
    c.line("".join(f"M{number(left + 42 + place * 94)} {number(base + 75)}h32" for place in range(4)), "#c4c7cb", 5)


def _slot(c: Canvas, left: float, y: float, width: float, step: float, kind: str) -> None:
    """A line card in its slot, with both ejectors."""
    c.rect(left + 14, y, width - 28, step - 4, "#3b3e43", 2)
    for x in (left + 18, left + width - 26):
        c.rect(x, y + step / 2 - 8, 8, 12, "#c4c7cb", 2)
    rows, scale = (2, (step - 10) / 38) if step > 30 else (1, (step - 10) / 19)
    columns = int((width - 90) / (pitch(kind) * scale))
    block(c, left + 40, y + 4, kind, columns, rows, scale)


def _card(c: Canvas, part: str, what: str, colour: Colour) -> None:
    height = 96 if part == "fan" else 84
    body(c, 60, 410, 680, height, 200, COLOURS["silver"], 3)
    with c.group("translate(150 258) skewX(-14)", 'opacity=".85"'):
        c.rect(44, 20, 430, 110, "#2f6b52", 4)
        c.rect(90, 40, 90, 60, "#c9ccd0", 4)
        c.rect(220, 44, 70, 52, "#25282c", 3)
        c.rect(330, 44, 70, 52, "#25282c", 3)
    c.rect(60, 410, 680, height, c.fade(mix(colour.base, colour.light, 0.3), colour.base, colour.dark), 3)
    for x in (66, 712):
        c.rect(x, 420, 22, height - 20, accent("slot") if part == "supervisor" else "#c4c7cb", 5)
    if part == "fan":
        for place in range(5):
            fan(c, 160 + place * 120, 458, 38)
    elif part == "supervisor":
        block(c, 130, 440, "copper", 2, 1, 1.4)
        block(c, 240, 440, "sfp", int(what[1]) * 2, 1, 1.4)
        c.rect(540, 432, 110, 40, "#0f1114", 4)
        c.text(595, 459, what, 22, "#7fd6ff")
    else:
        digits = "".join(sign for sign in what if sign.isdigit())
        kind = what[len(digits) :]
        face = "copper" if kind in ("copper", "poe") else kind
        columns = int(digits) // 2
        scale = min(1.5, 560 / (columns * pitch(face)))
        start = 400 - columns * pitch(face) * scale / 2
        block(
            c,
            start,
            410 + (height - 38 * scale) / 2,
            face,
            columns,
            2,
            scale,
            _LAMPS["poe" if kind == "poe" else "data"],
        )


def _power_module(c: Canvas, colour: Colour, kind: str) -> None:
    body(c, 250, 400, 300, 150, 210, COLOURS["silver"], 4)
    c.rect(250, 400, 300, 150, c.fade(colour.light, colour.base, colour.dark), 4)
    fan(c, 335, 475, 58)
    if kind == "AC":
        inlet(c, 420, 420, 84)
    else:
        for place, paint in enumerate(("#b3293a", "#25282c") if kind == "DC" else ("#ee7f22", "#25282c")):
            c.circle(446 + place * 52, 452, 20, paint, 'stroke="#c9ccd0" stroke-width="5"')
    c.line("M424 520H524", "#c9ccd0", 12)


def module_detail(c: Canvas, part: str, tone: str) -> None:
    """The rear or the backplane side."""
    colour = COLOURS[tone]
    c.backdrop("#e3e5e8")
    c.shadow(400, 640, 330, 30)
    c.rect(110, 180, 580, 450, c.fade(mix(colour.base, "#c9ccd0", 0.5), mix(colour.base, "#8d9197", 0.5)), 6)
    if part in ("chassis", "fan"):
        for place in range(9):
            fan(c, 220 + place % 3 * 180, 270 + place // 3 * 136, 58)
        return
    c.rect(150, 220, 500, 250, "#2f6b52", 6)
    c.rect(330, 260, 140, 130, c.fade("#e4e6e8", "#a9adb2", angle="slant"), 6)
    for x in (180, 520):
        c.rect(x, 270, 100, 46, "#25282c", 3)
        c.rect(x, 340, 100, 46, "#25282c", 3)
    c.rect(170, 500, 460, 96, c.tiles(14, 18, '<rect x="2" y="3" width="9" height="12" fill="#d8b25a"/>'), 4)
