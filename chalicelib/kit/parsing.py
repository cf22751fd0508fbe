"""Bodies and query strings into msgspec Structs, with errors that name the field."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, get_origin

import msgspec

from chalicelib.kit.errors import BadRequest, Invalid

_AT = re.compile(r"^(?P<message>.*?)(?: - at (?:`key` in )?`\$?\.?(?P<path>.*)`)?$", re.DOTALL)
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]+)`")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]+)`")


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def parse_body(raw: bytes, kind: Any) -> Any:
    """The JSON body as `kind` (None: there is none; bytes: as it came). BadRequest for bad JSON, Invalid for a bad field."""
    if kind is None:
        return None
    if kind is bytes:
        return raw
    try:
        return _decoder(kind).decode(raw or b"{}")
    except msgspec.ValidationError as error:
        raise invalid(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"The body is not JSON: {error}") from None
    except RecursionError:
        raise BadRequest("The body is nested too deeply.") from None


def parse_query(parameters: Any, kind: Any) -> Any:
    """The query string as `kind` (dict: whatever is given, by name): repeated parameters fill lists, `attr.color=red` fills the dict field `attr`."""
    if kind is None:
        if parameters:
            name = next(iter(parameters))
            raise Invalid("This address takes no parameters.", fields={name: "is not a parameter here"})
        return None
    if kind is dict:
        return {name: parameters.getlist(name) for name in parameters or ()}
    values: dict[str, Any] = {}
    shapes = _shapes(kind)
    groups: dict[str, dict[str, Any]] = {name: {} for name, shape in shapes.items() if shape is dict}
    for name in parameters or ():
        given = parameters.getlist(name)
        group, _, member = name.partition(".")
        if group in groups and member:
            groups[group][member] = given
        elif shapes.get(name) is list:
            values[name] = given
        elif len(given) > 1:
            raise Invalid("A parameter is given more than once.", fields={name: "is given more than once"})
        else:
            values[name] = given[0]
    try:
        return msgspec.convert({name: group for name, group in groups.items() if group} | values, kind, strict=False)
    except msgspec.ValidationError as error:
        raise invalid(error) from None


@cache
def _shapes(kind: Any) -> dict[str, Any]:
    fields = msgspec.structs.fields(kind)
    return {field.encode_name: _container(field.type) for field in fields}


def _container(annotation: Any) -> Any:
    origin = get_origin(annotation)
    if origin in (list, dict):
        return origin
    for argument in getattr(annotation, "__args__", ()):
        found = _container(argument)
        if found is not None:
            return found
    return None


def invalid(error: msgspec.ValidationError) -> Invalid:
    """A msgspec error as ours: the field's path and a sentence."""
    match = _AT.match(str(error))
    message, path = (match["message"], match["path"] or "") if match else (str(error), "")
    named = _UNKNOWN.search(message) or _MISSING.search(message)
    if named:
        path = f"{path}.{named['name']}" if path else named["name"]
    return Invalid(fields={path or "body": message})
