"""What links and clicks say and take over HTTP. Keys: `key_schemas.py`; webhooks: `webhook_schemas.py`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from chalicelib.identity.schemas import ONE_LINE
from chalicelib.kit.patterns import END

_Label = Annotated[str, msgspec.Meta(max_length=120, pattern=ONE_LINE)]
_Tag = Annotated[str, msgspec.Meta(max_length=60, pattern=ONE_LINE)]
_Target = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
_SubId = Annotated[str, msgspec.Meta(max_length=64, pattern=rf"^[!-~]*{END}")]
_Code = Annotated[str, msgspec.Meta(min_length=1, max_length=20, pattern=rf"^[0-9A-Za-z]+{END}")]
_ClickId = Annotated[str, msgspec.Meta(max_length=40, pattern=rf"^clk_[0-9a-z]+{END}")]
_Cursor = Annotated[str, msgspec.Meta(max_length=200)]
_Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]

LinkState = Literal["active", "paused", "dead"]
ClickKind = Literal["human", "bot", "prefetch", "duplicate", "self", "suspended"]


class CampaignTags(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """They reach the page as `utm_source`, `utm_medium`, `utm_campaign` (`name`), `utm_term`, `utm_content`."""

    source: _Tag = ""
    medium: _Tag = ""
    name: _Tag = ""
    term: _Tag = ""
    content: _Tag = ""


class LinkDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new link. `target`: the address of any page of this shop, pasted whole or from its first slash on. Without a programme: the
    first one that the member takes part in."""

    target: _Target = "/"
    programme_id: Annotated[str, msgspec.Meta(max_length=60)] | None = None
    name: _Label = ""
    sub_id: _SubId = ""
    campaign: CampaignTags = CampaignTags()


class LinkChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays. What is `dead` stays dead."""

    target: _Target | None = None
    name: _Label | None = None
    sub_id: _SubId | None = None
    campaign: CampaignTags | None = None
    state: LinkState | None = None


class LinkView(msgspec.Struct, frozen=True):
    """A link. `url` is what a member passes on; `?sub=` at its end counts under a sub-id of its own."""

    code: str
    url: str
    name: str
    target: str
    target_url: str
    programme_id: str
    sub_id: str
    campaign: CampaignTags
    state: LinkState
    created_at: str


class LinkList(msgspec.Struct, frozen=True):
    items: list[LinkView]
    next_cursor: str | None


class LinkListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Newest first."""

    limit: _Limit = 50
    cursor: _Cursor | None = None


class BannerView(msgspec.Struct, frozen=True):
    """A drawn picture. `svg` and `png` are open to everyone; `html` is ready to be pasted into a page."""

    size: str
    width: int
    height: int
    svg: str
    png: str
    html: str


class LinkMaterials(msgspec.Struct, frozen=True):
    """A link in all forms. QR codes come from `…/qr.svg` and `…/qr.png`."""

    url: str
    html: str
    banners: list[BannerView]


class PictureQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`scale`: pixels a module of the QR code, PNG only."""

    scale: Annotated[int, msgspec.Meta(ge=1, le=40)] = 10


class BannerQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """PNG pictures are drawn in English; a browser makes a Chinese one from the SVG."""

    lang: Literal["en", "zh"] = "en"
    look: Literal["light", "dark", "bold"] = "light"


class ClickView(msgspec.Struct, frozen=True):
    """A click. Only `human` ones count."""

    id: str
    at: str
    link: str
    kind: ClickKind
    sub_id: str
    landing: str
    referrer_host: str


class ClickList(msgspec.Struct, frozen=True):
    items: list[ClickView]
    next_cursor: str | None


class ClickListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Newest first, as they were counted. `since`, `until`: days (UTC), both included. A CSV has up to 10,000 lines; its header
    `Next-Cursor` leads on."""

    limit: _Limit = 50
    cursor: _Cursor | None = None
    since: date | None = None
    until: date | None = None


class ServerClick(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A click that a member's own server saw. `visitor_address` and `user_agent`: of the person who clicked, not of the server."""

    link: _Code
    visitor_address: Annotated[str, msgspec.Meta(min_length=2, max_length=60)]
    user_agent: Annotated[str, msgspec.Meta(max_length=1000)]
    sub_id: _SubId = ""
    referrer: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class ClickMade(msgspec.Struct, frozen=True):
    """Send the person to `location`: it carries the click."""

    click_id: str
    kind: ClickKind
    location: str


class ConsentChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A visitor's word on being remembered. `click_id`: the `click` parameter of the page they came to."""

    click_id: _ClickId | None = None
    granted: bool = True
