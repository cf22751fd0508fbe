"""Requests to addresses that others gave us. They must not become a way into our own network (server-side request forgery, OWASP).

Only https to port 443 of a public host. The name is resolved once, every address it has is checked, and the connection goes to a
checked address: a name that changes its mind in between changes nothing. No redirect is followed, little of the answer is read.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

import msgspec

from chalicelib.kit.config import config
from chalicelib.kit.errors import BadGateway, Invalid

TIMEOUT_SECONDS = 5
_READ_BYTES = 500


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


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Send JSON. Raises AddressNotAllowed, and NotTaken where there was no answer."""
    import urllib3

    parts = check(url)
    host = parts.hostname or ""
    address = _checked_address(host, parts.port or (443 if parts.scheme == "https" else 80))
    wait = TIMEOUT_SECONDS
    pool: urllib3.HTTPConnectionPool
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            address, parts.port, timeout=wait, retries=False, server_hostname=host, assert_hostname=host
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, parts.port, timeout=wait, retries=False)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"Host": parts.netloc, "Content-Type": "application/json", "User-Agent": "Portico-Webhooks/1", **headers}
    started = time.monotonic()
    try:
        answer = pool.urlopen("POST", target, body, sent, redirect=False, preload_content=False)
        text = answer.read(_READ_BYTES).decode(errors="replace")
        answer.close()
    except urllib3.exceptions.HTTPError as error:
        raise NotTaken(f"{host}: {type(error).__name__}") from None
    finally:
        pool.close()
    return Reply(answer.status, text, round((time.monotonic() - started) * 1000))


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
    return address.is_global and not address.is_multicast and not address.is_reserved


def _checked_address(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotTaken(f"{host} is not known") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not config().private_webhooks and not all(is_public(ipaddress.ip_address(each)) for each in addresses):
        raise AddressNotAllowed(fields={"url": "leads into a network that is not public"})
    return addresses[0]


def _as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
