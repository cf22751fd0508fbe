"""What stands on desks: IP phones, conference phones; and what is worn: headsets and earbuds."""

from __future__ import annotations

from infra.demo.colours import COLOURS, Colour
from infra.demo.pictures.canvas import Canvas, brightness, mix, tint

_SCREENS = ((150, 76), (170, 92), (200, 120), (236, 150), (300, 196))


def desk_phone(c: Canvas, step: str, paint: str) -> None:
    """Handset left, screen and keys right; larger models have larger screens and more line keys."""
    colour, (width, height) = COLOURS[paint], _SCREENS[int(step)]
    c.backdrop(tint(colour))
    c.shadow(400, 640, 340, 40)
    c.path(
        "M170 210H650Q676 210 682 236L724 590Q728 626 694 626H118Q84 626 88 590L138 236Q142 210 170 210Z",
        c.fade(colour.light, colour.base, mix(colour.base, colour.dark, 0.6)),
    )
    c.path("M88 590Q84 626 118 626H694Q728 626 724 590L727 612Q730 650 694 650H118Q82 650 85 612Z", colour.dark)
    ink = "#f4f5f6" if brightness(colour.base) < 150 else "#3a3c40"
    left = 300
    c.rect(left, 238, width + 24, height + 22, "#0c0d10", 10)
    c.rect(
        left + 10,
        248,
        width + 4,
        height + 2,
        c.fade("#cfe6f5", "#5e93bd") if int(step) > 1 else c.fade("#dfe6d4", "#b9c4a6"),
        4,
    )
    words = "#ffffff" if int(step) > 1 else "#2a3020"
    c.text(left + 22, 248 + height * 0.42, "10:24", 20 + int(step) * 7, words, 500, "start")
    for line in range(int(step) + 1):
        c.rect(left + 22, 252 + height * 0.55 + line * 13, width * (0.62 - line * 0.08), 6, words, 3, 'opacity=".65"')
    for key in range(2 + int(step)):
        c.rect(left + width + 36, 246 + key * 27, 44, 17, mix(colour.base, colour.light, 0.4), 5)
        c.circle(left + width + 46, 254.5 + key * 27, 3, ("#47d16c", "#f2a33a", "#5a5d63")[key % 3])
    _keypad(c, left + 6, 292 + height, colour, ink, 326 - height)
    _handset(c, colour)


def _keypad(c: Canvas, x: float, y: float, colour: Colour, ink: str, space: float) -> None:
    row = min(space / 4, 52)
    key = c.stamp(
        f'<rect width="58" height="{row - 9:.0f}" rx="8" fill="{mix(colour.base, colour.light, 0.32)}"/><rect y="{row - 12:.0f}" width="58" height="4" rx="2" fill="{colour.dark}" opacity=".5"/>'
    )
    for place, sign in enumerate("123456789*0#"):
        kx, ky = x + place % 3 * 68, y + place // 3 * row
        c.place(key, f"translate({kx:.0f} {ky:.0f})")
        c.text(kx + 29, ky + row * 0.56, sign, row * 0.42, ink)
    c.circle(
        x + 268,
        y + row * 1.3,
        row * 0.9,
        mix(colour.base, colour.light, 0.25),
        f'stroke="{colour.dark}" stroke-width="2"',
    )
    c.circle(x + 268, y + row * 1.3, row * 0.34, mix(colour.base, colour.light, 0.5))
    c.rect(x + 226, y + row * 2.7, 84, row * 0.5, "#2f9152", 10)


def _handset(c: Canvas, colour: Colour) -> None:
    c.shadow(214, 420, 72, 220, 0.4)
    shape = "M150 214Q150 176 196 176H232Q268 176 266 214L262 282Q258 306 246 316V500Q260 512 262 536L266 606Q268 640 230 640H176Q136 640 140 606L148 536Q150 512 164 500V316Q152 306 151 282Z"
    c.path(
        shape,
        c.fade(
            mix(colour.base, colour.dark, 0.35),
            mix(colour.light, colour.base, 0.35),
            mix(colour.base, colour.dark, 0.6),
            angle="right",
        ),
    )
    c.line("M186 330V490", mix(colour.light, "#ffffff", 0.3), 5, 'opacity=".5"')
    c.line("M160 640C110 690 150 726 96 700S40 690 30 730", colour.dark, 13, 'stroke-dasharray="5 5"')


