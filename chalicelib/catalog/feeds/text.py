"""Text of a feed made fit to show: no markup, no control characters, not longer than its field allows."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"[ \t]*\n\s*")
_BLOCKS = frozenset("p br div li ul ol h1 h2 h3 h4 h5 h6 tr table section article blockquote".split())
_SILENT = frozenset("script style head title iframe object template noscript svg".split())
_VOID = frozenset("br hr img input meta link".split())


class _TextOf(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent_depth += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent_depth = max(0, self._silent_depth - 1)
        elif tag in _BLOCKS and tag not in _VOID:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent_depth:
            self.parts.append(data)


def without_markup(text: str) -> str:
    """What a reader would see of HTML: tags, comments and scripts gone, entities resolved. Plain text stays as it is.

    Entities may hide tags (`&lt;b&gt;`), as feeds that escape twice do; so it goes over its own result once more.
    """
    for _ in range(2):
        if "<" not in text and "&" not in text:
            break
        parser = _TextOf()
        parser.feed(text)
        parser.close()
        text = "".join(parser.parts)
    return text


def one_line(text: str) -> str:
    """For names and titles: no markup, no control characters, single spaces."""
    if not (text.isascii() and text.isprintable()):
        text = _CONTROL.sub("", text)
    if "<" in text or "&" in text:
        text = without_markup(text)
    return _SPACE.sub(" ", text).strip()


def paragraphs(text: str) -> str:
    """For descriptions: like `one_line`, but line breaks stay (at most one at a time)."""
    text = without_markup(_CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = _BLANK_LINES.sub("\n", text).split("\n")
    return "\n".join(line for line in (_SPACE.sub(" ", line).strip() for line in lines) if line)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where one ends in the last fifth, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ", limit * 4 // 5)
    return (cut[:space] if space > 0 else cut).rstrip() + "…"
