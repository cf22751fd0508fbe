"""Writes the OpenAPI document to a file: `python -m infra.openapi_file <path>`. The web apps' types are made from it."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from chalicelib import bootstrap

if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(msgspec.json.encode(bootstrap.openapi_document()))
