"""The HTTP server over real sockets: limits, slow clients, keep-alive, chunks."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from infra.local.listening import listen
from infra.local.server import MAX_BODY_BYTES, MAX_HEADER_BYTES, THREADS, make_server
from infra.local.settings import Refusal

Start = Callable[[str, list[tuple[str, str]]], Any]


def echo(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Answers with the body that it got."""
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body))), ("Content-Type", "text/plain")])
    return [body]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    sockets = listen(0)
    number = sockets[0].getsockname()[1]
    server = make_server(echo, sockets)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield int(number)
    server.close()
    thread.join(5)


class Connection:
    """One connection, spoken to in plain text."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send, and read one whole answer: its status and body."""
        self.socket.sendall(request)
        return self.read()

    def read(self) -> tuple[int, bytes]:
        file = self.socket.makefile("rb", buffering=0)
        status = int(file.readline().split()[1])
        length = 0
        while (line := file.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        body = b""
        while len(body) < length:
            body += file.read(length - len(body)) or b""
        return status, body


def post(body: bytes, *more: str) -> bytes:
    headers = "".join(f"{line}\r\n" for line in more)
    return f"POST / HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


def test_a_connection_serves_one_request_after_another(port: int) -> None:
    with Connection(port) as connection:
        for text in (b"one", b"two", b"three"):
            assert connection.ask(post(text)) == (200, text)


def test_a_body_in_chunks_comes_whole(port: int) -> None:
    with Connection(port) as connection:
        head = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        assert connection.ask(head + b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n") == (200, b"hello world")


def test_a_client_that_waits_to_send_its_body_is_told_to(port: int) -> None:
    with Connection(port) as connection:
        head, _, body = post(b"big feed", "Expect: 100-continue").rpartition(b"\r\n\r\n")
        assert connection.ask(head + b"\r\n\r\n") == (100, b"")
        assert connection.ask(body) == (200, b"big feed")


def test_a_body_over_the_limit_is_refused_before_it_is_sent(port: int) -> None:
    with Connection(port) as connection:
        head = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {MAX_BODY_BYTES + 1}\r\n\r\n".encode()
        status, body = connection.ask(head)
        assert (status, json.loads(body)["code"]) == (413, "too_large")


def test_headers_over_the_limit_are_refused(port: int) -> None:
    with Connection(port) as connection:
        status, body = connection.ask(post(b"", "X-Long: " + "x" * MAX_HEADER_BYTES))
        assert (status, json.loads(body)["code"]) == (431, "headers_too_large")


def test_a_transfer_encoding_that_nobody_knows_is_refused_as_such(port: int) -> None:
    with Connection(port) as connection:
        status, body = connection.ask(b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n")
        assert (status, json.loads(body)["code"]) == (501, "transfer_encoding_not_supported")


def test_what_is_not_http_is_refused_with_a_problem_document(port: int) -> None:
    with Connection(port) as connection:
        status, body = connection.ask(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: minus one\r\n\r\n")
        assert (status, json.loads(body)["code"]) == (400, "bad_request")


def test_slow_clients_do_not_hold_up_others(port: int) -> None:
    slow = [Connection(port) for _ in range(THREADS * 2)]
    for connection in slow:
        connection.socket.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nsl")
    with Connection(port) as quick:
        assert quick.ask(post(b"quick")) == (200, b"quick")
    for connection in slow:
        assert connection.ask(b"ow!") == (200, b"slow!")
        connection.socket.close()


def test_a_port_in_use_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=f"Port {port} is in use.*PORT="):
            listen(port)
