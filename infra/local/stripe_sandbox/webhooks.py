"""Signed webhooks from a queue that outlives the process, with retries, and with the misbehaviour that one asks for.

Stripe promises at-least-once and no order, so a receiver must stand repeats, delays, any order, and events that never
come. `Misbehaviour` brings these about on purpose.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from infra.local.stripe_sandbox.store import Store

log = logging.getLogger(__name__)

GIVE_UP_AFTER_MS = 3 * 24 * 3600 * 1000
"""Stripe retries for three days."""
FIRST_RETRY_MS = 1000
LONGEST_RETRY_MS = 3600 * 1000
POST_TIMEOUT_SECONDS = 20
_OF_CONNECT = ("account.", "payout.", "transfer.")
"""Events about connected accounts and transfers to them go to an endpoint of their own."""
IDLE_SECONDS = 1.0
"""How long a worker waits before it looks at the clock again, which a demo may have moved."""

Count = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Post = Callable[[str, bytes, Mapping[str, str]], int]
"""Posts a body with headers to an address and returns the HTTP status; raises OSError where nobody answers."""


class Misbehaviour(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How webhooks are to go wrong, until told otherwise."""

    repeat: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    """Deliver each event so many times."""
    delay_seconds: Annotated[int, msgspec.Meta(ge=0, le=86400)] = 0
    """Wait so long before the first attempt."""
    reorder: bool = False
    """Deliver what is due newest first."""
    drop_next: Count = 0
    """So many of the next events are never delivered; each one counts it down."""
    fail_transfers: Count = 0
    """So many of the next transfers get an error of Stripe's own; each one counts it down."""
    bad_signatures: Count = 0
    """So many of the next attempts carry a wrong signature; each one counts it down. A retry follows as usual."""


