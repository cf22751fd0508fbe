"""What every route does the same: statuses, problems, headers, parsing; through a small API of its own."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest

from chalicelib.kit.errors import BadGateway, Conflict, Gone, NotFound, TooMany
from chalicelib.kit.http import (
    MAX_BODY_BYTES,
    OPTIONAL,
    PUBLIC,
    SIGNED_IN,
    Answer,
    Api,
    Call,
    staff,
)
from tests.kit.doors import door
from tests.kit.parts import Jar, get, new_jar, sweets_in
from tests.support.faults import faults, out_of_reach
from tests.support.http import Http


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sku: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    quantity: Annotated[int, msgspec.Meta(ge=1, le=999)]


class Basket(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: list[Line]
    note: str = ""
    kind: Literal["gift", "own"] = "own"


class Search(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    q: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    brand: list[str] = []
    attr: dict[str, list[str]] = {}
    in_stock: bool | None = None


class ShelfEmpty(Conflict):
    title = "The shelf is empty; take less"


TROUBLES: dict[str, Exception] = {
    "missing": NotFound(),
    "gone": Gone(),
    "busy": TooMany(retry_after_seconds=30),
    "empty": ShelfEmpty(available=3),
    "upstream": BadGateway(),
    "mistake": RuntimeError("secret of the house"),
    "deep": RecursionError(),
}
api = Api(__name__, "trial")
START = datetime(2026, 3, 2, 12, tzinfo=UTC)


@api.post("/baskets", summary="Make", body=Basket, answer=Basket, status=201)
def make(call: Call[Basket, None]) -> Basket:
    return call.body


@api.get("/search", summary="Search", query=Search, answer=Search, cache=PUBLIC)
def search(call: Call[None, Search]) -> Search:
    return call.query


@api.get("/troubles/{which}", summary="Fail", answer=Basket)
def fail(call: Any, which: str) -> None:
    raise TROUBLES[which]


@api.get("/things/{name}", summary="Name", answer=dict[str, str])
def thing(call: Any, name: str) -> Answer:
    return Answer({"name": name})


@api.get("/me", summary="Me", answer=dict[str, Any], access=SIGNED_IN)
def me(call: Any) -> Answer:
    return Answer({"account": call.account_id, "session": call.principal.session_id})


@api.get("/maybe", summary="Maybe", answer=dict[str, Any], access=OPTIONAL)
def maybe(call: Any) -> Answer:
    return Answer({"account": call.principal.account_id, "staff": call.principal.is_staff("support")})


@api.get("/books", summary="Books", answer=dict[str, Any], access=staff("finance"))
def books(call: Any) -> Answer:
    return Answer({})


@api.put("/jars/{name}", summary="Jar", body=bytes, content_types=("application/octet-stream",), max_body_bytes=10)
def put_jar(call: Call[bytes, None], name: str) -> None:
    call.tx.put(new_jar(name, len(call.body)))


@api.post("/jars/{name}/unanswerable", summary="Answer what JSON cannot say", answer=Basket)
def unanswerable(call: Any, name: str) -> Answer:
    call.tx.put(new_jar(name, 1))
    return Answer(object())


@api.get("/jars/{name}", summary="Jar", answer=dict[str, int])
def read_jar(call: Any, name: str) -> Answer:
    jar = get(Jar, name, "jar")
    return Answer({"sweets": jar.sweets if jar else 0})


@api.get("/picture", summary="Picture", answer=bytes, answer_type="application/octet-stream")
def picture(call: Any) -> Answer:
    return Answer(b"\x00\xff", content_type="application/octet-stream")


@pytest.fixture(scope="module")
def http() -> Http:
    return door(api)


def fields(reply: Any) -> dict[str, str]:
    return {error["field"]: error["message"] for error in reply.json["errors"]}


def test_a_good_request_is_answered(http):
    reply = http.post("/baskets", {"lines": [{"sku": "A", "quantity": 2}]})
    assert reply.status == 201
    assert reply.json == {"lines": [{"sku": "A", "quantity": 2}], "note": "", "kind": "own"}
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"nothing", b'{"lines": [], "note": NaN}', b'{"lines": [}', b"\xff\xfe", b'{"lines": []} x'],
)
def test_what_is_not_json_is_a_bad_request_and_an_empty_body_misses_its_fields(http, body):
    reply = http.post("/baskets", body=body)
    assert reply.status == (422 if body == b"" else 400)


@pytest.mark.parametrize("nested", [b'{"lines": ' + b"[" * 100_000, b'{"x": ' + b'{"x": ' * 100_000])
def test_deep_nesting_is_refused_not_followed(http, nested):
    assert http.post("/baskets", body=nested[:MAX_BODY_BYTES]).status in (400, 422, 413)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "lines"),
        ({"lines": [], "colour": "red"}, "colour"),
        ({"lines": [{"sku": "A", "quantity": 0}]}, "lines[0].quantity"),
        ({"lines": [{"sku": "A", "quantity": 1000}]}, "lines[0].quantity"),
        ({"lines": [{"sku": "A", "quantity": 10**400}]}, "lines[0].quantity"),
        ({"lines": [{"sku": "A", "quantity": 1.5}]}, "lines[0].quantity"),
        ({"lines": [{"sku": "A", "quantity": "1"}]}, "lines[0].quantity"),
        ({"lines": [{"sku": "A", "quantity": True}]}, "lines[0].quantity"),
        ({"lines": [{"sku": "A", "quantity": 1}, {"sku": ""}]}, "lines[1].sku"),
        ({"lines": [{"sku": "A", "quantity": 1, "price": 0}]}, "lines[0].price"),
        ({"lines": "A"}, "lines"),
        ({"lines": [], "kind": "loan"}, "kind"),
        ({"lines": [], "note": None}, "note"),
        ([], "body"),
        (None, "lines"),
    ],
)
def test_a_wrong_field_is_named(http, body, field):
    reply = http.post("/baskets", body)
    assert (reply.status, reply.code) == (422, "invalid")
    assert list(fields(reply)) == [field]


def test_a_query_is_parsed_and_given_defaults(http):
    reply = http.get("/search?q=a%20b&brand=X&brand=Y&attr.colour=red&attr.colour=blue&attr.a.b=1&in_stock=true")
    assert reply.json == {
        "q": "a b",
        "limit": 20,
        "brand": ["X", "Y"],
        "attr": {"colour": ["red", "blue"], "a.b": ["1"]},
        "in_stock": True,
    }


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("limit=1&limit=2", "limit"),
        ("limit=" + "9" * 400, "limit"),
        ("page=2", "page"),
        ("attr=red", "attr"),
        ("attr=red&attr.colour=red", "attr"),
        ("attr.colour=red&attr=red", "attr"),
        ("attr.=red", "attr."),
        ("in_stock=perhaps", "in_stock"),
    ],
)
def test_a_wrong_parameter_is_named(http, query, field):
    reply = http.get(f"/search?{query}")
    assert reply.status == 422
    assert list(fields(reply)) == [field]


def test_a_route_without_parameters_takes_none(http):
    assert list(fields(http.get("/me?x=1", headers=http.signed_in().headers))) == ["x"]


@pytest.mark.parametrize(
    ("which", "status", "code"),
    [
        ("missing", 404, "not_found"),
        ("gone", 410, "gone"),
        ("busy", 429, "too_many"),
        ("empty", 409, "shelf_empty"),
        ("upstream", 502, "bad_gateway"),
        ("mistake", 500, "internal"),
        ("deep", 500, "internal"),
    ],
)
def test_an_error_is_a_problem_document(http, which, status, code):
    reply = http.get(f"/troubles/{which}")
    assert reply.status == reply.json["status"] == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["cache-control"] == "private, no-store"
    assert reply.json["type"] == f"urn:portico:problem:{code}"
    assert reply.code == code
    assert {"title", "detail"} <= set(reply.json)


def test_a_mistake_of_ours_tells_nothing_of_the_house(http):
    assert b"secret" not in http.get("/troubles/mistake").body


def test_a_problem_says_what_a_client_can_act_on(http):
    assert http.get("/troubles/empty").json["available"] == 3
    assert http.get("/troubles/busy").headers["retry-after"] == "30"


def test_no_error_can_overwrite_what_every_problem_says():
    with pytest.raises(TypeError, match="status"):
        ShelfEmpty(status="paid")


def test_who_is_not_signed_in_is_told_how(http):
    reply = http.get("/me")
    assert (reply.status, reply.headers["www-authenticate"]) == (401, "Bearer")
    signed_in = http.signed_in("acc_1", session_id="ses_1").get("/me")
    assert signed_in.json == {"account": "acc_1", "session": "ses_1"}
    assert signed_in.headers["vary"] == "Authorization"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer x",
        "Bearer a.b.c",
        "Bearer é",
        "bearer " + "." * 5000,
        "Bearer null",
    ],
)
@pytest.mark.parametrize("path", ["/me", "/maybe"])
def test_a_token_that_is_none_of_ours_is_refused_even_where_none_is_needed(http, header, path):
    reply = http.get(path, headers={"Authorization": header})
    assert reply.status == 401


def test_roles_open_doors(http):
    assert http.get("/books").status == 401
    assert http.signed_in("acc_1", "customer").get("/books").status == 403
    assert http.signed_in("acc_1", "support").get("/books").status == 403
    assert http.signed_in("acc_1", "finance").get("/books").status == 200
    assert http.signed_in("acc_1", "admin").get("/books").status == 200


def test_a_guest_is_welcome_where_signing_in_is_a_choice(http):
    assert http.get("/maybe").json == {"account": None, "staff": False}
    assert http.signed_in("acc_1", "support").get("/maybe").json == {"account": "acc_1", "staff": True}


def test_only_what_is_the_same_for_everybody_may_be_cached(http):
    assert http.get("/search").headers["cache-control"].startswith("public")
    assert "vary" not in http.get("/search").headers
    with pytest.raises(ValueError, match="depends on who asks"):
        Api(__name__, "trial").get("/x", summary="x", access=OPTIONAL, cache=PUBLIC)(lambda call: None)


@pytest.mark.parametrize(
    ("given", "name"),
    [("plain", "plain"), ("a%2Fb", "a/b"), ("a%20b", "a b"), ("%E8%B7%AF", "路"), ("a+b", "a+b"), ("100%25", "100%")],
)
def test_a_path_parameter_is_decoded_once(http, given, name):
    assert http.get(f"/things/{given}").json == {"name": name}


@pytest.mark.parametrize("given", ["", "%00", "a%0Ab", "x" * 201, "%E8" * 300])
def test_what_no_key_can_be_is_found_nowhere(http, given):
    assert http.get(f"/things/{given}").status == 404


def test_a_body_over_its_limit_is_refused(store, http):
    octets = {"Content-Type": "application/octet-stream"}
    assert http.put("/jars/a", body=b"x" * 10, headers=octets).status == 204
    refused = http.put("/jars/b", body=b"x" * 11, headers=octets)
    assert (refused.status, refused.code) == (413, "too_large")
    assert http.post("/baskets", body=b" " * (MAX_BODY_BYTES + 1)).status == 413


def test_a_content_type_that_is_not_taken_is_refused(http):
    reply = http.post("/baskets", {"lines": []}, headers={"Content-Type": "text/plain"})
    assert (reply.status, reply.code) == (415, "unsupported_media_type")
    assert (
        http.post("/baskets", {"lines": []}, headers={"Content-Type": "application/JSON; charset=utf-8"}).status == 201
    )


def test_nothing_to_say_is_a_204_without_a_body(store, http):
    reply = http.put("/jars/a", body=b"xxx", headers={"Content-Type": "application/octet-stream"})
    assert (reply.status, reply.body) == (204, b"")
    assert "content-type" not in reply.headers
    assert sweets_in("a") == 3


def test_an_answer_that_cannot_be_written_leaves_nothing_behind(store, http):
    assert http.post("/jars/a/unanswerable").status == 500
    assert sweets_in("a") is None


def test_a_store_out_of_reach_is_busy_not_broken(engine, http):
    with faults(*[out_of_reach] * 4):
        reply = http.get("/jars/a")
    assert (reply.status, reply.code, reply.headers["retry-after"]) == (503, "busy", "1")


def test_octets_arrive_as_they_are(http):
    assert http.get("/picture", headers={"Accept": "*/*"}).body == b"\x00\xff"


def test_an_unknown_path_and_a_wrong_method_are_problems_too(http):
    assert json.loads(http.get("/nowhere").body)["code"] == "not_found"
    wrong = http.delete("/baskets")
    assert (wrong.status, wrong.code, wrong.headers["allow"]) == (405, "method_not_allowed", "POST")
