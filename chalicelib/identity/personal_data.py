"""What other parts of the portal keep of a person, for the person's export. The composition root registers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Source = Callable[[str], Any]
"""Takes an account's id, gives what is kept of it, ready for JSON (Structs, lists, dicts)."""

_sources: dict[str, Source] = {}


def register(sources: Mapping[str, Source]) -> None:
    """Let each source tell what it keeps, under its name in the export: `{"orders": orders_of}`."""
    _sources.update(sources)


def collect(account_id: str) -> dict[str, Any]:
    """What every source keeps of an account."""
    return {name: source(account_id) for name, source in _sources.items()}
