"""Dynoxide as a test's DynamoDB: one process a test session, in memory, on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local import engine

START_SECONDS = 10


def binary() -> Path | None:
    """The engine's program: `PORTICO_DYNOXIDE`, or where `make run` installs it; None where there is none."""
    named = os.environ.get("PORTICO_DYNOXIDE")
    program = Path(named) if named else engine.program()
    return program if program.exists() else None


@contextmanager
def running(program: Path) -> Iterator[str]:
    """Start the engine; its endpoint."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([program, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_it_listens(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def wait_until_it_listens(process: subprocess.Popen[bytes], port: int) -> None:
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
