"""Requests to addresses that others gave us. They must not become a way into our own network (server-side request forgery, OWASP).

Only https to port 443 of a public host. The name is resolved once, every address it has is checked, and the connection goes to a
checked address: a name that changes its mind in between changes nothing. No redirect is followed, little of the answer is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import cache
from urllib.parse import SplitResult, urlsplit

import msgspec

from chalicelib.kit.config import config
from chalicelib.kit.errors import BadGateway, Invalid, PorticoError

TIMEOUT_SECONDS = 5
"""For all of a request, from the look-up of its name to the end of its answer."""
_READ_BYTES = 500
_NOT_ROUTED = (ipaddress.IPv6Network("fec0::/10"), ipaddress.IPv6Network("3fff::/20"))
"""Site-local (RFC 3879) and documentation (RFC 9637): Python's tables call them global."""


class Reply(msgspec.Struct, frozen=True):
    """What the other side answered: its status (None: nothing), how its text began, after how long."""

    status: int | None
    text: str
    took_ms: int

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class AddressNotAllowed(Invalid):
    title = "Give an https address of a public host, without a port of its own"


class NotTaken(BadGateway):
    title = "The other side did not take the message"


class NotReached(NotTaken):
    title = "The other side could not be reached"


def check(url: str) -> SplitResult:
    """The parts of an address that may be sent to, as far as that can be told without asking for its host. Raises AddressNotAllowed."""
    refused = AddressNotAllowed(fields={"url": "must be an https address of a public host"})
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise refused from None
    if (
        not url.isascii()
        or not url.isprintable()
        or " " in url
        or "\\" in url
        or not host
        or parts.username is not None
    ):
        raise refused
    if config().private_webhooks:
        if parts.scheme not in ("http", "https"):
            raise refused
        return parts
    literal = _as_address(host)
    is_name = literal is None and "." in host.strip(".") and not host.rstrip(".").rpartition(".")[2].isdigit()
    if parts.scheme != "https" or port not in (None, 443) or not (is_name or (literal and is_public(literal))):
        raise refused
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], within: float = TIMEOUT_SECONDS) -> Reply:
    """Send JSON. Raises AddressNotAllowed, NotTaken where there was no whole answer in time, and of that NotReached where there
    was no connection to the host at all: looking up the name, connecting, sending and reading have `within` seconds together, however the
    other side spreads its bytes."""
    exchange = _Exchange(check(url), body, headers)
    thread = threading.Thread(target=exchange.run, name="outgoing", daemon=True)
    started = time.monotonic()
    thread.start()
    thread.join(within)
    outcome = exchange.outcome  # before the wire is cut: half an answer would look like a whole one
    exchange.abandon()
    if isinstance(outcome, PorticoError):
        raise outcome
    if outcome is None:
        raise exchange.failed(f"no answer within {within} seconds")
    status, text = outcome
    return Reply(status, text, round((time.monotonic() - started) * 1000))


class _Exchange:
    """One request, on a thread of its own: neither a resolver nor a drip of bytes can be bounded from within."""

    def __init__(self, parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> None:
        self.host = parts.hostname or ""
        self.outcome: tuple[int, str] | PorticoError | None = None
        self._parts = parts
        self._body = body
        self._headers = {"Content-Type": "application/json", "User-Agent": "Portico-Webhooks/1", **headers}
        self._abandoned = threading.Event()
        self._wire: socket.socket | None = None
        self._is_connected = False

    def run(self) -> None:
        try:
            self.outcome = self._answer()
        except PorticoError as error:
            self.outcome = error
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.outcome = self.failed(type(error).__name__)
        finally:
            self._close()

    def failed(self, why: str) -> NotTaken:
        """What a failure is now: one of the host, or of what it does with this request."""
        return (NotTaken if self._is_connected else NotReached)(f"{self.host}: {why}")

    def abandon(self) -> None:
        """Nobody waits any more: whatever it is doing on the wire ends."""
        self._abandoned.set()
        self._close()

    def _answer(self) -> tuple[int, str]:
        parts = self._parts
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        wire = socket.create_connection((_checked_address(self.host, port), port), TIMEOUT_SECONDS)
        self._wire = wire.dup()  # TLS takes the first one for itself
        if self._abandoned.is_set():
            wire.close()
            raise TimeoutError
        connection = http.client.HTTPConnection(self.host, port, timeout=TIMEOUT_SECONDS)
        connection.sock = _trusting().wrap_socket(wire, server_hostname=self.host) if secure else wire
        self._is_connected = True
        with closing(connection):
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, self._body, {"Host": parts.netloc, **self._headers})
            answer = connection.getresponse()
            return answer.status, answer.read(_READ_BYTES).decode(errors="replace")

    def _close(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
            wire.close()


@cache
def _trusting() -> ssl.SSLContext:
    """TLS that checks the other side's certificate and name; made once, for reading the authorities takes a while."""
    return ssl.create_default_context()


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one of the public Internet's, also where IPv6 wraps an IPv4 one (RFC 4291, 6052, 3056, 4380)."""
    if isinstance(address, ipaddress.IPv6Address):
        packed = address.packed
        wrapped: list[bytes] = []
        if address.ipv4_mapped is not None or packed[:12] == b"\0\x64\xff\x9b" + bytes(8) or not any(packed[:12]):
            wrapped.append(packed[12:])
        if address.sixtofour is not None:
            wrapped.append(packed[2:6])
        if address.teredo is not None:
            return False
        if any(not is_public(ipaddress.IPv4Address(part)) for part in wrapped):
            return False
        if address.ipv4_mapped is not None:
            return True
        if any(address in network for network in _NOT_ROUTED):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _checked_address(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotReached(f"{host} is not known") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not config().private_webhooks and not all(is_public(ipaddress.ip_address(each)) for each in addresses):
        raise AddressNotAllowed(fields={"url": "leads into a network that is not public"})
    return addresses[0]


def _as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
