"""Routers, access points and firewalls."""

from __future__ import annotations

from infra.demo.colours import COLOURS, Colour
from infra.demo.pictures.canvas import Canvas, body, brightness, mix, polygon, tint
from infra.demo.pictures.ports import ROW, block, fan, grille, inlet, pitch
from infra.demo.pictures.switches import accent, badge


def router(c: Canvas, shape: str, tone: str, lan: str) -> None:
    """A blade on its foot, a tower, a rack unit, or a rugged box with aerials."""
    colour = COLOURS[tone]
    c.backdrop(tint(colour))
    {"blade": _blade, "tower": _tower, "rack": _unit, "box": _box}[shape](c, colour, int(lan))


def _blade(c: Canvas, colour: Colour, lan: int) -> None:
    c.shadow(400, 656, 280, 36)
    c.ellipse(400, 648, 190, 36, c.fade(colour.base, colour.dark))
    lean = 26 if lan > 4 else 0
    c.path(
        f"M{262 - lean} 640Q240 150 320 130H{480 + lean}Q570 150 {538 + lean} 640Z",
        c.fade(colour.light, colour.base, mix(colour.base, colour.dark, 0.55), angle="right"),
    )
    c.path(f"M{262 - lean} 640Q240 150 320 130H344Q276 160 {292 - lean} 640Z", "#ffffff", 'opacity=".4"')
    with c.group("translate(322 190)", 'opacity=".28"'):
        grille(c, 0, 0, 170, 300, "dot", colour.dark)
    c.circle(400, 570, 9, "#4aa3ff")
    c.circle(400, 570, 20, "none", 'stroke="#4aa3ff" stroke-width="3" opacity=".35"')


def _tower(c: Canvas, colour: Colour, lan: int) -> None:
    wide = 118 if lan <= 4 else 140
    c.shadow(400, 650, 250, 36)
    c.rect(
        400 - wide,
        160,
        wide * 2,
        480,
        c.fade(
            mix(colour.base, colour.dark, 0.4),
            colour.light,
            mix(colour.light, "#ffffff", 0.4),
            colour.base,
            colour.dark,
            angle="right",
        ),
        70,
    )
    c.ellipse(400, 196, wide - 16, 30, mix(colour.base, colour.dark, 0.25))
    c.ellipse(400, 196, wide - 40, 19, mix(colour.base, colour.dark, 0.5))
    for line in range(7):
        c.line(
            f"M{400 - wide + 22} {290 + line * 22}Q400 {312 + line * 22} {400 + wide - 22} {290 + line * 22}",
            mix(colour.base, colour.dark, 0.4),
            2.5,
            'opacity=".5"',
        )
    c.rect(384, 566, 32, 6, "#47d16c", 3)


def _unit(c: Canvas, colour: Colour, lan: int) -> None:
    body(c, 90, 420, 620, 84, 170, colour)
    badge(c, 116, 448, 28, "wave", mix(colour.light, "#ffffff", 0.4) if brightness(colour.base) < 150 else colour.dark)
    c.rect(164, 452, 92, 24, "#0c0d10", 4)
    c.text(210, 470, "10.2 G", 17, "#7fd6ff")
    columns = lan // 2 if lan > 4 else lan
    rows = 2 if lan > 4 else 1
    block(c, 340, 462 - (ROW * rows + 2) * 0.85, "copper", columns, rows, 1.7)
    block(c, 340 + columns * 34 + 40, 446, "sfp", 2, 1, 1.7, "#4aa3ff")
    c.circle(676, 462, 11, "#26282c", 'stroke="#8b8f96" stroke-width="2"')


def _box(c: Canvas, colour: Colour, lan: int) -> None:
    aerials = (220, 330, 470, 580) if lan > 4 else (250, 550)
    for x in aerials:
        c.rect(x - 13, 120, 26, 300, c.fade("#4a4d52", "#17181b", angle="right"), 13)
        c.rect(x - 9, 396, 18, 40, c.fade("#e4b95a", "#9a7a2e", angle="right"), 3)
    body(c, 170, 470, 460, 130, 70, colour, 10)
    for x in range(196, 604, 24):
        c.rect(x, 402, 10, 62, mix(colour.base, colour.dark, 0.3), 4, 'opacity=".45"')
    block(c, 214, 512, "copper", min(lan, 5), 1, 2, "#47d16c")
    for lamp in range(3):
        c.circle(500 + lamp * 28, 500, 6, ("#47d16c", "#4aa3ff", "#5a5d63")[lamp])
    c.rect(492, 530, 100, 34, "#17181b", 6)
    c.rect(500, 540, 36, 14, "#c9ccd0", 3)
    c.rect(546, 540, 36, 14, "#c9ccd0", 3)


