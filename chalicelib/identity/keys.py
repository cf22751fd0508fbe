"""Keys of e-mail addresses and postal addresses: who knows one can tell that it is the same again, and nobody can read it back."""

from __future__ import annotations

from chalicelib.identity.schemas import Address
from chalicelib.kit.secrets import keyed_hash

_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
"""Google reads an address without its dots, by either name."""


def email_key(email: str) -> str:
    """`email:…`, the same for however somebody writes one mailbox: in any case, with any `+tag`, at Gmail with any dots."""
    name, _, host = email.strip().casefold().rpartition("@")
    name = name.partition("+")[0] or name
    if host in _DOTLESS:
        name, host = name.replace(".", ""), "gmail.com"
    return f"email:{keyed_hash('email key', f'{name}@{host}')[:32]}"


def household_key(address: Address) -> str:
    """`address:…`, the same for everybody who lives there and however they write it: letters and digits count, nothing else."""
    parts = (address.line1, address.line2, address.postal_code, address.city, address.country)
    plain = "".join(letter for letter in "".join(parts).casefold() if letter.isalnum())
    return f"address:{keyed_hash('household key', plain)[:32]}"
