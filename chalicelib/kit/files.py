"""Files by key: an S3 bucket when deployed, a folder on one machine. Conditional replace makes a file a safe pointer."""

from __future__ import annotations

import hashlib
import os
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import msgspec

from chalicelib.kit.config import config
from chalicelib.kit.errors import Conflict


class FileChanged(Conflict):
    title = "Somebody else changed this first; load it again"


class Stored(msgspec.Struct, frozen=True):
    """A file's bytes and the version to name when replacing it (another word than `FileStore.version` gives)."""

    content: bytes
    version: str


class FileStore(Protocol):
    """Whole files under slash-separated keys."""

    def get(self, key: str) -> Stored | None:
        """The file, or None."""

    def version(self, key: str) -> str | None:
        """A cheap look, to be compared with an earlier one: it differs when the file was written since. None: no such file."""

    def put(self, key: str, content: bytes) -> None:
        """Write, replacing what is there (not for keys that others `replace`)."""

    def replace(self, key: str, content: bytes, expected: str | None) -> str:
        """Write only over version `expected` (None: only where nothing is); the new version. Raises FileChanged."""

    def delete(self, key: str) -> None:
        """Remove; nothing happens where there is none."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees all of it or nothing, whoever else writes it at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    partial.write_bytes(content)
    partial.replace(path)


class FolderStore:
    """A folder. A file's version is the hash of its content; replacing holds a lock file, across threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where `key` lies."""
        path = (self.folder / key).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise ValueError(f"key {key!r} leaves the store")
        return path

    def get(self, key: str) -> Stored | None:
        try:
            content = self.path(key).read_bytes()
        except FileNotFoundError:
            return None
        return Stored(content, _content_version(content))

    def version(self, key: str) -> str | None:
        try:
            status = os.stat(self.path(key))
        except FileNotFoundError:
            return None
        return f"{status.st_mtime_ns}-{status.st_ino}-{status.st_size}"

    def put(self, key: str, content: bytes) -> None:
        write_whole(self.path(key), content)

    def replace(self, key: str, content: bytes, expected: str | None) -> str:
        import fcntl

        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_name(path.name + ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            known = self.get(key)
            if (known.version if known else None) != expected:
                raise FileChanged()
            self.put(key, content)
        return _content_version(content)

    def delete(self, key: str) -> None:
        with suppress(FileNotFoundError):
            self.path(key).unlink()


def _content_version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class S3Store:
    """An S3 bucket. A file's version is its ETag; replacing uses S3's conditional writes."""

    def __init__(self, bucket: str, client: Any = None) -> None:
        import boto3

        self.bucket = bucket
        self.client = client or boto3.client("s3", region_name=config().region)

    def get(self, key: str) -> Stored | None:
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=key)
        except self.client.exceptions.NoSuchKey:
            return None
        return Stored(answer["Body"].read(), answer["ETag"])

    def version(self, key: str) -> str | None:
        from botocore.exceptions import ClientError

        try:
            return str(self.client.head_object(Bucket=self.bucket, Key=key)["ETag"])
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise

    def put(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=key, Body=content)

    def replace(self, key: str, content: bytes, expected: str | None) -> str:
        from botocore.exceptions import ClientError

        condition = {"IfNoneMatch": "*"} if expected is None else {"IfMatch": expected}
        try:
            return str(self.client.put_object(Bucket=self.bucket, Key=key, Body=content, **condition)["ETag"])
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in (404, 409, 412):
                raise FileChanged() from None
            raise

    def delete(self, key: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=key)


@cache
def files() -> FileStore:
    """The file store of this deployment."""
    kind, _, where = config().files.partition(":")
    return S3Store(where) if kind == "s3" else FolderStore(Path(where))
