"""HTTP routes of catalog."""

from __future__ import annotations

from chalicelib.kit.http import Api

api = Api(__name__, "catalog")
