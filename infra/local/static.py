"""Files over HTTP: the built web apps, pictures. Gzip where it pays, ETags, and caches that never show what is old."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import threading
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from infra.local.gateway import Headers, Reply

IMMUTABLE = "public, max-age=31536000, immutable"
"""For files with their hash in their name."""
REVALIDATE = "public, no-cache"
PICTURE = "public, max-age=86400"
SMALLEST_GZIP_BYTES = 512
KEPT_BYTES = 16 * 1024 * 1024
"""How much of all files together stays in memory."""
_COMPRESSIBLE = ("text/", "application/json", "application/javascript", "application/manifest+json", "image/svg")

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True)
class _File:
    version: tuple[int, int]
    content: bytes
    gzipped: bytes | None
    content_type: str
    etag: str


class Files:
    """The files under `folder`; `cache` is their Cache-Control."""

    def __init__(self, folder: Path, cache: str) -> None:
        self.folder = folder.resolve()
        self.cache = cache
        self._known: dict[str, _File] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def answer(self, path: str, headers: dict[str, str]) -> Reply | None:
        """The file at `path` (percent-encoded, relative), or None."""
        file = self._file(path)
        if file is None:
            return None
        answer: Headers = [("Cache-Control", self.cache), ("ETag", file.etag), ("Vary", "Accept-Encoding")]
        if file.etag in headers.get("if-none-match", ""):
            return Reply(304, answer, b"")
        answer.append(("Content-Type", file.content_type))
        if file.gzipped is not None and "gzip" in headers.get("accept-encoding", ""):
            return Reply(200, [*answer, ("Content-Encoding", "gzip")], file.gzipped)
        return Reply(200, answer, file.content)

    def _file(self, path: str) -> _File | None:
        try:
            place = (self.folder / unquote(path).lstrip("/")).resolve()
            if not place.is_relative_to(self.folder):
                return None
            status = place.stat()
            version = (status.st_mtime_ns, status.st_ino)
            known = self._known.get(path)
            return known if known is not None and known.version == version else self._read(path, place, version)
        except (OSError, ValueError):  # no such file, a folder, a NUL in its name
            return None

    def _read(self, path: str, place: Path, version: tuple[int, int]) -> _File:
        content = place.read_bytes()
        kind = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
        gzipped = None
        if kind.startswith(_COMPRESSIBLE) and len(content) >= SMALLEST_GZIP_BYTES:
            ready = place.with_name(place.name + ".gz")
            gzipped = ready.read_bytes() if ready.exists() else gzip.compress(content, 6, mtime=0)
        if kind.startswith("text/"):
            kind += "; charset=utf-8"
        file = _File(version, content, gzipped, kind, f'"{hashlib.sha256(content).hexdigest()[:20]}"')
        self._keep(path, file)
        return file

    def _keep(self, path: str, file: _File) -> None:
        with self._lock:
            size = len(file.content) + len(file.gzipped or b"")
            if self._bytes + size > KEPT_BYTES:
                self._known.clear()
                self._bytes = 0
            self._known[path] = file
            self._bytes += size
