"""Errors that a person can act on. A domain error is a subclass named for the fact.

`code` is stable and part of the interface; the message is a sentence that says what to do. kit.http turns the
classes of this file into RFC 9457 answers; a context subclasses the one whose status fits.
"""

from __future__ import annotations

import re

_PROBLEM_MEMBERS = frozenset(("type", "title", "status", "code", "errors"))  # RFC 9457, and ours


class PorticoError(Exception):
    """Base of every error with an answer. `status` is the HTTP status; `code` derives from the class name."""

    status = 500
    title = "Something went wrong"
    code = "internal"

    def __init_subclass__(cls) -> None:
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(
        self,
        detail: str = "",
        *,
        fields: dict[str, str] | None = None,
        retry_after_seconds: int | None = None,
        **context: object,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.fields = fields or {}
        self.retry_after_seconds = retry_after_seconds
        self.context = context
        """Extra members of the problem document, for a client that wants to act: `available=3`."""
        if not _PROBLEM_MEMBERS.isdisjoint(context):
            raise TypeError(f"every problem has these members already: {_PROBLEM_MEMBERS & context.keys()}")


class BadRequest(PorticoError):
    status, title = 400, "The request could not be read"


class Unauthenticated(PorticoError):
    status, title = 401, "Sign in to continue"


class Forbidden(PorticoError):
    status, title = 403, "Your account is not allowed to do this"


class NotFound(PorticoError):
    status, title = 404, "Nothing is here"


class MethodNotAllowed(PorticoError):
    status, title = 405, "This address does not take that method"


class Conflict(PorticoError):
    status, title = 409, "The state has changed; load it again"


class Superseded(Conflict):
    """A write that was decided on an older version than the stored one. Deciding again on the new one may succeed, so
    kit.http and kit.events run the whole use case again a few times before they give up."""

    title = "Somebody else changed this at the same moment; load it again"


class Gone(PorticoError):
    status, title = 410, "This is no longer available"


class TooLarge(PorticoError):
    status, title = 413, "The body is too large"


class UnsupportedMediaType(PorticoError):
    status, title = 415, "This content type is not accepted here"


class Invalid(PorticoError):
    status, title = 422, "Something in the request is not valid"


class TooMany(PorticoError):
    status, title = 429, "Too many requests; wait a moment"


class BadGateway(PorticoError):
    status, title = 502, "A service that we depend on gave no usable answer; try again"


class Busy(PorticoError):
    status, title = 503, "Busy right now; try again"
