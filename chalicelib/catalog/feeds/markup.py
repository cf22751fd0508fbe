"""Feeds as XML: RSS 2.0 items and Atom entries, read as they stream by. No entity is declared and nothing is fetched."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from xml.parsers import expat

from chalicelib.catalog.feeds.reading import (
    LISTS,
    MAX_FIELD_CHARACTERS,
    REPAIR,
    BrokenRow,
    FeedUnusable,
    Row,
    attribute_name,
)

MAX_DEPTH = 50
_ITEMS = frozenset(["item", "entry"])
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MAY_GO_ON = re.compile(r"(?:&[^;&<]{0,9}|<[!\[CDAT]{0,7}|\]{1,2})\Z")
"""The beginning of a reference or of an edge of a CDATA section, at the end of a piece."""
_LONGEST_BEGINNING = 10
_GOOGLE_PREFIX = "g:"
_DETAIL_PARTS = ("section_name", "attribute_name", "attribute_value")


def rows(pieces: Iterator[bytes]) -> Iterator[Row | BrokenRow]:
    """Each item of a feed in UTF-8. Raises FeedUnusable where the XML breaks off or declares entities."""
    reading = _Reading()
    for text in _repaired(pieces):
        reading.feed(text)
        yield from reading.done
        reading.done.clear()
    reading.feed("", final=True)
    yield from reading.done
    if not reading.items_seen:
        raise FeedUnusable("There is no <item> or <entry> in this XML.")


def _repaired(pieces: Iterator[bytes]) -> Iterator[str]:
    """Text that expat accepts: bytes that are not UTF-8, control characters and lone ampersands are common in feeds."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors=REPAIR)
    held = ""
    in_cdata = False
    for piece in pieces:
        text = held + _NOT_XML.sub("", decoder.decode(piece))
        begun = _MAY_GO_ON.search(text, max(0, len(text) - _LONGEST_BEGINNING))
        cut = begun.start() if begun else len(text)
        held = text[cut:]
        mended, in_cdata = _ampersands_mended(text[:cut], in_cdata)
        yield mended
    yield _ampersands_mended(held + decoder.decode(b"", final=True), in_cdata)[0]


def _ampersands_mended(text: str, in_cdata: bool) -> tuple[str, bool]:
    """The text with lone ampersands escaped but in CDATA, where they mean themselves; and whether it ends in CDATA."""
    parts: list[str] = []
    place = 0
    while True:
        edge = "]]>" if in_cdata else "<![CDATA["
        found = text.find(edge, place)
        end = len(text) if found < 0 else found + len(edge)
        parts.append(text[place:end] if in_cdata else _BARE_AMPERSAND.sub("&amp;", text[place:end]))
        if found < 0:
            return "".join(parts), in_cdata
        in_cdata = not in_cdata
        place = end


class _Reading:
    """Where in the document we are, and the item that is being read."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(encoding="utf-8")
        self._parser.buffer_text = True
        self._parser.EntityDeclHandler = self._refuse_entities
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._depth = 0
        self._item_depth = 0
        self._row: Row | None = None
        self._name = ""
        self._is_googles = False
        self._googles: set[str] = set()
        self._text: list[str] = []
        self._length = 0
        self._parts: dict[str, str] = {}
        self._part: list[str] | None = None
        self.done: list[Row | BrokenRow] = []
        self.items_seen = 0

    def feed(self, text: str, *, final: bool = False) -> None:
        try:
            self._parser.Parse(text, final)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise FeedUnusable(f"The XML breaks at line {error.lineno} ({reason}); send the whole file.") from None

    def _refuse_entities(self, *_: object) -> None:
        raise FeedUnusable("The XML declares entities, which a feed has no need of.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FeedUnusable(f"The XML is nested deeper than {MAX_DEPTH} levels.")
        if self._row is None:
            if tag.rpartition(":")[2].lower() in _ITEMS:
                self._row = Row(self._parser.CurrentLineNumber, {})
                self._item_depth = self._depth
                self._googles = set()
                self.items_seen += 1
        elif self._depth == self._item_depth + 1:
            self._begin_field(tag, attributes)
        elif self._depth == self._item_depth + 2:
            self._part = []

    def _begin_field(self, tag: str, attributes: dict[str, str]) -> None:
        language = (attributes.get("xml:lang") or attributes.get("lang") or "").lower()
        self._name = attribute_name(f"{tag}[{language}]" if language else tag)
        self._is_googles = tag.lower().startswith(_GOOGLE_PREFIX)
        self._text = [attributes["href"]] if "href" in attributes else []
        self._length = 0
        self._parts = {}
        self._part = None

    def _characters(self, data: str) -> None:
        if self._row is not None and self._depth > self._item_depth and self._length < MAX_FIELD_CHARACTERS:
            self._length += len(data)
            self._text.append(data)
            if self._part is not None:
                self._part.append(data)

    def _end(self, tag: str) -> None:
        if self._row is not None:
            if self._depth == self._item_depth:
                self.done.append(self._row)
                self._row = None
            elif self._depth == self._item_depth + 1:
                self._keep_field(self._row)
            elif self._depth == self._item_depth + 2 and self._part is not None:
                self._parts[attribute_name(tag)] = "".join(self._part).strip()
                self._part = None
        self._depth -= 1

    def _keep_field(self, row: Row) -> None:
        text = "".join(self._text).strip()
        base = self._name.partition("[")[0]
        if base == "product_detail" and self._parts:
            text = ":".join(self._parts.get(part, "") for part in _DETAIL_PARTS)
        if text and base in LISTS:
            row.lists.setdefault(self._name, []).append(text)
        elif text and base != "shipping" and self._is_first(row):
            row.values[self._name] = text

    def _is_first(self, row: Row) -> bool:
        """Whether the field's value counts: the first one, but Google's name before the format's own (Atom's `id`)."""
        if self._is_googles and self._name not in self._googles:
            self._googles.add(self._name)
            return True
        return self._name not in row.values
