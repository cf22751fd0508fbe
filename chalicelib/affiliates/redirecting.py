"""Following a link: what comes of a click, and where it leads. One write, and for a link that is known here no read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from chalicelib.affiliates import bots, links
from chalicelib.affiliates.click_events import Clicked
from chalicelib.affiliates.domain.click import ClickKind
from chalicelib.affiliates.domain.fraud import search_ad
from chalicelib.affiliates.domain.link import (
    CLICK_ID,
    CLICK_PARAMETER,
    HOME_ENDED,
    MAX_LANDING,
    clean_sub_id,
    landing,
    passed_on,
    stays_here,
)
from chalicelib.affiliates.links import Target
from chalicelib.kit import ids
from chalicelib.kit.config import config
from chalicelib.kit.http import Call
from chalicelib.kit.secrets import keyed_hash
from chalicelib.kit.tx import Tx

CLICK_COOKIE = "portico_click"
CONSENT_COOKIE = "portico_consent"
OWN_COOKIE = "portico_affiliate"
"""Which member this browser is; set when their pages are opened."""
_OWN_SECONDS = 90 * 86_400
"""Past a sign-out too: else a member would sign out to follow their own link."""
_COOKIE_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]*")  # RFC 6265, 4.1.1
MAX_HOST = 80


class Visit(msgspec.Struct, frozen=True):
    """What is known of who follows a link."""

    address: str
    user_agent: str
    language: str = ""
    referrer: str = ""
    sub_id: str = ""
    earlier: str | None = None
    navigated: bool = True
    server: bool = False


class Followed(msgspec.Struct, frozen=True):
    """Where to, and the click that was made of it."""

    location: str
    click_id: str
    kind: ClickKind
    remembered_days: int


def follow(code: str, call: Call[Any, Any], *, looks_only: bool = False) -> Followed | None:
    """Follow a link as a browser does; None: it leads nowhere any more. `looks_only`: a HEAD request."""
    target = links.target(code, call.now)
    if target is None:
        return None
    cookies = read_cookies(call.headers.get("cookie", ""))
    earlier = cookies.get(CLICK_COOKIE, "")
    visit = Visit(
        address=call.source_ip,
        user_agent=call.headers.get("user-agent", ""),
        language=call.headers.get("accept-language", ""),
        referrer=call.headers.get("referer", ""),
        sub_id=(call.query.get("sub") or [""])[0],
        earlier=earlier if CLICK_ID.fullmatch(earlier) else None,
        navigated=bots.is_navigation(call.headers),
    )
    kind = _kind(target, visit, call, cookies, looks_only)
    return record(target, visit, kind, call.query, call.tx)


def record(target: Target, visit: Visit, kind: ClickKind, query: Mapping[str, list[str]], tx: Tx) -> Followed:
    """Make a click of a visit: publish its fact, and say where it goes on. `query`: what the link was followed with."""
    link, click_id = target.link, ids.new_id("clk", tx.at)
    present, added = parse_qsl(urlsplit(link.target).query, keep_blank_values=True), link.campaign.parameters()
    told = [*present, *added.items(), *((name, value) for name, values in query.items() for value in values)]
    for name, value in passed_on(query):
        added.setdefault(name, value)
    page = landing(link.target, [pair for pair in added.items() if pair[0] not in dict(present)])
    # A page that a browser asked for ahead is the one that its person then sees: only there is the click named.
    location = page if kind == "bot" else landing(page, [(CLICK_PARAMETER, click_id)])
    tx.publish(
        Clicked(
            click_id=click_id,
            link=link.code,
            member_id=link.member_id,
            programme_id=link.programme_id,
            keep_days=target.keep_days,
            kind=kind,
            visitor=visitor(visit),
            sub_id=clean_sub_id(visit.sub_id) or link.sub_id,
            landing=page[:MAX_LANDING],
            referrer_host=_host(visit.referrer),
            earlier=visit.earlier,
            navigated=visit.navigated,
            ad=search_ad(told, target.brand_words),
            server=visit.server,
        )
    )
    return Followed(location if stays_here(location) else HOME_ENDED, click_id, kind, target.window_days)


def visitor(visit: Visit) -> str:
    """Who it is, as far as clicks need to know: nothing that leads back to a person."""
    known = f"{visit.address}\n{visit.user_agent}\n{visit.language}"
    return keyed_hash("affiliates.visitor", known)[:20]


def read_cookies(header: str) -> dict[str, str]:
    """Cookies by name (RFC 6265, 5.4); of two with a name the first."""
    found: dict[str, str] = {}
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        found.setdefault(name, value)
    return found


def cookie(name: str, value: str, max_age_seconds: int, *, readable: bool = False) -> str:
    """A first-party cookie. `readable`: the shop's scripts may read it too. Raises ValueError for what is no cookie's value."""
    if not _COOKIE_VALUE.fullmatch(value):
        raise ValueError(f"{value!r} cannot be a cookie's value")
    secure = "; Secure" if config().public_url.startswith("https:") else ""
    hidden = "" if readable else "; HttpOnly"
    return f"{name}={value}; Path=/; Max-Age={max_age_seconds}; SameSite=Lax{hidden}{secure}"


def own_browser(call: Call[Any, Any], member_id: str) -> dict[str, Any]:
    """The header that tells a signed-in member's browser apart from now on, so that what they try themselves does not count: who follows
    a link in a browser sends no sign-in with it. A tool's answer has none."""
    if call.principal.account_id is None:
        return {}
    return {"Set-Cookie": cookie(OWN_COOKIE, member_id, _OWN_SECONDS)}


def _kind(
    target: Target, visit: Visit, call: Call[Any, Any], cookies: Mapping[str, str], looks_only: bool
) -> ClickKind:
    if looks_only or bots.is_bot(visit.user_agent):
        return "bot"
    if bots.is_prefetch(call.headers):
        return "prefetch"
    return "self" if cookies.get(OWN_COOKIE) == target.link.member_id else "human"


def _host(referrer: str) -> str:
    """The host that a click came from; empty where none is told."""
    try:
        return (urlsplit(referrer).hostname or "")[:MAX_HOST].encode("ascii", "ignore").decode()
    except ValueError:
        return ""
