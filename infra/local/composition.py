"""Joins app, web apps, tools, facts and clock into the running portal."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any

from app import app, clockwork, facts
from chalicelib import bootstrap
from infra.local.control import Control
from infra.local.gateway import Gateway
from infra.local.mailbox import Mailbox
from infra.local.portal import Portal, Tool
from infra.local.pump import EveryMinute, Pump, Stream
from infra.local.server import make_server
from infra.local.settings import ROOT, TABLE_PREFIX, Settings

LINKS = (
    ("Shop", "/"),
    ("Console", "/console"),
    ("Mailbox", "/_local/mail"),
    ("Interface (OpenAPI)", "/v1/openapi.json"),
)
_TICK = {"version": "0", "account": "", "region": "", "detail": {}, "detail-type": "Scheduled Event"} | {
    "source": "local",
    "time": "",
    "id": "",
    "resources": [],
}


def serve(settings: Settings, endpoint: str, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
    """Serve until a signal ends it; `ready` is called when the first request is welcome."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    pump = Pump(Stream(endpoint, f"{TABLE_PREFIX}events", settings.data / "stream.json"), facts)
    minutes = EveryMinute(lambda: _tick(pump))
    portal = Portal(
        Gateway(app), ROOT / "frontend" / "dist", settings.data / "files" / "media", _tools(settings, pump), pump.tell
    )
    server = make_server(portal, sockets)
    pump.start()
    minutes.start()
    ready()
    try:
        server.run()  # ends by KeyboardInterrupt, which it keeps to itself
    finally:
        minutes.stop()
        pump.stop()


def _tools(settings: Settings, pump: Pump) -> dict[str, Tool]:
    """The local tools by their mount, the longest first."""
    return {
        "/_local/mail": Mailbox(settings.data / "mail"),
        "/_local": Control(pump, bootstrap.SUBSCRIPTIONS, bootstrap.SCHEDULES, LINKS),
    }


def _tick(pump: Pump) -> None:
    event: dict[str, Any] = dict(_TICK)
    clockwork(event, None)
    pump.tell()
