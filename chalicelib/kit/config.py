"""Configuration from the environment, read once. Names are listed in docs/configuration.md."""

from __future__ import annotations

import os
from functools import cache

import msgspec


class Config(msgspec.Struct, frozen=True):
    """Where the parts are and how this deployment behaves."""

    stage: str = "local"
    table_prefix: str = "portico-local-"
    dynamodb_endpoint: str | None = None
    region: str = "us-east-1"
    files: str = "file:.local/files"
    """`file:<folder>` or `s3:<bucket>`."""
    public_url: str = "http://localhost:8000"
    signing_keys: str = ""
    """Private JSON Web Key Set (Ed25519), the first key signs, the last one makes link codes; `file:<path>`, `secret:<ARN>` or the JSON itself."""
    mail: str = "file:.local/mail"
    """`file:<folder>` or `ses:<sender address>`."""
    web: str = "frontend/dist"
    """Folder of the built web apps' shells."""
    shop_name: str = "Portico"
    contact_email: str = "shop@portico.example"
    """Where messages from the contact page go."""
    currency: str = "USD"
    stripe_api_key: str = ""
    stripe_api_base: str = "https://api.stripe.com"
    stripe_webhook_secret: str = ""
    stripe_connect_webhook_secret: str = ""
    """Of the endpoint for connected accounts and transfers; empty: the same one."""
    edge_secret: str = ""
    """What our own edge (CloudFront) proves itself with; `secret:<ARN>` or the value. Empty: there is no edge."""
    jobs_function: str = ""
    """Name of the Lambda function that runs long jobs; empty: they run on a thread of this process."""
    private_webhooks: bool = False
    """Whether webhooks may go to this machine and its network: for trying them out."""
    demo: bool = False


VARIABLES = {name: f"PORTICO_{name.upper()}" for name in Config.__struct_fields__} | {
    "dynamodb_endpoint": "DYNAMODB_ENDPOINT",
    "region": "AWS_REGION",
    "stripe_api_key": "STRIPE_API_KEY",
    "stripe_api_base": "STRIPE_API_BASE",
    "stripe_webhook_secret": "STRIPE_WEBHOOK_SECRET",
    "stripe_connect_webhook_secret": "STRIPE_CONNECT_WEBHOOK_SECRET",
}
"""The environment variable of each setting."""


@cache
def config() -> Config:
    """This process's configuration. Tests set the environment first and call `config.cache_clear()`."""
    given = {name: os.environ[env] for name, env in VARIABLES.items() if os.environ.get(env)}
    return msgspec.convert(given, Config, strict=False)
