"""A sheet of 800 × 800 to draw on: shapes, gradients and the one light under which all products stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from infra.demo.colours import Colour

SIZE = 800
STAND_OUT = "#c6c1b7"
"""The backdrop of white products."""
FONT = "ui-sans-serif,system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"


def number(value: float) -> str:
    """A coordinate, short: at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def mix(first: str, second: str, share: float) -> str:
    """The colour between two `#rrggbb`: `share` 0 is the first, 1 the second."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def brightness(paint: str) -> float:
    """How light `#rrggbb` looks, 0 to 255 (ITU-R BT.601 weights)."""
    red, green, blue = (int(paint[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


class Canvas:
    """Gathers shapes and the gradients that they use."""

    def __init__(self, width: int = SIZE, height: int = SIZE) -> None:
        self.width, self.height = width, height
        self._shapes: list[str] = []
        self._defs: dict[str, str] = {}

    # Paint

    def _define(self, body: str, tag: str, attributes: str) -> str:
        key = f"{tag}|{attributes}|{body}"
        if key not in self._defs:
            name = f"d{len(self._defs)}"
            self._defs[key] = f'<{tag} id="{name}"{attributes}>{body}</{tag}>'
        return self._defs[key].split('"', 2)[1]

    def fade(self, *colours: str, angle: str = "down") -> str:
        """A linear gradient through `colours` (each `#rrggbb` or `#rrggbb/opacity`), evenly spaced."""
        axis = {"down": ' x2="0" y2="1"', "right": "", "slant": ' x2="1" y2="1"'}[angle]
        return f"url(#{self._define(self._stops(colours), 'linearGradient', axis)})"

    def glow(self, *colours: str, centre: tuple[float, float] = (0.5, 0.5), radius: float = 0.5) -> str:
        """A radial gradient from the centre out."""
        place = f' cx="{centre[0]:g}" cy="{centre[1]:g}" r="{radius:g}"'
        return f"url(#{self._define(self._stops(colours), 'radialGradient', place)})"

    def _stops(self, colours: Sequence[str]) -> str:
        stops = []
        for place, colour in enumerate(colours):
            paint, _, opacity = colour.partition("/")
            offset = f' offset="{place / (len(colours) - 1):.3g}"' if place else ""
            stops.append(
                f'<stop{offset} stop-color="{paint}"{f" stop-opacity={chr(34)}{opacity}{chr(34)}" if opacity else ""}/>'
            )
        return "".join(stops)

    def tiles(self, width: float, height: float, body: str) -> str:
        """A repeating pattern whose origin is that of the surrounding group."""
        size = f' width="{number(width)}" height="{number(height)}" patternUnits="userSpaceOnUse"'
        return f"url(#{self._define(body, 'pattern', size)})"

    def stamp(self, body: str) -> str:
        """Defines `body` once; the name is for `place`."""
        return self._define(body, "g", "")

    def place(self, name: str, transform: str) -> None:
        """Puts a stamped drawing somewhere."""
        self.raw(f'<use href="#{name}" transform="{transform}"/>')

    # Shapes

    def raw(self, markup: str) -> None:
        """Markup as it is."""
        self._shapes.append(markup)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0, more: str = ""
    ) -> None:
        """`more`: further attributes, `stroke="#fff"`."""
        corner = f' rx="{number(radius)}"' if radius else ""
        self.raw(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"{corner} fill="{fill}" {more}/>'
        )

    def circle(self, x: float, y: float, radius: float, fill: str, more: str = "") -> None:
        self.raw(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}" {more}/>')

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str, more: str = "") -> None:
        self.raw(
            f'<ellipse cx="{number(x)}" cy="{number(y)}" rx="{number(rx)}" ry="{number(ry)}" fill="{fill}" {more}/>'
        )

    def path(self, shape: str, fill: str = "none", more: str = "") -> None:
        self.raw(f'<path d="{shape}" fill="{fill}" {more}/>')

    def line(self, shape: str, colour: str, width: float, more: str = "") -> None:
        """A rounded stroke along a path."""
        self.path(
            shape,
            more=f'stroke="{colour}" stroke-width="{number(width)}" stroke-linecap="round" stroke-linejoin="round" {more}',
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        fill: str,
        weight: int = 600,
        anchor: str = "middle",
        more: str = "",
    ) -> None:
        self.raw(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" font-weight="{weight}" fill="{fill}" '
            f'text-anchor="{anchor}" {more}>{words}</text>'
        )

    @contextmanager
    def group(self, transform: str = "", more: str = "") -> Iterator[None]:
        """Shapes that move together."""
        self.raw(f"<g{f' transform={chr(34)}{transform}{chr(34)}' if transform else ''}{f' {more}' if more else ''}>")
        yield
        self.raw("</g>")

    # The studio

    def backdrop(self, tint: str = "#e9e6e0") -> None:
        """A paper sweep, bright where the product stands; less so under a white product, which must stand out."""
        bright = 0.5 if tint == STAND_OUT else 0.78
        self.rect(
            0,
            0,
            self.width,
            self.height,
            self.glow(
                mix(tint, "#ffffff", bright),
                mix(tint, "#ffffff", bright * 0.54),
                mix(tint, "#8a8378", 0.05),
                centre=(0.5, 0.4),
                radius=0.78,
            ),
        )

    def shadow(self, x: float, y: float, rx: float, ry: float, strength: float = 0.34) -> None:
        """What the product casts on the floor."""
        self.ellipse(x, y, rx, ry, self.glow(f"#1d1a16/{strength:g}", f"#1d1a16/{strength * 0.35:.2g}", "#1d1a16/0"))

    def svg(self) -> str:
        """The finished picture."""
        view = f'viewBox="0 0 {self.width} {self.height}"'
        shapes = "".join(self._shapes).replace(" />", "/>").replace("  ", " ").replace(" >", ">")
        defs = f"<defs>{''.join(self._defs.values())}</defs>" if self._defs else ""
        return f'<svg xmlns="http://www.w3.org/2000/svg" {view} font-family="{FONT}">{defs}{shapes}</svg>\n'


def tint(colour: Colour) -> str:
    """A backdrop that goes with a product of this colour."""
    if brightness(colour.base) > 210:
        return STAND_OUT
    return mix("#e9e6e0", colour.light, 0.17)


def polygon(*points: tuple[float, float]) -> str:
    """A closed path through `points`."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"


def body(
    c: Canvas, x: float, y: float, width: float, height: float, depth: float, colour: Colour, radius: float = 4
) -> None:
    """A flat metal housing seen from the front and a little from above: shadow, top and front."""
    inset = depth * 0.3
    c.shadow(x + width / 2, y + height + 4, width * 0.56, 34)
    c.path(
        polygon((x + inset, y - depth), (x + width - inset, y - depth), (x + width, y), (x, y)),
        c.fade(mix(colour.base, colour.light, 0.35), colour.light),
    )
    c.path(polygon((x + inset, y - depth), (x + width - inset, y - depth), (x + width - inset + 1, y - depth + 3), (x + inset - 1, y - depth + 3)), mix(colour.base, colour.dark, 0.4))  # fmt: skip
    c.rect(
        x,
        y,
        width,
        height,
        c.fade(mix(colour.base, colour.light, 0.25), colour.base, mix(colour.base, colour.dark, 0.55)),
        radius,
    )
    c.rect(x, y - 1, width, 2.4, mix(colour.light, "#ffffff", 0.55), 1)
