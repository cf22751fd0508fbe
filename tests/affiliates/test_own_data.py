"""What is a member's stays a member's: other members' ids, codes and cursors open nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.affiliates.partners import Partners, Seller

TWO_LINES = {"CABLE-1": 2, "ROUTER-1": 1}


@pytest.fixture
def other(partners: Partners) -> Seller:
    """A member with two orders of two lines, so that their lists have pages, a key, a webhook and a payout."""
    member = partners.member("10")
    member.http.patch(
        "/v1/affiliates/me", {"payout": {"method": "bank", "holder": "Ana", "iban": "DE89370400440532013000"}}
    )
    for number in range(2):
        partners.delivers(member.sells(TWO_LINES, email=f"buyer{number}@example.com"))
    partners.passes(40)
    asked = {"programme_id": member.promoter.programme_id}
    assert partners.finance.post("/v1/payouts", asked).status == 201
    partners.shop.settle()
    for path, body in (("api-keys", {"name": "mine"}), ("webhooks", {"url": "https://me.example/hook"})):
        assert member.http.post(f"/v1/affiliates/me/{path}", body).status == 201
    return member


def _ids(body: Any) -> Iterator[str]:
    """Whatever names something in an answer: ids, codes, cursors."""
    if isinstance(body, dict):
        for name, value in body.items():
            if value and isinstance(value, str) and (name in ("id", "code", "next_cursor") or name.endswith("_id")):
                yield value
            else:
                yield from _ids(value)
    elif isinstance(body, list):
        for one in body:
            yield from _ids(one)


def _first_pages(member: Seller) -> list[Any]:
    lists = ("links?limit=1", "clicks?limit=1", "commissions?limit=1", "payouts?limit=1", "api-keys", "webhooks")
    pages = [member.http.get(f"/v1/affiliates/me/{name}").json for name in lists]
    assert all(page["items"] for page in pages)
    return pages


@pytest.mark.parametrize("name", ["links", "clicks", "commissions", "payouts"])
def test_another_members_cursor_shows_nothing_of_theirs(partners: Partners, other: Seller, name: str) -> None:
    """A buyer knows the order's id, and could make a commission's cursor of it."""
    cursors = {found for page in _first_pages(other) for found in _ids(page)}
    cursors |= {f"{cursor[:-2]}00" for cursor in cursors if cursor.startswith("com_")}
    assert len(cursors) > 8
    stranger = partners.member("10")
    own = {stranger.id, stranger.code, stranger.promoter.programme_id}
    for cursor in sorted(cursors):
        reply = stranger.http.get(f"/v1/affiliates/me/{name}?cursor={cursor}")
        assert reply.status in (200, 400, 422), (cursor, reply.body)
        shown = set(_ids(reply.json["items"])) if reply.status == 200 else set()
        assert not (shown & cursors - own), f"{cursor} shows {shown}"


def test_another_members_things_are_not_found(partners: Partners, other: Seller) -> None:
    stranger = partners.member("10")
    [link, _, _, payout, keys, hooks] = _first_pages(other)
    code, payout_id = link["items"][0]["code"], payout["items"][0]["payout_id"]
    key, hook = keys["items"][0]["id"], hooks["items"][0]["id"]
    me = "/v1/affiliates/me"
    tries = [
        ("GET", f"{me}/links/{code}/qr.svg", None),
        ("PATCH", f"{me}/links/{code}", {"state": "paused"}),
        ("GET", f"{me}/payouts/{payout_id}/statement.pdf", None),
        ("DELETE", f"{me}/api-keys/{key}", None),
        ("DELETE", f"{me}/webhooks/{hook}", None),
        ("PATCH", f"{me}/webhooks/{hook}", {"active": False}),
        ("POST", f"{me}/webhooks/{hook}/secret", None),
        ("GET", f"{me}/webhooks/{hook}/messages", None),
    ]
    for method, path, body in tries:
        assert stranger.http.request(method, path, json=body).status == 404, path
    after = _first_pages(other)
    assert after[0]["items"][0]["state"] == "active"
    assert [len(after[place]["items"]) for place in (4, 5)] == [1, 1], "keys and webhooks are all there"
