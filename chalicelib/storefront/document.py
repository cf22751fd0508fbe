"""HTML documents made from the web app's shell: head tags, embedded answers, first content. Pure; everything is escaped here."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html import escape

import msgspec

HEAD, DATA, CONTENT, LANGUAGE = "<!--head-->", "<!--data-->", "<!--content-->", "%lang%"
OG_LOCALES = {"en": "en_US", "zh": "zh_CN"}
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
HTML_LANGUAGES = {"en": "en", "zh": "zh-CN"}


@dataclass(frozen=True)
class Page:
    """One page in one language. `path` has no language prefix; `answers` maps API paths to their JSON."""

    path: str
    lang: str
    title: str
    description: str = ""
    picture: str | None = None
    kind: str = "website"
    indexed: bool = True
    structured: tuple[dict[str, object], ...] = ()
    answers: dict[str, bytes] = field(default_factory=dict)
    content: str = ""
    """Ready HTML; its maker escaped it."""
    properties: tuple[tuple[str, str], ...] = ()


def localized(path: str, lang: str) -> str:
    """The address of a page in a language: `/p/1` and `/zh/p/1`."""
    return path if lang == "en" else ("/zh" + path).rstrip("/")


def render(shell: str, page: Page, public_url: str, shop_name: str) -> str:
    """The whole document."""
    return (
        shell.replace(LANGUAGE, HTML_LANGUAGES[page.lang])
        .replace(HEAD, head(page, public_url, shop_name))
        .replace(DATA, embedded(page.answers))
        .replace(CONTENT, page.content)
    )


def security_policy(shell: str) -> str:
    """The Content-Security-Policy of a page made from `shell`: its own files, pictures from anywhere (a feed's lie on its
    seller's servers), and of inline scripts only those that the shell itself has, by hash (CSP Level 3)."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(shell))
    scripts = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: https: http:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )


def head(page: Page, public_url: str, shop_name: str) -> str:
    """Title, description, canonical and alternate addresses, Open Graph, Twitter card and JSON-LD."""
    full_title = page.title if page.title == shop_name else f"{page.title} · {shop_name}"
    address = public_url + localized(page.path, page.lang)
    tags = [
        f"<title>{escape(full_title)}</title>",
        _meta("name", "description", page.description),
        f'<link rel="canonical" href="{escape(address)}">',
        _meta("property", "og:site_name", shop_name),
        _meta("property", "og:type", page.kind),
        _meta("property", "og:title", page.title),
        _meta("property", "og:description", page.description),
        _meta("property", "og:url", address),
        _meta("property", "og:locale", OG_LOCALES[page.lang]),
        _meta("name", "twitter:card", "summary_large_image" if page.picture else "summary"),
    ]
    for lang, code in HTML_LANGUAGES.items():
        alternate = escape(public_url + localized(page.path, lang))
        tags.append(f'<link rel="alternate" hreflang="{code}" href="{alternate}">')
    if page.picture:
        tags.append(_meta("property", "og:image", absolute(preview_picture(page.picture), public_url)))
    if not page.indexed:
        tags.append(_meta("name", "robots", "noindex"))
    tags += [_meta("property", name, value) for name, value in page.properties]
    tags += [f'<script type="application/ld+json">{_script_json(data)}</script>' for data in page.structured]
    return "\n    ".join(tag for tag in tags if tag)


def embedded(answers: dict[str, bytes]) -> str:
    """API answers for the first view, so that the app asks for nothing before it shows."""
    if not answers:
        return ""
    raw = {path: msgspec.Raw(answer) for path, answer in answers.items()}
    return f'<script type="application/json" id="page-data">{_script_json(raw)}</script>'


def absolute(address: str, public_url: str) -> str:
    """A site-relative address with the site before it; others as they are."""
    return public_url + address if address.startswith("/") else address


def preview_picture(picture: str) -> str:
    """Share previews take no SVG: drawn pictures have a PNG rendition beside them."""
    if picture.startswith("/media/") and picture.endswith(".svg"):
        return picture.removesuffix(".svg") + ".png"
    return picture


def _meta(attribute: str, name: str, content: str) -> str:
    return f'<meta {attribute}="{name}" content="{escape(content)}">' if content else ""


def _script_json(data: object) -> str:
    """JSON that cannot leave its script element (HTML Standard, 4.12.1.3) nor break a line in it."""
    text = msgspec.json.encode(data).decode()
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
