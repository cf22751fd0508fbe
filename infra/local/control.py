"""`/_local/`: the tools of one machine. Links, the clock, delivery of facts; the same over JSON for journeys.

Only a page of this portal may press its buttons: a request that names another host or origin is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from chalicelib.kit import clock, events
from chalicelib.kit.errors import Forbidden, Invalid, MethodNotAllowed
from chalicelib.kit.events import Subscriptions
from chalicelib.kit.schedules import Schedule, run_due
from infra.local.gateway import Reply, nothing_here
from infra.local.html import page
from infra.local.pump import Pump

MAX_ROUNDS = 50
"""Facts lead to facts, but not for ever."""
_OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")


class Clock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far to move the clock on."""

    seconds: Annotated[int, msgspec.Meta(ge=1, le=400 * 86400)]


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether every fact is delivered twice."""

    twice: bool


class DemoClock:
    """How far this folder's portal is ahead of the real time; kept in `file`, so that a restart does not go back."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ahead = timedelta(seconds=int(file.read_text())) if file.exists() else timedelta(0)
        clock.advance(self._ahead)

    def advance(self, by: timedelta) -> None:
        """Move this process's clock on, and remember it."""
        self._ahead += by
        self._file.write_text(str(int(self._ahead.total_seconds())))
        clock.advance(by)


@dataclass(frozen=True)
class Control:
    """The tool at `/_local`."""

    pump: Pump
    webhooks: tuple[Callable[[], int], ...]
    """Deliver the webhooks that are due, the Stripe sandbox's and members'; how many."""
    time: DemoClock
    subscriptions: Subscriptions
    schedules: tuple[Schedule, ...]
    links: tuple[tuple[str, str], ...]

    def __call__(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        actions: dict[str, Callable[[bytes], object]] = {
            "/drain": lambda _: self.drain(),
            "/clock": lambda given: self.advance(timedelta(seconds=_parse(given, headers, Clock).seconds)),
            "/facts": lambda given: setattr(self.pump, "repeat", _parse(given, headers, Facts).twice),
        }
        path = target.partition("?")[0]
        if path in ("", "/"):
            return page("Local tools", self._html())
        if path == "/state":
            return _json(self._state())
        if path not in actions:
            return nothing_here(f"/_local{path}")
        if method != "POST":
            raise MethodNotAllowed("Use POST here.")
        only_from_here(headers)
        actions[path](body)
        if headers.get("content-type", "").startswith("application/json"):
            return _json(self._state())
        return Reply(303, [("Location", "/_local/"), ("Cache-Control", "no-store")], b"")

    def drain(self) -> int:
        """Hand over all facts, with those that come of them, and try again what is parked and due."""
        done = 0
        for _ in range(MAX_ROUNDS):
            taken = self.pump.drain() + events.retry_parked(self.subscriptions, clock.now())
            taken += sum(deliver() for deliver in self.webhooks)
            if not taken:
                return done
            done += taken
        return done

    def advance(self, by: timedelta) -> None:
        """Move the clock on, then do all that has come due: every schedule once, and the facts of it."""
        self.time.advance(by)
        self.drain()
        run_due([Schedule(each.name, 1, each.work) for each in self.schedules], clock.now())
        self.drain()

    def _state(self) -> dict[str, Any]:
        return {
            "now": clock.rfc3339(clock.now()),
            "facts_twice": self.pump.repeat,
            "failed": [f"{each.subscriber} {each.event_id}: {each.error}" for each in events.failed()],
        }

    def _html(self) -> str:
        state = self._state()
        links = "".join(f'<li><a href="{escape(address)}">{escape(name)}</a></li>' for name, address in self.links)
        hops = (("1 hour", 3600), ("1 day", 86400), ("15 days", 15 * 86400), ("31 days", 31 * 86400))
        buttons = "".join(f'<button name="seconds" value="{seconds}">{name}</button> ' for name, seconds in hops)
        twice = "false" if state["facts_twice"] else "true"
        mode = "twice" if state["facts_twice"] else "once"
        failed = "".join(f"<li>{escape(each)}</li>" for each in state["failed"]) or "<li>None.</li>"
        return f"""
<section><h2>Places</h2><ul>{links}</ul></section>
<section><h2>Clock</h2><p>It is {escape(state["now"])}. Move on, and do what has come due:</p>
<form method="post" action="/_local/clock">{buttons}</form></section>
<section><h2>Facts</h2><p>Every fact is delivered <b>{mode}</b>.</p>
<form method="post" action="/_local/facts"><button name="twice" value="{twice}">Change</button></form>
<form method="post" action="/_local/drain"><button>Deliver all now</button></form></section>
<section><h2>Deliveries that failed for good</h2><ul>{failed}</ul></section>"""


def only_from_here(headers: dict[str, str]) -> None:
    """Refuse a write that another site's page sends through this person's browser. Raises Forbidden."""
    host = headers.get("host", "")
    origin = headers.get("origin")
    if host.rpartition(":")[0] not in _OWN_NAMES and host not in _OWN_NAMES:
        raise Forbidden("Open the local tools as localhost.")
    if origin is not None and urlsplit(origin).netloc != host:
        raise Forbidden("Press the local tools' buttons on their own page.")


def _parse(body: bytes, headers: dict[str, str], kind: type[Any]) -> Any:
    try:
        if headers.get("content-type", "").startswith("application/json"):
            return msgspec.json.decode(body, type=kind)
        return msgspec.convert(dict(parse_qsl(body.decode())), kind, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Invalid(str(error)) from None


def _json(content: Any) -> Reply:
    return Reply(
        200, [("Content-Type", "application/json"), ("Cache-Control", "no-store")], msgspec.json.encode(content)
    )