def router_detail(c: Canvas, shape: str, tone: str, lan: str) -> None:
    """The sockets at the back."""
    colour = COLOURS[tone]
    c.backdrop(tint(colour))
    c.rect(
        40,
        250,
        720,
        300,
        c.fade(colour.light, colour.base, mix(colour.base, colour.dark, 0.6)),
        26 if shape != "rack" else 6,
    )
    c.rect(40, 552, 720, 36, c.fade("#1d1a16/.26", "#1d1a16/0"))
    count = min(int(lan), 4)
    block(c, 306, 330, "copper", count, 1 if int(lan) <= 4 else 2, 4)
    if shape == "rack":
        inlet(c, 80, 350, 110)
    else:
        c.circle(116, 400, 28, "#101114", 'stroke="#8b8f96" stroke-width="5"')
        c.circle(116, 400, 7, "#d8b25a")
    block(c, 206, 330, "copper", 1, 1, 4, "#4aa3ff")
    c.rect(652, 372, 66, 34, "#2a6bc0" if shape != "box" else "#17181b", 5)
    c.rect(660, 380, 50, 12, "#e8eaec" if shape != "box" else "#c9ccd0", 2)


def access_point(c: Canvas, shape: str, tone: str, aerials: str) -> None:
    """Under the ceiling, on the wall or on a mast."""
    colour = COLOURS[tone]
    c.backdrop(tint(colour))
    if shape == "mast":
        _mast(c, colour, aerials)
    elif aerials == "W":
        c.shadow(400, 664, 190, 26)
        c.rect(
            262, 160, 276, 490, c.fade(colour.light, colour.base, mix(colour.base, colour.dark, 0.4), angle="slant"), 34
        )
        c.rect(272, 170, 256, 470, "none", 28, 'stroke="#fff" stroke-width="2" opacity=".45"')
        block(c, 342, 574, "copper", 4, 1, 1.45)
        c.rect(380, 230, 40, 6, "#4aa3ff", 3)
    else:
        _ceiling(c, shape, colour, aerials == "E")


def _ceiling(c: Canvas, shape: str, colour: Colour, aerials: bool) -> None:
    if aerials:
        for turn in (-34, -12, 12, 34):
            c.rect(
                388,
                40,
                24,
                230,
                c.fade("#f4f5f6", "#c4c7cb", angle="right")
                if brightness(colour.base) > 150
                else c.fade("#4a4d52", "#17181b", angle="right"),
                12,
                f'transform="rotate({turn} 400 480)"',
            )
    c.shadow(400, 676, 270, 34)
    face = c.fade(mix(colour.light, "#ffffff", 0.4), colour.base, mix(colour.base, colour.dark, 0.5), angle="slant")
    ring = f'stroke="{mix(colour.base, colour.dark, 0.28)}" stroke-width="3"'
    if shape == "disc":
        c.circle(400, 420, 252, mix(colour.base, colour.dark, 0.55))
        c.circle(400, 408, 250, face)
        c.circle(400, 408, 196, "none", ring)
        c.circle(400, 408, 74, "none", 'stroke="#4aa3ff" stroke-width="7"')
        c.circle(400, 408, 90, "none", 'stroke="#4aa3ff" stroke-width="16" opacity=".13"')
        badge(c, 376, 384, 48, "wave", mix(colour.base, colour.dark, 0.45))
        return
    c.rect(162, 176, 476, 476, mix(colour.base, colour.dark, 0.55), 96)
    c.rect(162, 164, 476, 476, face, 96)
    c.rect(206, 208, 388, 388, "none", 70, ring)
    c.rect(360, 566, 80, 7, "#34c48d", 3.5)
    badge(c, 370, 372, 60, "line", mix(colour.base, colour.dark, 0.35))


def _mast(c: Canvas, colour: Colour, aerials: str) -> None:
    c.rect(566, 40, 52, 720, c.fade("#8b8f96", "#f1f2f3", "#9da1a7", "#74787e", angle="right"))
    for y in (270, 500):
        c.rect(470, y, 170, 28, c.fade("#c4c7cb", "#74787e"), 6)
    if aerials == "E":
        for x in (236, 320, 404):
            c.rect(x, 60, 26, 180, c.fade("#f4f5f6", "#c4c7cb", angle="right"), 12)
            c.rect(x + 3, 226, 20, 26, "#b98a3c", 3)
    c.shadow(380, 690, 220, 24, 0.2)
    c.rect(196, 248, 300, 390, mix(colour.base, colour.dark, 0.6), 40)
    c.rect(
        184,
        240,
        300,
        390,
        c.fade(mix(colour.light, "#ffffff", 0.3), colour.base, mix(colour.base, colour.dark, 0.5), angle="slant"),
        40,
    )
    c.rect(204, 260, 260, 350, "none", 28, f'stroke="{mix(colour.base, colour.dark, 0.25)}" stroke-width="3"')
    badge(c, 302, 400, 64, "wave", mix(colour.base, colour.dark, 0.45))
    for x in (270, 334, 398):
        c.rect(x - 14, 626, 28, 30, "#26282c", 6)
    c.line("M334 656C334 720 520 700 590 720", "#26282c", 11)


