"""Writes the OpenAPI document to a file: `python -m infra.openapi_file <path>`. The web apps' types are made from it."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import msgspec

from chalicelib import bootstrap
from chalicelib.catalog import schemas as catalog
from chalicelib.identity import schemas as identity
from chalicelib.orders import schemas as orders
from chalicelib.pricing import schemas as pricing


def _structs() -> list[Any]:
    """Every type of the interface, also those that no route names directly."""
    return [
        kind
        for module in (identity, catalog, pricing, orders)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__
    ]


def document() -> dict[str, Any]:
    """The OpenAPI document with the schemas of all contexts."""
    made: dict[str, Any] = msgspec.to_builtins(bootstrap.openapi_document())
    _, components = msgspec.json.schema_components(_structs(), ref_template="#/components/schemas/{name}")
    made["components"]["schemas"] = components | made["components"]["schemas"]
    return made


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(msgspec.json.encode(document()))
