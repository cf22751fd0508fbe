"""Text of a feed made fit to show: no markup, no control characters, not longer than its field allows."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_BLOCKS = frozenset("p br div li ul ol h1 h2 h3 h4 h5 h6 tr table section article blockquote".split())
_SILENT = frozenset("script style head title iframe object template noscript svg".split())
_TAG = re.compile(
    r"""<(?:!--|(?P<end>/?)(?P<name>[a-z][^\s/<>]*+)(?:(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+>|[^<>]*+>)|[!?][^<>]*+>)""",
    re.IGNORECASE,
)
"""A tag, a declaration, or the beginning of a comment. No part looks past the next `<`, so that text full of tags that
never close takes no more time than other text."""
_ENDLESS_REFERENCE = re.compile(r"&#[0-9]{9,};?")


def without_markup(text: str) -> str:
    """What a reader would see of HTML: tags, comments and scripts gone, entities resolved. Plain text stays as it is.

    Entities may hide tags (`&lt;b&gt;`), as feeds that escape twice do; so it goes over its own result once more.
    """
    for _ in range(2):
        if "<" not in text and "&" not in text:
            break
        text = html.unescape(_ENDLESS_REFERENCE.sub("", "".join(_shown(text))))
    return _CONTROL.sub("", text)


def _shown(text: str) -> Iterator[str]:
    """The pieces of HTML between its tags, and the line breaks that its blocks make."""
    place = 0
    silent = ""
    while tag := _TAG.search(text, place):
        if not silent:
            yield text[place : tag.start()]
        place = tag.end()
        name = (tag["name"] or "").lower()
        if silent:
            silent = "" if tag["end"] and name == silent else silent
        elif tag[0] == "<!--":
            closed = text.find("-->", place)
            place = closed + 3 if closed >= 0 else len(text)
        elif name in _SILENT and not tag["end"] and not tag[0].endswith("/>"):
            silent = name
        elif name in _BLOCKS:
            yield "\n"
    if not silent:
        yield text[place:]


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
    return "\n".join(line for line in (_SPACE.sub(" ", line).strip() for line in text.split("\n")) if line)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where one ends in the last fifth, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ", limit * 4 // 5)
    return (cut[:space] if space > 0 else cut).rstrip() + "…"
