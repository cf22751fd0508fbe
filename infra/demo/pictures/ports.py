"""Sockets as they look from the front: RJ45, SFP and QSFP cages, in blocks; power inlets and fans."""

from __future__ import annotations

from infra.demo.pictures.canvas import Canvas, number

_JACK = (
    '<rect x="1" y="1" width="18" height="15" rx="1.5" fill="#b9bcc0"/><path d="M2.5 15V6H6V3.5H14V6H17.5V15Z" fill="#17181b"/>'
    '<path d="M6 14V10M8 14V10M10 14V10M12 14V10M14 14V10" stroke="#c9a24b" stroke-width=".9"/>'
)
_SFP = '<rect x="1" y="1" width="22" height="15" rx="1" fill="#c4c7cb"/><rect x="2.6" y="2.6" width="18.8" height="11.8" fill="#1a1b1e"/><path d="M5 5.5H19" stroke="#55585e" stroke-width="1.6"/>'
_QSFP = '<rect x="1" y="0.5" width="30" height="16" rx="1" fill="#cdd0d3"/><rect x="3" y="2.5" width="26" height="12" fill="#15161a"/><path d="M6 5.5H26M6 11.5H26" stroke="#4d5057" stroke-width="1.8"/>'
_FACES = {"copper": (20, _JACK), "sfp": (24, _SFP), "qsfp": (32, _QSFP)}
ROW = 18
"""Height of one row of sockets, before scaling."""


def pitch(kind: str) -> int:
    """Width of one socket of `kind` (`copper`, `sfp`, `qsfp`), before scaling."""
    return _FACES[kind][0]


def block(
    c: Canvas, x: float, y: float, kind: str, columns: int, rows: int, scale: float = 1, lamp: str = "#47d16c"
) -> None:
    """A block of sockets with a lamp each; two rows stand latch to latch, as makers build them."""
    width, face = _FACES[kind]
    fill = c.tiles(width, ROW, face)
    with c.group(f"translate({number(x)} {number(y)}) scale({scale:g})"):
        c.rect(-2, -2, width * columns + 4, ROW * rows + (rows - 1) * 2 + 3, "#26282c", 2, 'opacity=".55"')
        c.rect(0, 0, width * columns, ROW, fill)
        if rows == 2:
            with c.group(f"translate(0 {ROW * 2 + 2}) scale(1 -1)"):
                c.rect(0, 0, width * columns, ROW, fill)
        lamps = f'<circle cx="4" cy="2" r="1.3" fill="{lamp}"/><circle cx="{width + 4}" cy="2" r="1.3" fill="{lamp}"/><circle cx="{2 * width + 4}" cy="2" r="1.3" fill="#5a5d63"/>'
        c.rect(0, -0.5, width * columns, 4, c.tiles(width * 3, 40, lamps))


def inlet(c: Canvas, x: float, y: float, size: float) -> None:
    """An IEC 60320 C14 power inlet."""
    with c.group(f"translate({number(x)} {number(y)}) scale({size / 60:.3g})"):
        c.rect(0, 0, 60, 44, "#101114", 5)
        c.path("M9 12 17 6H43L51 12V38H9Z", "#2b2d31")
        c.path("M20 20V30M30 15V25M40 20V30", more='stroke="#c8ccd1" stroke-width="3.4"')


_RINGS = "".join(f'<circle r="{r}" fill="none" stroke="#6a6c70" stroke-width="2.4"/>' for r in (35, 25, 14))
_BLADES = "".join(
    f'<path d="M0 0Q20-4 22-24" fill="none" stroke="#7b7e84" stroke-width="3.6" transform="rotate({turn})"/>'
    for turn in range(0, 360, 72)
)


def fan(c: Canvas, x: float, y: float, radius: float) -> None:
    """A fan behind its grille."""
    face = c.stamp(f'<circle r="40" fill="#17181b"/>{_RINGS}{_BLADES}<circle r="8" fill="#8b8f96"/>')
    c.place(face, f"translate({number(x)} {number(y)}) scale({radius / 40:.3g})")


def grille(c: Canvas, x: float, y: float, width: float, height: float, shape: str, colour: str) -> None:
    """Ventilation openings in the maker's own manner."""
    face, step = {
        "slot": ('<rect x="1" y="1" width="4" height="16" rx="2"/>', (9, 21)),
        "fin": ('<path d="M5 0 9.5 2.6V7.8L5 10.4.5 7.8V2.6Z"/>', (12, 13)),
        "dot": ('<circle cx="4" cy="4" r="2.4"/>', (9, 9)),
        "line": ('<rect x="0" y="2" width="40" height="2.6" rx="1.3"/>', (46, 9)),
        "wave": ('<path d="M0 6Q6 0 12 6T24 6" fill="none" stroke-width="2.4"/>', (24, 11)),
    }[shape]
    stroke = f' stroke="{colour}"' if shape == "wave" else ""
    with c.group(f"translate({number(x)} {number(y)})"):
        c.rect(0, 0, width, height, c.tiles(*step, f'<g fill="{colour}"{stroke}>{face}</g>'))
