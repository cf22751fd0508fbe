"""What tests need beside Python's packages: `python -m infra.local.tools`. Engine, built web apps, a Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from infra.local import engine, web
from infra.local.settings import LOGS, Refusal, say


def main() -> None:
    """Install and build what is missing. Without a Chromium the browser tests are skipped, and it is said loudly."""
    web.require_node()
    engine.install()
    if web.is_stale():
        web.build()
    else:
        web.install_packages()
    if chromium() is None:
        _install_chromium()
    if chromium() is None:
        say(
            "!!! NO CHROMIUM: THE BROWSER TESTS ARE SKIPPED. Install it (Debian: `apt-get install chromium`) to run them. !!!"
        )


def chromium() -> str | None:
    """The program of an installed Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _install_chromium() -> None:
    """Debian's package, where we may: as root, with apt-get."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    say("Chromium: installing Debian's package …")
    LOGS.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with (LOGS / "chromium.log").open("w") as log:
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, check=False)


if __name__ == "__main__":
    try:
        main()
    except Refusal as refusal:
        sys.exit(str(refusal))
