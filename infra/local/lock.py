"""Who works on a data folder: one process at a time. The lock goes with the process, however that ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.settings import Refusal


@contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Hold the folder. Refuses where another process does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(
                f"Another portal is running on {folder}: stop it, or choose another folder with DATA_DIR."
            ) from None
        yield


def is_free(folder: Path) -> bool:
    """Whether nobody holds the folder now."""
    try:
        with owned(folder):
            return True
    except Refusal:
        return False
