"""Joins app, web apps, tools, facts, clock and the Stripe sandbox into the running portal."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from typing import Any

from app import app, clockwork, courier, facts
from chalicelib import bootstrap
from chalicelib.affiliates.courier import send_all_due
from chalicelib.affiliates.tool_events import WebhookDue
from chalicelib.orders.payments import EVENTS as STRIPE_EVENTS
from chalicelib.storefront import routes as storefront
from infra.local import engine_client
from infra.local.control import Control, DemoClock, only_from_here
from infra.local.gateway import Gateway, Reply
from infra.local.mailbox import Mailbox
from infra.local.portal import Portal, Tool
from infra.local.pump import EveryMinute, Function, Pump, Stream, WhenTold
from infra.local.server import make_server
from infra.local.settings import TABLE_PREFIX, WEB, Settings
from infra.local.stripe_sandbox import Request, Sandbox

LINKS = (
    ("Shop", "/"),
    ("Console", "/console"),
    ("Partners", "/partners"),
    ("Mailbox", "/_local/mail"),
    ("Stripe sandbox: disputed payments", "/_local/stripe/disputes"),
    ("Stripe sandbox: webhooks that go wrong", "/_local/stripe/control"),
    ("Interface (OpenAPI)", "/v1/openapi.json"),
)
INVOCATIONS = 4
"""How many facts are handled at a time: enough that an order's mails wait for the engine while another order is paid."""
_SCHEDULED_EVENT = {
    **{"version": "0", "id": "local", "detail-type": "Scheduled Event", "source": "aws.events"},
    **{"account": "", "region": "", "time": "", "resources": [], "detail": {}},
}


def serve(settings: Settings, endpoint: str, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
    """Serve until a signal ends it; `ready` is called when the first request is welcome."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    outbox = f"{TABLE_PREFIX}events"
    direct = engine_client.use(endpoint) if settings.endpoint is None else None
    messages = WhenTold(lambda: courier({"Records": []}, None))
    handed_on = _telling(facts, messages.tell)
    pump = Pump(Stream(endpoint, outbox, settings.data / "stream.json", direct), handed_on, INVOCATIONS)
    after_write = pump.tell
    if direct is not None:  # it knows which write brought a fact
        direct.watch(outbox, pump.tell)
        after_write = _nothing
    minutes = EveryMinute(lambda: _tick(pump))
    retries = EveryMinute(lambda: courier(_SCHEDULED_EVENT, None))
    sandbox = _sandbox(settings)
    media = settings.data / "files" / "media"
    tools = _tools(settings, pump, sandbox, messages)
    portal = Portal(gateway=Gateway(app), web=WEB, media=media, tools=tools, after_write=after_write, no_page=_no_page)
    server = make_server(portal, sockets)
    parts = (pump, messages, minutes, retries, sandbox)
    for part in parts:
        part.start()
    ready()
    try:
        server.run()  # ends by KeyboardInterrupt, which it keeps to itself
    finally:
        for part in reversed(parts):
            part.stop()


def _telling(facts: Function, tell: Callable[[], None]) -> Function:
    """Beside the facts' function the courier's reads the stream, filtered to what it is told by."""

    def hand_on(event: dict[str, Any], context: Any) -> Any:
        answer = facts(event, context)
        types = (record["dynamodb"].get("NewImage", {}).get("type") for record in event["Records"])
        if {"S": WebhookDue.TYPE} in types:
            tell()
        return answer

    return hand_on


def _nothing() -> None:
    """What there is to do after a request where facts are told of by themselves."""


def _sandbox(settings: Settings) -> Sandbox:
    """Webhooks come from 127.0.0.1, where this server surely listens; a browser opens `localhost`."""
    return Sandbox(
        settings.data / "stripe.sqlite",
        public_url=f"{settings.address}/_local/stripe",
        webhook_url=f"http://127.0.0.1:{settings.port}/v1/webhooks/stripe",
        connect_webhook_url=f"http://127.0.0.1:{settings.port}/v1/webhooks/stripe-connect",
        api_key=os.environ["STRIPE_API_KEY"],
        webhook_secret=os.environ["STRIPE_WEBHOOK_SECRET"],
        events=tuple(STRIPE_EVENTS),
    )


def _tools(settings: Settings, pump: Pump, sandbox: Sandbox, messages: WhenTold) -> dict[str, Tool]:
    """The local tools by their mount, the longest first."""

    def deliver_messages() -> int:
        sent = send_all_due()
        messages.wait()
        return sent

    time = DemoClock(settings.data / "clock")
    return {
        "/_local/mail": Mailbox(settings.data / "mail"),
        "/_local/stripe": _mounted(sandbox),
        "/_local": Control(
            pump, (sandbox.deliver_pending, deliver_messages), time, bootstrap.SUBSCRIPTIONS, bootstrap.SCHEDULES, LINKS
        ),
    }


def _mounted(sandbox: Sandbox) -> Tool:
    def answer(method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        path, _, query = target.partition("?")
        if method == "POST" and path == "/control":
            only_from_here(headers)
        answered = sandbox.handle(Request("GET" if method == "HEAD" else method, path, query, headers, body))
        return Reply(answered.status, list(answered.headers.items()), answered.body)

    return answer


def _no_page(path: str) -> Reply:
    """The shop's own page for an address that leads nowhere; the deployed edge shows the same."""
    answer = storefront.not_found("zh" if path.startswith("/zh/") else "en")
    headers = [("Content-Type", answer.content_type), *answer.headers.items()]
    return Reply(answer.status, headers, answer.body.encode())


def _tick(pump: Pump) -> None:
    clockwork(_SCHEDULED_EVENT, None)
    pump.tell()
