"""Requests to others' addresses end in time, whatever the other side does."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from chalicelib.kit import config, outgoing

WITHIN = 0.3


@pytest.fixture
def on_one_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTICO_PRIVATE_WEBHOOKS", "1")
    config.config.cache_clear()


@pytest.fixture
def listener(on_one_machine: None) -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Starts something that speaks for itself at an address of this machine; answers where."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve(speak: Callable[[socket.socket], None]) -> None:
        wire, _ = listening.accept()
        with wire:
            speak(wire)

    def start(speak: Callable[[socket.socket], None]) -> str:
        threading.Thread(target=serve, args=(speak,), daemon=True).start()
        return f"127.0.0.1:{listening.getsockname()[1]}/hook"

    yield start
    listening.close()


def drip(wire: socket.socket) -> None:
    """Sends a header that never ends, a byte at a time, until nobody listens."""
    try:
        wire.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            wire.sendall(b"a")
            time.sleep(0.02)
    except OSError:
        return


def silence(wire: socket.socket) -> None:
    """Takes what comes, and says nothing."""
    while wire.recv(1000):
        pass


@pytest.mark.parametrize("speak", [drip, silence])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_request_ends_in_time(listener, speak, scheme):
    address = listener(speak)
    started = time.monotonic()
    with pytest.raises(outgoing.NotTaken):
        outgoing.post(f"{scheme}://{address}", b"{}", {}, WITHIN)
    assert time.monotonic() - started < 3 * WITHIN


def test_a_host_that_says_nothing_was_reached_and_one_that_is_not_there_was_not(listener):
    with pytest.raises(outgoing.NotTaken) as reached:
        outgoing.post(f"http://{listener(silence)}", b"{}", {}, WITHIN)
    assert not isinstance(reached.value, outgoing.NotReached)
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    for gone in (f"127.0.0.1:{port}", "nobody.invalid"):
        with pytest.raises(outgoing.NotReached):
            outgoing.post(f"http://{gone}/", b"{}", {})


def test_what_nobody_waits_for_any_more_lets_the_other_side_go(listener):
    let_go = threading.Event()

    def wait(wire: socket.socket) -> None:
        silence(wire)
        let_go.set()

    with pytest.raises(outgoing.NotTaken):
        outgoing.post(f"http://{listener(wait)}", b"{}", {}, WITHIN)
    assert let_go.wait(2)


def test_an_answer_is_told_by_its_status_and_beginning(listener):
    def answer(wire: socket.socket) -> None:
        wire.recv(10_000)
        wire.sendall(b"HTTP/1.1 418 No\r\nContent-Length: 600\r\n\r\n" + b"x" * 600)

    reply = outgoing.post(f"http://{listener(answer)}", b"{}", {})
    assert (reply.status, reply.text) == (418, "x" * 500)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::7f00:1", False),
        ("ff02::1", False),
        ("fec0::1", False),
        ("3fff::1", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert outgoing.is_public(ipaddress.ip_address(address)) is public
