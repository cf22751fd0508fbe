"""The running portal as a process: it starts, refuses in one sentence, ends with all that is its own, and keeps its data."""

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

import psutil
import pytest

from infra.local import engine
from tests.support.environment import ROOT

pytestmark = pytest.mark.engine
WITHIN_SECONDS = 15


class Machine:
    """Starts portals on one port and one data folder, and ends what a test left."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.started: list[subprocess.Popen[str]] = []

    def launch(self, **environment: str) -> subprocess.Popen[str]:
        wanted = os.environ | {"PORT": str(self.port), "DATA_DIR": str(self.data)} | environment
        wanted.pop("DYNAMODB_ENDPOINT", None) if "DYNAMODB_ENDPOINT" not in environment else None
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local", "--no-web", "--no-demo"],
            cwd=ROOT,
            env=wanted,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def start(self, **environment: str) -> subprocess.Popen[str]:
        """A portal that answers."""
        process = self.launch(**environment)
        eventually(lambda: self.status("GET", "/v1/health") == 200, process)
        return process

    def status(self, method: str, path: str, body: object = None) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def tidy(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=WITHIN_SECONDS)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    if not engine.program().exists():
        pytest.skip("NO ENGINE: Dynoxide is not installed (`make run` installs it)")
    made = Machine(tmp_path)
    yield made
    made.tidy()


def eventually(holds: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    deadline = time.monotonic() + WITHIN_SECONDS
    while not holds():
        assert process is None or process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.01)


def refusal(process: subprocess.Popen[str]) -> str:
    """The one line that a portal said before it gave up."""
    _, errors = process.communicate(timeout=WITHIN_SECONDS)
    assert process.returncode == 1
    (line,) = errors.splitlines()
    return line


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_its_engine(machine: Machine, ending: signal.Signals) -> None:
    portal = machine.start()
    family = psutil.Process(portal.pid).children(recursive=True)
    assert [child.name() for child in family] == ["dynoxide"]
    portal.send_signal(ending)
    output, errors = portal.communicate(timeout=WITHIN_SECONDS)
    assert (portal.returncode, errors) == (0, "")
    assert output.endswith("Stopped.\n")
    assert not any(child.is_running() for child in family)


def test_a_restart_keeps_what_was_there(machine: Machine) -> None:
    first = machine.start()
    assert machine.status("POST", "/_local/clock", {"seconds": 86400}) == 200
    keys = (machine.data / "keys.json").read_text()
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=WITHIN_SECONDS)
    began = time.monotonic()
    machine.start()
    assert time.monotonic() - began < 3
    assert (machine.data / "keys.json").read_text() == keys
    assert (machine.data / "clock").read_text() == "86400"


def test_killed_it_leaves_no_engine_behind_and_starts_again(machine: Machine) -> None:
    portal = machine.start()
    family = psutil.Process(portal.pid).children(recursive=True)
    portal.kill()
    portal.communicate()
    if sys.platform == "linux":
        eventually(lambda: not any(child.is_running() for child in family))
    machine.start()


def test_an_engine_that_a_killed_portal_left_is_ended_by_the_next_start(machine: Machine, tmp_path: Path) -> None:
    machine.data.mkdir()
    left = subprocess.Popen(
        [engine.program(), "-p", "0", "--db-path", machine.data / "dynamodb.sqlite"], stdout=subprocess.DEVNULL
    )
    (machine.data / "engine.json").write_text(json.dumps({"pid": left.pid, "endpoint": ""}))
    machine.start()
    assert left.wait(WITHIN_SECONDS) == -signal.SIGKILL


def test_an_engine_that_ends_by_itself_ends_the_portal_with_a_sentence(machine: Machine) -> None:
    portal = machine.start()
    psutil.Process(portal.pid).children()[0].kill()
    _, errors = portal.communicate(timeout=WITHIN_SECONDS)
    assert "engine has ended" in errors


def test_a_port_in_use_is_said_in_one_sentence(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", machine.port)):
        assert refusal(machine.launch()).startswith(f"Port {machine.port} is in use")


def test_a_data_folder_in_use_is_said_in_one_sentence(machine: Machine) -> None:
    machine.start()
    assert refusal(machine.launch(PORT="1")).startswith("Another portal is running on")


def test_a_port_that_is_no_port_is_said_in_one_sentence(machine: Machine) -> None:
    assert refusal(machine.launch(PORT="http")) == "PORT must be a number from 1 to 65535, not 'http'."


def test_another_dynamodb_takes_the_engines_place(machine: Machine, engine_endpoint: str) -> None:
    credentials = {"AWS_ACCESS_KEY_ID": "somebody", "AWS_SECRET_ACCESS_KEY": "else"}
    portal = machine.start(DYNAMODB_ENDPOINT=engine_endpoint, **credentials)
    assert psutil.Process(portal.pid).children() == []


def test_secrets_are_for_their_owner_only(machine: Machine) -> None:
    machine.start()
    for name in ("keys.json", "webhook-secret"):
        assert (machine.data / name).stat().st_mode & 0o077 == 0
