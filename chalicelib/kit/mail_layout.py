"""One layout for every mail: plain text and simple HTML that reads well in any client, light or dark, and aloud."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import msgspec

from chalicelib.kit.config import config
from chalicelib.kit.mail import Message

_FOOTER = {
    "en": "This mail was sent by {shop}, {url}",
    "zh": "本邮件由 {shop} 发送，{url}",
}
_LINK_HINT = {
    "en": "If the button does not work, open this address: ",
    "zh": "如果按钮无法点击，请打开以下地址：",
}
_FONT = "-apple-system,'Segoe UI',Roboto,'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
_STYLES = {
    "body": f"margin:0;padding:24px 16px;background:#f5f4f1;color:#1d1d1f;font:16px/1.5 {_FONT}",
    "page": "max-width:560px;margin:0 auto;padding:32px 28px;background:#ffffff;border-radius:12px",
    "shop": "margin:0 0 24px;font-size:14px;font-weight:600;color:#6b4a1f",
    "title": "margin:0 0 16px;font-size:22px;line-height:1.3",
    "paragraph": "margin:0 0 16px",
    "rows": "margin:0 0 16px;padding:0;list-style:none",
    "row": "padding:8px 0;border-bottom:1px solid #e4e1da",
    "value": "float:right;padding-left:16px;font-weight:600",
    "clear": "clear:both",
    "button": "display:inline-block;padding:12px 24px;border-radius:8px;background:#0b5f55;color:#ffffff;"
    "font-weight:600;text-decoration:none",
    "small": "margin:16px 0 0;font-size:13px;color:#5f5f64;word-break:break-all",
    "footer": "max-width:560px;margin:16px auto 0;font-size:13px;color:#5f5f64",
}


class Letter(msgspec.Struct, frozen=True):
    """What a mail says, in its order: title, paragraphs, rows (label, value), button, closing paragraphs."""

    language: str
    """`en` or `zh`."""
    subject: str
    paragraphs: Sequence[str]
    rows: Sequence[tuple[str, str]] = ()
    button: tuple[str, str] | None = None
    """Its words, and the path within the shop that it opens (`/orders/…`)."""
    closing: Sequence[str] = ()
    footer_link: tuple[str, str] | None = None
    """A small link below all: its words, and the path that it opens (where such mails are switched off)."""


def page_url(path: str, language: str) -> str:
    """The address of a shop page in a language: English at `/…`, Chinese at `/zh/…`."""
    prefix = "/zh" if language == "zh" else ""
    return f"{config().public_url.rstrip('/')}{prefix}{path}"


def compose(letter: Letter, *, to: str, message_id: str, kind: str) -> Message:
    """The message of a letter. `message_id` is stable across retries (`f"{event_id}.order_paid"`)."""
    return Message(
        message_id=message_id, to=to, subject=letter.subject, text=_text(letter), html=_html(letter), kind=kind
    )


def _footer(letter: Letter) -> str:
    return _FOOTER[letter.language].format(shop=config().shop_name, url=config().public_url)


def _text(letter: Letter) -> str:
    parts = [letter.subject, *letter.paragraphs]
    if letter.rows:
        parts.append("\n".join(f"{label}: {value}" for label, value in letter.rows))
    if letter.button:
        words, path = letter.button
        parts.append(f"{words}:\n{page_url(path, letter.language)}")
    parts += [*letter.closing, f"--\n{_footer(letter)}"]
    if letter.footer_link:
        words, path = letter.footer_link
        parts.append(f"{words}:\n{page_url(path, letter.language)}")
    return "\n\n".join(parts) + "\n"


def _html(letter: Letter) -> str:
    parts = [_element("p", "shop", config().shop_name), _element("h1", "title", letter.subject)]
    parts += [_element("p", "paragraph", text) for text in letter.paragraphs]
    if letter.rows:
        rows = "".join(_row(label, value) for label, value in letter.rows)
        parts.append(f'<ul style="{_STYLES["rows"]}">{rows}</ul>')
    if letter.button:
        parts.append(_button(letter.button, letter.language))
    parts += [_element("p", "paragraph", text) for text in letter.closing]
    language = "zh-Hans" if letter.language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(letter.subject)}</title></head>'
        f'<body style="{_STYLES["body"]}"><main style="{_STYLES["page"]}">{"".join(parts)}</main>'
        f"{_html_footer(letter)}</body></html>"
    )


def _html_footer(letter: Letter) -> str:
    link = ""
    if letter.footer_link:
        words, path = letter.footer_link
        link = f'<br><a href="{escape(page_url(path, letter.language))}">{escape(words)}</a>'
    return f'<footer style="{_STYLES["footer"]}">{escape(_footer(letter))}{link}</footer>'


def _element(tag: str, style: str, text: str) -> str:
    return f'<{tag} style="{_STYLES[style]}">{escape(text)}</{tag}>'


def _row(label: str, value: str) -> str:
    return (
        f'<li style="{_STYLES["row"]}"><span style="{_STYLES["value"]}">{escape(value)}</span>'
        f'{escape(label)}<div style="{_STYLES["clear"]}"></div></li>'
    )


def _button(button: tuple[str, str], language: str) -> str:
    words, path = button
    url = escape(page_url(path, language))
    return (
        f'<p style="{_STYLES["paragraph"]}"><a href="{url}" style="{_STYLES["button"]}">{escape(words)}</a></p>'
        f'<p style="{_STYLES["small"]}">{escape(_LINK_HINT[language])}<a href="{url}">{url}</a></p>'
    )
