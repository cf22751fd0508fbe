"""The OpenAPI 3.1 document, made from the routes and their msgspec types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from chalicelib.kit.http import Route
from chalicelib.kit.problems import CONTENT_TYPE, Problem

_REASONS = {
    400: "The request could not be read",
    401: "Not signed in",
    403: "Not allowed",
    404: "Nothing here",
    405: "Method not allowed",
    409: "Wrong state or version",
    410: "No longer available",
    413: "Body too large",
    415: "Content type not accepted",
    422: "A field is not valid",
    429: "Too many requests",
    502: "Upstream failed",
    503: "Busy; try again",
}


def document(routes: Sequence[Route], title: str, version: str) -> dict[str, Any]:
    """The whole document, ready for JSON."""
    kinds = [kind for route in routes for kind in (route.body, route.answer) if _is_schema(kind)]
    queries = [route.query for route in routes if route.query is not None]
    schemas, components = msgspec.json.schema_components(
        [*kinds, *queries, Problem], ref_template="#/components/schemas/{name}"
    )
    by_kind = {id(kind): schema for kind, schema in zip([*kinds, *queries, Problem], schemas, strict=True)}
    components["Problem"]["additionalProperties"] = True
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_kind, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": components,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _is_schema(kind: Any) -> bool:
    return kind is not None and kind is not bytes and kind is not str


def _operation(route: Route, by_kind: dict[int, Any], components: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": [*_path_parameters(route), *_query_parameters(route, components), *_headers(route)],
        "responses": _responses(route, by_kind),
    }
    if route.access.token == "required":
        operation["security"] = [{"bearer": []}]
    elif route.access.token == "optional":
        operation["security"] = [{}, {"bearer": []}]
    if route.access.roles:
        operation["description"] = f"Roles: {', '.join(sorted(route.access.roles))}."
    if route.body is not None:
        schema = by_kind[id(route.body)] if _is_schema(route.body) else {"type": "string", "format": "binary"}
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


def _query_parameters(route: Route, components: dict[str, Any]) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    properties = components[route.query.__name__]["properties"]
    required = components[route.query.__name__].get("required", [])
    parameters = []
    for name, schema in properties.items():
        parameter: dict[str, Any] = {"name": name, "in": "query", "required": name in required, "schema": schema}
        if schema.get("type") == "object":
            parameter["description"] = f"Given as `{name}.<name>=value`, as often as needed."
        parameters.append(parameter)
    return parameters


def _headers(route: Route) -> list[dict[str, Any]]:
    if not route.idempotent:
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    return [{"name": "Idempotency-Key", "in": "header", "required": False, "schema": schema}]


def _responses(route: Route, by_kind: dict[int, Any]) -> dict[str, Any]:
    success: dict[str, Any] = {"description": route.summary}
    if _is_schema(route.answer):
        success["content"] = {route.answer_type: {"schema": by_kind[id(route.answer)]}}
    elif route.answer is not None:
        success["content"] = {route.answer_type: {"schema": {"type": "string"}}}
    problem = {CONTENT_TYPE: {"schema": by_kind[id(Problem)]}}
    answers = {str(route.status if route.answer is not None else 204): success}
    for status in sorted(_statuses(route)):
        answers[str(status)] = {"description": _REASONS[status], "content": problem}
    return answers


def _statuses(route: Route) -> set[int]:
    found = {422, *route.errors}  # an unknown query parameter is refused everywhere
    if route.access.token != "ignored":
        found |= {401}
    if route.access.roles:
        found |= {403}
    if "{" in route.path:
        found |= {404}
    if route.body is not None:
        found |= {400, 413, 415}
    if route.method != "GET":
        found |= {409, 413, 503}
    return found
