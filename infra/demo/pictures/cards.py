"""What cannot be photographed: plans and numbers as cards, services as signs."""

from __future__ import annotations

from infra.demo.pictures.canvas import Canvas, mix

_PALETTES = {  # from, through, to, ink
    "mobile": ("#ff9d76", "#f0617a", "#8d4bd0"),
    "fibre": ("#5fd0c0", "#2d8fc9", "#2b4fb0"),
    "business": ("#3f5873", "#27384f", "#141d2e"),
    "iot": ("#b6d36a", "#4aa77a", "#1e6a70"),
    "roaming": ("#ffd27a", "#ff9a62", "#e2577c"),
}
_PLACES = {
    "eu": "EU", "uk": "UK", "us": "NA", "jk": "JP·KR", "sea": "SEA", "cn": "CN", "me": "ME", "au": "OC", "la": "LATAM", "af": "AF", "ww": "∞",
}  # fmt: skip


def _amount(kind: str, first: str) -> tuple[str, str]:
    """The large figure and its unit."""
    if first == "u":
        return "∞", "GB"
    if kind == "roaming":
        return _PLACES[first], ""
    value = int(first)
    if kind == "fibre":
        return (str(value // 1000), "Gbps") if value >= 1000 else (str(value), "Mbps")
    if kind == "iot":
        return (str(value // 1000), "GB") if value >= 1000 else (str(value), "MB")
    return str(value), "GB"


def plan(c: Canvas, kind: str, first: str, second: str) -> None:
    """A card with the allowance in large type."""
    start, middle, end = _PALETTES[kind]
    c.backdrop(mix("#ebe7e1", start, 0.16))
    c.shadow(400, 668, 250, 34, 0.3)
    with c.group("rotate(-7 400 400)"):
        c.rect(212, 150, 400, 520, mix(end, "#ffffff", 0.28), 44, 'opacity=".55" transform="rotate(9 400 660)"')
    with c.group("rotate(-3 400 400)"):
        c.rect(196, 136, 408, 528, c.fade(start, middle, end, angle="slant"), 44)
        _waves(c, kind, second)
        value, unit = _amount(kind, first) if second not in ("seats",) else (first, "")
        size = {1: 196, 2: 190, 3: 142, 4: 112, 5: 92}.get(len(value), 84)
        c.text(236, 420, value, size, "#ffffff", 700, "start", 'letter-spacing="-4"')
        c.text(240, 478, unit, 46, "#ffffff", 500, "start", 'opacity=".85"')
        _extra(c, second)
        c.rect(236, 178, 62, 46, c.fade("#f7e3a8", "#d3a94c", angle="slant"), 10)
        c.line("M236 194H258V208H236M298 194H276V208H298", "#a37b2a", 2.5)


def _waves(c: Canvas, kind: str, second: str) -> None:
    """Rings of a transmitter; their place differs from plan to plan."""
    turn = sum(map(ord, kind + second)) % 5
    x, y = ((560, 180), (600, 640), (590, 400), (420, 150), (560, 560))[turn]
    c.raw('<clipPath id="k"><rect x="196" y="136" width="408" height="528" rx="44"/></clipPath>')
    with c.group("", 'clip-path="url(#k)"'):
        for ring in range(1, 6):
            c.circle(
                x,
                y,
                ring * 62,
                "none",
                f'stroke="#fff" stroke-width="{20 - ring * 2}" opacity="{0.17 - ring * 0.022:.3f}"',
            )


def _extra(c: Canvas, second: str) -> None:
    """What comes with it, as a sign at the foot of the card."""
    white = 'fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"'
    lines = second.removeprefix("x")
    if second.startswith("x"):
        for place in range(int(lines)):
            c.circle(256 + place * 46, 574, 13, "#ffffff")
            c.path(f"M{236 + place * 46} 620Q{256 + place * 46} 578 {276 + place * 46} 620Z", "#ffffff")
        return
    signs = {
        "tv": "M240 560H330V616H240ZM268 634H302", "mesh": "M244 590Q285 540 326 590M260 606Q285 576 310 606M284 624H286",
        "phone": "M246 566Q240 620 300 628L312 606 290 594 280 604Q266 596 264 582L274 572 262 552Z",
        "usb": "M240 576H290V612H240ZM290 584H316V604H290Z", "mifi": "M244 600H326V630H244ZM268 584Q285 564 302 584M284 614H286",
        "seats": "M246 600V590Q246 556 285 556T324 590V600M240 600H256V624H246ZM330 600H314V624H324Z",
        "iot": "M256 564H314V622H256ZM270 564V550M300 564V550M270 636V622M300 636V622M242 578H256M242 608H256M314 578H328M314 608H328",
        "pass": "M240 604 330 570 324 556 292 562 262 540 252 544 270 570 250 578 240 570 234 574Z",
        "office": "M244 630V566H290V630M290 590H326V630M236 630H334M258 582H276M258 600H276",
        "team": "M262 584A13 13 0 1 0 262 558 13 13 0 1 0 262 584ZM308 584A13 13 0 1 0 308 558 13 13 0 1 0 308 584ZM240 626Q262 590 284 626M288 626Q308 590 330 626",
    }  # fmt: skip
    shape = signs.get(second, "M246 622V604M266 622V590M286 622V576M306 622V562")
    c.raw(f'<path d="{shape}" {white}/>')


_TILES = {
    "premium": ("#2b2118", "#5a4126", "#e9c987"),
    "memorable": ("#f4e6d2", "#e8cba5", "#5a3b1e"),
    "regular": ("#f3f2ee", "#dedbd3", "#3a3c40"),
}


def number(c: Canvas, kind: str, tail: str) -> None:
    """The digits that people remember."""
    light, dark, ink = _TILES[kind]
    c.backdrop("#e6e0d6" if kind != "regular" else "#e5e4e1")
    c.shadow(400, 604, 300, 36, 0.32)
    c.rect(116, 230, 568, 360, c.fade(light, dark, angle="slant"), 48)
    c.rect(126, 240, 548, 340, "none", 40, f'stroke="{ink}" stroke-width="2" opacity=".35"')
    hidden = 4 - len(tail)
    with c.group("", f'fill="{ink}" opacity=".4"'):
        for place in range(3):
            c.raw(f'<circle cx="{176 + place * 26}" cy="300" r="6"/>')
        for place in range(3):
            c.raw(f'<circle cx="{284 + place * 26}" cy="300" r="6"/>')
        for place in range(hidden):
            c.raw(f'<circle cx="{196 + place * 110}" cy="446" r="13"/>')
    for place, digit in enumerate(tail):
        c.text(196 + (hidden + place) * 136 - hidden * 26, 508, digit, 176, ink, 700)
    c.rect(596, 276, 46, 46, "none", 10, f'stroke="{ink}" stroke-width="4"')
    if kind != "regular":
        for star in range(3 if kind == "premium" else 1):
            c.path(f"M{560 - star * 44} 284l5 11 12 1-9 8 3 12-11-6-11 6 3-12-9-8 12-1Z", ink)


_SERVICE_TINTS = {
    "installation": ("#f3b27a", "#d9703f"),
    "maintenance": ("#7fb8a4", "#2f7d6b"),
    "cloud": ("#8fb9e8", "#3a6fc0"),
    "training": ("#c3a6e0", "#7a52b3"),
}
_SIGNS = {
    "sw": "M-90 20H90V70H-90ZM-66 45H-50M-34 45H-18M-2 45H14M40 45H66M-40-10V-70L0-96 40-70V-10",
    "rt": "M-90 20H90V70H-90ZM-60 20V-70M60 20V-70M-60 45H-40M-24 45H-4",
    "fw": "M0-96 84-64V0Q80 64 0 96-80 64-84 0V-64ZM-34 0-8 28 40-28",
    "ap": "M-90 40Q0-20 90 40M-60 40H60M-110-20Q0-110 110-20M-70 0Q0-60 70 0",
    "pbx": "M-80-60Q-100 80 70 96L96 50 44 20 20 44Q-20 20-30-20L-10-44-40-96Z",
    "rack": "M-64-100H64V100H-64ZM-64-50H64M-64 0H64M-64 50H64M-40-75H-20M-40-25H-20M-40 25H-20M-40 75H-20",
    "fib": "M-110 60C-40 60-50-60 20-60S60 0 110 0M96-14 112 0 96 14M-80 90C-10 90-20-20 50-20",
    "move": "M-110-40H10V50H-110ZM10-10H70L100 24V50H10M-70 50A20 20 0 1 0-69 51M60 50A20 20 0 1 0 61 51",
    "survey": "M0 96C-70 10-80-20-80-40A80 80 0 0 1 80-40C80-20 70 10 0 96ZM0-12A30 30 0 1 0-1-12",
    "acc": "M-96-30H96V30H-96ZM-66 0H-46M-26 0H-6M14 0H34M60 0H70",
    "core": "M-80-90H80V90H-80ZM-80-30H80M-80 30H80M-50-60H-20M-50 0H-20M-50 60H-20",
    "wlan": "M-100-10Q0-110 100-10M-66 24Q0-44 66 24M-32 58Q0 26 32 58M-2 86H2",
    "sec": "M-60-10V-44A60 60 0 0 1 60-44V-10M-84-10H84V90H-84ZM0 26V54",
    "voice": "M-90 20V0A90 90 0 0 1 90 0V20M-100 20H-60V84H-100ZM100 20H60V84H100ZM80 84Q80 110 20 110",
    "ups": "M-80-60H80V80H-80ZM-30-60V-84H30V-60M10-36-24 16H24L-10 60",
    "managed": "M-100-70H100V50H-100ZM-40 90H40M0 50V90M-70 10-30-20 0 0 40-44 70-24",
    "backup": "M-70 40A50 50 0 0 1-60-56 70 70 0 0 1 70-40 46 46 0 0 1 70 40M0 90V-4M-36 30 0-8 36 30",
    "room": "M-100-80H100V20H-100ZM-60-44H40M-60-12H10M-70 90Q-40 44-10 90M10 90Q40 44 70 90",
    "live": "M-100-70H60V50H-100ZM60-20 104-50V30L60 0M-40 90H0",
    "self": "M-90-80H90V60H-90ZM-20-44 44-10-20 24ZM-50 92H50",
    "house": "M-80 90V-70H20V90M20-20H84V90M-104 90H104M-50-36H-10M-50 4H-10M-50 44H-10",
}  # fmt: skip


def service(c: Canvas, kind: str, sign: str) -> None:
    """A sign on a soft block, with what its size tells."""
    light, dark = _SERVICE_TINTS[kind]
    c.backdrop(mix("#ebe7e1", light, 0.22))
    c.shadow(400, 650, 250, 36, 0.3)
    c.rect(190, 210, 420, 430, mix(dark, "#000000", 0.18), 110)
    c.rect(190, 190, 420, 430, c.fade(mix(light, "#ffffff", 0.2), light, dark, angle="slant"), 110)
    c.rect(202, 202, 396, 406, "none", 100, 'stroke="#fff" stroke-width="3" opacity=".3"')
    with c.group(
        "translate(400 405) scale(1.25)",
        'fill="none" stroke="#fff" stroke-width="11" stroke-linecap="round" stroke-linejoin="round"',
    ):
        if sign.startswith("vps"):
            cores = int(sign[3:])
            side = {1: 1, 2: 2, 4: 2, 8: 3, 16: 4, 32: 5}[cores]
            c.raw(
                '<path d="M-80-80H80V80H-80ZM-40-80V-108M0-80V-108M40-80V-108M-40 108V80M0 108V80M40 108V80M-108-40H-80M-108 0H-80M-108 40H-80M80-40H108M80 0H108M80 40H108"/>'
            )
            step = 120 / side
            for place in range(min(cores, side * side)):
                c.raw(
                    f'<rect x="{-60 + place % side * step + 3:.1f}" y="{-60 + place // side * step + 3:.1f}" width="{step - 6:.1f}" height="{step - 6:.1f}" rx="4" fill="#fff" stroke="none"/>'
                )
        else:
            c.raw(f'<path d="{_SIGNS[sign]}"/>')
