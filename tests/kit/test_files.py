"""Files by key, in a folder and in S3: whole or not at all, and replaced by one at a time."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import pytest

from chalicelib.kit.files import FileChanged, FileStore, FolderStore, S3Store, files
from tests.support.environment import ROOT


@pytest.fixture(params=["folder", "s3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "folder":
        return FolderStore(tmp_path / "kept")
    request.getfixturevalue("store")
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="kept")
    return S3Store("kept", client)


def test_what_was_put_is_there(kept):
    kept.put("a/b.txt", b"one")
    kept.put("a/b.txt", b"two")
    assert kept.get("a/b.txt").content == b"two"


def test_what_was_never_put_or_was_removed_is_not_there(kept):
    kept.put("a", b"x")
    kept.delete("a")
    kept.delete("a")
    assert (kept.get("a"), kept.version("a"), kept.get("b")) == (None, None, None)


def test_a_look_at_the_version_tells_a_change(kept):
    kept.put("pointer", b"one")
    seen = kept.version("pointer")
    assert kept.version("pointer") == seen
    kept.put("pointer", b"two")
    assert kept.version("pointer") != seen


def test_a_file_is_replaced_only_by_who_saw_it_last(kept):
    kept.replace("pointer", b"one", None)
    first = kept.get("pointer").version
    second = kept.replace("pointer", b"two", first)
    assert kept.get("pointer").version == second
    for stale in (first, None):
        with pytest.raises(FileChanged):
            kept.replace("pointer", b"three", stale)
    assert kept.get("pointer").content == b"two"


def test_a_file_that_is_gone_is_not_replaced(kept):
    kept.put("pointer", b"one")
    version = kept.get("pointer").version
    kept.delete("pointer")
    with pytest.raises(FileChanged):
        kept.replace("pointer", b"two", version)


def test_the_deployment_says_where_files_are(folder):
    files().put("here", b"x")
    assert (folder / "files" / "here").read_bytes() == b"x"


def test_no_key_leaves_the_folder(tmp_path):
    for key in ("../outside", "a/../../outside", "/etc/hosts"):
        with pytest.raises(ValueError, match="leaves the store"):
            FolderStore(tmp_path / "kept").put(key, b"x")


def add_one(kept: FileStore, times: int) -> None:
    """Count in a file, beginning again whenever somebody else was faster."""
    for _ in range(times):
        while True:
            seen = kept.get("count")
            try:
                kept.replace("count", str(int(seen.content) + 1).encode(), seen.version)
                break
            except FileChanged:
                continue


def test_no_replacement_is_lost_between_threads(tmp_path):
    kept = FolderStore(tmp_path)
    kept.put("count", b"0")
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda _: add_one(kept, 10), range(4)))
    assert kept.get("count").content == b"40"


def test_no_replacement_is_lost_between_processes(tmp_path):
    FolderStore(tmp_path).put("count", b"0")
    program = (
        "from pathlib import Path; from chalicelib.kit.files import FolderStore; "
        f"from tests.kit.test_files import add_one; add_one(FolderStore(Path({str(tmp_path)!r})), 15)"
    )
    counting = [subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) for _ in range(2)]
    assert [process.wait() for process in counting] == [0, 0]
    assert FolderStore(tmp_path).get("count").content == b"30"


def test_a_reader_sees_a_file_whole_while_it_is_written(tmp_path):
    kept = FolderStore(tmp_path)
    contents = [bytes([number]) * 200_000 for number in range(4)]
    kept.put("big", contents[0])
    with ThreadPoolExecutor(2) as writers:
        writing = [writers.submit(kept.put, "big", content) for content in contents * 5]
        while not all(done.done() for done in writing):
            assert kept.get("big").content in contents
    assert not list(tmp_path.glob("*.part"))
