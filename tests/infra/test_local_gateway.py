"""The app behind the local gateway: what API Gateway answers by itself when deployed."""

from __future__ import annotations

import json

import msgspec
import pytest
from chalice.app import Chalice

from chalicelib.kit.http import Answer, Api, Call
from infra.local.gateway import Gateway

api = Api(__name__, "things")


class Thing(msgspec.Struct, frozen=True):
    name: str


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    q: str = ""


@api.get("/v1/things/{name}", summary="One thing", query=Asked, answer=Thing)
def thing(call: Call[None, Asked], name: str) -> Thing:
    return Thing(f"{name} {call.query.q}")


@api.get("/v1/picture", summary="Bytes", answer=str)
def picture(call: Call[None, None]) -> Answer:
    return Answer(b"\x89PNG", content_type="image/png")


@pytest.fixture(scope="module")
def gateway() -> Gateway:
    app = Chalice(app_name="gateway-test")
    app.api.binary_types = ["image/png"]
    app.register_blueprint(api)
    return Gateway(app)


def test_a_query_is_decoded_and_a_path_parameter_reaches_the_handler(gateway: Gateway) -> None:
    reply = gateway.answer("GET", "/v1/things/lamp?q=caf%C3%A9+noir", {}, b"")
    assert reply is not None
    assert (reply.status, json.loads(reply.body)) == (200, {"name": "lamp café noir"})


def test_a_path_that_is_not_the_apps_is_left_to_others_also_with_a_token(gateway: Gateway) -> None:
    assert gateway.answer("GET", "/v1/elsewhere", {}, b"") is None
    assert gateway.answer("GET", "/v1/elsewhere", {"authorization": "Bearer x"}, b"") is None


def test_a_wrong_method_is_told_which_ones_there_are(gateway: Gateway) -> None:
    reply = gateway.answer("DELETE", "/v1/things/lamp", {}, b"")
    assert reply is not None
    assert (reply.status, reply.header("allow")) == (405, "GET")
    assert reply.header("content-type") == "application/problem+json"
    assert json.loads(reply.body)["code"] == "method_not_allowed"


def test_bytes_come_through_whole(gateway: Gateway) -> None:
    reply = gateway.answer("GET", "/v1/picture", {"accept": "image/png"}, b"")
    assert reply is not None
    assert reply.body == b"\x89PNG"


def test_head_is_asked_of_the_get_route(gateway: Gateway) -> None:
    reply = gateway.answer("HEAD", "/v1/things/lamp", {}, b"")
    assert reply is not None
    assert reply.status == 200
