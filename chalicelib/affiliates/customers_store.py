"""Customers, by account and by e-mail address: whether they bought before, and who brought them.

Table `affiliates`: `pk = customer#<account or key>`, `sk = customer`; guarded by `version`. No key names a person.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace
from pynamodb.attributes import UnicodeAttribute

from chalicelib.affiliates.domain.attribution import Referral
from chalicelib.kit.errors import Superseded
from chalicelib.kit.tables import DocumentAttribute, IntegerAttribute, Table, get, get_many, meta
from chalicelib.kit.tx import Tx

MAX_KEYS = 20
"""So many addresses and cards of one customer are remembered, the newest."""


class Customer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who bought, or whose card was seen. `keys`: of their e-mail addresses, postal addresses and cards."""

    first_order: str = ""
    """The first that was paid; empty: none was yet."""
    keys: tuple[str, ...] = ()
    referral: Referral | None = None


class CustomerItem(Table):
    """A customer; `version` counts the writes."""

    Meta = meta("affiliates")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="customer")
    version = IntegerAttribute()
    document = DocumentAttribute(Customer)


def names_of(account_id: str | None, keys: Iterable[str]) -> list[str]:
    """Under what a buyer is found: the account and the e-mail address. A postal address is a household's, not a person's."""
    return [*([account_id] if account_id else []), *(key for key in keys if key.startswith("email:"))]


def find(names: Iterable[str]) -> dict[str, CustomerItem]:
    """The customers known by these names. One read."""
    found = get_many(CustomerItem, [(_pk(name), "customer") for name in names])
    return {str(item.pk).partition("#")[2]: item for item in found}


def note(
    tx: Tx,
    names: Iterable[str],
    known: dict[str, CustomerItem],
    order_id: str,
    keys: Iterable[str],
    *,
    paid: bool,
    referral: Referral | None = None,
) -> None:
    """Remember who bought, or (where it is not known to be `paid`) by which keys. Superseded at commit where another order of theirs was faster."""
    for name in names:
        item = known.get(name)
        before = item.document if item else Customer()
        merged = tuple(dict.fromkeys((*before.keys, *keys)))[-MAX_KEYS:]
        first = before.first_order or (order_id if paid else "")
        after = replace(before, first_order=first, keys=merged, referral=referral or before.referral)
        if item is None or after != before:
            fresh = CustomerItem(_pk(name), version=(item.version if item else 0) + 1, document=after)
            condition = CustomerItem.version == item.version if item else CustomerItem.pk.does_not_exist()
            tx.put(fresh, condition, Superseded())


def forget(tx: Tx, account_id: str) -> None:
    """Nothing is known of an account's orders any more, nor by the e-mail addresses that were given with them."""
    known = get(CustomerItem, _pk(account_id), "customer")
    for name in names_of(account_id, known.document.keys if known else ()):
        tx.delete(CustomerItem(_pk(name)))


def _pk(name: str) -> str:
    return f"customer#{name}"
