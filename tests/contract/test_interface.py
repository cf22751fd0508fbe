"""Every route, asked as the document says and as it does not, answers as the document says. New routes join by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import moto
import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chalicelib import bootstrap, configurator
from chalicelib.affiliates import connect
from chalicelib.catalog import active_release
from chalicelib.configurator.schemas import Option, OptionModel, Quantity, Value
from chalicelib.identity import create_account
from chalicelib.kit import clock
from chalicelib.orders import stripe_gateway
from infra.local.gateway import Gateway
from tests.affiliates.paying import open_desk
from tests.orders.shopping import open_shop
from tests.support import environment
from tests.support.facts import Drain
from tests.support.http import Http, Reply, send
from tests.support.template import create_tables, point_models_at

EXAMPLES = {"guest": 4, "customer": 4, "staff": 10}
"""Cases a route and a way of asking, by who asks (staff get furthest); the same ones in every run."""
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance, response_headers_conformance]
ADDRESS = "https://shop.example"

ROUTERS = OptionModel(
    "routers",
    [
        Option("power", values=[Value("ac"), Value("dc", price=900)]),
        Option("ports", quantity=Quantity(4, price=100), default=2),
    ],
)

schema = schemathesis.openapi.from_dict(
    msgspec.json.decode(msgspec.json.encode(bootstrap.openapi_document())),
    config=schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}}),
)
OPERATIONS = {operation.ok().label: operation.ok() for operation in schema.get_all_operations()}


@dataclass
class World:
    """A shop in which the ids that paths name exist."""

    people: dict[str, Http]
    known: dict[str, str]

    def ask(self, who: str, case: Case, existing: bool) -> Reply:
        """Send one case; with `existing`, for things that are there."""
        if existing:
            case.path_parameters = {
                name: self.known.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
        http = self.people[who]
        asked = requests.Request(**case.as_transport_kwargs(base_url=ADDRESS))
        asked.headers = {**asked.headers, **http.headers}
        sent = asked.prepare()
        headers = {name.lower(): _text(value) for name, value in sent.headers.items()}
        body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
        reply = send(http.gateway, sent.method, sent.path_url, headers, body)
        several = {name: [value] for name, value in reply.headers.items()}
        case.validate_response(Response(reply.status, several, reply.body, sent, 0.0, True), checks=CHECKS)
        return reply


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all: what a case changes, the next one meets."""
    from app import app

    folder = tmp_path_factory.mktemp("contract")
    environment.prepare(folder)
    environment.forget_caches()
    with moto.mock_aws():
        point_models_at(None)
        create_tables(environment.TABLE_PREFIX)
        guest = Http(Gateway(app), {})
        shop = open_shop(guest, Drain(lambda: bootstrap.SUBSCRIPTIONS), clock.now())
        order = shop.paid()
        cart = shop.guest_cart()
        opened = {"Cart_Token": cart.http.headers["Cart-Token"], "Order_Token": order.http.headers["Order-Token"]}
        asked = {"lines": [{"sku": "ROUTER-1", "quantity": 1}], "name": "Ana", "email": "ana@example.com"}
        quote = guest.post("/v1/quotes", asked).json
        opened["Quote_Token"] = quote["token"]
        version = configurator.publish(ROUTERS, ["ROUTER-1"], clock.now()).version
        built = {"sku": "ROUTER-1", "choices": {"power": "ac"}, "version": version}
        configuration = guest.post("/v1/configurations", built).json
        customer = create_account("customer@example.com", "a long password", "Customer", now=clock.now())
        admin = create_account("admin@example.com", "a long password", "Admin", roles={"admin"}, now=clock.now())
        staff = guest.signed_in(admin.id, "admin")
        made = staff.put("/v1/coupons/SAVE10", {"percent": "10"})
        assert made.status == 200, made.body
        partner = guest.signed_in(customer.id)
        desk = open_desk(guest)
        member = partner.post("/v1/affiliates", {"display_name": "Ana", "accept_terms": True}).json
        webhook = partner.post("/v1/affiliates/me/webhooks", {"url": "https://tools.example/portico"}).json
        message = partner.post(f"/v1/affiliates/me/webhooks/{webhook['id']}/test").json
        key = partner.post("/v1/affiliates/me/api-keys", {"name": "blog"}).json
        known = {
            "programme_id": desk.programme,
            "member_id": member["id"],
            "webhook_id": webhook["id"],
            "message_id": message["id"],
            "key_id": key["id"],
            "cart_id": cart.cart_id,
            "order_id": order.id,
            "sku": "ROUTER-1",
            "line_id": "ROUTER-1",
            "quote_id": quote["id"],
            "configuration_id": configuration["id"],
            "model_id": ROUTERS.id,
        }
        yield World(
            {
                "guest": guest.with_headers(**opened),
                "customer": guest.signed_in(customer.id),
                "staff": staff.with_headers(**opened),
            },
            known | {"code": "SAVE10", "release": active_release() or "", "account_id": customer.id},
        )
        stripe_gateway.use(None)
        connect.use(None)


@pytest.fixture(autouse=True)
def folder(world: World) -> None:
    """The world has its own folder, for all tests here."""


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("who", EXAMPLES)
@pytest.mark.parametrize("label", OPERATIONS)
def test_no_answer_is_outside_the_document(world: World, label: str, who: str, mode: GenerationMode) -> None:
    count = 0

    @settings(
        max_examples=EXAMPLES[who],
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy(mode))
    def ask(case: Case) -> None:
        nonlocal count
        count += 1
        reply = world.ask(who, case, existing=count % 2 == 0)
        assert reply.status < 500, reply.body
        assert "cache-control" in reply.headers

    with suppress(Unsatisfiable):  # a route that takes nothing can be asked in no wrong way
        ask()


def test_the_document_has_every_route() -> None:
    from app import app

    paths = ((path, methods) for path, methods in app.routes.items() if path.startswith(("/v1/", "/.well-known/")))
    served = {f"{method} {path}" for path, methods in paths for method in methods}
    assert set(OPERATIONS) == served
