"""Files of the web apps and pictures over HTTP."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from infra.local.static import IMMUTABLE, Files

SCRIPT = b"console.log('hello');" * 100


@pytest.fixture
def files(tmp_path: Path) -> Files:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "app.js").write_bytes(SCRIPT)
    (tmp_path / "web" / "small.svg").write_bytes(b"<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    return Files(tmp_path / "web", IMMUTABLE)


def test_a_script_comes_with_its_type_and_cache_rule(files: Files) -> None:
    reply = files.answer("/app.js", {})
    assert reply is not None
    assert (reply.status, reply.body) == (200, SCRIPT)
    assert reply.header("content-type").startswith("text/javascript")
    assert reply.header("cache-control") == IMMUTABLE


def test_a_browser_that_takes_gzip_gets_gzip(files: Files) -> None:
    reply = files.answer("/app.js", {"accept-encoding": "gzip, br"})
    assert reply is not None
    assert reply.header("content-encoding") == "gzip"
    assert gzip.decompress(reply.body) == SCRIPT


def test_what_the_build_compressed_is_sent_as_it_is(files: Files) -> None:
    ready = gzip.compress(SCRIPT, 1, mtime=7)
    (files.folder / "app.js.gz").write_bytes(ready)
    reply = files.answer("/app.js", {"accept-encoding": "gzip"})
    assert reply is not None
    assert reply.body == ready


def test_small_files_are_not_worth_compressing(files: Files) -> None:
    reply = files.answer("/small.svg", {"accept-encoding": "gzip"})
    assert reply is not None
    assert reply.header("content-encoding") == ""


def test_an_unchanged_file_is_not_sent_again_and_a_changed_one_is(files: Files) -> None:
    first = files.answer("/app.js", {})
    assert first is not None
    known = {"if-none-match": first.header("etag")}
    again = files.answer("/app.js", known)
    assert again is not None
    assert (again.status, again.body) == (304, b"")
    replaced = files.folder / "app.js.new"
    replaced.write_bytes(b"changed")
    os.replace(replaced, files.folder / "app.js")
    changed = files.answer("/app.js", known)
    assert changed is not None
    assert (changed.status, changed.body) == (200, b"changed")


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//etc/passwd", "/", "/no", "/%00"]
)
def test_nothing_outside_the_folder_is_served(files: Files, path: str) -> None:
    assert files.answer(path, {}) is None
