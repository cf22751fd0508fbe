"""What the shop's first view loads, gzipped: its JavaScript and its CSS, as the web apps were last built."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

FRONTEND = Path(__file__).parent.parent / "frontend"
_BYTES_PER_KB = 1000


def run() -> list[dict[str, Any]]:
    """The figures in KB of 1,000 bytes; none where the web apps are not built."""
    if not (FRONTEND / "dist/manifest.json").exists():
        print("  SKIPPED: the web apps are not built. Run `npm ci && npm run build` in frontend/ first")
        return []
    # npm ends with 1 where a target is missed, which these figures say themselves.
    child = subprocess.run(
        ["npm", "run", "--silent", "size", "--", "--json"],  # noqa: S607 -- the npm that built the web apps
        cwd=FRONTEND,
        capture_output=True,
        text=True,
        check=False,
    )
    if not child.stdout:
        raise RuntimeError(child.stderr[-2000:])
    sizes: dict[str, int] = json.loads(child.stdout)
    return [
        _figure(kind, sizes[f"{key}_bytes"], sizes[f"{key}_target"])
        for kind, key in (("JavaScript", "js"), ("CSS", "css"))
    ]


def _figure(kind: str, size: int, target: int) -> dict[str, Any]:
    return {
        "name": f"First view of the shop: {kind}, gzipped",
        "value": round(size / _BYTES_PER_KB, 1),
        "unit": "KB",
        "target": f"<= {target / _BYTES_PER_KB:g}",
        "met": size <= target,
    }
