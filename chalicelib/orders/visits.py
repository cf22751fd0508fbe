"""By whose link a buyer came."""

from __future__ import annotations

import re
from collections.abc import Mapping

_COOKIE = re.compile(r"(?:^|;\s*)portico_click=(?P<click>clk_[0-9a-z]{26})(?:;|$)")


def click_of(given: str | None, headers: Mapping[str, str]) -> str | None:
    """The affiliate's click that led here: the one of this visit, as the page says, else the one that the browser remembers."""
    if given is not None:
        return given
    found = _COOKIE.search(headers.get("cookie", ""))
    return found["click"] if found else None