def access_point_detail(c: Canvas, shape: str, tone: str, aerials: str) -> None:
    """The back: bracket and socket."""
    colour = COLOURS[tone]
    c.backdrop(tint(colour))
    c.shadow(400, 690, 270, 30)
    if shape == "disc":
        c.circle(400, 400, 260, c.fade(colour.base, mix(colour.base, colour.dark, 0.5), angle="slant"))
    else:
        c.rect(150, 150, 500, 500, c.fade(colour.base, mix(colour.base, colour.dark, 0.5), angle="slant"), 80)
    c.circle(400, 370, 140, c.fade("#e4e6e8", "#9da1a7", angle="slant"))
    c.circle(400, 370, 96, mix(colour.base, colour.dark, 0.3))
    for turn in (0, 90, 180, 270):
        c.rect(388, 244, 24, 54, "#55585e", 12, f'transform="rotate({turn + 45} 400 370)"')
    block(c, 366, 344, "copper", 1, 1, 3.3)
    c.rect(316, 556, 168, 50, "#f1efea", 6)
    for bar in range(22):
        c.rect(326 + bar * 7, 564, 2 + bar % 3, 34, "#3a3c40")
    if aerials == "E":
        for x in (230, 570):
            c.circle(x, 560, 18, "#d8b25a", 'stroke="#8a6a24" stroke-width="3"')


def firewall(c: Canvas, kind: str, shape: str, tone: str, step: str) -> None:
    """A desk-top box or a rack unit; larger models have more ports and two units."""
    colour, rank = COLOURS[tone], int(step)
    c.backdrop(tint(colour))
    wide, height, depth = (440, 92, 150) if kind == "desktop" else (700, 78 if rank < 2 else 140, 180)
    x, y = (800 - wide) / 2, 430 - (height - 80) / 2
    body(c, x, y, wide, height, depth, colour)
    c.rect(x, y + height - 9, wide, 5, accent(shape))
    middle = y + height / 2 - 4
    badge(c, x + 22, middle - 16, 32, shape, mix(colour.light, "#ffffff", 0.4))
    if kind == "desktop":
        columns = 3 + rank
        block(c, x + wide - 30 - columns * 34, middle - 18, "copper", columns, 1, 1.7)
        for lamp in range(3):
            c.circle(x + 84 + lamp * 18, middle, 4.5, ("#47d16c", "#f2a33a", "#5a5d63")[lamp])
        return
    c.rect(x + 70, middle - 22, 104, 44, "#0c0d10", 5)
    c.line(f"M{x + 80} {middle + 10}l18-14 16 8 20-22 16 12 14-8", accent(shape), 3)
    rows = 2
    for bank in range(1 if rank < 2 else 2):
        top = y + 18 + bank * 56
        block(c, x + 200, top, "copper", 4 + rank, rows, 1.15)
        block(c, x + 220 + (4 + rank) * 23, top, "sfp", 4, rows, 1.15, "#4aa3ff")
        block(c, x + 250 + (4 + rank) * 23 + 4 * pitch("sfp") * 1.15, top, "qsfp", 1 + rank // 2, rows, 1.15, "#4aa3ff")


def firewall_detail(c: Canvas, kind: str, shape: str, tone: str, step: str) -> None:
    """The left end of the front close up, and the rear."""
    colour = COLOURS[tone]
    c.backdrop(tint(colour))
    c.rect(
        0, 140, 800, 240, c.fade(mix(colour.base, colour.light, 0.3), colour.base, mix(colour.base, colour.dark, 0.5))
    )
    c.rect(0, 360, 800, 12, accent(shape))
    badge(c, 60, 190, 110, shape, mix(colour.light, "#ffffff", 0.4))
    c.rect(230, 190, 220, 120, "#0c0d10", 10)
    c.line("M250 286l36-34 30 16 44-56 34 26 40-30", accent(shape), 6)
    block(c, 500, 180, "copper", 3, 2, 4)
    c.rect(0, 380, 800, 36, c.fade("#1d1a16/.26", "#1d1a16/0"))
    wide = 420 if kind == "desktop" else 700
    x = 400 - wide / 2
    c.shadow(400, 648, wide * 0.56, 26)
    c.path(
        polygon((x, 550), (x + wide, 550), (x + wide, 640), (x, 640)),
        c.fade(mix(colour.base, "#c9ccd0", 0.5), mix(colour.base, "#74787e", 0.6)),
    )
    if kind == "desktop":
        c.circle(x + 60, 596, 22, "#101114", 'stroke="#8b8f96" stroke-width="4"')
    else:
        for place in range(1 + int(step) // 2):
            inlet(c, x + wide - 100 - place * 100, 566, 80)
        for place in range(3):
            fan(c, x + 70 + place * 88, 595, 34)
    grille(c, x + wide / 2 - 40, 572, 90, 44, shape, "#2c2e32")
