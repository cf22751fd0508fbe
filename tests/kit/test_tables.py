"""Many items read at once are what was written, whatever their attributes are."""

from __future__ import annotations

import pytest
from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from chalicelib.kit.tables import IntegerAttribute, PackedAttribute, Table, get_many, meta


class Item(Table):
    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="item")
    text = UnicodeAttribute(default="")
    number = IntegerAttribute(default=0)
    packed = PackedAttribute(list[str], null=True)
    flag = BooleanAttribute(null=True)


@pytest.mark.parametrize("other", [{}, {"packed": ["价格", "price"]}, {"flag": True}], ids=["plain", "packed", "flag"])
def test_many_items_read_at_once_are_what_was_written(store: None, other: dict[str, object]) -> None:
    written = [Item(f"it em {n}", text='"价格"\\ | 😀', number=10**20 + n, **other) for n in range(3)]
    for item in written:
        item.save()
    found = get_many(Item, [(f"it em {n}", "item") for n in range(5)])
    assert sorted((item.serialize() for item in found), key=str) == [item.serialize() for item in written]
