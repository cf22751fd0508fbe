"""The DynamoDB engine of one machine: Dynoxide, one program on SQLite, as a child of this process.

It ends with this process: stopped in order by `Engine.stop`, by the kernel where this process is killed (Linux), and by
the next start everywhere else (the folder remembers the process id).
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from infra.local.settings import CACHE, LOGS, Refusal

VERSION = "1.2.1"
TOOLS = CACHE / "tools"
START_SECONDS = 10
STOP_SECONDS = 5
_PDEATHSIG = 1  # prctl(2): PR_SET_PDEATHSIG
_ARCHITECTURES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


def package() -> str:
    """The npm package of this machine: `@dynoxide/linux-x64`, named as Node names platforms."""
    machine = platform.machine().lower()
    return f"@dynoxide/{sys.platform}-{_ARCHITECTURES.get(machine, machine)}"


def program() -> Path:
    """Where `install` puts the program."""
    return TOOLS / "node_modules" / package() / "dynoxide"


def install() -> None:
    """Fetch the program with npm, once. It has no lock entry: other platforms' packages are other files."""
    if program().exists():
        return
    TOOLS.mkdir(parents=True, exist_ok=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    command = [
        "npm",
        "install",
        "--no-save",
        "--no-audit",
        "--no-fund",
        "--prefix",
        str(TOOLS),
        f"{package()}@{VERSION}",
    ]
    log = LOGS / "dynoxide.log"
    with log.open("w") as output:
        done = subprocess.run(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False)
    if done.returncode or not program().exists():
        raise Refusal(
            f"The DynamoDB engine {package()}@{VERSION} could not be installed (no network, or there is none for this "
            f"platform; npm's words are in {log}): set DYNAMODB_ENDPOINT to the address of any other DynamoDB."
        )


class Engine:
    """A running engine on `folder`; its address is `endpoint`."""

    def __init__(self, folder: Path) -> None:
        self._note = folder / "engine.json"
        self._stopping = False
        _end_leftover(self._note)
        port = _free_port()
        self.endpoint = f"http://127.0.0.1:{port}"
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / "engine.log").open("ab") as log:
            self.process = subprocess.Popen(
                [program(), "-p", str(port), "--db-path", folder / "dynamodb.sqlite"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us first, and we stop it when the last request is served
                preexec_fn=_end_with_parent(),  # noqa: PLW1509 -- called before this process has threads
            )
        self._note.write_text(json.dumps({"pid": self.process.pid, "endpoint": self.endpoint}))
        _wait_until_it_listens(self.process, port)

    def when_it_dies(self, call: Callable[[], None]) -> None:
        """Call once if it ends before `stop` does it."""

        def watch() -> None:
            self.process.wait()
            if not self._stopping:
                call()

        threading.Thread(target=watch, name="engine", daemon=True).start()

    def stop(self) -> None:
        """End it; SQLite leaves a consistent file whenever that is."""
        self._stopping = True
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._note.unlink(missing_ok=True)


def running_endpoint(folder: Path) -> str | None:
    """The address of the engine that another process runs on `folder`, or None."""
    try:
        return str(json.loads((folder / "engine.json").read_text())["endpoint"])
    except (OSError, ValueError, KeyError):
        return None


def _end_with_parent() -> Callable[[], object] | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PDEATHSIG, signal.SIGKILL)


def _end_leftover(note: Path) -> None:
    """End the engine of a portal that was killed. The caller holds the folder's lock, so no living portal uses it."""
    with suppress(OSError, ValueError, KeyError):
        pid = int(json.loads(note.read_text())["pid"])
        if "dynoxide" not in _command_of(pid):
            return
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + STOP_SECONDS
        while "dynoxide" in _command_of(pid) and time.monotonic() < deadline:
            time.sleep(0.01)


def _command_of(pid: int) -> str:
    """The command of a living process; empty for none and for one that only waits to be collected."""
    answer = subprocess.run(["ps", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "" if answer.stdout.startswith("Z") else answer.stdout


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.002)
    process.kill()
    raise Refusal(f"The DynamoDB engine does not start; its words are in {LOGS / 'engine.log'}.")
