"""The whole portal as `make run` starts it, with its demo, and a Chromium that visits it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from infra.local import web
from infra.local.tools import chromium
from tests.support.environment import ROOT

CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
START_SECONDS = 300
WAIT_MS = 15_000
expect.set_options(timeout=WAIT_MS)


class Portal:
    """A running portal and its local tools."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.address = f"http://localhost:{port}"

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """JSON from the portal; raises where it is not there."""
        status, content, _ = self.send(method, path, body)
        return json.loads(content or b"null") if status < 500 else None

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        """Status, content and headers (names in lower case) of one request, as a program sends it: no redirect is followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            content = body if body is None or isinstance(body, bytes) else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def mails(self, to: str) -> list[dict[str, Any]]:
        """The mails to a person, newest first, once all facts have been delivered."""
        self.ask("POST", "/_local/drain", {})
        found: list[dict[str, Any]] = self.ask("GET", f"/_local/mail/messages.json?to={to}")
        return found


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One portal for all journeys: each makes its own people and orders."""
    if chromium() is None:
        pytest.skip("NO CHROMIUM: the browser journeys are skipped (Debian: `apt-get install chromium`)")
    if web.is_stale():
        pytest.skip("THE WEB APPS ARE NOT BUILT: the browser journeys are skipped (`make test` builds them)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    data = tmp_path_factory.mktemp("portal")
    environment = os.environ | {"PORT": str(port), "DATA_DIR": str(data), "PORTICO_PRIVATE_WEBHOOKS": "1"}
    environment.pop("DYNAMODB_ENDPOINT", None)
    log = (data / "log").open("w")
    process = subprocess.Popen([sys.executable, "-m", "infra.local"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _until(lambda: process.poll() is not None or _answers(port), START_SECONDS)
        assert process.poll() is None, (data / "log").read_text()
        yield Portal(port)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        log.close()


def _answers(port: int) -> bool:
    try:
        return bool((Portal(port).ask("GET", "/v1/health") or {}).get("release"))
    except OSError:
        return False


def _until(holds: Callable[[], bool], seconds: int) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, f"not within {seconds} s"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_OPTIONS)
        yield started
        started.close()


class Visitor:
    """A person with a browser profile of their own. Errors that a page throws or logs fail the test."""

    def __init__(self, context: BrowserContext, portal: Portal) -> None:
        self.context = context
        self.portal = portal
        self.page: Page = context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if self._matters(line) else None)

    @staticmethod
    def _matters(line: Any) -> bool:
        return line.type == "error" and "Failed to load resource" not in line.text

    def go(self, path: str) -> Page:
        self.page.goto(self.portal.address + path)
        return self.page


@pytest.fixture
def visitor(portal: Portal, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors: `visitor(width=360)`. Who follows a partner's link needs a `user_agent`: a headless browser's own is a bot's."""
    made: list[Visitor] = []

    def make(width: int = 1280, height: int = 900, locale: str = "en-US", user_agent: str | None = None) -> Visitor:
        size: ViewportSize = {"width": width, "height": height}
        context = browser.new_context(viewport=size, locale=locale, user_agent=user_agent)
        made.append(Visitor(context, portal))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
    assert [error for one in made for error in one.errors] == []


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where journeys leave pictures of what they saw (`PORTICO_PICTURES`); normally nowhere."""
    folder = os.environ.get("PORTICO_PICTURES")
    return Path(folder) if folder else None
