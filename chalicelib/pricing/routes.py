"""HTTP routes of pricing."""

from __future__ import annotations

from chalicelib.kit.http import Api

api = Api(__name__, "pricing")
