"""`/r/{code}`: the short address that members pass on. Outside `/v1`: people and crawlers follow it, no program needs its description.

For the shop's pages: the page that a click leads to has `?click=clk_…`. Keep that id for this visit and send it as `click_id` with the
checkout. Where the visitor has not decided yet (no cookie `portico_consent`), ask; on yes, POST `/v1/clicks/consent`
`{"click_id": "clk_…"}`, which sets the cookies; on no, POST the same with `"granted": false`. `/?link=ended` may say that a link is
over.
"""

from __future__ import annotations

from typing import Any

from chalicelib.affiliates import bots, redirecting
from chalicelib.affiliates.domain.link import HOME_ENDED
from chalicelib.affiliates.redirecting import CLICK_COOKIE, CONSENT_COOKIE
from chalicelib.kit.http import Answer, Api, Call

api = Api(__name__, "links")
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
_DAY_SECONDS = 86_400


@api.get("/r/{code}", summary="Follow a link", query=dict)
def follow(call: Call[None, Any], code: str) -> Answer:
    """302 to the link's page with the click's id; to the front page where the link is over."""
    return _answer(call, code)


@api.head("/r/{code}", summary="Look where a link leads", query=dict)
def look(call: Call[None, Any], code: str) -> Answer:
    """As GET, but whoever only looks is no visitor."""
    return _answer(call, code, looks_only=True)


def _answer(call: Call[None, Any], code: str, *, looks_only: bool = False) -> Answer:
    followed = redirecting.follow(code, call, looks_only=looks_only)
    if followed is None:
        home = HOME_ENDED
        if call.headers.get("accept-language", "").lower().startswith("zh"):
            home = "/zh" + HOME_ENDED[1:]
        return Answer(None, 302, _HEADERS | {"Location": home})
    headers: dict[str, Any] = _HEADERS | {"Location": followed.location}
    agreed = redirecting.read_cookies(call.headers.get("cookie", "")).get(CONSENT_COOKIE) == "1"
    # A hidden frame or picture gets no cookie: it would be stuffed into a browser whose person saw no page of ours.
    if agreed and followed.kind == "human" and bots.is_navigation(call.headers):
        age_seconds = followed.remembered_days * _DAY_SECONDS
        headers["Set-Cookie"] = redirecting.cookie(CLICK_COOKIE, followed.click_id, age_seconds)
    return Answer(None, 302, headers)
