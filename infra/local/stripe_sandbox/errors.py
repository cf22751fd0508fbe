"""Errors in Stripe's format."""

from __future__ import annotations

from typing import Any


class StripeError(Exception):
    """An error answer. `executed`: the call had begun to act, so its idempotency key keeps this answer
    (Stripe forgets the key where the parameters were refused)."""

    def __init__(self, status: int, error: dict[str, Any], *, executed: bool = False) -> None:
        super().__init__(error["message"])
        self.status = status
        self.error = error
        self.executed = executed

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return {"error": self.error}


def invalid(
    message: str,
    *,
    param: str | None = None,
    code: str | None = None,
    status: int = 400,
    executed: bool = False,
) -> StripeError:
    """An `invalid_request_error`."""
    error = {"message": message, "type": "invalid_request_error"}
    if code:
        error |= {"code": code, "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"}
    if param:
        error["param"] = param
    return StripeError(status, error, executed=executed)


def missing(kind: str, object_id: str, param: str) -> StripeError:
    """There is no such object."""
    return invalid(f"No such {kind}: '{object_id}'", param=param, code="resource_missing", status=404)


def misused_key(message: str) -> StripeError:
    """An idempotency key that was used for something else."""
    return StripeError(400, {"message": message, "type": "idempotency_error"})


def unauthenticated(message: str) -> StripeError:
    """A missing or wrong API key."""
    return StripeError(401, {"message": message, "type": "invalid_request_error"})
