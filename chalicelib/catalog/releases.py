"""Releases in the file store: where they lie, which one is live, and how that changes.

`catalog/releases.json` names the live release and those before it; it is replaced with compare-and-swap, so a crash or
a race leaves one of the two whole states. A release itself never changes: a folder beside it on one machine,
`catalog/releases/<id>.tar.gz` in a bucket (unpacked into the temporary folder once a process).
"""

from __future__ import annotations

import io
import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from chalicelib.catalog.release import Release
from chalicelib.kit import clock
from chalicelib.kit.config import config
from chalicelib.kit.errors import Busy, Conflict, NotFound
from chalicelib.kit.files import FileChanged, FolderStore, files

log = logging.getLogger(__name__)

POINTER = "catalog/releases.json"
_FOLDER = "catalog/releases"
_BUILDING = "catalog/building"
KEPT_RELEASES = 20
_LOOK_AGAIN_SECONDS = {"file": 2, "s3": 15}
_SWAP_ATTEMPTS = 20


class ReleaseNotFound(NotFound):
    title = "This release is no longer kept"


class NewerImportPublished(Conflict):
    title = "A newer import was published meanwhile; this one was left aside"


class ReleaseEntry(msgspec.Struct, frozen=True):
    """A release in the pointer's history. `imported_at`: when the import that made it live was asked for."""

    id: str
    products: int
    created_at: str
    source: str
    imported_at: str
    activated_at: str | None = None


class History(msgspec.Struct, frozen=True):
    """The pointer file: the live release and all that are kept, newest first."""

    active: str | None = None
    releases: list[ReleaseEntry] = []

    def entry(self, release: str | None) -> ReleaseEntry | None:
        return next((entry for entry in self.releases if entry.id == release), None)


def history() -> History:
    """The pointer as it is now."""
    stored = files().get(POINTER)
    return msgspec.json.decode(stored.content, type=History) if stored else History()


@contextmanager
def building_folder() -> Iterator[Path]:
    """A folder to build in, gone afterwards; on the same disk as the releases, so that publishing is a rename."""
    store = files()
    parent = store.path(_BUILDING) if isinstance(store, FolderStore) else None
    if parent is not None:
        parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="release-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_unfinished() -> None:
    """Remove what crashed imports left half built. Call it only while holding the import lock."""
    store = files()
    if isinstance(store, FolderStore):
        for left in store.path(_BUILDING).glob("release-*"):
            shutil.rmtree(left, ignore_errors=True)


def keep(folder: Path, release: str) -> None:
    """Store a built release under its id; nothing happens where it is kept already."""
    store = files()
    if isinstance(store, FolderStore):
        target = store.path(f"{_FOLDER}/{release}")
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            folder.rename(target)
    elif store.version(_archive(release)) is None:
        import tarfile

        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=3) as archive:
            archive.add(folder, arcname=".")
        store.put(_archive(release), packed.getvalue())


def is_kept(release: str) -> bool:
    """Whether the release's files are there."""
    store = files()
    if isinstance(store, FolderStore):
        return store.path(f"{_FOLDER}/{release}/manifest.json").exists()
    return store.version(_archive(release)) is not None


def publish(entry: ReleaseEntry) -> None:
    """Make a kept release live, by an import. Raises NewerImportPublished where a later import came first."""
    for _ in range(_SWAP_ATTEMPTS):
        stored = files().get(POINTER)
        known = msgspec.json.decode(stored.content, type=History) if stored else History()
        live = known.entry(known.active)
        if live is not None and datetime.fromisoformat(live.imported_at) > datetime.fromisoformat(entry.imported_at):
            raise NewerImportPublished()
        others = [other for other in known.releases if other.id != entry.id]
        if _swap(History(entry.id, [entry, *others]), stored.version if stored else None):
            return
    raise Busy(retry_after_seconds=1)


