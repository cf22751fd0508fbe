"""Where a request comes from, also behind our own edge."""

from __future__ import annotations

import hmac

from chalice.app import Request

from chalicelib.kit.config import config
from chalicelib.kit.secrets import read_secret

EDGE_HEADER = "x-portico-edge"


def viewer_address(request: Request) -> str:
    """The address of the one who asks, for limits; empty where nobody says.

    Behind CloudFront, API Gateway sees CloudFront. What CloudFront appended to X-Forwarded-For is believed only with the secret
    header that CloudFront alone sends: anybody can write the rest of it.
    """
    given = request.headers.get(EDGE_HEADER)
    secret = config().edge_secret
    if given and secret and hmac.compare_digest(given.encode(), read_secret(secret).encode()):
        hops = [hop.strip() for hop in (request.headers.get("x-forwarded-for") or "").split(",")]
        if len(hops) > 1:
            return hops[-2]
    return str(request.context.get("identity", {}).get("sourceIp") or "")
