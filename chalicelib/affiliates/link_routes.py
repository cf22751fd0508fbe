"""HTTP routes of links and clicks. The short address itself: `redirect_routes.py`; keys and webhooks: `tool_routes.py`."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode

from chalicelib.affiliates import api_keys, bots, click_store, clicks, links, pictures, redirecting
from chalicelib.affiliates.domain.link import LinkNotFound
from chalicelib.affiliates.link_schemas import (
    BannerQuery,
    BannerView,
    ClickKind,
    ClickList,
    ClickListQuery,
    ClickMade,
    ConsentChange,
    LinkChange,
    LinkDefinition,
    LinkList,
    LinkListQuery,
    LinkMaterials,
    LinkView,
    PictureQuery,
    ServerClick,
)
from chalicelib.affiliates.redirecting import CLICK_COOKIE, CONSENT_COOKIE, Visit
from chalicelib.identity import signed_in_from
from chalicelib.kit.config import config
from chalicelib.kit.errors import Invalid
from chalicelib.kit.http import OPTIONAL, PUBLIC, Answer, Api, Call

api = Api(__name__, "affiliate links")

_KEY = (api_keys.HEADER,)
_LINKS = "/v1/affiliates/me/links"
_CONSENT_SECONDS = 180 * 86_400


@api.post(
    _LINKS,
    summary="Make a link to any page of the shop",
    body=LinkDefinition,
    answer=LinkView,
    status=201,
    access=OPTIONAL,
    errors=(403, 404, 429),
    headers=_KEY,
    idempotent=True,
)
def post_link(call: Call[LinkDefinition, None]) -> Answer:
    member = api_keys.caller(call, writes=True).document
    return Answer(links.view(links.make(member, call.body, call.tx)), 201, redirecting.own_browser(call, member.id))


@api.get(
    _LINKS,
    summary="One's own links, newest first",
    query=LinkListQuery,
    answer=LinkList,
    access=OPTIONAL,
    errors=(403, 404, 429),
    headers=_KEY,
)
def list_links(call: Call[None, LinkListQuery]) -> Answer:
    member = api_keys.caller(call).document
    found, cursor = click_store.links_of(member.id, call.query.limit, call.query.cursor)
    return Answer(LinkList([links.view(link) for link in found], cursor), 200, redirecting.own_browser(call, member.id))


@api.get(f"{_LINKS}/{{code}}", summary="A link", answer=LinkView, access=OPTIONAL, errors=(403, 429), headers=_KEY)
def get_link(call: Call[None, None], code: str) -> LinkView:
    return links.view(links.own(api_keys.caller(call).document, code).document)


@api.patch(
    f"{_LINKS}/{{code}}",
    summary="Change a link, pause it, end it",
    body=LinkChange,
    answer=LinkView,
    access=OPTIONAL,
    errors=(403, 429),
    headers=_KEY,
)
def patch_link(call: Call[LinkChange, None], code: str) -> LinkView:
    known = links.own(api_keys.caller(call, writes=True).document, code)
    return links.view(links.change(known, call.body, call.tx))


@api.get(
    f"{_LINKS}/{{code}}/qr.svg",
    summary="A link's QR code, as SVG",
    answer=str,
    answer_type="image/svg+xml",
    access=OPTIONAL,
    errors=(403, 429),
    headers=_KEY,
)
def qr_svg(call: Call[None, None], code: str) -> Answer:
    link = links.own(api_keys.caller(call).document, code).document
    return Answer(pictures.qr_svg(links.url(link)), content_type="image/svg+xml")


@api.get(
    f"{_LINKS}/{{code}}/qr.png",
    summary="A link's QR code, as PNG",
    query=PictureQuery,
    answer=bytes,
    answer_type="image/png",
    access=OPTIONAL,
    errors=(403, 429),
    headers=_KEY,
)
def qr_png(call: Call[None, PictureQuery], code: str) -> Answer:
    link = links.own(api_keys.caller(call).document, code).document
    return Answer(pictures.qr_png(links.url(link), call.query.scale), content_type="image/png")


@api.get(
    f"{_LINKS}/{{code}}/materials",
    summary="A link with its banners and the code to copy",
    query=BannerQuery,
    answer=LinkMaterials,
    access=OPTIONAL,
    errors=(403, 429),
    headers=_KEY,
)
def get_materials(call: Call[None, BannerQuery], code: str) -> LinkMaterials:
    return _materials(links.own(api_keys.caller(call).document, code).document.code, call.query)


@api.get(
    f"{_LINKS}/{{code}}/banners/{{picture}}",
    summary="A link's banner: `300x250.svg`, `728x90.png`, …",
    query=BannerQuery,
    answer=bytes,
    answer_type="image/*",
    access=OPTIONAL,
    errors=(403, 429),
    headers=_KEY,
)
def get_own_banner(call: Call[None, BannerQuery], code: str, picture: str) -> Answer:
    links.own(api_keys.caller(call).document, code)
    return _banner(code, picture, call.query)


@api.get(
    "/v1/banners/{code}/{picture}",
    summary="The same banner, open to everyone: for pages that show it",
    query=BannerQuery,
    answer=bytes,
    answer_type="image/*",
    cache=PUBLIC,
)
def get_banner(call: Call[None, BannerQuery], code: str, picture: str) -> Answer:
    return _banner(code, picture, call.query)


@api.get(
    "/v1/affiliates/me/clicks",
    summary="One's own clicks, newest first; as CSV for `Accept: text/csv`",
    query=ClickListQuery,
    answer=ClickList,
    access=OPTIONAL,
    errors=(403, 404, 429),
    headers=_KEY,
)
def list_clicks(call: Call[None, ClickListQuery]) -> Any:
    member_id = api_keys.caller(call).document.id
    if call.headers.get("accept", "").startswith("text/csv"):
        content, cursor = clicks.as_csv(member_id, call.query)
        following = {"Next-Cursor": cursor} if cursor else {}
        named = {"Content-Disposition": 'attachment; filename="clicks.csv"'}
        return Answer(content, 200, named | following, "text/csv")
    return clicks.listed(member_id, call.query)


@api.post(
    "/v1/clicks",
    summary="A click that a member's own server saw; needs an Api-Key",
    body=ServerClick,
    answer=ClickMade,
    status=201,
    errors=(401, 403, 404, 429),
    headers=_KEY,
)
def post_click(call: Call[ServerClick, None]) -> ClickMade:
    member = api_keys.with_key(call, writes=True).document
    target = links.target(call.body.link, call.now)
    if target is None or target.link.member_id != member.id:
        raise LinkNotFound()
    visit = Visit(
        address=_real_address(call.body.visitor_address),
        user_agent=call.body.user_agent,
        referrer=call.body.referrer,
        sub_id=call.body.sub_id,
        server=True,
    )
    kind: ClickKind = "human"
    if bots.is_bot(visit.user_agent):
        kind = "bot"
    elif visit.address == call.source_ip or signed_in_from(target.account_id, visit.address, visit.user_agent):
        kind = "self"
    made = redirecting.record(target, visit, kind, {}, call.tx)
    return ClickMade(made.click_id, made.kind, config().public_url + made.location)


@api.post(
    "/v1/clicks/consent",
    summary="A visitor agrees to be remembered, or does not: sets or removes the shop's own cookies",
    body=ConsentChange,
)
def post_consent(call: Call[ConsentChange, None]) -> Answer:
    """The shop's banner calls this. With consent the click stays known in this browser for the attribution window; without, it
    counts for this visit only, through the page's own memory."""
    asked = call.body
    word = redirecting.cookie(CONSENT_COOKIE, "1" if asked.granted else "0", _CONSENT_SECONDS, readable=True)
    cookies = [word]
    if not asked.granted:
        cookies.append(redirecting.cookie(CLICK_COOKIE, "", 0))
    elif asked.click_id is not None and (days := clicks.remembered_days(asked.click_id)):
        cookies.append(redirecting.cookie(CLICK_COOKIE, asked.click_id, days * 86_400))
    return Answer(None, 204, {"Set-Cookie": cookies})


