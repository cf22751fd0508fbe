"""Links: making, changing and listing them, and where a followed one leads."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from chalicelib.affiliates import click_store, store
from chalicelib.affiliates.click_store import LinkItem
from chalicelib.affiliates.domain.link import (
    CODE,
    Campaign,
    Link,
    LinkNotFound,
    clean_sub_id,
    moved,
    page_of,
)
from chalicelib.affiliates.domain.member import Member, MemberNotActive
from chalicelib.affiliates.link_schemas import CampaignTags, LinkChange, LinkDefinition, LinkView
from chalicelib.kit import clock, ids
from chalicelib.kit.config import config
from chalicelib.kit.errors import Invalid
from chalicelib.kit.limits import count
from chalicelib.kit.tx import Tx

T = TypeVar("T")

FRESH_FOR = timedelta(seconds=30)
"""So long a process follows a link as it knows it."""
MAX_KNOWN = 10_000
KEPT_AFTER_WINDOW_DAYS = 30
MAX_NEW_LINKS_AN_HOUR = 500

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32, as in ids: nothing in it is read for something else


class Target(msgspec.Struct, frozen=True):
    """What following a link needs to know."""

    link: Link
    account_id: str
    window_days: int
    brand_words: tuple[str, ...]

    @property
    def keep_days(self) -> int:
        return self.window_days + KEPT_AFTER_WINDOW_DAYS


_known: dict[str, tuple[datetime, Target]] = {}
_nowhere: dict[str, datetime] = {}
"""Codes that lead nowhere, apart from the others: who tries many of them drives no link out."""


def make(member: Member, asked: LinkDefinition, tx: Tx) -> Link:
    """A new link of a member. Raises MemberNotActive, TargetNotOurs, TooMany."""
    programme_id = _programme(member, asked.programme_id)
    target = page_of(asked.target, config().public_url)
    count("affiliate_links", member.id, MAX_NEW_LINKS_AN_HOUR, 3600, tx.at)
    code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    link = Link(
        code,
        member.id,
        programme_id,
        target,
        created_at=tx.at,
        name=asked.name,
        sub_id=clean_sub_id(asked.sub_id),
        campaign=_campaign(asked.campaign),
    )
    click_store.add_link(tx, link, ids.new_id("lnk", tx.at))
    return link


def change(known: LinkItem, asked: LinkChange, tx: Tx) -> Link:
    """Change a link. Raises TargetNotOurs, LinkDead."""
    before = known.document
    after = replace(
        moved(before, asked.state or before.state),
        target=before.target if asked.target is None else page_of(asked.target, config().public_url),
        name=before.name if asked.name is None else asked.name,
        sub_id=before.sub_id if asked.sub_id is None else clean_sub_id(asked.sub_id),
        campaign=before.campaign if asked.campaign is None else _campaign(asked.campaign),
    )
    click_store.save_link(tx, known, after)
    _known.pop(after.code, None)
    _nowhere.pop(after.code, None)
    return after


def own(member: Member, code: str) -> LinkItem:
    """A member's own link. Raises LinkNotFound."""
    item = find(code)
    if item is None or item.document.member_id != member.id:
        raise LinkNotFound()
    return item


def find(code: str) -> LinkItem | None:
    """The link with a code, whatever its case. One read."""
    lower = code.lower()
    return click_store.link(lower) if CODE.fullmatch(lower) else None


def target(code: str, now: datetime) -> Target | None:
    """Where a followed link leads; None: it is not there, paused or dead, or its member or programme takes part no more. Without a
    read where this process asked within the last 30 seconds; else three."""
    lower = code.lower()
    if not CODE.fullmatch(lower):
        return None
    asked_at, known = _known.get(lower) or (_nowhere.get(lower), None)
    if asked_at is not None and asked_at <= now < asked_at + FRESH_FOR:
        return known
    found = _target(lower)
    if found is None:
        _known.pop(lower, None)
        _keep(_nowhere, lower, now)
    else:
        _nowhere.pop(lower, None)
        _keep(_known, lower, (now, found))
    return found


def _keep(kept: dict[str, T], code: str, value: T) -> None:
    """Keep it as the newest; of too many, the one goes that was asked for the longest ago."""
    kept.pop(code, None)
    kept[code] = value
    if len(kept) > MAX_KNOWN:
        kept.pop(next(iter(kept)), None)


def url(link: Link) -> str:
    """What a member passes on."""
    return f"{config().public_url}/r/{link.code}"


def view(link: Link) -> LinkView:
    """A link as its member sees it."""
    tags = link.campaign
    return LinkView(
        code=link.code,
        url=url(link),
        name=link.name,
        target=link.target,
        target_url=config().public_url + link.target,
        programme_id=link.programme_id,
        sub_id=link.sub_id,
        campaign=CampaignTags(tags.source, tags.medium, tags.name, tags.term, tags.content),
        state=link.state,
        created_at=clock.rfc3339(link.created_at),
    )


def _target(code: str) -> Target | None:
    item = find(code)
    if item is None or item.document.state != "active":
        return None
    link = item.document
    member, programme = store.member(link.member_id), store.programme(link.programme_id)
    if member is None or programme is None or not programme.document.active:
        return None
    joined = member.document.membership(link.programme_id)
    if member.document.state != "active" or joined is None or joined.state != "active":
        return None
    return Target(link, member.document.account_id, programme.document.window_days, programme.document.brand_words)


def _programme(member: Member, asked: str | None) -> str:
    joined = [one.programme_id for one in member.memberships if one.state == "active"]
    if member.state != "active" or not joined:
        raise MemberNotActive()
    if asked is not None and asked not in joined:
        raise Invalid(fields={"programme_id": "you take no part in it"})
    return asked or joined[0]


def _campaign(tags: CampaignTags) -> Campaign:
    return Campaign(tags.source, tags.medium, tags.name, tags.term, tags.content)
