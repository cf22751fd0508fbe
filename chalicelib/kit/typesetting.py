"""Text on paper: which font has a character, where lines end, and a block of text as reportlab places it.

Helvetica sets what Western Europe writes, STSong-Light (a CID font that readers bring along) what the Chinese standard has.
reportlab's own paragraphs could do it too, at four times the time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

import msgspec
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable

LATIN, LATIN_BOLD, CHINESE = "Helvetica", "Helvetica-Bold", "STSong-Light"
INK, QUIET, RULE = HexColor("#1d1d1f"), HexColor("#5f5f64"), HexColor("#d9d6cf")
ACCENT, SOFT = HexColor("#0b5f55"), HexColor("#e2f1ee")

_SAME = str.maketrans("−\u00a0\t\n\r\u2011\u202f\u2009ŁłĐđĦħıŦŧ", "–    -  LlDdHhiTt")
"""Characters that neither font has, and what stands in for them."""
_PIECES = re.compile(
    r"\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60][，。、；：！？）》”’]*|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]+"
)
"""Spaces, Chinese characters (with the stops that no line begins with), words."""
_LEADING = 1.32


class Face(msgspec.Struct, frozen=True):
    """How a text looks. `size` in points."""

    size: float = 9
    colour: Any = INK
    bold: bool = False
    right: bool = False


@cache
def register_fonts() -> None:
    """Make the Chinese font known to reportlab, once."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


def draw(canvas: Any, text: str, at: tuple[float, float], face: Face) -> None:
    """Draw one line that begins at `at`, or ends there where the face is `right`."""
    left = at[0] - width(text, face) if face.right else at[0]
    canvas.setFillColor(face.colour)
    line = canvas.beginText(left, at[1])
    for font, part in runs(text, bold=face.bold):
        line.setFont(font, face.size)
        line.textOut(part)
    canvas.drawText(line)


class Words(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A block of text that fills its lines."""

    def __init__(self, text: str, face: Face) -> None:
        super().__init__()
        self._text, self._face = text, face
        self._lines: list[str] = []

    def wrap(self, available: float, height: float) -> tuple[float, float]:
        self.width = available
        self._lines = broken(self._text, self._face, available)
        self.height = len(self._lines) * self._face.size * _LEADING
        return available, self.height

    def split(self, available: float, height: float) -> list[Flowable]:
        """What fits on this page, and the rest for the next."""
        step = self._face.size * _LEADING
        fits = int(height / step)
        lines = broken(self._text, self._face, available)
        if fits < 1 or fits >= len(lines):
            return []
        return [Words(" ".join(lines[:fits]), self._face), Words(" ".join(lines[fits:]), self._face)]

    def draw(self) -> None:
        step = self._face.size * _LEADING
        x = self.width if self._face.right else 0
        for number, line in enumerate(self._lines):
            draw(self.canv, line, (x, self.height - number * step - self._face.size), self._face)


class Beside(Flowable):  # type: ignore[misc]
    """Two blocks of text in columns of the same width."""

    def __init__(self, left: Words, right: Words) -> None:
        super().__init__()
        self._both = (left, right)

    def wrap(self, available: float, height: float) -> tuple[float, float]:
        self.width = available
        self.height = max(words.wrap(available / 2 - 6, height)[1] for words in self._both)
        return available, self.height

    def draw(self) -> None:
        for place, words in enumerate(self._both):
            words.drawOn(self.canv, place * (self.width / 2 + 3), self.height - words.height)


def broken(text: str, face: Face, available: float) -> list[str]:
    """`text` in lines that fit; a word longer than a line is broken inside."""
    lines, line, used = [], "", 0.0
    for piece in _pieces(text, face, available):
        wide = width(piece, face)
        if line and used + wide > available + 0.01:
            lines.append(line.rstrip())
            line, used = "", 0.0
        if line or not piece.isspace():
            line, used = line + piece, used + wide
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def width(text: str, face: Face) -> float:
    """How wide a text is in one line, in points."""
    return _width(text, face.bold) * face.size


@lru_cache(4096)
def _width(text: str, bold: bool) -> float:
    total: float = sum(pdfmetrics.stringWidth(part, font, 1) for font, part in runs(text, bold=bold))
    return total


def _pieces(text: str, face: Face, available: float) -> Iterator[str]:
    for piece in _PIECES.findall(text):
        rest = piece
        while width(rest, face) > available and len(rest) > 1:
            fits = next((n for n in range(len(rest) - 1, 1, -1) if width(rest[:n], face) <= available), 1)
            yield rest[:fits]
            rest = rest[fits:]
        yield rest


@lru_cache(4096)
def runs(text: str, *, bold: bool = False) -> tuple[tuple[str, str], ...]:
    """`text` in parts of one font each. A character that neither font has loses its accent, or becomes `?`."""
    latin = LATIN_BOLD if bold else LATIN
    if text.isascii() and text.isprintable():
        return ((latin, text),)
    shown = "".join(_shown(letter) for letter in text.translate(_SAME))
    return tuple((latin if is_latin else CHINESE, "".join(part)) for is_latin, part in groupby(shown, key=_is_latin))


def _shown(letter: str) -> str:
    if unicodedata.category(letter) in ("Cc", "Cf"):
        return ""  # invisible: it would only turn the writing around
    if _is_latin(letter) or _fits(letter, "gbk"):
        return letter
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return plain if plain and all(_is_latin(part) for part in plain) else "?"


def _is_latin(letter: str) -> bool:
    return letter.isascii() or _fits(letter, "cp1252")


@cache
def _fits(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
