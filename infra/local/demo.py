"""The demo shop at the first start: `python -m infra.local.demo`."""

from __future__ import annotations

from pathlib import Path


def is_missing(data: Path) -> bool:
    """Whether this folder has no demo yet."""
    return False


def logins() -> list[str]:
    """The demo accounts, one line each."""
    return []