def activate(release: str, now: datetime) -> ReleaseEntry:
    """Make an earlier release live again. Raises ReleaseNotFound for one that is not kept."""
    for _ in range(_SWAP_ATTEMPTS):
        stored = files().get(POINTER)
        known = msgspec.json.decode(stored.content, type=History) if stored else History()
        wanted = known.entry(release)
        if stored is None or wanted is None or not is_kept(release):
            raise ReleaseNotFound()
        if known.active == release:
            return wanted
        changed = msgspec.structs.replace(wanted, activated_at=clock.rfc3339(now))
        entries = [changed if entry.id == release else entry for entry in known.releases]
        if _swap(History(release, entries), stored.version):
            return changed
    raise Busy(retry_after_seconds=1)


def _swap(wanted: History, expected: str | None) -> bool:
    live = [entry for entry in wanted.releases if entry.id == wanted.active]
    rest = [entry for entry in wanted.releases if entry.id != wanted.active]
    kept = sorted(live + rest[: KEPT_RELEASES - 1], key=wanted.releases.index)
    try:
        files().replace(POINTER, msgspec.json.encode(History(wanted.active, kept)), expected)
    except FileChanged:
        return False
    for entry in rest[KEPT_RELEASES - 1 :]:
        _forget_files(entry.id)
    _live.look_again()
    return True


def _forget_files(release: str) -> None:
    store = files()
    if isinstance(store, FolderStore):
        shutil.rmtree(store.path(f"{_FOLDER}/{release}"), ignore_errors=True)
    else:
        store.delete(_archive(release))


def _archive(release: str) -> str:
    return f"{_FOLDER}/{release}.tar.gz"


class _Live:
    """The live release of this process, looked up again every few seconds."""

    def __init__(self) -> None:
        self._store = ""
        self._version: str | None = None
        self._release: Release | None = None
        self._looked_at = 0.0
        self._lock = threading.Lock()

    def look_again(self) -> None:
        self._looked_at = 0.0

    def get(self) -> Release | None:
        store = config().files
        if store == self._store and time.monotonic() - self._looked_at < _look_again_seconds(store):
            return self._release
        with self._lock:
            version = files().version(POINTER)
            if store != self._store or version != self._version:
                active = history().active
                if active is None:
                    self._release = None
                elif self._release is None or self._release.id != active or store != self._store:
                    self._release = _open_readable(active)
            self._store, self._version, self._looked_at = store, version, time.monotonic()
            return self._release


def _look_again_seconds(store: str) -> int:
    return _LOOK_AGAIN_SECONDS[store.partition(":")[0]]


_live = _Live()


def _open_readable(release: str) -> Release | None:
    """The release, or None where another version of this code wrote it: importing the feed again makes a readable one."""
    try:
        return open_release(release)
    except (msgspec.ValidationError, OSError):
        log.exception("release %s cannot be read; import its feed again", release)
        return None


def live() -> Release | None:
    """The release that the shop shows; None before the first import."""
    return _live.get()


def open_release(release: str) -> Release:
    """Open a kept release: in place on one machine, fetched once into the temporary folder elsewhere."""
    store = files()
    if isinstance(store, FolderStore):
        return Release(store.path(f"{_FOLDER}/{release}"))
    return Release(_fetched(release))


def _fetched(release: str) -> Path:
    import tarfile

    target = Path(tempfile.gettempdir()) / "portico-releases" / release
    if target.exists():
        return target
    stored = files().get(_archive(release))
    if stored is None:
        raise ReleaseNotFound()
    target.parent.mkdir(exist_ok=True)
    for earlier in target.parent.iterdir():  # Lambda's temporary folder is small; an opened release stays readable
        shutil.rmtree(earlier, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(dir=target.parent))
    with tarfile.open(fileobj=io.BytesIO(stored.content), mode="r:gz") as archive:
        archive.extractall(partial, filter="data")
    os.replace(partial, target)
    return target
