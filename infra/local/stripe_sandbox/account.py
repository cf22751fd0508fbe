"""The Stripe account that the sandbox plays: its objects, its clock, and the events it emits."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from infra.local.stripe_sandbox.errors import missing
from infra.local.stripe_sandbox.store import Store
from infra.local.stripe_sandbox.webhooks import Outbox

API_VERSION = "2026-10-28.endive"
_ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    """An id as Stripe makes them: `re_` and letters and digits."""
    return prefix + "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in secrets.token_bytes(length))


@dataclass(frozen=True)
class ApiRequest:
    """The API call that is being served, for the events that it causes."""

    id: str | None = None
    idempotency_key: str | None = None
    account: str | None = None
    """The connected account that it is made for (header `Stripe-Account`)."""


NO_REQUEST = ApiRequest()
current_request: ContextVar[ApiRequest] = ContextVar("current_request", default=NO_REQUEST)


class Account:
    """Objects in a store, events in an outbox, and a clock."""

    def __init__(self, store: Store, outbox: Outbox, clock: Callable[[], datetime], public_url: str) -> None:
        self.store = store
        self.outbox = outbox
        self.clock = clock
        self.public_url = public_url.rstrip("/")
        self.failures: list[str] = []
        """Failures that were asked for and met by the call that is being served."""

    def now(self) -> int:
        """Whole seconds since 1970."""
        return int(self.clock().timestamp())

    def require(self, kind: str, object_id: str, param: str) -> dict[str, Any]:
        """The object, or Stripe's 404."""
        found = self.store.get(object_id, kind)
        if found is None:
            raise missing(kind, object_id, param)
        return found

    def count_failures(self) -> None:
        """Count down the failures that were met: after the call, whose own transaction was rolled back."""
        while self.failures:
            self.failures.pop()
            how = self.outbox.misbehaviour()
            self.outbox.misbehave(msgspec.structs.replace(how, fail_transfers=max(0, how.fail_transfers - 1)))

    def emit(self, event_type: str, item: dict[str, Any], account: str | None = None) -> None:
        """Record an event about `item` as it is now, and queue its webhook. `account`: the connected one where it happened."""
        request = current_request.get()
        event = {
            "id": new_id("evt_"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "data": {"object": item},
            "livemode": False,
            "pending_webhooks": self.outbox.endpoints_for(event_type),
            "request": {"id": request.id, "idempotency_key": request.idempotency_key},
            "type": event_type,
        }
        if account is not None:
            event["account"] = account
        self.store.add(event)
        self.outbox.queue(event)
