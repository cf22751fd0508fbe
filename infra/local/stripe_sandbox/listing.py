"""Lists by cursor, and fields expanded from an id to the object."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from infra.local.stripe_sandbox.account import Account
from infra.local.stripe_sandbox.errors import invalid
from infra.local.stripe_sandbox.forms import typed
from infra.local.stripe_sandbox.sessions import KIND, hidden


class Created(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    gt: int | None = None
    gte: int | None = None
    lt: int | None = None
    lte: int | None = None


class List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    created: Created | int | None = None
    ending_before: str | None = None
    expand: list[str] = []
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 10
    starting_after: str | None = None


class ListSessions(List, frozen=True):
    payment_intent: str | None = None
    status: str | None = None


class ListRefunds(List, frozen=True):
    charge: str | None = None
    payment_intent: str | None = None


class ListEvents(List, frozen=True):
    type: str | None = None
    types: Annotated[list[str], msgspec.Meta(max_length=20)] = []


class _Expand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    expand: list[str] = []


def sessions(account: Account, params: dict[str, Any], _: str) -> dict[str, Any]:
    """GET /v1/checkout/sessions"""
    asked = typed(params, ListSessions)
    equal = {"kind": KIND, "payment_intent": asked.payment_intent, "status": asked.status}
    return _page(account, asked, equal, "/v1/checkout/sessions")


def refunds(account: Account, params: dict[str, Any], _: str) -> dict[str, Any]:
    """GET /v1/refunds"""
    asked = typed(params, ListRefunds)
    equal = {"kind": "refund", "payment_intent": asked.payment_intent, "charge": asked.charge}
    return _page(account, asked, equal, "/v1/refunds")


def events(account: Account, params: dict[str, Any], _: str) -> dict[str, Any]:
    """GET /v1/events: of the last 30 days."""
    asked = typed(params, ListEvents)
    if asked.type and asked.types:
        raise invalid("You may only specify one of these parameters: type, types.")
    types = [asked.type] if asked.type else asked.types
    return _page(account, asked, {"kind": "event"}, "/v1/events", types)


def line_items(account: Account, params: dict[str, Any], session_id: str) -> dict[str, Any]:
    """GET /v1/checkout/sessions/{id}/line_items: all of them, for there are at most 100."""
    account.require(KIND, session_id, "session")
    return _all(hidden(account, session_id).line_items, f"/v1/checkout/sessions/{session_id}/line_items")


def _page(
    account: Account, asked: List, equal: dict[str, Any], url: str, types: list[str] | None = None
) -> dict[str, Any]:
    created = {"gte": asked.created, "lte": asked.created} if isinstance(asked.created, int) else asked.created
    bounds = msgspec.to_builtins(created) if created is not None else {}
    for param in ("starting_after", "ending_before"):
        cursor = getattr(asked, param)
        if cursor is not None:
            account.require(equal["kind"], cursor, param)
    page = account.store.page(
        equal, bounds, types or [], limit=asked.limit, after=asked.starting_after, before=asked.ending_before
    )
    paths = [path.removeprefix("data.") for path in asked.expand]
    items = [expanded(account, item, paths) for item in page.items]
    return {"object": "list", "data": items, "has_more": page.has_more, "url": url}


def _all(items: list[dict[str, Any]], url: str) -> dict[str, Any]:
    return {"object": "list", "data": items, "has_more": False, "url": url}


def expand_paths(params: dict[str, Any]) -> list[str]:
    """The `expand` of a call that takes nothing else."""
    return typed(params, _Expand).expand


def expanded(account: Account, item: dict[str, Any], paths: list[str]) -> dict[str, Any]:
    """The object with the fields at `paths` (`payment_intent.latest_charge`) replaced by the objects that they name."""
    for path in paths:
        here, field, _, rest = item, *path.partition(".")
        if field == "line_items" and here["object"] == KIND:
            url = f"/v1/checkout/sessions/{here['id']}/line_items"
            here["line_items"] = _all(hidden(account, here["id"]).line_items, url)
            continue
        if field not in here:
            raise invalid(f"This property cannot be expanded ({field}).", param="expand")
        if isinstance(here[field], str):
            here[field] = account.store.get(here[field])
        if here[field] is not None and rest:
            expanded(account, here[field], [rest])
    return item
