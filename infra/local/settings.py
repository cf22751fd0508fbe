"""Where things lie on one machine, and the environment that makes the app run there."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache"
WEB = ROOT / "frontend" / "dist"
"""The built web apps."""
LOGS = CACHE / "logs"
TABLE_PREFIX = "portico-local-"


class Refusal(Exception):
    """The portal cannot start: the message is one sentence that says why and what to do."""


@dataclass(frozen=True)
class Settings:
    """One portal on this machine. `endpoint`: a DynamoDB that somebody else runs; None: our own engine on `data`."""

    port: int
    data: Path
    endpoint: str | None

    @classmethod
    def from_environment(cls) -> Settings:
        """PORT, DATA_DIR and DYNAMODB_ENDPOINT."""
        port = os.environ.get("PORT") or "8000"
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise Refusal(f"PORT must be a number from 1 to 65535, not {port!r}.")
        data = Path(os.environ.get("DATA_DIR") or ".local")
        return cls(int(port), (ROOT / data).resolve(), os.environ.get("DYNAMODB_ENDPOINT") or None)

    @cached_property
    def address(self) -> str:
        """Where a person opens the portal."""
        return f"http://localhost:{self.port}"

    def apply(self, endpoint: str, webhook_secret: str) -> None:
        """Set this process's environment for the app, before anything of chalicelib is imported."""
        os.environ.update(
            {
                "DATA_DIR": str(self.data),
                "PORTICO_STAGE": "local",
                "PORTICO_TABLE_PREFIX": TABLE_PREFIX,
                "PORTICO_FILES": f"file:{self.data / 'files'}",
                "PORTICO_MAIL": f"file:{self.data / 'mail'}",
                "PORTICO_SIGNING_KEYS": f"file:{self.data / 'keys.json'}",
                "PORTICO_PUBLIC_URL": self.address,
                "PORTICO_WEB": str(WEB),
                "PORTICO_DEMO": "1",
                "DYNAMODB_ENDPOINT": endpoint,
                "STRIPE_API_KEY": "sk_test_local",
                "STRIPE_API_BASE": f"http://127.0.0.1:{self.port}/_local/stripe",
                "STRIPE_WEBHOOK_SECRET": webhook_secret,
            }
        )
        os.environ.setdefault("AWS_REGION", "us-east-1")
        os.environ["AWS_DEFAULT_REGION"] = os.environ["AWS_REGION"]
        if self.endpoint is None:  # our own engine asks for no credentials, but the client wants some to sign with
            os.environ.update({"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"})
            os.environ.pop("AWS_PROFILE", None)
        os.environ["AWS_EC2_METADATA_DISABLED"] = "true"


def say(text: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
