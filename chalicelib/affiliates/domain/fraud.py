"""What looks wrong about a sale: signs with scores. A hard one, and there is no commission; with enough of the others staff look first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from chalicelib.affiliates.domain.click import Ad, Click
from chalicelib.affiliates.domain.programme import Programme
from chalicelib.affiliates.domain.sale import Sign

FASTEST = timedelta(seconds=15)
"""Nobody lands on a page, fills a cart, gives an address and orders in less."""
FLOOD_CLICKS = 300
"""Of one member's clicks of a day, so many that are repeated or their own are a flood if the counted ones are far fewer."""
FLOOD_TIMES = 10
_AD_CLICKS = frozenset({"gclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "msclkid", "yclid", "bd_vid"})
"""What search engines add to the address of a paid click."""
_AD_WORDS = frozenset({"utm_term", "utm_campaign", "keyword"})
_MAX_WORD = 30
_PAID_MEDIUMS = frozenset({"cpc", "ppc", "paidsearch", "paid", "sem"})


class Evidence(msgspec.Struct, frozen=True):
    """What is known of the buyer and of the member who brought them. Keys name nobody: `email:…`, `address:…`, `card:…`."""

    placed_at: datetime
    buyer_account: str | None
    buyer_keys: frozenset[str]
    member_account: str
    member_keys: frozenset[str]
    repeated_clicks: int = 0
    """Of the member on the click's day: duplicates and their own. Bots come to everybody, and anybody can send them."""
    counted_clicks: int = 0
    click_buyer: frozenset[str] = frozenset()
    """Who first bought by the click, as `buyer_names`."""

    @property
    def buyer_names(self) -> frozenset[str]:
        """By what the buyer is known: account and e-mail address. A postal address is a household's."""
        emails = {key for key in self.buyer_keys if key.startswith("email:")}
        return frozenset(emails | ({self.buyer_account} if self.buyer_account else set()))


def signs(evidence: Evidence, click: Click | None, programme: Programme) -> list[Sign]:
    """Everything about a sale that looks wrong."""
    found = _of_buyer(evidence)
    if click is not None:
        found += _of_click(evidence, click) + _of_origin(click, programme)
    return found


def search_ad(tags: Iterable[tuple[str, str]], brand_words: Iterable[str]) -> Ad | None:
    """The paid search ad that an address tells of by any of its parameters: the whole of what came, before anything is cut or left
    out, so that nothing hides one. `brand_words`: in lower case."""
    told = [(name.casefold(), value.casefold()) for name, value in tags]
    is_paid = any(
        name in _AD_CLICKS or (name == "utm_medium" and re.sub(r"[\W_]", "", value) in _PAID_MEDIUMS)
        for name, value in told
    )
    if not is_paid:
        return None
    said = " ".join(value for name, value in told if name in _AD_WORDS)
    return Ad(next((word[:_MAX_WORD] for word in brand_words if word in said), ""))


def own_card() -> Sign:
    """The member paid for it."""
    return Sign("self_card", 1000, hard=True)


def _of_buyer(evidence: Evidence) -> list[Sign]:
    shared = evidence.buyer_keys & evidence.member_keys
    kinds = {key.partition(":")[0] for key in shared}
    found = []
    if evidence.buyer_account is not None and evidence.buyer_account == evidence.member_account:
        found.append(Sign("self_account", 1000, hard=True))
    if "email" in kinds:
        found.append(Sign("self_email", 1000, hard=True))
    if "card" in kinds:
        found.append(own_card())
    if "address" in kinds:
        found.append(Sign("same_household", 60))
    return found


def _of_click(evidence: Evidence, click: Click) -> list[Sign]:
    found = []
    if click.kind == "self":
        found.append(Sign("self_click", 1000, hard=True))
    if evidence.click_buyer and evidence.click_buyer.isdisjoint(evidence.buyer_names):
        found.append(Sign("click_reused", 60))
    if click.server:
        found.append(Sign("server_click", 20))
    if click.kind == "prefetch":
        found.append(Sign("prefetched", 20))
    if evidence.placed_at - click.at < FASTEST:
        seconds = max(0, int((evidence.placed_at - click.at).total_seconds()))
        found.append(Sign("too_fast", 70, {"seconds": seconds}))
    if not click.navigated and click.kind != "prefetch":  # who asks ahead opens no page yet, and gets no cookie
        found.append(Sign("hidden_click", 80))
    many = evidence.repeated_clicks
    if many >= FLOOD_CLICKS and many >= FLOOD_TIMES * max(1, evidence.counted_clicks):
        found.append(Sign("click_flood", 40, {"clicks": many}))
    return found


def _of_origin(click: Click, programme: Programme) -> list[Sign]:
    found = []
    if any(_is_below(click.referrer_host, banned) for banned in programme.banned_referrers):
        found.append(Sign("banned_referrer", 1000, {"host": click.referrer_host}, hard=True))
    if click.ad is not None and programme.brand_words:
        found.append(_ad_sign(click.ad))
    return found


def _ad_sign(ad: Ad) -> Sign:
    if ad.word:
        return Sign("brand_search", 1000, {"word": ad.word}, hard=True)
    return Sign("paid_search", 60)


def _is_below(host: str, banned: str) -> bool:
    return host.casefold() == banned or host.casefold().endswith(f".{banned}")
