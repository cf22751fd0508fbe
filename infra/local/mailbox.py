"""`/_local/mail`: every mail that the portal sent, as its reader sees it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

import msgspec

from chalicelib.kit.mail import FolderMailer, Message
from infra.local.gateway import Reply, nothing_here
from infra.local.html import page


@dataclass(frozen=True)
class Mailbox:
    """The tool at `/_local/mail`: a list, a mail by its number, and `messages.json` for journeys (`?to=` narrows both)."""

    folder: Path

    def __call__(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        path, _, query = target.partition("?")
        to = parse_qs(query).get("to", [""])[0]
        messages = [each for each in FolderMailer(self.folder).messages() if not to or each.to == to]
        if path in ("", "/"):
            return page("Mailbox", _list(messages))
        if path == "/messages.json":
            kind = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
            return Reply(200, kind, msgspec.json.encode(messages))
        for message in messages:
            if path == f"/{_number(message)}":
                return page(message.subject, _whole(message))
        return nothing_here(f"/_local/mail{path}")


def _number(message: Message) -> str:
    return hashlib.sha256(message.message_id.encode()).hexdigest()[:16]


def _list(messages: list[Message]) -> str:
    if not messages:
        return "<section><p>No mail yet. Register or order something, and it comes here.</p></section>"
    rows = "".join(
        f'<li><a href="/_local/mail/{_number(each)}"><b>{escape(each.subject)}</b>'
        f'<span class="quiet">{escape(each.to)}</span><time class="quiet">{escape(_short(each.sent_at))}</time></a></li>'
        for each in messages
    )
    return f'<ul class="list">{rows}</ul>'


def _short(moment: str) -> str:
    return moment[:19].replace("T", " ") + " UTC"


def _whole(message: Message) -> str:
    """The mail's HTML in a sandbox that runs nothing; its links open beside."""
    document = escape(f'<base target="_blank">{message.html}')
    return f"""
<section><dl><dt>To</dt><dd>{escape(message.to)}</dd><dt>Sent</dt><dd>{escape(_short(message.sent_at))}</dd>
<dt>Kind</dt><dd>{escape(message.kind)}</dd></dl></section>
<section><h2>As HTML</h2><iframe title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="{document}"></iframe></section>
<section><h2>As text</h2><pre>{escape(message.text)}</pre></section>"""
