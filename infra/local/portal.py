"""One port for everything: the app, the web apps, pictures and the local tools, as one WSGI application."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chalicelib.kit.errors import MethodNotAllowed, PorticoError
from chalicelib.storefront.document import security_policy
from infra.local import renditions
from infra.local.gateway import Gateway, Headers, Reply, nothing_here, problem
from infra.local.static import IMMUTABLE, PICTURE, REVALIDATE, Files

log = logging.getLogger(__name__)

Tool = Callable[[str, str, dict[str, str], bytes], Reply]
"""A local tool: method, target below its mount (path and query as they came), headers in lower case, body."""
_API = ("/v1/", "/.well-known/")
_SHELLS = {"/console": "console/index.html"}
"""Apps that are one document each, whatever the path below."""
_REASONS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
_EVERY_ANSWER = [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "strict-origin-when-cross-origin")]


class Portal:
    """The WSGI application. `after_write` is called after each request that may have written something; `no_page(path)` is
    what a person gets who asks for a page that is not there."""

    def __init__(
        self,
        *,
        gateway: Gateway,
        web: Path,
        media: Path,
        tools: dict[str, Tool],
        after_write: Callable[[], None],
        no_page: Callable[[str], Reply],
    ) -> None:
        self._gateway = gateway
        self._assets = Files(web / "assets", IMMUTABLE)
        self._pages = Files(web, REVALIDATE)
        self._media = Files(media, PICTURE)
        self._tools = tools
        self._after_write = after_write
        self._no_page = no_page
        self._page_headers = [("X-Frame-Options", "SAMEORIGIN"), *_shell_headers(web)]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        target = _target(environ)
        headers = _headers(environ)
        try:
            reply = self._answer(method, target, headers, environ["wsgi.input"].read())
        except PorticoError as error:
            reply = problem(error)
        except Exception:
            log.exception("%s %s failed", method, target)
            reply = problem(PorticoError())
        sent = [*reply.headers, *_missing(_EVERY_ANSWER, reply)]
        if reply.header("content-type").startswith("text/html"):
            sent += _missing(self._page_headers, reply)
        if reply.status not in (204, 304):
            sent.append(("Content-Length", str(len(reply.body))))
        start_response(_REASONS.get(reply.status, str(reply.status)), sent)
        return [] if method == "HEAD" else [reply.body]

    def _answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        path = target.partition("?")[0]
        if path.startswith(_API):
            return self._app(method, target, headers, body) or nothing_here(path)
        for mount, tool in self._tools.items():
            if path == mount or path.startswith(mount + "/"):
                return tool(method, target[len(mount) :], headers, body)
        found = self._app(method, target, headers, body)
        if found is not None:
            return found
        file = self._file(path, headers)
        if file is None:
            return nothing_here(path)
        if method not in ("GET", "HEAD"):
            refused = problem(MethodNotAllowed("Use GET here."))
            return Reply(405, [*refused.headers, ("Allow", "GET, HEAD")], refused.body)
        return file

    def _app(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply | None:
        answer = self._gateway.answer(method, target, headers, body)
        if method not in ("GET", "HEAD"):
            self._after_write()
        return answer

    def _file(self, path: str, headers: dict[str, str]) -> Reply | None:
        if path.startswith("/assets/"):
            return self._assets.answer(path.removeprefix("/assets/"), headers)
        if path.startswith("/media/"):
            renditions.make_missing(self._media.folder, path.removeprefix("/media/"))
            return self._media.answer(path.removeprefix("/media/"), headers)
        for place, shell in _SHELLS.items():
            if path == place or path.startswith(place + "/"):
                return self._pages.answer(shell, headers)
        if "." in path:
            return self._pages.answer(path, headers) if path.count("/") == 1 else None
        return self._no_page(path)


def _target(environ: dict[str, Any]) -> str:
    """Path and query as they came over the wire: a path parameter keeps its percent-encoding, as behind API Gateway."""
    target = str(environ.get("REQUEST_URI") or environ["PATH_INFO"])
    if not target.startswith("/"):  # absolute form (RFC 9112, 3.2.2)
        parts = urlsplit(target)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return target


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name[:5] == "HTTP_"}
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    return headers


def _missing(wanted: Headers, reply: Reply) -> Headers:
    """Those of `wanted` that the answer does not set itself."""
    return [(name, value) for name, value in wanted if not reply.header(name.lower())]


def _shell_headers(web: Path) -> Headers:
    """What the pages of these apps may load (their shells have the same inline script); the shop's say it themselves."""
    shell = web / _SHELLS["/console"]
    return [("Content-Security-Policy", security_policy(shell.read_text(encoding="utf-8")))] if shell.exists() else []
