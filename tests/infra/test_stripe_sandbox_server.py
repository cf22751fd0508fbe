"""The sandbox over real sockets: Stripe's library, the worker threads, and the pay page in the hands of a browser."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
import stripe

from infra.local.stripe_sandbox import API_KEY, DECLINED, PAYS, WEBHOOK_SECRET, Sandbox, application
from tests.infra.stripe_support import Desk, line

PREFIX = "/_local/stripe"


class Shop:
    """A server with the sandbox below a prefix, and a webhook endpoint beside it."""

    def __init__(self) -> None:
        self.webhooks: queue.Queue[stripe.Event] = queue.Queue()
        self.server = make_server("127.0.0.1", 0, self._serve, WSGIServer, _Quiet)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.sandbox = Sandbox(public_url=self.address + PREFIX, webhook_url=f"{self.address}/hook")
        self._sandbox_app = application(self.sandbox)
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.sandbox.start()

    def _serve(self, environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        if path.startswith(PREFIX):
            environ |= {"SCRIPT_NAME": PREFIX, "PATH_INFO": path.removeprefix(PREFIX)}
            return self._sandbox_app(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if path == "/hook":
            event = stripe.Webhook.construct_event(body, environ["HTTP_STRIPE_SIGNATURE"], WEBHOOK_SECRET)
            self.webhooks.put(event)
        start_response("200 OK", [("Content-Length", "0")])
        return []

    def close(self) -> None:
        self.sandbox.stop()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Tests keep quiet."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@pytest.fixture
def shop() -> Iterator[Shop]:
    running = Shop()
    yield running
    running.close()


def _visit(url: str, form: dict[str, str] | None = None, language: str = "en") -> tuple[int, str, str | None]:
    """Status, text and redirect of a page, or of posting a form to it."""
    request = Request(url, urlencode(form).encode() if form else None, {"Accept-Language": language})
    try:
        with build_opener(_NoRedirect).open(request, timeout=10) as answer:
            return answer.status, answer.read().decode(), None
    except HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode(), answer.headers["Location"]


def test_stripes_library_pays_and_refunds_over_http_and_hears_of_it(shop: Shop) -> None:
    calls = stripe.StripeClient(API_KEY, base_addresses={"api": shop.address + PREFIX}, max_network_retries=0).v1
    session = calls.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [line("Cable", 900)],
            "success_url": f"{shop.address}/?s={{CHECKOUT_SESSION_ID}}",
        }
    )

    status, _, location = _visit(session.url, {"number": PAYS, "expiry": "12/34", "cvc": "123", "name": "Ana"})

    assert (status, location) == (303, f"{shop.address}/?s={session.id}")
    heard = {shop.webhooks.get(timeout=10).type for _ in range(3)}
    assert heard == {"charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"}
    intent = calls.checkout.sessions.retrieve(session.id).payment_intent
    assert calls.refunds.create({"payment_intent": intent, "amount": 400}).status == "succeeded"
    heard = {shop.webhooks.get(timeout=10).type for _ in range(3)}
    assert heard == {"refund.created", "charge.refunded", "refund.updated"}


def _page(desk: Desk, session_id: str, form: dict[str, str] | None = None, language: str = "en") -> tuple[int, str]:
    from infra.local.stripe_sandbox import Request as SandboxRequest

    method, body = ("POST", urlencode(form).encode()) if form else ("GET", b"")
    headers = {"accept-language": language}
    answer = desk.sandbox.handle(SandboxRequest(method, f"/pay/{session_id}", "", headers, body))
    return answer.status, answer.body.decode()


def test_the_page_shows_the_order_in_the_shops_language() -> None:
    desk = Desk()
    chinese = desk.session(locale="zh", line_items=[line("交换机 <24 口>", 129_900, 2, "cny")])
    automatic = desk.session(locale="auto")

    _, text = _page(desk, chinese.id)

    assert 'lang="zh-Hans"' in text
    assert "交换机 &lt;24 口&gt;" in text
    assert "支付 ¥2,598.00" in text
    assert 'href="https://shop.example/basket"' in text
    assert "Pay $25.00" in _page(desk, automatic.id, language="en-GB")[1]
    assert "支付 $25.00" in _page(desk, automatic.id, language="zh-CN,zh;q=0.9")[1]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"number": DECLINED}, "Your card was declined"),
        ({"number": "4111 1111 1111 1111"}, "takes test cards only"),
        ({"number": "4242 4242 4242 4243"}, "takes test cards only"),
        ({"number": "4242"}, "Enter the 16 digits"),
        ({"expiry": "02/26"}, "not in the past"),
        ({"expiry": "13/34"}, "not in the past"),
        ({"cvc": "12"}, "security code"),
    ],
)
def test_the_page_says_what_was_wrong_with_the_card_and_keeps_what_was_typed(
    changed: dict[str, str], says: str
) -> None:
    desk = Desk()
    form = {"number": PAYS, "expiry": "12 / 34", "cvc": "123", "name": 'Ana "A" Ruiz', **changed}

    status, text = _page(desk, desk.session().id, form)

    assert status == 200
    assert says in text.split('role="alert"')[1]
    assert "Ana &quot;A&quot; Ruiz" in text


def test_the_page_fills_in_a_card_of_the_buyers_own_that_pays() -> None:
    desk = Desk()
    numbers = []
    for email in ("ana@example.com", "ben@example.com", "ana@example.com"):
        session = desk.session(customer_email=email)
        _, text = _page(desk, session.id)
        numbers.append(text.split('name="number" value="')[1].split('"')[0])
        form = {"number": numbers[-1], "expiry": "12 / 34", "cvc": "123", "name": "Buyer"}
        assert _page(desk, session.id, form)[0] == 303
    assert numbers[0] == numbers[2] != numbers[1]
    assert all(number.startswith("4242 42") for number in numbers)


def test_the_page_says_that_it_is_too_late() -> None:
    desk = Desk()
    paid, over = desk.paid(), desk.session()
    desk.stripe.checkout.sessions.expire(over.id)

    assert "This order is paid" in _page(desk, paid.id)[1]
    assert "has expired" in _page(desk, over.id)[1]
    assert _page(desk, "cs_unknown")[0] == 404


def test_a_session_is_made_within_two_milliseconds(tmp_path: Any) -> None:
    from infra.local.stripe_sandbox import Request as SandboxRequest

    desk = Desk(tmp_path / "stripe.sqlite")
    body = urlencode(
        {
            "mode": "payment",
            "success_url": "https://shop.example/",
            "line_items[0][price_data][currency]": "usd",
            "line_items[0][price_data][unit_amount]": "1250",
            "line_items[0][price_data][product_data][name]": "Cable",
        }
    ).encode()
    taken = []
    for number in range(50):
        headers = {"authorization": f"Bearer {API_KEY}", "idempotency-key": f"ord_{number}"}
        begun = time.perf_counter()
        assert desk.sandbox.handle(SandboxRequest("POST", "/v1/checkout/sessions", "", headers, body)).status == 200
        taken.append(time.perf_counter() - begun)

    assert sorted(taken)[25] < 0.002
    desk.sandbox.stop()
