"""Phones, cases and screen glass. Cameras sit where the model has them."""

from __future__ import annotations

from infra.demo.colours import COLOURS, Colour
from infra.demo.pictures.canvas import Canvas, brightness, mix, tint

_LENSES: dict[str, tuple[tuple[float, float, float], ...]] = {  # x, y, radius on a back 300 wide
    "solo": ((58, 58, 26),),
    "duo": ((58, 58, 27), (58, 122, 27)),
    "trio": ((58, 58, 29), (58, 128, 29), (122, 93, 22)),
    "quad": ((56, 58, 29), (56, 128, 29), (56, 198, 29), (116, 93, 19)),
    "ring": ((150, 96, 24), (114, 148, 24), (186, 148, 24)),
    "bar": ((96, 72, 25), (160, 72, 25), (212, 72, 13)),
    "hex": ((150, 62, 25), (110, 122, 25), (190, 122, 25)),
}


def _bump(c: Canvas, camera: str, fill: str, edge: str) -> None:
    """The raised part that the lenses stand on."""
    stroke = f'stroke="{edge}" stroke-width="2"'
    if camera == "bar":
        c.rect(14, 38, 272, 68, fill, 34, stroke)
    elif camera == "ring":
        c.circle(150, 130, 88, fill, stroke)
    elif camera == "hex":
        c.path("M150 18 226 62V146L150 190 74 146V62Z", fill, stroke)
    elif camera in ("trio", "quad"):
        c.rect(18, 18, 148, 152 if camera == "trio" else 222, fill, 40, stroke)
    else:
        c.rect(20, 20, 76, 76 if camera == "solo" else 140, fill, 38, stroke)


def _lens(c: Canvas, x: float, y: float, radius: float) -> None:
    face = c.stamp(
        f'<circle r="30" fill="#0c0d10"/><circle r="28.500" fill="none" stroke="#8b8f96" stroke-width="2"/>'
        f'<circle r="17" fill="{c.glow("#3c5878", "#131a26", "#07080b", centre=(0.4, 0.35))}"/><circle cx="-7" cy="-8" r="5" fill="#fff" opacity=".55"/>'
    )
    c.place(face, f"translate({x:g} {y:g}) scale({radius / 30:.3g})")


def _camera(c: Canvas, camera: str, fill: str, edge: str) -> None:
    _bump(c, camera, fill, edge)
    for x, y, radius in _LENSES[camera]:
        _lens(c, x, y, radius)
    flash = {
        "solo": (58, 116),
        "duo": (112, 60),
        "trio": (122, 44),
        "quad": (116, 52),
        "ring": (150, 186),
        "bar": (252, 72),
        "hex": (150, 104),
    }[camera]
    c.circle(*flash, 7, "#fff3d6", 'stroke="#c9b27a" stroke-width="1"')


def _shell(colour: Colour) -> tuple[str, str]:
    """Camera plate and its edge on a back of this colour."""
    return mix(colour.base, colour.light, 0.28), mix(colour.base, colour.dark, 0.45)


def _back(c: Canvas, camera: str, height: float, colour: Colour, rugged: bool) -> None:
    """A phone's back, 300 wide, at the origin."""
    c.rect(0, 0, 300, height, c.fade(colour.dark, mix(colour.light, "#ffffff", 0.3), colour.dark, angle="right"), 46)
    c.rect(
        4, 3, 292, height - 6, c.fade(colour.light, colour.base, mix(colour.base, colour.dark, 0.4), angle="slant"), 43
    )
    if rugged:
        for x, y in ((0, 0), (240, 0), (0, height - 90), (240, height - 90)):
            c.rect(x - 6 if not x else x + 6, y - 6 if not y else y + 6, 60, 90, "#1c1d20", 20)
        c.line(f"M40 {height - 150}H260M40 {height - 130}H260M40 {height - 110}H260", colour.dark, 5, 'opacity=".7"')
    _camera(c, camera, *_shell(colour))
    c.circle(
        150, height * 0.62, 15, "none", f'stroke="{mix(colour.base, colour.dark, 0.4)}" stroke-width="5" opacity=".7"'
    )
    c.path(f"M40 {height - 8}L190 6H260L110 {height - 8}Z", "#ffffff", 'opacity=".07"')


