"""What the app mounts: every route of the portal.

In a deployment package all routes are known by address, from a file that packaging wrote; what answers one is imported
when it is first asked. So a cold start waits for the context that it serves, not for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.kit.http import Api, Route, respond

ADDRESSES = Path(__file__).with_name("addresses.json")
"""There in a package only: whoever works on the routes has them as they are."""

_COMPOSED = "chalicelib.bootstrap"
_NEED_ALL = ("chalicelib.identity.routes",)
"""What they answer is joined from other contexts (a person's data)."""


class Address(msgspec.Struct, frozen=True):
    """Where a route is, and the module whose `api` has it; bootstrap, where it takes the whole portal to make it."""

    method: str
    path: str
    module: str


def blueprints() -> list[Blueprint]:
    """What the app registers."""
    if ADDRESSES.exists():
        return [deferred(msgspec.json.decode(ADDRESSES.read_bytes(), type=list[Address]))]
    return list(_all_apis())


def addresses() -> list[Address]:
    """The addresses of all routes, for a package."""
    return [Address(route.method, route.path, _home(api, route)) for api in _all_apis() for route in api.routes]


def deferred(known: Iterable[Address]) -> Blueprint:
    """A blueprint that serves `known`, and imports what answers when it is asked."""
    blueprint = Blueprint(__name__)
    for address in known:
        view = _view(blueprint, address)
        blueprint.route(
            address.path, methods=[address.method], name=f"{address.method} {address.path}", content_types=[]
        )(view)
    return blueprint


def _view(blueprint: Blueprint, address: Address) -> Any:
    def view(**path_parameters: str) -> Response:
        route = routes_of(address.module)[address.method, address.path]
        return respond(route, blueprint.current_request, path_parameters)

    return view


@cache
def routes_of(module: str) -> dict[tuple[str, str], Route]:
    """The routes of a module, by method and path."""
    apis = _all_apis() if module == _COMPOSED else (import_module(module).api,)
    return {(route.method, route.path): route for api in apis for route in api.routes}


def _all_apis() -> tuple[Api, ...]:
    from chalicelib import bootstrap

    return (*bootstrap.APIS, *bootstrap.PAGES)


def _home(api: Api, route: Route) -> str:
    module = route.handler.__module__
    alone = getattr(import_module(module), "api", None) is api and module not in _NEED_ALL
    return module if alone else _COMPOSED