def desk_phone_detail(c: Canvas, step: str, paint: str) -> None:
    """The sockets at the back."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.rect(60, 210, 680, 380, c.fade(colour.light, colour.base, colour.dark), 30)
    for place, paint_of in enumerate(("#c4c7cb", "#c4c7cb", "#3a3d42", "#3a3d42")):
        x = 110 + place * 152
        c.rect(x, 330, 116, 104, paint_of, 8)
        c.path(f"M{x + 16} 424V362H{x + 36}V346H{x + 80}V362H{x + 100}V424Z", "#101114")
        c.line(f"M{x + 42} 424V400M{x + 52} 424V400M{x + 62} 424V400M{x + 72} 424V400", "#d8b25a", 3)
    c.circle(668, 520, 22, "#101114", 'stroke="#8b8f96" stroke-width="4"')
    for x, mark in ((168, "⇄"), (320, "PC"), (472, "☎"), (624, "♪")):
        c.text(x, 492, mark, 34, "#f4f5f6" if brightness(colour.base) < 150 else "#3a3c40")


def conference_phone(c: Canvas, shape: str, microphones: str) -> None:
    """From above the table."""
    c.backdrop("#e3ded6")
    c.shadow(400, 560, 330, 70)
    dark, light = "#2a2b2e", "#6d7075"
    fill = c.fade(light, dark, "#17181b")
    if shape == "disc":
        c.ellipse(400, 448, 270, 150, "#17181b")
        c.ellipse(400, 428, 270, 150, fill)
    elif shape == "tri":
        c.path(
            "M400 270C450 330 520 400 660 440Q700 470 650 510C560 540 470 530 400 590C330 530 240 540 150 510Q100 470 140 440C280 400 350 330 400 270Z",
            "#17181b",
            'transform="translate(0 18)"',
        )
        c.path(
            "M400 270C450 330 520 400 660 440Q700 470 650 510C560 540 470 530 400 590C330 530 240 540 150 510Q100 470 140 440C280 400 350 330 400 270Z",
            fill,
        )
    else:
        c.rect(90, 372, 620, 150, "#17181b", 60)
        c.rect(90, 352, 620, 150, fill, 60)
    c.ellipse(400, 428, 116, 62, "#0e0f12")
    c.ellipse(400, 428, 116, 62, c.tiles(9, 7, '<circle cx="4.500" cy="3.500" r="1.800" fill="#6d7075"/>'))
    c.ellipse(400, 428, 132, 71, "none", 'stroke="#47d16c" stroke-width="4" opacity=".9"')
    for x in (236, 564):
        c.ellipse(x, 446, 22, 13, "#3d4045")
    if microphones != "0":
        for x in (120, 680):
            c.shadow(x, 668, 80, 18)
            c.ellipse(x, 650, 66, 34, "#17181b")
            c.ellipse(x, 642, 66, 34, c.fade(light, dark))
            c.ellipse(x, 640, 24, 12, "none", 'stroke="#47d16c" stroke-width="3"')


def conference_phone_detail(c: Canvas, shape: str) -> None:
    """The loudspeaker and its ring of light."""
    c.backdrop("#e3ded6")
    c.circle(400, 420, 340, c.fade("#6d7075", "#2a2b2e", "#17181b"))
    c.circle(400, 420, 250, "#0e0f12")
    c.circle(400, 420, 250, c.tiles(22, 22, '<circle cx="11" cy="11" r="5" fill="#4a4d52"/>'))
    c.circle(400, 420, 272, "none", 'stroke="#47d16c" stroke-width="9"')
    c.text(400, 720, {"disc": "360°", "tri": "3 × 120°", "bar": "180°"}[shape], 40, "#f4f5f6")


def headset(c: Canvas, wear: str, paint: str) -> None:
    """An office headset: one ear or two, a boom to the mouth."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.shadow(400, 690, 230, 30)
    _band(c, colour, 16)
    cups = (232, 568) if wear == "2" else (232,)
    for x in cups:
        c.ellipse(x, 440, 58, 84, "#17181b")
        c.ellipse(
            x + (9 if x < 400 else -9), 440, 50, 76, c.fade(colour.light, colour.base, colour.dark, angle="slant")
        )
        c.ellipse(x + (9 if x < 400 else -9), 440, 22, 34, mix(colour.base, colour.dark, 0.35))
    if wear == "1":
        c.rect(540, 400, 44, 90, mix(colour.base, colour.dark, 0.3), 20)
    c.line("M236 500C240 610 300 640 388 626", "#2a2b2e", 11)
    c.rect(372, 606, 66, 36, "#17181b", 18)


def _band(c: Canvas, colour: Colour, width: float) -> None:
    c.line("M232 420C220 90 580 90 568 420", colour.dark, width + 12)
    c.line("M232 420C220 90 580 90 568 420", colour.base, width + 5)
    c.line("M252 330C270 120 530 120 548 330", colour.light, width * 0.3, 'opacity=".8"')


