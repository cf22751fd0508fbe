"""Who answers which path on the one port, and what every page forbids a browser."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib.kit.http import Answer, Api, Call
from infra.local.gateway import Gateway, Reply
from infra.local.portal import Portal

api = Api(__name__, "pages")


@api.get("/v1/echo/{name}", summary="Its name", answer=str)
def echo(call: Call[None, None], name: str) -> Answer:
    return Answer(name)


@api.post("/v1/echo-body", summary="Its body", body=bytes, answer=str, content_types=("text/plain",))
def echo_body(call: Call[bytes, None]) -> Answer:
    return Answer(call.raw_body.decode())


@api.get("/p/{sku}", summary="A page", answer=str, answer_type="text/html")
def product_page(call: Call[None, None], sku: str) -> Answer:
    return Answer(f"<h1>{sku}</h1>", content_type="text/html; charset=utf-8")


app = Chalice(app_name="portal-test")
app.register_blueprint(api)


def no_page(path: str) -> Reply:
    return Reply(404, [("Content-Type", "text/html; charset=utf-8")], f"<h1>No {path}</h1>".encode())


class Client:
    """Calls the WSGI application."""

    def __init__(self, folder: Path) -> None:
        web = folder / "dist"
        for name in ("shop", "console", "affiliate"):
            (web / name).mkdir(parents=True)
            (web / name / "index.html").write_text(f"<title>{name}</title><script>start('{name}')</script>")
        (web / "assets").mkdir()
        (web / "assets" / "main-1a2b.js").write_text("1")
        (web / "robots.txt").write_text("User-agent: *")
        (folder / "media" / "products").mkdir(parents=True)
        (folder / "media" / "products" / "a.svg").write_text("<svg/>")
        self.told = 0
        tools = {"/_local/mail": self._tool("mail"), "/_local": self._tool("local")}
        self.portal = Portal(
            gateway=Gateway(app),
            web=web,
            media=folder / "media",
            tools=tools,
            after_write=self._tell,
            no_page=no_page,
        )

    def __call__(self, method: str, target: str, body: bytes = b"", **headers: str) -> Reply:
        environ: dict[str, Any] = {"REQUEST_METHOD": method, "REQUEST_URI": target, "wsgi.input": io.BytesIO(body)}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        environ["CONTENT_TYPE"] = "text/plain"
        started: list[Any] = []
        content = b"".join(self.portal(environ, lambda *given: started.append(given)))
        return Reply(int(started[0][0].split()[0]), started[0][1], content)

    def _tell(self) -> None:
        self.told += 1

    @staticmethod
    def _tool(name: str) -> Any:
        return lambda method, target, headers, body: Reply(200, [("X-Tool", name)], target.encode())


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path)


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("/v1/echo/lamp", b"lamp"),
        ("/p/SW-1", b"<h1>SW-1</h1>"),
        ("/console", b"<title>console</title>"),
        ("/console/orders/7", b"<title>console</title>"),
        ("/assets/main-1a2b.js", b"1"),
        ("/robots.txt", b"User-agent"),
        ("/media/products/a.svg", b"<svg/>"),
        ("/_local/mail/17?to=a", b"/17?to=a"),
        ("/_local", b""),
        ("http://localhost:8000/v1/echo/lamp", b"lamp"),
    ],
)
def test_each_path_has_its_server(client: Client, path: str, holds: bytes) -> None:
    reply = client("GET", path)
    assert reply.status == 200
    assert holds in reply.body


@pytest.mark.parametrize(
    "path", ["/v1/nothing", "/.well-known/nothing", "/assets/gone.js", "/media/gone.svg", "/favicon.png"]
)
def test_what_nobody_serves_is_a_problem_document(client: Client, path: str) -> None:
    reply = client("GET", path)
    assert (reply.status, reply.header("content-type")) == (404, "application/problem+json")


def test_head_has_the_headers_and_no_body(client: Client) -> None:
    reply = client("HEAD", "/v1/echo/lamp")
    assert (reply.status, reply.header("content-length"), reply.body) == (200, "4", b"")


def test_a_page_that_is_not_there_is_a_page(client: Client) -> None:
    reply = client("GET", "/zh/nowhere")
    assert (reply.status, reply.body) == (404, b"<h1>No /zh/nowhere</h1>")


def test_a_page_takes_no_other_method(client: Client) -> None:
    reply = client("POST", "/zh/search")
    assert (reply.status, reply.header("allow")) == (405, "GET, HEAD")


def test_pages_run_only_their_own_scripts_and_nobody_frames_them(client: Client) -> None:
    for path in ("/console", "/p/SW-1"):
        policy = client("GET", path).header("content-security-policy")
        assert "script-src 'self' 'sha256-" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe-eval" not in policy


def test_every_answer_forbids_guessing_its_type(client: Client) -> None:
    for path in ("/nowhere", "/v1/echo/lamp", "/v1/nothing", "/media/products/a.svg"):
        assert client("GET", path).header("x-content-type-options") == "nosniff"


def test_only_what_may_have_written_wakes_the_pump(client: Client) -> None:
    client("GET", "/v1/echo/lamp")
    assert client.told == 0
    assert client("POST", "/v1/echo-body", b"hello").body == b"hello"
    assert client.told == 1