def signature_header(payload: bytes, secret: str, at_seconds: int) -> str:
    """`Stripe-Signature` of a body: HMAC-SHA-256 over `<t>.<body>` under the endpoint's secret (scheme v1)."""
    signed = hmac.new(secret.encode(), f"{at_seconds}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at_seconds},v1={signed}"


class Poster:
    """Posts over HTTP, keeping each thread's connection open between webhooks."""

    def __init__(self) -> None:
        self._kept = threading.local()

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        parts = urlsplit(url)
        target = (parts.scheme, parts.netloc)
        if getattr(self._kept, "target", None) == target:
            try:
                return self._send(parts.path, body, headers)
            except (OSError, http.client.HTTPException):
                self._kept.target = None  # The other side had closed it: once more on a new one.
        connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._kept.connection = connect(parts.netloc, timeout=POST_TIMEOUT_SECONDS)
        self._kept.target = target
        return self._send(parts.path, body, headers)

    def _send(self, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        self._kept.connection.request("POST", path, body, dict(headers))
        answer = self._kept.connection.getresponse()
        answer.read()
        return int(answer.status)


class Outbox:
    """The queue of webhooks. `url`, `connect_url` (for Connect's) None: events are recorded and nothing is sent."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        post: Post,
        *,
        url: str | None,
        connect_url: str | None = None,
        secret: str,
        events: tuple[str, ...],
    ) -> None:
        self.store = store
        self.url = url
        self.connect_url = connect_url
        self._clock = clock
        self._post = post
        self._secret = secret
        self._events = events
        self._changed = threading.Condition()
        self._in_flight: set[int] = set()
        self._workers: list[threading.Thread] = []
        self._stopping = False

    def misbehaviour(self) -> Misbehaviour:
        """How webhooks go wrong at present."""
        return msgspec.convert(self.store.setting("misbehaviour", {}), Misbehaviour)

    def misbehave(self, how: Misbehaviour) -> None:
        """Change how webhooks go wrong, from the next event on."""
        self.store.set("misbehaviour", how)

    def endpoints_for(self, event_type: str) -> int:
        """How many endpoints want such an event: 0 or 1."""
        if event_type.startswith(_OF_CONNECT):
            return int(self.connect_url is not None)
        return int(self.url is not None and ("*" in self._events or event_type in self._events))

    def queue(self, event: dict[str, Any]) -> None:
        """Line an event up, in the caller's transaction."""
        if not self.endpoints_for(event["type"]):
            return
        how = self.misbehaviour()
        now_ms = self._now_ms()
        state = "pending"
        if how.drop_next:
            state = "dropped"
            self.misbehave(msgspec.structs.replace(how, drop_next=how.drop_next - 1))
        for _ in range(how.repeat):
            self.store.execute(
                "INSERT INTO deliveries (event, state, due_ms, created_ms) VALUES (?, ?, ?, ?)",
                *(event["id"], state, now_ms + how.delay_seconds * 1000, now_ms),
            )

    def wake(self) -> None:
        """Tell the workers that something was queued (after the transaction)."""
        with self._changed:
            self._changed.notify_all()

    def pending(self) -> int:
        """How many deliveries are still to be made."""
        return int(self.store.execute("SELECT COUNT(*) AS n FROM deliveries WHERE state = 'pending'")[0]["n"])

    def pending_of(self, event_id: str) -> int:
        """How many deliveries of one event are still to be made."""
        found = self.store.execute(
            "SELECT COUNT(*) AS n FROM deliveries WHERE event = ? AND state = 'pending'", event_id
        )
        return int(found[0]["n"])

    def deliver_pending(self) -> int:
        """Attempt everything that is due, here and now; returns how many attempts were made."""
        due = self.store.execute(
            "SELECT seq FROM deliveries WHERE state = 'pending' AND due_ms <= ? ORDER BY due_ms, seq", self._now_ms()
        )
        attempts = [row["seq"] for row in due]
        for seq in reversed(attempts) if self.misbehaviour().reorder else attempts:
            self._attempt(seq)
        return len(attempts)

    def start(self, workers: int = 2) -> None:
        """Deliver from threads of its own until `stop`."""
        self._stopping = False
        for number in range(workers):
            worker = threading.Thread(target=self._work, name=f"stripe-webhooks-{number}", daemon=True)
            self._workers.append(worker)
            worker.start()

    def stop(self) -> None:
        """End the threads; an attempt under way is finished first, the rest stays queued."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for worker in self._workers:
            worker.join()
        self._workers.clear()

    def _work(self) -> None:
        while True:
            with self._changed:
                if self._stopping:
                    return
                seq, wait_ms = self._next()
                if seq is None:
                    self._changed.wait(min(IDLE_SECONDS, wait_ms / 1000))
                    continue
                self._in_flight.add(seq)
            try:
                self._attempt(seq)
            except Exception:
                log.exception("webhook delivery %s failed", seq)
            finally:
                with self._changed:
                    self._in_flight.discard(seq)

    def _next(self) -> tuple[int | None, int]:
        """The delivery to attempt now, or how many milliseconds until the next is due."""
        order = "due_ms DESC, seq DESC" if self.misbehaviour().reorder else "due_ms, seq"
        now_ms = self._now_ms()
        due = f"SELECT seq FROM deliveries WHERE state = 'pending' AND due_ms <= ? ORDER BY {order} LIMIT ?"  # noqa: S608
        rows = self.store.execute(due, now_ms, len(self._in_flight) + 1)
        free = [row["seq"] for row in rows if row["seq"] not in self._in_flight]
        if free:
            return free[0], 0
        later = self.store.execute(
            "SELECT MIN(due_ms) AS due FROM deliveries WHERE state = 'pending' AND due_ms > ?", now_ms
        )
        due = later[0]["due"]
        return None, int(IDLE_SECONDS * 1000) if due is None else due - now_ms

    def _attempt(self, seq: int) -> None:
        row = self.store.execute(
            "SELECT d.*, o.body, o.type FROM deliveries d JOIN objects o ON o.id = d.event WHERE d.seq = ?", seq
        )[0]
        url = self.connect_url if row["type"].startswith(_OF_CONNECT) else self.url
        answer = self._send(url or "", row["body"])
        now_ms = self._now_ms()
        attempts = row["attempts"] + 1
        wait_ms = min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempts - 1))
        state = "pending"
        if answer.startswith("2"):
            state = "delivered"
        elif now_ms + wait_ms > row["created_ms"] + GIVE_UP_AFTER_MS:
            state = "given_up"
        self.store.execute(
            "UPDATE deliveries SET state = ?, attempts = ?, last_answer = ?, due_ms = ? WHERE seq = ?",
            *(state, attempts, answer, now_ms + wait_ms, seq),
        )

    def _send(self, url: str, body: bytes) -> str:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": signature_header(body, self._secret_for_attempt(), self._now_ms() // 1000),
        }
        try:
            return str(self._post(url, body, headers))
        except (OSError, http.client.HTTPException) as error:
            return f"no answer: {error}"

    def _secret_for_attempt(self) -> str:
        with self.store.transaction():
            how = self.misbehaviour()
            if not how.bad_signatures:
                return self._secret
            self.misbehave(msgspec.structs.replace(how, bad_signatures=how.bad_signatures - 1))
            return "whsec_of_somebody_else"

    def _now_ms(self) -> int:
        return int(self._clock().timestamp() * 1000)