def _real_address(given: str) -> str:
    """An IP address, the same however it is written. Raises Invalid."""
    try:
        return str(ip_address(given))
    except ValueError:
        raise Invalid(fields={"visitor_address": "is not an IP address"}) from None


def _banner(code: str, picture: str, asked: BannerQuery) -> Answer:
    item = links.find(code)
    if item is None:
        raise LinkNotFound()
    size, _, kind = picture.partition(".")
    if kind not in ("svg", "png"):
        raise pictures.NoSuchPicture()
    layout = pictures.banner(item.document, size, "en" if kind == "png" else asked.lang, asked.look)
    if kind == "png":
        return Answer(pictures.png(layout), content_type="image/png")
    return Answer(pictures.svg(layout), content_type="image/svg+xml")


def _materials(code: str, query: BannerQuery) -> LinkMaterials:
    base = config().public_url
    url = f"{base}/r/{code}"
    look: dict[str, str] = {} if query.look == "light" else {"look": query.look}
    asked = _query(look if query.lang == "en" else {"lang": query.lang} | look)
    banners = []
    for size, (width, height) in pictures.SIZES.items():
        svg, png = f"{base}/v1/banners/{code}/{size}.svg{asked}", f"{base}/v1/banners/{code}/{size}.png{_query(look)}"
        picture = f'<img src="{escape(svg)}" width="{width}" height="{height}" alt="{escape(config().shop_name)}">'
        html = f'<a href="{url}" rel="sponsored noopener">{picture}</a>'
        banners.append(BannerView(size, width, height, svg, png, html))
    return LinkMaterials(url, f'<a href="{url}" rel="sponsored noopener">{escape(config().shop_name)}</a>', banners)


def _query(given: Mapping[str, str]) -> str:
    return f"?{urlencode(given)}" if given else ""
