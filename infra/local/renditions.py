"""PNG renditions of drawn pictures, made when first asked for: share previews take no SVG."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from urllib.parse import unquote

WIDTH = 1200
"""Pixels: what the large preview cards of the known networks ask for at least."""

_drawing = threading.Lock()


def make_missing(media: Path, path: str) -> None:
    """Where `path` (percent-encoded, below `media`) is a PNG that is not there and its SVG is, draw it."""
    picture = (media / unquote(path)).resolve()
    drawn = picture.with_suffix(".svg")
    if (
        picture.suffix != ".png"
        or not picture.is_relative_to(media.resolve())
        or picture.exists()
        or not drawn.is_file()
    ):
        return
    import resvg_py  # only here: few ever ask for a rendition

    with _drawing:
        content = resvg_py.svg_to_bytes(svg_path=str(drawn), width=WIDTH)
    partial = picture.with_name(f"{picture.name}.{threading.get_ident()}.part")
    partial.write_bytes(bytes(content))
    os.replace(partial, picture)
