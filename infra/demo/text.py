"""A wording in both languages of the shop."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """`en` English, `zh` Simplified Chinese."""

    en: str
    zh: str


def same(words: object) -> Text:
    """A wording that is alike in both languages: a number, a standard's name."""
    return Text(str(words), str(words))
