"""From a feed file to its rows: decompress within bounds, find out format and encoding, hand rows on one by one."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from chalicelib.kit.errors import Invalid

MAX_FEED_BYTES = 512 * 1024 * 1024
"""Bound on a feed after decompression: a small file that unpacks without end (a zip bomb) is refused."""
CHUNK_BYTES = 256 * 1024
MAX_FIELD_CHARACTERS = 100_000
"""What of one field is looked at; Google's longest, a description, shows 5,000 characters. (The csv module takes 131,072.)"""
LISTS = frozenset("additional_image_link product_highlight product_detail".split())
"""Attributes that may come several times."""


class FeedUnusable(Invalid):
    title = "This file is not a product feed that can be read"


@dataclass(slots=True)
class Row:
    """What a feed says of one product, by Google's attribute names; `title[zh]` is an attribute of its own."""

    line: int
    values: dict[str, str]
    lists: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What was repaired while reading."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that could not even be taken apart."""

    line: int
    sku: str
    reason: str


def chunks(source: BinaryIO) -> Iterator[bytes]:
    """The file's content, unpacked where it is gzip. Raises FeedUnusable past MAX_FEED_BYTES or for a damaged archive."""
    total = 0
    for piece in _unpacked(source):
        total += len(piece)
        if total > MAX_FEED_BYTES:
            raise FeedUnusable(f"The feed is over {MAX_FEED_BYTES // 1024 // 1024} MB when unpacked; split it.")
        yield piece


def _unpacked(source: BinaryIO) -> Iterator[bytes]:
    first = source.read(CHUNK_BYTES)
    if not first.startswith(b"\x1f\x8b"):
        while first:
            yield first
            first = source.read(CHUNK_BYTES)
        return
    try:
        yield from _gunzipped(first, source)
    except zlib.error:
        raise FeedUnusable("The gzip archive is damaged; pack and send it again.") from None


def _gunzipped(rest: bytes, source: BinaryIO) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    while rest:
        yield unpacker.decompress(rest, CHUNK_BYTES)
        rest = unpacker.unconsumed_tail
        if unpacker.eof:  # archives may be joined: another member may follow
            rest = unpacker.unused_data.lstrip(b"\0")
            unpacker = zlib.decompressobj(wbits=31)
            if not rest:
                rest = source.read(CHUNK_BYTES)
                if not rest:
                    return
        elif not rest:
            rest = source.read(CHUNK_BYTES)
    raise FeedUnusable("The gzip archive ends too early; send the whole file again.")


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8, read as the encoding that old spreadsheets write."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return broken.decode("cp1252", errors="replace"), error.end


codecs.register_error("portico_cp1252", _windows_1252)
REPAIR = "portico_cp1252"

_GB2312_PAIR = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")


def encoding_of(sample: bytes) -> str:
    """`utf-8`, `utf-16` or `gb18030`, from the byte order mark or the look of the bytes."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if sample[1:2] == b"\0":
        return "utf-16-le"
    if sample[:1] == b"\0":
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        high_bytes = len(_HIGH_BYTE.findall(sample))
        in_pairs = 2 * len(_GB2312_PAIR.findall(sample))
        # Chinese text comes in pairs of high bytes; in Western text they stand alone.
        return "gb18030" if in_pairs >= high_bytes * 9 // 10 and not _mostly_utf8(sample) else "utf-8"
    return "utf-8"


def _mostly_utf8(sample: bytes) -> bool:
    """Whether only a few places are broken: then the file is UTF-8 with bad rows."""
    text = sample.decode("utf-8", errors="replace")
    beyond_ascii = sum(1 for character in text if character > "\x7f")
    return text.count("�") * 2 < beyond_ascii


def transcoded(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The same text as UTF-8, without a byte order mark. UTF-8 itself passes as it is, faults included."""
    if encoding == "utf-8":
        first = next(pieces, b"")
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for piece in pieces:
        yield decoder.decode(piece).replace("\ufeff", "").encode()
    yield decoder.decode(b"", final=True).encode()


_HEADER_JUNK = re.compile(r"[\s_-]+")
_ALIASES = {
    "sku": "id",
    "product_id": "id",
    "item_id": "id",
    "name": "title",
    "product_title": "title",
    "product_name": "title",
    "url": "link",
    "product_url": "link",
    "image": "image_link",
    "image_url": "image_link",
    "additional_image_links": "additional_image_link",
    "additional_images": "additional_image_link",
    "category": "product_type",
    "product_category": "product_type",
    "sell_on_google_quantity": "quantity",
    "stock": "quantity",
    "summary": "description",
    "content": "description",
    "colour": "color",
    "fulfillment": "fulfilment",
    "manufacturer": "brand",
    "ean": "gtin",
    "upc": "gtin",
}


def attribute_name(text: str) -> str:
    """`g:ID`, `Image Link`, `title [ZH]` → `id`, `image_link`, `title[zh]`; sub-attribute lists in brackets go."""
    name = text.strip().strip('"').lower()
    name = name.split("(")[0].strip()
    base, bracket, language = name.partition("[")
    base = _HEADER_JUNK.sub("_", base.rpartition(":")[2].strip()).strip("_")
    base = _ALIASES.get(base, base)
    if not bracket:
        return base
    language = language.strip(" ]")
    return base if language.startswith("en") else f"{base}[{language[:2]}]"
