"""Drawn pictures as PNG, for share previews."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.renditions import make_missing

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="red"/></svg>'
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "square.svg").write_text(SQUARE)
    (tmp_path / "outside.svg").write_text(SQUARE)
    return tmp_path / "media"


def test_a_drawn_picture_is_there_as_png_when_somebody_asks(media: Path) -> None:
    make_missing(media, "square.png")
    assert (media / "square.png").read_bytes().startswith(PNG_SIGNATURE)


def test_nothing_is_made_for_what_was_never_drawn_or_lies_outside(media: Path) -> None:
    for path in ("circle.png", "square.svg", "../outside.png", "%2e%2e/outside.png"):
        make_missing(media, path)
    assert sorted(file.name for file in media.iterdir()) == ["square.svg"]
    assert not (media.parent / "outside.png").exists()