def _front(c: Canvas, height: float, colour: Colour, rugged: bool) -> None:
    """A phone's front with a wallpaper in its own colours."""
    c.rect(0, 0, 300, height, c.fade(colour.dark, mix(colour.light, "#ffffff", 0.4), colour.dark, angle="right"), 46)
    edge = 16 if rugged else 9
    c.rect(4, 3, 292, height - 6, "#08090b", 43)
    x, y, w, h = edge, edge, 300 - 2 * edge, height - 2 * edge
    vivid = mix(colour.base, "#ff7a59", 0.28)
    c.rect(x, y, w, h, c.fade(mix(colour.light, "#ffffff", 0.55), vivid, mix(colour.dark, "#1b2a5c", 0.5)), 37)
    c.path(
        f"M{x} {h * 0.62:.0f}C90 {h * 0.46:.0f} 180 {h * 0.78:.0f} {x + w} {h * 0.56:.0f}V{h * 0.8:.0f}H{x}Z",
        mix(vivid, "#ffffff", 0.35),
        'opacity=".55"',
    )
    c.path(
        f"M{x} {h * 0.72:.0f}C110 {h * 0.6:.0f} 200 {h * 0.86:.0f} {x + w} {h * 0.68:.0f}V{h - 30:.0f}Q{x + w} {h + edge} {x + w - 36} {h + edge}H{x + 36}Q{x} {h + edge} {x} {h - 30:.0f}Z",
        mix(colour.dark, "#141b3a", 0.45),
        'opacity=".75"',
    )
    c.circle(150, edge + 20, 8.5, "#08090b")
    c.text(176, 132, "12:08", 62, "#ffffff", 300, more='opacity=".95"')
    for place in range(4):
        c.rect(38 + place * 59, height - 92, 46, 46, "#ffffff", 13, f'opacity="{0.34 - place * 0.05:.2f}"')


def smartphone(c: Canvas, camera: str, size: str, paint: str, tier: str) -> None:
    """The back in front of the face, at the model's true proportion."""
    colour, height = COLOURS[paint], 560 + (int(size) - 55) * 6
    c.backdrop(tint(colour))
    scale = 610 / height * (0.9 + (int(size) - 55) / 140)
    top = 400 - height * scale / 2
    c.shadow(400, top + height * scale + 14, 300, 28)
    with c.group(f"translate({400 + 6:g} {top + 8:.0f}) scale({scale * 0.97:.3f})"):
        _front(c, height, colour, tier == "rugged")
    c.shadow(392, 400, 40, height * scale * 0.5, 0.3)
    with c.group(f"translate({400 - 268:g} {top:.0f}) scale({scale:.3f})"):
        _back(c, camera, height, colour, tier == "rugged")


def smartphone_detail(c: Canvas, camera: str, paint: str, build: str) -> None:
    """The cameras close up, and the phone from its side."""
    colour, tough = COLOURS[paint], build == "rugged"
    c.backdrop(tint(colour))
    c.shadow(300, 640, 330, 60, 0.3)
    with c.group("translate(40 96) scale(1.75)"):
        _back(c, camera, 630, colour, tough)
    c.rect(0, 760, 800, 40, c.fade("#1d1a16/0", "#1d1a16/.16"))
    thick = 46 if tough else 32
    x = 680
    c.shadow(x + thick / 2, 400, 44, 330, 0.3)
    c.rect(
        x,
        90,
        thick,
        620,
        c.fade(colour.dark, mix(colour.light, "#ffffff", 0.5), colour.base, colour.dark, angle="right"),
        14,
    )
    c.rect(x + thick - 2, 190, 6, 66, colour.dark, 3)
    c.rect(x + thick - 2, 280, 6, 110, colour.dark, 3)
    c.rect(x - 7, 120, 9, 110, mix(colour.base, colour.light, 0.3), 4)


