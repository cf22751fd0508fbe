"""A small file that every process keeps in memory and looks at again every few seconds: a read of it costs no call."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from chalicelib.kit.config import config
from chalicelib.kit.errors import Busy
from chalicelib.kit.files import FileChanged, files

T = TypeVar("T")

_LOOK_AGAIN_SECONDS = {"file": 2, "s3": 15}
_SWAP_ATTEMPTS = 20


class WatchedFile(Generic[T]):
    """The file `key`, decoded (None: there is none), as it was at most 2 seconds ago in a folder and 15 in a bucket."""

    def __init__(self, key: str, decode: Callable[[bytes | None], T], encode: Callable[[T], bytes]) -> None:
        self.key = key
        self._decode = decode
        self._encode = encode
        self._lock = threading.Lock()
        self._store: str | None = None
        self._version: str | None = None
        self._looked_at = 0.0
        self._known: T

    def get(self) -> T:
        """What the file says."""
        store = config().files
        patience_seconds = _LOOK_AGAIN_SECONDS[store.partition(":")[0]]
        if store == self._store and time.monotonic() - self._looked_at < patience_seconds:
            return self._known
        with self._lock:
            version = files().version(self.key)
            if store != self._store or version != self._version:
                stored = files().get(self.key)
                self._known = self._decode(stored.content if stored else None)
            self._store, self._version, self._looked_at = store, version, time.monotonic()
            return self._known

    def change(self, decide: Callable[[T], T]) -> T:
        """Replace what the file says by what `decide` makes of it; decided anew where somebody else was faster. This process sees
        it at once. Raises Busy."""
        for _ in range(_SWAP_ATTEMPTS):
            stored = files().get(self.key)
            wanted = decide(self._decode(stored.content if stored else None))
            try:
                files().replace(self.key, self._encode(wanted), stored.version if stored else None)
            except FileChanged:
                continue
            self._looked_at = 0.0
            return wanted
        raise Busy(retry_after_seconds=1)