def headset_detail(c: Canvas, paint: str) -> None:
    """The end of the boom and the cushion."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.circle(300, 330, 230, "#17181b")
    c.circle(310, 324, 204, c.fade(colour.light, colour.base, colour.dark, angle="slant"))
    c.circle(310, 324, 90, mix(colour.base, colour.dark, 0.3))
    c.line("M300 560C330 700 480 720 560 690", "#2a2b2e", 34)
    c.rect(520, 630, 190, 100, "#17181b", 50)
    c.rect(550, 655, 130, 50, c.tiles(13, 13, '<circle cx="6" cy="6" r="3.500" fill="#6d7075"/>'), 20)


def over(c: Canvas, wear: str, paint: str) -> None:
    """Headphones."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.shadow(400, 680, 250, 32)
    _band(c, colour, 30)
    size = 1.0 if wear == "C" else 0.78
    for x, side in ((226, 1), (574, -1)):
        c.rect(x - 13, 330, 26, 110, c.fade("#e4e6e8", "#8b8f96", angle="right"), 12)
        c.rect(x - 62 * size + side * 26, 500 - 120 * size, 80 * size, 240 * size, "#17181b", 40)
        c.rect(
            x - 62 * size - side * 8,
            500 - 124 * size,
            104 * size,
            248 * size,
            c.fade(colour.light, colour.base, colour.dark, angle="slant"),
            52 * size,
        )
        c.rect(
            x - 34 * size - side * 8,
            500 - 80 * size,
            48 * size,
            160 * size,
            mix(colour.base, colour.light, 0.3),
            24 * size,
            'opacity=".6"',
        )


def over_detail(c: Canvas, paint: str) -> None:
    """One cup close up."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.shadow(410, 720, 260, 40)
    c.rect(356, -20, 88, 260, c.fade("#8b8f96", "#f1f2f3", "#8b8f96", angle="right"), 20)
    c.rect(190, 120, 420, 580, "#17181b", 200)
    c.rect(170, 110, 400, 580, c.fade(colour.light, colour.base, colour.dark, angle="slant"), 190)
    c.rect(240, 190, 260, 420, c.fade(mix(colour.base, colour.light, 0.2), mix(colour.base, colour.dark, 0.25)), 130)
    for y in (300, 330, 360):
        c.circle(530, y, 6, "#101114")


def buds(c: Canvas, wear: str, paint: str) -> None:
    """The open box and both earbuds."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.shadow(400, 668, 270, 34)
    c.path("M210 420Q210 210 400 210T590 420Z", c.fade(colour.dark, mix(colour.base, colour.dark, 0.35)))
    c.path("M236 416Q240 244 400 244T564 416Z", mix(colour.dark, "#000000", 0.3))
    c.rect(196, 410, 408, 250, c.fade(colour.light, colour.base, mix(colour.base, colour.dark, 0.45)), 92)
    c.rect(196, 404, 408, 30, mix(colour.base, colour.dark, 0.4), 15)
    c.circle(400, 520, 6, "#47d16c")
    for x, side in ((318, -1), (482, 1)):
        c.rect(x - 17 + side * 6, 330, 34, 100, c.fade(colour.light, colour.base, angle="right"), 16)
        c.ellipse(x, 322, 46, 50, c.fade(mix(colour.light, "#ffffff", 0.4), colour.base, colour.dark, angle="slant"))
        c.ellipse(x + side * 4, 326, 15, 22, "#26282c")
        if wear == "I":
            c.ellipse(
                x - side * 44,
                322,
                20,
                26,
                mix(colour.base, "#ffffff", 0.35),
                f'stroke="{colour.dark}" stroke-width="2"',
            )


def buds_detail(c: Canvas, paint: str) -> None:
    """One earbud close up."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.shadow(420, 730, 160, 26)
    c.rect(400, 300, 120, 420, c.fade(colour.dark, colour.light, colour.base, angle="right"), 60)
    c.ellipse(390, 270, 180, 190, c.fade(mix(colour.light, "#ffffff", 0.5), colour.base, colour.dark, angle="slant"))
    c.ellipse(430, 290, 54, 80, "#26282c")
    c.ellipse(430, 290, 54, 80, c.tiles(11, 11, '<circle cx="5" cy="5" r="2.500" fill="#6d7075"/>'))
    c.ellipse(220, 280, 74, 98, mix(colour.base, "#ffffff", 0.35), f'stroke="{colour.dark}" stroke-width="3"')
    c.rect(444, 660, 32, 10, "#d8b25a", 5)
