"""A member with links, and people who follow them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.http import Http, Reply, send

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
PROGRAMME = {"name": {"en": "Friends", "zh": "朋友"}, "currency": "USD", "approval": "open", "window_days": 30}


@dataclass(frozen=True)
class Promoter:
    """A member."""

    guest: Http
    account_id: str
    member_id: str
    programme_id: str

    @property
    def http(self) -> Http:
        """The portal as the member sees it, just signed in."""
        return self.guest.signed_in(self.account_id)

    def link(self, target: str = "/p/ROUTER-1", **more: Any) -> str:
        """The code of a new link."""
        made = self.http.post("/v1/affiliates/me/links", {"target": target, **more})
        assert made.status == 201, made.body
        return str(made.json["code"])

    def kinds(self) -> list[str]:
        """What the clicks were taken for, oldest first."""
        listed = self.http.get("/v1/affiliates/me/clicks?limit=100").json["items"]
        return [click["kind"] for click in listed[::-1]]

    def counted(self) -> int:
        """The clicks that count."""
        return int(self.http.get("/v1/affiliates/me/summary").json["totals"]["clicks"])


def promoter(guest: Http, account_id: str = "acc_promoter", **programme: Any) -> Promoter:
    """A new programme, and a member of it."""
    made = guest.signed_in("acc_admin", "admin").post("/v1/affiliate-programs", {**PROGRAMME, **programme})
    assert made.status == 201, made.body
    http = guest.signed_in(account_id)
    asked = {"display_name": "Ana", "accept_terms": True, "programme_id": made.json["id"]}
    joined = http.post("/v1/affiliates", asked)
    assert joined.status == 201, joined.body
    return Promoter(guest, account_id, joined.json["id"], made.json["id"])


def follow(guest: Http, code: str, query: str = "", method: str = "GET", **headers: str) -> Reply:
    """Follow a link as a browser does."""
    browser = {"user-agent": CHROME, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    given = {name.lower().replace("_", "-"): value for name, value in headers.items()}
    signed = {name.lower(): value for name, value in guest.headers.items()}
    return send(guest.gateway, method, f"/r/{code}{query}", browser | signed | given, b"")


def click_of(reply: Reply) -> str | None:
    """The click that an answer's location names."""
    return parse_qs(urlsplit(reply.headers["location"]).query).get("click", [None])[0]
