"""Members' own tools, as they are on this machine: where messages arrive."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Receiver(http.server.BaseHTTPRequestHandler):
    """A member's tool: keeps what comes, answers as its server says."""

    def do_POST(self) -> None:
        if self.path == self.server.mute:
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.server.came.set()
        self.server.hold.wait(5)
        self.send_response(self.server.answers)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        if self.server.answers >= 300:
            self.wfile.write(b"sorry")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def listening(port: int = 0, hold: threading.Event | None = None) -> Iterator[http.server.HTTPServer]:
    """A tool that listens; `got` is what came (`came`: something did), `answers` what it says, once `hold` is set. At its path `mute` it
    says nothing."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Receiver)
    server.got, server.answers, server.came, server.mute = [], 204, threading.Event(), None
    server.hold = hold or threading.Event()
    if hold is None:
        server.hold.set()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
