"""A small app around routes that a test makes."""

from __future__ import annotations

from chalice.app import Chalice

from chalicelib.kit.http import Api
from infra.local.gateway import Gateway
from tests.support.http import Http


def door(api: Api) -> Http:
    """An app with just these routes, as a guest sees it."""
    app = Chalice(app_name="trial")
    app.api.binary_types = ["application/octet-stream"]
    app.register_blueprint(api)
    return Http(Gateway(app), {})
