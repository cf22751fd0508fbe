"""Text into the words that are indexed and searched: Latin words without accents, Chinese as characters and pairs.

The index splits at spaces only; what a word is, is decided here, the same way for feed and query.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import msgspec

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_CHUNK = re.compile(r"[^\s,;:!?()\[\]{}\"。，；：！？（）、]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
MAX_WORD = 40
"""Longer words are cut: nobody types them, and they would fill the dictionary."""
MIN_TYPO_LENGTH = 4
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Word(msgspec.Struct, frozen=True):
    """A word of a query; `is_cjk` for a run of Chinese (Japanese, Korean) characters."""

    text: str
    is_cjk: bool = False


@cache
def _part() -> re.Pattern[str]:
    """A run of one script. Compiled on first use: large sets of characters take milliseconds of a cold start."""
    return re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")


@cache
def _cjk() -> re.Pattern[str]:
    return re.compile(f"[{_CJK}]")


def folded(text: str) -> str:
    """One form for comparing: compatible characters unified, accents off, lower case."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))).casefold()


def index_words(text: str) -> list[str]:
    """Everything under which `text` shall be found: parts of compounds and the compound, singulars, characters and pairs."""
    return [word for chunk in _CHUNK.findall(folded(text)) for word in _words_of(chunk)]


@lru_cache(maxsize=65536)
def _words_of(chunk: str) -> tuple[str, ...]:
    """The words of one run without spaces. A catalogue says the same words over and over: most are looked up."""
    parts = _part().findall(chunk)
    found = [form for part in parts for form in _forms(part)]
    if len(parts) > 1 and not _cjk().search(chunk):
        found.append("".join(parts)[:MAX_WORD])
    return tuple(found)


def query_words(text: str) -> list[Word]:
    """The words of a query, each once, in their order."""
    parts = _part().findall(folded(text))
    return list(dict.fromkeys(Word(part[:MAX_WORD], bool(_cjk().match(part))) for part in parts))


def _forms(part: str) -> list[str]:
    if _cjk().match(part):
        return [*part, *pairs(part)]
    word = part[:MAX_WORD]
    single = singular(word)
    return [word] if single == word else [word, single]


def pairs(run: str) -> list[str]:
    """Neighbouring characters: `交换机` → `交换`, `换机`."""
    return [run[place : place + 2] for place in range(len(run) - 1)]


def singular(word: str) -> str:
    """A plain English singular, good enough to find `switches` by `switch` and the other way round."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


def one_typo_away(word: str) -> set[str]:
    """Every string that one slip makes of `word`: a letter lost, added, changed, or two swapped."""
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    lost = {left + right[1:] for left, right in splits if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in splits if right for letter in _LETTERS}
    added = {left + letter + right for left, right in splits for letter in _LETTERS}
    return (lost | swapped | changed | added) - {word}
