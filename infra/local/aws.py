"""Clients of the engine for the tools of one machine."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config


@cache
def client(service: str, endpoint: str) -> Any:
    """A botocore client of `service` at `endpoint`; one a process, safe to share between threads."""
    return botocore.session.get_session().create_client(
        service,
        region_name=os.environ.get("AWS_REGION", "us-east-1"),
        endpoint_url=endpoint,
        # Dynoxide's shard ids are shorter than botocore allows.
        config=Config(parameter_validation=False, retries={"mode": "standard", "max_attempts": 4}),
    )
