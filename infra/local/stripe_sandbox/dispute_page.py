"""Payments and their disputes, to try things out: the buyer's bank in a few clicks. `/disputes`, `/disputes/<session>`."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import parse_qs

from infra.local.stripe_sandbox import amounts, disputes, sessions
from infra.local.stripe_sandbox.api import Request, Response
from infra.local.stripe_sandbox.errors import StripeError
from infra.local.stripe_sandbox.page import shown
from infra.local.stripe_sandbox.page_html import document
from infra.local.stripe_sandbox.texts import texts

if TYPE_CHECKING:
    from infra.local.stripe_sandbox.sandbox import Sandbox

_NEWEST = 20


def serve(sandbox: Sandbox, request: Request) -> Response:
    """GET shows the newest payments, or one with what the bank may do; POST does it."""
    words = texts(None, request.headers.get("accept-language", ""))
    name = request.path.removeprefix("/disputes").strip("/")
    if not name:
        return shown(200, document(words, _list(sandbox, words)))
    session = sandbox.store.get(name, sessions.KIND)
    if session is None or session["status"] != "complete":
        return shown(404, document(words, _section(words, words["missing_title"], words["missing_text"])))
    if request.method == "POST":
        return _act(sandbox, session, parse_qs(request.body.decode()).get("step", [""])[0])
    return shown(200, document(words, _payment(sandbox, session, words)))


def _act(sandbox: Sandbox, session: dict[str, Any], step: str) -> Response:
    known = disputes.of_payment(sandbox.account, session["payment_intent"])
    try:
        if step == "dispute":
            sandbox.dispute(session["id"])
        elif known is not None:
            decision: disputes.Decision = next((one for one in get_args(disputes.Decision) if one == step), "lost")
            sandbox.decide_dispute(known["id"], decision)
    except StripeError:
        pass  # pressed twice: the page says how it stands
    return Response(303, {"Location": f"{sandbox.account.public_url}/disputes/{session['id']}"}, b"")


def _list(sandbox: Sandbox, words: dict[str, str]) -> str:
    equal = {"kind": sessions.KIND, "status": "complete"}
    found = sandbox.store.page(equal, {}, [], limit=_NEWEST, after=None, before=None)
    rows = "".join(
        f'<li><strong><a href="{sandbox.account.public_url}/disputes/{session["id"]}">{escape(session["customer_email"] or session["id"])}'
        f"</a><small>{words[_stands(sandbox, session)]}</small></strong>"
        f"<span>{amounts.shown(session['amount_total'], session['currency'])}</span></li>"
        for session in found.items
    )
    return _section(words, words["payments_title"], words["payments_text"], f'<ul class="lines">{rows}</ul>')


def _stands(sandbox: Sandbox, session: dict[str, Any]) -> str:
    known = disputes.of_payment(sandbox.account, session["payment_intent"])
    status = known["status"] if known else "complete"
    return f"{status if status in ('complete', 'won', 'lost') else 'disputed'}_title"


def _payment(sandbox: Sandbox, session: dict[str, Any], words: dict[str, str]) -> str:
    title = _stands(sandbox, session)
    amount = amounts.shown(session["amount_total"], session["currency"])
    buttons = ""
    if title == "complete_title":
        buttons = f'<button name="step" value="dispute">{words["dispute"]}</button>'
    elif title == "disputed_title":
        buttons = f'<button name="step" value="lost">{words["dispute_lost"]}</button>'
        buttons += f'<button class="plain" name="step" value="won">{words["dispute_won"]}</button>'
    form = f'<form method="post" data-busy="{words["paying"]}">{buttons}</form>' if buttons else ""
    back = f'<a class="cancel" href="{sandbox.account.public_url}/disputes">{words["payments_title"]}</a>'
    text = words[title.replace("_title", "_text")] if title != "complete_title" else words["payments_text"]
    return _section(words, f"{words[title]} · {amount}", text, form + back)


def _section(words: dict[str, str], title: str, text: str, more: str = "") -> str:
    head = f'<span class="badge">{words["sandbox"]}</span><h1>{title}</h1><p>{text}</p>'
    return f'<section class="notice">{head}{more}</section>'
