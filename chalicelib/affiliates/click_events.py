"""The fact of links: a click."""

from __future__ import annotations

from chalicelib.affiliates.domain.click import Ad, ClickKind
from chalicelib.kit.facts import Fact


class Clicked(Fact, frozen=True, omit_defaults=True):
    """Somebody, or something, followed a link. With its event it stays under a kilobyte: one write unit.

    `kind` is what the request alone tells: `human`, `bot`, `prefetch` or `self`. The rest comes with counting."""

    TYPE = "affiliates.clicked.v1"
    click_id: str
    link: str
    member_id: str
    programme_id: str
    keep_days: int
    """How long the click is kept: the attribution window and a month more."""
    kind: ClickKind = "human"
    visitor: str = ""
    """A keyed hash; no address and no browser can be read from it."""
    sub_id: str = ""
    landing: str = ""
    referrer_host: str = ""
    earlier: str | None = None
    navigated: bool = True
    ad: Ad | None = None
    server: bool = False
