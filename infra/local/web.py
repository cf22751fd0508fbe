"""Builds the web apps: `python -m infra.local.web` (with `packages`: only what building needs). Stamps by content make an unchanged build free."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from infra.local.settings import LOGS, ROOT, WEB, Refusal, say
from infra.local.static import SMALLEST_GZIP_BYTES

FRONTEND = ROOT / "frontend"
OLDEST_NODE = (20, 19)
_STAMP = WEB / ".stamp"
_PACKAGES_STAMP = FRONTEND / "node_modules" / ".stamp"
_NOT_SOURCES = {"node_modules", "dist", "generated.d.ts"}
_COMPRESSED = {".js", ".css", ".html", ".svg", ".json", ".webmanifest"}


def require_node() -> None:
    """Refuse without a Node that can build the web apps."""
    needed = ".".join(map(str, OLDEST_NODE))
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        raise Refusal(
            f"Portico needs Node {needed} or newer with npm, and there is none: install it, then run this again."
        )
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    found = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if found < OLDEST_NODE:
        raise Refusal(
            f"Portico needs Node {needed} or newer and this is {version}: install a newer one, then run this again."
        )


def is_stale() -> bool:
    """Whether the built apps are missing or older than their sources."""
    return not _STAMP.exists() or _STAMP.read_text() != _sources_hash()


def install_packages() -> None:
    """`npm ci`, once for each lock file."""
    stamp = _hash([FRONTEND / "package-lock.json"])
    if not _PACKAGES_STAMP.exists() or _PACKAGES_STAMP.read_text() != stamp:
        _npm("Web packages", ["ci", "--no-audit", "--no-fund"], "is the network there?")
        _PACKAGES_STAMP.write_text(stamp)


def build() -> None:
    """Build the apps and compress what is worth it."""
    stamp = _sources_hash()
    install_packages()
    _npm("Web apps", ["run", "build"], "a source has an error")
    for file in WEB.rglob("*"):
        if file.suffix in _COMPRESSED and file.stat().st_size >= SMALLEST_GZIP_BYTES:
            file.with_name(file.name + ".gz").write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))
    _STAMP.write_text(stamp)


def _npm(name: str, arguments: list[str], cause: str) -> None:
    began = time.monotonic()
    say(f"{name}: started")
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / "web.log"
    with log.open("w") as output:
        done = subprocess.run(
            ["npm", *arguments], cwd=FRONTEND, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
    if done.returncode:
        raise Refusal(f"{name}: `npm {' '.join(arguments)}` failed ({cause}); its words are in {log}.")
    say(f"{name}: 100 %, {time.monotonic() - began:.0f} s")


def _sources_hash() -> str:
    interface = [*(ROOT / "chalicelib").glob("*/schemas.py"), *(ROOT / "chalicelib").glob("*/routes.py")]
    return _hash([*_sources(FRONTEND), *interface])


def _sources(folder: Path) -> Iterable[Path]:
    for entry in folder.iterdir():
        if entry.name in _NOT_SOURCES:
            continue
        if entry.is_dir():
            yield from _sources(entry)
        else:
            yield entry


def _hash(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(ROOT)}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


if __name__ == "__main__":
    try:
        require_node()
        install_packages() if sys.argv[1:] == ["packages"] else build()
    except Refusal as refusal:
        sys.exit(str(refusal))
