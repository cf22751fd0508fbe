"""Clicks, found by their id."""

from __future__ import annotations

from chalicelib.affiliates.domain.click import Click


def find_click(click_id: str) -> Click | None:
    """The click, or None where it is not known (yet)."""
    return None
