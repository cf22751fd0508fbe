"""Stripe's form encoding: `line_items[0][price_data][currency]=usd` to nested dicts and lists, and onto typed parameters."""

from __future__ import annotations

import re
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec

from infra.local.stripe_sandbox.errors import StripeError, invalid

T = TypeVar("T")

_PART = re.compile(r"[^\[\]]+")
_AT = re.compile(r"^(?P<what>.*?)(?: - at (?:`key` in )?`(?P<path>[^`]*)`)?$", re.DOTALL)
_NAMED = re.compile(r"(unknown|missing required) field `(?P<name>[^`]+)`")


def decode(encoded: str) -> dict[str, Any]:
    """Nested parameters of a form-encoded body or query string."""
    root: dict[str, Any] = {}
    for key, value in parse_qsl(encoded, keep_blank_values=True):
        parts = _PART.findall(key) or [key]
        if key.endswith("[]"):
            parts.append(str(len(_descend(root, parts))))
        _descend(root, parts[:-1])[parts[-1]] = value
    return {name: _lists(name, value) for name, value in root.items()}


def _descend(node: dict[str, Any], parts: list[str]) -> dict[str, Any]:
    for part in parts:
        child = node.setdefault(part, {})
        if not isinstance(child, dict):
            raise invalid("Invalid request parameters", param=part)
        node = child
    return node


def _lists(name: str, value: Any) -> Any:
    """Dicts with only numbers for keys are lists, but for metadata, whose keys are the caller's."""
    if not isinstance(value, dict):
        return value
    if name != "metadata" and value and all(key.isdigit() for key in value):
        return [_lists("", value[key]) for key in sorted(value, key=int)]
    return {key: _lists(key, child) for key, child in value.items()}


def typed(params: dict[str, Any], kind: type[T]) -> T:
    """The parameters as `kind`. Raises Stripe's own complaints about what is unknown, missing or of the wrong type."""
    try:
        return msgspec.convert(params, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _complaint(str(error)) from None


def _complaint(text: str) -> StripeError:
    found = _AT.match(text)
    what, path = (found["what"], found["path"] or "") if found else (text, "")
    param = "".join(f"[{part}]" for part in re.findall(r"[A-Za-z_]+|\d+", path)).replace("[", "", 1).replace("]", "", 1)
    named = _NAMED.search(what)
    if named is None:
        code = "parameter_invalid_integer" if "`int`" in what else None
        return invalid(f"Invalid {param}: {what}", param=param or None, code=code)
    param = f"{param}[{named['name']}]" if param else named["name"]
    if named[1] == "unknown":
        return invalid(f"Received unknown parameter: {param}", param=param, code="parameter_unknown")
    return invalid(f"Missing required param: {param}.", param=param, code="parameter_missing")
