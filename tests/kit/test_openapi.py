"""The OpenAPI document is valid and says of a route what the route does."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from openapi_spec_validator import OpenAPIV31SpecValidator

from chalicelib import bootstrap
from chalicelib.kit import openapi
from chalicelib.kit.http import SIGNED_IN, Api, staff
from chalicelib.kit.money import Money


class Colour(msgspec.Struct, frozen=True):
    name: Literal["red", "blue"]
    price: Money | None = None


class Paint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    colour: Literal["red", "blue"] = "red"


class Filter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    brand: list[str] = []
    attr: dict[str, list[str]] = {}


api = Api(__name__, "paint")


def nothing(call: Any, **path: str) -> None:
    """What these routes do does not matter here."""


api.get("/v1/colours", summary="Colours", query=Filter, answer=list[Colour])(nothing)
api.post(
    "/v1/walls/{wall}/paint", summary="Paint", body=Paint, answer=Colour, status=201, access=SIGNED_IN, idempotent=True
)(nothing)
api.delete("/v1/walls/{wall}", summary="Pull down", access=staff("finance"), headers=("Wall-Token",), errors=(429,))(
    nothing
)
api.put("/v1/walls/{wall}/photo", summary="Photo", body=bytes, content_types=("image/png",))(nothing)
api.get("/v1/photo", summary="Photo", answer=bytes, answer_type="image/png")(nothing)


def document() -> dict[str, Any]:
    return msgspec.json.decode(msgspec.json.encode(openapi.document(api.routes, "Paint", "1")))


def operation(method: str, path: str) -> Any:
    return document()["paths"][path][method]


def test_the_portals_document_is_valid():
    made = msgspec.json.decode(msgspec.json.encode(bootstrap.openapi_document()))
    OpenAPIV31SpecValidator(made).validate()


def test_this_document_is_valid():
    OpenAPIV31SpecValidator(document()).validate()


def test_operations_of_the_portal_have_names_of_their_own():
    paths: Any = bootstrap.openapi_document()["paths"]
    names = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert len(names) == len(set(names))


def test_requests_of_the_portal_refuse_unknown_fields():
    loose = [
        f"{route.method} {route.path}: {kind.__name__}"
        for route in bootstrap.all_routes()
        for kind in (route.body, route.query)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
        if not kind.__struct_config__.forbid_unknown_fields
    ]
    assert loose == []


def test_no_pattern_of_the_portal_lets_a_line_feed_follow():
    def ends(part: Any) -> list[str]:
        if isinstance(part, list):
            return [found for each in part for found in ends(each)]
        if not isinstance(part, dict):
            return []
        own = [part["pattern"]] if str(part.get("pattern", "")).endswith("$") else []
        return own + [found for each in part.values() for found in ends(each)]

    assert ends(bootstrap.openapi_document()) == []


def test_statuses_follow_from_what_a_route_takes():
    assert set(operation("get", "/v1/colours")["responses"]) == {"200", "413", "422", "503"}
    painted = operation("post", "/v1/walls/{wall}/paint")["responses"]
    assert set(painted) == {"201", "400", "401", "404", "409", "413", "415", "422", "503"}
    assert set(operation("delete", "/v1/walls/{wall}")["responses"]) == set(
        "204 401 403 404 409 413 422 429 503".split()
    )
    assert "content" not in operation("delete", "/v1/walls/{wall}")["responses"]["204"]


def test_refusals_are_problems_and_say_when_to_come_again():
    refused = operation("delete", "/v1/walls/{wall}")["responses"]["429"]
    assert list(refused["content"]) == ["application/problem+json"]
    assert "Retry-After" in refused["headers"]


def test_parameters_are_listed_with_their_types():
    parameters = {found["name"]: found for found in operation("get", "/v1/colours")["parameters"]}
    assert parameters["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert set(parameters) == {"limit", "brand"}
    assert "`attr.<name>=<value>`" in operation("get", "/v1/colours")["description"]


def test_headers_and_roles_are_listed():
    deleted = operation("delete", "/v1/walls/{wall}")
    assert [found["name"] for found in deleted["parameters"]] == ["wall", "Wall-Token"]
    assert deleted["description"] == "Roles: admin, finance."
    painted = operation("post", "/v1/walls/{wall}/paint")
    assert [found["name"] for found in painted["parameters"]] == ["wall", "Idempotency-Key"]
    assert "Idempotency-Replayed" in painted["responses"]["201"]["headers"]


def test_a_default_is_a_choice_in_a_request_and_always_there_in_an_answer():
    schemas = document()["components"]["schemas"]
    assert schemas["Paint"].get("required", []) == []
    assert schemas["Colour"]["required"] == ["name", "price"]
    assert schemas["Colour"]["properties"]["name"]["enum"] == ["blue", "red"]


def test_octets_are_said_to_be_octets():
    body = operation("put", "/v1/walls/{wall}/photo")["requestBody"]["content"]
    assert body == {"image/png": {"schema": {"type": "string", "format": "binary"}}}
    assert list(operation("get", "/v1/photo")["responses"]["200"]["content"]) == ["image/png"]
