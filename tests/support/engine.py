"""Dynoxide as a test's DynamoDB: one process a test session, in memory, on a free port."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.environment import ROOT

START_SECONDS = 10
_PLACES = (".", ".local/tools", "infra/local")


def binary() -> Path | None:
    """The engine's program: `PORTICO_DYNOXIDE`, or where `make run` installs it; None where there is none."""
    named = os.environ.get("PORTICO_DYNOXIDE")
    if named:
        return Path(named)
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    package = f"node_modules/@dynoxide/{sys.platform}-{machine}/dynoxide"
    return next((ROOT / place / package for place in _PLACES if (ROOT / place / package).exists()), None)


@contextmanager
def running(program: Path) -> Iterator[str]:
    """Start the engine; its endpoint."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([program, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_it_listens(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the engine ended at once with code {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError(f"the engine did not listen on port {port} within {START_SECONDS} s")