def feature_phone(c: Canvas, form: str, paint: str) -> None:
    """Keys and a small screen; a flip phone stands open."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.shadow(400, 716, 200, 26)
    if form == "flip":
        c.rect(270, 60, 260, 326, c.fade(colour.light, colour.base, colour.dark, angle="slant"), 34)
        _mini_screen(c, 296, 96, 208, 250)
        c.rect(262, 380, 276, 26, c.fade(colour.dark, colour.light, colour.dark), 13)
        c.rect(270, 400, 260, 310, c.fade(colour.base, mix(colour.base, colour.dark, 0.6)), 34)
        _keys(c, 292, 422, 216, 266, colour)
        return
    c.rect(274, 80, 252, 632, c.fade(colour.light, colour.base, colour.dark, angle="slant"), 44)
    c.rect(286, 92, 228, 608, c.fade(mix(colour.base, "#ffffff", 0.08), mix(colour.base, colour.dark, 0.5)), 36)
    c.rect(370, 110, 60, 7, colour.dark, 3.5)
    _mini_screen(c, 304, 136, 192, 196)
    _keys(c, 304, 352, 192, 322, colour)


def _mini_screen(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    c.rect(x - 5, y - 5, width + 10, height + 10, "#0b0d10", 12)
    c.rect(x, y, width, height, c.fade("#bfe0f2", "#6aa5cf", "#2f5f8f"), 7)
    c.text(x + width / 2, y + height * 0.46, "12:08", 46, "#ffffff", 500)
    c.rect(x + 12, y + height - 30, width * 0.3, 10, "#ffffff", 5, 'opacity=".7"')
    c.rect(x + width * 0.7 - 12, y + height - 30, width * 0.3, 10, "#ffffff", 5, 'opacity=".7"')


def _keys(c: Canvas, x: float, y: float, width: float, height: float, colour: Colour) -> None:
    row, column = height / 5.2, width / 3
    light = brightness(colour.base) > 180
    key, ink = (
        (mix(colour.base, colour.dark, 0.16), "#2a2b2e") if light else (mix(colour.base, colour.light, 0.22), "#ffffff")
    )
    c.rect(x + column, y, column, row * 1.05, mix(key, "#ffffff", 0.2), 14)
    c.rect(x + 6, y + 6, column - 14, row * 0.7, "#2f9152", 12)
    c.rect(x + 2 * column + 8, y + 6, column - 14, row * 0.7, "#cc3434", 12)
    for place, sign in enumerate("123456789*0#"):
        kx, ky = x + place % 3 * column, y + row * 1.2 + place // 3 * row
        c.rect(kx + 4, ky + 4, column - 8, row - 9, key, 12)
        c.text(kx + column / 2, ky + row * 0.66, sign, row * 0.5, ink)


def feature_phone_detail(c: Canvas, form: str, paint: str) -> None:
    """The keys close up."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.rect(90, -40, 620, 900, c.fade(colour.light, colour.base, colour.dark, angle="slant"), 60)
    _keys(c, 130, 40, 540, 800, colour)


