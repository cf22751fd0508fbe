"""What keys of members' own tools say and take over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from chalicelib.identity.schemas import ONE_LINE

KeyAccess = Literal["read", "write"]


class ApiKeyDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`read`: looks at everything that a key can see. `write`: also makes and changes links, and sends clicks."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]
    access: KeyAccess = "write"


class ApiKeyView(msgspec.Struct, frozen=True):
    """`used_at`: when it was used last, within ten minutes."""

    id: str
    name: str
    access: KeyAccess
    created_at: str
    used_at: str | None


class ApiKeyMade(msgspec.Struct, frozen=True):
    """`secret` is shown once; send it as header `Api-Key`."""

    id: str
    name: str
    access: KeyAccess
    created_at: str
    secret: str


class ApiKeyList(msgspec.Struct, frozen=True):
    items: list[ApiKeyView]
