"""A click, as attribution sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

ClickKind = Literal["human", "bot", "prefetch", "duplicate", "self", "suspended"]
"""Only `human` counts."""


class Ad(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paid search ad that led to a link. `word`: the brand's word that it was bought on, where there is one."""

    word: str = ""


class Click(msgspec.Struct, frozen=True):
    """Somebody followed a member's link."""

    id: str
    member_id: str
    programme_id: str
    at: datetime
    kind: ClickKind
    link: str = ""
    """The link's code."""
    sub_id: str = ""
    visitor: str = ""
    """A keyed hash of what is known of the visitor."""
    landing: str = ""
    """The path and query of the page that it led to."""
    referrer_host: str = ""
    earlier: str | None = None
    """The click that this browser's cookie named before."""
    navigated: bool = True
    """A person's browser went there as a whole page; not a hidden frame, picture or script."""
    ad: Ad | None = None
    server: bool = False
    """The member's own server told of it: all that is known of it is their word."""


class CouponBinding(msgspec.Struct, frozen=True):
    """A coupon that is a member's: who uses it was sent by them."""

    code: str
    member_id: str
    programme_id: str
    bound_at: datetime
