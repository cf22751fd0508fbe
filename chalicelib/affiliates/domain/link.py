"""Links: where they lead, and how the address of a page with campaign tags and a click is made. Pure.

A link keeps a path on our own shop, never a host: whatever is stored or asked for, the answer to a click cannot leave the shop.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import msgspec
from msgspec.structs import replace

from chalicelib.kit.errors import Conflict, Invalid, NotFound

LinkState = Literal["active", "paused", "dead"]

HOME_ENDED = "/?link=ended"
"""Where a link leads that is no longer there."""
CLICK_PARAMETER = "click"
MAX_TARGET = 500
MAX_SUB_ID = 64
MAX_LANDING = 240
CODE = re.compile(r"[0-9a-hjkmnp-tv-z]{8}")
CLICK_ID = re.compile(r"clk_[0-9a-hjkmnp-tv-z]{26}")

_NOT_PAGES = frozenset({"r", "v1", "console", "partners", "assets", "media", "_local", ".well-known"})
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?"
_MAX_DECODINGS = 4
_PASSED_ON = re.compile(r"utm_(?:source|medium|campaign|term|content|id)|[a-z]{1,6}clid|gbraid|wbraid|dclid")
"""What advertising adds to an address, by the names its makers gave it."""


class LinkNotFound(NotFound):
    title = "You have no such link"


class LinkDead(Conflict):
    title = "This link was ended for good; make a new one"


class TargetNotOurs(Invalid):
    title = "A link leads to a page of this shop: paste a page's address"


class Campaign(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tags that the page's address gets, as analytics tools read them (`utm_source`, …)."""

    source: str = ""
    medium: str = ""
    name: str = ""
    term: str = ""
    content: str = ""

    def parameters(self) -> dict[str, str]:
        """By the names that addresses carry."""
        tags = {"source": self.source, "medium": self.medium, "campaign": self.name}
        tags |= {"term": self.term, "content": self.content}
        return {f"utm_{name}": value for name, value in tags.items() if value}


class Link(msgspec.Struct, frozen=True):
    """A member's link. `target`: path, query and fragment on our shop."""

    code: str
    member_id: str
    programme_id: str
    target: str
    created_at: datetime
    name: str = ""
    sub_id: str = ""
    campaign: Campaign = Campaign()
    state: LinkState = "active"


def moved(link: Link, state: LinkState) -> Link:
    """The link in another state. Raises LinkDead: what is dead stays so, for its code may be printed somewhere."""
    if link.state == "dead" and state != "dead":
        raise LinkDead()
    return replace(link, state=state)


def page_of(pasted: str, public_url: str) -> str:
    """The path of a page of our shop from what somebody pasted: a path, or an address under `public_url`. Raises TargetNotOurs."""
    text = pasted.strip()
    origin = _origin(public_url)
    if origin is not None and _origin(text) == origin and not _UNSAFE.search(text):
        parts = urlsplit(text)
        text = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        text += f"#{parts.fragment}" if parts.fragment else ""
    path = _normal(text)
    if path is None or len(path) > MAX_TARGET or not _is_page(path):
        raise TargetNotOurs(fields={"target": "paste the address of a page of this shop"})
    return path


def stays_here(location: str) -> bool:
    """Whether a browser that follows `location` stays on our own host: one slash, and nothing that some browser, proxy or decoder
    takes for a second one (RFC 3986, 4.2; the URL Standard reads a backslash as a slash and drops tabs and line ends)."""
    if _UNSAFE.search(location):
        return False
    seen = re.split(r"[?#]", location, maxsplit=1)[0]
    for _ in range(_MAX_DECODINGS):
        for form in (seen, unicodedata.normalize("NFKC", seen)):
            if not form.startswith("/") or "//" in form or _UNSAFE.search(form) or _has_dots(form):
                return False
        decoded = unquote(seen)
        if decoded == seen:
            return True
        seen = decoded.replace(" ", "+")  # an encoded space is a space, and harmless
    return False


def landing(target: str, parameters: Iterable[tuple[str, str]]) -> str:
    """`target` with more parameters, before its fragment."""
    page, hash_sign, fragment = target.partition("#")
    added = urlencode(list(parameters))
    if added:
        page += ("&" if "?" in page else "?") + added
    return page + hash_sign + fragment


def passed_on(query: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Those parameters of a followed link that its page gets too: what advertising put there."""
    known = ((name, values[0][:100]) for name, values in query.items() if values and _PASSED_ON.fullmatch(name))
    return [(name, value) for name, value in known if value.isprintable()][:8]


def clean_sub_id(given: str) -> str:
    """A sub-id as it is counted: printable ASCII without spaces, cut where it is too long."""
    return re.sub(r"[^!-~]", "_", given.strip()[:MAX_SUB_ID])


def _origin(address: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return (parts.scheme.lower(), parts.netloc.lower()) if parts.scheme in ("http", "https") and parts.netloc else None


def _normal(text: str) -> str | None:
    """The path as it is stored, in ASCII; None where it could lead anywhere else."""
    if (
        len(text) > 4 * MAX_TARGET
        or _BROKEN_PERCENT.search(text)
        or _CONTROL.search(unquote(text))
        or not stays_here(text)
    ):
        return None
    page, hash_sign, fragment = text.partition("#")
    path, _, query = page.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != CLICK_PARAMETER]
    normal = quote(path, safe=_PATH_SAFE) + (f"?{urlencode(kept)}" if kept else "")
    normal += hash_sign + quote(fragment, safe=_QUERY_SAFE)
    return normal if stays_here(normal) else None


def _is_page(address: str) -> bool:
    """Whether its first step is one of the shop's pages, in whichever language and however it is encoded."""
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    for _ in range(_MAX_DECODINGS):
        path = unquote(path)
    first, _, rest = path.lower().removeprefix("/").partition("/")
    return (rest.partition("/")[0] if first == "zh" else first) not in _NOT_PAGES


def _has_dots(path: str) -> bool:
    return any(segment in (".", "..") for segment in path.split("/"))
