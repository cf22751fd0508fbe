"""Setting up where something is missing: one sentence that says what to do, and no stack trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.environment import ROOT


def run(*command: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run Python on `command` with nothing but the programs in `path` to be found."""
    environment = os.environ | {"PATH": str(path)}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    return line


def test_an_old_python_is_named(tmp_path: Path) -> None:
    script = (
        "import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path('infra/local/venv.py', run_name='__main__')"
    )
    assert "needs Python 3.11 or newer and `python3` is 3.9.2" in one_sentence(run("-c", script, path=tmp_path))


def test_a_missing_python_is_named(tmp_path: Path) -> None:
    done = subprocess.run(["make", "run", "PYTHON=python3.99"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Portico needs Python 3.11 or newer, and there is no python3.99" in done.stderr


def test_a_missing_node_is_named(tmp_path: Path) -> None:
    done = run("-m", "infra.local.web", "packages", path=tmp_path)
    assert one_sentence(done).startswith("Portico needs Node 20.19 or newer with npm, and there is none")


@pytest.mark.parametrize("version", ["v18.20.4", "v20.9.0"])
def test_an_old_node_is_named(tmp_path: Path, version: str) -> None:
    program(tmp_path, "node", f"echo {version}")
    program(tmp_path, "npm", "exit 1")
    done = run("-m", "infra.local.web", "packages", path=tmp_path)
    assert f"needs Node 20.19 or newer and this is {version}" in one_sentence(done)


def test_an_engine_that_is_missing_for_the_platform_names_the_way_out(tmp_path: Path) -> None:
    program(tmp_path, "npm", "echo 'npm error 404'; exit 1")
    script = """
import platform, sys
platform.machine = lambda: "riscv64"
from infra.local import engine, settings
try:
    engine.install()
except settings.Refusal as refusal:
    sys.exit(str(refusal))
"""
    sentence = one_sentence(run("-c", script, path=tmp_path))
    assert f"@dynoxide/{sys.platform}-riscv64@1.2.1 could not be installed" in sentence
    assert "DYNAMODB_ENDPOINT" in sentence
