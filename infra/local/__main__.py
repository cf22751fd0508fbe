"""`python -m infra.local`: sets up what is missing and serves the portal.

`--no-web` serves the web apps as they were last built, `--no-demo` leaves an empty shop empty.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from infra.local import demo, engine, keys, tables, web
from infra.local.lock import owned
from infra.local.settings import LOGS, ROOT, TABLE_PREFIX, Refusal, Settings, say

_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_STARTED = time.monotonic()


def main(options: list[str]) -> int:
    """Run until Ctrl-C or SIGTERM; the exit code."""
    for number in _ENDINGS:
        signal.signal(number, _interrupt)
    try:
        run(Settings.from_environment(), with_web="--no-web" not in options, with_demo="--no-demo" not in options)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    say("Stopped.")
    return 0


def run(settings: Settings, *, with_web: bool, with_demo: bool) -> None:
    """Start everything in order, serve, and end everything in the other order."""
    from infra.local.listening import listen

    with ExitStack() as running:
        running.enter_context(owned(settings.data))
        sockets = listen(settings.port)
        endpoint = settings.endpoint or running.enter_context(_engine(settings))
        keys.signing_keys(settings.data / "keys.json")
        settings.apply(endpoint, keys.webhook_secret(settings.data / "webhook-secret"))
        tables.create_tables(endpoint, TABLE_PREFIX)
        _prepare(
            {"web": with_web and web.is_stale(), "demo": with_demo and demo.is_missing(settings.data)},
        )

        from infra.local.composition import serve  # the app itself: imported when its environment stands

        serve(settings, endpoint, sockets, lambda: _welcome(settings))


@contextmanager
def _engine(settings: Settings) -> Iterator[str]:
    if not engine.program().exists():
        web.require_node()
        say(f"DynamoDB engine: fetching {engine.package()}@{engine.VERSION} …")
        engine.install()
    running = engine.Engine(settings.data)
    running.when_it_dies(_engine_died)
    try:
        yield running.endpoint
    finally:
        running.stop()


def _engine_died() -> None:
    print(f"The DynamoDB engine has ended by itself; its words are in {LOGS / 'engine.log'}.", file=sys.stderr)
    os.kill(os.getpid(), signal.SIGTERM)


def _prepare(missing: dict[str, bool]) -> None:
    """Build the web apps and make the demo where they are missing, side by side; each says how far it is."""
    if missing["web"]:
        web.require_node()
    children = [_child(name) for name, is_missing in missing.items() if is_missing]
    try:
        while any(child.poll() is None for child in children):
            if any(child.returncode for child in children):
                break
            time.sleep(0.05)
        if any(child.returncode for child in children):
            raise SystemExit(1)  # it said why
    finally:
        for child in children:
            _end(child)


def _child(name: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"infra.local.{name}"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child and all that it started."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait()


def _welcome(settings: Settings) -> None:
    say(f"\nPortico is ready at {settings.address} ({time.monotonic() - _STARTED:.1f} s). Ctrl-C stops it.")
    say(
        f"  Shop {settings.address}/   Console {settings.address}/console   Partners {settings.address}/partners   Mail and tools {settings.address}/_local/"
    )
    for line in demo.logins():
        say(f"  {line}")


def _interrupt(number: int, frame: Any) -> None:
    for ending in _ENDINGS:
        signal.signal(ending, signal.SIG_IGN)  # once is enough: the rest is putting things away
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
