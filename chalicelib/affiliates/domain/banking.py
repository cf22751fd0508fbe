"""Accounts and names as banks take them.

Texts keep to the characters that every bank takes (EPC217-08, "Best practices: SEPA requirements for an extended character set").
"""

from __future__ import annotations

import re
import unicodedata

_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9/?:().,'+ -]")
_LETTERS = str.maketrans({"ß": "ss", "Æ": "AE", "æ": "ae", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "–": "-", "’": "'"})  # fmt: skip
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")


def is_iban(text: str) -> bool:
    """Whether the check digits fit (ISO 13616, ISO 7064 MOD 97-10)."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", text):
        return False
    digits = "".join(str(int(letter, 36)) for letter in text[4:] + text[:4])
    return int(digits) % 97 == 1


def is_bic(text: str) -> bool:
    """Whether it has a BIC's form (ISO 9362), as the schema asks for it."""
    return _BIC.fullmatch(text) is not None


def is_writable(name: str) -> bool:
    """Whether banks have a letter for each of a name's letters."""
    return not any(letter.isalpha() and plain(letter) == "?" for letter in name)


def plain(text: str, longest: int | None = None) -> str:
    """`text` in the characters that every bank takes: accents are dropped, what has no such letter becomes a question mark."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    allowed = _NOT_ALLOWED.sub("?", re.sub(r"\s+", " ", letters))
    return re.sub("/{2,}", "/", allowed).strip(" /")[:longest].strip(" /") or "?"