def case(c: Canvas, shape: str, paint: str, camera: str) -> None:
    """A case from behind, cut out for the model's cameras."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    c.shadow(400, 706, 200, 28)
    with c.group("translate(235 74) scale(1.1)"):
        if shape in ("folio", "sleeve"):
            _cover(c, shape, colour)
            return
        _case_shell(c, shape, colour)
        _case_marks(c, shape, colour)
        if camera != "none":
            _cutout(c, camera, colour, shape)


def _case_shell(c: Canvas, shape: str, colour: Colour) -> None:
    """The body of a case: see-through with a phone in it, or solid."""
    if shape == "clear" or colour.slug == "clear":
        ghost, edge = COLOURS["graphite"], mix(colour.dark, "#ffffff", 0.3)
        film = c.fade(f"{colour.light}/.62", f"{colour.base}/.34", f"{colour.dark}/.5", angle="slant")
        c.rect(8, 8, 284, 554, c.fade(ghost.light, ghost.base, ghost.dark, angle="slant"), 40, 'opacity=".5"')
        c.rect(0, 0, 300, 570, film, 48, f'stroke="{edge}" stroke-width="4"')
        c.line("M20 120V430", "#ffffff", 6, 'opacity=".7"')
        return
    lit, shaded = mix(colour.light, colour.base, 0.3), mix(colour.base, colour.dark, 0.5)
    c.rect(0, 0, 300, 570, c.fade(colour.dark, colour.light, colour.dark, angle="right"), 48)
    c.rect(6, 5, 288, 560, c.fade(lit, colour.base, shaded, angle="slant"), 44)


def _case_marks(c: Canvas, shape: str, colour: Colour) -> None:
    """What tells the styles apart: magnets, bumpers, a stand, stitching."""
    if shape == "ring":
        c.circle(150, 350, 84, "none", f'stroke="{mix(colour.light, "#ffffff", 0.5)}" stroke-width="13" opacity=".8"')
        c.rect(143, 460, 14, 54, mix(colour.light, "#ffffff", 0.5), 7, 'opacity=".8"')
    elif shape == "armour":
        for x, y in ((-6, -6), (226, -6), (-6, 476), (226, 476)):
            c.rect(x, y, 80, 100, mix(colour.dark, "#000000", 0.35), 30)
        c.line(
            "M60 300 150 250 240 300M60 350 150 300 240 350M60 400 150 350 240 400",
            mix(colour.base, colour.dark, 0.7),
            14,
        )
    elif shape == "stand":
        c.rect(96, 300, 108, 170, mix(colour.base, colour.dark, 0.4), 16)
        c.rect(104, 308, 92, 154, c.fade("#e4e6e8", "#9da1a7", angle="slant"), 12)
    elif shape == "leather":
        c.rect(
            16,
            16,
            268,
            538,
            "none",
            36,
            f'stroke="{mix(colour.light, "#ffffff", 0.25)}" stroke-width="2.500" stroke-dasharray="9 6"',
        )
        c.circle(150, 380, 17, "none", f'stroke="{colour.dark}" stroke-width="4" opacity=".7"')
    elif shape == "slim":
        c.circle(150, 470, 9, mix(colour.base, colour.dark, 0.5))


def _cutout(c: Canvas, camera: str, colour: Colour, shape: str) -> None:
    """The phone shows through where the cameras are."""
    if shape == "armour" or colour.slug == "clear":
        _camera(c, camera, "#3b3e44", mix(colour.dark, "#000000", 0.2))
    else:
        _camera(c, camera, "#44474d", mix(colour.light, "#ffffff", 0.2))


def _cover(c: Canvas, shape: str, colour: Colour) -> None:
    if shape == "folio":
        c.path("M300 20 420 60V540L300 556Z", c.fade(colour.dark, colour.base, angle="right"))
        c.path("M304 34 410 70V528L304 542Z", mix(colour.light, "#f3ead9", 0.55))
        c.rect(316, 120, 70, 100, mix(colour.light, "#f3ead9", 0.3), 5, 'transform="skewY(9) translate(0 -40)"')
    c.rect(
        0,
        0,
        306,
        570,
        c.fade(mix(colour.light, colour.base, 0.4), colour.base, mix(colour.base, colour.dark, 0.55), angle="slant"),
        30,
    )
    if shape == "sleeve":
        fleck = f'<circle cx="5" cy="5" r="1.400" fill="{colour.light}"/><circle cx="14" cy="12" r="1.200" fill="{colour.dark}"/><circle cx="10" cy="18" r="1" fill="{colour.light}"/>'
        c.rect(0, 0, 306, 570, c.tiles(19, 21, fleck), 30, 'opacity=".7"')
        c.path("M0 80Q153 130 306 80V30Q306 0 276 0H30Q0 0 0 30Z", mix(colour.base, colour.dark, 0.35))
        c.rect(118, 250, 70, 110, "#b98a56", 6)
        return
    c.rect(
        14,
        14,
        278,
        542,
        "none",
        22,
        f'stroke="{mix(colour.light, "#ffffff", 0.3)}" stroke-width="2.500" stroke-dasharray="10 6"',
    )
    c.rect(258, 250, 66, 64, c.fade(colour.base, colour.dark), 14)
    c.circle(276, 282, 8, "#d8b25a")


def case_detail(c: Canvas, shape: str, paint: str) -> None:
    """A corner close up: rim, lining and material."""
    colour = COLOURS[paint]
    c.backdrop(tint(colour))
    base = colour.dark if colour.slug == "clear" else colour.base
    c.shadow(430, 640, 420, 70, 0.3)
    c.path(
        "M120 800V330Q120 150 300 150H800V240H330Q210 240 210 360V800Z",
        c.fade(colour.light, base, colour.dark, angle="slant"),
    )
    c.path("M210 800V360Q210 240 330 240H800V800Z", c.fade(mix(base, "#000000", 0.25), mix(base, "#000000", 0.45)))
    c.path("M232 800V372Q232 262 342 262H800", more=f'stroke="{colour.light}" stroke-width="4" opacity=".7"')
    weave = (
        '<path d="M0 6H12M6 0V12" stroke="#fff" stroke-width="1.200" opacity=".14"/>'
        if shape in ("folio", "sleeve", "leather")
        else '<circle cx="6" cy="6" r="1.500" fill="#fff" opacity=".14"/>'
    )
    with c.group("translate(240 270)"):
        c.rect(0, 0, 560, 530, c.tiles(12, 12, weave))
    c.rect(126, 440, 20, 150, mix(colour.light, "#ffffff", 0.15), 10)
    c.line("M330 168H720", "#ffffff", 7, 'opacity=".45"')


def glass(c: Canvas, finish: str, count: str) -> None:
    """A sheet that hovers above its phone."""
    c.backdrop("#dfe4e8")
    c.shadow(400, 690, 240, 34)
    paint = {"clear": "#dff1fb", "matte": "#e9ecee", "blue": "#ffe9b8", "privacy": "#4a4f58", "lens": "#dff1fb"}[finish]
    with c.group("translate(300 120) skewY(10) scale(.92)"):
        c.rect(0, 0, 300, 560, c.fade("#5a5d63", "#1a1b1d", angle="slant"), 46)
        c.rect(9, 9, 282, 542, c.fade("#2c3950", "#0f1420"), 38)
    layers = 3 if count == "two" else 2
    for layer in range(1, layers):
        with c.group(f"translate({300 - layer * 74} {120 - layer * 12}) skewY(10) scale(.92)"):
            if finish == "lens":
                c.rect(
                    20,
                    20,
                    120,
                    170,
                    c.fade(f"{paint}/.9", "#ffffff/.5", angle="slant"),
                    36,
                    'stroke="#8fb4c8" stroke-width="3"',
                )
                continue
            strength = 0.82 if finish == "privacy" else 0.5
            c.rect(
                0,
                0,
                300,
                560,
                c.fade(
                    f"{paint}/{strength + 0.1:.2f}",
                    f"#ffffff/{0.18 if finish != 'privacy' else 0.5}",
                    f"{paint}/{strength}",
                    angle="slant",
                ),
                46,
                'stroke="#8fb4c8" stroke-width="3"',
            )
            c.path("M60 552 210 8H262L112 552Z", "#ffffff", 'opacity=".3"')
            c.circle(150, 34, 11, "#ffffff", 'opacity=".8" stroke="#8fb4c8" stroke-width="2"')


def glass_detail(c: Canvas, finish: str, count: str) -> None:
    """The edge of the glass: its layers."""
    c.backdrop("#dfe4e8")
    paints = (
        "#eef7fb",
        "#bfe0f0",
        {"privacy": "#4a4f58", "blue": "#f6d98a", "matte": "#d4d7da"}.get(finish, "#d7ecf7"),
        "#9fc6da",
    )
    for layer, paint in enumerate(paints):
        y = 190 + layer * 96
        c.shadow(400, y + 110, 330, 24, 0.16)
        c.path(f"M150 {y + 60}L330 {y - 20}H700L540 {y + 60}Z", mix(paint, "#ffffff", 0.35), 'opacity=".9"')
        c.path(f"M150 {y + 60}H540V{y + 78}H150Z", paint)
        c.path(f"M540 {y + 60} 700 {y - 20}V{y - 2}L540 {y + 78}Z", mix(paint, "#55707e", 0.3))
