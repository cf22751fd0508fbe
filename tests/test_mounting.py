"""In a package routes are known by address, and what answers one is imported when it is first asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from chalice.app import Chalice

from chalicelib import bootstrap, mounting
from infra.local.gateway import Gateway
from infra.local.settings import ROOT
from infra.package import copy_app
from tests.support.http import Http


def test_every_route_is_found_by_its_address() -> None:
    known = mounting.addresses()
    routes = [route for api in (*bootstrap.APIS, *bootstrap.PAGES) for route in api.routes]
    assert [mounting.routes_of(one.module)[one.method, one.path] for one in known] == routes
    assert {"chalicelib.catalog.routes", "chalicelib.orders.routes"} <= {one.module for one in known}


def test_a_deferred_app_answers_as_the_whole_one_does(store: None, client: Http) -> None:
    app = Chalice(app_name="deferred")
    app.register_blueprint(mounting.deferred(mounting.addresses()))
    there = Http(Gateway(app), {})
    for path in ("/v1/products/NONE", "/v1/me", "/v1/carts/cart_none", "/v1/health", "/v1/quotes/quo_none"):
        assert (there.get(path).status, there.get(path).json) == (client.get(path).status, client.get(path).json)
    assert there.post("/v1/carts", {}).status == 201


def test_a_package_imports_only_what_it_is_asked_for(tmp_path: Path) -> None:
    copy_app(tmp_path)
    asked = """
import json, sys
import app
loaded = lambda: sorted({name.split(".")[1] for name in sys.modules if name.startswith("chalicelib.")})
before = loaded()
from chalicelib import mounting
mounting.routes_of("chalicelib.catalog.routes")
print(json.dumps([before, loaded(), len(app.app.routes)]))
"""
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=True
    )
    before, after, paths = json.loads(done.stdout)
    assert before == ["kit", "mounting"]
    assert "catalog" in after
    assert {"orders", "quotes", "pricing"}.isdisjoint(after)
    assert paths == len({route.path for api in (*bootstrap.APIS, *bootstrap.PAGES) for route in api.routes})
    assert not (ROOT / "chalicelib" / "addresses.json").exists()
