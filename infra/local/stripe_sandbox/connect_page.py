"""The onboarding page of an account that is to be paid: one form, with what the account does with transfers, to try things out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, get_args
from urllib.parse import parse_qs

from infra.local.stripe_sandbox import connect
from infra.local.stripe_sandbox.api import Request, Response
from infra.local.stripe_sandbox.page import shown
from infra.local.stripe_sandbox.page_html import document
from infra.local.stripe_sandbox.texts import texts

if TYPE_CHECKING:
    from infra.local.stripe_sandbox.sandbox import Sandbox


def serve(sandbox: Sandbox, request: Request) -> Response:
    """GET shows the form, POST connects the account; a link that is over leads back to where a fresh one is made."""
    words = texts(None, request.headers.get("accept-language", ""))
    link = connect.link(sandbox.account, request.path.removeprefix("/connect/"))
    if link is None:
        return shown(404, document(words, _notice(words)))
    if link.expires_at <= sandbox.account.now():
        return _to(link.refresh_url)
    if request.method == "POST":
        asked = parse_qs(request.body.decode()).get("behaviour", ["takes"])[0]
        how: connect.Behaviour = next((one for one in get_args(connect.Behaviour) if one == asked), "takes")
        sandbox.finish_onboarding(link.account, how)
        return _to(link.return_url)
    return shown(200, document(words, _form(words, link)))


def _to(url: str) -> Response:
    return Response(303, {"Location": url, "Cache-Control": "no-store"}, b"")


def _form(words: dict[str, str], link: connect.Link) -> str:
    choices = "".join(
        f'<label class="choice"><input type="radio" name="behaviour" value="{one}"{" checked" if one == "takes" else ""}>'
        f"{words[f'connect_{one}']}</label>"
        for one in get_args(connect.Behaviour)
    )
    return (
        f'<section class="notice"><span class="badge">{words["sandbox"]}</span><h1>{words["connect_title"]}</h1>'
        f"<p>{words['connect_text']}</p>"
        f'<form method="post" data-busy="{words["paying"]}"><fieldset><legend>{words["connect_what"]}</legend>{choices}</fieldset>'
        f'<button type="submit" autofocus>{words["connect_done"]}</button></form>'
        f'<a class="cancel" href="{escape(link.return_url)}">{words["connect_later"]}</a></section>'
    )


def _notice(words: dict[str, str]) -> str:
    return f'<section class="notice"><span class="badge">{words["sandbox"]}</span><h1>{words["connect_missing"]}</h1></section>'
