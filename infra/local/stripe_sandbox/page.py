"""The hosted pay page: what the buyer sees, and what the page's buttons do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from infra.local.stripe_sandbox import page_html as html
from infra.local.stripe_sandbox import payments, sessions
from infra.local.stripe_sandbox.api import Request, Response
from infra.local.stripe_sandbox.payments import Card
from infra.local.stripe_sandbox.texts import texts

if TYPE_CHECKING:
    from infra.local.stripe_sandbox.sandbox import Sandbox

_EXPIRY = re.compile(r"\s*(\d{1,2})\s*/?\s*(?:20)?(\d{2})\s*")
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": f"default-src 'none'; style-src 'unsafe-inline'; script-src '{html.SCRIPT_HASH}'; "
    "frame-ancestors 'none'; base-uri 'none'",
}


def serve(sandbox: Sandbox, request: Request) -> Response:
    """GET shows a session, POST pays it, `step=bank` answers the bank's question."""
    sessions.expire_due(sandbox.account)
    session_id = request.path.removeprefix("/pay/")
    session = sandbox.store.get(session_id, sessions.KIND)
    words = texts(session["locale"] if session else None, request.headers.get("accept-language", ""))
    if session is None:
        return shown(404, html.notice(words, "missing", None))
    if request.method == "POST":
        form = {name: values[0] for name, values in parse_qs(request.body.decode(), keep_blank_values=True).items()}
        return _act(sandbox, session, words, form)
    return shown(200, _current(sandbox, session, words))


def _current(sandbox: Sandbox, session: dict[str, Any], words: dict[str, str]) -> str:
    if session["status"] == "complete":
        return html.notice(words, "complete", _success_url(session))
    if session["status"] == "expired":
        return html.notice(words, "expired", session["cancel_url"])
    intent = sandbox.store.get(session["payment_intent"] or "", "payment_intent")
    if intent is not None and intent["status"] == "requires_action":
        method = sandbox.store.get(intent["payment_method"])
        assert method is not None
        return html.bank_question(words, session, method["card"]["last4"])
    return html.pay_form(words, session, _lines(sandbox, session))


def _act(sandbox: Sandbox, session: dict[str, Any], words: dict[str, str], form: dict[str, str]) -> Response:
    if form.get("step") == "bank":
        attempt = sandbox.answer_bank(session["id"], confirmed=form.get("answer") == "yes")
    else:
        wrong = _incomplete(sandbox, form)
        if wrong is not None:
            return shown(200, html.pay_form(words, session, _lines(sandbox, session), wrong, form))
        attempt = sandbox.pay(session["id"], _card(form))
    if attempt.redirect:
        return Response(303, {"Location": attempt.redirect, "Cache-Control": "no-store"}, b"")
    if attempt.decline:
        lines = _lines(sandbox, attempt.session)
        return shown(200, html.pay_form(words, attempt.session, lines, attempt.decline.reason, form))
    return shown(200, _current(sandbox, attempt.session, words))


def _incomplete(sandbox: Sandbox, form: dict[str, str]) -> str | None:
    """What is wrong with the form itself, as one of the page's words. Without a card it is the buyer's own."""
    if "number" in form and (
        len(re.sub(r"[\s-]", "", form["number"])) != 16 or not re.fullmatch(r"[\d\s-]+", form["number"])
    ):
        return "incomplete_number"
    expiry = _EXPIRY.fullmatch(form.get("expiry", ""))
    today = sandbox.account.clock()
    if (
        not expiry
        or not 1 <= int(expiry[1]) <= 12
        or (2000 + int(expiry[2]), int(expiry[1])) < (today.year, today.month)
    ):
        return "incomplete_expiry"
    return None if re.fullmatch(r"\d{3,4}", form.get("cvc", "")) else "incomplete_cvc"


def _card(form: dict[str, str]) -> Card:
    expiry = _EXPIRY.fullmatch(form["expiry"])
    assert expiry is not None
    return Card(form.get("number", ""), int(expiry[1]), 2000 + int(expiry[2]), form.get("name", "").strip()[:200])


def _lines(sandbox: Sandbox, session: dict[str, Any]) -> list[dict[str, Any]]:
    return sessions.hidden(sandbox.account, session["id"]).line_items


def _success_url(session: dict[str, Any]) -> str:
    return payments.Attempt("paid", session).redirect or ""


def shown(status: int, document: str) -> Response:
    return Response(status, dict(_HEADERS), document.encode())
