"""The OpenAPI 3.1 document, made from the routes and their msgspec types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import msgspec

from chalicelib.kit.http import Route
from chalicelib.kit.problems import CONTENT_TYPE, Problem

_REFERENCE = "#/components/schemas/"


def document(
    routes: Sequence[Route], title: str, version: str, messages: Mapping[str, tuple[type, str]] = MappingProxyType({})
) -> dict[str, Any]:
    """The whole document, ready for JSON. `messages`: what is sent to others' webhooks, by name, each with what it tells."""
    kinds = [kind for route in routes for kind in (route.body, route.query, route.answer) if _has_schema(kind)]
    kinds += [kind for kind, _ in messages.values()]
    schemas, components = msgspec.json.schema_components([*kinds, Problem], ref_template=_REFERENCE + "{name}")
    by_kind = {id(kind): schema for kind, schema in zip([*kinds, Problem], schemas, strict=True)}
    components["Problem"]["additionalProperties"] = True
    _require_what_is_always_there(routes, by_kind, components)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_kind, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": dict(sorted(paths.items())),
        "webhooks": {name: _webhook(by_kind[id(kind)], told) for name, (kind, told) in messages.items()},
        "components": {
            "schemas": components,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _has_schema(kind: Any) -> bool:
    return kind is not None and kind is not bytes and kind is not str


def _require_what_is_always_there(routes: Sequence[Route], by_kind: dict[int, Any], components: dict[str, Any]) -> None:
    """A default makes a field optional in a request; in an answer every field is written."""
    sent = _reachable((by_kind[id(route.answer)] for route in routes if _has_schema(route.answer)), components)
    taken = _reachable((by_kind[id(route.body)] for route in routes if _has_schema(route.body)), components)
    for name in sent - taken:
        if "properties" in components[name]:
            components[name]["required"] = list(components[name]["properties"])


def _reachable(schemas: Iterable[Any], components: dict[str, Any]) -> set[str]:
    """The names of all components that `schemas` lead to."""
    found: set[str] = set()
    open_ends = list(schemas)
    while open_ends:
        part = open_ends.pop()
        if isinstance(part, dict):
            name = part.get("$ref", "").removeprefix(_REFERENCE)
            if name and name not in found:
                found.add(name)
                open_ends.append(components[name])
            open_ends.extend(part.values())
        elif isinstance(part, list):
            open_ends.extend(part)
    return found


def _operation(route: Route, by_kind: dict[int, Any], components: dict[str, Any]) -> dict[str, Any]:
    query, words = _query(route, by_kind, components)
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": [*_path_parameters(route), *query, *_headers(route)],
        "responses": _responses(route, by_kind),
    }
    if route.access.token == "required":
        operation["security"] = [{"bearer": []}]
    elif route.access.token == "optional":
        operation["security"] = [{}, {"bearer": []}]
    if route.access.roles:
        words.insert(0, f"Roles: {', '.join(sorted(route.access.roles))}.")
    if words:
        operation["description"] = " ".join(words)
    if route.body is not None:
        schema = by_kind[id(route.body)] if _has_schema(route.body) else {"type": "string", "format": "binary"}
        operation["requestBody"] = {
            "required": True,
            "content": {kind: {"schema": schema} for kind in route.content_types},
        }
    return operation


def _operation_id(route: Route) -> str:
    words = re.findall(r"[A-Za-z0-9]+", route.path.removeprefix("/v1"))
    return "_".join([route.method.lower(), *words])


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]


def _query(route: Route, by_kind: dict[int, Any], components: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """The query's parameters, and words for those that OpenAPI cannot say (`attr.colour=red`)."""
    if route.query is None:
        return [], []
    struct = components[by_kind[id(route.query)]["$ref"].removeprefix(_REFERENCE)]
    required = struct.get("required", [])
    parameters, words = [], []
    for name, schema in struct["properties"].items():
        if schema.get("type") == "object":
            words.append(f"`{name}.<name>=<value>` may be given as often as needed.")
        else:
            parameters.append({"name": name, "in": "query", "required": name in required, "schema": schema})
    return parameters, words


def _headers(route: Route) -> list[dict[str, Any]]:
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    names = (*route.headers, "Idempotency-Key") if route.idempotent else route.headers
    return [{"name": name, "in": "header", "required": False, "schema": schema} for name in names]


def _responses(route: Route, by_kind: dict[int, Any]) -> dict[str, Any]:
    success: dict[str, Any] = {"description": route.summary}
    if _has_schema(route.answer):
        success["content"] = {route.answer_type: {"schema": by_kind[id(route.answer)]}}
    elif route.answer is not None:
        success["content"] = {route.answer_type: {"schema": {"type": "string"}}}
    if route.idempotent:
        replayed = {"description": "`true` where this is the stored answer of an earlier, equal request"}
        success["headers"] = {"Idempotency-Replayed": {**replayed, "schema": {"type": "string", "const": "true"}}}
    answers = {str(route.status if route.answer is not None else 204): success}
    for status in sorted(_statuses(route)):
        answers[str(status)] = _refusal(status, by_kind[id(Problem)])
    return answers


def _webhook(schema: Any, told: str) -> dict[str, Any]:
    """A message that we send: what it tells, and what the other side is to answer."""
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {"post": {"summary": told, "requestBody": body, "responses": {"2XX": {"description": "It is taken"}}}}


def _refusal(status: int, schema: dict[str, Any]) -> dict[str, Any]:
    refusal: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {CONTENT_TYPE: {"schema": schema}},
    }
    if status in (429, 503):
        refusal["headers"] = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}}
    return refusal


def _statuses(route: Route) -> set[int]:
    found = {413, 422, 503, *route.errors}  # a body that is too large, an unknown parameter, a busy store: anywhere
    if route.access.token != "ignored":
        found |= {401}
    if route.access.roles:
        found |= {403}
    if "{" in route.path:
        found |= {404}
    if route.body is not None:
        found |= {400, 415}
    if route.method != "GET":
        found |= {409}
    return found
