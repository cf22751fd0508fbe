"""HTTP routes of orders."""

from __future__ import annotations

from chalicelib.kit.http import Api

api = Api(__name__, "orders")
